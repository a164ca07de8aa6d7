#include "inspect/walk-settings.h"

#include <glib/gi18n-lib.h>

#include "error.h"

RcpWalkSettings
rcp_walk_settings_resolve (const RcpWalkSettings *settings)
{
  RcpWalkSettings result = *settings;

  if (settings->kind == RCP_LAYER_CONV2D)
    return result;
  result.dilation = 1;
  result.groups = result.output_channels = result.input_channels;
  result.padding_mode = RCP_WALK_PADDING_ZERO;
  result.flip = FALSE;
  if (settings->kind == RCP_LAYER_RELU)
    {
      result.kernel = result.stride = 1;
      result.padding = 0;
    }
  return result;
}

/* rows and columns that the kernel covers once its taps are spread */
static int
extent (const RcpWalkSettings *settings)
{
  return settings->dilation * (settings->kernel - 1) + 1;
}

int
rcp_walk_settings_output_size (const RcpWalkSettings *settings)
{
  RcpWalkSettings s = rcp_walk_settings_resolve (settings);
  int room = s.input_size + 2 * s.padding - extent (&s);

  return room < 0 ? 0 : room / s.stride + 1;
}

static gboolean G_GNUC_PRINTF (2, 3) refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (RCP_ERROR, RCP_ERROR_ARGUMENT, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
is_between (int value, int least, int most)
{
  return value >= least && value <= most;
}

static gboolean
check_ranges (const RcpWalkSettings *s, GError **error)
{
  if (s->kind != RCP_LAYER_CONV2D && s->kind != RCP_LAYER_MAX_POOL2D && s->kind != RCP_LAYER_AVG_POOL2D
      && s->kind != RCP_LAYER_RELU)
    return refuse (error, _ ("Only convolution, pooling and ReLU can be walked through."));
  if (is_between (s->input_size, 1, RCP_WALK_MAX_SIZE) && is_between (s->kernel, 1, RCP_WALK_MAX_KERNEL)
      && is_between (s->stride, 1, RCP_WALK_MAX_STRIDE) && is_between (s->padding, 0, RCP_WALK_MAX_PADDING)
      && is_between (s->dilation, 1, RCP_WALK_MAX_DILATION) && is_between (s->groups, 1, RCP_WALK_MAX_CHANNELS)
      && is_between (s->input_channels, 1, RCP_WALK_MAX_CHANNELS)
      && is_between (s->output_channels, 1, RCP_WALK_MAX_CHANNELS))
    return TRUE;
  return refuse (error, _ ("A walkthrough takes inputs of 1 to %d, kernels of 1 to %d and 1 to %d channels."),
                 RCP_WALK_MAX_SIZE, RCP_WALK_MAX_KERNEL, RCP_WALK_MAX_CHANNELS);
}

static gboolean
check_fit (const RcpWalkSettings *s, GError **error)
{
  int padded = s->input_size + 2 * s->padding;

  if (rcp_walk_settings_output_size (s) >= 1)
    return TRUE;
  if (s->kind != RCP_LAYER_CONV2D)
    return refuse (
        error,
        _ ("A window of %d × %d does not fit an input of %d × %d with its padding; take a smaller window or a "
           "larger input."),
        s->kernel, s->kernel, padded, padded);
  if (s->dilation > 1)
    return refuse (
        error,
        _ ("A kernel of %d × %d, spread to %d × %d by its dilation, does not fit an input of %d × %d with its "
           "padding; take more padding, less dilation or a smaller kernel."),
        s->kernel, s->kernel, extent (s), extent (s), padded, padded);
  return refuse (error,
                 _ ("A kernel of %d × %d does not fit an input of %d × %d with its padding; take more padding or a "
                    "smaller kernel."),
                 s->kernel, s->kernel, padded, padded);
}

gboolean
rcp_walk_settings_check (const RcpWalkSettings *settings, GError **error)
{
  RcpWalkSettings s = rcp_walk_settings_resolve (settings);

  if (!check_ranges (&s, error))
    return FALSE;
  if (s.input_channels % s.groups != 0)
    return refuse (
        error, _ ("%d groups do not divide %d input channels evenly; take another number of groups or of channels."),
        s.groups, s.input_channels);
  if (s.output_channels % s.groups != 0)
    return refuse (
        error, _ ("%d groups do not divide %d output channels evenly; take another number of groups or of channels."),
        s.groups, s.output_channels);
  /* else a window could lie in the padding alone, with no pixel to choose */
  if (s.kind != RCP_LAYER_CONV2D && s.padding > s.kernel / 2)
    return refuse (error, _ ("Padding of %d is more than half of the window of %d × %d; pooling takes at most %d."),
                   s.padding, s.kernel, s.kernel, s.kernel / 2);
  if (s.padding_mode == RCP_WALK_PADDING_REFLECT && s.padding >= s.input_size)
    return refuse (error,
                   _ ("An input of %d × %d has nothing left to mirror for padding of %d; reflecting takes at most %d."),
                   s.input_size, s.input_size, s.padding, s.input_size - 1);
  return check_fit (&s, error);
}

char *
rcp_walk_settings_rule (const RcpWalkSettings *settings, gboolean with_result)
{
  RcpWalkSettings s = rcp_walk_settings_resolve (settings);
  int size = rcp_walk_settings_output_size (&s);
  g_autofree char *above =
      g_strdup_printf ("%d + 2·%d − %d·(%d − 1) − 1", s.input_size, s.padding, s.dilation, s.kernel);

  if (size < 1)
    return g_strdup_printf ("%s = −%d", above, extent (&s) - s.input_size - 2 * s.padding);
  if (!with_result)
    return g_strdup_printf ("⌊(%s) / %d⌋ + 1", above, s.stride);
  return g_strdup_printf ("⌊(%s) / %d⌋ + 1 = %d", above, s.stride, size);
}

static guint
weights (const RcpWalkSettings *s)
{
  return (guint) (s->output_channels * (s->input_channels / s->groups) * s->kernel * s->kernel);
}

guint
rcp_walk_settings_parameters (const RcpWalkSettings *settings)
{
  return settings->kind == RCP_LAYER_CONV2D ? weights (settings) + (guint) settings->output_channels : 0;
}

guint
rcp_walk_settings_multiply_adds (const RcpWalkSettings *settings)
{
  int size = rcp_walk_settings_output_size (settings);

  return settings->kind == RCP_LAYER_CONV2D ? weights (settings) * (guint) (size * size) : 0;
}

/* "stride=2, " where that is not the default */
static void
append_option (GString *line, const char *name, int value, int usual)
{
  if (value != usual)
    g_string_append_printf (line, ", %s=%d", name, value);
}

static GString *
convolution_line (const RcpWalkSettings *s, const char *module)
{
  static const char *const modes[] = { "zeros", "replicate", "reflect" };
  GString *line = g_string_new (NULL);

  g_string_printf (line, "%s.Conv2d(%d, %d, kernel_size=%d", module, s->input_channels, s->output_channels, s->kernel);
  append_option (line, "stride", s->stride, 1);
  append_option (line, "padding", s->padding, 0);
  append_option (line, "dilation", s->dilation, 1);
  append_option (line, "groups", s->groups, 1);
  if (s->padding_mode != RCP_WALK_PADDING_ZERO && s->padding > 0)
    g_string_append_printf (line, ", padding_mode='%s'", modes[s->padding_mode]);
  g_string_append_c (line, ')');
  return line;
}

static GString *
pool_line (const RcpWalkSettings *s, const char *module)
{
  GString *line = g_string_new (NULL);

  g_string_printf (line, "%s.%s(kernel_size=%d", module, s->kind == RCP_LAYER_MAX_POOL2D ? "MaxPool2d" : "AvgPool2d",
                   s->kernel);
  append_option (line, "stride", s->stride, s->kernel);
  append_option (line, "padding", s->padding, 0);
  return line;
}

char *
rcp_walk_settings_pytorch (const RcpWalkSettings *settings)
{
  GString *line;

  switch (settings->kind)
    {
    case RCP_LAYER_CONV2D:
      line = convolution_line (settings, "nn");
      if (settings->flip)
        g_string_append (line, "  # weight = kernel.flip(2, 3)");
      break;
    case RCP_LAYER_RELU:
      line = g_string_new ("nn.ReLU()");
      break;
    default:
      line = pool_line (settings, "nn");
      g_string_append_c (line, ')');
      break;
    }
  return g_string_free (line, FALSE);
}

char *
rcp_walk_settings_megengine (const RcpWalkSettings *settings)
{
  GString *line;

  switch (settings->kind)
    {
    case RCP_LAYER_CONV2D:
      line = convolution_line (settings, "megengine.module");
      if (settings->flip)
        g_string_append (line, "  # weight = kernel[..., ::-1, ::-1]");
      break;
    case RCP_LAYER_RELU:
      line = g_string_new ("megengine.module.ReLU()");
      break;
    default:
      line = pool_line (settings, "megengine.module");
      /* by itself it divides by what is not padding */
      if (settings->kind == RCP_LAYER_AVG_POOL2D && settings->padding > 0)
        g_string_append (line, ", mode='average'");
      g_string_append_c (line, ')');
      break;
    }
  return g_string_free (line, FALSE);
}
