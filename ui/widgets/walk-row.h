#pragma once

#include "cell-view.h"
#include "walk-layout.h"
#include "walk-model.h"

G_BEGIN_DECLS

/**
 * RcpWalkRow:
 * @model: what is shown; borrowed
 * @layout: the sizes of cells; borrowed
 * @channel: which input channel
 * @plane: its values in their padding
 * @kernel: the kernel as it is laid on them
 * @given: the kernel before it was flipped; shown where it is
 * @products: the products of the two
 * @faded: whether @plane was filled as one that is not read; −1 to have it filled anew
 *
 * One input channel on a board.
 */
typedef struct
{
  RcpWalkModel *model;
  const RcpWalkLayout *layout;
  int channel;
  GtkWidget *name;
  RcpCellView *plane;
  GtkWidget *kernel_name;
  RcpCellView *kernel;
  GtkWidget *given_name;
  RcpCellView *given;
  GtkWidget *products_name;
  RcpCellView *products;
  int faded;
} RcpWalkRow;

/** rcp_walk_row_init: makes its widgets children of @parent */
void rcp_walk_row_init (RcpWalkRow *self, GtkWidget *parent, RcpWalkModel *model, const RcpWalkLayout *layout,
                        int channel);
void rcp_walk_row_unparent (RcpWalkRow *self);

/** rcp_walk_row_place: which of its group's channels it is, for the output that is shown; −1 where that does not read
 * it */
int rcp_walk_row_place (const RcpWalkRow *self);

void rcp_walk_row_fill (RcpWalkRow *self);

/** rcp_walk_row_fill_products: what alone changes while a sum grows */
void rcp_walk_row_fill_products (RcpWalkRow *self);

/**
 * rcp_walk_row_point_out:
 * @partners: whether marks show what an input or a weight meets, in place of the frame
 * @inputs: (array): see rcp_walk_trace(); the tap that is taken just now is added
 * @weights: (array): likewise
 */
void rcp_walk_row_point_out (RcpWalkRow *self, gboolean partners, guint8 *inputs, const guint8 *weights);

/** rcp_walk_row_place_frame: puts the frame where the window is, on its way from the position before */
void rcp_walk_row_place_frame (RcpWalkRow *self);

/** rcp_walk_row_clear: no frame and no marks */
void rcp_walk_row_clear (RcpWalkRow *self);

/** rcp_walk_row_allocate: @top: where it begins; @width: of the board */
void rcp_walk_row_allocate (RcpWalkRow *self, int top, int width);

G_END_DECLS
