#include "filter-sheet.h"

#include <glib/gi18n.h>
#include <math.h>

#include "filter-sheet-private.h"
#include "numbers.h"
#include "pixels.h"

/* In user units, where the columns of a row end, or begin. */
#define MAP_X 46
#define NORM_END 132
#define GRADIENT_END 200

/* of the text around it */
#define FONT_SCALE 0.82

/* Words, each a rectangle on whole pixels of the screen where its size is whole. */
static void
draw_words (const guint32 *words, int rows, int columns, RcpCellBox box, cairo_t *cr)
{
  cairo_surface_t *surface = rcp_pixels_surface (words, columns, rows, 1);

  cairo_save (cr);
  cairo_translate (cr, box.x, box.y);
  cairo_scale (cr, box.width / columns, box.height / rows);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (surface);
}

typedef enum
{
  ALIGN_LEFT,
  ALIGN_CENTRE,
  ALIGN_RIGHT,
} Align;

typedef struct
{
  const RcpFilterSheet *sheet;
  const RcpFilterLayout *layout;
  const RcpCellCanvas *canvas;
  PangoLayout *text;
  cairo_t *cr;
  guint32 *words;
} Drawing;

static void
draw_text (const Drawing *self, const char *text, double x, double y, Align align, RcpColour colour)
{
  int width;

  pango_layout_set_text (self->text, text, -1);
  pango_layout_get_pixel_size (self->text, &width, NULL);
  rcp_set_colour (self->cr, colour);
  cairo_move_to (self->cr, round (x - width * (align == ALIGN_RIGHT ? 1 : align == ALIGN_CENTRE ? 0.5 : 0)), y);
  pango_cairo_show_layout (self->cr, self->text);
}

/* A frame around the weight that is looked at, if it is one of this tile or plane, which begins with @first. */
static void
draw_mark (const Drawing *self, RcpCellBox box, gssize first)
{
  const RcpFilterSheet *sheet = self->sheet;
  const gssize pixel = sheet->marked - first;
  const double width = box.width / sheet->columns, height = box.height / sheet->rows;
  double x, y;

  if (sheet->marked < first || pixel >= (gssize) sheet->rows * sheet->columns)
    return;
  x = box.x + (double) (pixel % sheet->columns) * width;
  y = box.y + (double) (pixel / sheet->columns) * height;
  cairo_set_line_width (self->cr, 1);
  rcp_set_colour (self->cr, self->canvas->palette->frame_edge);
  cairo_rectangle (self->cr, x - 1.5, y - 1.5, width + 3, height + 3);
  cairo_stroke (self->cr);
  rcp_set_colour (self->cr, self->canvas->palette->mark);
  cairo_rectangle (self->cr, x - 0.5, y - 0.5, width + 1, height + 1);
  cairo_stroke (self->cr);
}

/* "dead", light on dark or the other way round: it stands out without a colour of its own. */
static void
draw_dead (const Drawing *self, double x, double y)
{
  int width, height;

  pango_layout_set_text (self->text, _ ("dead"), -1);
  pango_layout_get_pixel_size (self->text, &width, &height);
  /* an edge of its own, for it may lie on what is as bright */
  rcp_set_colour (self->cr, self->canvas->palette->background);
  cairo_rectangle (self->cr, x - 1, y - 1, width + 8, height + 2);
  cairo_fill (self->cr);
  rcp_set_colour (self->cr, self->canvas->palette->text);
  cairo_rectangle (self->cr, x, y, width + 6, height);
  cairo_fill (self->cr);
  draw_text (self, _ ("dead"), x + 3, y, ALIGN_LEFT, self->canvas->palette->background);
}

/* What is white all over still has a place. */
static void
draw_outline (const Drawing *self, RcpCellBox box)
{
  const double width = 1 / self->canvas->scale;

  rcp_set_colour (self->cr, self->canvas->palette->grid);
  cairo_set_line_width (self->cr, width);
  cairo_rectangle (self->cr, box.x - width / 2, box.y - width / 2, box.width + width, box.height + width);
  cairo_stroke (self->cr);
}

static char *
format_norm (double norm)
{
  return g_strdup_printf ("%.2f", norm);
}

/* Signed numbers, each a rectangle of its colour. */
static void
draw_values (const Drawing *self, const float *values, int rows, int columns, double range, RcpCellBox box)
{
  rcp_pixels_values (self->words, values, (gsize) rows * (gsize) columns, TRUE, range, self->canvas->palette->padding);
  draw_words (self->words, rows, columns, box, self->cr);
  draw_outline (self, box);
}

static void
draw_map (const Drawing *self, int filter, double x, double y)
{
  const RcpFilterSheet *sheet = self->sheet;
  const gsize n = (gsize) sheet->map_rows * (gsize) sheet->map_columns;
  const RcpCellBox box = { x, y, self->layout->map_width, self->layout->map_height };

  if (sheet->maps != NULL)
    draw_values (self, sheet->maps + (gsize) filter * n, sheet->map_rows, sheet->map_columns, sheet->map_range, box);
}

static void
draw_selection (const Drawing *self, RcpCellBox box)
{
  const double width = self->sheet->focused ? 3 : 2;

  rcp_set_colour (self->cr, self->canvas->palette->mark);
  cairo_set_line_width (self->cr, width);
  cairo_rectangle (self->cr, box.x + width / 2, box.y + width / 2, box.width - width, box.height - width);
  cairo_stroke (self->cr);
}

static void
draw_tile (const Drawing *self, int filter, RcpCellBox box)
{
  const RcpFilterSheet *sheet = self->sheet;
  const RcpFilterLayout *layout = self->layout;
  const RcpPalette *palette = self->canvas->palette;
  const RcpCellBox tile = rcp_filter_sheet_tile_box (layout, box);
  const double middle = box.x + box.width / 2;
  double y = box.y + TILE_PADDING;
  g_autofree char *norm = format_norm (sheet->norms[filter]);
  g_autofree char *line = g_strdup_printf (_ ("%d · norm %s"), filter, norm);

  rcp_pixels_weights (self->words, sheet->weights + rcp_filter_sheet_first_weight (sheet, filter, 0),
                      (gsize) sheet->rows * (gsize) sheet->columns, sheet->range);
  draw_words (self->words, sheet->rows, sheet->columns, tile, self->cr);
  for (int plane = 0; plane < sheet->n_planes; plane++)
    draw_mark (self, tile, rcp_filter_sheet_first_weight (sheet, filter, plane));
  y += layout->plane_height + GAP;
  draw_map (self, filter, floor (middle - layout->map_width / 2.0), y);
  if (sheet->dead != NULL && sheet->dead[filter])
    draw_dead (self, floor (middle - layout->map_width / 2.0), y);
  y += layout->map_height + GAP;
  draw_text (self, line, middle, y, ALIGN_CENTRE, palette->text);
  if (sheet->gradients != NULL)
    {
      g_autofree char *gradient = rcp_format_loss (sheet->gradients[filter]);
      g_autofree char *second = g_strdup_printf (_ ("gradient %s"), gradient);

      draw_text (self, second, middle, y + LINE, ALIGN_CENTRE, palette->dim_text);
    }
}

/* The planes of one filter, those that can be seen. */
static void
draw_planes (const Drawing *self, int filter, RcpCellBox row, double scroll)
{
  const RcpFilterSheet *sheet = self->sheet;
  const int step = self->layout->plane_width + GAP;
  const int first = MAX (0, (int) (scroll / step));
  const int end = MIN (sheet->n_planes, (int) ((scroll + row.width - PLANES_X) / step) + 1);

  for (int i = first; i < end; i++)
    {
      const RcpCellBox box = rcp_filter_sheet_plane_box (self->layout, row, i, scroll);
      const gssize weight = rcp_filter_sheet_first_weight (sheet, filter, i);

      draw_values (self, sheet->weights + weight, sheet->rows, sheet->columns, sheet->range, box);
      draw_mark (self, box, weight);
    }
}

static void
draw_row (const Drawing *self, int filter, RcpCellBox box, double scroll)
{
  const RcpFilterSheet *sheet = self->sheet;
  const RcpPalette *palette = self->canvas->palette;
  const double middle = box.y + box.height / 2;
  const double text_y = floor (middle - LINE / 2.0);
  const gboolean is_dead = sheet->dead != NULL && sheet->dead[filter];
  g_autofree char *number = g_strdup_printf ("%d", filter);
  g_autofree char *norm = format_norm (sheet->norms[filter]);

  draw_text (self, number, NUMBER_X, is_dead ? text_y - LINE / 2 : text_y, ALIGN_LEFT, palette->text);
  if (is_dead)
    draw_dead (self, NUMBER_X, text_y + LINE / 2);
  draw_map (self, filter, MAP_X, floor (middle - self->layout->map_height / 2.0));
  draw_text (self, norm, NORM_END, text_y, ALIGN_RIGHT, palette->text);
  if (sheet->gradients != NULL)
    {
      g_autofree char *gradient = rcp_format_loss (sheet->gradients[filter]);

      draw_text (self, gradient, GRADIENT_END, text_y, ALIGN_RIGHT, palette->dim_text);
    }
  cairo_save (self->cr);
  cairo_rectangle (self->cr, PLANES_X, box.y, box.width - PLANES_X, box.height);
  cairo_clip (self->cr);
  draw_planes (self, filter, box, scroll);
  cairo_restore (self->cr);
}

/* Numbers of the channels, as far as all filters see the same ones and there is room. */
static void
draw_plane_numbers (const Drawing *self, RcpCellBox view)
{
  const RcpFilterSheet *sheet = self->sheet;
  const int step = self->layout->plane_width + GAP;

  if (sheet->first_plane != NULL || sheet->n_planes == 1)
    return;
  cairo_save (self->cr);
  cairo_rectangle (self->cr, PLANES_X, 0, view.width - PLANES_X, self->layout->header);
  cairo_clip (self->cr);
  for (int i = 0; i < sheet->n_planes; i++)
    {
      const double x = PLANES_X + i * step - view.x;
      g_autofree char *number = g_strdup_printf ("%d", i);

      if (x > -step && x < view.width)
        draw_text (self, number, x + self->layout->plane_width / 2.0, 2, ALIGN_CENTRE, self->canvas->palette->dim_text);
    }
  cairo_restore (self->cr);
}

static void
draw_headings (const Drawing *self, RcpCellBox view)
{
  const RcpColour colour = self->canvas->palette->dim_text;

  draw_text (self, self->sheet->is_linear ? _ ("unit") : _ ("filter"), NUMBER_X, 2, ALIGN_LEFT, colour);
  draw_text (self, self->sheet->map_rows * self->sheet->map_columns == 1 ? _ ("value") : _ ("map"), MAP_X, 2,
             ALIGN_LEFT, colour);
  draw_text (self, _ ("norm"), NORM_END, 2, ALIGN_RIGHT, colour);
  draw_text (self, _ ("gradient"), GRADIENT_END, 2, ALIGN_RIGHT, colour);
  draw_plane_numbers (self, view);
}

static PangoLayout *
make_text (const RcpCellCanvas *canvas)
{
  PangoLayout *text = pango_layout_new (canvas->context);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (FONT_SCALE));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  pango_layout_set_attributes (text, attributes);
  pango_attr_list_unref (attributes);
  return text;
}

static void
draw_filters (const Drawing *self, RcpCellBox view)
{
  const RcpFilterSheet *sheet = self->sheet;
  const int first = (int) (view.y / self->layout->cell_height) * self->layout->per_row;

  for (int filter = MAX (0, first); filter < sheet->n_filters; filter++)
    {
      const RcpCellBox box = rcp_filter_sheet_seen_box (sheet, self->layout, view, filter);

      if (box.y > view.height)
        break;
      if (sheet->tiles)
        draw_tile (self, filter, box);
      else
        draw_row (self, filter, box, view.x);
      if (filter == sheet->selected)
        draw_selection (self, box);
    }
}

void
rcp_filter_sheet_draw (const RcpFilterSheet *self, const RcpFilterLayout *layout, const RcpCellCanvas *canvas,
                       RcpCellBox view, cairo_t *cr)
{
  const gsize most =
      MAX ((gsize) self->rows * (gsize) self->columns, (gsize) self->map_rows * (gsize) self->map_columns);
  g_autofree guint32 *words = g_new (guint32, MAX (1, most));
  Drawing drawing = { self, layout, canvas, make_text (canvas), cr, words };

  cairo_save (cr);
  if (layout->header > 0)
    {
      draw_headings (&drawing, view);
      cairo_rectangle (cr, 0, layout->header, view.width, view.height - layout->header);
      cairo_clip (cr);
    }
  draw_filters (&drawing, view);
  cairo_restore (cr);
  g_object_unref (drawing.text);
}
