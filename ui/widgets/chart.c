#include "chart.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "chart-save.h"
#include "chart-tiles.h"
#include "draw/chart-draw.h"

/* While a line does not move on by a pixel, its last values are drawn so often, in milliseconds: a frame for each of a
 * hundred points in one column of pixels would show nothing more. */
#define VALUE_INTERVAL 100

/* How often those who cannot see the chart are told what it shows, in milliseconds. */
#define DESCRIPTION_INTERVAL 1000

#define NO_STEP -1.0

struct _RcpChart
{
  GtkWidget parent_instance;

  const RcpPlot *plot;
  double step;
  gboolean step_by_key;

  RcpChartTiles *tiles;
  gint64 drawn_at;
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
  const RcpChartLayout *layout = rcp_chart_tiles_get_layout (self->tiles);

  if (self->plot == NULL || layout == NULL || self->step < 0.0 || canvas->width < 1.0 || canvas->height < 1.0)
    return NULL;
  return rcp_chart_readout_new (self->plot, canvas, layout, self->step);
}

static void
describe (RcpChart *self)
{
  RcpChartCanvas canvas = canvas_of (self);
  g_autoptr (RcpChartReadout) readout = readout_of (self, &canvas);
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
  rcp_chart_readout_draw_line (readout, canvas, rcp_chart_tiles_get_layout (self->tiles), cr);
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
  rcp_chart_tiles_update (self->tiles, self->plot, &canvas);
  self->drawn_at = g_get_monotonic_time ();
  g_clear_handle_id (&self->draw_source, g_source_remove);
  rcp_chart_tiles_snapshot (self->tiles, snapshot);
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

  describe_soon (self);
  if (self->plot == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  wait = self->drawn_at / 1000 + VALUE_INTERVAL - g_get_monotonic_time () / 1000;
  if (wait <= 0 || rcp_chart_tiles_are_behind (self->tiles, self->plot))
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else if (self->draw_source == 0)
    self->draw_source = g_timeout_add ((guint) wait, on_draw_due, self);
}

void
rcp_chart_set_plot (RcpChart *self, const RcpPlot *plot)
{
  g_return_if_fail (RCP_IS_CHART (self));

  self->plot = plot;
  if (plot != NULL)
    describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const RcpPlot *
rcp_chart_get_plot (RcpChart *self)
{
  g_return_val_if_fail (RCP_IS_CHART (self), NULL);
  return self->plot;
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
  const RcpChartLayout *layout = rcp_chart_tiles_get_layout (self->tiles);
  double step;

  if (self->plot == NULL || layout == NULL)
    return;
  step = rcp_chart_layout_step (layout, x);
  if (!rcp_plot_find (self->plot, &step))
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
  const RcpChartLayout *layout = rcp_chart_tiles_get_layout (self->tiles);
  double pixel = layout->x_max / MAX (1.0, layout->right - layout->left);
  double distance = by_epoch ? self->plot->steps_per_epoch : pixel;
  double step = from;

  for (int reach = 1; reach <= 4096; reach *= 2)
    {
      step = CLAMP (from + direction * distance * reach, 0.0, layout->x_max);
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
  const RcpChartLayout *layout = rcp_chart_tiles_get_layout (self->tiles);
  double step;

  if (self->plot == NULL || layout == NULL)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      step = self->step < 0.0 ? layout->x_max : next_point (self, self->step, -1, by_epoch);
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
      step = layout->x_max;
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
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  RcpChart *self = RCP_CHART (widget);

  if (self->plot == NULL)
    return;
  if (g_str_equal (name, "chart.save-table"))
    rcp_chart_save_as (self, _ ("Save Table"), ".csv");
  else if (g_str_equal (name, "chart.save-svg"))
    rcp_chart_save_as (self, _ ("Save Picture"), ".svg");
  else
    rcp_chart_save_as (self, _ ("Save Picture"), ".png");
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
  g_clear_pointer (&self->tiles, rcp_chart_tiles_free);
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
  self->tiles = rcp_chart_tiles_new ();
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
