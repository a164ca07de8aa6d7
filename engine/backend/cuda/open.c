#include "backend/cuda/state.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Opening and closing: everything that a state has on the device is made here, except what a probe or a new size of
 * batch asks for. */

/* Values at all layers of an evaluation's batch: enough for the GPU to be busy with. */
#define EVALUATION_BYTES (64u << 20)
#define EVALUATION_ROWS 1024u

/* Steps of a round; its order goes to the device in one copy. */
#define MOST_STEPS 1024u

/* Bytes of pictures that are gathered on the host for one copy. */
#define UPLOAD_BYTES (8u << 20)

/* --- memory -------------------------------------------------------------------------------------------------- */

gpointer
rcp_cuda_own (RcpBackendState *self, gsize size, GError **error)
{
  gpointer memory = rcp_cuda_new (size, error);

  if (memory != NULL)
    g_ptr_array_add (self->memory, memory);
  return memory;
}

gboolean
rcp_cuda_zero (RcpBackendState *self, gpointer memory, gsize size, GError **error)
{
  return size == 0 || rcp_cuda_check (cudaMemsetAsync (memory, 0, size, self->stream), error);
}

gboolean
rcp_cuda_wait (RcpBackendState *self, GError **error)
{
  return rcp_cuda_check (cudaStreamSynchronize (self->stream), error);
}

/* --- pictures ------------------------------------------------------------------------------------------------ */

static gboolean
check_samples (const RcpArchitecture *net, const RcpSamples *samples, GError **error)
{
  const RcpShape *a = &net->input;
  const RcpShape *b;

  if (samples == NULL)
    return TRUE;
  b = &samples->shape;
  if (a->channels == b->channels && a->height == b->height && a->width == b->width && b->channels <= RCP_MAX_CHANNELS
      && samples->n_classes <= net->n_classes)
    return TRUE;
  g_set_error (error, RCP_ERROR, RCP_ERROR_DEVICE,
               _ ("The network takes pictures of %d×%d×%d in %u classes, the dataset has %d×%d×%d in %u classes"),
               a->channels, a->height, a->width, net->n_classes, b->channels, b->height, b->width, samples->n_classes);
  return FALSE;
}

/* Labels choose addresses on the device, so each is looked at before it goes there. */
static gboolean
collect_labels (const RcpBackendState *self, const RcpSamples *samples, guint8 *labels, GError **error)
{
  for (guint i = 0; i < samples->count; i++)
    {
      guint label = rcp_samples_label (samples, i);

      if (label >= self->net->n_classes)
        {
          g_set_error (error, RCP_ERROR, RCP_ERROR_DATASET, _ ("Picture %u has the label %u, but there are %u classes"),
                       i, label, self->net->n_classes);
          return FALSE;
        }
      labels[i] = (guint8) label;
    }
  return TRUE;
}

static gboolean
upload_pixels (RcpBackendState *self, const RcpSamples *samples, guint8 *pixels, GError **error)
{
  const gsize size = rcp_shape_count (samples->shape);
  const guint chunk = (guint) MAX (1, UPLOAD_BYTES / size);
  g_autofree guint8 *gathered = g_malloc (chunk * size);

  for (guint at = 0, n; at < samples->count; at += n)
    {
      n = MIN (chunk, samples->count - at);
      for (guint i = 0; i < n; i++)
        memcpy (gathered + i * size, rcp_samples_pixels (samples, at + i), size);
      if (!rcp_cuda_copy (self->stream, pixels + at * size, gathered, n * size, error) || !rcp_cuda_wait (self, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
upload_samples (RcpBackendState *self, RcpSplit split, const RcpNormalisation *normalisation, GError **error)
{
  const RcpSamples *samples = self->samples[split];
  RcpCudaPictures *pictures = &self->pictures[split];
  g_autofree guint8 *host_labels = NULL;
  guint8 *pixels, *labels;

  if (samples == NULL)
    return TRUE;
  host_labels = g_malloc (MAX (samples->count, 1));
  if (!collect_labels (self, samples, host_labels, error))
    return FALSE;
  pixels = rcp_cuda_own (self, samples->count * rcp_shape_count (samples->shape), error);
  labels = pixels != NULL ? rcp_cuda_own (self, samples->count, error) : NULL;
  if (labels == NULL || !upload_pixels (self, samples, pixels, error)
      || !rcp_cuda_copy (self->stream, labels, host_labels, samples->count, error) || !rcp_cuda_wait (self, error))
    return FALSE;
  *pictures = (RcpCudaPictures){ .pixels = pixels,
                                 .labels = labels,
                                 .size = (guint32) rcp_shape_count (samples->shape),
                                 .plane = (guint32) samples->shape.height * (guint32) samples->shape.width };
  memcpy (pictures->scale, normalisation->scale, sizeof pictures->scale);
  memcpy (pictures->shift, normalisation->shift, sizeof pictures->shift);
  return TRUE;
}

/* --- sizes --------------------------------------------------------------------------------------------------- */

static gboolean
choose_sizes (RcpBackendState *self, const RcpBackendConfig *config, GError **error)
{
  const gsize largest = rcp_cuda_largest (self->net);
  const gsize per_sample = rcp_cuda_values_per_sample (self->net) * sizeof (float);
  guint rows = 1;

  self->batch_size = config->train != NULL ? MAX (config->batch_size, 1) : 1;
  /* cuDNN and the kernels count the values of a layer in 31 bits */
  if (self->batch_size > G_MAXINT32 / largest)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_DEVICE,
                   _ ("A batch of %u pictures is too large for this network on a GPU; at most %u fit"),
                   self->batch_size, (guint) (G_MAXINT32 / largest));
      return FALSE;
    }
  if (config->train != NULL || config->test != NULL)
    rows = (guint) CLAMP (EVALUATION_BYTES / per_sample, 1, EVALUATION_ROWS);
  self->rows = MAX (self->batch_size, (guint) MIN (rows, G_MAXINT32 / largest));
  if (config->train != NULL)
    self->round = CLAMP ((config->train->count + self->batch_size - 1) / self->batch_size, 1, MOST_STEPS);
  for (guint l = 0; l < self->net->n_layers; l++)
    if (self->net->layers[l].kind == RCP_LAYER_RELU)
      self->n_fired += (guint) self->net->layers[l].output.channels;
  return TRUE;
}

/* --- what a state is made of --------------------------------------------------------------------------------- */

static gboolean
start_device (RcpBackendState *self, GError **error)
{
  return rcp_cuda_check (cudaStreamCreateWithFlags (&self->stream, cudaStreamNonBlocking), error)
         && rcp_dnn_check (self->dnn, self->dnn->cudnnCreate (&self->handle), error)
         && rcp_dnn_check (self->dnn, self->dnn->cudnnSetStream (self->handle, self->stream), error);
}

static gboolean
make_parameters (RcpBackendState *self, GError **error)
{
  const gsize size = self->n_padded * sizeof (float);

  self->parameters = rcp_cuda_own (self, size, error);
  self->staging = self->parameters != NULL ? rcp_cuda_host_new (size, error) : NULL;
  return self->staging != NULL && rcp_cuda_zero (self, self->parameters, size, error);
}

static gboolean
make_training (RcpBackendState *self, GError **error)
{
  const gsize size = self->n_padded * sizeof (float);
  const gsize layer = self->batch_size * rcp_cuda_largest (self->net) * sizeof (float);
  const gsize order = (gsize) self->round * self->batch_size * sizeof (guint32);
  const gsize results = self->round * sizeof (RcpCudaResult);

  if ((self->velocity = rcp_cuda_own (self, size, error)) == NULL
      || (self->gradient = rcp_cuda_own (self, size, error)) == NULL
      || (self->frozen = rcp_cuda_own (self, self->n_padded, error)) == NULL
      || (self->gradients[0] = rcp_cuda_own (self, layer, error)) == NULL
      || (self->gradients[1] = rcp_cuda_own (self, layer, error)) == NULL
      || (self->order = rcp_cuda_own (self, order, error)) == NULL
      || (self->control = rcp_cuda_own (self, sizeof (RcpCudaControl), error)) == NULL
      || (self->results = rcp_cuda_own (self, results, error)) == NULL
      || (self->staging_frozen = rcp_cuda_host_new (self->n_padded, error)) == NULL
      || (self->host_order = rcp_cuda_host_new (order, error)) == NULL
      || (self->host_control = rcp_cuda_host_new (sizeof (RcpCudaControl), error)) == NULL
      || (self->host_results = rcp_cuda_host_new (results, error)) == NULL)
    return FALSE;
  memset (self->staging_frozen, 0, self->n_padded);
  /* the gaps between tensors stay 0 for ever */
  return rcp_cuda_zero (self, self->velocity, size, error) && rcp_cuda_zero (self, self->gradient, size, error)
         && rcp_cuda_zero (self, self->frozen, self->n_padded, error);
}

/* What any pass over pictures needs. */
static gboolean
make_batch (RcpBackendState *self, GError **error)
{
  rcp_cuda_space_init (&self->values, self->net, self->rows);
  return (self->values.memory = rcp_cuda_own (self, self->values.size * sizeof (float), error)) != NULL
         && (self->labels = rcp_cuda_own (self, self->rows, error)) != NULL;
}

static gboolean
make_answers (RcpBackendState *self, GError **error)
{
  gsize n = self->net->n_classes;

  for (int split = 0; split < RCP_N_SPLITS; split++)
    if (self->samples[split] != NULL)
      n = MAX (n, self->samples[split]->count);
  return (self->predicted = rcp_cuda_own (self, n, error)) != NULL
         && (self->losses = rcp_cuda_own (self, n * sizeof (float), error)) != NULL
         && (self->probabilities = rcp_cuda_own (self, n * sizeof (float), error)) != NULL
         && (self->fired = rcp_cuda_own (self, self->n_fired * sizeof (guint32), error)) != NULL;
}

static gboolean
make_state (RcpBackendState *self, const RcpBackendConfig *config, GError **error)
{
  const gboolean looks_only = config->train == NULL && config->test == NULL;

  rcp_cuda_lay_out_parameters (self);
  return choose_sizes (self, config, error) && start_device (self, error) && make_parameters (self, error)
         && make_answers (self, error) && (looks_only || make_batch (self, error))
         && (config->train == NULL || (make_training (self, error) && rcp_cuda_fuse (self, error)))
         && upload_samples (self, RCP_SPLIT_TRAIN, &config->normalisation, error)
         && upload_samples (self, RCP_SPLIT_TEST, &config->normalisation, error) && rcp_cuda_wait (self, error);
}

void
rcp_cuda_close (RcpBackendState *self)
{
  /* Whatever goes wrong here has been told, or no longer matters. */
  if (self->stream != NULL)
    rcp_cuda_wait (self, NULL);
  for (guint i = 0; i < self->passes->len; i++)
    rcp_cuda_pass_free (self, self->passes->pdata[i]);
  g_ptr_array_unref (self->passes);
  if (self->handle != NULL)
    self->dnn->cudnnDestroy (self->handle);
  g_ptr_array_set_free_func (self->memory, rcp_cuda_free);
  g_ptr_array_unref (self->memory);
  rcp_cuda_host_free (self->staging);
  rcp_cuda_host_free (self->staging_frozen);
  rcp_cuda_host_free (self->host_order);
  rcp_cuda_host_free (self->host_control);
  rcp_cuda_host_free (self->host_results);
  rcp_cuda_host_free (self->probe_host);
  if (self->stream != NULL)
    rcp_cuda_check (cudaStreamDestroy (self->stream), NULL);
  g_free (self->fused);
  g_free (self->values.offset);
  g_free (self->probe.offset);
  g_free (self->probe_back.offset);
  g_free (self->weight_offset);
  g_free (self->bias_offset);
  g_free (self);
}

RcpBackendState *
rcp_cuda_open (const RcpBackendConfig *config, GError **error)
{
  g_autofree char *reason = NULL;
  const RcpDnn *dnn = rcp_dnn (&reason);
  RcpBackendState *self;

  g_return_val_if_fail (config->architecture->n_classes <= G_MAXUINT8, NULL);

  if (dnn == NULL)
    {
      g_set_error_literal (error, RCP_ERROR, RCP_ERROR_DEVICE, reason);
      return NULL;
    }
  if (!check_samples (config->architecture, config->train, error)
      || !check_samples (config->architecture, config->test, error))
    return NULL;
  self = g_new0 (RcpBackendState, 1);
  self->net = config->architecture;
  self->samples[RCP_SPLIT_TRAIN] = config->train;
  self->samples[RCP_SPLIT_TEST] = config->test;
  self->tf32 = config->tf32;
  self->dnn = dnn;
  self->memory = g_ptr_array_new ();
  self->passes = g_ptr_array_new ();
  if (make_state (self, config, error))
    return self;
  rcp_cuda_close (self);
  return NULL;
}
