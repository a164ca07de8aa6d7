#pragma once

#include "dataset.h"

G_BEGIN_DECLS

/** RCP_N_LEVELS: the values that a byte can have */
#define RCP_N_LEVELS 256

/**
 * RcpHistogram:
 * @count: pictures that were counted
 * @pixels: pixels of all of them together
 * @channels: how many of @levels are set
 * @levels: for each channel, how many pixels have each value
 *
 * How often each value occurs, exactly.
 */
typedef struct
{
  guint count;
  guint64 pixels;
  int channels;
  guint64 levels[RCP_MAX_CHANNELS][RCP_N_LEVELS];
} RcpHistogram;

/** rcp_histogram_of_picture: of one picture, bytes in CHW order */
void rcp_histogram_of_picture (RcpHistogram *self, const guint8 *pixels, RcpShape shape);

/** rcp_histogram_add: counts everything in @other as well, which has as many channels or @self is all zero */
void rcp_histogram_add (RcpHistogram *self, const RcpHistogram *other);

/**
 * rcp_histogram_statistics:
 *
 * Mean and standard deviation of what was counted: the same bits as rcp_samples_statistics() of the same pictures.
 */
RcpStatistics rcp_histogram_statistics (const RcpHistogram *self);

/** rcp_histogram_share: which part of the pixels has a value from @first to @last, both included; 0 where there are
 * none */
double rcp_histogram_share (const RcpHistogram *self, int channel, int first, int last);

/**
 * rcp_samples_histograms:
 * @classes: (out) (array): n_classes histograms
 *
 * Counts the pictures of each class. Reads everything once: about 0.2 s for 50,000 pictures of 32 × 32.
 */
void rcp_samples_histograms (const RcpSamples *samples, RcpHistogram *classes);

/**
 * rcp_dataset_get_histograms:
 *
 * Of the training pictures: one histogram for each class, and after them that of all classes together. The first
 * call counts, later ones are free. Safe from any thread.
 *
 * Returns: (transfer none) (array): n_classes + 1 histograms, valid as long as @dataset
 */
const RcpHistogram *rcp_dataset_get_histograms (RcpDataset *dataset);

G_END_DECLS
