#include "chart-picture.h"

#include <math.h>

#include "chart-labels.h"
#include "chart-layout.h"
#include "chart-scene.h"

struct _RcpChartPicture
{
  RcpChartCanvas canvas;
  guint fonts;
  RcpChartLayout layout;
  gsize n_points;
  int best_line;
  gsize best_index;
  RcpChartScene *scene;
  RcpChartLabels *labels;
  cairo_surface_t *axes;
  cairo_surface_t *surface;
  /* Where strips are drawn before they are copied, as large as the surface and right in the strip alone. Nothing is
   * clipped there: cairo cuts paths at a clip, and rounds where it does. */
  cairo_surface_t *sketch;
};

RcpChartPicture *
rcp_chart_picture_new (void)
{
  return g_new0 (RcpChartPicture, 1);
}

void
rcp_chart_picture_free (RcpChartPicture *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->canvas.context);
  g_clear_pointer (&self->scene, rcp_chart_scene_free);
  g_clear_pointer (&self->labels, rcp_chart_labels_free);
  g_clear_pointer (&self->axes, cairo_surface_destroy);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  g_clear_pointer (&self->sketch, cairo_surface_destroy);
  g_free (self);
}

static int
device_width (const RcpChartCanvas *canvas)
{
  return MAX (1, (int) (canvas->width * canvas->scale));
}

static int
device_height (const RcpChartCanvas *canvas)
{
  return MAX (1, (int) (canvas->height * canvas->scale));
}

static cairo_surface_t *
make_surface (const RcpChartCanvas *canvas)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, device_width (canvas), device_height (canvas));

  cairo_surface_set_device_scale (surface, canvas->scale, canvas->scale);
  return surface;
}

/* Copies columns of device pixels to the same place of another surface. */
static void
copy (cairo_surface_t *from, cairo_surface_t *to, const RcpChartCanvas *canvas, int left, int width)
{
  cairo_t *cr = cairo_create (to);

  cairo_set_source_surface (cr, from, 0.0, 0.0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_rectangle (cr, left / canvas->scale, 0.0, width / canvas->scale, device_height (canvas) / canvas->scale);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static gboolean
is_canvas (const RcpChartPicture *self, const RcpChartCanvas *canvas)
{
  return self->surface != NULL && self->canvas.width == canvas->width && self->canvas.height == canvas->height
         && self->canvas.scale == canvas->scale && self->canvas.palette == canvas->palette
         && self->canvas.context == canvas->context && self->canvas.show_title == canvas->show_title
         && self->fonts == pango_context_get_serial (canvas->context);
}

static void
keep_canvas (RcpChartPicture *self, const RcpChartCanvas *canvas)
{
  g_set_object (&self->canvas.context, canvas->context);
  self->canvas = *canvas;
  self->fonts = pango_context_get_serial (canvas->context);
}

static void
draw_axes (RcpChartPicture *self, const RcpPlot *plot)
{
  cairo_t *cr;

  g_clear_pointer (&self->axes, cairo_surface_destroy);
  self->axes = make_surface (&self->canvas);
  cr = cairo_create (self->axes);
  rcp_chart_draw_axes (plot, &self->canvas, &self->layout, cr);
  cairo_destroy (cr);
}

static void
draw_all (RcpChartPicture *self, const RcpPlot *plot)
{
  cairo_t *cr;
  double x0, x1;

  g_clear_pointer (&self->scene, rcp_chart_scene_free);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  g_clear_pointer (&self->sketch, cairo_surface_destroy);
  self->layout = rcp_chart_layout (plot, &self->canvas);
  self->scene = rcp_chart_scene_new (plot, &self->canvas, &self->layout);
  rcp_chart_scene_update (self->scene, &x0, &x1);
  draw_axes (self, plot);
  self->surface = make_surface (&self->canvas);
  copy (self->axes, self->surface, &self->canvas, 0, device_width (&self->canvas));
  cr = cairo_create (self->surface);
  rcp_chart_scene_draw (self->scene, 0.0, self->canvas.width, cr);
  cairo_destroy (cr);
}

static void
draw_strip (RcpChartPicture *self, int left, int width)
{
  double scale = self->canvas.scale;
  cairo_t *cr;

  if (self->sketch == NULL)
    self->sketch = make_surface (&self->canvas);
  copy (self->axes, self->sketch, &self->canvas, left, width);
  cr = cairo_create (self->sketch);
  rcp_chart_scene_draw (self->scene, left / scale, (left + width) / scale, cr);
  cairo_destroy (cr);
  copy (self->sketch, self->surface, &self->canvas, left, width);
}

/* Whether the plot has other points than when this was asked the last time. */
static gboolean
take_points (RcpChartPicture *self, const RcpPlot *plot)
{
  gsize n = 0;
  gboolean more;

  for (guint i = 0; i < rcp_plot_get_n_lines (plot); i++)
    n += rcp_series_get_count (rcp_plot_get_line (plot, i)->series);
  more = self->labels == NULL || n != self->n_points || plot->best_line != self->best_line
         || plot->best_index != self->best_index;
  self->n_points = n;
  self->best_line = plot->best_line;
  self->best_index = plot->best_index;
  return more;
}

gboolean
rcp_chart_picture_update (RcpChartPicture *self, const RcpPlot *plot, const RcpChartCanvas *canvas,
                          cairo_rectangle_int_t *changed)
{
  int width = device_width (canvas);
  gboolean same, more;
  double x0, x1;

  g_return_val_if_fail (self != NULL && plot != NULL && canvas != NULL && changed != NULL, FALSE);

  *changed = (cairo_rectangle_int_t){ .height = device_height (canvas) };
  same = is_canvas (self, canvas) && rcp_chart_scene_is_of (self->scene, plot);
  more = take_points (self, plot);
  if (!same || more)
    {
      g_clear_pointer (&self->labels, rcp_chart_labels_free);
      self->labels = rcp_chart_labels_new (plot, canvas);
    }
  if (!same || !rcp_chart_layout_still_fits (&self->layout, plot, self->labels->widest))
    {
      keep_canvas (self, canvas);
      draw_all (self, plot);
      changed->width = width;
      more = TRUE;
    }
  else if (more)
    {
      rcp_chart_scene_update (self->scene, &x0, &x1);
      changed->x = (int) floor (MAX (x0, 0.0) * canvas->scale);
      changed->width = (int) ceil (MIN (x1, canvas->width) * canvas->scale) - changed->x;
      changed->width = MAX (0, MIN (changed->width, width - changed->x));
      if (changed->width > 0)
        draw_strip (self, changed->x, changed->width);
    }
  if (more)
    rcp_chart_labels_place (self->labels, &self->canvas, &self->layout);
  return more;
}

gboolean
rcp_chart_picture_is_behind (const RcpChartPicture *self, const RcpPlot *plot)
{
  g_return_val_if_fail (self != NULL && plot != NULL, FALSE);

  return self->surface == NULL || !rcp_chart_scene_is_of (self->scene, plot)
         || rcp_plot_get_x_max (plot) != self->layout.x_max || plot->log != self->layout.log
         || rcp_chart_scene_is_behind (self->scene);
}

const RcpChartLayout *
rcp_chart_picture_get_layout (const RcpChartPicture *self)
{
  return self->surface != NULL ? &self->layout : NULL;
}

cairo_surface_t *
rcp_chart_picture_get_surface (const RcpChartPicture *self)
{
  return self->surface;
}

cairo_rectangle_t
rcp_chart_picture_get_label_bounds (const RcpChartPicture *self)
{
  return self->labels != NULL ? self->labels->bounds : (cairo_rectangle_t){ 0 };
}

void
rcp_chart_picture_draw_labels (const RcpChartPicture *self, cairo_t *cr)
{
  if (self->labels != NULL)
    rcp_chart_labels_draw (self->labels, cr);
}
