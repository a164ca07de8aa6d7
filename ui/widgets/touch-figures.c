#include "touch-figures.h"

#include <glib/gi18n.h>

#include "draw/numbers.h"
#include "inspect/evaluation.h"
#include "measurement.h"
#include "pace.h"

/* how long weights must stay as they are before they are measured, in ms */
#define PLAIN_PATIENCE 250
#define EDITED_PATIENCE 40

struct _RcpTouchFigures
{
  RcpNetworkSection parent_instance;

  RcpPace pace;
  RcpMeasurement *plain_accuracy;
  RcpMeasurement *edited_accuracy;
  RcpSnapshot *base; /* that was there last: where it is the same, somebody has changed something */

  GtkInscription *plain;
  GtkInscription *edited;
  GtkInscription *answer;
  GtkLabel *answer_caption;
};

G_DEFINE_FINAL_TYPE (RcpTouchFigures, rcp_touch_figures, RCP_TYPE_NETWORK_SECTION)

static RcpNetworkModel *
model_of (RcpTouchFigures *self)
{
  return rcp_network_section_get_model (RCP_NETWORK_SECTION (self));
}

static RcpSession *
session_of (RcpTouchFigures *self)
{
  return rcp_network_model_get_session (model_of (self));
}

/* @caption: what it is; @tooltip: (nullable): more of it. To those who cannot see them both are said. */
static void
show (GtkInscription *label, const char *text, const char *caption, const char *tooltip)
{
  g_autofree char *description = tooltip != NULL ? g_strdup_printf ("%s: %s", caption, tooltip) : g_strdup (caption);

  gtk_inscription_set_text (label, text);
  if (g_strcmp0 (g_object_get_data (G_OBJECT (label), "description"), description) == 0)
    return;
  gtk_widget_set_tooltip_text (GTK_WIDGET (label), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
  g_object_set_data_full (G_OBJECT (label), "description", g_steal_pointer (&description), g_free);
}

/* The training has measured some weights itself: at the end of every epoch. While it runs the newest of these will do;
 * else it has to be of these very weights. */
static const RcpEpochRecord *
find_record (RcpTouchFigures *self, RcpSnapshot *base)
{
  RcpSession *session = session_of (self);
  RcpTrainer *trainer = rcp_session_get_trainer (session);
  gboolean live = rcp_session_get_live (session) && rcp_session_get_run_state (session) == RCP_TRAINER_RUNNING;
  const RcpEpochRecord *records;
  gsize n;

  if (trainer == NULL || rcp_session_get_untrained (session))
    return NULL;
  records = rcp_metrics_get_epochs (rcp_trainer_get_metrics (trainer), &n);
  if (live && n > 0)
    return &records[n - 1];
  for (gsize i = 0; i < n; i++)
    if (records[i].step == rcp_snapshot_get_step (base))
      return &records[i];
  return NULL;
}

static void
show_measured (RcpTouchFigures *self, RcpMeasurement *measurement, GtkInscription *label, const char *caption)
{
  gboolean training = rcp_session_get_run_state (session_of (self)) == RCP_TRAINER_RUNNING;
  RcpSnapshot *weights;
  const RcpEvaluation *evaluation = rcp_measurement_get_result (measurement, &weights);
  g_autofree char *share = NULL;
  g_autofree char *step = NULL;
  g_autofree char *count = NULL;
  g_autofree char *tooltip = NULL;

  if (rcp_measurement_get_problem (measurement) != NULL)
    {
      show (label, "–", caption, rcp_measurement_get_problem (measurement));
      return;
    }
  if (evaluation == NULL || (!training && !rcp_measurement_is_current (measurement)))
    {
      show (label, "…", caption, NULL);
      return;
    }
  share = rcp_format_share (evaluation->accuracy);
  step = rcp_format_count (rcp_snapshot_get_step (weights));
  count = rcp_format_count (evaluation->count);
  tooltip = g_strdup_printf (_ ("of %s test pictures, with the weights of step %s"), count, step);
  show (label, share, caption, tooltip);
}

static void
show_plain (RcpTouchFigures *self, RcpSnapshot *base)
{
  const RcpEpochRecord *record = find_record (self, base);
  g_autofree char *share = NULL;
  g_autofree char *tooltip = NULL;

  rcp_measurement_ask (self->plain_accuracy, record == NULL ? base : NULL, FALSE);
  if (record == NULL)
    {
      show_measured (self, self->plain_accuracy, self->plain, _ ("test accuracy"));
      return;
    }
  share = rcp_format_share (record->val_accuracy);
  tooltip = g_strdup_printf (_ ("as it was measured after epoch %u"), record->epoch);
  show (self->plain, share, _ ("test accuracy"), tooltip);
}

static void
show_edited (RcpTouchFigures *self, RcpEdits *edits)
{
  gboolean urgent = rcp_edits_get_base (edits) == self->base;

  if (!rcp_edits_is_edited (edits))
    {
      rcp_measurement_ask (self->edited_accuracy, NULL, FALSE);
      show (self->edited, "–", _ ("with the edit"), _ ("Nothing is changed"));
      return;
    }
  rcp_measurement_ask (self->edited_accuracy, rcp_edits_get_snapshot (edits), urgent);
  show_measured (self, self->edited_accuracy, self->edited, _ ("with the edit"));
}

static void
show_answer (RcpTouchFigures *self, RcpEdits *edits)
{
  RcpNetworkFrame *frame = rcp_network_model_get_frame (model_of (self));
  const char *caption = rcp_edits_is_edited (edits) ? _ ("answer with it") : _ ("answer");
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  guint answer;

  if (g_strcmp0 (gtk_label_get_label (self->answer_caption), caption) != 0)
    gtk_label_set_label (self->answer_caption, caption);
  if (frame == NULL)
    {
      show (self->answer, "…", caption, rcp_network_model_get_problem (model_of (self)));
      return;
    }
  answer = rcp_network_frame_get_answer (frame);
  name = rcp_network_model_dup_class_name (model_of (self), answer);
  text = g_strdup_printf (
      "%s %.0f %%", name,
      100.0 * (double) frame->activations[rcp_network_frame_get_architecture (frame)->softmax_offset + answer]);
  show (self->answer, text, caption, NULL);
}

static void
refresh (gpointer data)
{
  RcpTouchFigures *self = data;
  RcpEdits *edits = rcp_network_model_get_edits (model_of (self));

  if (edits == NULL || self->plain_accuracy == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  show_plain (self, rcp_edits_get_base (edits));
  show_edited (self, edits);
  show_answer (self, edits);
  rcp_snapshot_ref (rcp_edits_get_base (edits));
  g_clear_pointer (&self->base, rcp_snapshot_unref);
  self->base = rcp_edits_get_base (edits);
}

static void
rcp_touch_figures_show_edits (RcpNetworkSection *section, RcpEdits *edits)
{
  RcpTouchFigures *self = RCP_TOUCH_FIGURES (section);

  /* what somebody has just changed need not wait */
  if (edits != NULL && rcp_edits_get_base (edits) == self->base)
    rcp_pace_hurry (&self->pace);
  else
    rcp_pace_ask (&self->pace);
}

static void
rcp_touch_figures_show_frame (RcpNetworkSection *section, RcpNetworkFrame *frame)
{
  rcp_pace_ask (&RCP_TOUCH_FIGURES (section)->pace);
}

static void
rcp_touch_figures_show_network (RcpNetworkSection *section, RcpNetwork *network)
{
  RcpTouchFigures *self = RCP_TOUCH_FIGURES (section);

  rcp_measurement_ask (self->plain_accuracy, NULL, FALSE);
  rcp_measurement_ask (self->edited_accuracy, NULL, FALSE);
}

/* The object */

static void
on_changed (RcpTouchFigures *self)
{
  rcp_pace_ask (&self->pace);
}

static RcpMeasurement *
make_measurement (RcpTouchFigures *self, guint patience)
{
  RcpMeasurement *measurement = rcp_measurement_new (session_of (self), &rcp_measure_accuracy, patience);

  g_signal_connect_object (measurement, "measured", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  return measurement;
}

static void
rcp_touch_figures_map (GtkWidget *widget)
{
  RcpTouchFigures *self = RCP_TOUCH_FIGURES (widget);

  if (self->plain_accuracy == NULL && model_of (self) != NULL)
    {
      self->plain_accuracy = make_measurement (self, PLAIN_PATIENCE);
      self->edited_accuracy = make_measurement (self, EDITED_PATIENCE);
    }
  GTK_WIDGET_CLASS (rcp_touch_figures_parent_class)->map (widget);
}

static void
rcp_touch_figures_unmap (GtkWidget *widget)
{
  RcpTouchFigures *self = RCP_TOUCH_FIGURES (widget);

  rcp_pace_cancel (&self->pace);
  rcp_touch_figures_show_network (RCP_NETWORK_SECTION (self), NULL);
  GTK_WIDGET_CLASS (rcp_touch_figures_parent_class)->unmap (widget);
}

static void
rcp_touch_figures_dispose (GObject *object)
{
  RcpTouchFigures *self = RCP_TOUCH_FIGURES (object);

  rcp_pace_cancel (&self->pace);
  g_clear_object (&self->plain_accuracy);
  g_clear_object (&self->edited_accuracy);
  g_clear_pointer (&self->base, rcp_snapshot_unref);
  G_OBJECT_CLASS (rcp_touch_figures_parent_class)->dispose (object);
}

static void
rcp_touch_figures_class_init (RcpTouchFiguresClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  RcpNetworkSectionClass *section_class = RCP_NETWORK_SECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_touch_figures_dispose;
  widget_class->map = rcp_touch_figures_map;
  widget_class->unmap = rcp_touch_figures_unmap;
  section_class->show_network = rcp_touch_figures_show_network;
  section_class->show_edits = rcp_touch_figures_show_edits;
  section_class->show_frame = rcp_touch_figures_show_frame;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/touch-figures.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpTouchFigures, plain);
  gtk_widget_class_bind_template_child (widget_class, RcpTouchFigures, edited);
  gtk_widget_class_bind_template_child (widget_class, RcpTouchFigures, answer);
  gtk_widget_class_bind_template_child (widget_class, RcpTouchFigures, answer_caption);
}

static void
rcp_touch_figures_init (RcpTouchFigures *self)
{
  self->pace = (RcpPace){ .interval = RCP_PACE_READ, .call = refresh, .user_data = self };
  gtk_widget_init_template (GTK_WIDGET (self));
}
