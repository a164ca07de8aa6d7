#include "picture-grid.h"

#include <math.h>

#include "image-view.h"

/* logical pixels along a side of each pixel of a thumbnail */
#define THUMBNAIL_SCALE 2

struct _RcpPictureGrid
{
  RcpSessionBin parent_instance;

  RcpSession *session; /* the parent class's */
  GtkSingleSelection *selection;
  gboolean syncing;
  int wheel_clicks;
  guint scroll_tick;

  GtkWidget *loading;
  GtkWidget *empty;
  GtkWidget *scroller;
  GtkGridView *grid;
};

G_DEFINE_FINAL_TYPE (RcpPictureGrid, rcp_picture_grid, RCP_TYPE_SESSION_BIN)

/* Cells */

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  /* the cell around it speaks for the picture */
  GtkWidget *view = g_object_new (RCP_TYPE_IMAGE_VIEW, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, "scale",
                                  THUMBNAIL_SCALE, "halign", GTK_ALIGN_CENTER, "overflow", GTK_OVERFLOW_HIDDEN, NULL);

  gtk_list_item_set_child (item, view);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  RcpImageView *view = RCP_IMAGE_VIEW (gtk_list_item_get_child (item));
  RcpPicture *picture = gtk_list_item_get_item (item);
  RcpDataset *dataset = rcp_picture_get_dataset (picture);
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (view));
  g_autofree char *description = rcp_picture_dup_description (picture);

  rcp_image_view_set_picture (view, G_OBJECT (dataset), rcp_picture_get_pixels (picture),
                              rcp_dataset_get_shape (dataset));
  if (cell != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, description, -1);
}

static void
on_unbind (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  rcp_image_view_set_picture (RCP_IMAGE_VIEW (gtk_list_item_get_child (item)), NULL, NULL, (RcpShape){ 0 });
}

/* Scrolling */

static gboolean
on_scroll_frame (GtkWidget *scroller, GdkFrameClock *clock, gpointer user_data)
{
  RcpPictureGrid *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  double page = gtk_adjustment_get_page_size (adjustment);

  /* as far as a scrolled window goes at a click of the wheel */
  gtk_adjustment_set_value (adjustment,
                            gtk_adjustment_get_value (adjustment) + self->wheel_clicks * pow (page, 2.0 / 3.0));
  self->wheel_clicks = 0;
  self->scroll_tick = 0;
  return G_SOURCE_REMOVE;
}

/* GTK takes smooth scrolling together, one event a frame, but not the clicks of a wheel that comes over a
 * network or from a test; and GtkGridView loses its place where it is moved twice before it is laid out. */
static gboolean
on_scroll_event (RcpPictureGrid *self, GdkEvent *event)
{
  GdkScrollDirection direction;

  if (gdk_event_get_event_type (event) != GDK_SCROLL)
    return GDK_EVENT_PROPAGATE;
  direction = gdk_scroll_event_get_direction (event);
  if (direction != GDK_SCROLL_UP && direction != GDK_SCROLL_DOWN)
    return GDK_EVENT_PROPAGATE;
  self->wheel_clicks += direction == GDK_SCROLL_DOWN ? 1 : -1;
  if (self->scroll_tick == 0)
    self->scroll_tick = gtk_widget_add_tick_callback (self->scroller, on_scroll_frame, self, NULL);
  return GDK_EVENT_STOP;
}

/* The chosen picture is the specimen */

static void
on_selected (RcpPictureGrid *self)
{
  RcpPicture *picture = gtk_single_selection_get_selected_item (self->selection);

  if (self->syncing || picture == NULL)
    return;
  /* the picture is on the screen already: the grid is not to move under the pointer */
  self->syncing = TRUE;
  rcp_session_set_specimen (self->session, rcp_picture_get_split (picture), rcp_picture_get_index (picture));
  self->syncing = FALSE;
}

static void
select_specimen (RcpPictureGrid *self)
{
  const RcpSpecimen *specimen = rcp_session_get_specimen (self->session);
  guint position = 0;
  gboolean listed;

  if (self->syncing || specimen == NULL)
    return;
  listed =
      specimen->picture == NULL
      && rcp_picture_list_find (rcp_session_get_pictures (self->session), specimen->split, specimen->index, &position);
  self->syncing = TRUE;
  gtk_single_selection_set_selected (self->selection, listed ? position : GTK_INVALID_LIST_POSITION);
  self->syncing = FALSE;
  if (specimen->picture == NULL && g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    gtk_widget_activate_action (GTK_WIDGET (self->grid), "list.scroll-to-item", "u", listed ? position : 0);
}

static void
on_pictures_changed (RcpPictureGrid *self)
{
  gboolean loading = rcp_session_get_dataset (self->session) == NULL;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  gtk_widget_set_visible (self->loading, loading);
  gtk_widget_set_visible (self->empty, !loading && n == 0);
  gtk_widget_set_visible (self->scroller, !loading && n > 0);
  select_specimen (self);
}

/* The object */

static void
rcp_picture_grid_take_session (RcpSessionBin *bin, RcpSession *session)
{
  RcpPictureGrid *self = RCP_PICTURE_GRID (bin);

  self->session = session;
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (rcp_session_get_pictures (session)));
  g_signal_connect_object (session, "specimen-changed", G_CALLBACK (select_specimen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::dataset", G_CALLBACK (on_pictures_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (on_pictures_changed), self, G_CONNECT_SWAPPED);
  on_pictures_changed (self);
}

static void
rcp_picture_grid_class_init (RcpPictureGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  RCP_SESSION_BIN_CLASS (klass)->take_session = rcp_picture_grid_take_session;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/picture-grid.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpPictureGrid, loading);
  gtk_widget_class_bind_template_child (widget_class, RcpPictureGrid, empty);
  gtk_widget_class_bind_template_child (widget_class, RcpPictureGrid, scroller);
  gtk_widget_class_bind_template_child (widget_class, RcpPictureGrid, grid);
  gtk_widget_class_bind_template_child (widget_class, RcpPictureGrid, selection);
  gtk_widget_class_bind_template_callback (widget_class, on_setup);
  gtk_widget_class_bind_template_callback (widget_class, on_bind);
  gtk_widget_class_bind_template_callback (widget_class, on_unbind);
  gtk_widget_class_bind_template_callback (widget_class, on_selected);
  gtk_widget_class_bind_template_callback (widget_class, on_scroll_event);
}

static void
rcp_picture_grid_init (RcpPictureGrid *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
