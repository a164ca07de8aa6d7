#include "cli.h"

#include <glib/gi18n.h>

#include "data/image.h"
#include "filter/presets.h"

typedef struct
{
  char *kernel;
  char *border;
  gboolean flip;
  gboolean normalise;
  char *scale;
  char *offset;
  gboolean grey;
  char *output;
} FilterOptions;

static void
filter_options_clear (FilterOptions *self)
{
  g_free (self->kernel);
  g_free (self->border);
  g_free (self->scale);
  g_free (self->offset);
  g_free (self->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FilterOptions, filter_options_clear)

static gboolean
require (const char *option, const char *given, GError **error)
{
  if (given != NULL)
    return TRUE;
  g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("%s is missing."), option);
  return FALSE;
}

static gboolean
check_output (const char *output, GError **error)
{
  g_autofree char *lower = NULL;

  if (!require ("--output", output, error))
    return FALSE;
  lower = g_ascii_strdown (output, -1);
  if (g_str_has_suffix (lower, ".png"))
    return TRUE;
  g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("--output must end in .png, unlike “%s”."), output);
  return FALSE;
}

static gboolean
read_filter (const FilterOptions *options, RcpFilter *filter, GError **error)
{
  /* one beyond what is taken, for the range says what is not */
  const double most = RCP_FILTER_MAX_FACTOR + 1.0;

  rcp_filter_init (filter);
  if (!require ("--kernel", options->kernel, error) || !rcp_filter_parse_kernel (options->kernel, filter, error)
      || (options->border != NULL && !rcp_border_parse (options->border, &filter->border, error))
      || !cli_parse_real ("--scale", options->scale, -RCP_FILTER_MAX_FACTOR, FALSE, most, &filter->scale, error)
      || !cli_parse_real ("--offset", options->offset, -RCP_FILTER_MAX_FACTOR, FALSE, most, &filter->offset, error))
    return FALSE;
  filter->flip = options->flip;
  filter->grey = options->grey;
  /* some kernels bring it along */
  filter->normalise |= options->normalise;
  return TRUE;
}

static gboolean
filter_image (const RcpFilter *filter, const char *path, const char *output, GError **error)
{
  g_autoptr (RcpImage) image = rcp_image_load (path, error);
  g_autofree guint8 *bytes = NULL;
  int width, height, channels = rcp_filter_get_channels (filter);

  if (image == NULL)
    return FALSE;
  width = rcp_image_get_width (image);
  height = rcp_image_get_height (image);
  bytes = g_malloc ((gsize) width * (gsize) height * (gsize) channels);
  return rcp_filter_apply (filter, rcp_image_get_pixels (image), width, height, bytes, NULL, NULL, NULL, error)
         && rcp_image_save_png (output, bytes, width, height, channels, error);
}

static CliStatus
run (const CliVerb *verb, char **arguments)
{
  g_auto (FilterOptions) options = { 0 };
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { "kernel", 0, 0, G_OPTION_ARG_STRING, &options.kernel,
      N_ ("A kernel's name, or its rows: “0 -1 0; -1 8 -1; 0 -1 0”"), N_ ("KERNEL") },
    { "border", 0, 0, G_OPTION_ARG_STRING, &options.border,
      N_ ("What lies around the picture: zero, replicate, reflect or reflect101 (default: zero)"), N_ ("BORDER") },
    { "flip", 0, 0, G_OPTION_ARG_NONE, &options.flip, N_ ("Convolve: turn the kernel by half a turn"), NULL },
    { "normalise", 0, 0, G_OPTION_ARG_NONE, &options.normalise, N_ ("Divide the weights by their sum"), NULL },
    { "scale", 0, 0, G_OPTION_ARG_STRING, &options.scale, N_ ("Multiply the weights with this (default: 1)"),
      N_ ("F") },
    { "offset", 0, 0, G_OPTION_ARG_STRING, &options.offset, N_ ("Add this to every value (default: 0)"), N_ ("F") },
    { "grey", 0, 0, G_OPTION_ARG_NONE, &options.grey, N_ ("Make the picture grey first"), NULL },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options.output, N_ ("PNG file to write"), N_ ("FILE") },
    CLI_OPTION_ARGUMENTS (&files),
    G_OPTION_ENTRY_NULL,
  };
  const char *const what[] = { N_ ("The picture"), NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *line = NULL;
  RcpFilter filter;
  CliStatus status;

  if (!cli_parse_options (verb, entries, arguments, &status))
    return status;
  if (!cli_check_arguments (files, 1, 1, what, &error) || !read_filter (&options, &filter, &error)
      || !check_output (options.output, &error) || !filter_image (&filter, files[0], options.output, &error))
    return cli_fail (verb, error);
  line = g_strconcat (options.output, "\n", NULL);
  return cli_write (line, &error) ? CLI_OK : cli_fail (verb, error);
}

const CliVerb cli_verb_filter = {
  .name = "filter",
  .arguments = N_ ("IMAGE"),
  .summary = N_ ("Filter a picture with a kernel"),
  .description =
      N_ ("IMAGE is any picture of at most 24 megapixels. KERNEL is up to 7 rows of up to 7 numbers, or one of\n"
          "identity, sobel-x, sobel-y, laplacian-4, laplacian-8, tutorial, box, gaussian, sharpen, emboss, prewitt-x,\n"
          "prewitt-y, roberts and random (random:SEED draws another one); box and gaussian are divided by their sum.\n"
          "Every value is rounded and clamped to a byte as OpenCV's filter2D does it. Prints the name of the file.\n"
          "\n"
          "Examples:\n"
          "  receptive-cli filter cat.jpg --kernel sobel-y --output edges.png\n"
          "  receptive-cli filter cat.jpg --kernel \"0 -1 0; -1 8 -1; 0 -1 0\" --border reflect101 --output cat.png"),
  .run = run,
};
