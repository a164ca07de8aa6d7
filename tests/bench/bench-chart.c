/*
 * What a frame of a chart costs to draw, in the memory of the processor alone: after one more step of a training, and
 * drawn anew, for a run of 100 steps and one of 39,100. Prints rows of the benchmark's table. Both runs take turns, so
 * that a machine whose speed drifts treats them alike; the figures are medians.
 *
 *   bench-chart                  the table
 *   bench-chart STEPS update|anew TIMES   only that, so often, for a profiler to count
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "draw/chart-picture.h"
#include "random.h"

#define WIDTH 860
#define HEIGHT 330
#define STEPS_PER_EPOCH 782
#define FEW 100
#define MANY 39100

/* Of each run as many frames, on as many charts. */
#define FRAMES 30
#define ROUNDS 15

typedef struct
{
  RcpPlot *plot;
  RcpChartPicture *picture;
  RcpRandom random;
  guint step;
} Run;

static RcpChartCanvas
make_canvas (void)
{
  PangoFontDescription *font = pango_font_description_from_string ("Sans 10");
  RcpChartCanvas canvas = {
    .width = WIDTH,
    .height = HEIGHT,
    .scale = 1,
    .palette = rcp_palette (FALSE),
    .context = pango_font_map_create_context (pango_cairo_font_map_get_default ()),
  };

  pango_context_set_font_description (canvas.context, font);
  pango_font_description_free (font);
  return canvas;
}

static void
make_step (Run *run)
{
  RcpSeries *series = rcp_plot_get_line (run->plot, 0)->series;

  run->step++;
  rcp_series_append (series, run->step,
                     0.7 + 1.6 * exp (-(double) run->step / 4000.0) + 0.15 * rcp_random_normal (&run->random));
  run->plot->reach = run->step;
}

/* A run that stands @before steps before @steps, and is drawn. */
static Run *
run_new (guint steps, guint before, const RcpChartCanvas *canvas)
{
  Run *run = g_new0 (Run, 1);
  cairo_rectangle_int_t changed;

  run->plot = rcp_plot_new ("Loss", RCP_PLOT_LOSS);
  run->picture = rcp_chart_picture_new ();
  rcp_plot_add_line (run->plot, "train", "Training loss", RCP_LINE_SMOOTHED, 0);
  rcp_plot_set_smoothing (run->plot, 0.98);
  run->plot->steps_per_epoch = STEPS_PER_EPOCH;
  run->plot->total = MANY;
  rcp_random_init (&run->random, 1, 0);
  while (run->step < steps - before)
    make_step (run);
  rcp_chart_picture_update (run->picture, run->plot, canvas, &changed);
  return run;
}

static void
run_free (Run *run)
{
  rcp_plot_free (run->plot);
  rcp_chart_picture_free (run->picture);
  g_free (run);
}

/* Microseconds of one frame: after a step, or all of it. */
static double
draw_frame (Run *run, gboolean anew, const RcpChartCanvas *canvas)
{
  g_autoptr (RcpChartPicture) other = anew ? rcp_chart_picture_new () : NULL;
  cairo_rectangle_int_t changed;
  gint64 begin;

  if (!anew)
    make_step (run);
  begin = g_get_monotonic_time ();
  rcp_chart_picture_update (anew ? other : run->picture, run->plot, canvas, &changed);
  return (double) (g_get_monotonic_time () - begin);
}

static int
compare (const void *a, const void *b)
{
  double one = *(const double *) a;
  double other = *(const double *) b;

  return (one > other) - (one < other);
}

static double
median (double *times)
{
  qsort (times, ROUNDS * FRAMES, sizeof *times, compare);
  return times[ROUNDS * FRAMES / 2];
}

static void
print_table (const RcpChartCanvas *canvas)
{
  static const char *const titles[] = { "the strip that a step changes", "all of it, once the axis grows" };

  for (int anew = 0; anew < 2; anew++)
    {
      static double few[ROUNDS * FRAMES], many[ROUNDS * FRAMES];
      double a, b;

      for (int r = 0; r < ROUNDS; r++)
        {
          Run *young = run_new (FEW, FRAMES, canvas);
          Run *old = run_new (MANY, FRAMES, canvas);

          for (int f = 0; f < FRAMES; f++)
            {
              few[r * FRAMES + f] = draw_frame (young, anew, canvas);
              many[r * FRAMES + f] = draw_frame (old, anew, canvas);
            }
          run_free (young);
          run_free (old);
        }
      a = median (few);
      b = median (many);
      printf ("| drawing a chart of %d by %d: %s, at 100 and at 39,100 steps | %.0f and %.0f µs, %.2f times |\n", WIDTH,
              HEIGHT, titles[anew], a, b, b / a);
    }
}

int
main (int argc, char **argv)
{
  RcpChartCanvas canvas = make_canvas ();

  if (argc == 4)
    {
      int times = atoi (argv[3]);
      Run *run = run_new ((guint) atoi (argv[1]), (guint) times, &canvas);

      for (int i = 0; i < times; i++)
        draw_frame (run, strcmp (argv[2], "anew") == 0, &canvas);
      run_free (run);
    }
  else
    print_table (&canvas);
  g_object_unref (canvas.context);
  return EXIT_SUCCESS;
}
