#include "chart-text.h"

#include <math.h>

PangoLayout *
rcp_chart_text (const RcpChartCanvas *canvas, RcpTextStyle style, const char *text)
{
  static const double factors[] = { 0.82, 0.9, 0.9, 1.0 };
  PangoLayout *layout = pango_layout_new (canvas->context);
  g_autoptr (PangoFontDescription) font =
      pango_font_description_copy (pango_context_get_font_description (canvas->context));
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  int size = (int) lround (factors[style] * pango_font_description_get_size (font));

  if (pango_font_description_get_size_is_absolute (font))
    pango_font_description_set_absolute_size (font, size);
  else
    pango_font_description_set_size (font, size);
  if (style != RCP_TEXT_SMALL)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_font_description (layout, font);
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

double
rcp_chart_text_width (const RcpChartCanvas *canvas, RcpTextStyle style, const char *text)
{
  g_autoptr (PangoLayout) layout = rcp_chart_text (canvas, style, text);
  int width;

  pango_layout_get_size (layout, &width, NULL);
  return (double) width / PANGO_SCALE;
}

double
rcp_chart_text_height (const RcpChartCanvas *canvas, RcpTextStyle style)
{
  g_autoptr (PangoLayout) layout = rcp_chart_text (canvas, style, "0");
  int height;

  pango_layout_get_size (layout, NULL, &height);
  return (double) height / PANGO_SCALE;
}

void
rcp_chart_show_text (const RcpChartCanvas *canvas, cairo_t *cr, RcpTextStyle style, RcpColour colour, double x,
                     double y, double align, const char *text)
{
  g_autoptr (PangoLayout) layout = rcp_chart_text (canvas, style, text);
  int width, height;

  pango_layout_get_size (layout, &width, &height);
  /* glyphs on a whole device pixel stay as sharp as in a label, and do not shiver when a line moves */
  cairo_move_to (cr, rcp_chart_snap (canvas, x - align * width / PANGO_SCALE),
                 rcp_chart_snap (canvas, y - 0.5 * height / PANGO_SCALE));
  rcp_set_colour (cr, colour);
  pango_cairo_show_layout (cr, layout);
}

double
rcp_chart_snap (const RcpChartCanvas *canvas, double x)
{
  return round (x * canvas->scale) / canvas->scale;
}
