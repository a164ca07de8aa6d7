#include "walk-board.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "cell-view.h"
#include "walk-cells.h"

/* room between columns, and between rows */
#define GAP 18
#define ROW_GAP 14

/* sides of a cell, in logical pixels */
#define LEAST_CELL 8
#define MOST_CELL 52
#define MOST_PRODUCT 96
#define LEAST_WIDTH 400

/* the part of the width that the input takes, and of the rest the kernel */
#define INPUT_SHARE 0.46
#define KERNEL_SHARE 0.34

/* One input channel. */
typedef struct
{
  RcpWalkBoard *board;
  int channel;
  GtkWidget *name;
  RcpCellView *plane;
  GtkWidget *kernel_name;
  RcpCellView *kernel;
  GtkWidget *given_name;
  RcpCellView *given;
  GtkWidget *products_name;
  RcpCellView *products;
  /* what the plane was filled for */
  int faded;
} Row;

/* Sizes in logical pixels. */
typedef struct
{
  gboolean stacked;
  int label;
  int row_height;
  int plane;
  int kernel;
  int product_width;
  int product_height;
} Layout;

struct _RcpWalkBoard
{
  GtkWidget parent_instance;

  RcpWalkModel *model;
  Row rows[RCP_WALK_MAX_CHANNELS];
  int n_rows;
  Layout layout;
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

static const RcpPalette *
palette (void)
{
  return rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ()));
}

static RcpWalkSettings
settings_of (RcpWalkBoard *self)
{
  return rcp_walk_settings_resolve (rcp_walk_model_get_settings (self->model));
}

static int
shown_output (RcpWalkBoard *self)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);
  int taken;
  gboolean done;
  int cell = rcp_walk_model_get_shown (self->model, &taken, &done);
  int index;

  if (cell < 0)
    return 0;
  if (rcp_walk_model_get_target (self->model, &index) == RCP_WALK_TARGET_WEIGHT)
    return index / rcp_walk_n_terms (walk);
  return cell / (walk->output_size * walk->output_size);
}

/* Which of its group's channels a row is, for the output that is shown; −1 where that does not read it. */
static int
place_in_group (RcpWalkBoard *self, const Row *row)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);

  if (walk == NULL)
    return row->channel;
  return rcp_walk_reads (walk, shown_output (self), row->channel) ? row->channel % walk->group_inputs : -1;
}

static gboolean
has_kernels (RcpWalkBoard *self)
{
  return rcp_walk_model_get_settings (self->model)->kind == RCP_LAYER_CONV2D;
}

/* Filling the views */

static void
set_cells (RcpCellView *view, const RcpCell *cells, int side, int width, int height, gboolean faded)
{
  RcpCellGrid grid = { side, side, width, height, cells, faded };

  rcp_cell_view_set_cells (view, &grid);
}

static void
fill_plane (RcpWalkBoard *self, Row *row)
{
  int n = rcp_walk_cells_padded_size (self->model);
  g_autofree RcpCell *cells = g_new0 (RcpCell, n * n);
  gboolean faded = place_in_group (self, row) < 0;

  if (row->faded == faded)
    return;
  row->faded = faded;
  rcp_walk_cells_input (self->model, row->channel, palette (), cells);
  set_cells (row->plane, cells, n, self->layout.plane, self->layout.plane, faded);
}

static void
fill_kernel (RcpWalkBoard *self, Row *row)
{
  RcpWalkSettings s = settings_of (self);
  int input = place_in_group (self, row);
  int output = shown_output (self);
  gboolean shown = has_kernels (self) && input >= 0;
  g_autofree char *name = rcp_walk_model_dup_channel_name (self->model, row->channel);

  gtk_widget_set_child_visible (GTK_WIDGET (row->kernel), shown);
  gtk_widget_set_child_visible (GTK_WIDGET (row->given), shown && s.flip);
  gtk_widget_set_child_visible (row->given_name, shown && s.flip);
  if (!shown)
    return;
  for (int given = 0; given <= (s.flip ? 1 : 0); given++)
    {
      g_autofree RcpCell *cells = g_new0 (RcpCell, s.kernel * s.kernel);
      RcpCellView *view = given ? row->given : row->kernel;
      g_autofree char *text = rcp_walk_cells_describe_kernel (self->model, output, input, given);
      g_autofree char *title = NULL;

      rcp_walk_cells_kernel (self->model, output, input, given, cells);
      set_cells (view, cells, s.kernel, self->layout.kernel, self->layout.kernel, FALSE);
      rcp_cell_view_set_editable (view, given || !s.flip);
      if (given)
        title = g_strdup_printf (_ ("Kernel as given: %s"), name);
      else if (s.flip)
        title = g_strdup_printf (_ ("Kernel flipped: %s"), name);
      else
        title = g_strdup_printf (_ ("Kernel: %s"), name);
      rcp_cell_view_describe (view, title, text);
    }
}

static void
fill_products (RcpWalkBoard *self, Row *row)
{
  RcpWalkSettings s = settings_of (self);
  int input = place_in_group (self, row);
  g_autofree RcpCell *cells = g_new0 (RcpCell, s.kernel * s.kernel);
  g_autofree char *name = rcp_walk_model_dup_channel_name (self->model, row->channel);
  g_autofree char *title = g_strdup_printf (has_kernels (self) ? _ ("Products: %s") : _ ("Window: %s"), name);
  g_autofree char *text = NULL;

  gtk_widget_set_child_visible (GTK_WIDGET (row->products),
                                input >= 0 && rcp_walk_model_get_walk (self->model) != NULL);
  if (input < 0 || rcp_walk_model_get_walk (self->model) == NULL)
    return;
  rcp_walk_cells_products (self->model, input, cells);
  set_cells (row->products, cells, s.kernel, self->layout.product_width, self->layout.product_height, FALSE);
  text = rcp_walk_cells_describe_products (self->model, input);
  rcp_cell_view_describe (row->products, title, text);
}

static void
fill_names (RcpWalkBoard *self, Row *row)
{
  RcpWalkSettings s = settings_of (self);
  int input = place_in_group (self, row);
  g_autofree char *name = rcp_walk_model_dup_channel_name (self->model, row->channel);
  RcpColour colour = rcp_palette_channel (palette (), (int) rcp_walk_model_get_plane (self->model, row->channel));
  g_autofree char *markup =
      g_markup_printf_escaped ("<span foreground=\"#%02x%02x%02x\">■</span> <b>%s</b>", (int) lround (255 * colour.red),
                               (int) lround (255 * colour.green), (int) lround (255 * colour.blue), name);

  gtk_label_set_markup (GTK_LABEL (row->name), markup);
  if (input < 0)
    {
      gtk_label_set_label (GTK_LABEL (row->kernel_name),
                           has_kernels (self) ? _ ("not read by this output") : _ ("another channel’s output"));
      gtk_label_set_label (GTK_LABEL (row->products_name), "");
    }
  else
    {
      gtk_label_set_label (GTK_LABEL (row->kernel_name), !has_kernels (self) ? ""
                                                         : s.flip            ? _ ("flipped")
                                                                             : _ ("× kernel"));
      gtk_label_set_label (GTK_LABEL (row->products_name),
                           has_kernels (self) ? _ ("= products") : _ ("under the window"));
    }
  gtk_label_set_label (GTK_LABEL (row->given_name), _ ("as given"));
}

/* Frames and marks */

static double
between (double from, double to, double slide)
{
  return from + slide * (to - from);
}

/* Where the window is, on its way from the position before. */
static void
place_frame (RcpWalkBoard *self, Row *row, const RcpWalk *walk, int cell)
{
  const RcpWalkSettings *s = &walk->settings;
  int n = walk->output_size;
  double slide = rcp_walk_model_get_slide (self->model);
  int before = slide < 1.0 && cell % (n * n) > 0 ? cell - 1 : cell;
  int reach = s->dilation * (s->kernel - 1) + 1;

  rcp_cell_view_set_frame (row->plane, s->stride * between (before % (n * n) / n, cell % (n * n) / n, slide),
                           s->stride * between (before % n, cell % n, slide), reach, reach);
}

static void
frame_tap (RcpCellView *view, int kernel, int tap)
{
  if (tap < 0)
    rcp_cell_view_set_frame (view, 0, 0, 0, 0);
  else
    rcp_cell_view_set_frame (view, tap / kernel, tap % kernel, 1, 1);
}

/* The tap that is being multiplied just now, in all three of a row's matrices. */
static void
show_tap (RcpWalkBoard *self, Row *row, const RcpWalk *walk, int cell)
{
  RcpWalkTerm terms[RCP_WALK_MAX_TERMS];
  int current = rcp_walk_cells_current_term (self->model);
  int kernel = walk->settings.kernel;
  int taps = kernel * kernel;
  int tap = -1;

  if (current >= 0 && current / taps == place_in_group (self, row))
    tap = current % taps;
  frame_tap (row->kernel, kernel, tap);
  frame_tap (row->given, kernel, tap < 0 ? -1 : taps - 1 - tap);
  frame_tap (row->products, kernel, tap);
  if (tap >= 0)
    {
      rcp_walk_terms (walk, cell, terms);
      self->inputs[(row->channel * walk->padded_size + terms[current].row) * walk->padded_size
                   + terms[current].column] = TRUE;
    }
}

/* While something else is looked at, its partners are marked; a window with gaps shows its taps. */
static void
show_marks (RcpWalkBoard *self, Row *row, const RcpWalk *walk, RcpWalkTarget target)
{
  int plane = walk->padded_size * walk->padded_size;
  int taps = walk->settings.kernel * walk->settings.kernel;
  int input = place_in_group (self, row);
  const guint8 *weights = NULL;

  rcp_cell_view_set_marks (row->plane, self->inputs + row->channel * plane);
  if (has_kernels (self) && input >= 0 && (target == RCP_WALK_TARGET_WEIGHT || target == RCP_WALK_TARGET_INPUT))
    weights = self->weights + (shown_output (self) * walk->group_inputs + input) * taps;
  rcp_cell_view_set_marks (row->kernel, weights);
  if (weights != NULL)
    {
      guint8 turned[RCP_WALK_MAX_KERNEL * RCP_WALK_MAX_KERNEL];

      for (int i = 0; i < taps; i++)
        turned[i] = weights[taps - 1 - i];
      rcp_cell_view_set_marks (row->given, turned);
    }
  else
    rcp_cell_view_set_marks (row->given, NULL);
}

static void
point_out (RcpWalkBoard *self)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);
  int index, taken, cell;
  gboolean done;
  RcpWalkTarget target = rcp_walk_model_get_target (self->model, &index);

  if (walk == NULL)
    {
      for (int i = 0; i < self->n_rows; i++)
        {
          rcp_cell_view_set_frame (self->rows[i].plane, 0, 0, 0, 0);
          rcp_cell_view_set_marks (self->rows[i].plane, NULL);
        }
      return;
    }
  cell = rcp_walk_model_get_shown (self->model, &taken, &done);
  if (target == RCP_WALK_TARGET_INPUT || target == RCP_WALK_TARGET_WEIGHT)
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
    {
      Row *row = &self->rows[i];

      if (target == RCP_WALK_TARGET_INPUT || target == RCP_WALK_TARGET_WEIGHT || place_in_group (self, row) < 0)
        rcp_cell_view_set_frame (row->plane, 0, 0, 0, 0);
      else
        place_frame (self, row, walk, cell);
      show_tap (self, row, walk, cell);
      show_marks (self, row, walk, target);
    }
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
    {
      fill_plane (self, &self->rows[i]);
      fill_kernel (self, &self->rows[i]);
      fill_products (self, &self->rows[i]);
      fill_names (self, &self->rows[i]);
    }
  point_out (self);
}

/* Rows */

static Row *
row_of (RcpWalkBoard *self, RcpCellView *view)
{
  for (int i = 0; i < self->n_rows; i++)
    {
      Row *row = &self->rows[i];

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
  const Row *row = row_of (self, view);
  int input, taps;

  if (walk == NULL || row == NULL || index < 0)
    return RCP_WALK_TARGET_NOTHING;
  if (view == row->plane)
    {
      *target_index = row->channel * walk->padded_size * walk->padded_size + index;
      return RCP_WALK_TARGET_INPUT;
    }
  input = place_in_group (self, row);
  taps = walk->settings.kernel * walk->settings.kernel;
  if (!has_kernels (self) || input < 0)
    return RCP_WALK_TARGET_NOTHING;
  if (view == row->given)
    index = taps - 1 - index;
  *target_index = (shown_output (self) * walk->group_inputs + input) * taps + index;
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
  const Row *row = row_of (self, view);
  int input = row != NULL ? place_in_group (self, row) : -1;

  if (input >= 0)
    rcp_walk_model_set_weight (self->model, shown_output (self), input, index, (float) value);
}

static void
on_problem (RcpCellView *view, const char *sentence, RcpWalkBoard *self)
{
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

static RcpCellView *
add_view (RcpWalkBoard *self)
{
  GtkWidget *view = rcp_cell_view_new ();

  gtk_widget_set_parent (view, GTK_WIDGET (self));
  g_signal_connect (view, "hovered", G_CALLBACK (on_hovered), self);
  g_signal_connect (view, "pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect (view, "edited", G_CALLBACK (on_edited), self);
  g_signal_connect (view, "problem", G_CALLBACK (on_problem), self);
  return RCP_CELL_VIEW (view);
}

static GtkWidget *
add_label (RcpWalkBoard *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return label;
}

static void
add_row (RcpWalkBoard *self)
{
  Row *row = &self->rows[self->n_rows];

  *row = (Row){ .board = self, .channel = self->n_rows, .faded = -1 };
  row->name = add_label (self);
  row->plane = add_view (self);
  row->kernel_name = add_label (self);
  row->kernel = add_view (self);
  row->given_name = add_label (self);
  row->given = add_view (self);
  row->products_name = add_label (self);
  row->products = add_view (self);
  self->n_rows++;
}

static void
remove_row (RcpWalkBoard *self)
{
  Row *row = &self->rows[--self->n_rows];
  GtkWidget *children[] = { row->name,       GTK_WIDGET (row->plane), row->kernel_name,   GTK_WIDGET (row->kernel),
                            row->given_name, GTK_WIDGET (row->given), row->products_name, GTK_WIDGET (row->products) };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_unparent (children[i]);
}

/* Layout */

static int
label_height (RcpWalkBoard *self)
{
  int height;

  gtk_widget_measure (self->rows[0].name, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  return height + 4;
}

static int
fit (double room, int n, int least, int most)
{
  return CLAMP ((int) floor ((room - 2 * RCP_CELL_FRAME) / n), least, most);
}

/* Cells beside the input, in a room of their own. */
static void
lay_out_products (RcpWalkBoard *self, Layout *layout, int width, int height)
{
  RcpWalkSettings s = settings_of (self);
  int kernels = s.flip ? 2 : 1;
  double kernel_height = (height - (kernels - 1) * (layout->label + 4.0)) / kernels;

  layout->kernel = MIN (fit (KERNEL_SHARE * width, s.kernel, LEAST_CELL, MOST_CELL),
                        fit (kernel_height, s.kernel, LEAST_CELL, MOST_CELL));
  if (!has_kernels (self))
    {
      layout->product_width = layout->product_height =
          MIN (fit (width, s.kernel, LEAST_CELL, MOST_CELL), fit (height, s.kernel, LEAST_CELL, MOST_CELL));
      return;
    }
  layout->product_width = fit (width - GAP - s.kernel * layout->kernel - 2 * RCP_CELL_FRAME, s.kernel, LEAST_CELL, 96);
  layout->product_height = fit (height, s.kernel, LEAST_CELL, MIN (MOST_CELL, MAX (layout->product_width, 34)));
}

static Layout
layout_for (RcpWalkBoard *self, int width, int height)
{
  int n = rcp_walk_cells_padded_size (self->model);
  Layout layout = { .label = label_height (self) };

  layout.row_height = (height - (self->n_rows - 1) * ROW_GAP) / self->n_rows;
  layout.stacked = self->n_rows == 1 && height > width * 3 / 4;
  if (layout.stacked)
    {
      int rest;

      layout.plane = MIN (fit (width, n, LEAST_CELL, MOST_CELL),
                          fit (0.62 * (height - 2 * layout.label), n, LEAST_CELL, MOST_CELL));
      rest = height - 2 * layout.label - ROW_GAP - n * layout.plane - 2 * RCP_CELL_FRAME;
      lay_out_products (self, &layout, width, rest);
      return layout;
    }
  layout.plane = MIN (fit (INPUT_SHARE * width, n, LEAST_CELL, MOST_CELL),
                      fit (layout.row_height - layout.label, n, LEAST_CELL, MOST_CELL));
  lay_out_products (self, &layout, width - n * layout.plane - 2 * RCP_CELL_FRAME - GAP,
                    layout.row_height - layout.label);
  return layout;
}

static void
allocate (GtkWidget *child, int x, int y, int width, int height)
{
  GtkAllocation box = { x, y, MAX (1, width), MAX (1, height) };

  gtk_widget_size_allocate (child, &box, -1);
}

static int
allocate_view (RcpCellView *view, int x, int y)
{
  int width, height;

  rcp_cell_view_get_size (view, &width, &height);
  allocate (GTK_WIDGET (view), x, y, width, height);
  return height;
}

static void
allocate_row (RcpWalkBoard *self, Row *row, int top, int width)
{
  const Layout *layout = &self->layout;
  RcpWalkSettings s = settings_of (self);
  int plane = rcp_walk_cells_padded_size (self->model) * layout->plane + 2 * RCP_CELL_FRAME;
  int kernel = s.kernel * layout->kernel + 2 * RCP_CELL_FRAME;
  int left = layout->stacked ? 0 : plane + GAP;
  int kernel_left = left;
  int y = top + layout->label;

  allocate (row->name, RCP_CELL_FRAME, top, plane, layout->label - 2);
  allocate_view (row->plane, 0, y);
  if (layout->stacked)
    {
      top = y + plane + ROW_GAP;
      y = top + layout->label;
    }
  if (has_kernels (self))
    left += kernel + GAP;
  allocate (row->kernel_name, kernel_left + RCP_CELL_FRAME, top,
            place_in_group (self, row) < 0 ? width - kernel_left : kernel + GAP - 6, layout->label - 2);
  allocate (row->products_name, left + RCP_CELL_FRAME, top, width - left, layout->label - 2);
  allocate_view (row->products, left, y);
  y += allocate_view (row->kernel, kernel_left, y);
  allocate (row->given_name, kernel_left + RCP_CELL_FRAME, y + 4, kernel + GAP - 6, layout->label - 2);
  allocate_view (row->given, kernel_left, y + 4 + layout->label);
}

static void
rcp_walk_board_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RcpWalkBoard *self = RCP_WALK_BOARD (widget);
  Layout layout;

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
    allocate_row (self, &self->rows[i], i * (layout.row_height + ROW_GAP), width);
}

static void
rcp_walk_board_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  RcpWalkBoard *self = RCP_WALK_BOARD (widget);
  RcpWalkSettings s;
  int n, cell, row;

  *minimum = *natural = LEAST_WIDTH;
  if (orientation == GTK_ORIENTATION_HORIZONTAL || self->n_rows == 0)
    return;
  s = settings_of (self);
  n = rcp_walk_cells_padded_size (self->model);
  /* what can still be told apart: fewer cells are asked to be larger */
  cell = CLAMP (130 / n, LEAST_CELL, 20);
  row = MAX (n * cell, (s.flip ? 2 : 1) * (s.kernel * 12 + 24)) + label_height (self) + 8;
  *minimum = *natural = self->n_rows * row + (self->n_rows - 1) * ROW_GAP;
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
  self->output = shown_output (self);
  fill_rows (self);
  describe_planes (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
on_moment_changed (RcpWalkBoard *self)
{
  int output = shown_output (self);

  if (output != self->output)
    {
      /* other kernels, and other channels that are read */
      self->output = output;
      fill_rows (self);
      gtk_widget_queue_allocate (GTK_WIDGET (self));
      return;
    }
  for (int i = 0; i < self->n_rows; i++)
    fill_products (self, &self->rows[i]);
  point_out (self);
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
