#include "histogram.h"

#include "statistics-private.h"

#include <string.h>

/* Neighbouring pixels are often alike, and an addition to a place waits for the one before it to the same place: four
 * tables in turn do not wait. A plane of a picture is far below 2³² pixels. */
#define TABLES 4

static void
count_plane (const guint8 *bytes, gsize n, guint64 *levels)
{
  guint32 tables[TABLES][RCP_N_LEVELS] = { { 0 } };
  gsize i = 0;

  for (; i + TABLES <= n; i += TABLES)
    for (gsize t = 0; t < TABLES; t++)
      tables[t][bytes[i + t]]++;
  for (; i < n; i++)
    tables[0][bytes[i]]++;
  for (int v = 0; v < RCP_N_LEVELS; v++)
    for (gsize t = 0; t < TABLES; t++)
      levels[v] += tables[t][v];
}

static void
add_picture (RcpHistogram *self, const guint8 *pixels, RcpShape shape)
{
  gsize plane = (gsize) shape.height * (gsize) shape.width;

  self->count++;
  self->pixels += plane;
  self->channels = shape.channels;
  for (int c = 0; c < shape.channels; c++)
    count_plane (pixels + (gsize) c * plane, plane, self->levels[c]);
}

void
rcp_histogram_of_picture (RcpHistogram *self, const guint8 *pixels, RcpShape shape)
{
  g_return_if_fail (self != NULL && pixels != NULL);
  g_return_if_fail (shape.channels <= RCP_MAX_CHANNELS);

  memset (self, 0, sizeof *self);
  add_picture (self, pixels, shape);
}

void
rcp_histogram_add (RcpHistogram *self, const RcpHistogram *other)
{
  g_return_if_fail (self->count == 0 || other->count == 0 || self->channels == other->channels);

  self->count += other->count;
  self->pixels += other->pixels;
  self->channels = MAX (self->channels, other->channels);
  for (int c = 0; c < other->channels; c++)
    for (int v = 0; v < RCP_N_LEVELS; v++)
      self->levels[c][v] += other->levels[c][v];
}

RcpStatistics
rcp_histogram_statistics (const RcpHistogram *self)
{
  RcpStatistics result = { .count = self->count, .channels = self->channels };

  for (int c = 0; c < self->channels && self->pixels > 0; c++)
    {
      guint64 sum = 0, squares = 0;

      for (guint v = 0; v < RCP_N_LEVELS; v++)
        {
          sum += v * self->levels[c][v];
          squares += v * v * self->levels[c][v];
        }
      rcp_statistics_finish (&result, c, self->pixels, sum, squares);
    }
  return result;
}

double
rcp_histogram_share (const RcpHistogram *self, int channel, int first, int last)
{
  guint64 n = 0;

  g_return_val_if_fail (channel >= 0 && channel < RCP_MAX_CHANNELS, 0.0);
  for (int v = MAX (first, 0); v <= MIN (last, RCP_N_LEVELS - 1); v++)
    n += self->levels[channel][v];
  return self->pixels > 0 ? (double) n / (double) self->pixels : 0.0;
}

void
rcp_samples_histograms (const RcpSamples *samples, RcpHistogram *classes)
{
  g_return_if_fail (samples != NULL && classes != NULL);
  g_return_if_fail (samples->shape.channels <= RCP_MAX_CHANNELS);

  memset (classes, 0, samples->n_classes * sizeof *classes);
  for (guint label = 0; label < samples->n_classes; label++)
    classes[label].channels = samples->shape.channels;
  for (guint i = 0; i < samples->count; i++)
    add_picture (&classes[rcp_samples_label (samples, i)], rcp_samples_pixels (samples, i), samples->shape);
}
