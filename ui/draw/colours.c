#include "colours.h"

#include <math.h>

#define HEX(rgb)                                                                                                       \
  {                                                                                                                    \
    ((rgb) >> 16 & 0xff) / 255.0, ((rgb) >> 8 & 0xff) / 255.0, ((rgb) &0xff) / 255.0                                   \
  }

/* The backgrounds are libadwaita's window_bg_color and popover_bg_color. */
static const RcpPalette light = {
  .background = HEX (0xfafafa),
  .raised = HEX (0xffffff),
  .outline = HEX (0xd0d0d0),
  .text = HEX (0x2e2e2e),
  .dim_text = HEX (0x6b6b6b),
  .grid = HEX (0xe8e8e8),
  .cursor = HEX (0x909090),
  .best = HEX (0xe5a50a),
  .best_text = HEX (0x8a6100),
  .mark = HEX (0xf5c211),
  .past = HEX (0xa8a8a8),
  .frame = HEX (0xf6d32d),
  .frame_edge = HEX (0x1e1e1e),
  .truth = HEX (0x26a269),
  .answer = HEX (0x99c1f1),
  .padding = HEX (0xededed),
  .channels = { HEX (0xe01b24), HEX (0x2ec27e), HEX (0x3584e4) },
  .further_channels = { HEX (0x77767b), HEX (0xb5835a), HEX (0x9141ac), HEX (0x0a8a86), HEX (0xc64600) },
  .series = { HEX (0x1a5fb4), HEX (0xc64600), HEX (0x1c9a86), HEX (0x3d1a5b), HEX (0x3f8fd6), HEX (0x5e2a0c) },
};

static const RcpPalette dark = {
  .background = HEX (0x242424),
  .raised = HEX (0x383838),
  .outline = HEX (0x565656),
  .text = HEX (0xf2f2f2),
  .dim_text = HEX (0xa8a8a8),
  .grid = HEX (0x363636),
  .cursor = HEX (0x8c8c8c),
  .best = HEX (0xf5c211),
  .best_text = HEX (0xf5c211),
  .mark = HEX (0xf5c211),
  .past = HEX (0x7a7a7a),
  .frame = HEX (0xf6d32d),
  .frame_edge = HEX (0x1e1e1e),
  .truth = HEX (0x2ec27e),
  .answer = HEX (0x4a6f9e),
  .padding = HEX (0x343434),
  .channels = { HEX (0xf66151), HEX (0x57e389), HEX (0x62a0ea) },
  .further_channels = { HEX (0xc0bfbc), HEX (0xcdab8f), HEX (0xdc8add), HEX (0x4ac7c1), HEX (0xffa348) },
  .series = { HEX (0x78aeed), HEX (0xff9a4d), HEX (0x0e9a8f), HEX (0xf9f06b), HEX (0xb04fd0), HEX (0xe6e6fa) },
};

static const RcpColour viridis[] = {
  HEX (0x440154), HEX (0x48186a), HEX (0x472d7b), HEX (0x424086), HEX (0x3b528b), HEX (0x33638d),
  HEX (0x2c728e), HEX (0x26828e), HEX (0x21918c), HEX (0x1f9f88), HEX (0x27ad81), HEX (0x3dbc74),
  HEX (0x5cc863), HEX (0x81d34d), HEX (0xaadc32), HEX (0xd5e21a), HEX (0xfde725),
};

const RcpPalette *
rcp_palette (gboolean is_dark)
{
  return is_dark ? &dark : &light;
}

RcpColour
rcp_colour_mix (RcpColour a, RcpColour b, double t)
{
  t = CLAMP (t, 0.0, 1.0);
  return (RcpColour){
    a.red + t * (b.red - a.red),
    a.green + t * (b.green - a.green),
    a.blue + t * (b.blue - a.blue),
  };
}

static double
gamma_encode (double linear)
{
  linear = CLAMP (linear, 0.0, 1.0);
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * pow (linear, 1.0 / 2.4) - 0.055;
}

static double
gamma_decode (double encoded)
{
  return encoded <= 0.04045 ? encoded / 12.92 : pow ((encoded + 0.055) / 1.055, 2.4);
}

static RcpColour
from_oklab (double lightness, double a, double b)
{
  double l = lightness + 0.3963377774 * a + 0.2158037573 * b;
  double m = lightness - 0.1055613458 * a - 0.0638541728 * b;
  double s = lightness - 0.0894841775 * a - 1.2914855480 * b;

  l = l * l * l;
  m = m * m * m;
  s = s * s * s;
  return (RcpColour){
    gamma_encode (4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    gamma_encode (-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    gamma_encode (-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s),
  };
}

RcpColour
rcp_colour_diverging (double t)
{
  double amount;

  if (isnan (t))
    t = 0.0;
  t = CLAMP (t, -1.0, 1.0);
  amount = fabs (t);
  if (t > 0)
    return from_oklab (1.0 - 0.56 * amount, 0.160 * amount, 0.075 * amount);
  return from_oklab (1.0 - 0.56 * amount, -0.025 * amount, -0.145 * amount);
}

RcpColour
rcp_colour_sequential (double t)
{
  double place;
  int below;

  if (isnan (t))
    t = 0.0;
  place = CLAMP (t, 0.0, 1.0) * (G_N_ELEMENTS (viridis) - 1);
  below = MIN ((int) place, (int) G_N_ELEMENTS (viridis) - 2);
  return rcp_colour_mix (viridis[below], viridis[below + 1], place - below);
}

RcpColour
rcp_palette_channel (const RcpPalette *palette, int channel)
{
  if (channel < (int) G_N_ELEMENTS (palette->channels))
    return palette->channels[MAX (channel, 0)];
  return palette->further_channels[(channel - (int) G_N_ELEMENTS (palette->channels)) % RCP_N_FURTHER_CHANNELS];
}

RcpColour
rcp_colour_channel (int channel, double t)
{
  t = CLAMP (t, 0.0, 1.0);
  return (RcpColour){
    channel == 0 || channel > 2 ? t : 0.0,
    channel == 1 || channel > 2 ? t : 0.0,
    channel == 2 || channel > 2 ? t : 0.0,
  };
}

static double
luminance (RcpColour colour)
{
  return 0.2126 * gamma_decode (colour.red) + 0.7152 * gamma_decode (colour.green)
         + 0.0722 * gamma_decode (colour.blue);
}

double
rcp_colour_contrast (RcpColour a, RcpColour b)
{
  double la = luminance (a);
  double lb = luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

RcpColour
rcp_colour_text_on (RcpColour fill)
{
  const RcpColour black = { 0.0, 0.0, 0.0 }, white = { 1.0, 1.0, 1.0 };

  return rcp_colour_contrast (fill, white) >= 3.0 ? white : black;
}
