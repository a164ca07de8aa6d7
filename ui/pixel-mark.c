#include "pixel-mark.h"

struct _RcpPixelMark
{
  GObject parent_instance;

  int width;
  int height;
  int column;
  int row;
  gboolean pinned;
};

G_DEFINE_FINAL_TYPE (RcpPixelMark, rcp_pixel_mark, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
set_mark (RcpPixelMark *self, int column, int row, gboolean pinned)
{
  column = CLAMP (column, 0, self->width - 1);
  row = CLAMP (row, 0, self->height - 1);
  if (column == self->column && row == self->row && pinned == self->pinned)
    return;
  self->column = column;
  self->row = row;
  self->pinned = pinned;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
rcp_pixel_mark_class_init (RcpPixelMarkClass *klass)
{
  signals[CHANGED] =
      g_signal_new ("changed", RCP_TYPE_PIXEL_MARK, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rcp_pixel_mark_init (RcpPixelMark *self)
{
  self->width = 1;
  self->height = 1;
}

RcpPixelMark *
rcp_pixel_mark_new (void)
{
  return g_object_new (RCP_TYPE_PIXEL_MARK, NULL);
}

void
rcp_pixel_mark_set_size (RcpPixelMark *self, int width, int height)
{
  gboolean first;

  g_return_if_fail (RCP_IS_PIXEL_MARK (self));
  g_return_if_fail (width > 0 && height > 0);

  first = self->width == 1 && self->height == 1;
  self->width = width;
  self->height = height;
  if (first)
    set_mark (self, width / 2, height / 2, FALSE);
  else
    set_mark (self, self->column, self->row, self->pinned);
}

int
rcp_pixel_mark_get_column (RcpPixelMark *self)
{
  return self->column;
}

int
rcp_pixel_mark_get_row (RcpPixelMark *self)
{
  return self->row;
}

gboolean
rcp_pixel_mark_get_pinned (RcpPixelMark *self)
{
  return self->pinned;
}

void
rcp_pixel_mark_hover (RcpPixelMark *self, int column, int row)
{
  g_return_if_fail (RCP_IS_PIXEL_MARK (self));
  if (!self->pinned)
    set_mark (self, column, row, FALSE);
}

void
rcp_pixel_mark_click (RcpPixelMark *self, int column, int row)
{
  g_return_if_fail (RCP_IS_PIXEL_MARK (self));
  set_mark (self, column, row, !(self->pinned && column == self->column && row == self->row));
}

void
rcp_pixel_mark_move (RcpPixelMark *self, int column, int row)
{
  g_return_if_fail (RCP_IS_PIXEL_MARK (self));
  set_mark (self, column, row, self->pinned);
}

gboolean
rcp_pixel_mark_release (RcpPixelMark *self)
{
  gboolean pinned;

  g_return_val_if_fail (RCP_IS_PIXEL_MARK (self), FALSE);

  pinned = self->pinned;
  set_mark (self, self->column, self->row, FALSE);
  return pinned;
}
