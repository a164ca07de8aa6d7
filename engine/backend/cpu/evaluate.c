#include "backend/cpu/state.h"

/* The forward pass over many samples, for what it says of the network. */

typedef struct
{
  RcpBackendState *self;
  const RcpSamples *samples;
  guint first;
  guint count;
  guint8 *predicted;
  float *loss;
  float *probability;
} Evaluation;

static void
evaluate_slice (gpointer data, guint index, guint member)
{
  const Evaluation *evaluation = data;
  RcpBackendState *self = evaluation->self;
  RcpCpuModel model = rcp_cpu_model (self);
  RcpCpuWorkspace *workspace = &self->workspaces[member];
  const guint n_classes = self->architecture->n_classes;
  const guint at = index * RCP_SLICE;
  const guint count = MIN (RCP_SLICE, evaluation->count - at);
  const float *logits;

  rcp_cpu_load_slice (self, workspace, evaluation->samples, NULL, evaluation->first + at, count);
  logits = rcp_cpu_forward (&model, workspace);
  for (guint lane = 0; lane < count; lane++)
    {
      float probabilities[G_MAXUINT8 + 1];
      guint best = rcp_cpu_answer (logits, n_classes, lane);
      double log_sum = rcp_cpu_softmax (logits, n_classes, lane, probabilities);
      guint label = rcp_samples_label (evaluation->samples, evaluation->first + at + lane);

      if (evaluation->predicted != NULL)
        evaluation->predicted[at + lane] = (guint8) best;
      if (evaluation->loss != NULL)
        evaluation->loss[at + lane] = (float) (log_sum - logits[label * RCP_SLICE + lane]);
      if (evaluation->probability != NULL)
        evaluation->probability[at + lane] = probabilities[best];
    }
}

gboolean
rcp_cpu_evaluate (RcpBackendState *self, RcpSplit split, guint first, guint count, guint8 *predicted, float *loss,
                  float *probability, GError **error)
{
  Evaluation evaluation = { self, self->samples[split], first, count, predicted, loss, probability };

  g_return_val_if_fail (evaluation.samples != NULL, FALSE);
  g_return_val_if_fail ((guint64) first + count <= evaluation.samples->count, FALSE);

  rcp_team_run (self->team, (count + RCP_SLICE - 1) / RCP_SLICE, evaluate_slice, &evaluation);
  return TRUE;
}
