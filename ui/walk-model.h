#pragma once

#include <glib-object.h>

#include "inspect/walk.h"
#include "inspect/walk-values.h"
#include "session.h"
#include "walk-weights.h"

G_BEGIN_DECLS

/**
 * RcpWalkSource:
 * @RCP_WALK_SOURCE_SPECIMEN: a cut from the specimen, bytes / 255
 * @RCP_WALK_SOURCE_NORMALISED: the same as a network sees it, (x − mean) / std
 * @RCP_WALK_SOURCE_NUMBERS: small whole numbers
 *
 * What goes into the layer.
 */
typedef enum
{
  RCP_WALK_SOURCE_SPECIMEN,
  RCP_WALK_SOURCE_NORMALISED,
  RCP_WALK_SOURCE_NUMBERS,
} RcpWalkSource;

/**
 * RcpWalkHidden:
 * @RCP_WALK_HIDDEN_NOTHING: all is shown
 * @RCP_WALK_HIDDEN_SIZE: the size of the output is to be guessed
 * @RCP_WALK_HIDDEN_VALUE: the value of one output cell is
 */
typedef enum
{
  RCP_WALK_HIDDEN_NOTHING,
  RCP_WALK_HIDDEN_SIZE,
  RCP_WALK_HIDDEN_VALUE,
} RcpWalkHidden;

#define RCP_TYPE_WALK_MODEL (rcp_walk_model_get_type ())
/**
 * RcpWalkModel:
 *
 * What the page Convolution shows: a layer, its input and weights, the moment of the walk over its outputs, and what is
 * being looked at. The parts of the page show it and change it, and know nothing of one another.
 *
 * A walk is a row of steps. Each output value takes rcp_walk_model_get_stages() of them: of a convolution the bias and
 * then every product; of an average every value and then the division; of a maximum every value.
 *
 * Signals:
 * - "walk-changed": the layer, its input or its weights are others, or there can be no such layer
 * - "moment-changed": another step
 * - "slide-changed": the frame is elsewhere on its way to the position
 * - "target-changed": something else is being looked at
 * - "hidden-changed": something is to be guessed, or no longer
 */
G_DECLARE_FINAL_TYPE (RcpWalkModel, rcp_walk_model, RCP, WALK_MODEL, GObject)

RcpWalkModel *rcp_walk_model_new (RcpSession *session);

/** rcp_walk_model_set_active: whether anybody looks; without, another specimen is taken no notice of until somebody
 * does */
void rcp_walk_model_set_active (RcpWalkModel *self, gboolean active);

/** rcp_walk_model_get_walk: (transfer none) (nullable): %NULL where there can be no such layer */
const RcpWalk *rcp_walk_model_get_walk (RcpWalkModel *self);

/** rcp_walk_model_get_problem: (transfer none) (nullable): the sentence that says why not */
const char *rcp_walk_model_get_problem (RcpWalkModel *self);

/** rcp_walk_model_get_settings: (transfer none): the layer, possible or not */
const RcpWalkSettings *rcp_walk_model_get_settings (RcpWalkModel *self);
void rcp_walk_model_set_settings (RcpWalkModel *self, const RcpWalkSettings *settings);

/** rcp_walk_model_get_input: (transfer none) (array): (C, size, size): what goes in, without padding */
const float *rcp_walk_model_get_input (RcpWalkModel *self);

RcpWalkSource rcp_walk_model_get_source (RcpWalkModel *self);
void rcp_walk_model_set_source (RcpWalkModel *self, RcpWalkSource source);

/** rcp_walk_model_get_plane: what an input channel shows */
RcpWalkPlane rcp_walk_model_get_plane (RcpWalkModel *self, int channel);

/** rcp_walk_model_dup_channel_name: (transfer full): "Red", "Sobel x" or "Channel 4" */
char *rcp_walk_model_dup_channel_name (RcpWalkModel *self, int channel);

/** rcp_walk_model_get_cut: where in the specimen the input is cut out: the row and column of its first pixel */
void rcp_walk_model_get_cut (RcpWalkModel *self, int *top, int *left);
void rcp_walk_model_set_cut (RcpWalkModel *self, int top, int left);

guint rcp_walk_model_get_kernels (RcpWalkModel *self);
/** rcp_walk_model_set_kernels: fills all kernels; random ones are others each time */
void rcp_walk_model_set_kernels (RcpWalkModel *self, RcpWalkKernel kernels);

/** rcp_walk_model_get_kernel: (transfer none) (array): the K · K weights as given, not flipped, with which output
 * channel
 * @output reads the @input-th channel of its group */
const float *rcp_walk_model_get_kernel (RcpWalkModel *self, int output, int input);
void rcp_walk_model_set_weight (RcpWalkModel *self, int output, int input, int tap, float weight);

float rcp_walk_model_get_bias (RcpWalkModel *self, int output);
void rcp_walk_model_set_bias (RcpWalkModel *self, int output, float bias);

/** rcp_walk_model_get_stages: steps that each output value takes; 0 without a walk */
int rcp_walk_model_get_stages (RcpWalkModel *self);

/** rcp_walk_model_get_n_steps: steps in all; 0 without a walk */
int rcp_walk_model_get_n_steps (RcpWalkModel *self);
int rcp_walk_model_get_step (RcpWalkModel *self);

/** rcp_walk_model_set_step: clamped */
void rcp_walk_model_set_step (RcpWalkModel *self, int step);

/** rcp_walk_model_set_slide: how far the frame has come from the position before, 0 to 1; 1 where nothing moves */
void rcp_walk_model_set_slide (RcpWalkModel *self, double slide);
double rcp_walk_model_get_slide (RcpWalkModel *self);

/** rcp_walk_model_get_by_product: whether a step forward is one product, or one position */
gboolean rcp_walk_model_get_by_product (RcpWalkModel *self);
void rcp_walk_model_set_by_product (RcpWalkModel *self, gboolean by_product);

/** rcp_walk_model_next_step: the step that is one product or one position on (@direction 1) or back (−1); at the ends,
 * the step itself */
int rcp_walk_model_next_step (RcpWalkModel *self, int direction);

/** rcp_walk_model_is_done: whether an output value has been computed by now */
gboolean rcp_walk_model_is_done (RcpWalkModel *self, int cell);

/**
 * rcp_walk_model_get_shown:
 * @n_terms: (out): how many of its terms have been taken so far
 * @done: (out): whether it is complete
 *
 * Returns: the output cell whose sum is written out: the one that is looked at, or else the moment's; −1 for none
 */
int rcp_walk_model_get_shown (RcpWalkModel *self, int *n_terms, gboolean *done);

/** rcp_walk_model_get_target: (out) what is looked at: what the pointer or the keyboard is on, or else what is pinned
 */
RcpWalkTarget rcp_walk_model_get_target (RcpWalkModel *self, int *index);

/** rcp_walk_model_hover: what the pointer or the keyboard is on */
void rcp_walk_model_hover (RcpWalkModel *self, RcpWalkTarget target, int index);

/** rcp_walk_model_pin: keeps looking at something; the same again, or %RCP_WALK_TARGET_NOTHING, lets it go */
void rcp_walk_model_pin (RcpWalkModel *self, RcpWalkTarget target, int index);

RcpWalkHidden rcp_walk_model_get_hidden (RcpWalkModel *self);
/** rcp_walk_model_get_hidden_cell: the output cell whose value is hidden; −1 for none */
int rcp_walk_model_get_hidden_cell (RcpWalkModel *self);
void rcp_walk_model_hide (RcpWalkModel *self, RcpWalkHidden hidden);

G_END_DECLS
