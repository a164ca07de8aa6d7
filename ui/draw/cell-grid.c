#include "cell-grid.h"

#include <math.h>
#include <string.h>

/* Text below this size, in user units, is left out: it would only be dirt. */
#define LEAST_TEXT 7.5

#define MOST_TEXT 15.0

/* How much of a cell's height the two lines take, one alone and with a second one above. */
#define ONE_LINE 0.5
#define TWO_LINES 0.36
#define DETAIL 0.86

/* beside the text, at both sides together: a part of the cell's width, and at least so much */
#define MARGIN_SHARE 0.08
#define LEAST_MARGIN 2.0

#define FADE 0.72

static const RcpColour ink = { 0.09, 0.09, 0.09 };
static const RcpColour paper = { 1.0, 1.0, 1.0 };

/* Layouts of one size, by their text: the same few numbers stand in many cells. */
typedef struct
{
  PangoContext *context;
  double size;
  GHashTable *layouts;
} Lettering;

static void
lettering_clear (Lettering *self)
{
  g_clear_pointer (&self->layouts, g_hash_table_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lettering, lettering_clear)

static Lettering
lettering (PangoContext *context, double size)
{
  return (Lettering){ context, size, g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref) };
}

static PangoLayout *
new_layout (PangoContext *context, double size, gboolean strong, const char *text)
{
  PangoLayout *layout = pango_layout_new (context);
  g_autoptr (PangoFontDescription) font = pango_font_description_copy (pango_context_get_font_description (context));
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  if (strong)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_font_description (layout, font);
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/* (transfer none) */
static PangoLayout *
layout_of (Lettering *self, const char *text, gboolean strong)
{
  g_autofree char *key = g_strconcat (strong ? "b" : "n", text, NULL);
  PangoLayout *layout = g_hash_table_lookup (self->layouts, key);

  if (layout == NULL)
    {
      layout = new_layout (self->context, self->size, strong, text);
      g_hash_table_insert (self->layouts, g_steal_pointer (&key), layout);
    }
  return layout;
}

static double
width_of (PangoContext *context, double size, gboolean strong, const char *text)
{
  g_autoptr (PangoLayout) layout = new_layout (context, size, strong, text);
  int width;

  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

static const char *
part_of (const RcpGridCell *cell, gboolean detail)
{
  return detail ? cell->detail : cell->text;
}

/* The text that needs the most room; by its number of letters, for they are figures of one width. */
static const RcpGridCell *
longest (const RcpCellGrid *grid, gboolean detail)
{
  const RcpGridCell *result = NULL;
  glong most = 0;

  for (int i = 0; i < grid->rows * grid->columns; i++)
    {
      glong length = g_utf8_strlen (part_of (&grid->cells[i], detail), -1);

      if (length <= most)
        continue;
      most = length;
      result = &grid->cells[i];
    }
  return result;
}

/* The size at which every text fits, or 0. */
static double
fitting_size (const RcpCellGrid *grid, const RcpCellCanvas *canvas, gboolean detail, gboolean bold, double share)
{
  const RcpGridCell *cell = longest (grid, detail);
  double size = MIN (MOST_TEXT, share * grid->cell_height);
  double room = grid->cell_width - MAX (LEAST_MARGIN, MARGIN_SHARE * grid->cell_width);
  double width;

  if (cell == NULL)
    return 0.0;
  if (detail)
    size *= DETAIL;
  width = width_of (canvas->context, size, cell->strong && bold, part_of (cell, detail));
  if (width > room)
    size *= room / width;
  return size < LEAST_TEXT ? 0.0 : size;
}

static RcpColour
fill_of (const RcpGridCell *cell, const RcpCellCanvas *canvas, gboolean faded)
{
  RcpColour fill = cell->fill;

  if (cell->kind == RCP_CELL_PENDING)
    fill = canvas->palette->raised;
  return faded ? rcp_colour_mix (fill, canvas->palette->background, FADE) : fill;
}

static void
show_text (Lettering *letters, cairo_t *cr, double scale, RcpColour colour, double x, double y, gboolean strong,
           const char *text)
{
  PangoLayout *layout = layout_of (letters, text, strong);
  int width, height;

  pango_layout_get_size (layout, &width, &height);
  /* glyphs on a whole device pixel stay sharp */
  cairo_move_to (cr, round ((x - 0.5 * width / PANGO_SCALE) * scale) / scale,
                 round ((y - 0.5 * height / PANGO_SCALE) * scale) / scale);
  rcp_set_colour (cr, colour);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_hatch (cairo_t *cr, const RcpCellCanvas *canvas, RcpCellBox box, RcpColour fill)
{
  double line = 1.0 / canvas->scale;

  cairo_save (cr);
  cairo_rectangle (cr, box.x, box.y, box.width, box.height);
  cairo_clip (cr);
  rcp_set_colour (cr, rcp_colour_mix (fill, rcp_colour_text_on (fill), 0.22));
  cairo_set_line_width (cr, line);
  for (double d = 4.0; d < box.width + box.height; d += 5.0)
    {
      cairo_move_to (cr, box.x + d, box.y);
      cairo_line_to (cr, box.x + d - box.height, box.y + box.height);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_cell_ground (const RcpGridCell *cell, const RcpCellCanvas *canvas, cairo_t *cr, RcpCellBox box, gboolean faded)
{
  RcpColour fill = fill_of (cell, canvas, faded);
  double line = 1.0 / canvas->scale;

  rcp_set_colour (cr, fill);
  cairo_rectangle (cr, box.x, box.y, box.width, box.height);
  cairo_fill (cr);
  if (cell->kind == RCP_CELL_PADDING)
    draw_hatch (cr, canvas, box, fill);
  if (cell->kind != RCP_CELL_PENDING)
    return;
  rcp_set_colour (cr, canvas->palette->outline);
  cairo_set_line_width (cr, line);
  cairo_rectangle (cr, box.x + line / 2, box.y + line / 2, box.width - line, box.height - line);
  cairo_stroke (cr);
}

void
rcp_cell_grid_draw (const RcpCellGrid *grid, const RcpCellCanvas *canvas, cairo_t *cr)
{
  gboolean two = longest (grid, TRUE) != NULL;
  double detail_size = two ? fitting_size (grid, canvas, TRUE, FALSE, TWO_LINES) : 0.0;
  double share = detail_size > 0.0 ? TWO_LINES : ONE_LINE;
  double bold_size = fitting_size (grid, canvas, FALSE, TRUE, share);
  /* rather thin than not at all */
  double size = bold_size > 0.0 ? bold_size : fitting_size (grid, canvas, FALSE, FALSE, share);
  g_auto (Lettering) letters = lettering (canvas->context, size);
  g_auto (Lettering) small = lettering (canvas->context, detail_size);

  for (int i = 0; i < grid->rows * grid->columns; i++)
    {
      const RcpGridCell *cell = &grid->cells[i];
      RcpCellBox box = rcp_cell_grid_box (grid, canvas->scale, i / grid->columns, i % grid->columns, 1, 1);
      RcpColour fill = fill_of (cell, canvas, grid->faded);
      RcpColour colour = rcp_colour_text_on (fill);
      double x = box.x + box.width / 2;
      double y = box.y + box.height / 2;

      draw_cell_ground (cell, canvas, cr, box, grid->faded);
      if (cell->kind == RCP_CELL_PADDING)
        colour = rcp_colour_mix (fill, colour, 0.75);
      if (grid->faded)
        colour = rcp_colour_mix (fill, colour, 0.55);
      if (detail_size > 0.0 && cell->detail[0] != '\0')
        {
          show_text (&small, cr, canvas->scale, rcp_colour_mix (fill, colour, 0.8), x, box.y + 0.3 * box.height, FALSE,
                     cell->detail);
          y = box.y + 0.7 * box.height;
        }
      if (size > 0.0 && cell->text[0] != '\0')
        show_text (&letters, cr, canvas->scale, colour, x, y, cell->strong && bold_size > 0.0, cell->text);
    }
}

RcpCellBox
rcp_cell_grid_box (const RcpCellGrid *grid, double scale, double row, double column, double rows, double columns)
{
  double x = round (column * grid->cell_width * scale) / scale;
  double y = round (row * grid->cell_height * scale) / scale;
  /* the hairline between two cells is one device pixel, and none where cells are hardly larger than that */
  double line = grid->cell_width >= 6 ? 1.0 / scale : 0.0;

  return (RcpCellBox){ x, y, columns * grid->cell_width - line, rows * grid->cell_height - line };
}

int
rcp_cell_grid_at (const RcpCellGrid *grid, double x, double y)
{
  int column, row;

  if (x < 0.0 || y < 0.0 || grid->cell_width < 1 || grid->cell_height < 1)
    return -1;
  column = (int) (x / grid->cell_width);
  row = (int) (y / grid->cell_height);
  return column < grid->columns && row < grid->rows ? row * grid->columns + column : -1;
}

/* A rectangle's outline as filled bars: sharp at every scale. Positive @outside lies around the box. */
static void
draw_outline (cairo_t *cr, RcpCellBox box, double outside, double thickness)
{
  cairo_rectangle (cr, box.x - outside, box.y - outside, box.width + 2 * outside, box.height + 2 * outside);
  outside -= thickness;
  cairo_rectangle (cr, box.x - outside, box.y - outside, box.width + 2 * outside, box.height + 2 * outside);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_fill (cr);
}

void
rcp_cell_frame_draw (const RcpCellCanvas *canvas, RcpCellBox box, cairo_t *cr)
{
  double line = 1.0 / canvas->scale;

  rcp_set_colour (cr, canvas->palette->frame_edge);
  draw_outline (cr, box, RCP_CELL_FRAME, RCP_CELL_FRAME + 1 + line);
  rcp_set_colour (cr, canvas->palette->frame);
  draw_outline (cr, box, RCP_CELL_FRAME - line, RCP_CELL_FRAME);
}

void
rcp_cell_mark_draw (const RcpCellCanvas *canvas, RcpCellBox box, cairo_t *cr)
{
  double line = 1.0 / canvas->scale;

  rcp_set_colour (cr, canvas->palette->frame_edge);
  draw_outline (cr, box, 0.0, 2.0 + line);
  rcp_set_colour (cr, canvas->palette->frame);
  draw_outline (cr, box, 0.0, 2.0);
}

void
rcp_cell_cursor_draw (const RcpCellCanvas *canvas, RcpCellBox box, cairo_t *cr)
{
  const double dashes[] = { 3.0, 3.0 };

  cairo_save (cr);
  cairo_set_line_width (cr, 2.0);
  cairo_rectangle (cr, box.x + 1.0, box.y + 1.0, box.width - 2.0, box.height - 2.0);
  rcp_set_colour (cr, paper);
  cairo_stroke_preserve (cr);
  cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0.0);
  rcp_set_colour (cr, ink);
  cairo_stroke (cr);
  cairo_restore (cr);
}
