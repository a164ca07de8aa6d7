#pragma once

#include "explainer.h"
#include "session.h"

G_BEGIN_DECLS

/**
 * rcp_explain_save_as:
 * @class_name: of the class that is explained
 * @session: its "message" and "problem" say what came of it
 *
 * Asks where, and saves an explanation in a worker: as a picture where the name ends in .png, as numbers where it ends
 * in .safetensors.
 */
void rcp_explain_save_as (RcpExplained *explained, const char *class_name, RcpSession *session, GtkWindow *parent);

G_END_DECLS
