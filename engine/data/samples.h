#pragma once

#include <glib.h>

#include <math.h>

G_BEGIN_DECLS

/** RCP_MAX_CHANNELS: the most channels that a dataset's pictures may have */
#define RCP_MAX_CHANNELS 4

/**
 * RcpShape:
 * @channels: planes, or the features of a flat tensor
 * @height: rows; 1 where flat
 * @width: columns; 1 where flat
 *
 * The shape of one sample's tensor, without the batch: (C, H, W).
 */
typedef struct
{
  int channels;
  int height;
  int width;
} RcpShape;

static inline gsize
rcp_shape_count (RcpShape shape)
{
  return (gsize) shape.channels * (gsize) shape.height * (gsize) shape.width;
}

/** rcp_shape_is_flat: whether it is a row of single numbers: the output of a linear layer, or of a flatten */
static inline gboolean
rcp_shape_is_flat (RcpShape shape)
{
  return shape.height == 1 && shape.width == 1;
}

/**
 * RcpSplit:
 * @RCP_SPLIT_TRAIN: the pictures that are learned from
 * @RCP_SPLIT_TEST: the pictures that are only ever measured on
 */
typedef enum
{
  RCP_SPLIT_TRAIN,
  RCP_SPLIT_TEST,
  RCP_N_SPLITS,
} RcpSplit;

/**
 * RcpSamples:
 * @blocks: where each block of records begins; the blocks are of one size, the last may be shorter
 * @block_count: records in a full block
 * @count: records in all
 * @record_size: bytes from one record to the next
 * @label_offset: where in a record its label stands: one byte, below @n_classes
 * @pixel_offset: where its pixels begin: bytes in CHW order
 * @shape: the shape of one picture
 * @n_classes: how many classes there are
 *
 * Labelled pictures as they lie in memory, usually in mapped files. A borrowed view: it owns nothing
 * and lives as long as the dataset it came from. Plain C, so that any backend can read it.
 */
typedef struct
{
  const guint8 *const *blocks;
  guint block_count;
  guint count;
  gsize record_size;
  gsize label_offset;
  gsize pixel_offset;
  RcpShape shape;
  guint n_classes;
} RcpSamples;

static inline const guint8 *
rcp_samples_record (const RcpSamples *self, guint index)
{
  return self->blocks[index / self->block_count] + (index % self->block_count) * self->record_size;
}

/** rcp_samples_pixels: the bytes of picture @index in CHW order */
static inline const guint8 *
rcp_samples_pixels (const RcpSamples *self, guint index)
{
  return rcp_samples_record (self, index) + self->pixel_offset;
}

/** rcp_samples_label: the class of picture @index */
static inline guint
rcp_samples_label (const RcpSamples *self, guint index)
{
  return rcp_samples_record (self, index)[self->label_offset];
}

/**
 * RcpNormalisation:
 * @scale: 1/std of each channel
 * @shift: −mean/std of each channel
 *
 * What turns a byte into the number a network sees, (x − mean) / std with mean and std in units of
 * bytes, as one fused multiply-add. Every backend and the probe use exactly this, so that a number
 * shown is the number trained on, to the last bit.
 */
typedef struct
{
  float scale[RCP_MAX_CHANNELS];
  float shift[RCP_MAX_CHANNELS];
} RcpNormalisation;

static inline RcpNormalisation
rcp_normalisation (int channels, const double *mean, const double *std)
{
  RcpNormalisation result = { { 0 }, { 0 } };

  for (int c = 0; c < channels && c < RCP_MAX_CHANNELS; c++)
    {
      /* a channel that never varies is only centred */
      double s = std[c] > 0 ? std[c] : 1.0;

      result.scale[c] = (float) (1.0 / s);
      result.shift[c] = (float) (-mean[c] / s);
    }
  return result;
}

static inline float
rcp_normalise (const RcpNormalisation *self, int channel, guint8 byte)
{
  return fmaf ((float) byte, self->scale[channel], self->shift[channel]);
}

G_END_DECLS
