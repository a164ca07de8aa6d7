#include "trace-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "cell-view.h"
#include "draw/numbers.h"
#include "place.h"
#include "set-text.h"
#include "trace-row-layout.h"
#include "trace-words.h"

struct _RcpTraceRow
{
  GtkWidget parent_instance;

  RcpTraceShape shape;
  guint group;
  gboolean foldable;
  gboolean unfolded;

  RcpTraceTerm *terms;
  RcpTraceRanges ranges;
  int winner;  /* of the group, or −1 */
  int learner; /* the weight whose way back is looked at, or −1 */
  double sum;
  double sum_range;

  RcpCellView *views[RCP_TRACE_N_MATRICES];
  GtkWidget *headings[RCP_TRACE_N_MATRICES];
  GtkWidget *signs[2];
  GtkWidget *name;
  GtkInscription *sum_text;
  GtkWidget *button;
  GtkImage *arrow;
  int cell_width;
  int cell_height;
};

G_DEFINE_FINAL_TYPE (RcpTraceRow, rcp_trace_row, GTK_TYPE_WIDGET)

enum
{
  HOVERED,
  TERM_PRESSED,
  WEIGHT_PRESSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static int
n_matrices (RcpTraceRow *self)
{
  return self->shape.has_weights ? RCP_TRACE_N_MATRICES : 1;
}

/* Cells */

static void
frame (RcpTraceRow *self, RcpCellView *view, int term)
{
  if (term < 0)
    rcp_cell_view_set_frame (view, 0, 0, 0, 0);
  else
    rcp_cell_view_set_frame (view, term / self->shape.columns, term % self->shape.columns, 1, 1);
}

static void
fill_matrix (RcpTraceRow *self, RcpTraceMatrix matrix)
{
  const RcpPalette *palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  g_autofree RcpGridCell *cells =
      rcp_trace_cells_new (&self->shape, self->terms, matrix, &self->ranges, self->winner, self->cell_width, palette);
  g_autofree char *name = rcp_trace_cells_name (&self->shape, self->group, matrix);
  g_autofree char *description = rcp_trace_cells_describe (&self->shape, self->terms, matrix);

  rcp_cell_view_set_cells (self->views[matrix], &(RcpCellGrid){ self->shape.rows, self->shape.columns, self->cell_width,
                                                                self->cell_height, cells, FALSE });
  rcp_cell_view_describe (self->views[matrix], name, description);
}

static void
fill (RcpTraceRow *self)
{
  if (self->terms == NULL || !self->unfolded || self->cell_width < 1)
    return;
  for (int matrix = 0; matrix < n_matrices (self); matrix++)
    fill_matrix (self, matrix);
  frame (self, self->views[RCP_TRACE_PATCH], self->winner);
  if (self->shape.has_weights)
    frame (self, self->views[RCP_TRACE_FILTER], self->learner);
}

/* What it shows */

void
rcp_trace_row_show (RcpTraceRow *self, const RcpTrace *trace, const RcpTraceRanges *ranges, double sum_range,
                    gsize weight)
{
  guint first;
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (RCP_IS_TRACE_ROW (self));
  g_return_if_fail ((self->group + 1) * self->shape.n_terms <= trace->n_terms);

  first = self->group * self->shape.n_terms;
  g_free (self->terms);
  self->terms = g_memdup2 (trace->terms + first, sizeof *self->terms * self->shape.n_terms);
  self->ranges = *ranges;
  self->sum = rcp_trace_shape_sum (&self->shape, trace, self->group);
  self->sum_range = sum_range;
  self->winner = trace->kind == RCP_TRACE_MAXIMUM ? (int) (trace->winner - first) : -1;
  self->learner = -1;
  for (guint i = 0; i < self->shape.n_terms && self->shape.has_weights; i++)
    if (self->terms[i].parameter == weight)
      self->learner = (int) i;
  number = rcp_format_value (trace->kind == RCP_TRACE_MAXIMUM ? (double) trace->total : self->sum, 3);
  text = trace->kind == RCP_TRACE_MAXIMUM ? g_strdup (number) : g_strdup_printf ("Σ %s", number);
  rcp_set_text (self->sum_text, text);
  fill (self);
  if (self->foldable)
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
show_unfolded (RcpTraceRow *self)
{
  for (int i = 0; i < n_matrices (self); i++)
    {
      gtk_widget_set_visible (GTK_WIDGET (self->views[i]), self->unfolded);
      if (self->headings[i] != NULL)
        gtk_widget_set_visible (self->headings[i], self->unfolded);
    }
  for (guint i = 0; i < G_N_ELEMENTS (self->signs); i++)
    if (self->signs[i] != NULL)
      gtk_widget_set_visible (self->signs[i], self->unfolded);
  fill (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
rcp_trace_row_set_unfolded (RcpTraceRow *self, gboolean unfolded)
{
  g_return_if_fail (RCP_IS_TRACE_ROW (self));

  if (unfolded == self->unfolded)
    return;
  self->unfolded = unfolded;
  if (self->button != NULL)
    {
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->button), unfolded);
      gtk_image_set_from_icon_name (self->arrow, unfolded ? "pan-down-symbolic" : "pan-end-symbolic");
    }
  show_unfolded (self);
}

static void
on_toggled (RcpTraceRow *self)
{
  rcp_trace_row_set_unfolded (self, gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->button)));
}

/* The pointer and the keyboard */

static int
term_at (RcpTraceRow *self, int index)
{
  return index >= 0 && index < (int) self->shape.n_terms ? (int) (self->group * self->shape.n_terms) + index : -1;
}

static void
on_hovered (RcpTraceRow *self, int index)
{
  g_signal_emit (self, signals[HOVERED], 0, term_at (self, index));
}

static void
on_pressed (RcpTraceRow *self, int index, RcpCellView *view)
{
  if (term_at (self, index) >= 0)
    g_signal_emit (self, signals[view == self->views[RCP_TRACE_FILTER] ? WEIGHT_PRESSED : TERM_PRESSED], 0,
                   term_at (self, index));
}

/* Layout */

static RcpTraceRowLayout
lay_out (RcpTraceRow *self, int width)
{
  return rcp_trace_row_lay_out (&self->shape, self->foldable, self->unfolded, self->headings[0] != NULL, width);
}

static void
rcp_trace_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 400;
      *natural = 640;
      return;
    }
  *minimum = *natural = lay_out (RCP_TRACE_ROW (widget), for_size >= 0 ? for_size : 640).height;
}

static GtkSizeRequestMode
rcp_trace_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
allocate (GtkWidget *child, int x, int y, int width, int height)
{
  if (child != NULL)
    rcp_place (child, x, y, MAX (1, width), MAX (1, height));
}

static void
rcp_trace_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  RcpTraceRow *self = RCP_TRACE_ROW (widget);
  RcpTraceRowLayout layout = lay_out (self, width);
  int x = layout.left;
  int middle = layout.top + layout.matrix_height / 2;

  if (self->foldable)
    {
      allocate (self->button, RCP_TRACE_ROW_BAR + RCP_TRACE_ROW_GAP, 0, RCP_TRACE_ROW_BUTTON, RCP_TRACE_ROW_HEADER);
      allocate (GTK_WIDGET (self->sum_text), width - RCP_TRACE_ROW_SUM, 0, RCP_TRACE_ROW_SUM, RCP_TRACE_ROW_HEADER);
    }
  else
    {
      allocate (self->name, width - RCP_TRACE_ROW_SUM + RCP_TRACE_ROW_GAP, middle - RCP_TRACE_ROW_HEADING,
                RCP_TRACE_ROW_SUM - RCP_TRACE_ROW_GAP, RCP_TRACE_ROW_HEADING);
      allocate (GTK_WIDGET (self->sum_text), width - RCP_TRACE_ROW_SUM + RCP_TRACE_ROW_GAP, middle,
                RCP_TRACE_ROW_SUM - RCP_TRACE_ROW_GAP, RCP_TRACE_ROW_HEADING + 2);
    }
  for (int i = 0; i < n_matrices (self) && self->unfolded; i++)
    {
      if (i > 0)
        {
          allocate (self->signs[i - 1], x - RCP_CELL_FRAME, middle - 10, RCP_TRACE_ROW_SIGN + 2 * RCP_CELL_FRAME, 20);
          x += RCP_TRACE_ROW_SIGN;
        }
      allocate (self->headings[i], x + RCP_CELL_FRAME, layout.top - RCP_TRACE_ROW_HEADING, layout.matrix_width,
                RCP_TRACE_ROW_HEADING);
      allocate (GTK_WIDGET (self->views[i]), x, layout.top, layout.matrix_width, layout.matrix_height);
      x += layout.matrix_width;
    }
  if (layout.cell_width == self->cell_width && layout.cell_height == self->cell_height)
    return;
  self->cell_width = layout.cell_width;
  self->cell_height = layout.cell_height;
  fill (self);
}

/* Drawing */

static void
append_box (GtkSnapshot *snapshot, RcpColour colour, double x, double y, double width, double height)
{
  GdkRGBA rgba = { (float) colour.red, (float) colour.green, (float) colour.blue, 1.0f };

  gtk_snapshot_append_color (snapshot, &rgba,
                             &GRAPHENE_RECT_INIT ((float) round (x), (float) y, (float) round (width), (float) height));
}

/* The sum of a folded row, from a zero in the middle. */
static void
append_sum (RcpTraceRow *self, GtkSnapshot *snapshot, const RcpPalette *palette)
{
  double left = RCP_TRACE_ROW_BAR + RCP_TRACE_ROW_GAP + RCP_TRACE_ROW_BUTTON + RCP_TRACE_ROW_GAP;
  double half =
      floor ((gtk_widget_get_width (GTK_WIDGET (self)) - RCP_TRACE_ROW_SUM - 2 * RCP_TRACE_ROW_GAP - left) / 2.0);
  double share = self->sum_range > 0.0 && isfinite (self->sum) ? CLAMP (self->sum / self->sum_range, -1.0, 1.0) : 0.0;
  double length = round (fabs (share) * half);

  if (half < 1.0)
    return;
  append_box (snapshot, rcp_colour_diverging (share < 0.0 ? -0.7 : 0.7), left + half - (share < 0.0 ? length : 0.0), 8,
              length, RCP_TRACE_ROW_HEADER - 16);
  append_box (snapshot, palette->dim_text, left + half, 5, 1, RCP_TRACE_ROW_HEADER - 10);
}

static void
rcp_trace_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpTraceRow *self = RCP_TRACE_ROW (widget);
  const RcpPalette *palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  int channel = self->shape.first + (int) self->group;
  gboolean coloured = self->shape.source == RCP_TRACE_SOURCE_CHANNELS && self->shape.n_channels == 3;
  int top = self->foldable ? RCP_TRACE_ROW_GAP / 2 : lay_out (self, gtk_widget_get_width (widget)).top + RCP_CELL_FRAME;

  append_box (snapshot, coloured ? rcp_palette_channel (palette, channel) : palette->outline, 0, top, RCP_TRACE_ROW_BAR,
              gtk_widget_get_height (widget) - top - RCP_CELL_FRAME);
  if (self->foldable)
    append_sum (self, snapshot, palette);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    gtk_widget_snapshot_child (widget, child, snapshot);
}

/* The object */

static GtkWidget *
add_label (RcpTraceRow *self, const char *text, float align)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), align);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return label;
}

static void
add_matrices (RcpTraceRow *self)
{
  const char *const headings[] = { self->shape.has_weights ? _ ("input patch") : _ ("window"), _ ("filter"),
                                   _ ("products") };

  for (int i = 0; i < n_matrices (self); i++)
    {
      if (self->group == 0)
        self->headings[i] = add_label (self, headings[i], 0.0f);
      if (i > 0)
        self->signs[i - 1] = add_label (self, i == RCP_TRACE_FILTER ? "×" : "=", 0.5f);
      self->views[i] = RCP_CELL_VIEW (rcp_cell_view_new ());
      gtk_widget_set_parent (GTK_WIDGET (self->views[i]), GTK_WIDGET (self));
      g_signal_connect_swapped (self->views[i], "hovered", G_CALLBACK (on_hovered), self);
      g_signal_connect_swapped (self->views[i], "pressed", G_CALLBACK (on_pressed), self);
    }
}

static void
add_button (RcpTraceRow *self, const char *name)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, RCP_TRACE_ROW_GAP);

  self->arrow = GTK_IMAGE (gtk_image_new_from_icon_name ("pan-end-symbolic"));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->arrow));
  gtk_box_append (GTK_BOX (content), gtk_label_new (name));
  self->button = gtk_toggle_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->button), content);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "fold");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  g_signal_connect_swapped (self->button, "toggled", G_CALLBACK (on_toggled), self);
}

GtkWidget *
rcp_trace_row_new (const RcpTraceShape *shape, guint group, gboolean foldable)
{
  RcpTraceRow *self = g_object_new (RCP_TYPE_TRACE_ROW, NULL);
  g_autofree char *name = rcp_trace_words_group (shape, group);

  self->shape = *shape;
  self->group = group;
  self->foldable = foldable;
  self->unfolded = !foldable;
  if (foldable)
    add_button (self, name);
  else
    self->name = add_label (self, name, 1.0f);
  self->sum_text = GTK_INSCRIPTION (gtk_inscription_new (NULL));
  gtk_inscription_set_xalign (self->sum_text, 1.0f);
  gtk_widget_add_css_class (GTK_WIDGET (self->sum_text), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->sum_text), "heading");
  gtk_widget_set_parent (GTK_WIDGET (self->sum_text), GTK_WIDGET (self));
  add_matrices (self);
  show_unfolded (self);
  return GTK_WIDGET (self);
}

static void
rcp_trace_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (rcp_trace_row_parent_class)->dispose (object);
}

static void
rcp_trace_row_finalize (GObject *object)
{
  g_free (RCP_TRACE_ROW (object)->terms);
  G_OBJECT_CLASS (rcp_trace_row_parent_class)->finalize (object);
}

static void
on_dark_changed (RcpTraceRow *self)
{
  fill (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
rcp_trace_row_class_init (RcpTraceRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = rcp_trace_row_dispose;
  object_class->finalize = rcp_trace_row_finalize;
  widget_class->get_request_mode = rcp_trace_row_get_request_mode;
  widget_class->measure = rcp_trace_row_measure;
  widget_class->size_allocate = rcp_trace_row_size_allocate;
  widget_class->snapshot = rcp_trace_row_snapshot;

  signals[HOVERED] =
      g_signal_new ("hovered", RCP_TYPE_TRACE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[TERM_PRESSED] = g_signal_new ("term-pressed", RCP_TYPE_TRACE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 1, G_TYPE_INT);
  signals[WEIGHT_PRESSED] = g_signal_new ("weight-pressed", RCP_TYPE_TRACE_ROW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                          G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_css_name (widget_class, "tracerow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
rcp_trace_row_init (RcpTraceRow *self)
{
  self->winner = self->learner = -1;
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (on_dark_changed), self,
                           G_CONNECT_SWAPPED);
}
