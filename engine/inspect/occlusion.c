#include "inspect/explain-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "error.h"

/* A grey square in front of one place of the picture after the other. */

/* How many places the square has along a side of @length pixels: every stride, and the far edge. */
static int
count_places (int length, int size, int stride)
{
  int room = length - size;

  return room / stride + (room % stride != 0) + 1;
}

void
rcp_explanation_get_place (const RcpExplanation *self, int row, int column, int *top, int *left)
{
  RcpShape picture;

  g_return_if_fail (self != NULL);
  g_return_if_fail (self->method == RCP_EXPLAIN_OCCLUSION);
  g_return_if_fail (top != NULL && left != NULL);

  picture = rcp_network_get_architecture (self->network)->input;
  *top = MIN (row * self->stride, picture.height - self->size);
  *left = MIN (column * self->stride, picture.width - self->size);
}

static void
cover (const RcpExplanation *self, RcpShape picture, int row, int column, const guint8 *pixels, guint8 *covered)
{
  int top, left;

  rcp_explanation_get_place (self, row, column, &top, &left);
  memcpy (covered, pixels, rcp_shape_count (picture));
  for (int channel = 0; channel < picture.channels; channel++)
    for (int i = top; i < top + self->size; i++)
      memset (covered + ((gsize) channel * (gsize) picture.height + (gsize) i) * (gsize) picture.width + left,
              RCP_OCCLUSION_GREY, (gsize) self->size);
}

static gboolean
check_square (RcpShape picture, int *size, int *stride, GError **error)
{
  const int side = MIN (picture.height, picture.width);

  if (*size == 0)
    *size = MAX (1, side / 4);
  if (*size < 1 || *size > side)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
                   _ ("The grey square must be from 1 to %d pixels wide for pictures of %d×%d, not %d."), side,
                   picture.height, picture.width, *size);
      return FALSE;
    }
  if (*stride == 0)
    *stride = MAX (1, *size / 4);
  if (*stride < 1)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("The grey square must move by at least 1 pixel, not %d."),
                   *stride);
      return FALSE;
    }
  return TRUE;
}

static gboolean
try_places (RcpExplanation *self, RcpProbe *probe, const guint8 *pixels, RcpExplainProgress progress,
            gpointer user_data, GCancellable *cancellable, GError **error)
{
  const RcpArchitecture *architecture = rcp_network_get_architecture (self->network);
  const gsize n = rcp_shape_count (self->shape);
  g_autofree guint8 *covered = g_new (guint8, rcp_shape_count (architecture->input));

  for (gsize i = 0; i < n; i++)
    {
      const float *activations;

      cover (self, architecture->input, (int) (i / (gsize) self->shape.width), (int) (i % (gsize) self->shape.width),
             pixels, covered);
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      activations = rcp_probe_run (probe, covered, error);
      if (activations == NULL)
        return FALSE;
      self->values[i] = activations[architecture->softmax_offset + self->answer] - self->probability;
      self->logit_changes[i] = rcp_explanation_logits (architecture, activations)[self->answer] - self->logit;
      if (progress != NULL)
        progress ((double) (i + 1) / (double) n, user_data);
    }
  return TRUE;
}

RcpExplanation *
rcp_explain_occlusion (RcpProbe *probe, const guint8 *pixels, int answer, int size, int stride,
                       RcpExplainProgress progress, gpointer user_data, GCancellable *cancellable, GError **error)
{
  g_autoptr (RcpExplanation) self = NULL;
  const float *activations;
  RcpShape picture;

  g_return_val_if_fail (probe != NULL, NULL);
  g_return_val_if_fail (pixels != NULL, NULL);

  picture = rcp_network_get_architecture (rcp_probe_get_network (probe))->input;
  if (!check_square (picture, &size, &stride, error))
    return NULL;
  activations = rcp_probe_run (probe, pixels, error);
  if (activations == NULL)
    return NULL;
  self = rcp_explanation_new (RCP_EXPLAIN_OCCLUSION, probe, activations, answer, error);
  if (self == NULL)
    return NULL;
  self->size = size;
  self->stride = stride;
  self->shape =
      (RcpShape){ 1, count_places (picture.height, size, stride), count_places (picture.width, size, stride) };
  self->values = g_new (float, rcp_shape_count (self->shape));
  self->logit_changes = g_new (float, rcp_shape_count (self->shape));
  return try_places (self, probe, pixels, progress, user_data, cancellable, error) ? g_steal_pointer (&self) : NULL;
}

/* Between the squares of a stride that is wider than they are, nothing is known: 0. */
void
rcp_explanation_flatten_occlusion (const RcpExplanation *self, float *flat)
{
  RcpShape picture = rcp_network_get_architecture (self->network)->input;
  g_autofree guint *counts = g_new0 (guint, (gsize) picture.height * (gsize) picture.width);

  for (int row = 0; row < self->shape.height; row++)
    for (int column = 0; column < self->shape.width; column++)
      {
        int top, left;

        rcp_explanation_get_place (self, row, column, &top, &left);
        for (int i = top; i < top + self->size; i++)
          for (int j = left; j < left + self->size; j++)
            {
              flat[i * picture.width + j] += self->values[row * self->shape.width + column];
              counts[i * picture.width + j]++;
            }
      }
  for (gsize i = 0; i < (gsize) picture.height * (gsize) picture.width; i++)
    if (counts[i] > 0)
      flat[i] /= (float) counts[i];
}
