#include "filter-sum.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "chart-text.h"

#define GAP 18.0
#define LETTER 18.0
#define RESULT 22.0
#define CELL_MOST_WIDTH 64.0
#define CELL_MOST_HEIGHT 30.0
#define TEXT_SIDE 3.0

/* How much smaller than small a number may be written. */
#define SMALLEST 0.75

#define MINUS "\342\210\222"     /* − */
#define TIMES "\303\227"         /* × */
#define BECOMES " \342\206\222 " /* → */

char *
rcp_sum_number (double number)
{
  char *text;
  gsize length;
  double size = fabs (number);

  if (size >= 1e6)
    text = g_strdup_printf ("%.3g", size);
  else
    text = g_strdup_printf ("%.2f", size);
  length = strlen (text);
  if (size < 1e6)
    {
      while (text[length - 1] == '0')
        text[--length] = '\0';
      if (!g_ascii_isdigit (text[length - 1]))
        text[--length] = '\0';
    }
  if (number < 0.0 && strcmp (text, "0") != 0)
    {
      char *negative = g_strconcat (MINUS, text, NULL);

      g_free (text);
      return negative;
    }
  return text;
}

static void
append_factor (GString *text, const char *sign, double number)
{
  g_autofree char *digits = rcp_sum_number (number);

  g_string_append_printf (text, " %s %s", sign, digits);
}

char *
rcp_sum_result (const RcpFilter *filter, const RcpFilterSum *sum)
{
  g_autofree char *plain = rcp_sum_number (sum->sum);
  g_autofree char *value = rcp_sum_number (sum->value);
  g_autoptr (GString) text = g_string_new ("= ");
  double divisor = rcp_filter_get_divisor (filter);
  gboolean more = divisor != 1.0 || filter->scale != 1.0 || filter->offset != 0.0;

  g_string_append (text, plain);
  if (divisor != 1.0)
    append_factor (text, "/", divisor);
  if (filter->scale != 1.0)
    append_factor (text, TIMES, filter->scale);
  if (filter->offset != 0.0)
    append_factor (text, filter->offset < 0.0 ? MINUS : "+", fabs (filter->offset));
  if (more)
    g_string_append_printf (text, " = %s", value);
  if ((double) sum->value != sum->byte)
    g_string_append_printf (text, "%s%d", BECOMES, sum->byte);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Drawing */

static double
largest_product (const RcpSumSheet *self)
{
  double largest = 0.0;

  for (int s = 0; s < self->n_sums; s++)
    for (int i = 0; i < self->sums[s].height * self->sums[s].width; i++)
      largest = MAX (largest, fabs (self->sums[s].terms[i].weight * self->sums[s].terms[i].pixel));
  return largest;
}

static char *
factors_of (const RcpFilterTerm *term)
{
  g_autofree char *weight = rcp_sum_number (term->weight);

  return g_strdup_printf ("%s" TIMES "%d", weight, term->pixel);
}

static char *
text_of (const RcpFilterTerm *term, gboolean factors)
{
  return factors ? factors_of (term) : rcp_sum_number (term->weight * term->pixel);
}

/* How much smaller than small all terms have to be for the longest one to fit. */
static double
fitting_factor (const RcpSumSheet *self, const RcpChartCanvas *canvas, gboolean factors, double room, double height)
{
  double longest = 1.0;

  for (int s = 0; s < self->n_sums; s++)
    for (int i = 0; i < self->sums[s].height * self->sums[s].width; i++)
      {
        g_autofree char *text = text_of (&self->sums[s].terms[i], factors);

        longest = MAX (longest, rcp_chart_text_width (canvas, RCP_TEXT_SMALL, text));
      }
  return MIN (1.0, MIN (room / longest, height / rcp_chart_text_height (canvas, RCP_TEXT_SMALL)));
}

static void
show_scaled (const RcpChartCanvas *canvas, cairo_t *cr, RcpTextStyle style, RcpColour colour, double x, double y,
             double factor, const char *text)
{
  cairo_save (cr);
  cairo_translate (cr, x, y);
  cairo_scale (cr, factor, factor);
  rcp_chart_show_text (canvas, cr, style, colour, 0.0, 0.0, 0.5, text);
  cairo_restore (cr);
}

static void
draw_term (const RcpChartCanvas *canvas, const RcpFilterTerm *term, gboolean factors, double factor, double largest,
           double x, double y, double width, double height, cairo_t *cr)
{
  double line = 1.0 / canvas->scale;
  double product = term->weight * term->pixel;
  RcpColour background = rcp_colour_diverging (largest > 0.0 ? 0.8 * product / largest : 0.0);
  g_autofree char *text = text_of (term, factors);

  cairo_rectangle (cr, x, y, width - line, height - line);
  rcp_set_colour (cr, background);
  cairo_fill (cr);
  /* white on white is a cell all the same */
  cairo_rectangle (cr, x + line / 2.0, y + line / 2.0, width - 2.0 * line, height - 2.0 * line);
  cairo_set_source_rgba (cr, 0.0, 0.0, 0.0, 0.12);
  cairo_set_line_width (cr, line);
  cairo_stroke (cr);
  if (term->outside)
    {
      /* what the border made up */
      const double dashes[] = { 3.0, 2.0 };

      cairo_save (cr);
      cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0.0);
      cairo_set_line_width (cr, 1.5);
      cairo_rectangle (cr, x + 1.0, y + 1.0, width - line - 2.0, height - line - 2.0);
      rcp_set_colour (cr, rcp_colour_text_on (background));
      cairo_stroke (cr);
      cairo_restore (cr);
    }
  show_scaled (canvas, cr, RCP_TEXT_SMALL, rcp_colour_text_on (background), x + (width - line) / 2.0,
               y + (height - line) / 2.0, factor, text);
}

static const char *
letter_of (const RcpSumSheet *self, int s)
{
  static const char *const letters[] = { N_ ("R"), N_ ("G"), N_ ("B") };

  return self->n_sums == 1 ? _ ("Grey") : _ (letters[s]);
}

static double
letter_room (int n_sums)
{
  return n_sums == 1 ? 2.0 * LETTER + 6.0 : LETTER;
}

static void
draw_sum (const RcpSumSheet *self, int s, const RcpChartCanvas *canvas, double x, double width, double largest,
          cairo_t *cr)
{
  const RcpFilterSum *sum = &self->sums[s];
  double left = letter_room (self->n_sums);
  double cell_width = MIN (CELL_MOST_WIDTH, floor ((width - left) / sum->width * canvas->scale) / canvas->scale);
  double cell_height =
      MIN (CELL_MOST_HEIGHT, floor ((canvas->height - RESULT) / sum->height * canvas->scale) / canvas->scale);
  double grid = sum->height * cell_height;
  g_autofree char *result = rcp_sum_result (&self->filter, sum);
  double room = cell_width - 2.0 * TEXT_SIDE, text_height = cell_height - 2.0;
  double factor = fitting_factor (self, canvas, TRUE, room, text_height);
  /* "−2×162" tells more than the product alone; all of them are written so, or none */
  gboolean factors = factor >= SMALLEST;
  double result_width = MAX (rcp_chart_text_width (canvas, RCP_TEXT_STRONG, result), 1.0);
  double result_factor = MIN (1.0, width / result_width);

  if (!factors)
    factor = fitting_factor (self, canvas, FALSE, room, text_height);
  rcp_chart_show_text (canvas, cr, RCP_TEXT_STRONG,
                       self->n_sums == 1 ? canvas->palette->text : canvas->palette->channels[s], x, grid / 2.0, 0.0,
                       letter_of (self, s));
  for (int i = 0; i < sum->height * sum->width; i++)
    draw_term (canvas, &sum->terms[i], factors, factor, largest, x + left + i % sum->width * cell_width,
               i / sum->width * cell_height, cell_width, cell_height, cr);
  /* below the products, and nowhere cut off */
  result_width *= result_factor;
  show_scaled (canvas, cr, RCP_TEXT_STRONG, canvas->palette->text,
               x + CLAMP (left + sum->width * cell_width / 2.0, result_width / 2.0, width - result_width / 2.0),
               grid + RESULT / 2.0 + 2.0, result_factor, result);
}

/* A product of @weight that is as long as any: one with decimals where the weight has some. */
static char *
longest_product (double weight)
{
  double product = 255.0 * weight;

  return weight == round (weight) ? rcp_sum_number (product)
                                  : g_strdup_printf ("%s%.2f", product < 0.0 ? MINUS : "", fabs (product));
}

double
rcp_sum_sheet_width (const RcpFilter *filter, const RcpChartCanvas *canvas)
{
  int n_sums = rcp_filter_get_channels (filter);
  double longest = 0.0;

  for (int i = 0; i < filter->kernel.height * filter->kernel.width; i++)
    {
      g_autofree char *text = longest_product (filter->kernel.weights[i]);

      longest = MAX (longest, rcp_chart_text_width (canvas, RCP_TEXT_SMALL, text));
    }
  return n_sums * (letter_room (n_sums) + filter->kernel.width * ceil (SMALLEST * longest + 2.0 * TEXT_SIDE))
         + (n_sums - 1) * GAP;
}

void
rcp_sum_sheet_draw (const RcpSumSheet *self, const RcpChartCanvas *canvas, cairo_t *cr)
{
  double largest = largest_product (self);
  double width = (canvas->width - (self->n_sums - 1) * GAP) / self->n_sums;

  for (int s = 0; s < self->n_sums; s++)
    draw_sum (self, s, canvas, rcp_chart_snap (canvas, s * (width + GAP)), width, largest, cr);
}

/* Words */

char *
rcp_sum_sheet_describe (const RcpSumSheet *self)
{
  static const char *const names[] = { N_ ("red"), N_ ("green"), N_ ("blue") };
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_printf (text, _ ("Row %d, column %d"), self->row, self->column);
  for (int s = 0; s < self->n_sums; s++)
    {
      const RcpFilterSum *sum = &self->sums[s];
      g_autofree char *result = rcp_sum_result (&self->filter, sum);

      g_string_append_printf (text, s == 0 ? ": %s" : "; %s", self->n_sums == 1 ? _ ("grey") : _ (names[s]));
      for (int i = 0; i < sum->height * sum->width; i++)
        {
          const RcpFilterTerm *term = &sum->terms[i];
          g_autofree char *weight = rcp_sum_number (term->weight);

          g_string_append_printf (text, "%s %s" TIMES "%d", i > 0 ? " +" : "", weight, term->pixel);
          if (term->outside)
            g_string_append_printf (text, " %s", _ ("(border)"));
        }
      g_string_append_printf (text, " %s", result);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}
