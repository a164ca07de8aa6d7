#include "layer-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "draw/numbers.h"
#include "layer-picture.h"
#include "network-words.h"
#include "pixel-frame.h"
#include "sight.h"
#include "surface-node.h"

/* of the maps, from what is wanted where there is room to what must be */
static const double sizes[] = { 1.25, 1.0, 0.85 };

struct _RcpLayerView
{
  GtkWidget parent_instance;

  RcpNetworkModel *model;
  int layer;
  double range;
  RcpLayerPicture picture;
  int turned_to;  /* a map that is to be seen */
  guint8 *pixels; /* of the input, that are drawn */

  /* The maps as pixels, twice: one is written while the other may still be in the frame before. */
  cairo_surface_t *surfaces[2];
  guint newest;
  GskRenderNode *maps;
  gboolean stale;
  GskRenderNode *marks;
  gboolean marks_stale;
  int scale;
  gboolean dark;

  RcpCell hovered;
  gboolean has_hovered;
  graphene_point_t pointer;
  RcpCell cursor;
};

G_DEFINE_FINAL_TYPE (RcpLayerView, rcp_layer_view, GTK_TYPE_WIDGET)

enum
{
  HOVERED,
  ENLARGE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const RcpArchitecture *
architecture_of (RcpLayerView *self)
{
  return rcp_network_get_architecture (rcp_network_model_get_network (self->model));
}

static gboolean
has_layer (RcpLayerView *self)
{
  return self->picture.n_sheets > 0;
}

/* Drawing */

static void
forget_drawing (RcpLayerView *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->surfaces); i++)
    g_clear_pointer (&self->surfaces[i], cairo_surface_destroy);
  g_clear_pointer (&self->maps, gsk_render_node_unref);
  g_clear_pointer (&self->marks, gsk_render_node_unref);
  self->stale = self->marks_stale = TRUE;
}

static cairo_surface_t *
make_surface (RcpLayerView *self, const RcpPalette *palette)
{
  int width, height;
  cairo_surface_t *surface;
  cairo_t *cr;

  rcp_layer_picture_get_size (&self->picture, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * self->scale, height * self->scale);
  cr = cairo_create (surface);
  rcp_set_colour (cr, palette->background);
  cairo_paint (cr);
  cairo_destroy (cr);
  return surface;
}

/* Weights change sixty times a second, the specimen hardly ever. */
static gboolean
has_same_pixels (RcpLayerView *self)
{
  RcpNetworkFrame *frame = rcp_network_model_get_frame (self->model);

  return self->layer == RCP_CELL_INPUT && self->pixels != NULL && self->maps != NULL && frame != NULL
         && memcmp (self->pixels, frame->pixels, rcp_shape_count (architecture_of (self)->input)) == 0;
}

static void
remember_pixels (RcpLayerView *self, RcpNetworkFrame *frame)
{
  g_free (self->pixels);
  self->pixels = g_memdup2 (frame->pixels, rcp_shape_count (architecture_of (self)->input));
}

static void
draw_maps (RcpLayerView *self, const RcpPalette *palette)
{
  RcpNetworkFrame *frame = rcp_network_model_get_frame (self->model);
  cairo_surface_t **surface;

  g_clear_pointer (&self->maps, gsk_render_node_unref);
  self->stale = FALSE;
  if (frame == NULL)
    return;
  self->newest = !self->newest;
  surface = &self->surfaces[self->newest];
  if (*surface == NULL)
    *surface = make_surface (self, palette);
  rcp_layer_picture_paint (&self->picture, frame, self->range, palette, *surface, self->scale);
  if (self->layer == RCP_CELL_INPUT)
    remember_pixels (self, frame);
  self->maps = rcp_surface_node_new (*surface, (double) cairo_image_surface_get_width (*surface) / self->scale,
                                     (double) cairo_image_surface_get_height (*surface) / self->scale);
}

/* The map that the filter that is looked at makes here, as long as channels stay channels behind it; or −1. */
static int
find_map (RcpLayerView *self)
{
  const RcpArchitecture *architecture = architecture_of (self);
  int layer, filter;

  if (!rcp_network_model_get_filter (self->model, &layer, &filter) || self->layer < layer)
    return -1;
  for (int i = layer + 1; i <= self->layer; i++)
    {
      RcpLayerKind kind = architecture->layers[i].kind;

      if (kind == RCP_LAYER_CONV2D || kind == RCP_LAYER_LINEAR || kind == RCP_LAYER_FLATTEN)
        return -1;
    }
  return filter;
}

static void
draw_marks (RcpLayerView *self, const RcpPalette *palette)
{
  RcpCellCanvas canvas = { self->scale, palette, NULL };
  const RcpReceptiveField *field = rcp_network_model_get_field (self->model);
  const RcpFieldLayer *part = field != NULL ? rcp_receptive_field_get (field, self->layer) : NULL;
  int map = find_map (self);
  cairo_surface_t *surface;
  cairo_t *cr;
  int width, height;

  g_clear_pointer (&self->marks, gsk_render_node_unref);
  self->marks_stale = FALSE;
  if (part == NULL && map < 0)
    return;
  rcp_layer_picture_get_size (&self->picture, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * self->scale, height * self->scale);
  cairo_surface_set_device_scale (surface, self->scale, self->scale);
  cr = cairo_create (surface);
  rcp_layer_picture_draw_marks (&self->picture, part, map, &canvas, cr);
  cairo_destroy (cr);
  cairo_surface_set_device_scale (surface, 1, 1);
  self->marks = rcp_surface_node_new (surface, width, height);
  cairo_surface_destroy (surface);
}

static void
append_hovered (RcpLayerView *self, GtkSnapshot *snapshot)
{
  RcpCellBox box;

  if (self->has_hovered && rcp_layer_picture_get_cell (&self->picture, self->hovered, &box))
    rcp_pixel_frame_append (
        snapshot, &GRAPHENE_RECT_INIT ((float) box.x, (float) box.y, (float) box.width, (float) box.height), FALSE);
}

static void
rcp_layer_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpLayerView *self = RCP_LAYER_VIEW (widget);
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  const RcpPalette *palette = rcp_palette (dark);
  int scale = gtk_widget_get_scale_factor (widget);

  if (!has_layer (self))
    return;
  if (self->scale != scale || self->dark != dark)
    forget_drawing (self);
  self->scale = scale;
  self->dark = dark;
  if (self->stale && (self->maps == NULL || rcp_widget_is_in_sight (widget)))
    draw_maps (self, palette);
  if (self->marks_stale)
    draw_marks (self, palette);
  if (self->maps != NULL)
    gtk_snapshot_append_node (snapshot, self->maps);
  if (self->marks != NULL)
    gtk_snapshot_append_node (snapshot, self->marks);
  append_hovered (self, snapshot);
}

/* Layout */

static RcpLayerPicture
fit (RcpLayerView *self, double size)
{
  RcpLayerPicture picture = rcp_layer_picture_fit (architecture_of (self), self->layer, RCP_LAYER_VIEW_HEIGHT, size);

  rcp_layer_picture_turn_to (&picture, self->turned_to);
  return picture;
}

static int
width_at (RcpLayerView *self, double size)
{
  /* of a full sheet: the last one may be narrower, and nothing moves when it is turned to */
  RcpLayerPicture picture = rcp_layer_picture_fit (architecture_of (self), self->layer, RCP_LAYER_VIEW_HEIGHT, size);
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
      || !has_layer (self))
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
    forget_drawing (self);
}

static void
rcp_layer_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RcpLayerView *self = RCP_LAYER_VIEW (widget);

  if (has_layer (self) && rcp_network_model_get_network (self->model) != NULL)
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

  if (has_same_pixels (self))
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

static void
turn_to (RcpLayerView *self, int channel)
{
  int before = self->picture.sheets[0].first;

  self->turned_to = channel;
  rcp_layer_picture_turn_to (&self->picture, channel);
  if (self->picture.sheets[0].first == before)
    return;
  forget_drawing (self);
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

  if (!has_layer (self))
    return;
  if (rcp_network_model_get_cell (self->model, &cell) && cell.layer == self->layer)
    {
      self->cursor = cell;
      turn_to (self, cell.channel);
    }
  rcp_layer_view_show_filter (self);
}

void
rcp_layer_view_set_layer (RcpLayerView *self, int layer)
{
  g_return_if_fail (RCP_IS_LAYER_VIEW (self));

  if (has_layer (self) && layer == self->layer)
    return;
  self->layer = layer;
  self->turned_to = 0;
  self->has_hovered = FALSE;
  self->cursor = (RcpCell){ layer, 0, 0, 0 };
  self->picture = fit (self, 1.0);
  forget_drawing (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  rcp_cell_layer_name (architecture_of (self), layer), -1);
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
    turn_to (self, first);
}

void
rcp_layer_view_describe (RcpLayerView *self)
{
  RcpNetworkFrame *frame = rcp_network_model_get_frame (self->model);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *shape = NULL;
  RcpCell cell;

  g_return_if_fail (RCP_IS_LAYER_VIEW (self));

  if (!has_layer (self) || rcp_network_model_get_network (self->model) == NULL)
    return;
  shape = rcp_network_describe_shape (rcp_cell_layer_shape (architecture_of (self), self->layer));
  g_string_append (text, shape);
  if (frame != NULL && self->layer != RCP_CELL_INPUT && self->range < 0
      && !rcp_map_sheet_is_flat (&self->picture.sheets[0]))
    g_string_append (text, _ (", colours of each map's own range"));
  else if (frame != NULL && self->layer != RCP_CELL_INPUT)
    {
      double range = self->range >= 0 ? self->range : rcp_layer_picture_get_range (frame, self->layer, -1);
      g_autofree char *least = rcp_format_value (self->picture.is_signed ? -range : 0, 2);
      g_autofree char *most = rcp_format_value (range, 2);

      g_string_append_printf (text, _ (", colours from %s to %s"), least, most);
    }
  if (frame != NULL && rcp_network_model_get_cell (self->model, &cell) && cell.layer == self->layer)
    {
      g_autofree char *value = rcp_network_describe_value (frame, cell);

      g_string_append_printf (text, _ ("; looked at: %s"), value);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
}

/* The pointer and the keyboard */

gboolean
rcp_layer_view_get_hovered (RcpLayerView *self, RcpCell *cell)
{
  g_return_val_if_fail (RCP_IS_LAYER_VIEW (self), FALSE);

  *cell = self->hovered;
  return self->has_hovered;
}

static void
hover (RcpLayerView *self, const RcpCell *cell)
{
  if (cell == NULL ? !self->has_hovered : self->has_hovered && memcmp (cell, &self->hovered, sizeof *cell) == 0)
    return;
  self->has_hovered = cell != NULL;
  if (cell != NULL)
    self->hovered = *cell;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[HOVERED], 0);
}

/* The picture has all channels: of them it is the one that is looked at already, or red. */
static gboolean
find_cell (RcpLayerView *self, double x, double y, RcpCell *cell)
{
  RcpCell looked_at;

  if (!has_layer (self) || !rcp_layer_picture_at (&self->picture, x, y, cell))
    return FALSE;
  if (cell->channel < 0)
    cell->channel =
        rcp_network_model_get_cell (self->model, &looked_at) && looked_at.layer == self->layer ? looked_at.channel : 0;
  return TRUE;
}

static void
on_motion (RcpLayerView *self, double x, double y)
{
  graphene_point_t pointer = GRAPHENE_POINT_INIT ((float) x, (float) y);
  RcpCell cell;

  /* GTK says so after each layout, too; then what the keyboard is on stays */
  if (graphene_point_equal (&pointer, &self->pointer))
    return;
  self->pointer = pointer;
  hover (self, find_cell (self, x, y, &cell) ? &cell : NULL);
}

static void
on_leave (RcpLayerView *self)
{
  self->pointer = GRAPHENE_POINT_INIT (-1, -1);
  hover (self, NULL);
}

static void
on_press (RcpLayerView *self, int n_press, double x, double y)
{
  RcpCell cell;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!find_cell (self, x, y, &cell))
    return;
  rcp_network_model_set_cell (self->model, &cell);
  if (n_press == 2)
    g_signal_emit (self, signals[ENLARGE], 0);
}

static gboolean
on_key_pressed (RcpLayerView *self, guint keyval, guint keycode, GdkModifierType modifiers)
{
  RcpCell cell = self->cursor;
  RcpShape shape;
  gboolean flat;

  if (!has_layer (self) || (modifiers & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  shape = rcp_cell_layer_shape (architecture_of (self), self->layer);
  flat = rcp_map_sheet_is_flat (&self->picture.sheets[0]);
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      *(flat ? &cell.channel : &cell.column) -= 1;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      *(flat ? &cell.channel : &cell.column) += 1;
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      *(flat ? &cell.channel : &cell.row) -= flat ? self->picture.sheets[0].columns : 1;
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      *(flat ? &cell.channel : &cell.row) += flat ? self->picture.sheets[0].columns : 1;
      break;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      cell.channel--;
      break;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      cell.channel++;
      break;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
      rcp_network_model_set_cell (self->model, &cell);
      return TRUE;
    case GDK_KEY_e:
    case GDK_KEY_E:
      rcp_network_model_set_cell (self->model, &cell);
      g_signal_emit (self, signals[ENLARGE], 0);
      return TRUE;
    default:
      return FALSE;
    }
  if (rcp_cell_is_inside (shape, cell))
    {
      self->cursor = cell;
      turn_to (self, cell.channel);
    }
  hover (self, &self->cursor);
  return TRUE;
}

static void
on_focus_enter (RcpLayerView *self)
{
  if (gtk_widget_has_visible_focus (GTK_WIDGET (self)))
    hover (self, &self->cursor);
}

/* The object */

static void
rcp_layer_view_dispose (GObject *object)
{
  RcpLayerView *self = RCP_LAYER_VIEW (object);

  forget_drawing (self);
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
  signals[HOVERED] =
      g_signal_new ("hovered", RCP_TYPE_LAYER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ENLARGE] =
      g_signal_new ("enlarge", RCP_TYPE_LAYER_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "layerview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_layer_view_init (RcpLayerView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (on_focus_enter), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_press), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
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
