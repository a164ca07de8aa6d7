#include "tape-view.h"

#include <adwaita.h>
#include <math.h>

#include "draw/chart-text.h"
#include "draw/numbers.h"
#include "draw/tape.h"
#include "widgets/pixel-frame.h"
#include "widgets/surface-node.h"

/* logical pixels */
#define LINE_HEIGHT 11
#define LINE_GAP 5
#define LABEL_GAP 6
#define MIN_WIDTH 240
#define NATURAL_WIDTH 480

/* the frame around a marked byte reaches beyond it: room at the edges */
#define MARGIN (RCP_PIXEL_FRAME + 1)

/* what a byte takes to its new place, in milliseconds */
#define TRAVEL_TIME 1200

struct _RcpTapeView
{
  GtkWidget parent_instance;

  guint32 *words;
  RcpLayout layout;
  int *from; /* the address of each byte, in CHW order, where it came from */
  int *to;   /* and where it goes */
  int channel;
  RcpPixelMark *mark;
  AdwAnimation *travel;

  GskRenderNode *node;
  RcpTapeGrid grid;
  int label_width;
  int width;
  int scale;
  const RcpPalette *palette;
};

G_DEFINE_FINAL_TYPE (RcpTapeView, rcp_tape_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_MARK,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static RcpChartCanvas
canvas_of (RcpTapeView *self)
{
  return (RcpChartCanvas){
    .width = gtk_widget_get_width (GTK_WIDGET (self)),
    .height = gtk_widget_get_height (GTK_WIDGET (self)),
    .scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)),
    .palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ())),
    .context = gtk_widget_get_pango_context (GTK_WIDGET (self)),
  };
}

static int
count_of (RcpTapeView *self)
{
  return (int) rcp_shape_count (self->layout.shape);
}

/* Size */

static int
label_width (RcpTapeView *self)
{
  RcpChartCanvas canvas = canvas_of (self);
  g_autofree char *widest = rcp_format_count ((guint64) count_of (self));

  return (int) ceil (rcp_chart_text_width (&canvas, RCP_TEXT_SMALL, widest)) + LABEL_GAP;
}

static RcpTapeGrid
grid_for (RcpTapeView *self, int width)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  int room = MAX (width - label_width (self) - MARGIN, 1) * factor;

  return rcp_tape_grid (count_of (self), self->layout.shape.width, room, LINE_HEIGHT * factor, LINE_GAP * factor);
}

static GtkSizeRequestMode
rcp_tape_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
rcp_tape_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  RcpTapeGrid grid;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_WIDTH;
      *natural = NATURAL_WIDTH;
      return;
    }
  grid = grid_for (RCP_TAPE_VIEW (widget), for_size > 0 ? for_size : MIN_WIDTH);
  *minimum = *natural = grid.lines * (LINE_HEIGHT + LINE_GAP) - LINE_GAP + 2 * MARGIN;
}

/* Drawing */

static void
draw_addresses (RcpTapeView *self, const RcpChartCanvas *canvas, cairo_t *cr)
{
  for (int line = 0; line < self->grid.lines; line++)
    {
      g_autofree char *text = rcp_format_count ((guint64) line * (guint64) self->grid.per_line);

      rcp_chart_show_text (canvas, cr, RCP_TEXT_SMALL, canvas->palette->dim_text, self->label_width - LABEL_GAP,
                           MARGIN + line * (LINE_HEIGHT + LINE_GAP) + 0.5 * LINE_HEIGHT, 1.0, text);
    }
}

static gboolean
is_travelling (RcpTapeView *self)
{
  return self->travel != NULL && adw_animation_get_state (self->travel) == ADW_ANIMATION_PLAYING;
}

static void
freshen (RcpTapeView *self, const RcpChartCanvas *canvas)
{
  cairo_surface_t *surface, *tape;
  cairo_t *cr;

  if (self->node != NULL && self->width == (int) canvas->width && self->scale == (int) canvas->scale
      && self->palette == canvas->palette)
    return;
  self->grid = grid_for (self, (int) canvas->width);
  self->label_width = label_width (self);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (canvas->width * canvas->scale),
                                        (int) (canvas->height * canvas->scale));
  tape = rcp_tape_surface (&self->grid, self->words, self->from, self->to,
                           is_travelling (self) ? adw_animation_get_value (self->travel) : 1.0);
  cr = cairo_create (surface);
  cairo_set_source_surface (cr, tape, self->label_width * canvas->scale, MARGIN * canvas->scale);
  cairo_paint (cr);
  cairo_scale (cr, canvas->scale, canvas->scale);
  draw_addresses (self, canvas, cr);
  cairo_destroy (cr);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  self->node = rcp_surface_node_new (surface, canvas->width, canvas->height);
  cairo_surface_destroy (surface);
  cairo_surface_destroy (tape);
  self->width = (int) canvas->width;
  self->scale = (int) canvas->scale;
  self->palette = canvas->palette;
}

static int
address_of (RcpTapeView *self, int channel)
{
  RcpPlace place = { channel, rcp_pixel_mark_get_row (self->mark), rcp_pixel_mark_get_column (self->mark) };

  return (int) rcp_layout_address (&self->layout, place);
}

/* Frames the bytes from @first to @last, which lie beside one another. */
static void
append_frame (RcpTapeView *self, GtkSnapshot *snapshot, int first, int last)
{
  float scale = (float) self->scale;
  cairo_rectangle_int_t cell = rcp_tape_grid_cell (&self->grid, first);
  graphene_rect_t rect =
      GRAPHENE_RECT_INIT ((float) self->label_width + (float) cell.x / scale, MARGIN + (float) cell.y / scale,
                          (float) (cell.width * (last - first + 1)) / scale, (float) cell.height / scale);

  rcp_pixel_frame_append (snapshot, &rect, rcp_pixel_mark_get_pinned (self->mark));
}

static void
append_marks (RcpTapeView *self, GtkSnapshot *snapshot)
{
  int channels = self->layout.shape.channels;
  int first;

  /* in the order of memory, whatever the order of the channels: one frame for what lies together in a line */
  first = MIN (address_of (self, 0), address_of (self, channels - 1));
  if (self->layout.axes == RCP_AXES_HWC && first / self->grid.per_line == (first + channels - 1) / self->grid.per_line)
    {
      append_frame (self, snapshot, first, first + channels - 1);
      return;
    }
  for (int c = 0; c < channels; c++)
    append_frame (self, snapshot, address_of (self, c), address_of (self, c));
}

static void
rcp_tape_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpTapeView *self = RCP_TAPE_VIEW (widget);
  RcpChartCanvas canvas = canvas_of (self);

  if (self->words == NULL || canvas.width < 1.0 || canvas.height < 1.0)
    return;
  freshen (self, &canvas);
  gtk_snapshot_append_node (snapshot, self->node);
  /* on their way bytes are where no pixel is */
  if (self->mark != NULL && !is_travelling (self) && rcp_pixel_mark_get_row (self->mark) < self->layout.shape.height
      && rcp_pixel_mark_get_column (self->mark) < self->layout.shape.width)
    append_marks (self, snapshot);
}

static void
redraw (RcpTapeView *self)
{
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* The bytes on their way */

static void
on_travel_value (double value, gpointer user_data)
{
  redraw (user_data);
}

static void
find_addresses (RcpTapeView *self, int *addresses)
{
  RcpLayout plain = { RCP_AXES_CHW, RCP_CHANNELS_RGB, self->layout.shape };

  for (int i = 0; i < count_of (self); i++)
    addresses[i] = (int) rcp_layout_address (&self->layout, rcp_layout_place (&plain, (gsize) i));
}

void
rcp_tape_view_set_layout (RcpTapeView *self, RcpAxisOrder axes, RcpChannelOrder channels)
{
  g_return_if_fail (RCP_IS_TAPE_VIEW (self));

  if (axes == self->layout.axes && channels == self->layout.channels)
    return;
  self->layout.axes = axes;
  self->layout.channels = channels;
  if (self->words == NULL)
    return;
  memcpy (self->from, self->to, (gsize) count_of (self) * sizeof *self->from);
  find_addresses (self, self->to);
  /* at once where there is nobody to see it, or who likes no motion */
  adw_animation_reset (self->travel);
  adw_animation_play (self->travel);
  redraw (self);
}

void
rcp_tape_view_set_words (RcpTapeView *self, const guint32 *words, RcpShape shape)
{
  gboolean resized;
  gsize count = rcp_shape_count (shape);

  g_return_if_fail (RCP_IS_TAPE_VIEW (self));
  g_return_if_fail (words != NULL && count > 0);

  resized = self->words == NULL || memcmp (&shape, &self->layout.shape, sizeof shape) != 0;
  g_free (self->words);
  self->words = g_memdup2 (words, count * sizeof *words);
  if (resized)
    {
      self->layout.shape = shape;
      self->from = g_renew (int, self->from, count);
      self->to = g_renew (int, self->to, count);
      find_addresses (self, self->to);
      memcpy (self->from, self->to, count * sizeof *self->from);
      gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  redraw (self);
}

/* The mark */

static int
find_address (RcpTapeView *self, double x, double y)
{
  if (self->words == NULL || self->mark == NULL || self->node == NULL)
    return -1;
  return rcp_tape_grid_address (&self->grid, (x - self->label_width) * self->scale, (y - MARGIN) * self->scale);
}

static void
on_motion (RcpTapeView *self, double x, double y)
{
  int address = find_address (self, x, y);
  RcpPlace place;

  if (address < 0)
    return;
  place = rcp_layout_place (&self->layout, (gsize) address);
  self->channel = place.channel;
  rcp_pixel_mark_hover (self->mark, place.column, place.row);
}

static void
on_pressed (RcpTapeView *self, int n_press, double x, double y)
{
  int address = find_address (self, x, y);
  RcpPlace place;

  if (address < 0)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  place = rcp_layout_place (&self->layout, (gsize) address);
  self->channel = place.channel;
  rcp_pixel_mark_click (self->mark, place.column, place.row);
}

static void
step (RcpTapeView *self, int by)
{
  int address = address_of (self, self->channel) + by;
  RcpPlace place;

  if (address < 0 || address >= count_of (self))
    return;
  place = rcp_layout_place (&self->layout, (gsize) address);
  self->channel = place.channel;
  rcp_pixel_mark_move (self->mark, place.column, place.row);
}

static gboolean
on_key_pressed (RcpTapeView *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (self->words == NULL || self->mark == NULL || self->node == NULL
      || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      step (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      step (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      step (self, -self->grid.per_line);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      step (self, self->grid.per_line);
      return GDK_EVENT_STOP;
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      rcp_pixel_mark_click (self->mark, rcp_pixel_mark_get_column (self->mark), rcp_pixel_mark_get_row (self->mark));
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      return rcp_pixel_mark_release (self->mark) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
set_mark (RcpTapeView *self, RcpPixelMark *mark)
{
  if (self->mark == mark)
    return;
  if (self->mark != NULL)
    g_signal_handlers_disconnect_by_data (self->mark, self);
  g_set_object (&self->mark, mark);
  if (mark != NULL)
    g_signal_connect_object (mark, "changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  gtk_widget_set_focusable (GTK_WIDGET (self), mark != NULL);
}

/* The object */

static void
rcp_tape_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_MARK:
      g_value_set_object (value, RCP_TAPE_VIEW (object)->mark);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_tape_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_MARK:
      set_mark (RCP_TAPE_VIEW (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_tape_view_dispose (GObject *object)
{
  RcpTapeView *self = RCP_TAPE_VIEW (object);

  set_mark (self, NULL);
  g_clear_object (&self->travel);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_clear_pointer (&self->words, g_free);
  g_clear_pointer (&self->from, g_free);
  g_clear_pointer (&self->to, g_free);
  G_OBJECT_CLASS (rcp_tape_view_parent_class)->dispose (object);
}

static void
rcp_tape_view_class_init (RcpTapeViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rcp_tape_view_get_property;
  object_class->set_property = rcp_tape_view_set_property;
  object_class->dispose = rcp_tape_view_dispose;
  widget_class->get_request_mode = rcp_tape_view_get_request_mode;
  widget_class->measure = rcp_tape_view_measure;
  widget_class->snapshot = rcp_tape_view_snapshot;

  props[PROP_MARK] =
      g_param_spec_object ("mark", NULL, NULL, RCP_TYPE_PIXEL_MARK, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_css_name (widget_class, "tape");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_tape_view_init (RcpTapeView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  /* what every picture of every dataset measures today; asked for while there is none yet */
  self->layout.shape = (RcpShape){ 3, 32, 32 };
  self->travel = adw_timed_animation_new (GTK_WIDGET (self), 0.0, 1.0, TRAVEL_TIME,
                                          adw_callback_animation_target_new (on_travel_value, self, NULL));
  adw_timed_animation_set_easing (ADW_TIMED_ANIMATION (self->travel), ADW_EASE_IN_OUT_CUBIC);
  g_signal_connect_object (self->travel, "done", G_CALLBACK (redraw), self, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}
