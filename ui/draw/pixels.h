#pragma once

#include <cairo.h>

#include "data/samples.h"
#include "colours.h"

G_BEGIN_DECLS

/*
 * Small pictures as packed words, 0x00RRGGBB, row by row. What a word is made of is decided here; where it is put on
 * the screen is rcp_pixels_surface()'s and the tape's to know.
 */

/** RCP_ALL_CHANNELS: every channel's bit */
#define RCP_ALL_CHANNELS 0x7u

/**
 * rcp_pixels_mix:
 * @words: (out) (array): height × width of them
 * @chw: bytes in CHW order: three channels, or one that stands for all of them
 * @channels: which channels are added up: bit 0 red, bit 1 green, bit 2 blue; the others are dark
 */
void rcp_pixels_mix (guint32 *words, const guint8 *chw, RcpShape shape, guint channels);

/** rcp_pixels_grey: one plane in grey: 0 black, 255 white */
void rcp_pixels_grey (guint32 *words, const guint8 *plane, gsize n);

/**
 * rcp_pixels_signed:
 * @range: what is shown in full red, and −@range in full blue; 0 where all values are
 * @nothing: what stands for values that are not a number
 */
void rcp_pixels_signed (guint32 *words, const float *values, gsize n, double range, RcpColour nothing);

/**
 * rcp_pixels_values:
 * @is_signed: whether they lie around 0: then they diverge from white to blue and red, else they go from dark to bright
 * @range: the size of the number that has the strongest colour; 0 where all are 0
 * @nothing: what stands for values that are not a number
 *
 * Numbers as colours by a table: of 511 colours, or of 256, as many as the eye and a screen can tell apart. For what is
 * drawn sixty times a second.
 */
void rcp_pixels_values (guint32 *words, const float *values, gsize n, gboolean is_signed, double range,
                        RcpColour nothing);

/**
 * rcp_pixels_weights:
 * @planes: (array): three planes of @n weights each, for red, green and blue
 * @range: the size of the weight that takes a channel to its end; 0 where all are
 *
 * Weights as the picture would have to look to be answered most: around mid grey, a positive weight is more of its
 * channel, a negative one less.
 */
void rcp_pixels_weights (guint32 *words, const float *planes, gsize n, double range);

/** rcp_pixels_word: a colour as a packed word */
guint32 rcp_pixels_word (RcpColour colour);

/**
 * rcp_pixels_surface:
 * @words: (array): @height × @width
 * @scale: device pixels along a side of each pixel
 *
 * Returns: (transfer full): an opaque surface, @scale × @width by @scale × @height, each pixel a square with sharp
 *   edges
 */
cairo_surface_t *rcp_pixels_surface (const guint32 *words, int width, int height, int scale);

G_END_DECLS
