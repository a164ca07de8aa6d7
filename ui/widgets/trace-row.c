#include "trace-row.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "cell-view.h"
#include "draw/numbers.h"
#include "place.h"
#include "trace-words.h"

#define HEADING 17 /* height of the words above the matrices of the first row */
#define HEADER 24  /* height of the line that a folded row is */
#define BUTTON 120 /* what folds a row */
#define BAR 4      /* the channel's colour */
#define GAP 6      /* between it and the matrices, and below a row */
#define SIGN 14    /* room of "×" and "=" */
#define SUM 78     /* room of the sum at the right */
#define LARGEST_CELL 38
#define TEXT_WIDTH 21 /* of a cell that numbers fit into */
#define TEXT_HEIGHT 17
#define FINE_TEXT_WIDTH 31 /* and of one with a digit more */
#define MOST_WORDS 64      /* cells that are read out one by one */

enum
{
  PATCH,
  FILTER,
  PRODUCTS,
  N_MATRICES
};

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

  RcpCellView *views[N_MATRICES];
  GtkWidget *headings[N_MATRICES];
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
  return self->shape.has_weights ? N_MATRICES : 1;
}

static double
larger (double range, float value)
{
  return isfinite (value) ? MAX (range, fabs ((double) value)) : range;
}

RcpTraceRanges
rcp_trace_ranges_of (const RcpTrace *trace)
{
  RcpTraceRanges ranges = { 0 };

  for (guint i = 0; i < trace->n_terms; i++)
    {
      ranges.x = larger (ranges.x, trace->terms[i].x);
      ranges.weight = larger (ranges.weight, trace->terms[i].weight);
      ranges.product = larger (ranges.product, trace->terms[i].product);
    }
  return ranges;
}

/* Cells */

static float
number_of (const RcpTraceTerm *term, int matrix)
{
  return matrix == PATCH ? term->x : matrix == FILTER ? term->weight : term->product;
}

/* Where all numbers are below 1, ".07" says more than "0.1" in the same room. */
static void
write_number (char *text, gsize size, double value, int decimals, double range)
{
  gboolean all_small = range < 1.0 - 0.5 * pow (0.1, decimals + 1);
  g_autofree char *number = g_strdup_printf ("%.*f", decimals + (all_small ? 1 : 0), fabs (value));
  gboolean negative = value < 0.0 && strspn (number, "0.,") < strlen (number);

  g_snprintf (text, size, "%s%s", negative ? "−" : "", number + (all_small ? 1 : 0));
}

static void
fill_cell (RcpTraceRow *self, const RcpPalette *palette, int matrix, guint i, RcpGridCell *cell)
{
  const RcpTraceTerm *term = &self->terms[i];
  const double ranges[] = { self->ranges.x, self->ranges.weight, self->ranges.product };
  double share;

  if (i >= self->shape.n_terms)
    {
      cell->kind = RCP_CELL_PENDING;
      return;
    }
  cell->value = (double) number_of (term, matrix);
  if (term->padding && matrix != FILTER)
    {
      cell->kind = RCP_CELL_PADDING;
      cell->fill = palette->padding;
      return;
    }
  share = ranges[matrix] > 0.0 ? cell->value / ranges[matrix] : 0.0;
  cell->fill = matrix == PATCH && !self->shape.is_signed ? rcp_colour_sequential (share) : rcp_colour_diverging (share);
  cell->strong = (int) i == self->winner;
  if (self->cell_width < TEXT_WIDTH)
    return;
  write_number (cell->text, sizeof cell->text, cell->value, self->cell_width < FINE_TEXT_WIDTH ? 1 : 2, ranges[matrix]);
}

static void
describe (RcpTraceRow *self, int matrix)
{
  static const char *const names[] = { N_ ("Input patch"), N_ ("Filter"), N_ ("Products") };
  g_autofree char *group = rcp_trace_words_group (&self->shape, self->group);
  g_autofree char *name = g_strdup_printf ("%s: %s", self->shape.has_weights ? _ (names[matrix]) : _ ("Window"), group);
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->shape.n_terms > MOST_WORDS)
    g_string_append_printf (text, _ ("%d rows of %d numbers"), self->shape.rows, self->shape.columns);
  for (guint i = 0; i < self->shape.n_terms && self->shape.n_terms <= MOST_WORDS; i++)
    {
      const RcpTraceTerm *term = &self->terms[i];
      g_autofree char *number = rcp_format_value ((double) number_of (term, matrix), 3);

      if (i > 0)
        g_string_append (text, i % (guint) self->shape.columns == 0 ? "; " : " ");
      g_string_append (text, term->padding && matrix != FILTER ? _ ("padding") : number);
    }
  rcp_cell_view_describe (self->views[matrix], name, text->str);
}

static void
frame (RcpTraceRow *self, RcpCellView *view, int term)
{
  if (term < 0)
    rcp_cell_view_set_frame (view, 0, 0, 0, 0);
  else
    rcp_cell_view_set_frame (view, term / self->shape.columns, term % self->shape.columns, 1, 1);
}

static void
fill (RcpTraceRow *self)
{
  guint n = (guint) (self->shape.rows * self->shape.columns);
  const RcpPalette *palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ()));

  if (self->terms == NULL || !self->unfolded || self->cell_width < 1)
    return;
  for (int matrix = 0; matrix < n_matrices (self); matrix++)
    {
      g_autofree RcpGridCell *cells = g_new0 (RcpGridCell, n);

      for (guint i = 0; i < n; i++)
        fill_cell (self, palette, matrix, i, &cells[i]);
      rcp_cell_view_set_cells (
          self->views[matrix],
          &(RcpCellGrid){ self->shape.rows, self->shape.columns, self->cell_width, self->cell_height, cells, FALSE });
      describe (self, matrix);
    }
  frame (self, self->views[PATCH], self->winner);
  if (self->shape.has_weights)
    frame (self, self->views[FILTER], self->learner);
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
  if (g_strcmp0 (gtk_inscription_get_text (self->sum_text), text) != 0)
    gtk_inscription_set_text (self->sum_text, text);
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
    g_signal_emit (self, signals[view == self->views[FILTER] ? WEIGHT_PRESSED : TERM_PRESSED], 0,
                   term_at (self, index));
}

/* Layout */

typedef struct
{
  int left; /* of the first matrix */
  int top;
  int cell_width;
  int cell_height;
  int matrix_width;
  int matrix_height;
  int height; /* of all */
} Layout;

static Layout
lay_out (RcpTraceRow *self, int width)
{
  int n = n_matrices (self);
  int room;
  Layout layout = { .left = BAR + GAP - RCP_CELL_FRAME };

  room = width - layout.left - (self->foldable ? 0 : SUM) - (n - 1) * SIGN - n * 2 * RCP_CELL_FRAME;
  layout.cell_width = CLAMP (room / (n * self->shape.columns), 2, LARGEST_CELL);
  layout.cell_height = layout.cell_width >= TEXT_WIDTH ? TEXT_HEIGHT : MIN (layout.cell_width, TEXT_HEIGHT);
  layout.matrix_width = self->shape.columns * layout.cell_width + 2 * RCP_CELL_FRAME;
  layout.matrix_height = self->shape.rows * layout.cell_height + 2 * RCP_CELL_FRAME;
  layout.top = (self->foldable ? HEADER : 0) + (self->headings[0] != NULL && self->unfolded ? HEADING : 0);
  layout.height = layout.top + (self->unfolded ? MAX (layout.matrix_height, self->foldable ? 0 : 2 * HEADING) : 0);
  return layout;
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
  Layout layout = lay_out (self, width);
  int x = layout.left;
  int middle = layout.top + layout.matrix_height / 2;

  if (self->foldable)
    {
      allocate (self->button, BAR + GAP, 0, BUTTON, HEADER);
      allocate (GTK_WIDGET (self->sum_text), width - SUM, 0, SUM, HEADER);
    }
  else
    {
      allocate (self->name, width - SUM + GAP, middle - HEADING, SUM - GAP, HEADING);
      allocate (GTK_WIDGET (self->sum_text), width - SUM + GAP, middle, SUM - GAP, HEADING + 2);
    }
  for (int i = 0; i < n_matrices (self) && self->unfolded; i++)
    {
      if (i > 0)
        {
          allocate (self->signs[i - 1], x - RCP_CELL_FRAME, middle - 10, SIGN + 2 * RCP_CELL_FRAME, 20);
          x += SIGN;
        }
      allocate (self->headings[i], x + RCP_CELL_FRAME, layout.top - HEADING, layout.matrix_width, HEADING);
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
  double left = BAR + GAP + BUTTON + GAP;
  double half = floor ((gtk_widget_get_width (GTK_WIDGET (self)) - SUM - 2 * GAP - left) / 2.0);
  double share = self->sum_range > 0.0 && isfinite (self->sum) ? CLAMP (self->sum / self->sum_range, -1.0, 1.0) : 0.0;
  double length = round (fabs (share) * half);

  if (half < 1.0)
    return;
  append_box (snapshot, rcp_colour_diverging (share < 0.0 ? -0.7 : 0.7), left + half - (share < 0.0 ? length : 0.0), 8,
              length, HEADER - 16);
  append_box (snapshot, palette->dim_text, left + half, 5, 1, HEADER - 10);
}

static void
rcp_trace_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  RcpTraceRow *self = RCP_TRACE_ROW (widget);
  const RcpPalette *palette = rcp_palette (adw_style_manager_get_dark (adw_style_manager_get_default ()));
  int channel = self->shape.first + (int) self->group;
  gboolean coloured = self->shape.source == RCP_TRACE_SOURCE_CHANNELS && self->shape.n_channels == 3;
  int top = self->foldable ? GAP / 2 : lay_out (self, gtk_widget_get_width (widget)).top + RCP_CELL_FRAME;

  append_box (snapshot, coloured ? rcp_palette_channel (palette, channel) : palette->outline, 0, top, BAR,
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
        self->signs[i - 1] = add_label (self, i == FILTER ? "×" : "=", 0.5f);
      self->views[i] = RCP_CELL_VIEW (rcp_cell_view_new ());
      gtk_widget_set_parent (GTK_WIDGET (self->views[i]), GTK_WIDGET (self));
      g_signal_connect_swapped (self->views[i], "hovered", G_CALLBACK (on_hovered), self);
      g_signal_connect_swapped (self->views[i], "pressed", G_CALLBACK (on_pressed), self);
    }
}

static void
add_button (RcpTraceRow *self, const char *name)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, GAP);

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
