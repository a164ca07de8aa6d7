#include "filter-job.h"

#include <math.h>
#include <string.h>

#include "draw/colours.h"

/* The steps of colour to each side of 0. */
#define STEPS 255

typedef struct
{
  RcpImage *picture;
  RcpPyramid *before;
  RcpFilter filter;
  gboolean show_signed;
} Job;

void
rcp_filter_result_free (RcpFilterResult *self)
{
  g_clear_pointer (&self->before, rcp_pyramid_unref);
  g_clear_pointer (&self->after, rcp_pyramid_unref);
  g_free (self);
}

static void
job_free (Job *job)
{
  g_object_unref (job->picture);
  g_clear_pointer (&job->before, rcp_pyramid_unref);
  g_free (job);
}

static RcpPyramid *
pyramid_of (guint8 *pixels, int width, int height, int channels)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, (gsize) width * (gsize) height * (gsize) channels);

  return rcp_pyramid_new (bytes, width, height, channels);
}

static RcpPyramid *
filter_bytes (RcpImage *picture, const RcpFilter *filter, GCancellable *cancellable, GError **error)
{
  int width = rcp_image_get_width (picture), height = rcp_image_get_height (picture);
  int channels = rcp_filter_get_channels (filter);
  guint8 *bytes = g_malloc ((gsize) width * (gsize) height * (gsize) channels);

  if (!rcp_filter_apply (filter, rcp_image_get_pixels (picture), width, height, bytes, cancellable, NULL, NULL, error))
    {
      g_free (bytes);
      return NULL;
    }
  return pyramid_of (bytes, width, height, channels);
}

static void
make_colours (guint8 colours[2 * STEPS + 1][3])
{
  for (int i = 0; i <= 2 * STEPS; i++)
    {
      RcpColour colour = rcp_colour_diverging ((i - STEPS) / (double) STEPS);

      colours[i][0] = (guint8) lround (255.0 * colour.red);
      colours[i][1] = (guint8) lround (255.0 * colour.green);
      colours[i][2] = (guint8) lround (255.0 * colour.blue);
    }
}

/* Twice over the picture, for the colours are known only with the range; keeping the values would take more room than
 * the picture. */
static RcpPyramid *
filter_signed (RcpImage *picture, const RcpFilter *filter, double *range, GCancellable *cancellable, GError **error)
{
  int width = rcp_image_get_width (picture), height = rcp_image_get_height (picture);
  int stripe = rcp_filter_stripe (width);
  RcpFilter grey = *filter;
  g_autoptr (RcpFilterPass) pass = NULL;
  g_autofree float *values = g_new (float, (gsize) stripe *(gsize) width);
  g_autofree guint8 *bytes = g_malloc (3 * (gsize) width * (gsize) height);
  guint8 colours[2 * STEPS + 1][3];

  grey.grey = TRUE;
  pass = rcp_filter_pass_new (&grey, rcp_image_get_pixels (picture), width, height);
  make_colours (colours);
  *range = 0.0;
  for (int turn = 0; turn < 2; turn++)
    for (int row = 0; row < height; row += stripe)
      {
        int n_rows = MIN (stripe, height - row);
        gsize n = (gsize) n_rows * (gsize) width;
        float factor = *range > 0.0 ? (float) (STEPS / *range) : 0.0f;
        guint8 *to = bytes + 3 * (gsize) row * (gsize) width;

        if (g_cancellable_set_error_if_cancelled (cancellable, error))
          return NULL;
        rcp_filter_pass_values (pass, row, n_rows, values);
        for (gsize i = 0; i < n; i++)
          if (turn == 0)
            *range = MAX (*range, (double) fabsf (values[i]));
          else
            memcpy (to + 3 * i, colours[STEPS + (int) lrintf (factor * values[i])], 3);
      }
  return pyramid_of (g_steal_pointer (&bytes), width, height, 3);
}

RcpFilterResult *
rcp_filter_job_run (RcpImage *picture, RcpPyramid *before, const RcpFilter *filter, gboolean show_signed,
                    GCancellable *cancellable, GError **error)
{
  g_autoptr (RcpFilterResult) result = g_new0 (RcpFilterResult, 1);
  int width, height;

  g_return_val_if_fail (RCP_IS_IMAGE (picture) && filter != NULL, NULL);

  width = rcp_image_get_width (picture);
  height = rcp_image_get_height (picture);
  if (show_signed)
    result->after = filter_signed (picture, filter, &result->range, cancellable, error);
  else
    result->after = filter_bytes (picture, filter, cancellable, error);
  if (result->after == NULL)
    return NULL;
  if (before != NULL)
    result->before = rcp_pyramid_ref (before);
  else
    {
      g_autoptr (GBytes) bytes = g_bytes_new_with_free_func (
          rcp_image_get_pixels (picture), 3 * (gsize) width * (gsize) height, g_object_unref, g_object_ref (picture));

      result->before = rcp_pyramid_new (bytes, width, height, 3);
    }
  return g_steal_pointer (&result);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job *job = task_data;
  g_autoptr (GError) error = NULL;
  RcpFilterResult *result =
      rcp_filter_job_run (job->picture, job->before, &job->filter, job->show_signed, cancellable, &error);

  if (result != NULL)
    g_task_return_pointer (task, result, (GDestroyNotify) rcp_filter_result_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

void
rcp_filter_job_run_async (RcpImage *picture, RcpPyramid *before, const RcpFilter *filter, gboolean show_signed,
                          GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  g_return_if_fail (RCP_IS_IMAGE (picture) && filter != NULL);

  job->picture = g_object_ref (picture);
  job->before = before != NULL ? rcp_pyramid_ref (before) : NULL;
  job->filter = *filter;
  job->show_signed = show_signed;
  g_task_set_source_tag (task, rcp_filter_job_run_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, run_in_thread);
}

RcpFilterResult *
rcp_filter_job_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, rcp_filter_job_run_async), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
