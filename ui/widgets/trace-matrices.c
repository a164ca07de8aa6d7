#include "trace-matrices.h"

#include <math.h>

#include "trace-row.h"

/* matrices together higher than this, at an ordinary width, begin folded */
#define MOST_HEIGHT 620

struct _RcpTraceMatrices
{
  AdwBin parent_instance;

  RcpTraceShape shape; /* of the rows that there are */
  GPtrArray *rows;     /* of RcpTraceRow, children of @box */
  GtkBox *box;
};

G_DEFINE_FINAL_TYPE (RcpTraceMatrices, rcp_trace_matrices, ADW_TYPE_BIN)

enum
{
  HOVERED,
  TERM_PRESSED,
  WEIGHT_PRESSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_hovered (RcpTraceMatrices *self, int term)
{
  g_signal_emit (self, signals[HOVERED], 0, term);
}

static void
on_term_pressed (RcpTraceMatrices *self, int term)
{
  g_signal_emit (self, signals[TERM_PRESSED], 0, term);
}

static void
on_weight_pressed (RcpTraceMatrices *self, int term)
{
  g_signal_emit (self, signals[WEIGHT_PRESSED], 0, term);
}

static void
remove_rows (RcpTraceMatrices *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    gtk_box_remove (self->box, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
}

static void
make_rows (RcpTraceMatrices *self, const RcpTraceShape *shape)
{
  /* of cells that three matrices of an ordinary card have */
  int cell = MIN (17, 120 / MAX (1, shape->columns));
  gboolean foldable = (int) shape->n_groups * (shape->rows * cell + 12) > MOST_HEIGHT;

  remove_rows (self);
  self->shape = *shape;
  for (guint i = 0; i < shape->n_groups; i++)
    {
      GtkWidget *row = rcp_trace_row_new (shape, i, foldable);

      g_signal_connect_swapped (row, "hovered", G_CALLBACK (on_hovered), self);
      g_signal_connect_swapped (row, "term-pressed", G_CALLBACK (on_term_pressed), self);
      g_signal_connect_swapped (row, "weight-pressed", G_CALLBACK (on_weight_pressed), self);
      gtk_box_append (self->box, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_box_set_spacing (self->box, foldable ? 0 : 6);
}

static double
largest_sum (const RcpTraceShape *shape, const RcpTrace *trace)
{
  double most = 0.0;

  for (guint i = 0; i < shape->n_groups; i++)
    most = MAX (most, fabs (rcp_trace_shape_sum (shape, trace, i)));
  return most;
}

void
rcp_trace_matrices_show (RcpTraceMatrices *self, const RcpTrace *trace, gsize weight)
{
  RcpTraceRanges ranges;
  RcpTraceShape shape;
  double sum_range;

  g_return_if_fail (RCP_IS_TRACE_MATRICES (self));

  ranges = rcp_trace_ranges_of (trace);
  shape = rcp_trace_shape_of (trace);
  sum_range = largest_sum (&shape, trace);
  if (!rcp_trace_shape_equal (&shape, &self->shape))
    make_rows (self, &shape);
  for (guint i = 0; i < self->rows->len; i++)
    rcp_trace_row_show (g_ptr_array_index (self->rows, i), trace, &ranges, sum_range, weight);
}

static void
rcp_trace_matrices_finalize (GObject *object)
{
  g_clear_pointer (&RCP_TRACE_MATRICES (object)->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (rcp_trace_matrices_parent_class)->finalize (object);
}

static guint
add_signal (const char *name)
{
  return g_signal_new (name, RCP_TYPE_TRACE_MATRICES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                       G_TYPE_INT);
}

static void
rcp_trace_matrices_class_init (RcpTraceMatricesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rcp_trace_matrices_finalize;

  signals[HOVERED] = add_signal ("hovered");
  signals[TERM_PRESSED] = add_signal ("term-pressed");
  signals[WEIGHT_PRESSED] = add_signal ("weight-pressed");
}

static void
rcp_trace_matrices_init (RcpTraceMatrices *self)
{
  self->rows = g_ptr_array_new ();
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->box));
}
