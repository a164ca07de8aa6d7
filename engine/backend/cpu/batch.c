#include "backend/cpu/state.h"

#include <math.h>

void
rcp_cpu_load_slice (RcpBackendState *self, RcpCpuWorkspace *workspace, const RcpSamples *samples, const guint32 *order,
                    guint first, guint count)
{
  const guint8 *pixels[RCP_SLICE];

  for (guint i = 0; i < RCP_SLICE; i++)
    {
      guint at = first + (i < count ? i : 0);

      pixels[i] = rcp_samples_pixels (samples, order != NULL ? order[at] : at);
    }
  self->kernels->load (pixels, samples->shape, &self->normalisation, workspace->values);
}

guint
rcp_cpu_answer (const float *logits, guint n_classes, guint lane)
{
  guint best = 0;

  for (guint i = 1; i < n_classes; i++)
    if (logits[i * RCP_SLICE + lane] > logits[best * RCP_SLICE + lane])
      best = i;
  return best;
}

double
rcp_cpu_softmax (const float *logits, guint n_classes, guint lane, float *probabilities)
{
  /* shifted by the largest logit, so that nothing overflows */
  float most = logits[rcp_cpu_answer (logits, n_classes, lane) * RCP_SLICE + lane];
  double sum = 0;

  for (guint i = 0; i < n_classes; i++)
    {
      probabilities[i] = expf (logits[i * RCP_SLICE + lane] - most);
      sum += probabilities[i];
    }
  for (guint i = 0; i < n_classes; i++)
    probabilities[i] = (float) (probabilities[i] / sum);
  return log (sum) + most;
}
