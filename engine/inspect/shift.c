#include "shift.h"

#include "inspect/probe.h"

#include <math.h>
#include <string.h>

/* The kernel is looked at in the first layer's output; what comes after it is there because every network ends in a
 * classifier. */
#define NETWORK "conv 1 3x3, flatten, linear 2"
#define N_CLASSES 2

static const float sobel_x[9] = { -1, 0, 1, -2, 0, 2, -1, 0, 1 };

struct _RcpShiftBench
{
  RcpShape shape;
  RcpNormalisation normalisation;
  RcpNetwork *network;
  const RcpLayer *layer;
  RcpProbe *probe;

  guint8 *shifted;
  float *difference;
  float *map_before;
  float *map_after;
  float *map_difference;
};

void
rcp_picture_shift (const guint8 *chw, RcpShape shape, RcpShift shift, guint8 *shifted)
{
  g_return_if_fail (chw != NULL && shifted != NULL && chw != shifted);

  for (int c = 0; c < shape.channels; c++)
    for (int y = 0; y < shape.height; y++)
      for (int x = 0; x < shape.width; x++)
        {
          int from_y = CLAMP (y - shift.down, 0, shape.height - 1);
          int from_x = CLAMP (x - shift.right, 0, shape.width - 1);

          *shifted++ = chw[((gsize) c * (gsize) shape.height + (gsize) from_y) * (gsize) shape.width + (gsize) from_x];
        }
}

/* Sobel x for every channel; all else of the network is zero. */
static gboolean
set_kernel (RcpShiftBench *self, const double *mean, const double *std, GError **error)
{
  g_autofree float *parameters = g_new0 (float, rcp_network_get_architecture (self->network)->n_parameters);
  g_autoptr (RcpSnapshot) snapshot = NULL;

  for (int c = 0; c < self->shape.channels; c++)
    memcpy (parameters + self->layer->weight_offset + 9 * c, sobel_x, sizeof sobel_x);
  snapshot = rcp_snapshot_new (self->network, parameters, "", mean, std, 0, 0, 0);
  return rcp_probe_set_snapshot (self->probe, snapshot, error);
}

RcpShiftBench *
rcp_shift_bench_new (RcpShape shape, const double *mean, const double *std, GError **error)
{
  g_autoptr (RcpShiftBench) self = g_new0 (RcpShiftBench, 1);
  gsize map;

  g_return_val_if_fail (mean != NULL && std != NULL, NULL);
  g_return_val_if_fail (shape.channels <= RCP_MAX_CHANNELS, NULL);

  self->shape = shape;
  self->normalisation = rcp_normalisation (shape.channels, mean, std);
  self->network = rcp_network_new (NETWORK, shape, N_CLASSES, error);
  if (self->network == NULL)
    return NULL;
  self->layer = &rcp_network_get_architecture (self->network)->layers[0];
  self->probe = rcp_probe_new (NULL, self->network, error);
  if (self->probe == NULL || !set_kernel (self, mean, std, error))
    return NULL;
  map = rcp_shape_count (self->layer->output);
  self->shifted = g_new0 (guint8, rcp_shape_count (shape));
  self->difference = g_new0 (float, rcp_shape_count (shape));
  self->map_before = g_new0 (float, map);
  self->map_after = g_new0 (float, map);
  self->map_difference = g_new0 (float, map);
  return g_steal_pointer (&self);
}

void
rcp_shift_bench_free (RcpShiftBench *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->probe, rcp_probe_free);
  g_clear_pointer (&self->network, rcp_network_unref);
  g_free (self->shifted);
  g_free (self->difference);
  g_free (self->map_before);
  g_free (self->map_after);
  g_free (self->map_difference);
  g_free (self);
}

static gboolean
find_map (RcpShiftBench *self, const guint8 *chw, float *map, GError **error)
{
  const float *activations = rcp_probe_run (self->probe, chw, error);

  if (activations == NULL)
    return FALSE;
  memcpy (map, activations + self->layer->output_offset, rcp_shape_count (self->layer->output) * sizeof *map);
  return TRUE;
}

/* Changed entries, distance and correlation of the flattened vectors. */
static void
compare_vectors (RcpShiftBench *self, const guint8 *chw, RcpShiftReport *report)
{
  gsize plane = (gsize) self->shape.height * (gsize) self->shape.width;
  gsize n = rcp_shape_count (self->shape);
  double sum_a = 0, sum_b = 0, aa = 0, bb = 0, ab = 0, squares = 0;
  double spread_a, spread_b;

  for (gsize i = 0; i < n; i++)
    {
      double a = (double) rcp_normalise (&self->normalisation, (int) (i / plane), chw[i]);
      double b = (double) rcp_normalise (&self->normalisation, (int) (i / plane), self->shifted[i]);

      self->difference[i] = (float) (b - a);
      report->changed += a != b;
      report->vector_range = MAX (report->vector_range, fabs (b - a));
      squares += (b - a) * (b - a);
      sum_a += a;
      sum_b += b;
      aa += a * a;
      bb += b * b;
      ab += a * b;
    }
  spread_a = aa - sum_a * sum_a / (double) n;
  spread_b = bb - sum_b * sum_b / (double) n;
  report->entries = n;
  report->length = sqrt (aa);
  report->distance = sqrt (squares);
  /* differences of sums that should be 0 may be a trifle more */
  if (spread_a > 1e-9 * aa && spread_b > 1e-9 * bb)
    report->correlation = (ab - sum_a * sum_b / (double) n) / sqrt (spread_a * spread_b);
}

/* Each entry before against the entry that it moved to. */
static void
compare_maps (RcpShiftBench *self, RcpShift shift, RcpShiftReport *report)
{
  int width = self->layer->output.width, height = self->layer->output.height;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        int i = y * width + x;
        int to_y = y + shift.down, to_x = x + shift.right;
        float before = self->map_before[i];
        float difference;

        report->map_changed += self->map_after[i] != before;
        report->range = MAX (report->range, fmax (fabs ((double) before), fabs ((double) self->map_after[i])));
        self->map_difference[i] = NAN;
        if (to_y < 0 || to_y >= height || to_x < 0 || to_x >= width)
          continue;
        difference = self->map_after[to_y * width + to_x] - before;
        self->map_difference[i] = difference;
        report->kept++;
        report->kept_changed += difference != 0.0f;
        report->kept_difference = MAX (report->kept_difference, fabs ((double) difference));
      }
}

gboolean
rcp_shift_bench_compare (RcpShiftBench *self, const guint8 *chw, RcpShift shift, RcpShiftReport *report, GError **error)
{
  g_return_val_if_fail (self != NULL && chw != NULL && report != NULL, FALSE);

  *report = (RcpShiftReport){ .shape = self->shape, .map = self->layer->output };
  rcp_picture_shift (chw, self->shape, shift, self->shifted);
  if (!find_map (self, chw, self->map_before, error) || !find_map (self, self->shifted, self->map_after, error))
    return FALSE;
  compare_vectors (self, chw, report);
  compare_maps (self, shift, report);
  return TRUE;
}

const guint8 *
rcp_shift_bench_get_shifted (RcpShiftBench *self)
{
  return self->shifted;
}

const float *
rcp_shift_bench_get_difference (RcpShiftBench *self)
{
  return self->difference;
}

const float *
rcp_shift_bench_get_map_before (RcpShiftBench *self)
{
  return self->map_before;
}

const float *
rcp_shift_bench_get_map_after (RcpShiftBench *self)
{
  return self->map_after;
}

const float *
rcp_shift_bench_get_map_difference (RcpShiftBench *self)
{
  return self->map_difference;
}
