#pragma once

#include <adwaita.h>

#include "data/samples.h"
#include "filter/presets.h"

G_BEGIN_DECLS

#define RCP_TYPE_PRESET_STRIP (rcp_preset_strip_get_type ())
/**
 * RcpPresetStrip:
 *
 * Every kernel that has a name, as a button with what it makes of the specimen.
 *
 * Signals:
 * - "chosen" (uint index): one of rcp_filter_presets() was pressed
 */
G_DECLARE_FINAL_TYPE (RcpPresetStrip, rcp_preset_strip, RCP, PRESET_STRIP, AdwBin)

/**
 * rcp_preset_strip_set_filter:
 * @pixels: (nullable): the specimen's bytes in CHW order; read before this returns
 * @shape: their shape
 * @filter: its border, flip, scale, offset and grey are what the thumbnails are made with; the button whose kernel it
 *   has is marked
 * @seed: of the random kernel
 */
void rcp_preset_strip_set_filter (RcpPresetStrip *self, const guint8 *pixels, RcpShape shape, const RcpFilter *filter,
                                  guint64 seed);

G_END_DECLS
