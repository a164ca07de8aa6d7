#include "walk-output.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "cell-view.h"
#include "walk-cells.h"

/* of the column, and between two maps beside one another, in logical pixels */
#define WIDTH 292
#define GAP 12

#define LEAST_CELL 6
#define MOST_CELL 50

/* One output channel. */
typedef struct
{
  GtkWidget *name;
  RcpCellView *view;
} Map;

struct _RcpWalkOutput
{
  GtkWidget parent_instance;

  RcpWalkModel *model;
  Map maps[RCP_WALK_MAX_CHANNELS];
  int n_maps;
  int shown; /* the cell that the frame was put around */
};

G_DEFINE_FINAL_TYPE (RcpWalkOutput, rcp_walk_output, GTK_TYPE_WIDGET)

static int
columns (RcpWalkOutput *self)
{
  return self->n_maps == 1 ? 1 : 2;
}

static int
cell_size (RcpWalkOutput *self)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);
  int room = (WIDTH - (columns (self) - 1) * GAP) / columns (self) - 2 * RCP_CELL_FRAME;

  return CLAMP (room / walk->output_size, LEAST_CELL, MOST_CELL);
}

/* Following the model */

static void
fill_map (RcpWalkOutput *self, int output)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);
  int n = walk->output_size;
  g_autofree RcpGridCell *cells = g_new0 (RcpGridCell, n * n);
  RcpCellGrid grid = { n, n, cell_size (self), cell_size (self), cells, FALSE };
  g_autofree char *text = rcp_walk_cells_describe_output (self->model, output);
  g_autofree char *title =
      self->n_maps == 1 ? g_strdup (_ ("Output")) : g_strdup_printf (_ ("Output map %d"), output + 1);

  rcp_walk_cells_output (self->model, output, cells);
  rcp_cell_view_set_cells (self->maps[output].view, &grid);
  rcp_cell_view_describe (self->maps[output].view, title, text);
}

/* The frame around the value that is shown; what an input or a weight goes into is marked. */
static void
point_out (RcpWalkOutput *self)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);
  int n = walk->output_size;
  g_autofree guint8 *marks = g_new (guint8, rcp_walk_n_cells (walk));
  int index, taken;
  gboolean done;
  RcpWalkTarget target = rcp_walk_model_get_target (self->model, &index);
  int cell = rcp_walk_model_get_shown (self->model, &taken, &done);
  gboolean partners = target == RCP_WALK_TARGET_INPUT || target == RCP_WALK_TARGET_WEIGHT;

  rcp_walk_trace (walk, partners ? target : RCP_WALK_TARGET_NOTHING, index, NULL, NULL, marks);
  for (int i = 0; i < self->n_maps; i++)
    {
      RcpCellView *view = self->maps[i].view;

      /* a weight goes into all of its map, which says nothing */
      rcp_cell_view_set_marks (view, target == RCP_WALK_TARGET_INPUT ? marks + i * n * n : NULL);
      if (partners || cell / (n * n) != i)
        rcp_cell_view_set_frame (view, 0, 0, 0, 0);
      else
        rcp_cell_view_set_frame (view, cell % (n * n) / n, cell % n, 1, 1);
    }
  self->shown = cell;
}

static void
fill (RcpWalkOutput *self)
{
  for (int i = 0; i < self->n_maps; i++)
    fill_map (self, i);
  if (self->n_maps > 0)
    point_out (self);
}

static void
on_hovered (RcpCellView *view, int index, RcpWalkOutput *self)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);

  for (int i = 0; i < self->n_maps; i++)
    if (self->maps[i].view == view)
      rcp_walk_model_hover (self->model, index < 0 ? RCP_WALK_TARGET_NOTHING : RCP_WALK_TARGET_OUTPUT,
                            i * walk->output_size * walk->output_size + MAX (index, 0));
}

static void
on_pressed (RcpCellView *view, int index, RcpWalkOutput *self)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);

  for (int i = 0; i < self->n_maps; i++)
    if (self->maps[i].view == view)
      rcp_walk_model_pin (self->model, RCP_WALK_TARGET_OUTPUT, i * walk->output_size * walk->output_size + index);
}

static void
add_map (RcpWalkOutput *self)
{
  Map *map = &self->maps[self->n_maps];
  g_autofree char *name = g_strdup_printf (_ ("Map %d"), self->n_maps + 1);

  map->name = gtk_label_new (name);
  gtk_label_set_xalign (GTK_LABEL (map->name), 0.0f);
  gtk_widget_add_css_class (map->name, "caption");
  gtk_widget_set_parent (map->name, GTK_WIDGET (self));
  map->view = RCP_CELL_VIEW (rcp_cell_view_new ());
  g_signal_connect (map->view, "hovered", G_CALLBACK (on_hovered), self);
  g_signal_connect (map->view, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_set_parent (GTK_WIDGET (map->view), GTK_WIDGET (self));
  self->n_maps++;
}

static void
remove_map (RcpWalkOutput *self)
{
  Map *map = &self->maps[--self->n_maps];

  gtk_widget_unparent (map->name);
  gtk_widget_unparent (GTK_WIDGET (map->view));
}

static void
on_walk_changed (RcpWalkOutput *self)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);
  int n = walk != NULL ? walk->settings.output_channels : 0;

  while (self->n_maps > n)
    remove_map (self);
  while (self->n_maps < n)
    add_map (self);
  for (int i = 0; i < self->n_maps; i++)
    gtk_widget_set_child_visible (self->maps[i].name, self->n_maps > 1);
  fill (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
on_moment_changed (RcpWalkOutput *self)
{
  int taken;
  gboolean done;
  int cell = rcp_walk_model_get_shown (self->model, &taken, &done);

  if (self->n_maps == 0)
    return;
  /* while a sum grows, and while the frame slides, nothing here is new */
  if (cell == self->shown && !done && !rcp_walk_model_is_done (self->model, cell))
    fill_map (self, cell / (rcp_walk_n_cells (rcp_walk_model_get_walk (self->model)) / self->n_maps));
  else
    fill (self);
}

void
rcp_walk_output_set_model (RcpWalkOutput *self, RcpWalkModel *model)
{
  g_return_if_fail (RCP_IS_WALK_OUTPUT (self));
  g_return_if_fail (self->model == NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "walk-changed", G_CALLBACK (on_walk_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "moment-changed", G_CALLBACK (on_moment_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "target-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "hidden-changed", G_CALLBACK (fill), self, G_CONNECT_SWAPPED);
  on_walk_changed (self);
}

/* Layout */

static int
name_height (RcpWalkOutput *self)
{
  int height;

  if (self->n_maps <= 1)
    return 0;
  gtk_widget_measure (self->maps[0].name, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  return height + 2;
}

static int
map_height (RcpWalkOutput *self)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (self->model);

  return name_height (self) + cell_size (self) * walk->output_size + 2 * RCP_CELL_FRAME;
}

static void
rcp_walk_output_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  RcpWalkOutput *self = RCP_WALK_OUTPUT (widget);
  int rows;

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL || self->n_maps == 0)
    return;
  rows = (self->n_maps + columns (self) - 1) / columns (self);
  *minimum = *natural = rows * map_height (self) + (rows - 1) * GAP / 2;
}

static void
rcp_walk_output_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RcpWalkOutput *self = RCP_WALK_OUTPUT (widget);
  int pitch = (WIDTH + GAP) / columns (self);

  for (int i = 0; i < self->n_maps; i++)
    {
      int x = i % columns (self) * pitch;
      int y = i / columns (self) * (map_height (self) + GAP / 2);
      int name = name_height (self);
      GtkAllocation box = { x + RCP_CELL_FRAME, y, pitch - GAP, MAX (1, name) };

      gtk_widget_size_allocate (self->maps[i].name, &box, -1);
      box.x = x;
      box.y = y + name;
      rcp_cell_view_get_size (self->maps[i].view, &box.width, &box.height);
      gtk_widget_size_allocate (GTK_WIDGET (self->maps[i].view), &box, -1);
    }
}

/* The object */

static void
rcp_walk_output_dispose (GObject *object)
{
  RcpWalkOutput *self = RCP_WALK_OUTPUT (object);

  while (self->n_maps > 0)
    remove_map (self);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (rcp_walk_output_parent_class)->dispose (object);
}

static void
rcp_walk_output_class_init (RcpWalkOutputClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_walk_output_dispose;
  widget_class->measure = rcp_walk_output_measure;
  widget_class->size_allocate = rcp_walk_output_size_allocate;
}

static void
rcp_walk_output_init (RcpWalkOutput *self)
{
}
