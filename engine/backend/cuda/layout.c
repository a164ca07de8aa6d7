#include "backend/cuda/state.h"

#include <string.h>

/* Where things lie on the device. */

static gsize
padded (gsize n)
{
  return (n + RCP_CUDA_ALIGNMENT - 1) / RCP_CUDA_ALIGNMENT * RCP_CUDA_ALIGNMENT;
}

/* --- values of a batch --------------------------------------------------------------------------------------- */

void
rcp_cuda_space_init (RcpCudaSpace *self, const RcpArchitecture *net, guint rows)
{
  gsize at = padded (rows * rcp_shape_count (net->input));

  self->offset = g_new0 (gsize, net->n_layers + 1);
  for (guint l = 0; l < net->n_layers; l++)
    {
      self->offset[l + 1] = at;
      at += padded (rows * rcp_shape_count (net->layers[l].output));
    }
  self->size = at;
}

float *
rcp_cuda_space_get (const RcpCudaSpace *self, guint place)
{
  return self->memory + self->offset[place];
}

gsize
rcp_cuda_values_per_sample (const RcpArchitecture *net)
{
  gsize n = rcp_shape_count (net->input);

  for (guint l = 0; l < net->n_layers; l++)
    n += rcp_shape_count (net->layers[l].output);
  return n;
}

gsize
rcp_cuda_largest (const RcpArchitecture *net)
{
  gsize largest = rcp_shape_count (net->input);

  for (guint l = 0; l < net->n_layers; l++)
    largest = MAX (largest, rcp_shape_count (net->layers[l].output));
  return largest;
}

guint
rcp_cuda_input_place (const RcpArchitecture *net, guint index)
{
  while (index > 0 && net->layers[index - 1].kind == RCP_LAYER_FLATTEN)
    index--;
  return index;
}

/* --- parameters ---------------------------------------------------------------------------------------------- */

void
rcp_cuda_lay_out_parameters (RcpBackendState *self)
{
  gsize at = 0;

  self->weight_offset = g_new0 (gsize, self->net->n_layers);
  self->bias_offset = g_new0 (gsize, self->net->n_layers);
  for (guint l = 0; l < self->net->n_layers; l++)
    {
      self->weight_offset[l] = at;
      at += padded (self->net->layers[l].weight_count);
      self->bias_offset[l] = at;
      at += padded (self->net->layers[l].bias_count);
    }
  self->n_padded = at;
}

void
rcp_cuda_pack (const RcpBackendState *self, const float *canonical, float *to)
{
  memset (to, 0, self->n_padded * sizeof (float));
  for (guint l = 0; l < self->net->n_layers; l++)
    {
      const RcpLayer *layer = &self->net->layers[l];

      if (layer->weight_count > 0)
        memcpy (to + self->weight_offset[l], canonical + layer->weight_offset, layer->weight_count * sizeof (float));
      if (layer->bias_count > 0)
        memcpy (to + self->bias_offset[l], canonical + layer->bias_offset, layer->bias_count * sizeof (float));
    }
}

void
rcp_cuda_unpack (const RcpBackendState *self, const float *from, float *canonical)
{
  for (guint l = 0; l < self->net->n_layers; l++)
    {
      const RcpLayer *layer = &self->net->layers[l];

      if (layer->weight_count > 0)
        memcpy (canonical + layer->weight_offset, from + self->weight_offset[l], layer->weight_count * sizeof (float));
      if (layer->bias_count > 0)
        memcpy (canonical + layer->bias_offset, from + self->bias_offset[l], layer->bias_count * sizeof (float));
    }
}
