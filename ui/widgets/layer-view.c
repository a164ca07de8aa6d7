#include "layer-view-private.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "draw/numbers.h"
#include "network-words.h"
#include "sight.h"

/* of the maps, from what is wanted where there is room to what must be */
static const double sizes[] = { 1.25, 1.0, 0.85 };

G_DEFINE_FINAL_TYPE (RcpLayerView, rcp_layer_view, GTK_TYPE_WIDGET)

guint rcp_layer_view_signals[N_SIGNALS];

const RcpArchitecture *
rcp_layer_view_architecture (RcpLayerView *self)
{
  return rcp_network_get_architecture (rcp_network_model_get_network (self->model));
}

gboolean
rcp_layer_view_has_layer (RcpLayerView *self)
{
  return self->picture.n_sheets > 0;
}

/* Layout */

static RcpLayerPicture
fit (RcpLayerView *self, double size)
{
  RcpLayerPicture picture =
      rcp_layer_picture_fit (rcp_layer_view_architecture (self), self->layer, RCP_LAYER_VIEW_HEIGHT, size);

  rcp_layer_picture_turn_to (&picture, self->turned_to);
  return picture;
}

static int
width_at (RcpLayerView *self, double size)
{
  /* of a full sheet: the last one may be narrower, and nothing moves when it is turned to */
  RcpLayerPicture picture =
      rcp_layer_picture_fit (rcp_layer_view_architecture (self), self->layer, RCP_LAYER_VIEW_HEIGHT, size);
  int width, height;

  rcp_layer_picture_get_size (&picture, &width, &height);
  return width;
}

static void
rcp_layer_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  RcpLayerView *self = RCP_LAYER_VIEW (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? RCP_LAYER_VIEW_HEIGHT : 0;
  if (orientation == GTK_ORIENTATION_VERTICAL || rcp_network_model_get_network (self->model) == NULL
      || !rcp_layer_view_has_layer (self))
    return;
  *minimum = *natural = G_MAXINT;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      int width = width_at (self, sizes[i]);

      *minimum = MIN (*minimum, width);
      if (i == 0)
        *natural = width;
    }
  /* the layers need the room more than the picture does */
  *natural = self->layer == RCP_CELL_INPUT ? *minimum : MAX (*natural, *minimum);
}

/* The largest maps that fit. */
static void
choose_size (RcpLayerView *self, int width)
{
  RcpLayerPicture before = self->picture;
  guint i = 0;

  while (i + 1 < G_N_ELEMENTS (sizes) && width_at (self, sizes[i]) > width)
    i++;
  self->picture = fit (self, sizes[i]);
  if (memcmp (&before, &self->picture, sizeof before) != 0)
    rcp_layer_view_forget_drawing (self);
}

static void
rcp_layer_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RcpLayerView *self = RCP_LAYER_VIEW (widget);

  if (rcp_layer_view_has_layer (self) && rcp_network_model_get_network (self->model) != NULL)
    choose_size (self, width);
}

/* What it shows */

void
rcp_layer_view_come_to_sight (RcpLayerView *self)
{
  g_return_if_fail (RCP_IS_LAYER_VIEW (self));

  if (self->stale && rcp_widget_is_in_sight (GTK_WIDGET (self)))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
rcp_layer_view_show_frame (RcpLayerView *self)
{
  g_return_if_fail (RCP_IS_LAYER_VIEW (self));

  if (rcp_layer_view_has_same_pixels (self))
    return;
  self->stale = TRUE;
  rcp_layer_view_come_to_sight (self);
}

void
rcp_layer_view_set_range (RcpLayerView *self, double range)
{
  g_return_if_fail (RCP_IS_LAYER_VIEW (self));

  if (range == self->range)
    return;
  self->range = range;
  rcp_layer_view_show_frame (self);
}

void
rcp_layer_view_turn_to (RcpLayerView *self, int channel)
{
  int before = self->picture.sheets[0].first;

  self->turned_to = channel;
  rcp_layer_picture_turn_to (&self->picture, channel);
  if (self->picture.sheets[0].first == before)
    return;
  rcp_layer_view_forget_drawing (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
rcp_layer_view_show_filter (RcpLayerView *self)
{
  g_return_if_fail (RCP_IS_LAYER_VIEW (self));

  self->marks_stale = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
rcp_layer_view_show_cell (RcpLayerView *self)
{
  RcpCell cell;

  g_return_if_fail (RCP_IS_LAYER_VIEW (self));

  if (!rcp_layer_view_has_layer (self))
    return;
  if (rcp_network_model_get_cell (self->model, &cell) && cell.layer == self->layer)
    {
      self->cursor = cell;
      rcp_layer_view_turn_to (self, cell.channel);
    }
  rcp_layer_view_show_filter (self);
}

void
rcp_layer_view_set_layer (RcpLayerView *self, int layer)
{
  g_return_if_fail (RCP_IS_LAYER_VIEW (self));

  if (rcp_layer_view_has_layer (self) && layer == self->layer)
    return;
  self->layer = layer;
  self->turned_to = 0;
  self->has_hovered = FALSE;
  self->cursor = (RcpCell){ layer, 0, 0, 0 };
  self->picture = fit (self, 1.0);
  rcp_layer_view_forget_drawing (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  rcp_cell_layer_name (rcp_layer_view_architecture (self), layer), -1);
  rcp_layer_view_show_cell (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

int
rcp_layer_view_get_layer (RcpLayerView *self)
{
  g_return_val_if_fail (RCP_IS_LAYER_VIEW (self), 0);
  return self->layer;
}

gboolean
rcp_layer_view_get_sheet (RcpLayerView *self, int *first, int *last, int *n)
{
  const RcpMapSheet *sheet = &self->picture.sheets[0];

  g_return_val_if_fail (RCP_IS_LAYER_VIEW (self), FALSE);

  *first = sheet->first;
  *last = sheet->first + sheet->count - 1;
  *n = sheet->shape.channels;
  return sheet->capacity < sheet->shape.channels;
}

void
rcp_layer_view_turn (RcpLayerView *self, int by)
{
  const RcpMapSheet *sheet = &self->picture.sheets[0];
  int first = sheet->first + by * sheet->capacity;

  g_return_if_fail (RCP_IS_LAYER_VIEW (self));

  if (first >= 0 && first < sheet->shape.channels)
    rcp_layer_view_turn_to (self, first);
}

gboolean
rcp_layer_view_get_hovered (RcpLayerView *self, RcpCell *cell)
{
  g_return_val_if_fail (RCP_IS_LAYER_VIEW (self), FALSE);

  *cell = self->hovered;
  return self->has_hovered;
}

/* What its colours stand for. */
static void
append_colours (RcpLayerView *self, RcpNetworkFrame *frame, GString *text)
{
  double range = self->range;
  g_autofree char *least = NULL;
  g_autofree char *most = NULL;

  if (range < 0 && !rcp_map_sheet_is_flat (&self->picture.sheets[0]))
    {
      g_string_append (text, _ (", colours of each map's own range"));
      return;
    }
  if (range < 0)
    range = rcp_layer_picture_get_range (frame, self->layer, -1);
  least = rcp_format_value (self->picture.is_signed ? -range : 0, 2);
  most = rcp_format_value (range, 2);
  g_string_append_printf (text, _ (", colours from %s to %s"), least, most);
}

void
rcp_layer_view_describe (RcpLayerView *self)
{
  RcpNetworkFrame *frame = rcp_network_model_get_frame (self->model);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *shape = NULL;
  RcpCell cell;

  g_return_if_fail (RCP_IS_LAYER_VIEW (self));

  if (!rcp_layer_view_has_layer (self) || rcp_network_model_get_network (self->model) == NULL)
    return;
  shape = rcp_network_describe_shape (rcp_cell_layer_shape (rcp_layer_view_architecture (self), self->layer));
  g_string_append (text, shape);
  if (frame != NULL && self->layer != RCP_CELL_INPUT)
    append_colours (self, frame, text);
  if (frame != NULL && rcp_network_model_get_cell (self->model, &cell) && cell.layer == self->layer)
    {
      g_autofree char *value = rcp_network_describe_value (frame, cell);

      g_string_append_printf (text, _ ("; looked at: %s"), value);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
}

/* The object */

static void
rcp_layer_view_dispose (GObject *object)
{
  RcpLayerView *self = RCP_LAYER_VIEW (object);

  rcp_layer_view_forget_drawing (self);
  g_clear_pointer (&self->pixels, g_free);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (rcp_layer_view_parent_class)->dispose (object);
}

static void
rcp_layer_view_class_init (RcpLayerViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_layer_view_dispose;
  widget_class->measure = rcp_layer_view_measure;
  widget_class->size_allocate = rcp_layer_view_size_allocate;
  widget_class->snapshot = rcp_layer_view_snapshot;
  rcp_layer_view_signals[HOVERED] =
      g_signal_new ("hovered", RCP_TYPE_LAYER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  rcp_layer_view_signals[ENLARGE] =
      g_signal_new ("enlarge", RCP_TYPE_LAYER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "layerview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_layer_view_init (RcpLayerView *self)
{
  rcp_layer_view_add_input (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
rcp_layer_view_new (RcpNetworkModel *model)
{
  RcpLayerView *self = g_object_new (RCP_TYPE_LAYER_VIEW, NULL);

  self->model = g_object_ref (model);
  return GTK_WIDGET (self);
}
