#include "backend/cpu/state.h"

/* The forward pass over many samples, for which channels of each ReLU fire. Nothing is fused: a ReLU that goes together
 * with its pool leaves no map behind, and the pool does not see the last row and column of an odd one. */

typedef struct
{
  RcpBackendState *self;
  RcpCpuModel model;
  RcpCpuWorkspace *workspaces; /* one a member of the team */
  guint32 *counts;             /* one row of channels a member */
  guint n_channels;
  const RcpSamples *samples;
  guint first;
  guint count;
} Activity;

static gboolean
is_relu (const RcpCpuLayer *layer)
{
  return layer->layer->kind == RCP_LAYER_RELU;
}

static guint
count_channels (const RcpCpuPlan *plan)
{
  guint n = 0;

  for (guint i = 0; i < plan->n_layers; i++)
    n += is_relu (&plan->layers[i]) ? (guint) plan->layers[i].layer->output.channels : 0;
  return n;
}

/* On how many of the first @count lanes a map of @size pixels has a value above 0. */
static guint
count_lanes (const float *map, gsize size, guint count)
{
  guint32 fires[RCP_SLICE] = { 0 };
  guint n = 0;

  for (gsize i = 0; i < size; i++)
    for (guint lane = 0; lane < RCP_SLICE; lane++)
      fires[lane] |= map[i * RCP_SLICE + lane] > 0.0f;
  for (guint lane = 0; lane < count; lane++)
    n += fires[lane];
  return n;
}

static void
count_slice (gpointer data, guint index, guint member)
{
  const Activity *activity = data;
  RcpCpuWorkspace *workspace = &activity->workspaces[member];
  guint32 *fired = activity->counts + (gsize) member * activity->n_channels;
  const guint at = index * RCP_SLICE;
  const guint count = MIN (RCP_SLICE, activity->count - at);

  rcp_cpu_load_slice (activity->self, workspace, activity->samples, NULL, activity->first + at, count);
  rcp_cpu_forward (&activity->model, workspace);
  for (guint i = 0; i < activity->model.plan->n_layers; i++)
    {
      const RcpCpuLayer *layer = &activity->model.plan->layers[i];
      const gsize map = (gsize) layer->layer->output.height * layer->layer->output.width;

      if (!is_relu (layer))
        continue;
      for (int channel = 0; channel < layer->layer->output.channels; channel++)
        *fired++ += count_lanes (workspace->values + layer->value + channel * map * RCP_SLICE, map, count);
    }
}

gboolean
rcp_cpu_activity (RcpBackendState *self, RcpSplit split, guint first, guint count, guint32 *fired, GError **error)
{
  const guint members = rcp_team_get_size (self->team);
  Activity activity = {
    .self = self, .model = rcp_cpu_probe_model (self), .samples = self->samples[split], .first = first, .count = count
  };

  g_return_val_if_fail (activity.samples != NULL, FALSE);
  g_return_val_if_fail ((guint64) first + count <= activity.samples->count, FALSE);

  activity.n_channels = count_channels (activity.model.plan);
  activity.counts = g_new0 (guint32, MAX (1, (gsize) members * activity.n_channels));
  activity.workspaces = g_new0 (RcpCpuWorkspace, members);
  for (guint i = 0; i < members; i++)
    rcp_cpu_workspace_init (&activity.workspaces[i], activity.model.plan);

  rcp_team_run (self->team, (count + RCP_SLICE - 1) / RCP_SLICE, count_slice, &activity);

  for (guint i = 0; i < members; i++)
    {
      for (guint k = 0; k < activity.n_channels; k++)
        fired[k] += activity.counts[(gsize) i * activity.n_channels + k];
      rcp_cpu_workspace_clear (&activity.workspaces[i]);
    }
  g_free (activity.workspaces);
  g_free (activity.counts);
  return TRUE;
}
