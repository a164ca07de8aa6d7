#pragma once

#include "train/snapshot.h"

G_BEGIN_DECLS

#define RCP_TYPE_EDITS (rcp_edits_get_type ())
/**
 * RcpEdits:
 *
 * Changes made by hand to the weights of a snapshot, one after the other, with undo and redo. Snapshots stay as they
 * are: each change makes a new one. What is undone comes back to the last bit.
 *
 * Lives on one thread. "changed" is emitted when rcp_edits_get_snapshot() has another answer.
 */
G_DECLARE_FINAL_TYPE (RcpEdits, rcp_edits, RCP, EDITS, GObject)

/** rcp_edits_new: (transfer full): no changes yet to @base */
RcpEdits *rcp_edits_new (RcpSnapshot *base);

/** rcp_edits_get_base: (transfer none): what the changes began with */
RcpSnapshot *rcp_edits_get_base (RcpEdits *self);

/** rcp_edits_get_snapshot: (transfer none): the weights with all changes; @base itself while there are none */
RcpSnapshot *rcp_edits_get_snapshot (RcpEdits *self);

/**
 * rcp_edits_rebase:
 * @base: other weights of the same network, such as those of another moment of its training
 *
 * Makes the same changes of other weights: a number and a kernel that were put in stay what they are, and a filter that
 * was scaled is scaled by as much. What was undone stays undone and can be made again.
 */
void rcp_edits_rebase (RcpEdits *self, RcpSnapshot *base);

/** rcp_edits_is_edited: whether there are changes that are not undone */
gboolean rcp_edits_is_edited (RcpEdits *self);

/* Every change below takes @continues: whether it goes on with the newest one, if that is of the same kind and in the
 * same place: then it replaces it, so that a drag is undone in one step. All are refused with %RCP_ERROR_ARGUMENT and a
 * sentence, and nothing is changed, where the network has no such thing or a number is not finite. A change that
 * changes nothing is no change: it succeeds, and there is nothing to undo. */

/**
 * rcp_edits_set_parameter:
 * @parameter: index in the parameter vector
 * @value: a finite number
 */
gboolean rcp_edits_set_parameter (RcpEdits *self, gsize parameter, float value, gboolean continues, GError **error);

/**
 * rcp_edits_set_kernel:
 * @layer: index of a convolution
 * @filter: which of its output channels
 * @channel: which input channel of that filter, from 0 within its group; -1 for every one of them
 * @kernel: (array): @rows × @columns floats, row by row
 * @rows: at most the layer's kernel has
 * @columns: likewise
 *
 * Puts a kernel into a filter, centred, with zeros around it; where it cannot lie in the middle it lies half a cell
 * further up and to the left. The bias stays.
 */
gboolean rcp_edits_set_kernel (RcpEdits *self, int layer, int filter, int channel, const float *kernel, int rows,
                               int columns, gboolean continues, GError **error);

/**
 * rcp_edits_mix_kernel:
 * @shares: (array): for each input channel of the filter, from 0 within its group, what the kernel is multiplied with
 *
 * rcp_edits_set_kernel() for every channel at once, so that they see a mixture of them: shares of 0.299, 0.587 and
 * 0.114 make a filter of a picture's luma.
 */
gboolean rcp_edits_mix_kernel (RcpEdits *self, int layer, int filter, const float *shares, const float *kernel,
                               int rows, int columns, gboolean continues, GError **error);

/**
 * rcp_edits_scale_filter:
 * @layer: index of a convolution or a linear layer
 * @filter: which of its output channels, or units
 * @factor: what its weights and its bias are multiplied with; 0 turns it off. Where it goes on with the newest change,
 *   @factor is of what was there before that
 */
gboolean rcp_edits_scale_filter (RcpEdits *self, int layer, int filter, float factor, gboolean continues,
                                 GError **error);

/**
 * rcp_edits_get_factor:
 *
 * Returns: what the newest change multiplies this filter with; 1 where that is another change, or none
 */
float rcp_edits_get_factor (RcpEdits *self, int layer, int filter);

/**
 * rcp_edits_restore_filter:
 * @layer: index of a convolution or a linear layer
 * @filter: which of its output channels, or units
 *
 * Gives a filter and its bias back what they were before all changes. It is a change like any other.
 */
gboolean rcp_edits_restore_filter (RcpEdits *self, int layer, int filter, GError **error);

gboolean rcp_edits_can_undo (RcpEdits *self);
gboolean rcp_edits_can_redo (RcpEdits *self);

/** rcp_edits_undo: takes the newest change back; nothing where there is none */
void rcp_edits_undo (RcpEdits *self);
void rcp_edits_redo (RcpEdits *self);

/** rcp_edits_reset: takes all changes back; they can be made again one by one */
void rcp_edits_reset (RcpEdits *self);

/** rcp_edits_get_undo_text: (transfer none) (nullable): what undoing would take back, for people: "conv1.weight[0, 2,
 * 1, 1]: 0.25 → 0.5" */
const char *rcp_edits_get_undo_text (RcpEdits *self);
const char *rcp_edits_get_redo_text (RcpEdits *self);

G_END_DECLS
