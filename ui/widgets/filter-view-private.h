#pragma once

/* What the files of the view share: filter-view.c has the object and draws it, filter-view-input.c follows the pointer
 * and the keyboard. */

#include "filter-view.h"

G_BEGIN_DECLS

typedef enum
{
  DRAG_NOTHING,
  DRAG_PICTURE,
  DRAG_DIVIDER,
} Drag;

struct _RcpFilterView
{
  GtkWidget parent_instance;

  RcpPyramid *picture;
  RcpPyramid *other;
  RcpViewport viewport;
  double split;
  GdkRectangle mark;

  GskRenderNode *node;
  gboolean dark;
  guint resize_source;

  Drag drag;
  double drag_x;
  double drag_y;
  double pointer_x;
  double pointer_y;
};

enum
{
  HOVERED,
  PRESSED,
  MOVED,
  LEFT,
  VIEWPORT_CHANGED,
  N_SIGNALS
};

extern guint rcp_filter_view_signals[N_SIGNALS];

/* pixels of the screen in a logical one */
int rcp_filter_view_scale (RcpFilterView *self);

/* (out) where the picture begins and ends in the view, in pixels of the screen */
void rcp_filter_view_span (RcpFilterView *self, int *left, int *right);

/* likewise, where the second picture begins */
int rcp_filter_view_divider (RcpFilterView *self);

/* Something else is seen: draws it and tells of it. */
void rcp_filter_view_moved (RcpFilterView *self);

/* The view's event controllers. */
void rcp_filter_view_add_input (RcpFilterView *self);

G_END_DECLS
