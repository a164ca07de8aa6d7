#include "cell-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

/* characters of the entry that opens on a cell */
#define ENTRY_WIDTH 6

/* what a weight may be at most: enough to be absurd, and still no infinity */
#define MOST_WEIGHT 1e6

struct _RcpCellView
{
  GtkWidget parent_instance;

  RcpCellGrid grid;
  RcpGridCell *cells;
  guint8 *marks;
  gboolean editable;
  RcpCellBox frame; /* in cells */
  int hovered;
  int cursor;

  /* the drawing that is kept, and what it was made for */
  GskRenderNode *node;
  int scale;
  gboolean dark;
  guint fonts;

  char *name;
  char *description;
  GtkWidget *popover;
  GtkEntry *entry;
};

G_DEFINE_FINAL_TYPE (RcpCellView, rcp_cell_view, GTK_TYPE_WIDGET)

enum
{
  HOVERED,
  PRESSED,
  EDITED,
  PROBLEM,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Drawing */

static RcpCellCanvas
canvas_of (RcpCellView *self)
{
  return (RcpCellCanvas){
    .scale = gtk_widget_get_scale_factor (GTK_WIDGET (self)),
    .palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ())),
    .context = gtk_widget_get_pango_context (GTK_WIDGET (self)),
  };
}

static int
n_cells (RcpCellView *self)
{
  return self->grid.rows * self->grid.columns;
}

static gboolean
is_fresh (RcpCellView *self, const RcpCellCanvas *canvas)
{
  return self->node != NULL && self->scale == (int) canvas->scale
         && self->dark == (canvas->palette == rcp_palette (TRUE))
         && self->fonts == pango_context_get_serial (canvas->context);
}

/* As pixels in a cairo node, which GTK's renderers copy from: see RcpChart. */
static void
freshen (RcpCellView *self, const RcpCellCanvas *canvas)
{
  int width = self->grid.columns * self->grid.cell_width;
  int height = self->grid.rows * self->grid.cell_height;
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (width * canvas->scale), (int) (height * canvas->scale));
  cairo_t *cr;

  cairo_surface_set_device_scale (surface, canvas->scale, canvas->scale);
  cr = cairo_create (surface);
  rcp_cell_grid_draw (&self->grid, canvas, cr);
  cairo_destroy (cr);

  g_clear_pointer (&self->node, gsk_render_node_unref);
  self->node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, width, height));
  cr = gsk_cairo_node_get_draw_context (self->node);
  cairo_set_source_surface (cr, surface, 0.0, 0.0);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  self->scale = (int) canvas->scale;
  self->dark = canvas->palette == rcp_palette (TRUE);
  self->fonts = pango_context_get_serial (canvas->context);
}

typedef void (*DrawBox) (const RcpCellCanvas *canvas, RcpCellBox box, cairo_t *cr);

/* A bar of a frame, or a small mark, is a node of its own: what lies inside a large frame is not repainted with it. */
static void
append_clipped (GtkSnapshot *snapshot, const RcpCellCanvas *canvas, RcpCellBox box, DrawBox draw, RcpCellBox clip)
{
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (clip.x, clip.y, clip.width, clip.height));

  draw (canvas, box, cr);
  cairo_destroy (cr);
}

static void
append_frame (RcpCellView *self, GtkSnapshot *snapshot, const RcpCellCanvas *canvas)
{
  RcpCellBox box = rcp_cell_grid_box (&self->grid, canvas->scale, self->frame.y, self->frame.x, self->frame.height,
                                      self->frame.width);
  const double reach = RCP_CELL_FRAME + 2;
  const double bar = 2 * reach;
  double width = box.width + bar, height = box.height + bar;

  append_clipped (snapshot, canvas, box, rcp_cell_frame_draw, (RcpCellBox){ box.x - reach, box.y - reach, width, bar });
  append_clipped (snapshot, canvas, box, rcp_cell_frame_draw,
                  (RcpCellBox){ box.x - reach, box.y + box.height - reach, width, bar });
  if (height <= 2 * bar)
    return;
  append_clipped (snapshot, canvas, box, rcp_cell_frame_draw,
                  (RcpCellBox){ box.x - reach, box.y + reach, bar, height - 2 * bar });
  append_clipped (snapshot, canvas, box, rcp_cell_frame_draw,
                  (RcpCellBox){ box.x + box.width - reach, box.y + reach, bar, height - 2 * bar });
}

static void
append_cell (RcpCellView *self, GtkSnapshot *snapshot, const RcpCellCanvas *canvas, int cell, DrawBox draw)
{
  RcpCellBox box =
      rcp_cell_grid_box (&self->grid, canvas->scale, cell / self->grid.columns, cell % self->grid.columns, 1, 1);

  append_clipped (snapshot, canvas, box, draw, (RcpCellBox){ box.x - 1, box.y - 1, box.width + 2, box.height + 2 });
}

static void
rcp_cell_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpCellView *self = RCP_CELL_VIEW (widget);
  RcpCellCanvas canvas = canvas_of (self);

  if (n_cells (self) == 0)
    return;
  if (!is_fresh (self, &canvas))
    freshen (self, &canvas);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (RCP_CELL_FRAME, RCP_CELL_FRAME));
  gtk_snapshot_append_node (snapshot, self->node);
  if (self->frame.height > 0)
    append_frame (self, snapshot, &canvas);
  for (int i = 0; self->marks != NULL && i < n_cells (self); i++)
    if (self->marks[i])
      append_cell (self, snapshot, &canvas, i, rcp_cell_mark_draw);
  if (gtk_widget_has_visible_focus (widget) && self->cursor < n_cells (self))
    append_cell (self, snapshot, &canvas, self->cursor, rcp_cell_cursor_draw);
  gtk_snapshot_restore (snapshot);
}

/* What it shows */

void
rcp_cell_view_set_cells (RcpCellView *self, const RcpCellGrid *grid)
{
  g_return_if_fail (RCP_IS_CELL_VIEW (self));
  g_return_if_fail (grid != NULL);

  if (self->grid.rows != grid->rows || self->grid.columns != grid->columns)
    {
      g_clear_pointer (&self->marks, g_free);
      self->cursor = 0;
    }
  else if (self->grid.cell_width == grid->cell_width && self->grid.cell_height == grid->cell_height
           && self->grid.faded == grid->faded && self->cells != NULL
           && memcmp (self->cells, grid->cells, sizeof (RcpGridCell) * (gsize) n_cells (self)) == 0)
    return;
  g_free (self->cells);
  self->grid = *grid;
  self->grid.cells = self->cells = g_memdup2 (grid->cells, sizeof (RcpGridCell) * (gsize) n_cells (self));
  g_clear_pointer (&self->node, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
rcp_cell_view_set_editable (RcpCellView *self, gboolean editable)
{
  g_return_if_fail (RCP_IS_CELL_VIEW (self));

  self->editable = editable;
}

void
rcp_cell_view_set_frame (RcpCellView *self, double row, double column, int rows, int columns)
{
  RcpCellBox frame = { column, row, columns, rows };

  g_return_if_fail (RCP_IS_CELL_VIEW (self));

  if (memcmp (&frame, &self->frame, sizeof frame) == 0)
    return;
  self->frame = frame;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
rcp_cell_view_set_marks (RcpCellView *self, const guint8 *marks)
{
  g_return_if_fail (RCP_IS_CELL_VIEW (self));

  if (marks == NULL ? self->marks == NULL
                    : self->marks != NULL && memcmp (marks, self->marks, (gsize) n_cells (self)) == 0)
    return;
  g_free (self->marks);
  self->marks = marks != NULL ? g_memdup2 (marks, (gsize) n_cells (self)) : NULL;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
rcp_cell_view_describe (RcpCellView *self, const char *name, const char *description)
{
  g_return_if_fail (RCP_IS_CELL_VIEW (self));

  if (g_strcmp0 (self->name, name) == 0 && g_strcmp0 (self->description, description) == 0)
    return;
  g_free (self->name);
  g_free (self->description);
  self->name = g_strdup (name);
  self->description = g_strdup (description);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

void
rcp_cell_view_get_size (RcpCellView *self, int *width, int *height)
{
  g_return_if_fail (RCP_IS_CELL_VIEW (self));

  *width = self->grid.columns * self->grid.cell_width + 2 * RCP_CELL_FRAME;
  *height = self->grid.rows * self->grid.cell_height + 2 * RCP_CELL_FRAME;
}

/* Writing into a cell */

/* The number that is written there: with a hyphen, or with a minus sign as it is shown. */
static gboolean
parse (const char *text, double *value)
{
  g_autoptr (GString) plain = g_string_new (text);
  char *end;

  g_string_replace (plain, "−", "-", 0);
  g_strstrip (plain->str);
  *value = g_strtod (plain->str, &end);
  return end != plain->str && *end == '\0' && isfinite (*value) && fabs (*value) <= MOST_WEIGHT;
}

static void
finish_editing (RcpCellView *self)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  g_autofree char *sentence = NULL;
  double value;

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  if (parse (text, &value))
    {
      g_signal_emit (self, signals[EDITED], 0, self->cursor, value);
      return;
    }
  sentence = g_strdup_printf (_ ("“%s” is not a number that a weight can be."), text);
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

static void
make_popover (RcpCellView *self)
{
  self->entry = GTK_ENTRY (gtk_entry_new ());
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), ENTRY_WIDTH);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), ENTRY_WIDTH);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Weight"), -1);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (finish_editing), self);
  self->popover = gtk_popover_new ();
  gtk_popover_set_child (GTK_POPOVER (self->popover), GTK_WIDGET (self->entry));
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
}

/* @begun is what was typed already, or %NULL to begin with the number that is there. */
static void
edit (RcpCellView *self, const char *begun)
{
  RcpCellBox box =
      rcp_cell_grid_box (&self->grid, 1.0, self->cursor / self->grid.columns, self->cursor % self->grid.columns, 1, 1);
  GdkRectangle place = { (int) box.x + RCP_CELL_FRAME, (int) box.y + RCP_CELL_FRAME, (int) box.width,
                         (int) box.height };
  g_autofree char *number = g_strdup_printf ("%.6g", self->cells[self->cursor].value);

  if (self->popover == NULL)
    make_popover (self);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &place);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), begun != NULL ? begun : number);
  gtk_popover_popup (GTK_POPOVER (self->popover));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  if (begun != NULL)
    gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
}

/* The pointer */

static void
hover (RcpCellView *self, int index)
{
  if (self->hovered == index)
    return;
  self->hovered = index;
  g_signal_emit (self, signals[HOVERED], 0, index);
}

static void
on_motion (RcpCellView *self, double x, double y)
{
  hover (self, rcp_cell_grid_at (&self->grid, x - RCP_CELL_FRAME, y - RCP_CELL_FRAME));
}

static void
on_leave (RcpCellView *self)
{
  hover (self, -1);
}

static void
on_press (RcpCellView *self, int n_press, double x, double y)
{
  int index = rcp_cell_grid_at (&self->grid, x - RCP_CELL_FRAME, y - RCP_CELL_FRAME);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (index < 0)
    return;
  self->cursor = index;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->editable && n_press == 2)
    {
      edit (self, NULL);
      return;
    }
  g_signal_emit (self, signals[PRESSED], 0, index);
}

/* The keyboard */

static gboolean
move_cursor (RcpCellView *self, int rows, int columns)
{
  int row = CLAMP (self->cursor / self->grid.columns + rows, 0, self->grid.rows - 1);
  int column = CLAMP (self->cursor % self->grid.columns + columns, 0, self->grid.columns - 1);

  self->cursor = row * self->grid.columns + column;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  hover (self, self->cursor);
  return GDK_EVENT_STOP;
}

static gboolean
begin_typing (RcpCellView *self, guint keyval)
{
  gunichar c = gdk_keyval_to_unicode (keyval);
  char text[8] = "";

  if (!self->editable || c == 0 || c > 127 || (!g_ascii_isdigit ((char) c) && c != '-' && c != '.'))
    return GDK_EVENT_PROPAGATE;
  text[0] = (char) c;
  edit (self, text);
  return GDK_EVENT_STOP;
}

static gboolean
on_key_pressed (RcpCellView *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (n_cells (self) == 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return move_cursor (self, 0, -1);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return move_cursor (self, 0, 1);
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return move_cursor (self, -1, 0);
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return move_cursor (self, 1, 0);
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (self->editable)
        edit (self, NULL);
      else
        g_signal_emit (self, signals[PRESSED], 0, self->cursor);
      return GDK_EVENT_STOP;
    default:
      return begin_typing (self, keyval);
    }
}

static void
on_focus_enter (RcpCellView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (gtk_widget_has_visible_focus (GTK_WIDGET (self)))
    hover (self, self->cursor);
}

static void
on_focus_leave (RcpCellView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  hover (self, -1);
}

/* The object */

static void
rcp_cell_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RcpCellView *self = RCP_CELL_VIEW (widget);

  if (self->popover != NULL)
    gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
rcp_cell_view_dispose (GObject *object)
{
  RcpCellView *self = RCP_CELL_VIEW (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  G_OBJECT_CLASS (rcp_cell_view_parent_class)->dispose (object);
}

static void
rcp_cell_view_finalize (GObject *object)
{
  RcpCellView *self = RCP_CELL_VIEW (object);

  g_free (self->cells);
  g_free (self->marks);
  g_free (self->name);
  g_free (self->description);
  G_OBJECT_CLASS (rcp_cell_view_parent_class)->finalize (object);
}

static void
rcp_cell_view_class_init (RcpCellViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rcp_cell_view_dispose;
  object_class->finalize = rcp_cell_view_finalize;
  widget_class->size_allocate = rcp_cell_view_size_allocate;
  widget_class->snapshot = rcp_cell_view_snapshot;

  signals[HOVERED] =
      g_signal_new ("hovered", RCP_TYPE_CELL_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[PRESSED] =
      g_signal_new ("pressed", RCP_TYPE_CELL_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[EDITED] = g_signal_new ("edited", RCP_TYPE_CELL_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_INT, G_TYPE_DOUBLE);
  signals[PROBLEM] = g_signal_new ("problem", RCP_TYPE_CELL_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   1, G_TYPE_STRING);

  gtk_widget_class_set_css_name (widget_class, "cellview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
rcp_cell_view_init (RcpCellView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->hovered = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect_swapped (key, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (on_focus_enter), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_focus_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (on_press), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
rcp_cell_view_new (void)
{
  return g_object_new (RCP_TYPE_CELL_VIEW, NULL);
}
