#include "inspect/edits-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "error.h"

/* What can be done to weights by hand: checked, described, and then a change like any other. */

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (RCP_ERROR, RCP_ERROR_ARGUMENT, format, args));
  va_end (args);
  return FALSE;
}

/* "conv1.weight[0, 2, 1, 1]" */
static char *
name_parameter (RcpNetwork *network, gsize parameter)
{
  guint n;
  const RcpTensorInfo *tensors = rcp_network_get_tensors (network, &n);

  for (guint i = 0; i < n; i++)
    {
      const RcpTensorInfo *tensor = &tensors[i];
      gsize rest = parameter - tensor->offset;
      g_autoptr (GString) name = NULL;

      if (parameter < tensor->offset || rest >= tensor->count)
        continue;
      name = g_string_new ("]");
      for (int d = tensor->n_dims - 1; d >= 0; d--)
        {
          g_autofree char *index = g_strdup_printf ("%s%" G_GSIZE_FORMAT, d > 0 ? ", " : "", rest % tensor->dims[d]);

          g_string_prepend (name, index);
          rest /= tensor->dims[d];
        }
      g_string_prepend (name, "[");
      g_string_prepend (name, tensor->name);
      return g_string_free (g_steal_pointer (&name), FALSE);
    }
  g_assert_not_reached ();
}

static char *
describe_number (RcpNetwork *network, const RcpChange *change)
{
  g_autofree char *name = name_parameter (network, change->place);

  return g_strdup_printf ("%s: %.4g → %.4g", name, (double) change->before[0], (double) change->after[0]);
}

gboolean
rcp_edits_set_parameter (RcpEdits *self, gsize parameter, float value, gboolean continues, GError **error)
{
  RcpChange *change;

  g_return_val_if_fail (RCP_IS_EDITS (self), FALSE);

  if (parameter >= rcp_edits_get_architecture (self)->n_parameters)
    return refuse (error, _ ("The network has %zu parameters, none with the number %zu."),
                   rcp_edits_get_architecture (self)->n_parameters, parameter);
  if (!isfinite (value))
    return refuse (error, _ ("A weight must be a finite number."));
  change = rcp_change_new (self, RCP_CHANGE_PARAMETER, parameter, 1, continues);
  change->after[0] = value;
  change->text = describe_number (rcp_snapshot_get_network (rcp_edits_get_base (self)), change);
  rcp_edits_do (self, change, continues);
  return TRUE;
}

/* The layer of which @filter is one of the filters or units. */
static const RcpLayer *
find_filter (RcpEdits *self, int layer, int filter, gboolean convolution, GError **error)
{
  const RcpArchitecture *architecture = rcp_edits_get_architecture (self);
  const RcpLayer *it;

  if (layer < 0 || layer >= (int) architecture->n_layers)
    {
      refuse (error, _ ("The network has %u layers, none with the number %d."), architecture->n_layers, layer);
      return NULL;
    }
  it = &architecture->layers[layer];
  if (it->kind != RCP_LAYER_CONV2D && (convolution || it->kind != RCP_LAYER_LINEAR))
    {
      refuse (error, _ ("“%s” has no filters."), it->name);
      return NULL;
    }
  if (filter < 0 || filter >= it->output.channels)
    {
      refuse (error, _ ("“%s” has no filter %d: counted from 0, they end at %d."), it->name, filter,
              it->output.channels - 1);
      return NULL;
    }
  return it;
}

/* Lays @kernel into the middle of one plane of a filter. */
static void
lay_kernel (float *plane, const RcpLayer *layer, const float *kernel, int rows, int columns)
{
  const int top = (layer->kernel[0] - rows) / 2;
  const int left = (layer->kernel[1] - columns) / 2;

  memset (plane, 0, (gsize) layer->kernel[0] * (gsize) layer->kernel[1] * sizeof *plane);
  for (int row = 0; row < rows; row++)
    for (int column = 0; column < columns; column++)
      plane[(top + row) * layer->kernel[1] + left + column] = kernel[row * columns + column];
}

static gboolean
check_kernel (const RcpLayer *layer, int channel, const float *kernel, int rows, int columns, GError **error)
{
  const int channels = layer->input.channels / layer->groups;

  if (channel < -1 || channel >= channels)
    return refuse (error, _ ("A filter of “%s” has no channel %d: counted from 0, they end at %d."), layer->name,
                   channel, channels - 1);
  if (rows < 1 || columns < 1 || rows > layer->kernel[0] || columns > layer->kernel[1])
    return refuse (error, _ ("A kernel of %d×%d does not fit into a filter of %d×%d."), rows, columns, layer->kernel[0],
                   layer->kernel[1]);
  for (int i = 0; i < rows * columns; i++)
    if (!isfinite (kernel[i]))
      return refuse (error, _ ("A weight must be a finite number."));
  return TRUE;
}

static gboolean
set_channel (RcpEdits *self, const RcpLayer *layer, int filter, int channel, const float *kernel, int rows, int columns,
             gboolean continues)
{
  const gsize plane = (gsize) layer->kernel[0] * (gsize) layer->kernel[1];
  const gsize channels = (gsize) (layer->input.channels / layer->groups);
  RcpChange *change =
      rcp_change_new (self, RCP_CHANGE_KERNEL,
                      layer->weight_offset + ((gsize) filter * channels + (gsize) channel) * plane, plane, continues);

  lay_kernel (change->after, layer, kernel, rows, columns);
  change->text =
      g_strdup_printf (_ ("%s, filter %d, channel %d: a kernel of %d×%d"), layer->name, filter, channel, rows, columns);
  rcp_edits_do (self, change, continues);
  return TRUE;
}

/* @shares: (nullable) */
static gboolean
set_channels (RcpEdits *self, const RcpLayer *layer, int filter, const float *shares, const float *kernel, int rows,
              int columns, gboolean continues)
{
  const gsize plane = (gsize) layer->kernel[0] * (gsize) layer->kernel[1];
  const gsize channels = (gsize) (layer->input.channels / layer->groups);
  RcpChange *change = rcp_change_new (self, RCP_CHANGE_KERNEL, layer->weight_offset + (gsize) filter * channels * plane,
                                      channels * plane, continues);

  for (gsize i = 0; i < channels; i++)
    {
      float *to = change->after + i * plane;

      lay_kernel (to, layer, kernel, rows, columns);
      for (gsize k = 0; shares != NULL && k < plane; k++)
        to[k] *= shares[i];
    }
  change->text = g_strdup_printf (_ ("%s, filter %d: a kernel of %d×%d"), layer->name, filter, rows, columns);
  rcp_edits_do (self, change, continues);
  return TRUE;
}

gboolean
rcp_edits_set_kernel (RcpEdits *self, int layer, int filter, int channel, const float *kernel, int rows, int columns,
                      gboolean continues, GError **error)
{
  const RcpLayer *it;

  g_return_val_if_fail (RCP_IS_EDITS (self), FALSE);
  g_return_val_if_fail (kernel != NULL, FALSE);

  it = find_filter (self, layer, filter, TRUE, error);
  if (it == NULL || !check_kernel (it, channel, kernel, rows, columns, error))
    return FALSE;
  return channel >= 0 ? set_channel (self, it, filter, channel, kernel, rows, columns, continues)
                      : set_channels (self, it, filter, NULL, kernel, rows, columns, continues);
}

gboolean
rcp_edits_mix_kernel (RcpEdits *self, int layer, int filter, const float *shares, const float *kernel, int rows,
                      int columns, gboolean continues, GError **error)
{
  const RcpLayer *it;

  g_return_val_if_fail (RCP_IS_EDITS (self), FALSE);
  g_return_val_if_fail (shares != NULL && kernel != NULL, FALSE);

  it = find_filter (self, layer, filter, TRUE, error);
  if (it == NULL || !check_kernel (it, -1, kernel, rows, columns, error))
    return FALSE;
  for (int i = 0; i < it->input.channels / it->groups; i++)
    for (int k = 0; k < rows * columns; k++)
      if (!isfinite (shares[i] * kernel[k]))
        return refuse (error, _ ("A weight must be a finite number."));
  return set_channels (self, it, filter, shares, kernel, rows, columns, continues);
}

static char *
describe_scaling (const RcpLayer *layer, int filter, float factor)
{
  if (layer->kind == RCP_LAYER_CONV2D)
    return factor == 0 ? g_strdup_printf (_ ("%s, filter %d: set to zero"), layer->name, filter)
                       : g_strdup_printf (_ ("%s, filter %d: × %.4g"), layer->name, filter, (double) factor);
  return factor == 0 ? g_strdup_printf (_ ("%s, unit %d: set to zero"), layer->name, filter)
                     : g_strdup_printf (_ ("%s, unit %d: × %.4g"), layer->name, filter, (double) factor);
}

/* Works out what comes of it; %FALSE where not all of that is finite. */
static gboolean
scale_change (RcpChange *change)
{
  gboolean finite = isfinite (change->factor);

  for (gsize i = 0; i < change->count; i++)
    {
      change->after[i] = change->factor == 0 ? 0 : change->before[i] * change->factor;
      finite = finite && isfinite (change->after[i]);
    }
  change->bias_after = change->factor == 0 ? 0 : change->bias_before * change->factor;
  return finite && isfinite (change->bias_after);
}

gboolean
rcp_edits_scale_filter (RcpEdits *self, int layer, int filter, float factor, gboolean continues, GError **error)
{
  const RcpLayer *it;
  gsize count;
  RcpChange *change;

  g_return_val_if_fail (RCP_IS_EDITS (self), FALSE);

  it = find_filter (self, layer, filter, FALSE, error);
  if (it == NULL)
    return FALSE;
  count = it->weight_count / (gsize) it->output.channels;
  change = rcp_change_new (self, RCP_CHANGE_SCALE, it->weight_offset + (gsize) filter * count, count, continues);
  rcp_change_add_bias (self, change, it->bias_offset + (gsize) filter, continues);
  change->factor = factor;
  if (!scale_change (change))
    {
      rcp_change_free (change);
      return refuse (error, _ ("A weight must be a finite number."));
    }
  change->text = describe_scaling (it, filter, factor);
  rcp_edits_do (self, change, continues);
  return TRUE;
}

/* What the stretch and the bias were before all changes. */
static void
restore_change (RcpChange *change, RcpSnapshot *base)
{
  const float *parameters = rcp_snapshot_get_parameters (base);

  memcpy (change->after, parameters + change->place, change->count * sizeof *change->after);
  change->bias_after = parameters[change->bias];
}

gboolean
rcp_edits_restore_filter (RcpEdits *self, int layer, int filter, GError **error)
{
  const RcpLayer *it;
  gsize count;
  RcpChange *change;

  g_return_val_if_fail (RCP_IS_EDITS (self), FALSE);

  it = find_filter (self, layer, filter, FALSE, error);
  if (it == NULL)
    return FALSE;
  count = it->weight_count / (gsize) it->output.channels;
  change = rcp_change_new (self, RCP_CHANGE_RESTORE, it->weight_offset + (gsize) filter * count, count, FALSE);
  rcp_change_add_bias (self, change, it->bias_offset + (gsize) filter, FALSE);
  restore_change (change, rcp_edits_get_base (self));
  change->text = it->kind == RCP_LAYER_CONV2D
                     ? g_strdup_printf (_ ("%s, filter %d: as it was learned"), it->name, filter)
                     : g_strdup_printf (_ ("%s, unit %d: as it was learned"), it->name, filter);
  rcp_edits_do (self, change, FALSE);
  return TRUE;
}

void
rcp_change_rebase (RcpChange *change, RcpSnapshot *base, const float *parameters)
{
  memcpy (change->before, parameters + change->place, change->count * sizeof *change->before);
  if (change->has_bias)
    change->bias_before = parameters[change->bias];
  switch (change->kind)
    {
    case RCP_CHANGE_PARAMETER:
      g_free (change->text);
      change->text = describe_number (rcp_snapshot_get_network (base), change);
      break;
    case RCP_CHANGE_KERNEL:
      break;
    case RCP_CHANGE_SCALE:
      /* larger weights than those it was asked for: better as they are than not finite */
      if (!scale_change (change))
        {
          memcpy (change->after, change->before, change->count * sizeof *change->after);
          change->bias_after = change->bias_before;
        }
      break;
    case RCP_CHANGE_RESTORE:
      restore_change (change, base);
      break;
    default:
      g_assert_not_reached ();
    }
}
