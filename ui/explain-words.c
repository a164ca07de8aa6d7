#include "explain-words.h"

#include <glib/gi18n.h>
#include <math.h>

#include "draw/numbers.h"

/* digits of the largest number of a picture; the others have as many decimals */
#define DIGITS 3
#define MAX_DECIMALS 6

static const char *const channel_names[] = { N_ ("red"), N_ ("green"), N_ ("blue") };

char *
rcp_explain_format (double value, double range)
{
  int decimals = range > 0.0 ? DIGITS - 1 - (int) floor (log10 (range)) : 0;

  return rcp_format_value (value, CLAMP (decimals, 0, MAX_DECIMALS));
}

/* "−31.0": a difference of two probabilities in hundredths. */
static char *
format_points (float change)
{
  return rcp_format_value (100.0 * (double) change, 1);
}

static gsize
find_largest (const float *values, gsize n, gboolean of_sizes)
{
  gsize largest = 0;

  for (gsize i = 1; i < n; i++)
    if (of_sizes ? fabsf (values[i]) > fabsf (values[largest]) : values[i] > values[largest])
      largest = i;
  return largest;
}

static gsize
find_least (const float *values, gsize n)
{
  gsize least = 0;

  for (gsize i = 1; i < n; i++)
    if (values[i] < values[least])
      least = i;
  return least;
}

static RcpShape
picture_of (const RcpExplanation *explanation)
{
  return rcp_network_get_architecture (explanation->network)->input;
}

/* "rows 8–15", "row 8": of a place's extent along one side. */
static char *
describe_rows (int first, int last)
{
  return first == last ? g_strdup_printf (_ ("row %d"), first) : g_strdup_printf (_ ("rows %d–%d"), first, last);
}

static char *
describe_columns (int first, int last)
{
  return first == last ? g_strdup_printf (_ ("column %d"), first) : g_strdup_printf (_ ("columns %d–%d"), first, last);
}

/* Gradient saliency */

static char *
saliency_facts (const RcpExplanation *explanation, const char *answer)
{
  RcpShape picture = picture_of (explanation);
  gsize width = (gsize) picture.width, plane = (gsize) picture.height * width;
  gsize i = find_largest (explanation->values, rcp_shape_count (picture), TRUE);
  g_autofree char *value = rcp_explain_format ((double) explanation->values[i], fabs ((double) explanation->values[i]));
  int row = (int) (i % plane / width), column = (int) (i % width);

  if (picture.channels == G_N_ELEMENTS (channel_names))
    return g_strdup_printf (
        /* Translators: "dog, 44.4 %: the logit depends most on the green of the pixel at row 11, column 13: −0.326 for
         * each standard deviation." */
        _ ("%s: its logit depends most on the %s of the pixel at row %d, column %d: %s for each standard deviation."),
        answer, _ (channel_names[i / plane]), row, column, value);
  return g_strdup_printf (
      _ ("%s: its logit depends most on the pixel at row %d, column %d: %s for each standard deviation."), answer, row,
      column, value);
}

static void
append_channels (GString *text, const RcpExplained *explained, gsize i)
{
  const RcpExplanation *explanation = explained->explanation;
  RcpShape picture = picture_of (explanation);
  gsize plane = (gsize) picture.height * (gsize) picture.width;

  for (int c = 0; c < picture.channels; c++)
    {
      g_autofree char *value =
          rcp_explain_format ((double) explanation->values[(gsize) c * plane + i], explained->range);

      g_string_append (text, c > 0 ? ", " : "");
      if (picture.channels == G_N_ELEMENTS (channel_names))
        g_string_append_printf (text, "%s ", _ (channel_names[c]));
      else if (picture.channels > 1)
        g_string_append_printf (text, _ ("channel %d "), c);
      g_string_append (text, value);
    }
}

static void
append_saliency_pixel (GString *text, const RcpExplained *explained, gsize i)
{
  append_channels (text, explained, i);
  g_string_append (text, _ ("; so much the logit rises with each standard deviation that the pixel is brighter"));
}

/* Grad-CAM */

/* The pixels that a cell of the map lies over; FALSE where there are none, as in a map that is larger than the picture.
 */
static gboolean
find_extent (int cell, int cells, int pixels, int *first, int *last)
{
  *first = (cell * pixels + cells - 1) / cells;
  *last = ((cell + 1) * pixels + cells - 1) / cells - 1;
  return *first <= *last;
}

static char *
gradcam_facts (const RcpExplanation *explanation, const char *answer)
{
  const RcpShape map = explanation->shape, picture = picture_of (explanation);
  gsize i = find_largest (explanation->values, rcp_shape_count (map), FALSE);
  int row = (int) i / map.width, column = (int) i % map.width;
  int top, bottom, left, right;
  const char *layer = rcp_cell_layer_name (rcp_network_get_architecture (explanation->network), explanation->layer);
  g_autofree char *value = NULL, *rows = NULL, *columns = NULL;

  if (!(explanation->values[i] > 0.0f))
    return g_strdup_printf (_ ("%s: at no place do the maps of %s raise its logit."), answer, layer);
  value = rcp_explain_format ((double) explanation->values[i], (double) explanation->values[i]);
  if (!find_extent (row, map.height, picture.height, &top, &bottom)
      || !find_extent (column, map.width, picture.width, &left, &right))
    return g_strdup_printf (_ ("%s: the maps of %s raise its logit most at their row %d, column %d: %s."), answer,
                            layer, row, column, value);
  rows = describe_rows (top, bottom);
  columns = describe_columns (left, right);
  return g_strdup_printf (
      /* Translators: "dog, 44.4 %: the maps of relu2 raise its logit most at their row 3, column 4, which is at rows
       * 10–12, columns 13–15: 2.31." */
      _ ("%s: the maps of %s raise its logit most at their row %d, column %d, which is at %s, %s: %s."), answer, layer,
      row, column, rows, columns, value);
}

static void
append_gradcam_pixel (GString *text, const RcpExplained *explained, int row, int column)
{
  const RcpExplanation *explanation = explained->explanation;
  const RcpShape map = explanation->shape, picture = picture_of (explanation);
  int i = row * map.height / picture.height, j = column * map.width / picture.width;
  g_autofree char *value = rcp_explain_format ((double) explanation->values[i * map.width + j], explained->range);

  g_string_append_printf (
      text, _ ("%s; the weighed sum of the maps of %s at their row %d, column %d, 0 where it is negative"), value,
      rcp_cell_layer_name (rcp_network_get_architecture (explanation->network), explanation->layer), i, j);
}

/* Occlusion */

static char *
occlusion_facts (const RcpExplanation *explanation, const char *answer)
{
  gsize i = find_least (explanation->values, rcp_shape_count (explanation->shape));
  g_autofree char *points = format_points (explanation->values[i]);
  g_autofree char *rows = NULL, *columns = NULL;
  int top, left;

  if (!(explanation->values[i] < 0.0f))
    return g_strdup_printf (_ ("%s: no covered square lowers it."), answer);
  rcp_explanation_get_place (explanation, (int) i / explanation->shape.width, (int) i % explanation->shape.width, &top,
                             &left);
  rows = describe_rows (top, top + explanation->size - 1);
  columns = describe_columns (left, left + explanation->size - 1);
  return g_strdup_printf (
      /* Translators: "dog, 44.4 %: the covered square that lowers it most is at rows 8–15, columns 12–19: −31.0
       * points." Points are hundredths of a probability. */
      _ ("%s: the covered square that lowers it most is at %s, %s: %s points."), answer, rows, columns, points);
}

static int
count_squares (const RcpExplanation *explanation, int row, int column)
{
  int n = 0, top, left;

  for (int i = 0; i < explanation->shape.height; i++)
    for (int j = 0; j < explanation->shape.width; j++)
      {
        rcp_explanation_get_place (explanation, i, j, &top, &left);
        n += row >= top && row < top + explanation->size && column >= left && column < left + explanation->size;
      }
  return n;
}

static void
append_occlusion_pixel (GString *text, const RcpExplained *explained, int row, int column)
{
  const RcpExplanation *explanation = explained->explanation;
  int n = count_squares (explanation, row, column);
  g_autofree char *points = format_points (explained->flat[row * picture_of (explanation).width + column]);

  if (n == 0)
    g_string_append (text, _ ("no square covers it: nothing is known"));
  else
    g_string_append_printf (text,
                            ngettext ("%s points: the change of the probability with the %d square that covers it",
                                      "%s points: the mean change of the probability over the %d squares that cover it",
                                      (gulong) n),
                            points, n);
}

/* All of them */

char *
rcp_explain_facts (const RcpExplained *explained, const char *class_name)
{
  const RcpExplanation *explanation = explained->explanation;
  g_autofree char *share = rcp_format_share ((double) explanation->probability);
  g_autofree char *answer = g_strdup_printf ("%s, %s", class_name, share);

  switch (explanation->method)
    {
    case RCP_EXPLAIN_SALIENCY:
      return saliency_facts (explanation, answer);
    case RCP_EXPLAIN_GRADCAM:
      return gradcam_facts (explanation, answer);
    case RCP_EXPLAIN_OCCLUSION:
      return occlusion_facts (explanation, answer);
    case RCP_N_EXPLAIN_METHODS:
      break;
    }
  g_assert_not_reached ();
}

char *
rcp_explain_pixel (const RcpExplained *explained, int row, int column)
{
  const RcpExplanation *explanation = explained->explanation;
  RcpShape picture = picture_of (explanation);
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, _ ("Row %d, column %d: "), row, column);
  if (row < 0 || row >= picture.height || column < 0 || column >= picture.width)
    return g_strdup ("");
  switch (explanation->method)
    {
    case RCP_EXPLAIN_SALIENCY:
      append_saliency_pixel (text, explained, (gsize) row * (gsize) picture.width + (gsize) column);
      break;
    case RCP_EXPLAIN_GRADCAM:
      append_gradcam_pixel (text, explained, row, column);
      break;
    case RCP_EXPLAIN_OCCLUSION:
      append_occlusion_pixel (text, explained, row, column);
      break;
    case RCP_N_EXPLAIN_METHODS:
      g_assert_not_reached ();
    }
  g_string_append_c (text, '.');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
rcp_explain_caption (const RcpExplained *explained)
{
  const RcpExplanation *explanation = explained->explanation;
  const char *title = rcp_explain_method_title (explanation->method);

  if (explanation->method != RCP_EXPLAIN_GRADCAM)
    return g_strdup (title);
  return g_strdup_printf (
      /* Translators: what is drawn: "Grad-CAM of relu2, 10×10" */
      _ ("%s of %s, %d×%d"), title,
      rcp_cell_layer_name (rcp_network_get_architecture (explanation->network), explanation->layer),
      explanation->shape.height, explanation->shape.width);
}
