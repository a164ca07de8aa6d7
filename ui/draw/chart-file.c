#include "chart-file.h"

#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "chart-draw.h"

#define MARGIN 18.0
#define FONT "Sans 10"

static cairo_status_t
collect (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
draw_plots (const RcpPlot *const *plots, guint n_plots, double width, double height, double scale, gboolean dark,
            cairo_t *cr)
{
  PangoContext *context = pango_cairo_create_context (cr);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (FONT);
  RcpChartCanvas canvas = {
    .width = width - 2.0 * MARGIN,
    .height = height,
    .scale = scale,
    .palette = rcp_palette (dark),
    .context = context,
    .show_title = TRUE,
  };

  pango_context_set_font_description (context, font);
  rcp_set_colour (cr, canvas.palette->background);
  cairo_paint (cr);
  for (guint i = 0; i < n_plots; i++)
    {
      RcpChartLayout layout = rcp_chart_layout (plots[i], &canvas);

      cairo_save (cr);
      cairo_translate (cr, MARGIN, MARGIN + i * (height + MARGIN));
      rcp_chart_draw (plots[i], &canvas, &layout, cr);
      cairo_restore (cr);
    }
  g_object_unref (context);
}

static GByteArray *
render (const RcpPlot *const *plots, guint n_plots, gboolean svg, double width, double height, double scale,
        gboolean dark, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  double whole = MARGIN + n_plots * (height + MARGIN);
  cairo_surface_t *surface;
  cairo_status_t status;
  cairo_t *cr;

  if (svg)
    {
      surface = cairo_svg_surface_create_for_stream (collect, bytes, width, whole);
      scale = 1.0;
    }
  else
    {
      surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) ceil (width * scale), (int) ceil (whole * scale));
      cairo_surface_set_device_scale (surface, scale, scale);
    }
  cr = cairo_create (surface);
  draw_plots (plots, n_plots, width, height, scale, dark, cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (svg)
    cairo_surface_finish (surface);
  else if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, collect, bytes);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS || status == CAIRO_STATUS_SURFACE_FINISHED)
    return g_steal_pointer (&bytes);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The chart could not be drawn: %s."),
               cairo_status_to_string (status));
  return NULL;
}

/* Numbers of a table are the same in every locale, and come back as the same bits: with as few digits as do that. */
static void
append_number (GString *text, double number)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (buffer, sizeof buffer, "%.15g", number);
  if (g_ascii_strtod (buffer, NULL) != number)
    g_ascii_dtostr (buffer, sizeof buffer, number);
  g_string_append_c (text, ',');
  g_string_append (text, buffer);
}

static GByteArray *
tabulate (const RcpPlot *const *plots, guint n_plots)
{
  GString *text = g_string_new ("plot,line,step,value,smoothed\r\n");
  gsize length;

  for (guint p = 0; p < n_plots; p++)
    for (guint l = 0; l < rcp_plot_get_n_lines (plots[p]); l++)
      {
        const RcpPlotLine *line = rcp_plot_get_line (plots[p], l);

        for (gsize i = 0; i < rcp_series_get_count (line->series); i++)
          {
            g_string_append_printf (text, "\"%s\",\"%s\"", plots[p]->title, line->label);
            append_number (text, rcp_series_get_x (line->series, i));
            append_number (text, rcp_series_get_y (line->series, RCP_SERIES_RAW, i));
            append_number (text, rcp_series_get_y (line->series, rcp_plot_line_view (line), i));
            g_string_append (text, "\r\n");
          }
      }
  length = text->len;
  return g_byte_array_new_take ((guint8 *) g_string_free (text, FALSE), length);
}

gboolean
rcp_chart_save (const RcpPlot *const *plots, guint n_plots, const char *path, double width, double height, double scale,
                gboolean dark, GError **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  g_autofree char *lower = NULL;
  gboolean svg;

  g_return_val_if_fail (plots != NULL && n_plots > 0 && path != NULL, FALSE);
  g_return_val_if_fail (width >= 1.0 && height >= 1.0 && scale > 0.0, FALSE);

  lower = g_ascii_strdown (path, -1);
  svg = g_str_has_suffix (lower, ".svg");
  if (g_str_has_suffix (lower, ".csv"))
    bytes = tabulate (plots, n_plots);
  else if (svg || g_str_has_suffix (lower, ".png"))
    bytes = render (plots, n_plots, svg, width, height, scale, dark, error);
  else
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                 _ ("The name of a chart must end in .png, .svg or .csv, which “%s” does not."), path);
  if (bytes == NULL)
    return FALSE;
  return g_file_set_contents_full (path, (const char *) bytes->data, bytes->len,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666, error);
}
