#include "time-axis.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "chart-text.h"
#include "numbers.h"

/* From the trough's middle downwards, in user units. */
#define MARK_TOP 8
#define MARK_LENGTH 3
#define TICK_LENGTH 6
#define LABEL_MIDDLE 21

/* and upwards */
#define STAR_MIDDLE 16.5
#define STAR_RADIUS 6

/* between the middles of two labels of as many digits */
#define LABEL_GAP 26
#define DIGIT_GAP 8

double
rcp_time_position (guint64 step)
{
  return sqrt ((double) step);
}

guint
rcp_time_nearest (const RcpMoment *moments, guint n, double position)
{
  guint low = 0, high = n - 1;

  g_assert (n > 0);
  /* the first one that is not before the position */
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (rcp_time_position (moments[middle].step) < position)
        low = middle + 1;
      else
        high = middle;
    }
  if (low > 0
      && position - rcp_time_position (moments[low - 1].step) <= rcp_time_position (moments[low].step) - position)
    return low - 1;
  return low;
}

/* The next of 1, 2, 5, 10, 20, 50, … */
static guint64
next_round (guint64 round)
{
  guint64 power = 1;

  while (power <= round / 10)
    power *= 10;
  return round / power == 2 ? 5 * power : 2 * round;
}

guint64
rcp_time_span (guint64 reached, guint64 total, guint steps_per_epoch, gboolean ended)
{
  guint64 epochs = 1;

  if (ended)
    return MAX (reached, 1);
  while (epochs * steps_per_epoch < reached)
    epochs = next_round (epochs);
  return MAX (MIN (epochs * steps_per_epoch, MAX (total, reached)), 1);
}

guint
rcp_time_epoch (guint64 step, guint steps_per_epoch)
{
  return (guint) ((step + steps_per_epoch - 1) / steps_per_epoch);
}

char *
rcp_time_describe (guint64 step, guint steps_per_epoch)
{
  g_autofree char *epoch = rcp_format_count (rcp_time_epoch (step, steps_per_epoch));
  g_autofree char *count = rcp_format_count (step);

  /* Translators: a moment of a training, "epoch 12 · step 9,384" */
  return g_strdup_printf (_ ("epoch %s · step %s"), epoch, count);
}

double
rcp_time_axis_x (const RcpTimeAxis *self, guint64 step)
{
  double share = rcp_time_position (MIN (step, self->span)) / rcp_time_position (self->span);

  return self->left + (self->right - self->left) * share;
}

static double
x_of_epoch (const RcpTimeAxis *self, guint64 epoch)
{
  return rcp_time_axis_x (self, epoch * self->steps_per_epoch);
}

/* From label to label, each time the nearest multiple of 1, 2, 5, 10, … that there is room for. */
guint
rcp_time_axis_get_labels (const RcpTimeAxis *self, double gap, guint epochs[RCP_TIME_AXIS_MOST_LABELS])
{
  guint64 last = self->span / self->steps_per_epoch;
  guint64 epoch = 0;
  guint n = 0;

  while (n < RCP_TIME_AXIS_MOST_LABELS)
    {
      guint64 stride = 1, next;

      epochs[n++] = (guint) epoch;
      do
        {
          next = (epoch / stride + 1) * stride;
          stride = next_round (stride);
        }
      while (next <= last && x_of_epoch (self, next) - x_of_epoch (self, epoch) < gap);
      if (next > last)
        break;
      epoch = next;
    }
  return n;
}

/* A logical pixel wide; @x is an edge of a device pixel. */
static void
draw_tick (cairo_t *cr, double x, double top, double length)
{
  cairo_rectangle (cr, x, top, 1.0, length);
}

static void
draw_marks (const RcpTimeAxis *self, const RcpChartCanvas *canvas, cairo_t *cr)
{
  double before = -G_MAXDOUBLE;

  for (guint i = 0; i < self->n_moments; i++)
    {
      double x = rcp_chart_snap (canvas, rcp_time_axis_x (self, self->moments[i].step) - 0.5);

      /* many moments may fall on one place */
      if (x == before)
        continue;
      draw_tick (cr, x, self->trough + MARK_TOP, MARK_LENGTH);
      before = x;
    }
  rcp_set_colour (cr, canvas->palette->dim_text);
  cairo_fill (cr);
}

static void
draw_labels (const RcpTimeAxis *self, const RcpChartCanvas *canvas, cairo_t *cr)
{
  guint epochs[RCP_TIME_AXIS_MOST_LABELS];
  g_autofree char *widest = rcp_format_count (self->span / self->steps_per_epoch);
  guint n = rcp_time_axis_get_labels (self, LABEL_GAP + DIGIT_GAP * (double) g_utf8_strlen (widest, -1), epochs);

  for (guint i = 0; i < n; i++)
    {
      double x = x_of_epoch (self, epochs[i]);
      g_autofree char *text = rcp_format_count (epochs[i]);
      double half = 0.5 * rcp_chart_text_width (canvas, RCP_TEXT_SMALL, text);

      draw_tick (cr, rcp_chart_snap (canvas, x - 0.5), self->trough + MARK_TOP, TICK_LENGTH);
      rcp_set_colour (cr, canvas->palette->text);
      cairo_fill (cr);
      rcp_chart_show_text (canvas, cr, RCP_TEXT_SMALL, canvas->palette->dim_text,
                           CLAMP (x, half, MAX (half, canvas->width - half)), self->trough + LABEL_MIDDLE, 0.5, text);
    }
}

static void
draw_star (const RcpTimeAxis *self, const RcpChartCanvas *canvas, cairo_t *cr)
{
  /* the inner corners of a pentagram lie at (3 − √5)/2 of the outer radius */
  const double inner = 0.5 * (3.0 - sqrt (5.0));
  double x = rcp_time_axis_x (self, self->best->step), y = self->trough - STAR_MIDDLE;

  cairo_new_path (cr);
  for (int i = 0; i < 10; i++)
    {
      double r = i % 2 == 0 ? STAR_RADIUS : STAR_RADIUS * inner;
      double angle = G_PI * (i / 5.0 - 0.5);

      cairo_line_to (cr, x + r * cos (angle), y + r * sin (angle));
    }
  rcp_set_colour (cr, canvas->palette->best);
  cairo_fill (cr);
}

void
rcp_time_axis_draw (const RcpTimeAxis *self, const RcpChartCanvas *canvas, cairo_t *cr)
{
  draw_marks (self, canvas, cr);
  draw_labels (self, canvas, cr);
  if (self->best != NULL)
    draw_star (self, canvas, cr);
}
