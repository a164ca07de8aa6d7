#include "weights-editor.h"

#include <glib/gi18n.h>

#include "draw/filter-sheet.h"
#include "draw/numbers.h"
#include "draw/overlay.h"
#include "pace.h"
#include "widgets/cell-view.h"

/* in logical pixels */
#define CELL_WIDTH 46
#define CELL_HEIGHT 26
#define MOST_WIDTH 480
#define MOST_HEIGHT 320
/* columns of weights that have no shape of their own */
#define FLAT_COLUMNS 10

struct _RcpWeightsEditor
{
  RcpNetworkSection parent_instance;

  RcpPace pace;
  gsize first; /* parameter of the first cell */
  int n;       /* cells that are weights */
  gsize bias;

  GtkLabel *title;
  GtkWidget *channel_box;
  GtkSpinButton *channel;
  RcpCellView *cells;
  RcpCellView *bias_cell;
};

G_DEFINE_FINAL_TYPE (RcpWeightsEditor, rcp_weights_editor, RCP_TYPE_NETWORK_SECTION)

static RcpNetworkModel *
model_of (RcpWeightsEditor *self)
{
  return rcp_network_section_get_model (RCP_NETWORK_SECTION (self));
}

static RcpGridCell
cell_of (float weight, double range)
{
  g_autofree char *text = rcp_format_value ((double) weight, 2);
  RcpGridCell cell = { .kind = RCP_CELL_PLAIN,
                       .fill = rcp_colour_diverging (range > 0 ? (double) weight / range : 0),
                       .value = (double) weight };

  g_strlcpy (cell.text, text, sizeof cell.text);
  return cell;
}

static void
show_cells (RcpCellView *view, const float *weights, int n, int columns, double range)
{
  const int rows = (n + columns - 1) / columns;
  g_autofree RcpGridCell *cells = g_new0 (RcpGridCell, (gsize) rows * (gsize) columns);
  RcpCellGrid grid = {
    .rows = rows, .columns = columns, .cell_width = CELL_WIDTH, .cell_height = CELL_HEIGHT, .cells = cells
  };
  int width, height;

  for (int i = 0; i < rows * columns; i++)
    cells[i] = i < n ? cell_of (weights[i], range) : (RcpGridCell){ .kind = RCP_CELL_PENDING };
  rcp_cell_view_set_cells (view, &grid);
  rcp_cell_view_get_size (view, &width, &height);
  gtk_widget_set_size_request (GTK_WIDGET (view), width, height);
}

static void
refresh (gpointer data)
{
  RcpWeightsEditor *self = data;
  RcpEdits *edits = rcp_network_model_get_edits (model_of (self));
  const RcpArchitecture *architecture;
  const RcpLayer *layer;
  const float *parameters;
  RcpShape shape;
  double range;
  int index, filter, channel;
  g_autofree char *title = NULL;

  if (edits == NULL || !rcp_network_model_get_filter (model_of (self), &index, &filter))
    return;
  architecture = rcp_network_get_architecture (rcp_network_model_get_network (model_of (self)));
  layer = &architecture->layers[index];
  shape = rcp_filter_sheet_shape (architecture, index);
  parameters = rcp_snapshot_get_parameters (rcp_edits_get_snapshot (edits));
  range = rcp_overlay_get_range (parameters + layer->weight_offset, layer->weight_count);

  gtk_adjustment_set_upper (gtk_spin_button_get_adjustment (self->channel), shape.channels - 1);
  gtk_widget_set_visible (self->channel_box, shape.channels > 1);
  channel = CLAMP (gtk_spin_button_get_value_as_int (self->channel), 0, shape.channels - 1);
  self->n = shape.height * shape.width;
  self->first =
      layer->weight_offset + (gsize) (filter * shape.channels + channel) * (gsize) shape.height * (gsize) shape.width;
  self->bias = layer->bias_offset + (gsize) filter;
  show_cells (self->cells, parameters + self->first, self->n,
              shape.height == 1 ? MIN (FLAT_COLUMNS, shape.width) : shape.width, range);
  show_cells (self->bias_cell, parameters + self->bias, 1, 1, range);
  title =
      g_strdup_printf (layer->kind == RCP_LAYER_CONV2D ? _ ("%s, filter %d") : _ ("%s, unit %d"), layer->name, filter);
  gtk_label_set_label (self->title, title);
  rcp_cell_view_describe (self->cells, _ ("Weights"), title);
  rcp_cell_view_describe (self->bias_cell, _ ("Bias"), title);
}

static void
set_parameter (RcpWeightsEditor *self, gsize parameter, double value)
{
  RcpEdits *edits = rcp_network_model_get_edits (model_of (self));
  g_autoptr (GError) error = NULL;

  if (edits != NULL && !rcp_edits_set_parameter (edits, parameter, (float) value, FALSE, &error))
    g_signal_emit_by_name (rcp_network_model_get_session (model_of (self)), "problem", error->message);
}

static void
on_edited (RcpWeightsEditor *self, int index, double value)
{
  if (index < self->n)
    set_parameter (self, self->first + (gsize) index, value);
}

static void
on_bias_edited (RcpWeightsEditor *self, int index, double value)
{
  set_parameter (self, self->bias, value);
}

static void
on_problem (RcpWeightsEditor *self, const char *sentence)
{
  g_signal_emit_by_name (rcp_network_model_get_session (model_of (self)), "problem", sentence);
}

static void
on_channel_changed (RcpWeightsEditor *self)
{
  if (model_of (self) != NULL)
    rcp_pace_hurry (&self->pace);
}

/* What the model says */

static void
rcp_weights_editor_show_edits (RcpNetworkSection *section, RcpEdits *edits)
{
  rcp_pace_ask (&RCP_WEIGHTS_EDITOR (section)->pace);
}

static void
rcp_weights_editor_show_filter (RcpNetworkSection *section)
{
  rcp_pace_hurry (&RCP_WEIGHTS_EDITOR (section)->pace);
}

/* The object */

static void
rcp_weights_editor_unmap (GtkWidget *widget)
{
  rcp_pace_cancel (&RCP_WEIGHTS_EDITOR (widget)->pace);
  GTK_WIDGET_CLASS (rcp_weights_editor_parent_class)->unmap (widget);
}

static void
rcp_weights_editor_dispose (GObject *object)
{
  rcp_pace_cancel (&RCP_WEIGHTS_EDITOR (object)->pace);
  G_OBJECT_CLASS (rcp_weights_editor_parent_class)->dispose (object);
}

static void
rcp_weights_editor_class_init (RcpWeightsEditorClass *klass)
{
  RcpNetworkSectionClass *section_class = RCP_NETWORK_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_weights_editor_dispose;
  GTK_WIDGET_CLASS (klass)->unmap = rcp_weights_editor_unmap;
  section_class->show_edits = rcp_weights_editor_show_edits;
  section_class->show_filter = rcp_weights_editor_show_filter;
}

static RcpCellView *
make_cells (RcpWeightsEditor *self, void (*edited) (RcpWeightsEditor *, int, double))
{
  GtkWidget *cells = rcp_cell_view_new ();

  rcp_cell_view_set_editable (RCP_CELL_VIEW (cells), TRUE);
  gtk_widget_set_halign (cells, GTK_ALIGN_START);
  gtk_widget_set_valign (cells, GTK_ALIGN_START);
  g_signal_connect_swapped (cells, "edited", G_CALLBACK (edited), self);
  g_signal_connect_swapped (cells, "problem", G_CALLBACK (on_problem), self);
  return RCP_CELL_VIEW (cells);
}

static GtkWidget *
make_row (const char *title, GtkWidget *widget)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (title);

  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), widget);
  return box;
}

static void
rcp_weights_editor_init (RcpWeightsEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_label_new (NULL);
  GtkWidget *channel = gtk_spin_button_new_with_range (0, 1, 1);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkWidget *hint = gtk_label_new (_ ("Type a number, or click twice."));

  self->pace = (RcpPace){ .interval = RCP_PACE_READ, .call = refresh, .user_data = self };
  self->title = GTK_LABEL (title);
  gtk_label_set_xalign (self->title, 0);
  gtk_widget_add_css_class (title, "heading");
  self->channel = GTK_SPIN_BUTTON (channel);
  gtk_accessible_update_property (GTK_ACCESSIBLE (channel), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Channel"), -1);
  g_signal_connect_swapped (channel, "value-changed", G_CALLBACK (on_channel_changed), self);
  self->channel_box = make_row (_ ("Channel"), channel);
  self->cells = make_cells (self, on_edited);
  self->bias_cell = make_cells (self, on_bias_edited);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->cells));
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_width (GTK_SCROLLED_WINDOW (scroller), MOST_WIDTH);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), MOST_HEIGHT);
  gtk_label_set_xalign (GTK_LABEL (hint), 0);
  gtk_widget_add_css_class (hint, "caption");
  gtk_widget_add_css_class (hint, "dim-label");

  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), self->channel_box);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), make_row (_ ("Bias"), GTK_WIDGET (self->bias_cell)));
  gtk_box_append (GTK_BOX (box), hint);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  adw_bin_set_child (ADW_BIN (self), box);
}
