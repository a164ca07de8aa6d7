#include "learned-words.h"

#include <glib/gi18n.h>

#include "draw/numbers.h"

/* dead filters that are listed one by one */
#define MOST_LISTED 12

char *
rcp_learned_words_title (const RcpLayer *layer)
{
  return g_strdup_printf (_ ("Learned filters of %s"), layer->name);
}

static char *
describe_range (const RcpFilterSheet *sheet)
{
  g_autofree char *range = rcp_format_loss (sheet->range);

  return g_strdup_printf (
      sheet->tiles ? _ ("±%s · colour as the picture sees it") : _ ("±%s · blue below 0, red above"), range);
}

char *
rcp_learned_words_shape (const RcpFilterSheet *sheet)
{
  g_autofree char *range = describe_range (sheet);

  if (sheet->rows == 1 && sheet->n_planes == 1)
    return g_strdup_printf ("%d · %s", sheet->columns, range);
  return g_strdup_printf ("%d × %d × %d · %s", sheet->rows, sheet->columns, sheet->n_planes, range);
}

char *
rcp_learned_words_gradient (const RcpBatchGradient *gradient, const char *problem)
{
  g_autofree char *step = NULL;

  if (problem != NULL)
    return g_strdup_printf (_ ("Gradient: %s"), problem);
  if (gradient == NULL)
    return g_strdup (_ ("Gradient: …"));
  step = rcp_format_count (gradient->step);
  return g_strdup_printf (_ ("Gradient: of the batch of step %s, at the weights before it."), step);
}

/* "0, 3, 5 …" */
static char *
list_dead (const RcpFilterSheet *sheet, int *n)
{
  g_autoptr (GString) text = g_string_new (NULL);

  *n = 0;
  for (int i = 0; i < sheet->n_filters; i++)
    if (sheet->dead[i] && (*n)++ < MOST_LISTED)
      g_string_append_printf (text, "%s%d", text->len > 0 ? ", " : "", i);
  if (*n > MOST_LISTED)
    g_string_append (text, " …");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
rcp_learned_words_dead (const RcpFilterSheet *sheet, const RcpActivity *activity, RcpSnapshot *weights,
                        const char *problem)
{
  g_autofree char *count = NULL;
  g_autofree char *step = NULL;
  g_autofree char *list = NULL;
  int n;

  if (problem != NULL)
    return g_strdup_printf (_ ("Dead: %s"), problem);
  if (activity == NULL)
    return g_strdup (_ ("Dead: …"));
  if (sheet->dead == NULL)
    return g_strdup (_ ("No ReLU follows: none can be dead."));
  count = rcp_format_count (activity->count);
  step = rcp_format_count (rcp_snapshot_get_step (weights));
  list = list_dead (sheet, &n);
  if (n == 0)
    return g_strdup_printf (_ ("Dead: none over %s test pictures, at step %s."), count, step);
  return g_strdup_printf (_ ("Dead: %s, on none of %s test pictures above 0, at step %s."), list, count, step);
}

char *
rcp_learned_words_selected (const RcpFilterSheet *sheet)
{
  const int filter = sheet->selected;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *norm = NULL;

  if (filter < 0)
    return g_strdup ("");
  norm = g_strdup_printf ("%.2f", sheet->norms[filter]);
  g_string_append_printf (text, sheet->is_linear ? _ ("Unit %d of %d: norm %s") : _ ("Filter %d of %d: norm %s"),
                          filter, sheet->n_filters, norm);
  if (sheet->gradients != NULL)
    {
      g_autofree char *gradient = rcp_format_loss (sheet->gradients[filter]);

      g_string_append_printf (text, _ (", gradient %s"), gradient);
    }
  if (sheet->dead != NULL && sheet->dead[filter])
    g_string_append (text, _ (", dead"));
  g_string_append (text, ". ");
  return g_string_free (g_steal_pointer (&text), FALSE);
}
