#include "answer-view-private.h"

#include "view-input.h"

/* The pointer and the keyboard */

static void
hover (RcpAnswerView *self, int row)
{
  if (row == self->hovered)
    return;
  self->hovered = row;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, rcp_answer_view_signals[HOVERED], 0);
}

static void
look_at (RcpAnswerView *self, int row)
{
  RcpNetwork *network = rcp_network_model_get_network (self->model);

  if (network != NULL)
    rcp_network_model_set_cell (self->model,
                                &(RcpCell){ (int) rcp_network_get_architecture (network)->n_layers, row, 0, 0 });
}

static int
row_at (RcpAnswerView *self, double y)
{
  int row = y < 0 ? -1 : (int) y / RCP_ANSWER_ROW;

  return row < self->n_rows ? row : -1;
}

static void
on_motion (RcpAnswerView *self, double x, double y)
{
  graphene_point_t pointer = GRAPHENE_POINT_INIT ((float) x, (float) y);

  /* GTK says so after each layout, too; then what the keyboard is on stays */
  if (graphene_point_equal (&pointer, &self->pointer))
    return;
  self->pointer = pointer;
  hover (self, row_at (self, y));
}

static void
on_leave (RcpAnswerView *self)
{
  self->pointer = GRAPHENE_POINT_INIT (-1, -1);
  hover (self, -1);
}

static void
on_press (RcpAnswerView *self, int n_press, double x, double y)
{
  int row = row_at (self, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (row < 0)
    return;
  self->cursor = row;
  look_at (self, row);
}

static gboolean
on_key_pressed (RcpAnswerView *self, guint keyval)
{
  int columns, rows;

  if (rcp_view_input_arrow (keyval, &columns, &rows) && rows != 0)
    {
      self->cursor = CLAMP (self->cursor + rows, 0, MAX (0, self->n_rows - 1));
      hover (self, self->cursor);
      return TRUE;
    }
  switch (keyval)
    {
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
      look_at (self, self->cursor);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
on_focus_enter (RcpAnswerView *self)
{
  if (gtk_widget_has_visible_focus (GTK_WIDGET (self)) && self->n_rows > 0)
    hover (self, self->cursor);
}

void
rcp_answer_view_add_input (RcpAnswerView *self)
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
