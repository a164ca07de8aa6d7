#pragma once

#include "draw/filter-sheet.h"
#include "inspect/activity.h"
#include "inspect/batch-gradient.h"

G_BEGIN_DECLS

/* What is known of the filters of a layer, in words. All results are (transfer full). */

/** rcp_learned_words_title: "Learned filters of conv1" */
char *rcp_learned_words_title (const RcpLayer *layer);

/** rcp_learned_words_shape: "5 × 5 × 3 · ±0.312 · blue below 0, red above" */
char *rcp_learned_words_shape (const RcpFilterSheet *sheet);

/** rcp_learned_words_gradient: of which batch it is; @gradient: (nullable): %NULL while not known; @problem:
 * (nullable): why it cannot be */
char *rcp_learned_words_gradient (const RcpBatchGradient *gradient, const char *problem);

/**
 * rcp_learned_words_dead:
 * @activity: (nullable): that says which are dead; %NULL while not known
 * @weights: (nullable): that it was measured with
 * @problem: (nullable): why it cannot be
 *
 * Which of a layer's filters are dead, and over how many pictures.
 */
char *rcp_learned_words_dead (const RcpFilterSheet *sheet, const RcpActivity *activity, RcpSnapshot *weights,
                              const char *problem);

/** rcp_learned_words_selected: of the filter that is looked at: "Filter 3 of 16: norm 1.24, gradient 0.012. "; "" where
 * none is */
char *rcp_learned_words_selected (const RcpFilterSheet *sheet);

G_END_DECLS
