#pragma once

#include "inspect/edits.h"

G_BEGIN_DECLS

typedef enum
{
  RCP_CHANGE_PARAMETER,
  RCP_CHANGE_KERNEL,
  RCP_CHANGE_SCALE,
  RCP_CHANGE_RESTORE,
} RcpChangeKind;

/**
 * RcpChange:
 * @kind: what was done
 * @place: the first parameter of a stretch; with @kind and @count it says what was touched
 * @count: how many parameters
 * @before: (array length=count): what undoing brings back
 * @after: (array length=count): what was made of it
 * @factor: of a %RCP_CHANGE_SCALE what @before was multiplied with
 * @has_bias: whether one bias beside the stretch changes too
 * @bias: which
 * @bias_before: likewise
 * @bias_after: likewise
 * @text: for people
 */
typedef struct
{
  RcpChangeKind kind;
  gsize place;
  gsize count;
  float *before;
  float *after;
  float factor;
  gboolean has_bias;
  gsize bias;
  float bias_before;
  float bias_after;
  char *text;
} RcpChange;

void rcp_change_free (gpointer change);

/** rcp_change_new: (transfer full): a change of @count parameters from @place on, whose result is what was there before
 * (before the newest change, where it goes on with that): for the caller to overwrite */
RcpChange *rcp_change_new (RcpEdits *self, RcpChangeKind kind, gsize place, gsize count, gboolean continues);

/** rcp_change_add_bias: likewise for one bias beside them */
void rcp_change_add_bias (RcpEdits *self, RcpChange *change, gsize bias, gboolean continues);

/** rcp_edits_do: @change: (transfer full): makes it, or forgets it where it changes nothing */
void rcp_edits_do (RcpEdits *self, RcpChange *change, gboolean continues);

/** rcp_change_rebase: makes the same change of other weights: @parameters are those before it, those of @base those
 * before all changes */
void rcp_change_rebase (RcpChange *change, RcpSnapshot *base, const float *parameters);

const RcpArchitecture *rcp_edits_get_architecture (RcpEdits *self);

G_END_DECLS
