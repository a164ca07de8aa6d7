#pragma once

#include "train/run-folder.h"

G_BEGIN_DECLS

/** rcp_run_info_to_json: (transfer full): the text of run.json */
char *rcp_run_info_to_json (const RcpRunInfo *self);

/** rcp_run_info_from_json: (transfer full) (nullable): the other way; path and best_accuracy are not set.
 * @label: the file's name, for messages. @error: %RCP_ERROR_RUN */
RcpRunInfo *rcp_run_info_from_json (const char *json, const char *label, GError **error);

G_END_DECLS
