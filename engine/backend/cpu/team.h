#pragma once

#include <glib.h>

/**
 * RcpTeam:
 *
 * Threads that share out the tasks of one phase after another. Phases of a training step last some hundred
 * microseconds, so waiting members spin for a while before they sleep; a member that finds the processor wanted
 * by others gives it away.
 */
typedef struct _RcpTeam RcpTeam;

/** RcpTeamTask: @index: which task; @member: which thread runs it, 0 … size − 1; for scratch memory, never for results
 */
typedef void (*RcpTeamTask) (gpointer data, guint index, guint member);

/** rcp_team_new: @size: how many threads, the caller of rcp_team_run() counted as one */
RcpTeam *rcp_team_new (guint size);
void rcp_team_free (RcpTeam *self);
guint rcp_team_get_size (RcpTeam *self);

/** rcp_team_run: runs tasks 0 … @n_tasks − 1, each once, on whichever member is free, and returns when all are done */
void rcp_team_run (RcpTeam *self, guint n_tasks, RcpTeamTask task, gpointer data);
