#include "chart.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "draw/chart-draw.h"
#include "draw/chart-file.h"

/* Drawing the data takes at most one part in so many of the time, that the training has the rest. */
#define DRAWING_SHARE 10

/* How often those who cannot see the chart are told what it shows, in milliseconds. */
#define DESCRIPTION_INTERVAL 1000

/* The size of a saved picture, in logical pixels. */
#define SAVED_WIDTH 900
#define SAVED_HEIGHT 400
#define SAVED_SCALE 2

#define NO_STEP -1.0

struct _RcpChart
{
  GtkWidget parent_instance;

  const RcpPlot *plot;
  double step;
  gboolean step_by_key;

  /* the drawing that is kept, and what it was made for */
  GskRenderNode *node;
  RcpChartLayout layout;
  int width;
  int height;
  int scale;
  gboolean dark;
  guint fonts;
  gboolean stale;

  gint64 drawn_at;
  gint64 cost;
  guint draw_source;
  guint description_source;
  GtkWidget *menu;
};

G_DEFINE_FINAL_TYPE (RcpChart, rcp_chart, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_STEP,
  N_PROPS
};

enum
{
  PROBLEM,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static RcpChartCanvas
canvas_of (RcpChart *self)
{
  return (RcpChartCanvas){
    .width = gtk_widget_get_width (GTK_WIDGET (self)),
    .height = gtk_widget_get_height (GTK_WIDGET (self)),
    .scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)),
    .palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ())),
    .context = gtk_widget_get_pango_context (GTK_WIDGET (self)),
  };
}

/* Words */

static RcpChartReadout *
readout_of (RcpChart *self, const RcpChartCanvas *canvas)
{
  if (self->plot == NULL || self->step < 0.0 || canvas->width < 1.0 || canvas->height < 1.0)
    return NULL;
  return rcp_chart_readout_new (self->plot, canvas, &self->layout, self->step);
}

static void
describe (RcpChart *self)
{
  RcpChartCanvas canvas = canvas_of (self);
  g_autoptr (RcpChartReadout) readout = self->node != NULL ? readout_of (self, &canvas) : NULL;
  g_autofree char *whole = rcp_plot_describe (self->plot);
  g_autofree char *there = readout != NULL ? rcp_chart_readout_describe (readout) : NULL;
  g_autofree char *text = there != NULL ? g_strdup_printf ("%s. %s", there, whole) : g_strdup (whole);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->plot->title,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static gboolean
on_description_due (gpointer user_data)
{
  RcpChart *self = user_data;

  self->description_source = 0;
  if (self->plot != NULL)
    describe (self);
  return G_SOURCE_REMOVE;
}

static void
describe_soon (RcpChart *self)
{
  if (self->description_source == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->description_source = g_timeout_add (DESCRIPTION_INTERVAL, on_description_due, self);
}

/* Drawing */

static gboolean
is_fresh (RcpChart *self, const RcpChartCanvas *canvas)
{
  return self->node != NULL && !self->stale && self->width == (int) canvas->width
         && self->height == (int) canvas->height && self->scale == (int) canvas->scale
         && self->dark == (canvas->palette == rcp_palette (TRUE))
         && self->fonts == pango_context_get_serial (canvas->context);
}

/*
 * The drawing is kept as pixels in a cairo node: GTK's cairo renderer copies from them only what has to be
 * repaired, and its GL renderer uploads them once for as long as the node is the same.
 */
static void
draw_data (RcpChart *self, const RcpChartCanvas *canvas)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (canvas->width * canvas->scale),
                                                         (int) (canvas->height * canvas->scale));
  cairo_t *cr;

  cairo_surface_set_device_scale (surface, canvas->scale, canvas->scale);
  cr = cairo_create (surface);
  self->layout = rcp_chart_layout (self->plot, canvas);
  rcp_chart_draw (self->plot, canvas, &self->layout, cr);
  cairo_destroy (cr);

  g_clear_pointer (&self->node, gsk_render_node_unref);
  self->node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, canvas->width, canvas->height));
  cr = gsk_cairo_node_get_draw_context (self->node);
  cairo_set_source_surface (cr, surface, 0.0, 0.0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
freshen (RcpChart *self, const RcpChartCanvas *canvas)
{
  gint64 begin = g_get_monotonic_time ();

  draw_data (self, canvas);
  self->width = (int) canvas->width;
  self->height = (int) canvas->height;
  self->scale = (int) canvas->scale;
  self->dark = canvas->palette == rcp_palette (TRUE);
  self->fonts = pango_context_get_serial (canvas->context);
  self->stale = FALSE;
  self->drawn_at = g_get_monotonic_time ();
  self->cost = self->drawn_at - begin;
}

static void
append_readout (RcpChart *self, const RcpChartCanvas *canvas, GtkSnapshot *snapshot)
{
  g_autoptr (RcpChartReadout) readout = readout_of (self, canvas);
  cairo_t *cr;

  if (readout == NULL)
    return;
  /* two small nodes, so that GTK repairs the places of the line and of the box and not all that lies between */
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (readout->bounds.x, readout->bounds.y,
                                                                 readout->bounds.width, readout->bounds.height));
  rcp_chart_readout_draw_line (readout, canvas, &self->layout, cr);
  cairo_destroy (cr);
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (readout->box.x, readout->box.y, readout->box.width, readout->box.height));
  rcp_chart_readout_draw_box (readout, canvas, cr);
  cairo_destroy (cr);
}

static void
rcp_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpChart *self = RCP_CHART (widget);
  RcpChartCanvas canvas = canvas_of (self);

  if (self->plot == NULL || canvas.width < 1.0 || canvas.height < 1.0)
    return;
  if (!is_fresh (self, &canvas))
    freshen (self, &canvas);
  gtk_snapshot_append_node (snapshot, self->node);
  append_readout (self, &canvas, snapshot);
}

static gboolean
on_draw_due (gpointer user_data)
{
  RcpChart *self = user_data;

  self->draw_source = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

void
rcp_chart_plot_changed (RcpChart *self)
{
  gint64 wait;

  g_return_if_fail (RCP_IS_CHART (self));

  self->stale = TRUE;
  describe_soon (self);
  if (self->draw_source != 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  wait = self->drawn_at + DRAWING_SHARE * self->cost - g_get_monotonic_time ();
  if (wait <= 0)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else
    self->draw_source = g_timeout_add ((guint) (wait / 1000 + 1), on_draw_due, self);
}

void
rcp_chart_set_plot (RcpChart *self, const RcpPlot *plot)
{
  g_return_if_fail (RCP_IS_CHART (self));

  self->plot = plot;
  self->stale = TRUE;
  self->cost = 0;
  if (plot != NULL)
    describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
rcp_chart_map (GtkWidget *widget)
{
  RcpChart *self = RCP_CHART (widget);

  GTK_WIDGET_CLASS (rcp_chart_parent_class)->map (widget);
  /* what changed while nobody looked */
  if (self->plot != NULL)
    describe (self);
}

static void
rcp_chart_unmap (GtkWidget *widget)
{
  RcpChart *self = RCP_CHART (widget);

  g_clear_handle_id (&self->draw_source, g_source_remove);
  g_clear_handle_id (&self->description_source, g_source_remove);
  GTK_WIDGET_CLASS (rcp_chart_parent_class)->unmap (widget);
}

/* The readout */

static void
set_step (RcpChart *self, double step)
{
  if (self->step == step)
    return;
  self->step = step;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  describe_soon (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STEP]);
}

void
rcp_chart_hide_readout (RcpChart *self)
{
  g_return_if_fail (RCP_IS_CHART (self));
  set_step (self, NO_STEP);
}

static void
on_motion (RcpChart *self, double x)
{
  double step = rcp_chart_layout_step (&self->layout, x);

  if (self->plot == NULL || self->node == NULL || !rcp_plot_find (self->plot, &step))
    return;
  self->step_by_key = FALSE;
  set_step (self, step);
}

static void
on_leave (RcpChart *self)
{
  if (!self->step_by_key)
    set_step (self, NO_STEP);
}

/* The next point to one side that is at least a pixel away: with points closer than that a key would seem dead. */
static double
next_point (RcpChart *self, double from, int direction, gboolean by_epoch)
{
  double pixel = self->layout.x_max / MAX (1.0, self->layout.right - self->layout.left);
  double distance = by_epoch ? self->plot->steps_per_epoch : pixel;
  double step = from;

  for (int reach = 1; reach <= 4096; reach *= 2)
    {
      step = CLAMP (from + direction * distance * reach, 0.0, self->layout.x_max);
      rcp_plot_find (self->plot, &step);
      if (direction * (step - from) > 0.0)
        return step;
    }
  return from;
}

static gboolean
on_key_pressed (RcpChart *self, guint keyval, guint keycode, GdkModifierType state)
{
  gboolean by_epoch = (state & GDK_CONTROL_MASK) != 0;
  double step;

  if (self->plot == NULL || self->node == NULL)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      step = self->step < 0.0 ? self->layout.x_max : next_point (self, self->step, -1, by_epoch);
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      step = self->step < 0.0 ? 0.0 : next_point (self, self->step, 1, by_epoch);
      break;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      step = 0.0;
      break;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      step = self->layout.x_max;
      break;
    case GDK_KEY_Escape:
      if (self->step < 0.0)
        return GDK_EVENT_PROPAGATE;
      set_step (self, NO_STEP);
      describe (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  if (!rcp_plot_find (self->plot, &step))
    return GDK_EVENT_PROPAGATE;
  self->step_by_key = TRUE;
  set_step (self, step);
  describe (self);
  return GDK_EVENT_STOP;
}

static void
on_focus_leave (RcpChart *self)
{
  if (self->step_by_key)
    set_step (self, NO_STEP);
}

/* Saving */

static void
on_save_response (RcpChart *self, int response, GtkNativeDialog *dialog)
{
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT && self->plot != NULL)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      path = g_file_get_path (file);
      if (path == NULL)
        g_signal_emit (self, signals[PROBLEM], 0, _ ("A chart can be saved in a local folder only."));
      else if (!rcp_chart_save (&self->plot, 1, path, SAVED_WIDTH, SAVED_HEIGHT, SAVED_SCALE, FALSE, &error))
        g_signal_emit (self, signals[PROBLEM], 0, error->message);
    }
  g_object_unref (dialog);
}

static void
save (RcpChart *self, const char *title, const char *suffix)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog;
  g_autofree char *title_name = g_utf8_strdown (self->plot->title, -1);
  g_autofree char *name = g_strconcat (title_name, suffix, NULL);

  dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (root), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_save_response), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RcpChart *self = RCP_CHART (widget);

  if (self->plot == NULL)
    return;
  if (g_str_equal (name, "chart.save-table"))
    save (self, _ ("Save Table"), ".csv");
  else if (g_str_equal (name, "chart.save-svg"))
    save (self, _ ("Save Picture"), ".svg");
  else
    save (self, _ ("Save Picture"), ".png");
}

static void
pop_up_menu (RcpChart *self, double x, double y)
{
  if (self->menu == NULL)
    {
      g_autoptr (GMenu) model = g_menu_new ();

      g_menu_append (model, _ ("Save as PNG…"), "chart.save-png");
      g_menu_append (model, _ ("Save as SVG…"), "chart.save-svg");
      g_menu_append (model, _ ("Save Table as CSV…"), "chart.save-table");
      self->menu = gtk_popover_menu_new_from_model (G_MENU_MODEL (model));
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
on_primary_press (RcpChart *self)
{
  /* what is clicked has the keyboard */
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
on_secondary_press (RcpChart *self, int n_press, double x, double y)
{
  pop_up_menu (self, x, y);
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  pop_up_menu (RCP_CHART (widget), gtk_widget_get_width (widget) / 2.0, gtk_widget_get_height (widget) / 2.0);
}

static void
rcp_chart_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RcpChart *self = RCP_CHART (widget);

  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
rcp_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                   int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 120;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 260;
}

/* The object */

static void
rcp_chart_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_STEP:
      g_value_set_double (value, RCP_CHART (object)->step);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_chart_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_STEP:
      set_step (RCP_CHART (object), g_value_get_double (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
rcp_chart_dispose (GObject *object)
{
  RcpChart *self = RCP_CHART (object);

  g_clear_handle_id (&self->draw_source, g_source_remove);
  g_clear_handle_id (&self->description_source, g_source_remove);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  self->plot = NULL;
  G_OBJECT_CLASS (rcp_chart_parent_class)->dispose (object);
}

static void
rcp_chart_class_init (RcpChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rcp_chart_get_property;
  object_class->set_property = rcp_chart_set_property;
  object_class->dispose = rcp_chart_dispose;
  widget_class->measure = rcp_chart_measure;
  widget_class->size_allocate = rcp_chart_size_allocate;
  widget_class->snapshot = rcp_chart_snapshot;
  widget_class->map = rcp_chart_map;
  widget_class->unmap = rcp_chart_unmap;

  props[PROP_STEP] = g_param_spec_double ("step", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, NO_STEP,
                                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[PROBLEM] =
      g_signal_new ("problem", RCP_TYPE_CHART, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_install_action (widget_class, "chart.save-png", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "chart.save-svg", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "chart.save-table", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "chart.menu", NULL, menu_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "chart.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "chart.menu", NULL);
  gtk_widget_class_set_css_name (widget_class, "chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_chart_init (RcpChart *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *primary = gtk_gesture_click_new ();
  GtkGesture *secondary = gtk_gesture_click_new ();

  self->step = NO_STEP;
  self->stale = TRUE;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_focus_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  g_signal_connect_swapped (primary, "pressed", G_CALLBACK (on_primary_press), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (primary));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (secondary, "pressed", G_CALLBACK (on_secondary_press), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (secondary));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
rcp_chart_new (void)
{
  return g_object_new (RCP_TYPE_CHART, NULL);
}
