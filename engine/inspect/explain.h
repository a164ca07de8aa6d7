#pragma once

#include <gio/gio.h>

#include "inspect/cell.h"
#include "inspect/probe.h"

G_BEGIN_DECLS

/**
 * RcpExplainMethod:
 * @RCP_EXPLAIN_SALIENCY: the gradient of a class's logit by the normalised input (Simonyan, Vedaldi and Zisserman,
 *   "Deep Inside Convolutional Networks", 2013)
 * @RCP_EXPLAIN_GRADCAM: ReLU (Σ over channels of (mean gradient of the logit by the channel's map) × the map)
 *   (Selvaraju et al., "Grad-CAM", 2017)
 * @RCP_EXPLAIN_OCCLUSION: how the class's probability changes when a grey square covers a part of the picture
 *   (Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", 2013)
 */
typedef enum
{
  RCP_EXPLAIN_SALIENCY,
  RCP_EXPLAIN_GRADCAM,
  RCP_EXPLAIN_OCCLUSION,
  RCP_N_EXPLAIN_METHODS,
} RcpExplainMethod;

/** rcp_explain_method_name: what --method takes: "saliency", "gradcam", "occlusion" */
const char *rcp_explain_method_name (RcpExplainMethod method);

/** rcp_explain_method_title: for people: "Gradient saliency", "Grad-CAM", "Occlusion"; translated */
const char *rcp_explain_method_title (RcpExplainMethod method);

/** rcp_explain_method_sentence: what it is and what it is not, in one sentence; translated */
const char *rcp_explain_method_sentence (RcpExplainMethod method);

/** RCP_EXPLAIN_TOP: in place of a class: the one with the largest logit */
#define RCP_EXPLAIN_TOP (-1)

/** RCP_OCCLUSION_GREY: the byte that every channel of the sliding square has */
#define RCP_OCCLUSION_GREY 128

/**
 * RcpExplanation:
 * @method: how it was made
 * @network: whose it is; owned
 * @answer: the class that is explained
 * @logit: of that class, for the whole picture
 * @probability: likewise
 * @layer: of a Grad-CAM the layer whose maps were weighed; %RCP_CELL_INPUT elsewhere
 * @size: of an occlusion the side of the square in pixels; 0 elsewhere
 * @stride: of an occlusion how far it moves
 * @shape: of @values: (C, H, W) of the picture for a saliency; (1, H, W) of the layer for a Grad-CAM, and of the
 *   places of the square for an occlusion
 * @values: (array): the numbers: gradients by the normalised input, signed; the map, never negative; the change in the
 *   probability (with the square, less without), signed: negative where what was covered speaks for the class
 * @logit_changes: (array) (nullable): of an occlusion the same of the logit
 * @weights: (array) (nullable): of a Grad-CAM what each channel of the layer weighs
 */
typedef struct
{
  RcpExplainMethod method;
  RcpNetwork *network;
  guint answer;
  float logit;
  float probability;
  int layer;
  int size;
  int stride;
  RcpShape shape;
  float *values;
  float *logit_changes;
  float *weights;
} RcpExplanation;

void rcp_explanation_free (RcpExplanation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpExplanation, rcp_explanation_free)

/* All three take a probe that has its snapshot, @pixels as rcp_probe_run() does, and @answer, a class or
 * %RCP_EXPLAIN_TOP; a class that there is not is %RCP_ERROR_ARGUMENT. They belong into a worker. */

/** rcp_explain_saliency: (transfer full) (nullable): for any network */
RcpExplanation *rcp_explain_saliency (RcpProbe *probe, const guint8 *pixels, int answer, GError **error);

/**
 * rcp_explain_gradcam:
 * @layer: index of the layer whose maps are weighed; -1 for rcp_explain_gradcam_layer()
 * @error: %RCP_ERROR_ARGUMENT with a sentence where the network has no convolution, or @layer puts out no maps
 */
RcpExplanation *rcp_explain_gradcam (RcpProbe *probe, const guint8 *pixels, int answer, int layer, GError **error);

/** rcp_explain_gradcam_layer: the last convolution, or the ReLU or tanh right behind it; -1 and an error as above
 * where there is none */
int rcp_explain_gradcam_layer (RcpNetwork *network, GError **error);

/** rcp_explain_has_maps: whether Grad-CAM can be had of @layer: whether its output is still made of maps */
gboolean rcp_explain_has_maps (const RcpArchitecture *architecture, int layer);

/** RcpExplainProgress: called now and then by the thread that computes, @fraction from 0 to 1 */
typedef void (*RcpExplainProgress) (double fraction, gpointer user_data);

/**
 * rcp_explain_occlusion:
 * @size: side of the grey square in pixels, from 1 to the picture's smaller side; 0 for a quarter of that
 * @stride: pixels from one place to the next, at least 1; 0 for a quarter of @size
 * @progress: (nullable) (scope call): see there
 * @error: %RCP_ERROR_ARGUMENT, or %G_IO_ERROR_CANCELLED
 *
 * The square stands at rows and columns 0, @stride, 2·@stride … as long as it lies inside, and once more at the far
 * edge where that leaves a rest.
 */
RcpExplanation *rcp_explain_occlusion (RcpProbe *probe, const guint8 *pixels, int answer, int size, int stride,
                                       RcpExplainProgress progress, gpointer user_data, GCancellable *cancellable,
                                       GError **error);

/** rcp_explanation_get_place: row and column of the upper left corner of an occlusion's square at @row, @column of its
 * values */
void rcp_explanation_get_place (const RcpExplanation *self, int row, int column, int *top, int *left);

/** rcp_explanation_is_signed: whether the numbers of rcp_explanation_flatten() have a sign, and so a diverging map of
 * colours around 0 */
gboolean rcp_explanation_is_signed (const RcpExplanation *self);

/**
 * rcp_explanation_flatten:
 *
 * One number a pixel of the picture, to be drawn over it: of a saliency the largest |gradient| of the channels; of a
 * Grad-CAM the cell of the map that lies over the pixel, whole cells, nothing smoothed; of an occlusion the mean
 * change of the squares that covered the pixel.
 *
 * Returns: (transfer full) (array): height × width floats, row by row
 */
float *rcp_explanation_flatten (const RcpExplanation *self);

/**
 * rcp_explanation_save_numbers:
 * @class_name: of its class, for whoever reads the file
 * @path: a safetensors file, replaced atomically
 *
 * Writes the tensor "saliency" (C, H, W), "gradcam" (H, W) at the layer's own size, or "occlusion" (H, W), a number a
 * place, with "occlusion_logit". Its metadata says "format": "pt", "receptive.network", "receptive.version",
 * "receptive.method", "receptive.class", "receptive.class_name" and "receptive.layer".
 */
gboolean rcp_explanation_save_numbers (const RcpExplanation *self, const char *class_name, const char *path,
                                       GError **error);

G_END_DECLS
