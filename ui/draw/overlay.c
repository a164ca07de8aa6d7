#include "overlay.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <pango/pangocairo.h>

/* how much of the colour covers the picture: both can still be seen */
#define OPACITY 0.65

/* of a file, in pixels */
#define WANTED_SIZE 512
#define MARGIN 16.0
#define BAR_HEIGHT 14.0
#define FONT "Sans 10"

double
rcp_overlay_get_range (const float *values, gsize n)
{
  double range = 0;

  g_return_val_if_fail (values != NULL || n == 0, 0);

  for (gsize i = 0; i < n; i++)
    if (isfinite (values[i]))
      range = fmax (range, fabs ((double) values[i]));
  return range;
}

RcpColour
rcp_overlay_get_colour (const RcpOverlay *self, double value)
{
  double t = self->range > 0 ? value / self->range : 0;

  return self->is_signed ? rcp_colour_diverging (t) : rcp_colour_sequential (t);
}

/* Rec. 601 luma, from 0 to 1. */
static double
grey_of (const RcpOverlay *self, gsize i)
{
  const gsize plane = (gsize) self->shape.height * (gsize) self->shape.width;

  if (self->shape.channels != 3)
    return self->pixels[i] / 255.0;
  return (0.299 * self->pixels[i] + 0.587 * self->pixels[plane + i] + 0.114 * self->pixels[2 * plane + i]) / 255.0;
}

static guint32
to_byte (double part)
{
  return (guint32) lround (255.0 * CLAMP (part, 0.0, 1.0));
}

cairo_surface_t *
rcp_overlay_render (const RcpOverlay *self)
{
  cairo_surface_t *surface;
  guint8 *data;
  int stride;

  g_return_val_if_fail (self != NULL && self->pixels != NULL && self->values != NULL, NULL);

  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, self->shape.width, self->shape.height);
  data = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  for (int row = 0; row < self->shape.height; row++)
    {
      guint32 *to = (guint32 *) (gpointer) (data + row * stride);

      for (int column = 0; column < self->shape.width; column++)
        {
          gsize i = (gsize) row * (gsize) self->shape.width + (gsize) column;
          double grey = grey_of (self, i);
          RcpColour colour = rcp_colour_mix ((RcpColour){ grey, grey, grey },
                                             rcp_overlay_get_colour (self, (double) self->values[i]), OPACITY);

          to[column] = to_byte (colour.red) << 16 | to_byte (colour.green) << 8 | to_byte (colour.blue);
        }
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

/* --- files ------------------------------------------------------------------------------------------------------- */

static void
show_text (cairo_t *cr, const char *text, double x, double y, double width, PangoAlignment alignment)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) font = pango_font_description_from_string (FONT);

  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_alignment (layout, alignment);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_text (layout, text, -1);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
  g_object_unref (layout);
}

/* The colours of the range from its least to its most, as they are and not laid over anything. */
static void
draw_bar (const RcpOverlay *self, cairo_t *cr, double x, double y, double width)
{
  const double least = self->is_signed ? -self->range : 0;

  for (int i = 0; i < (int) width; i++)
    {
      double value = least + (self->range - least) * i / (width - 1.0);

      rcp_set_colour (cr, rcp_overlay_get_colour (self, value));
      cairo_rectangle (cr, x + i, y, 1, BAR_HEIGHT);
      cairo_fill (cr);
    }
}

static void
draw_legend (const RcpOverlay *self, const char *title, cairo_t *cr, double y, double width)
{
  g_autofree char *least = g_strdup_printf ("%.3g", self->is_signed ? -self->range : 0.0);
  g_autofree char *most = g_strdup_printf ("%.3g", self->range);

  rcp_set_colour (cr, rcp_palette (FALSE)->text);
  show_text (cr, title, MARGIN, y, width, PANGO_ALIGN_CENTER);
  draw_bar (self, cr, MARGIN, y + 22, width);
  rcp_set_colour (cr, rcp_palette (FALSE)->text);
  show_text (cr, least, MARGIN, y + 40, width, PANGO_ALIGN_LEFT);
  if (self->is_signed)
    show_text (cr, "0", MARGIN, y + 40, width, PANGO_ALIGN_CENTER);
  show_text (cr, most, MARGIN, y + 40, width, PANGO_ALIGN_RIGHT);
}

static void
draw_enlarged (cairo_t *cr, cairo_surface_t *picture, int factor)
{
  cairo_save (cr);
  cairo_translate (cr, MARGIN, MARGIN);
  cairo_scale (cr, factor, factor);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
}

static cairo_status_t
collect (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static GByteArray *
encode (const RcpOverlay *self, const char *title, GError **error)
{
  const int factor = MAX (1, WANTED_SIZE / MAX (self->shape.height, self->shape.width));
  const double width = MAX (self->shape.width * factor, WANTED_SIZE / 2);
  const double height = self->shape.height * factor;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_surface_t *picture = rcp_overlay_render (self);
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (width + 2 * MARGIN), (int) (height + 2 * MARGIN + 70));
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  rcp_set_colour (cr, rcp_palette (FALSE)->background);
  cairo_paint (cr);
  draw_enlarged (cr, picture, factor);
  draw_legend (self, title, cr, height + 1.5 * MARGIN, width);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, collect, bytes);
  cairo_surface_destroy (surface);
  cairo_surface_destroy (picture);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_steal_pointer (&bytes);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The picture could not be drawn: %s."),
               cairo_status_to_string (status));
  return NULL;
}

gboolean
rcp_overlay_save_png (const RcpOverlay *self, const char *title, const char *path, GError **error)
{
  g_autoptr (GByteArray) bytes = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (title != NULL && path != NULL, FALSE);

  bytes = encode (self, title, error);
  return bytes != NULL
         && g_file_set_contents_full (path, (const char *) bytes->data, bytes->len,
                                      G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666, error);
}
