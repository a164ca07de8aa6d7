#include "walk-board.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "walk-cells.h"
#include "walk-row.h"

struct _RcpWalkBoard
{
  GtkWidget parent_instance;

  RcpWalkModel *model;
  RcpWalkRow rows[RCP_WALK_MAX_CHANNELS];
  int n_rows;
  RcpWalkLayout layout;
  int output; /* what the kernels were filled for */
  guint8 *inputs;
  guint8 *weights;
};

G_DEFINE_FINAL_TYPE (RcpWalkBoard, rcp_walk_board, GTK_TYPE_WIDGET)

enum
{
  PROBLEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static RcpWalkSettings
settings_of (RcpWalkBoard *self)
{
  return rcp_walk_settings_resolve (rcp_walk_model_get_settings (self->model));
}

static void
point_out (RcpWalkBoard *self)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);
  int index, taken, cell;
  gboolean done;
  RcpWalkTarget target = rcp_walk_model_get_target (self->model, &index);
  gboolean partners = target == RCP_WALK_TARGET_INPUT || target == RCP_WALK_TARGET_WEIGHT;

  if (walk == NULL)
    {
      for (int i = 0; i < self->n_rows; i++)
        rcp_walk_row_clear (&self->rows[i]);
      return;
    }
  cell = rcp_walk_model_get_shown (self->model, &taken, &done);
  if (partners)
    rcp_walk_trace (walk, target, index, self->inputs, self->weights, NULL);
  else
    rcp_walk_trace (walk, walk->settings.dilation > 1 ? RCP_WALK_TARGET_OUTPUT : RCP_WALK_TARGET_NOTHING, cell,
                    self->inputs, self->weights, NULL);
  /* of an input it is the pixel, not all that is read beside it */
  if (target == RCP_WALK_TARGET_INPUT)
    {
      int plane = walk->padded_size * walk->padded_size;
      int here = index % plane;

      for (int i = 0; i < plane; i++)
        self->inputs[index - here + i] = i == here || (walk->source[i] >= 0 && walk->source[i] == walk->source[here]);
    }
  for (int i = 0; i < self->n_rows; i++)
    rcp_walk_row_point_out (&self->rows[i], partners, self->inputs, self->weights);
}

static void
describe_planes (RcpWalkBoard *self)
{
  for (int i = 0; i < self->n_rows; i++)
    {
      g_autofree char *name = rcp_walk_model_dup_channel_name (self->model, i);
      g_autofree char *title = g_strdup_printf (_ ("Input: %s"), name);
      g_autofree char *text = rcp_walk_cells_describe_input (self->model, i);

      rcp_cell_view_describe (self->rows[i].plane, title, text);
    }
}

static void
fill_rows (RcpWalkBoard *self)
{
  for (int i = 0; i < self->n_rows; i++)
    rcp_walk_row_fill (&self->rows[i]);
  point_out (self);
}

/* Rows */

static RcpWalkRow *
row_of (RcpWalkBoard *self, RcpCellView *view)
{
  for (int i = 0; i < self->n_rows; i++)
    {
      RcpWalkRow *row = &self->rows[i];

      if (view == row->plane || view == row->kernel || view == row->given || view == row->products)
        return row;
    }
  return NULL;
}

/* What a cell of one of the views is, as something to look at. */
static RcpWalkTarget
target_of (RcpWalkBoard *self, RcpCellView *view, int index, int *target_index)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);
  const RcpWalkRow *row = row_of (self, view);
  int input, taps;

  if (walk == NULL || row == NULL || index < 0)
    return RCP_WALK_TARGET_NOTHING;
  if (view == row->plane)
    {
      *target_index = row->channel * walk->padded_size * walk->padded_size + index;
      return RCP_WALK_TARGET_INPUT;
    }
  input = rcp_walk_row_place (row);
  taps = walk->settings.kernel * walk->settings.kernel;
  if (walk->weights == NULL || input < 0)
    return RCP_WALK_TARGET_NOTHING;
  if (view == row->given)
    index = taps - 1 - index;
  *target_index = (rcp_walk_cells_shown_output (self->model) * walk->group_inputs + input) * taps + index;
  return RCP_WALK_TARGET_WEIGHT;
}

static void
on_hovered (RcpCellView *view, int index, RcpWalkBoard *self)
{
  int target_index = 0;
  RcpWalkTarget target = target_of (self, view, index, &target_index);

  rcp_walk_model_hover (self->model, target, target_index);
}

static void
on_pressed (RcpCellView *view, int index, RcpWalkBoard *self)
{
  int target_index = 0;
  RcpWalkTarget target = target_of (self, view, index, &target_index);

  rcp_walk_model_pin (self->model, target, target_index);
}

static void
on_edited (RcpCellView *view, int index, double value, RcpWalkBoard *self)
{
  const RcpWalkRow *row = row_of (self, view);
  int input = row != NULL ? rcp_walk_row_place (row) : -1;

  if (input >= 0)
    rcp_walk_model_set_weight (self->model, rcp_walk_cells_shown_output (self->model), input, index, (float) value);
}

static void
on_problem (RcpCellView *view, const char *sentence, RcpWalkBoard *self)
{
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

static void
add_row (RcpWalkBoard *self)
{
  RcpWalkRow *row = &self->rows[self->n_rows];
  RcpCellView **views[] = { &row->plane, &row->kernel, &row->given, &row->products };

  rcp_walk_row_init (row, GTK_WIDGET (self), self->model, &self->layout, self->n_rows);
  self->n_rows++;
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_signal_connect (*views[i], "hovered", G_CALLBACK (on_hovered), self);
      g_signal_connect (*views[i], "pressed", G_CALLBACK (on_pressed), self);
      g_signal_connect (*views[i], "edited", G_CALLBACK (on_edited), self);
      g_signal_connect (*views[i], "problem", G_CALLBACK (on_problem), self);
    }
}

static void
remove_row (RcpWalkBoard *self)
{
  rcp_walk_row_unparent (&self->rows[--self->n_rows]);
}

/* Layout */

static int
label_height (RcpWalkBoard *self)
{
  int height;

  gtk_widget_measure (self->rows[0].name, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  return height + 4;
}

static RcpWalkLayout
layout_for (RcpWalkBoard *self, int width, int height)
{
  RcpWalkSettings s = settings_of (self);

  return rcp_walk_layout (&s, label_height (self), width, height);
}

static void
rcp_walk_board_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RcpWalkBoard *self = RCP_WALK_BOARD (widget);
  RcpWalkLayout layout;

  if (self->n_rows == 0)
    return;
  layout = layout_for (self, width, height);
  if (memcmp (&layout, &self->layout, sizeof layout) != 0)
    {
      self->layout = layout;
      for (int i = 0; i < self->n_rows; i++)
        self->rows[i].faded = -1;
      fill_rows (self);
    }
  for (int i = 0; i < self->n_rows; i++)
    rcp_walk_row_allocate (&self->rows[i], i * (layout.row_height + RCP_WALK_ROW_GAP), width);
}

static void
rcp_walk_board_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  RcpWalkBoard *self = RCP_WALK_BOARD (widget);
  RcpWalkSettings s;

  *minimum = *natural = RCP_WALK_LEAST_WIDTH;
  if (orientation == GTK_ORIENTATION_HORIZONTAL || self->n_rows == 0)
    return;
  s = settings_of (self);
  *minimum = *natural = rcp_walk_layout_least_height (&s, label_height (self));
}

/* Following the model */

static void
on_walk_changed (RcpWalkBoard *self)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);
  RcpWalkSettings s = settings_of (self);
  int n = rcp_walk_cells_padded_size (self->model);

  g_free (self->inputs);
  g_free (self->weights);
  self->inputs = g_new0 (guint8, s.input_channels * n * n);
  self->weights = g_new0 (guint8, walk != NULL ? s.output_channels * rcp_walk_n_terms (walk) : 1);
  while (self->n_rows > s.input_channels)
    remove_row (self);
  while (self->n_rows < s.input_channels)
    add_row (self);
  for (int i = 0; i < self->n_rows; i++)
    self->rows[i].faded = -1;
  self->output = rcp_walk_cells_shown_output (self->model);
  fill_rows (self);
  describe_planes (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
on_moment_changed (RcpWalkBoard *self)
{
  int output = rcp_walk_cells_shown_output (self->model);

  if (output != self->output)
    {
      /* other kernels, and other channels that are read */
      self->output = output;
      fill_rows (self);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
      return;
    }
  for (int i = 0; i < self->n_rows; i++)
    rcp_walk_row_fill_products (&self->rows[i]);
  point_out (self);
}

static void
on_slide_changed (RcpWalkBoard *self)
{
  int index;

  if (rcp_walk_model_get_walk (self->model) == NULL
      || rcp_walk_model_get_target (self->model, &index) != RCP_WALK_TARGET_NOTHING)
    return;
  for (int i = 0; i < self->n_rows; i++)
    rcp_walk_row_place_frame (&self->rows[i]);
}

static void
on_target_changed (RcpWalkBoard *self)
{
  on_moment_changed (self);
  describe_planes (self);
}

void
rcp_walk_board_set_model (RcpWalkBoard *self, RcpWalkModel *model)
{
  g_return_if_fail (RCP_IS_WALK_BOARD (self));
  g_return_if_fail (self->model == NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "walk-changed", G_CALLBACK (on_walk_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "moment-changed", G_CALLBACK (on_moment_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "slide-changed", G_CALLBACK (on_slide_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "target-changed", G_CALLBACK (on_target_changed), self, G_CONNECT_SWAPPED);
  on_walk_changed (self);
}

static void
on_dark_changed (RcpWalkBoard *self)
{
  if (self->model != NULL)
    on_walk_changed (self);
}

/* The object */

static void
rcp_walk_board_dispose (GObject *object)
{
  RcpWalkBoard *self = RCP_WALK_BOARD (object);

  while (self->n_rows > 0)
    remove_row (self);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (rcp_walk_board_parent_class)->dispose (object);
}

static void
rcp_walk_board_finalize (GObject *object)
{
  RcpWalkBoard *self = RCP_WALK_BOARD (object);

  g_free (self->inputs);
  g_free (self->weights);
  G_OBJECT_CLASS (rcp_walk_board_parent_class)->finalize (object);
}

static void
rcp_walk_board_class_init (RcpWalkBoardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rcp_walk_board_dispose;
  object_class->finalize = rcp_walk_board_finalize;
  widget_class->measure = rcp_walk_board_measure;
  widget_class->size_allocate = rcp_walk_board_size_allocate;
  signals[PROBLEM] = g_signal_new ("problem", RCP_TYPE_WALK_BOARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   1, G_TYPE_STRING);
}

static void
rcp_walk_board_init (RcpWalkBoard *self)
{
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (on_dark_changed), self,
                           G_CONNECT_SWAPPED);
}
