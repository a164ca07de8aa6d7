#pragma once

#include "chart-draw.h"

G_BEGIN_DECLS

/**
 * RcpTextStyle:
 * @RCP_TEXT_SMALL: of tick labels
 * @RCP_TEXT_LABEL: of labels of lines
 * @RCP_TEXT_STRONG: of values
 * @RCP_TEXT_TITLE: of the title
 */
typedef enum
{
  RCP_TEXT_SMALL,
  RCP_TEXT_LABEL,
  RCP_TEXT_STRONG,
  RCP_TEXT_TITLE,
} RcpTextStyle;

/** rcp_chart_text: (transfer full): one line of text, figures all of one width */
PangoLayout *rcp_chart_text (const RcpChartCanvas *canvas, RcpTextStyle style, const char *text);

/** rcp_chart_text_width: in user units */
double rcp_chart_text_width (const RcpChartCanvas *canvas, RcpTextStyle style, const char *text);

/** rcp_chart_text_height: of a line of text */
double rcp_chart_text_height (const RcpChartCanvas *canvas, RcpTextStyle style);

/**
 * rcp_chart_show_text:
 * @x: see @align
 * @y: the middle of the line
 * @align: how much of the text lies left of @x: 0, 0.5 or 1
 */
void rcp_chart_show_text (const RcpChartCanvas *canvas, cairo_t *cr, RcpTextStyle style, RcpColour colour, double x,
                          double y, double align, const char *text);

/** rcp_chart_snap: @x moved to the next edge of a device pixel */
double rcp_chart_snap (const RcpChartCanvas *canvas, double x);

G_END_DECLS
