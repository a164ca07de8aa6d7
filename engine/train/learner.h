#pragma once

#include "train/train-job.h"

G_BEGIN_DECLS

/**
 * RcpLearner:
 *
 * The arithmetic of a run: a backend, the order of the samples, and where the run stands. It knows nothing of
 * commands, clocks and files, so that nothing it computes can depend on them. Used by the trainer's thread alone.
 */
typedef struct _RcpLearner RcpLearner;

/**
 * rcp_learner_new:
 * @job: borrowed as long as the learner lives
 * @error: the backend's, or %RCP_ERROR_RUN where a run that is resumed began with other pictures
 *
 * Opens the backend and brings it to where the job begins.
 */
RcpLearner *rcp_learner_new (const RcpTrainJob *job, GError **error);

/** rcp_learner_free: closes the backend */
void rcp_learner_free (RcpLearner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpLearner, rcp_learner_free)

/** rcp_learner_get_progress: (transfer none): where it stands */
const RcpTrainProgress *rcp_learner_get_progress (const RcpLearner *self);

/** rcp_learner_set_learning_rate: from the next step on */
void rcp_learner_set_learning_rate (RcpLearner *self, double learning_rate);

/** rcp_learner_set_frozen: whether a layer's parameters stay as they are from the next step on; %FALSE where nothing
 * changes */
gboolean rcp_learner_set_frozen (RcpLearner *self, guint layer, gboolean frozen);

/** rcp_learner_get_steps_left: how many steps can be made before the epoch or the run ends */
guint rcp_learner_get_steps_left (const RcpLearner *self);

/** rcp_learner_is_epoch_full: whether all steps of an epoch are made and its validation is still to come */
gboolean rcp_learner_is_epoch_full (const RcpLearner *self);

/** rcp_learner_is_done: whether all is done that was asked for; a run of whole epochs ends with the validation of its
 * last one */
gboolean rcp_learner_is_done (const RcpLearner *self);

/**
 * rcp_learner_make_steps:
 * @steps: how many; at most rcp_learner_get_steps_left()
 * @n_records: (out): how many there are; fewer than @steps where it fails
 * @error: the backend's, or %RCP_ERROR_DIVERGED
 *
 * The same numbers come out however many steps are asked for at once.
 *
 * Returns: (transfer none) (array length=n_records): the steps' records, valid until the next call
 */
const RcpStepRecord *rcp_learner_make_steps (RcpLearner *self, guint steps, guint *n_records, GError **error);

/** rcp_learner_get_call: how long the backend took for the last steps, and for how many samples */
double rcp_learner_get_call (const RcpLearner *self, guint *samples);

/** rcp_learner_get_test_count: test pictures */
guint rcp_learner_get_test_count (const RcpLearner *self);

/** rcp_learner_test: measures the next test pictures of a validation, about 10 ms of them, and adds to @record's sums:
 * loss and correct answers in place of their means, and the time it took. @first: (inout): where it stands */
gboolean rcp_learner_test (RcpLearner *self, guint *first, RcpEpochRecord *record, GError **error);

/**
 * rcp_learner_end_epoch:
 * @record: (inout): as rcp_learner_test() left it; becomes whole
 * @is_best: (out): whether this is the highest validation accuracy so far
 * @error: %RCP_ERROR_DIVERGED
 *
 * Closes the epoch's books, and opens those of the next.
 */
gboolean rcp_learner_end_epoch (RcpLearner *self, RcpEpochRecord *record, gboolean *is_best, GError **error);

/** rcp_learner_take_snapshot: (transfer full) (nullable): the weights of this moment */
RcpSnapshot *rcp_learner_take_snapshot (RcpLearner *self, GError **error);

/** rcp_learner_check_snapshot: %FALSE and %RCP_ERROR_DIVERGED where weights are not finite: the loss tells of them one
 * step late, and they must not replace good ones on the disk before it does */
gboolean rcp_learner_check_snapshot (const RcpLearner *self, RcpSnapshot *snapshot, GError **error);

/**
 * rcp_learner_fill_checkpoint:
 * @snapshot: the weights of this moment; borrowed, as all of the checkpoint is, until the next call
 * @error: the backend's, or as rcp_learner_check_snapshot()
 */
gboolean rcp_learner_fill_checkpoint (RcpLearner *self, RcpSnapshot *snapshot, RcpCheckpoint *checkpoint,
                                      GError **error);

G_END_DECLS
