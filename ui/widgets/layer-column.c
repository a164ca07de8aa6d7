#include "layer-column.h"

#include <glib/gi18n.h>

#include "draw/numbers.h"
#include "layer-picture.h"
#include "network-words.h"
#include "range-legend.h"

struct _RcpLayerColumn
{
  GtkBox parent_instance;

  RcpNetworkModel *model;
  int first;
  int last;
  double range;

  GtkWidget *names;
  GtkLabel *shape;
  GtkLabel *parameters;
  GtkLabel *multiply_adds;
  RcpLayerView *view;
  GtkWidget *pager;
  GtkWidget *previous;
  GtkWidget *next;
  GtkLabel *page;
  RcpRangeLegend *legend;
};

G_DEFINE_FINAL_TYPE (RcpLayerColumn, rcp_layer_column, GTK_TYPE_BOX)

enum
{
  HOVERED,
  ENLARGE,
  LAYER_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const RcpArchitecture *
architecture_of (RcpLayerColumn *self)
{
  return rcp_network_get_architecture (rcp_network_model_get_network (self->model));
}

/* The head */

/* "353k": a number that is read at a glance; it is there in full for who wants it */
static char *
shorten (guint64 count)
{
  if (count < 10000)
    return rcp_format_count (count);
  if (count < 1000000)
    return g_strdup_printf ("%.0fk", (double) count / 1e3);
  return g_strdup_printf ("%.1fM", (double) count / 1e6);
}

/* Of all layers that share the column: those that only reshape have none. */
static void
show_counts (RcpLayerColumn *self)
{
  const RcpArchitecture *architecture = architecture_of (self);
  guint64 weights = 0, biases = 0, products = 0;
  g_autofree char *n_weights = NULL, *n_biases = NULL, *n_products = NULL, *all = NULL, *many = NULL;
  g_autofree char *text = NULL, *tip = NULL, *adds = NULL, *adds_tip = NULL;

  for (int i = MAX (0, self->first); i <= self->last; i++)
    {
      weights += architecture->layers[i].weight_count;
      biases += architecture->layers[i].bias_count;
      products += architecture->layers[i].multiply_adds;
    }
  n_weights = rcp_format_count (weights);
  n_biases = rcp_format_count (biases);
  n_products = rcp_format_count (products);
  all = shorten (weights + biases);
  many = shorten (products);
  /* Translators: biases included */
  text = g_strdup_printf (_ ("%s weights"), all);
  tip = g_strdup_printf (_ ("%s weights and %s biases"), n_weights, n_biases);
  /* Translators: multiply-adds (multiply-accumulate operations), in a narrow column: "353k MACs" */
  adds = g_strdup_printf (_ ("%s MACs"), many);
  adds_tip = g_strdup_printf (_ ("%s multiply-adds for one picture"), n_products);
  gtk_label_set_label (self->parameters, weights > 0 ? text : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->parameters), weights > 0 ? tip : NULL);
  gtk_label_set_label (self->multiply_adds, products > 0 ? adds : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->multiply_adds), products > 0 ? adds_tip : NULL);
}

static void
show_head (RcpLayerColumn *self)
{
  const RcpArchitecture *architecture = architecture_of (self);
  int layer = rcp_layer_view_get_layer (self->view);
  g_autofree char *shape = rcp_network_describe_shape (rcp_cell_layer_shape (architecture, layer));

  gtk_label_set_label (self->shape, shape);
  show_counts (self);
  rcp_range_legend_set_signed (self->legend, rcp_network_is_signed (architecture, layer));
}

static void
show_page (RcpLayerColumn *self)
{
  int first, last, n;
  gboolean paged = rcp_layer_view_get_sheet (self->view, &first, &last, &n);
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->pager, paged);
  if (!paged)
    return;
  text = g_strdup_printf (_ ("%d–%d of %d"), first, last, n);
  gtk_label_set_label (self->page, text);
  gtk_widget_set_sensitive (self->previous, first > 0);
  gtk_widget_set_sensitive (self->next, last + 1 < n);
}

static void
show_layer (RcpLayerColumn *self, int layer)
{
  rcp_layer_view_set_layer (self->view, layer);
  show_head (self);
  show_page (self);
}

static void
on_name_toggled (GtkToggleButton *button, RcpLayerColumn *self)
{
  if (!gtk_toggle_button_get_active (button))
    return;
  show_layer (self, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "layer")));
  g_signal_emit (self, signals[LAYER_CHANGED], 0);
}

static void
add_names (RcpLayerColumn *self, int shown)
{
  GtkWidget *group = NULL;

  for (int layer = self->first; layer <= self->last; layer++)
    {
      const char *name = rcp_cell_layer_name (architecture_of (self), layer);
      GtkWidget *widget;

      if (self->first == self->last)
        {
          widget = gtk_label_new (layer == RCP_CELL_INPUT ? _ ("Input") : name);
          gtk_widget_add_css_class (widget, "heading");
        }
      else
        {
          widget = gtk_toggle_button_new_with_label (name);
          gtk_widget_add_css_class (widget, "flat");
          gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (widget), GTK_TOGGLE_BUTTON (group));
          group = group != NULL ? group : widget;
          g_object_set_data (G_OBJECT (widget), "layer", GINT_TO_POINTER (layer));
          gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (widget), layer == shown);
          g_signal_connect (widget, "toggled", G_CALLBACK (on_name_toggled), self);
        }
      gtk_box_append (GTK_BOX (self->names), widget);
    }
}

/* What it shows */

int
rcp_layer_column_get_layer (RcpLayerColumn *self)
{
  g_return_val_if_fail (RCP_IS_LAYER_COLUMN (self), 0);
  return rcp_layer_view_get_layer (self->view);
}

void
rcp_layer_column_set_range (RcpLayerColumn *self, double range)
{
  g_return_if_fail (RCP_IS_LAYER_COLUMN (self));

  self->range = range;
  rcp_layer_view_set_range (self->view, range);
}

void
rcp_layer_column_show_frame (RcpLayerColumn *self)
{
  g_return_if_fail (RCP_IS_LAYER_COLUMN (self));
  rcp_layer_view_show_frame (self->view);
}

void
rcp_layer_column_come_to_sight (RcpLayerColumn *self)
{
  g_return_if_fail (RCP_IS_LAYER_COLUMN (self));
  rcp_layer_view_come_to_sight (self->view);
}

void
rcp_layer_column_show_cell (RcpLayerColumn *self)
{
  RcpCell cell;

  g_return_if_fail (RCP_IS_LAYER_COLUMN (self));

  if (self->first < self->last && rcp_network_model_get_cell (self->model, &cell) && cell.layer >= self->first
      && cell.layer <= self->last)
    {
      GtkWidget *name = gtk_widget_get_first_child (self->names);

      for (int layer = self->first; layer < cell.layer; layer++)
        name = gtk_widget_get_next_sibling (name);
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (name), TRUE);
    }
  rcp_layer_view_show_cell (self->view);
  show_page (self);
}

void
rcp_layer_column_show_filter (RcpLayerColumn *self)
{
  g_return_if_fail (RCP_IS_LAYER_COLUMN (self));
  rcp_layer_view_show_filter (self->view);
}

/* The map whose own range the legend is of: the one under the pointer, or the one that is looked at, or the first. */
static int
find_map (RcpLayerColumn *self)
{
  int layer = rcp_layer_view_get_layer (self->view);
  int first, last, n;
  RcpCell cell;

  if (rcp_layer_view_get_hovered (self->view, &cell)
      || (rcp_network_model_get_cell (self->model, &cell) && cell.layer == layer))
    return cell.channel;
  rcp_layer_view_get_sheet (self->view, &first, &last, &n);
  return first;
}

static void
describe_range (RcpLayerColumn *self, RcpNetworkFrame *frame)
{
  int layer = rcp_layer_view_get_layer (self->view);
  RcpShape shape = rcp_cell_layer_shape (architecture_of (self), layer);
  gboolean flat = rcp_shape_is_flat (shape);
  g_autofree char *text = NULL;
  int map;

  if (self->range >= 0)
    {
      rcp_range_legend_set_range (
          self->legend, self->range,
          rcp_network_model_get_range_scope (self->model) == RCP_RANGE_GLOBAL ? _ ("global") : _ ("per layer"));
      return;
    }
  map = flat ? -1 : find_map (self);
  text = g_strdup_printf (_ ("map %d"), map);
  rcp_range_legend_set_range (self->legend, rcp_layer_picture_get_range (frame, layer, map),
                              flat ? _ ("per layer") : text);
}

void
rcp_layer_column_show_texts (RcpLayerColumn *self)
{
  RcpNetworkFrame *frame;

  g_return_if_fail (RCP_IS_LAYER_COLUMN (self));

  frame = rcp_network_model_get_frame (self->model);
  if (frame != NULL && self->first != RCP_CELL_INPUT)
    describe_range (self, frame);
}

void
rcp_layer_column_describe (RcpLayerColumn *self)
{
  g_return_if_fail (RCP_IS_LAYER_COLUMN (self));
  rcp_layer_view_describe (self->view);
}

/* The object */

static void
on_hovered (RcpLayerColumn *self)
{
  RcpNetworkFrame *frame = rcp_network_model_get_frame (self->model);

  if (self->range < 0 && frame != NULL && self->first != RCP_CELL_INPUT)
    describe_range (self, frame);
  g_signal_emit (self, signals[HOVERED], 0, self->view);
}

static void
on_enlarge (RcpLayerColumn *self)
{
  g_signal_emit (self, signals[ENLARGE], 0);
}

static void
on_turn (RcpLayerColumn *self, int by)
{
  rcp_layer_view_turn (self->view, by);
  show_page (self);
}

static void
on_previous (RcpLayerColumn *self)
{
  on_turn (self, -1);
}

static void
on_next (RcpLayerColumn *self)
{
  on_turn (self, 1);
}

static void
rcp_layer_column_dispose (GObject *object)
{
  g_clear_object (&RCP_LAYER_COLUMN (object)->model);
  G_OBJECT_CLASS (rcp_layer_column_parent_class)->dispose (object);
}

static void
rcp_layer_column_class_init (RcpLayerColumnClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_layer_column_dispose;
  signals[HOVERED] = g_signal_new ("hovered", RCP_TYPE_LAYER_COLUMN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, RCP_TYPE_LAYER_VIEW);
  signals[ENLARGE] =
      g_signal_new ("enlarge", RCP_TYPE_LAYER_COLUMN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LAYER_CHANGED] =
      g_signal_new ("layer-changed", RCP_TYPE_LAYER_COLUMN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "layercolumn");
}

static GtkLabel *
add_line (RcpLayerColumn *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_margin_start (label, RCP_MAP_REACH);
  gtk_box_append (GTK_BOX (self), label);
  return GTK_LABEL (label);
}

static GtkWidget *
add_turner (RcpLayerColumn *self, const char *icon, const char *name, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (self->pager), button);
  return button;
}

static void
add_pager (RcpLayerColumn *self)
{
  self->pager = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->previous = add_turner (self, "go-previous-symbolic", _ ("Maps before"), G_CALLBACK (on_previous));
  self->page = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->page), "numeric");
  gtk_box_append (GTK_BOX (self->pager), GTK_WIDGET (self->page));
  self->next = add_turner (self, "go-next-symbolic", _ ("Maps after"), G_CALLBACK (on_next));
  gtk_box_append (GTK_BOX (self), self->pager);
}

static void
rcp_layer_column_init (RcpLayerColumn *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  self->names = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_add_css_class (self->names, "layer-names");
  gtk_box_append (GTK_BOX (self), self->names);
  self->shape = add_line (self);
  self->parameters = add_line (self);
  self->multiply_adds = add_line (self);
}

GtkWidget *
rcp_layer_column_new (RcpNetworkModel *model, int first, int last, int shown)
{
  RcpLayerColumn *self = g_object_new (RCP_TYPE_LAYER_COLUMN, NULL);

  self->model = g_object_ref (model);
  self->first = first;
  self->last = last;
  self->view = RCP_LAYER_VIEW (rcp_layer_view_new (model));
  g_signal_connect_swapped (self->view, "hovered", G_CALLBACK (on_hovered), self);
  g_signal_connect_swapped (self->view, "enlarge", G_CALLBACK (on_enlarge), self);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->view));
  add_pager (self);
  self->legend = RCP_RANGE_LEGEND (rcp_range_legend_new ());
  gtk_widget_set_margin_start (GTK_WIDGET (self->legend), RCP_MAP_REACH);
  gtk_widget_set_visible (GTK_WIDGET (self->legend), first != RCP_CELL_INPUT);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->legend));
  add_names (self, shown);
  show_layer (self, shown);
  return GTK_WIDGET (self);
}
