#pragma once

#include "page.h"
#include "session-bin.h"

G_BEGIN_DECLS

#define RCP_TYPE_TRAINING_PAGE (rcp_training_page_get_type ())
/**
 * RcpTrainingPage:
 *
 * What to train and how, and how it goes.
 */
G_DECLARE_FINAL_TYPE (RcpTrainingPage, rcp_training_page, RCP, TRAINING_PAGE, RcpSessionBin)

extern const RcpPageInfo rcp_training_page_info;

G_END_DECLS
