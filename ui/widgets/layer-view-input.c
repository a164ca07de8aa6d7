#include "layer-view-private.h"

#include "view-input.h"

static void
hover (RcpLayerView *self, const RcpCell *cell)
{
  if (cell == NULL ? !self->has_hovered : self->has_hovered && memcmp (cell, &self->hovered, sizeof *cell) == 0)
    return;
  self->has_hovered = cell != NULL;
  if (cell != NULL)
    self->hovered = *cell;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, rcp_layer_view_signals[HOVERED], 0);
}

/* The picture has all channels: of them it is the one that is looked at already, or red. */
static gboolean
find_cell (RcpLayerView *self, double x, double y, RcpCell *cell)
{
  RcpCell looked_at;

  if (!rcp_layer_view_has_layer (self) || !rcp_layer_picture_at (&self->picture, x, y, cell))
    return FALSE;
  if (cell->channel < 0)
    cell->channel =
        rcp_network_model_get_cell (self->model, &looked_at) && looked_at.layer == self->layer ? looked_at.channel : 0;
  return TRUE;
}

static void
on_motion (RcpLayerView *self, double x, double y)
{
  graphene_point_t pointer = GRAPHENE_POINT_INIT ((float) x, (float) y);
  RcpCell cell;

  /* GTK says so after each layout, too; then what the keyboard is on stays */
  if (graphene_point_equal (&pointer, &self->pointer))
    return;
  self->pointer = pointer;
  hover (self, find_cell (self, x, y, &cell) ? &cell : NULL);
}

static void
on_leave (RcpLayerView *self)
{
  self->pointer = GRAPHENE_POINT_INIT (-1, -1);
  hover (self, NULL);
}

static void
on_press (RcpLayerView *self, int n_press, double x, double y)
{
  RcpCell cell;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!find_cell (self, x, y, &cell))
    return;
  rcp_network_model_set_cell (self->model, &cell);
  if (n_press == 2)
    g_signal_emit (self, rcp_layer_view_signals[ENLARGE], 0);
}

/* In a strip all numbers are channels, line by line. */
static void
move_cursor (RcpLayerView *self, int columns, int rows, int maps)
{
  const RcpMapSheet *sheet = &self->picture.sheets[0];
  RcpCell cell = self->cursor;

  cell.channel += maps;
  if (rcp_map_sheet_is_flat (sheet))
    cell.channel += columns + rows * sheet->columns;
  else
    {
      cell.column += columns;
      cell.row += rows;
    }
  if (rcp_cell_is_inside (rcp_cell_layer_shape (rcp_layer_view_architecture (self), self->layer), cell))
    {
      self->cursor = cell;
      rcp_layer_view_turn_to (self, cell.channel);
    }
  hover (self, &self->cursor);
}

static gboolean
on_key_pressed (RcpLayerView *self, guint keyval, guint keycode, GdkModifierType modifiers)
{
  int columns, rows;

  if (!rcp_layer_view_has_layer (self) || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  if (rcp_view_input_arrow (keyval, &columns, &rows))
    {
      move_cursor (self, columns, rows, 0);
      return TRUE;
    }
  switch (keyval)
    {
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      move_cursor (self, 0, 0, -1);
      return TRUE;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      move_cursor (self, 0, 0, 1);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
      rcp_network_model_set_cell (self->model, &self->cursor);
      return TRUE;
    case GDK_KEY_e:
    case GDK_KEY_E:
      rcp_network_model_set_cell (self->model, &self->cursor);
      g_signal_emit (self, rcp_layer_view_signals[ENLARGE], 0);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
on_focus_enter (RcpLayerView *self)
{
  if (gtk_widget_has_visible_focus (GTK_WIDGET (self)))
    hover (self, &self->cursor);
}

void
rcp_layer_view_add_input (RcpLayerView *self)
{
  const RcpViewInput input = {
    .motion = G_CALLBACK (on_motion),
    .leave = G_CALLBACK (on_leave),
    .press = G_CALLBACK (on_press),
    .key = G_CALLBACK (on_key_pressed),
    .focus = G_CALLBACK (on_focus_enter),
    .blur = G_CALLBACK (on_leave),
  };

  rcp_view_input_add (GTK_WIDGET (self), &input);
}
