#include "walk-predict.h"

#include <glib/gi18n.h>
#include <math.h>

#include "draw/numbers.h"

#define DECIMALS 3

struct _RcpWalkPredict
{
  AdwBin parent_instance;

  RcpWalkModel *model;

  GtkLabel *question;
  GtkWidget *choices;
  GtkWidget *answers;
  GtkEntry *guess;
  GtkLabel *verdict;
};

G_DEFINE_FINAL_TYPE (RcpWalkPredict, rcp_walk_predict, ADW_TYPE_BIN)

static double
answer_of (RcpWalkModel *model)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (model);

  if (rcp_walk_model_get_hidden (model) == RCP_WALK_HIDDEN_SIZE)
    return walk->output_size;
  return (double) walk->output[rcp_walk_model_get_hidden_cell (model)];
}

static char *
question_of (RcpWalkModel *model)
{
  const RcpWalk *walk = rcp_walk_model_get_walk (model);
  int cell, n;

  switch (rcp_walk_model_get_hidden (model))
    {
    case RCP_WALK_HIDDEN_SIZE:
      return g_strdup (_ ("How many rows and columns does the output have?"));
    case RCP_WALK_HIDDEN_VALUE:
      cell = rcp_walk_model_get_hidden_cell (model);
      n = walk->output_size;
      if (walk->settings.output_channels > 1)
        return g_strdup_printf (_ ("What stands in map %d, row %d, column %d?"), cell / (n * n) + 1,
                                cell % (n * n) / n + 1, cell % n + 1);
      return g_strdup_printf (_ ("What stands in row %d, column %d of the output?"), cell / n + 1, cell % n + 1);
    default:
      return g_strdup (_ ("Hide something and say it first."));
    }
}

static void
show_question (RcpWalkPredict *self)
{
  gboolean asking = rcp_walk_model_get_hidden (self->model) != RCP_WALK_HIDDEN_NOTHING;
  g_autofree char *question = question_of (self->model);

  gtk_label_set_label (self->question, question);
  gtk_widget_set_visible (self->choices, !asking);
  gtk_widget_set_visible (self->answers, asking);
  gtk_widget_set_sensitive (self->choices, rcp_walk_model_get_walk (self->model) != NULL);
}

static void
say (RcpWalkPredict *self, char *words)
{
  gtk_label_set_label (self->verdict, words);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), *words != '\0');
  g_free (words);
}

/* What is hidden, with why. */
static char *
answer_text (RcpWalkModel *model)
{
  g_autofree char *value = NULL;

  if (rcp_walk_model_get_hidden (model) == RCP_WALK_HIDDEN_SIZE)
    return rcp_walk_settings_rule (rcp_walk_model_get_settings (model), TRUE);
  value = rcp_format_value (answer_of (model), DECIMALS);
  return g_steal_pointer (&value);
}

/* Right is what rounds to it at the digits that were given, of which one is enough. */
static gboolean
is_right (RcpWalkModel *model, double guess, const char *text)
{
  const char *point = strpbrk (text, ".,");
  int decimals = point != NULL ? (int) MIN (strlen (point + 1), 6) : 0;
  double unit = pow (10.0, -decimals);
  double answer = answer_of (model);

  if (rcp_walk_model_get_hidden (model) == RCP_WALK_HIDDEN_SIZE || (decimals == 0 && fabs (answer) < 10.0))
    return fabs (guess - answer) < 1e-4;
  return fabs (guess - answer) <= 0.5 * unit + 1e-6;
}

static void
on_check (RcpWalkPredict *self)
{
  g_autofree char *answer = NULL;
  g_autofree char *text = NULL;
  char *end;
  double guess;

  if (rcp_walk_model_get_hidden (self->model) == RCP_WALK_HIDDEN_NOTHING)
    return;
  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->guess))));
  guess = g_strtod (text, &end);
  if (*text == '\0' || *end != '\0' || !isfinite (guess))
    {
      say (self, g_strdup (_ ("Write a number, such as 4 or -0.16.")));
      return;
    }
  answer = answer_text (self->model);
  if (is_right (self->model, guess, text))
    {
      rcp_walk_model_hide (self->model, RCP_WALK_HIDDEN_NOTHING);
      say (self, g_strdup_printf (_ ("Right: %s."), answer));
    }
  else if (fabs (guess - answer_of (self->model)) < 0.1 * (fabs (answer_of (self->model)) + 0.1))
    say (self, g_strdup_printf (guess < answer_of (self->model) ? _ ("Very close: a little more.")
                                                                : _ ("Very close: a little less.")));
  else
    say (self, g_strdup (guess < answer_of (self->model) ? _ ("Not yet: it is more than that. Try again.")
                                                         : _ ("Not yet: it is less than that. Try again.")));
}

static void
on_reveal (RcpWalkPredict *self)
{
  g_autofree char *answer = answer_text (self->model);

  rcp_walk_model_hide (self->model, RCP_WALK_HIDDEN_NOTHING);
  say (self, g_strdup_printf (_ ("It is %s."), answer));
}

static void
ask (RcpWalkPredict *self, RcpWalkHidden what)
{
  gtk_editable_set_text (GTK_EDITABLE (self->guess), "");
  say (self, g_strdup (""));
  rcp_walk_model_hide (self->model, what);
  gtk_widget_grab_focus (GTK_WIDGET (self->guess));
}

static void
on_hide_size (RcpWalkPredict *self)
{
  ask (self, RCP_WALK_HIDDEN_SIZE);
}

static void
on_hide_value (RcpWalkPredict *self)
{
  ask (self, RCP_WALK_HIDDEN_VALUE);
}

static void
on_walk_changed (RcpWalkPredict *self)
{
  show_question (self);
  /* what was said was said of another layer */
  say (self, g_strdup (""));
}

void
rcp_walk_predict_set_model (RcpWalkPredict *self, RcpWalkModel *model)
{
  g_return_if_fail (RCP_IS_WALK_PREDICT (self));
  g_return_if_fail (self->model == NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "walk-changed", G_CALLBACK (on_walk_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "hidden-changed", G_CALLBACK (show_question), self, G_CONNECT_SWAPPED);
  on_walk_changed (self);
}

static void
rcp_walk_predict_dispose (GObject *object)
{
  g_clear_object (&RCP_WALK_PREDICT (object)->model);
  G_OBJECT_CLASS (rcp_walk_predict_parent_class)->dispose (object);
}

static void
rcp_walk_predict_class_init (RcpWalkPredictClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_walk_predict_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/walk-predict.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpWalkPredict, question);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkPredict, choices);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkPredict, answers);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkPredict, guess);
  gtk_widget_class_bind_template_child (widget_class, RcpWalkPredict, verdict);
  gtk_widget_class_bind_template_callback (widget_class, on_check);
  gtk_widget_class_bind_template_callback (widget_class, on_reveal);
  gtk_widget_class_bind_template_callback (widget_class, on_hide_size);
  gtk_widget_class_bind_template_callback (widget_class, on_hide_value);
}

static void
rcp_walk_predict_init (RcpWalkPredict *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
