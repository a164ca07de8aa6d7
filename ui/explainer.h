#pragma once

#include "inspect/explain.h"
#include "network-frame.h"

G_BEGIN_DECLS

/**
 * RcpExplainQuestion:
 * @method: how
 * @answer: which class, or %RCP_EXPLAIN_TOP
 * @layer: of a Grad-CAM whose maps, or -1 for rcp_explain_gradcam_layer()
 * @size: of an occlusion the side of the square, 0 for a quarter of the picture
 * @stride: of an occlusion how far it moves, 0 for a quarter of the square
 */
typedef struct
{
  RcpExplainMethod method;
  int answer;
  int layer;
  int size;
  int stride;
} RcpExplainQuestion;

/**
 * RcpExplained:
 * @frame: what was explained
 * @explanation: the numbers
 * @flat: (array): one number a pixel of the picture
 * @range: the size of the largest of them
 * @words: (array): the picture with the numbers' colours over it, 0x00RRGGBB
 *
 * An explanation, ready to be shown. Immutable, counted, safe from any thread.
 */
typedef struct
{
  RcpNetworkFrame *frame;
  RcpExplanation *explanation;
  float *flat;
  double range;
  guint32 *words;
} RcpExplained;

RcpExplained *rcp_explained_ref (RcpExplained *self);
void rcp_explained_unref (RcpExplained *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpExplained, rcp_explained_unref)

#define RCP_TYPE_EXPLAINER (rcp_explainer_get_type ())
/**
 * RcpExplainer:
 *
 * Explains a network's answer in a worker, with a probe of its own; of several requests only the newest counts. What
 * takes one pass and back follows frames that come one after the other, at most five times a second, and once where
 * nobody sees it. An occlusion, which takes hundreds of passes, is made when it is asked for, and anew when the weights
 * have stood still for a while.
 *
 * Signals:
 * - "changed": rcp_explainer_get_explained(), _get_problem() or _is_outdated() has another answer
 * - "progress": rcp_explainer_get_progress() has another answer
 */
G_DECLARE_FINAL_TYPE (RcpExplainer, rcp_explainer, RCP, EXPLAINER, GObject)

RcpExplainer *rcp_explainer_new (void);

/** rcp_explainer_ask: another question than before is answered as soon as there is a frame */
void rcp_explainer_ask (RcpExplainer *self, const RcpExplainQuestion *question);

/** rcp_explainer_set_frame: @frame: (nullable): what is to be explained from now on; with %NULL nothing is under way
 * any more */
void rcp_explainer_set_frame (RcpExplainer *self, RcpNetworkFrame *frame);

/** rcp_explainer_set_seen: whether anybody sees what it makes; at first, somebody does */
void rcp_explainer_set_seen (RcpExplainer *self, gboolean seen);

/** rcp_explainer_get_explained: (transfer none) (nullable): the newest answer to the question */
RcpExplained *rcp_explainer_get_explained (RcpExplainer *self);

/** rcp_explainer_get_problem: (transfer none) (nullable): the sentence that says why there is none */
const char *rcp_explainer_get_problem (RcpExplainer *self);

/** rcp_explainer_is_outdated: whether what is explained are other weights, or another picture, than those of the frame
 */
gboolean rcp_explainer_is_outdated (RcpExplainer *self);

/** rcp_explainer_get_progress: how much of an occlusion is done, from 0 to 1; -1 while none is under way */
double rcp_explainer_get_progress (RcpExplainer *self);

G_END_DECLS
