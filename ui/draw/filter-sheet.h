#pragma once

#include "net/layer.h"
#include "cell-grid.h"

G_BEGIN_DECLS

/**
 * RcpFilterSheet:
 * @n_filters: how many there are
 * @n_planes: planes of weights of each: the input channels that it sees
 * @rows: of a plane
 * @columns: of a plane
 * @first_plane: (nullable): for each filter the number of the channel that its first plane is of; %NULL for 0
 * @is_linear: they are called units, not filters
 * @tiles: draws each as one tile in colour; there are three planes then
 * @weights: (array): n_filters × n_planes × rows × columns
 * @range: the size of the weight that has the strongest colour
 * @map_rows: of what each puts out
 * @map_columns: likewise
 * @maps: (nullable) (array): n_filters × map_rows × map_columns; %NULL while not known
 * @map_range: the size of the value that has the strongest colour
 * @norms: (array): of each filter's weights
 * @gradients: (nullable) (array): the norm of their gradient; %NULL while not known
 * @dead: (nullable) (array): whether its ReLU never fires; %NULL while not known
 * @selected: the one that is looked at, or −1
 * @marked: the weight that is looked at, as an index into @weights, or −1
 * @focused: the keyboard is on it
 *
 * The filters of a layer: as tiles side by side, or one a row with its planes. All is borrowed.
 */
typedef struct
{
  int n_filters;
  int n_planes;
  int rows;
  int columns;
  const int *first_plane;
  gboolean is_linear;
  gboolean tiles;
  const float *weights;
  double range;
  int map_rows;
  int map_columns;
  const float *maps;
  double map_range;
  const double *norms;
  const double *gradients;
  const guint8 *dead;
  int selected;
  gssize marked;
  gboolean focused;
} RcpFilterSheet;

/**
 * RcpFilterLayout:
 * @per_row: filters side by side
 * @cell_width: of one filter, in user units; in rows the whole width
 * @cell_height: likewise
 * @header: height of the line of headings, which stays where it is when the rest is scrolled
 * @scale: user units along a side of a weight; along its width where a plane has one row
 * @plane_width: of one plane or tile, without the gap beside it
 * @plane_height: likewise
 * @map_width: of a map
 * @map_height: likewise
 * @width: of all of it
 * @height: likewise
 */
typedef struct
{
  int per_row;
  int cell_width;
  int cell_height;
  int header;
  int scale;
  int plane_width;
  int plane_height;
  int map_width;
  int map_height;
  int width;
  int height;
} RcpFilterLayout;

/**
 * rcp_filter_sheet_shape:
 * @layer: index of a convolution or a linear layer
 *
 * Returns: (C, H, W) of the weights of each of its filters: of a convolution what a group's channels have; of a linear
 *   layer the maps that were made flat in front of it, or else all of them in one row
 */
RcpShape rcp_filter_sheet_shape (const RcpArchitecture *architecture, int layer);

/** rcp_filter_sheet_lay_out: @width: that there is; the sheet may come out wider */
RcpFilterLayout rcp_filter_sheet_lay_out (const RcpFilterSheet *self, int width);

/** rcp_filter_sheet_draw: what is seen of it where it is scrolled by (@view.x, @view.y), at (0, 0) */
void rcp_filter_sheet_draw (const RcpFilterSheet *self, const RcpFilterLayout *layout, const RcpCellCanvas *canvas,
                            RcpCellBox view, cairo_t *cr);

/** rcp_filter_sheet_at: the filter at a point of the sheet, or −1 */
int rcp_filter_sheet_at (const RcpFilterSheet *self, const RcpFilterLayout *layout, double x, double y);

/**
 * rcp_filter_sheet_weight_at:
 * @view: as in rcp_filter_sheet_draw(); @x and @y are in what is seen
 *
 * Returns: the weight at a point, as an index into the weights, or −1; in a tile, where three lie on one another, the
 *   largest of them, either sign
 */
gssize rcp_filter_sheet_weight_at (const RcpFilterSheet *self, const RcpFilterLayout *layout, RcpCellBox view, double x,
                                   double y);

/** rcp_filter_sheet_box: where a filter stands in the sheet */
RcpCellBox rcp_filter_sheet_box (const RcpFilterLayout *layout, int filter);

G_END_DECLS
