#include "ledger.h"

#include <math.h>

#define SWATCH 9.0
#define INDENT 15.0
#define LEADING 1.5

void
rcp_ledger_line_clear (RcpLedgerLine *line)
{
  g_clear_pointer (&line->label, g_free);
  g_clear_pointer (&line->value, g_free);
}

static PangoLayout *
layout_of (const RcpCellCanvas *canvas, gboolean strong, const char *text)
{
  PangoLayout *layout = pango_layout_new (canvas->context);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (strong)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

double
rcp_ledger_line_height (const RcpCellCanvas *canvas)
{
  g_autoptr (PangoLayout) layout = layout_of (canvas, TRUE, "0");
  int height;

  pango_layout_get_size (layout, NULL, &height);
  return ceil (LEADING * 0.9 * height / PANGO_SCALE);
}

static void
draw_line (const RcpLedgerLine *line, const RcpCellCanvas *canvas, double y, double height, double width, double indent,
           cairo_t *cr)
{
  const RcpPalette *palette = canvas->palette;
  g_autoptr (PangoLayout) label = layout_of (canvas, line->strong, line->label);
  g_autoptr (PangoLayout) value = layout_of (canvas, line->strong, line->value);
  int value_width, text_height;
  double top;

  if (line->rule)
    {
      rcp_set_colour (cr, palette->outline);
      cairo_rectangle (cr, 0.0, y, width, 1.0 / canvas->scale);
      cairo_fill (cr);
    }
  if (line->has_swatch)
    {
      rcp_set_colour (cr, line->swatch);
      cairo_rectangle (cr, 0.0, round (y + (height - SWATCH) / 2), SWATCH, SWATCH);
      cairo_fill (cr);
    }
  pango_layout_get_size (value, &value_width, &text_height);
  top = round ((y + (height - (double) text_height / PANGO_SCALE) / 2) * canvas->scale) / canvas->scale;
  pango_layout_set_width (label, (int) (MAX (0.0, width - indent - 6.0) * PANGO_SCALE) - value_width);
  pango_layout_set_ellipsize (label, PANGO_ELLIPSIZE_END);
  rcp_set_colour (cr, line->dim ? palette->dim_text : palette->text);
  cairo_move_to (cr, indent, top);
  pango_cairo_show_layout (cr, label);
  cairo_move_to (cr, floor (width - (double) value_width / PANGO_SCALE), top);
  pango_cairo_show_layout (cr, value);
}

void
rcp_ledger_draw (const RcpLedgerLine *lines, guint n_lines, const RcpCellCanvas *canvas, double width, cairo_t *cr)
{
  double height = rcp_ledger_line_height (canvas);
  double indent = 0.0;

  for (guint i = 0; i < n_lines; i++)
    if (lines[i].has_swatch)
      indent = INDENT;
  for (guint i = 0; i < n_lines; i++)
    draw_line (&lines[i], canvas, i * height, height, width, indent, cr);
}

char *
rcp_ledger_describe (const RcpLedgerLine *lines, guint n_lines)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n_lines; i++)
    g_string_append_printf (text, "%s%s %s", i > 0 ? "; " : "", lines[i].label, lines[i].value);
  return g_string_free (g_steal_pointer (&text), FALSE);
}
