#include "ledger-view.h"

#include <adwaita.h>
#include <math.h>

struct _RcpLedgerView
{
  GtkWidget parent_instance;

  GArray *lines; /* RcpLedgerLine */
  guint room;
  gboolean has_links;
  RcpChannelLinks links;
  char *description;
};

G_DEFINE_FINAL_TYPE (RcpLedgerView, rcp_ledger_view, GTK_TYPE_WIDGET)

static RcpCellCanvas
canvas_of (RcpLedgerView *self)
{
  return (RcpCellCanvas){
    .scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)),
    .palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ())),
    .context = gtk_widget_get_pango_context (GTK_WIDGET (self)),
  };
}

static void
describe (RcpLedgerView *self, char *description)
{
  if (g_strcmp0 (self->description, description) != 0)
    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  g_free (self->description);
  self->description = description;
}

void
rcp_ledger_view_set_lines (RcpLedgerView *self, GArray *lines)
{
  g_return_if_fail (RCP_IS_LEDGER_VIEW (self));

  g_array_unref (self->lines);
  self->lines = lines;
  describe (self, rcp_ledger_describe ((const RcpLedgerLine *) lines->data, lines->len));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
rcp_ledger_view_set_room (RcpLedgerView *self, guint n_lines)
{
  g_return_if_fail (RCP_IS_LEDGER_VIEW (self));

  if (self->room == n_lines)
    return;
  self->room = n_lines;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
rcp_ledger_view_set_links (RcpLedgerView *self, const RcpChannelLinks *links, const char *description)
{
  gboolean resized;

  g_return_if_fail (RCP_IS_LEDGER_VIEW (self));

  describe (self, g_strdup (description));
  if (self->has_links && memcmp (&self->links, links, sizeof *links) == 0)
    return;
  resized = !self->has_links || rcp_channel_links_height (links) != rcp_channel_links_height (&self->links);
  self->has_links = TRUE;
  self->links = *links;
  if (resized)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
rcp_ledger_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                         int *minimum_baseline, int *natural_baseline)
{
  RcpLedgerView *self = RCP_LEDGER_VIEW (widget);
  RcpCellCanvas canvas = canvas_of (self);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = 120;
  else if (self->has_links)
    *minimum = *natural = (int) ceil (rcp_channel_links_height (&self->links));
  else
    *minimum = *natural = (int) ceil (self->room * rcp_ledger_line_height (&canvas));
}

static void
rcp_ledger_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpLedgerView *self = RCP_LEDGER_VIEW (widget);
  RcpCellCanvas canvas = canvas_of (self);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot,
      &GRAPHENE_RECT_INIT (-RCP_CELL_FRAME, -RCP_CELL_FRAME, width + 2 * RCP_CELL_FRAME, height + 2 * RCP_CELL_FRAME));

  if (self->has_links)
    rcp_channel_links_draw (&self->links, &canvas, width, cr);
  else
    rcp_ledger_draw ((const RcpLedgerLine *) self->lines->data, self->lines->len, &canvas, width, cr);
  cairo_destroy (cr);
}

static void
rcp_ledger_view_finalize (GObject *object)
{
  RcpLedgerView *self = RCP_LEDGER_VIEW (object);

  g_array_unref (self->lines);
  g_free (self->description);
  G_OBJECT_CLASS (rcp_ledger_view_parent_class)->finalize (object);
}

static void
rcp_ledger_view_class_init (RcpLedgerViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rcp_ledger_view_finalize;
  widget_class->measure = rcp_ledger_view_measure;
  widget_class->snapshot = rcp_ledger_view_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_ledger_view_init (RcpLedgerView *self)
{
  self->lines = g_array_new (FALSE, TRUE, sizeof (RcpLedgerLine));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}
