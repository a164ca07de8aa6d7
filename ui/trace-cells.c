#include "trace-cells.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "draw/numbers.h"
#include "trace-words.h"

#define FINE_TEXT_WIDTH 31 /* of a cell that numbers with a digit more fit into */
#define MOST_WORDS 64      /* cells that are read out one by one */

/* Ranges */

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

static double
range_of (const RcpTraceRanges *ranges, RcpTraceMatrix matrix)
{
  return matrix == RCP_TRACE_PATCH ? ranges->x : matrix == RCP_TRACE_FILTER ? ranges->weight : ranges->product;
}

/* Cells */

static float
number_of (const RcpTraceTerm *term, RcpTraceMatrix matrix)
{
  return matrix == RCP_TRACE_PATCH ? term->x : matrix == RCP_TRACE_FILTER ? term->weight : term->product;
}

/* The filter has a weight there all the same. */
static gboolean
is_padding (const RcpTraceTerm *term, RcpTraceMatrix matrix)
{
  return term->padding && matrix != RCP_TRACE_FILTER;
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
colour_cell (RcpGridCell *cell, const RcpTraceTerm *term, RcpTraceMatrix matrix, double range, gboolean sequential,
             const RcpPalette *palette)
{
  double share;

  cell->value = (double) number_of (term, matrix);
  if (is_padding (term, matrix))
    {
      cell->kind = RCP_CELL_PADDING;
      cell->fill = palette->padding;
      return;
    }
  share = range > 0.0 ? cell->value / range : 0.0;
  cell->fill = sequential ? rcp_colour_sequential (share) : rcp_colour_diverging (share);
}

RcpGridCell *
rcp_trace_cells_new (const RcpTraceShape *shape, const RcpTraceTerm *terms, RcpTraceMatrix matrix,
                     const RcpTraceRanges *ranges, int winner, int width, const RcpPalette *palette)
{
  guint n = (guint) (shape->rows * shape->columns);
  RcpGridCell *cells = g_new0 (RcpGridCell, n);
  double range = range_of (ranges, matrix);
  gboolean sequential = matrix == RCP_TRACE_PATCH && !shape->is_signed;

  for (guint i = 0; i < n; i++)
    {
      if (i >= shape->n_terms)
        {
          cells[i].kind = RCP_CELL_PENDING;
          continue;
        }
      colour_cell (&cells[i], &terms[i], matrix, range, sequential, palette);
      if (cells[i].kind == RCP_CELL_PADDING)
        continue;
      cells[i].strong = (int) i == winner;
      if (width >= RCP_TRACE_CELL_TEXT_WIDTH)
        write_number (cells[i].text, sizeof cells[i].text, cells[i].value, width < FINE_TEXT_WIDTH ? 1 : 2, range);
    }
  return cells;
}

/* Words */

char *
rcp_trace_cells_name (const RcpTraceShape *shape, guint group, RcpTraceMatrix matrix)
{
  static const char *const names[] = { N_ ("Input patch"), N_ ("Filter"), N_ ("Products") };
  g_autofree char *where = rcp_trace_words_group (shape, group);

  return g_strdup_printf ("%s: %s", shape->has_weights ? _ (names[matrix]) : _ ("Window"), where);
}

char *
rcp_trace_cells_describe (const RcpTraceShape *shape, const RcpTraceTerm *terms, RcpTraceMatrix matrix)
{
  GString *text;

  if (shape->n_terms > MOST_WORDS)
    return g_strdup_printf (_ ("%d rows of %d numbers"), shape->rows, shape->columns);
  text = g_string_new (NULL);
  for (guint i = 0; i < shape->n_terms; i++)
    {
      g_autofree char *number = rcp_format_value ((double) number_of (&terms[i], matrix), 3);

      if (i > 0)
        g_string_append (text, i % (guint) shape->columns == 0 ? "; " : " ");
      g_string_append (text, is_padding (&terms[i], matrix) ? _ ("padding") : number);
    }
  return g_string_free (text, FALSE);
}
