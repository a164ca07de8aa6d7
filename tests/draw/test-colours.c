#include "draw/colours.h"

#include <math.h>

/* sRGB to linear light and back to nothing else: differences are measured in Oklab. */
static double
linear (double c)
{
  return c <= 0.04045 ? c / 12.92 : pow ((c + 0.055) / 1.055, 2.4);
}

typedef struct
{
  double v[3];
} Vector;

/* How people with no deficiency, protanopia and deuteranopia see linear RGB (Machado, Oliveira and Fernandes,
 * "A physiologically-based model for simulation of color vision deficiency", 2009, severity 1). */
static const double eyes[3][3][3] = {
  { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
  { { 0.152286, 1.052583, -0.204868 }, { 0.114503, 0.786281, 0.099216 }, { -0.003882, -0.048116, 1.051998 } },
  { { 0.367322, 0.860646, -0.227968 }, { 0.280085, 0.672501, 0.047413 }, { -0.011820, 0.042940, 0.968881 } },
};

static Vector
seen_as (RcpColour colour, int eye)
{
  const double rgb[3] = { linear (colour.red), linear (colour.green), linear (colour.blue) };
  double seen[3], l, m, s;

  for (int i = 0; i < 3; i++)
    {
      seen[i] = eyes[eye][i][0] * rgb[0] + eyes[eye][i][1] * rgb[1] + eyes[eye][i][2] * rgb[2];
      seen[i] = CLAMP (seen[i], 0.0, 1.0);
    }
  l = cbrt (0.4122214708 * seen[0] + 0.5363325363 * seen[1] + 0.0514459929 * seen[2]);
  m = cbrt (0.2119034982 * seen[0] + 0.6806995451 * seen[1] + 0.1073969566 * seen[2]);
  s = cbrt (0.0883024619 * seen[0] + 0.2817188376 * seen[1] + 0.6299787005 * seen[2]);
  return (Vector){ { 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
                     1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
                     0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s } };
}

static double
difference (RcpColour a, RcpColour b, int eye)
{
  Vector va = seen_as (a, eye);
  Vector vb = seen_as (b, eye);

  return sqrt (pow (va.v[0] - vb.v[0], 2) + pow (va.v[1] - vb.v[1], 2) + pow (va.v[2] - vb.v[2], 2));
}

static void
test_series_are_told_apart (void)
{
  for (int dark = 0; dark < 2; dark++)
    for (int eye = 0; eye < 3; eye++)
      for (int a = 0; a < RCP_N_SERIES_COLOURS; a++)
        for (int b = a + 1; b < RCP_N_SERIES_COLOURS; b++)
          g_assert_cmpfloat (difference (rcp_palette (dark)->series[a], rcp_palette (dark)->series[b], eye), >, 0.1);
}

static void
test_contrast (void)
{
  g_assert_cmpfloat_with_epsilon (rcp_colour_contrast ((RcpColour){ 0, 0, 0 }, (RcpColour){ 1, 1, 1 }), 21.0, 1e-9);
  for (int dark = 0; dark < 2; dark++)
    {
      const RcpPalette *palette = rcp_palette (dark);

      g_assert_cmpfloat (rcp_colour_contrast (palette->text, palette->background), >=, 7.0);
      g_assert_cmpfloat (rcp_colour_contrast (palette->dim_text, palette->background), >=, 4.5);
      g_assert_cmpfloat (rcp_colour_contrast (palette->dim_text, palette->raised), >=, 4.5);
      g_assert_cmpfloat (rcp_colour_contrast (palette->best_text, palette->background), >=, 4.5);
      /* the two that are always there are also read, as the text of their labels */
      for (int i = 0; i < 2; i++)
        g_assert_cmpfloat (rcp_colour_contrast (palette->series[i], palette->background), >=, 4.5);
      for (int i = 0; i < RCP_N_SERIES_COLOURS; i++)
        g_assert_cmpfloat (rcp_colour_contrast (palette->series[i], palette->background), >=, 3.0);
      /* a frame stands out from its edge, and one of the two from any cell */
      g_assert_cmpfloat (rcp_colour_contrast (palette->frame, palette->frame_edge), >=, 7.0);
      for (int i = 0; i < RCP_N_FURTHER_CHANNELS; i++)
        g_assert_cmpfloat (rcp_colour_contrast (palette->further_channels[i], palette->background), >=, 3.0);
    }
}

static double
lightness (RcpColour colour)
{
  return seen_as (colour, 0).v[0];
}

static void
test_diverging (void)
{
  RcpColour white = rcp_colour_diverging (0.0);
  RcpColour blue = rcp_colour_diverging (-1.0);
  RcpColour red = rcp_colour_diverging (1.0);
  RcpColour beyond = rcp_colour_diverging (7.0);

  g_assert_cmpfloat_with_epsilon (white.red, 1.0, 1e-3);
  g_assert_cmpfloat_with_epsilon (white.green, 1.0, 1e-3);
  g_assert_cmpfloat_with_epsilon (white.blue, 1.0, 1e-3);
  g_assert_cmpfloat (blue.blue, >, 2.0 * blue.red);
  g_assert_cmpfloat (red.red, >, 2.0 * red.blue);
  g_assert_cmpfloat (beyond.red, ==, red.red);
  g_assert_cmpfloat_with_epsilon (rcp_colour_diverging (NAN).green, 1.0, 1e-3);
  for (double t = 0.0; t < 1.0; t += 0.05)
    {
      /* both arms are equally far from white, and each step is darker than the one before */
      g_assert_cmpfloat_with_epsilon (lightness (rcp_colour_diverging (t)), lightness (rcp_colour_diverging (-t)),
                                      0.02);
      g_assert_cmpfloat (lightness (rcp_colour_diverging (t + 0.05)), <, lightness (rcp_colour_diverging (t)));
    }
}

static void
test_sequential (void)
{
  RcpColour middle = rcp_colour_sequential (128.0 / 255.0);

  g_assert_cmpfloat_with_epsilon (rcp_colour_sequential (0.0).red, 0x44 / 255.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (rcp_colour_sequential (1.0).red, 0xfd / 255.0, 1e-9);
  g_assert_cmpfloat (rcp_colour_sequential (2.0).red, ==, rcp_colour_sequential (1.0).red);
  g_assert_cmpfloat (rcp_colour_sequential (NAN).red, ==, rcp_colour_sequential (0.0).red);
  /* entry 128 of the table: 0.127568 0.566949 0.550556 */
  g_assert_cmpfloat_with_epsilon (middle.red, 0.127568, 6.0 / 255.0);
  g_assert_cmpfloat_with_epsilon (middle.green, 0.566949, 6.0 / 255.0);
  g_assert_cmpfloat_with_epsilon (middle.blue, 0.550556, 6.0 / 255.0);
  for (double t = 0.0; t < 1.0; t += 0.01)
    g_assert_cmpfloat (lightness (rcp_colour_sequential (t + 0.01)), >, lightness (rcp_colour_sequential (t)));
}

/* Every colour that stands behind figures has figures that are read on it. */
static void
test_text_on (void)
{
  const RcpColour black = { 0, 0, 0 }, white = { 1, 1, 1 }, pale = { 0.7, 0.8, 1 };

  g_assert_cmpfloat (rcp_colour_text_on (white).red, ==, 0.0);
  g_assert_cmpfloat (rcp_colour_text_on (black).red, ==, 1.0);
  g_assert_cmpfloat (rcp_colour_text_on (pale).red, ==, 0.0);
  for (int c = 0; c < 3; c++)
    for (int i = 0; i <= 255; i++)
      {
        RcpColour fill = rcp_colour_channel (c, i / 255.0);

        g_assert_cmpfloat (rcp_colour_contrast (rcp_colour_text_on (fill), fill), >=, 3.0);
      }
  for (int i = -100; i <= 100; i++)
    {
      RcpColour fill = rcp_colour_diverging (i / 100.0);

      g_assert_cmpfloat (rcp_colour_contrast (rcp_colour_text_on (fill), fill), >=, 3.0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/colours/series-are-told-apart", test_series_are_told_apart);
  g_test_add_func ("/colours/contrast", test_contrast);
  g_test_add_func ("/colours/diverging", test_diverging);
  g_test_add_func ("/colours/sequential", test_sequential);
  g_test_add_func ("/colours/text-on", test_text_on);
  return g_test_run ();
}
