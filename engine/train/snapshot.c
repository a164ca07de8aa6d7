#include "train/snapshot.h"

#include <string.h>

struct _RcpSnapshot
{
  gatomicrefcount ref_count;
  RcpNetwork *network;
  float *parameters;
  char *dataset;
  double mean[RCP_MAX_CHANNELS];
  double std[RCP_MAX_CHANNELS];
  guint64 step;
  guint epoch;
  guint64 seed;
};

G_DEFINE_BOXED_TYPE (RcpSnapshot, rcp_snapshot, rcp_snapshot_ref, rcp_snapshot_unref)

RcpSnapshot *
rcp_snapshot_new (RcpNetwork *network, const float *parameters, const char *dataset, const double *mean,
                  const double *std, guint64 step, guint epoch, guint64 seed)
{
  const RcpArchitecture *architecture;
  gsize channels;
  RcpSnapshot *self;

  g_return_val_if_fail (network != NULL, NULL);
  g_return_val_if_fail (parameters != NULL, NULL);
  g_return_val_if_fail (dataset != NULL, NULL);
  g_return_val_if_fail (mean != NULL && std != NULL, NULL);

  architecture = rcp_network_get_architecture (network);
  channels = (gsize) MIN (architecture->input.channels, RCP_MAX_CHANNELS);
  self = g_new0 (RcpSnapshot, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->network = rcp_network_ref (network);
  self->parameters = g_memdup2 (parameters, architecture->n_parameters * sizeof *parameters);
  self->dataset = g_strdup (dataset);
  memcpy (self->mean, mean, channels * sizeof *mean);
  memcpy (self->std, std, channels * sizeof *std);
  self->step = step;
  self->epoch = epoch;
  self->seed = seed;
  return self;
}

RcpSnapshot *
rcp_snapshot_ref (RcpSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
rcp_snapshot_unref (RcpSnapshot *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  rcp_network_unref (self->network);
  g_free (self->parameters);
  g_free (self->dataset);
  g_free (self);
}

RcpNetwork *
rcp_snapshot_get_network (RcpSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->network;
}

const float *
rcp_snapshot_get_parameters (RcpSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->parameters;
}

const char *
rcp_snapshot_get_dataset (RcpSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->dataset;
}

const double *
rcp_snapshot_get_mean (RcpSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->mean;
}

const double *
rcp_snapshot_get_std (RcpSnapshot *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->std;
}

guint64
rcp_snapshot_get_step (RcpSnapshot *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->step;
}

guint
rcp_snapshot_get_epoch (RcpSnapshot *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->epoch;
}

guint64
rcp_snapshot_get_seed (RcpSnapshot *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->seed;
}
