#include "map-closeup.h"

#include <glib/gi18n.h>

#include "cell-view.h"
#include "layer-picture.h"
#include "map-matrix.h"
#include "network-words.h"
#include "pace.h"
#include "place.h"
#include "range-legend.h"

#define SPACING 6
#define LEGEND_WIDTH 200

/* of a cell, in logical pixels: numbers can be read from the first one on, and nothing is gained beyond the last */
#define READABLE_CELL 34
#define MOST_CELL 72

struct _RcpMapCloseup
{
  GtkWidget parent_instance;

  RcpNetworkModel *model;
  GtkWidget *bar;
  GtkLabel *title;
  GtkWidget *previous;
  GtkWidget *next;
  RcpRangeLegend *legend;
  RcpCellView *view;

  RcpCell cell; /* of its map */
  double range;
  char *scope;
  int size; /* of a cell */
  RcpCell hovered;
  gboolean has_hovered;
  RcpPace pace;
};

G_DEFINE_FINAL_TYPE (RcpMapCloseup, rcp_map_closeup, GTK_TYPE_WIDGET)

enum
{
  BACK,
  HOVERED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static RcpMapMatrix
matrix_of (RcpMapCloseup *self)
{
  RcpNetwork *network = rcp_network_model_get_network (self->model);
  RcpShape shape = { 1, 1, 1 };

  if (network != NULL && self->cell.layer <= (int) rcp_network_get_architecture (network)->n_layers)
    shape = rcp_cell_layer_shape (rcp_network_get_architecture (network), self->cell.layer);
  return rcp_map_matrix (shape, self->cell);
}

/* Drawing */

/* The number under the pointer, or else the one that is looked at. */
static void
show_words (RcpMapCloseup *self)
{
  RcpNetworkFrame *frame = rcp_network_model_get_frame (self->model);
  RcpCell cell = self->has_hovered && self->hovered.layer == self->cell.layer ? self->hovered : self->cell;
  g_autofree char *map = NULL;
  g_autofree char *words = NULL;
  g_autofree char *looked_at = NULL;

  if (frame == NULL)
    return;
  if (matrix_of (self).map >= 0)
    cell.channel = self->cell.channel;
  map = rcp_network_describe_map (rcp_network_frame_get_architecture (frame), self->cell);
  words = rcp_network_describe_value (frame, cell);
  looked_at = rcp_network_describe_value (frame, self->cell);
  gtk_label_set_label (self->title, words);
  rcp_cell_view_describe (self->view, map, looked_at);
}

static void
fill (gpointer user_data)
{
  RcpMapCloseup *self = user_data;
  RcpNetworkFrame *frame = rcp_network_model_get_frame (self->model);
  RcpMapMatrix matrix = matrix_of (self);
  g_autofree RcpGridCell *cells = NULL;
  double range = self->range;

  if (frame == NULL || self->size < 1 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (range < 0)
    range = rcp_layer_picture_get_range (frame, matrix.layer, matrix.map);
  cells = rcp_map_matrix_fill (&matrix, frame, range);
  rcp_cell_view_set_cells (self->view,
                           &(RcpCellGrid){ matrix.rows, matrix.columns, self->size, self->size, cells, FALSE });
  rcp_range_legend_set_signed (self->legend,
                               rcp_network_is_signed (rcp_network_frame_get_architecture (frame), matrix.layer));
  rcp_range_legend_set_range (self->legend, range, self->scope);
  show_words (self);
}

/* The frame around the cell, the title, and what can be turned to. */
static void
point_out (RcpMapCloseup *self)
{
  RcpMapMatrix matrix = matrix_of (self);
  int index = rcp_map_matrix_index (&matrix, self->cell);

  rcp_cell_view_set_frame (self->view, index / matrix.columns, index % matrix.columns, 1, 1);
  gtk_widget_set_visible (self->previous, matrix.map >= 0);
  gtk_widget_set_visible (self->next, matrix.map >= 0);
  gtk_widget_set_sensitive (self->previous, self->cell.channel > 0);
  gtk_widget_set_sensitive (self->next, self->cell.channel + 1 < matrix.shape.channels);
  show_words (self);
}

void
rcp_map_closeup_show_frame (RcpMapCloseup *self, double range, const char *scope)
{
  g_return_if_fail (RCP_IS_MAP_CLOSEUP (self));

  self->range = range;
  g_free (self->scope);
  self->scope = g_strdup (scope != NULL ? scope : _ ("per map"));
  rcp_pace_ask (&self->pace);
}

void
rcp_map_closeup_show_cell (RcpMapCloseup *self)
{
  RcpNetwork *network;
  RcpCell before, cell;

  g_return_if_fail (RCP_IS_MAP_CLOSEUP (self));

  before = self->cell;
  network = rcp_network_model_get_network (self->model);
  if (network == NULL || !rcp_network_model_get_cell (self->model, &cell))
    return;
  self->cell = cell;
  if (cell.layer != before.layer)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    fill (self);
  point_out (self);
}

int
rcp_map_closeup_get_layer (RcpMapCloseup *self)
{
  g_return_val_if_fail (RCP_IS_MAP_CLOSEUP (self), 0);
  return self->cell.layer;
}

gboolean
rcp_map_closeup_get_hovered (RcpMapCloseup *self, RcpCell *cell)
{
  g_return_val_if_fail (RCP_IS_MAP_CLOSEUP (self), FALSE);

  *cell = self->hovered;
  return self->has_hovered;
}

/* Layout */

/* All of it is to be seen at once, unless its numbers could not be read then. */
static int
cell_size (RcpMapCloseup *self, int width)
{
  GtkWidget *page = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  int height = page != NULL ? gtk_widget_get_height (page) - 140 : 0;
  RcpMapMatrix matrix = matrix_of (self);
  int size = (width - 2 * RCP_CELL_FRAME) / matrix.columns;

  return CLAMP (MIN (size, MAX (height / matrix.rows, READABLE_CELL)), 1, MOST_CELL);
}

static GtkSizeRequestMode
rcp_map_closeup_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rcp_map_closeup_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  RcpMapCloseup *self = RCP_MAP_CLOSEUP (widget);

  gtk_widget_measure (self->bar, orientation, -1, minimum, natural, NULL, NULL);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  if (for_size > 0)
    *minimum += SPACING + matrix_of (self).rows * cell_size (self, for_size) + 2 * RCP_CELL_FRAME;
  *natural = *minimum;
}

static void
rcp_map_closeup_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RcpMapCloseup *self = RCP_MAP_CLOSEUP (widget);
  RcpMapMatrix matrix = matrix_of (self);
  int bar;

  self->size = cell_size (self, width);
  fill (self);
  gtk_widget_measure (self->bar, GTK_ORIENTATION_VERTICAL, -1, NULL, &bar, NULL, NULL);
  rcp_place (self->bar, 0, 0, width, bar);
  rcp_place (GTK_WIDGET (self->view), 0, bar + SPACING, matrix.columns * self->size + 2 * RCP_CELL_FRAME,
             matrix.rows * self->size + 2 * RCP_CELL_FRAME);
}

static void
rcp_map_closeup_map (GtkWidget *widget)
{
  RcpMapCloseup *self = RCP_MAP_CLOSEUP (widget);

  GTK_WIDGET_CLASS (rcp_map_closeup_parent_class)->map (widget);
  fill (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* What people do */

static void
on_back (RcpMapCloseup *self)
{
  g_signal_emit (self, signals[BACK], 0);
}

static void
turn (RcpMapCloseup *self, int by)
{
  RcpCell cell = self->cell;

  cell.channel += by;
  rcp_network_model_set_cell (self->model, &cell);
}

static void
on_previous (RcpMapCloseup *self)
{
  turn (self, -1);
}

static void
on_next (RcpMapCloseup *self)
{
  turn (self, 1);
}

static void
on_cell_hovered (RcpMapCloseup *self, int index)
{
  RcpMapMatrix matrix = matrix_of (self);

  self->has_hovered = index >= 0 && index < matrix.n;
  if (self->has_hovered)
    self->hovered = rcp_map_matrix_cell (&matrix, index);
  show_words (self);
  g_signal_emit (self, signals[HOVERED], 0);
}

static void
on_cell_pressed (RcpMapCloseup *self, int index)
{
  RcpMapMatrix matrix = matrix_of (self);
  RcpCell cell = rcp_map_matrix_cell (&matrix, index);

  /* of the empty places of a strip's last row there is none, and the model takes none */
  rcp_network_model_set_cell (self->model, &cell);
}

static gboolean
on_escape (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  on_back (RCP_MAP_CLOSEUP (widget));
  return TRUE;
}

static gboolean
on_turn_key (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  turn (RCP_MAP_CLOSEUP (widget), g_variant_get_int32 (arguments));
  return TRUE;
}

/* The object */

static void
rcp_map_closeup_dispose (GObject *object)
{
  RcpMapCloseup *self = RCP_MAP_CLOSEUP (object);

  rcp_pace_cancel (&self->pace);
  g_clear_pointer (&self->bar, gtk_widget_unparent);
  if (self->view != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->view));
  self->view = NULL;
  g_clear_object (&self->model);
  g_clear_pointer (&self->scope, g_free);
  G_OBJECT_CLASS (rcp_map_closeup_parent_class)->dispose (object);
}

static void
rcp_map_closeup_class_init (RcpMapCloseupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_map_closeup_dispose;
  widget_class->get_request_mode = rcp_map_closeup_get_request_mode;
  widget_class->measure = rcp_map_closeup_measure;
  widget_class->size_allocate = rcp_map_closeup_size_allocate;
  widget_class->map = rcp_map_closeup_map;
  signals[BACK] = g_signal_new ("back", RCP_TYPE_MAP_CLOSEUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[HOVERED] =
      g_signal_new ("hovered", RCP_TYPE_MAP_CLOSEUP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, on_escape, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Page_Up, 0, on_turn_key, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Page_Down, 0, on_turn_key, "i", 1);
}

static GtkWidget *
add_button (RcpMapCloseup *self, GtkWidget *button, const char *name, GCallback callback)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_tooltip_text (button, name);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (self->bar), button);
  return button;
}

static void
rcp_map_closeup_init (RcpMapCloseup *self)
{
  self->pace = (RcpPace){ .interval = RCP_PACE_READ, .call = fill, .user_data = self };
  self->cell = (RcpCell){ RCP_CELL_INPUT, 0, 0, 0 };
  self->bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);
  gtk_widget_set_parent (self->bar, GTK_WIDGET (self));
  add_button (self, gtk_button_new_with_label (_ ("Back")), _ ("Back"), G_CALLBACK (on_back));
  self->previous = add_button (self, gtk_button_new_from_icon_name ("go-previous-symbolic"), _ ("Map before"),
                               G_CALLBACK (on_previous));
  self->next =
      add_button (self, gtk_button_new_from_icon_name ("go-next-symbolic"), _ ("Map after"), G_CALLBACK (on_next));
  self->title = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->title, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "numeric");
  gtk_box_append (GTK_BOX (self->bar), GTK_WIDGET (self->title));
  self->legend = RCP_RANGE_LEGEND (rcp_range_legend_new ());
  gtk_widget_set_size_request (GTK_WIDGET (self->legend), LEGEND_WIDTH, -1);
  gtk_box_append (GTK_BOX (self->bar), GTK_WIDGET (self->legend));
  self->view = RCP_CELL_VIEW (rcp_cell_view_new ());
  g_signal_connect_swapped (self->view, "hovered", G_CALLBACK (on_cell_hovered), self);
  g_signal_connect_swapped (self->view, "pressed", G_CALLBACK (on_cell_pressed), self);
  gtk_widget_set_parent (GTK_WIDGET (self->view), GTK_WIDGET (self));
}

GtkWidget *
rcp_map_closeup_new (RcpNetworkModel *model)
{
  RcpMapCloseup *self = g_object_new (RCP_TYPE_MAP_CLOSEUP, NULL);

  self->model = g_object_ref (model);
  return GTK_WIDGET (self);
}
