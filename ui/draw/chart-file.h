#pragma once

#include <gio/gio.h>

#include "plot.h"

G_BEGIN_DECLS

/**
 * rcp_chart_save:
 * @plots: (array length=n_plots): drawn one above the other, each with its title
 * @path: a file whose name ends in .png, .svg or .csv; replaced as a whole or not at all
 * @width: of the picture in logical pixels
 * @height: of each plot
 * @scale: device pixels to a logical one, for PNG
 * @dark: on a dark background
 * @error: %G_IO_ERROR_NOT_SUPPORTED for another ending, or the file system's own
 *
 * Writes charts as a picture, or their points as a table with the columns plot, line, step, value and smoothed.
 * Needs no display.
 */
gboolean rcp_chart_save (const RcpPlot *const *plots, guint n_plots, const char *path, double width, double height,
                         double scale, gboolean dark, GError **error);

G_END_DECLS
