#pragma once

#include <gtk/gtk.h>

#include "draw/colours.h"

/** rcp_rgba: a colour of the palette as GTK takes it */
static inline GdkRGBA
rcp_rgba (RcpColour colour)
{
  return (GdkRGBA){ (float) colour.red, (float) colour.green, (float) colour.blue, 1.0f };
}
