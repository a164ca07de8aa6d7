#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/** RcpColour: a colour in sRGB, each part from 0 to 1 */
typedef struct
{
  double red;
  double green;
  double blue;
} RcpColour;

/** RCP_N_SERIES_COLOURS: how many lines of a chart have a colour of their own */
#define RCP_N_SERIES_COLOURS 6

/** RCP_N_FURTHER_CHANNELS: how many channels beside red, green and blue have a colour of their own */
#define RCP_N_FURTHER_CHANNELS 5

/**
 * RcpPalette:
 * @background: what charts are drawn on: the window's own background
 * @raised: of boxes that lie above it
 * @outline: the hairline around such a box
 * @text: of what matters
 * @dim_text: of tick labels and second lines; still 4.5 : 1 against @background
 * @grid: the lines of a grid, as faint as can be seen
 * @cursor: the line under the pointer
 * @best: the star at the best epoch
 * @best_text: its label
 * @mark: the frame around what is looked at in a picture, and around whatever belongs to it
 * @past: lines of earlier runs
 * @frame: around what is being read, added and written just now, wherever it stands
 * @frame_edge: the hairline that sets it off from bright cells
 * @truth: of the answer that is the picture's own class
 * @answer: of the others
 * @padding: of cells around a picture that hold nothing of it
 * @channels: red, green and blue, which stand for the channels of a picture and for nothing else
 * @further_channels: channels after blue: maps of something else
 * @series: lines of a chart: 0 is training, 1 is validation, the others are further runs
 *
 * Every colour that is drawn, for one of the two backgrounds. Neighbours in @series can be told apart with
 * protanopia and deuteranopia, and all keep 3 : 1 against @background.
 */
typedef struct
{
  RcpColour background;
  RcpColour raised;
  RcpColour outline;
  RcpColour text;
  RcpColour dim_text;
  RcpColour grid;
  RcpColour cursor;
  RcpColour best;
  RcpColour best_text;
  RcpColour mark;
  RcpColour past;
  RcpColour frame;
  RcpColour frame_edge;
  RcpColour truth;
  RcpColour answer;
  RcpColour padding;
  RcpColour channels[3];
  RcpColour further_channels[RCP_N_FURTHER_CHANNELS];
  RcpColour series[RCP_N_SERIES_COLOURS];
} RcpPalette;

/** rcp_palette: (transfer none): the colours for a dark or a light background */
const RcpPalette *rcp_palette (gboolean dark);

/** rcp_palette_channel: what stands for input channel @channel, 0 to 7: red, green, blue, then the further ones */
RcpColour rcp_palette_channel (const RcpPalette *palette, int channel);

/** rcp_colour_channel: the value @t of a channel, 0 (black) to 1: red, green and blue as a screen's lights have them,
 * the further ones in grey; clamped */
RcpColour rcp_colour_channel (int channel, double t);

/** rcp_colour_mix: from @a (@t = 0) to @b (@t = 1); @t is clamped */
RcpColour rcp_colour_mix (RcpColour a, RcpColour b, double t);

/**
 * rcp_colour_diverging:
 * @t: −1 (blue) through 0 (white) to 1 (red); clamped, and white where it is not a number
 *
 * For signed values, centred on zero. Lightness falls alike on both sides, so that +x and −x weigh the same;
 * worked out in Oklab (Björn Ottosson, "A perceptual color space for image processing", 2020).
 */
RcpColour rcp_colour_diverging (double t);

/**
 * rcp_colour_sequential:
 * @t: 0 (least, dark) to 1 (most, bright); clamped, and the least where it is not a number
 *
 * For unsigned values: viridis (Stéfan van der Walt and Nathaniel Smith, CC0, https://bids.github.io/colormap),
 * from 17 of its 256 entries; no part is off by more than 6 of 255.
 */
RcpColour rcp_colour_sequential (double t);

/** rcp_colour_contrast: the contrast ratio of two colours, 1 to 21 (WCAG 2.1, "contrast ratio") */
double rcp_colour_contrast (RcpColour a, RcpColour b);

/**
 * rcp_colour_text_on: black or white, whichever figures in it are read better on @fill
 *
 * White wherever its contrast is 3 or more: on a saturated red or green the contrast ratio speaks for black, and the
 * eye does not.
 */
RcpColour rcp_colour_text_on (RcpColour fill);

/** rcp_set_colour: makes @colour the source of @cr */
static inline void
rcp_set_colour (cairo_t *cr, RcpColour colour)
{
  cairo_set_source_rgb (cr, colour.red, colour.green, colour.blue);
}

G_END_DECLS
