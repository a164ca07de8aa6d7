#include "presets.h"

#include <glib/gi18n-lib.h>

#include <math.h>
#include <string.h>

#include "error.h"
#include "net/quote.h"
#include "random.h"

#define RANDOM_SIDE 3
#define RANDOM_STREAM 0

static const RcpFilterPreset presets[] = {
  { "identity", N_ ("Identity"), N_ ("Leaves every pixel as it is."), "0 0 0; 0 1 0; 0 0 0", FALSE },
  { "sobel-x", N_ ("Sobel x"), N_ ("Answers where it gets brighter from left to right."), "-1 0 1; -2 0 2; -1 0 1",
    FALSE },
  { "sobel-y", N_ ("Sobel y"), N_ ("Answers where it gets brighter from top to bottom."), "-1 -2 -1; 0 0 0; 1 2 1",
    FALSE },
  { "laplacian-4", N_ ("Laplacian 4"), N_ ("Compares each pixel with the four beside it: edges of all directions."),
    "0 1 0; 1 -4 1; 0 1 0", FALSE },
  { "laplacian-8", N_ ("Laplacian 8"), N_ ("Compares each pixel with the eight around it: edges, corners and specks."),
    "1 1 1; 1 -8 1; 1 1 1", FALSE },
  { "tutorial", N_ ("Tutorial’s"),
    N_ ("Sharpens like a Laplacian, but its weights sum to 4: four times as bright, and much of it becomes white."),
    "0 -1 0; -1 8 -1; 0 -1 0", FALSE },
  { "box", N_ ("Box blur"), N_ ("The mean of each pixel and the eight around it."), "1 1 1; 1 1 1; 1 1 1", TRUE },
  { "gaussian", N_ ("Gaussian"), N_ ("A mean in which what is nearer counts more: the softest blur."),
    "1 2 1; 2 4 2; 1 2 1", TRUE },
  { "sharpen", N_ ("Sharpen"), N_ ("Adds to each pixel what sets it apart from its neighbours."),
    "0 -1 0; -1 5 -1; 0 -1 0", FALSE },
  { "emboss", N_ ("Emboss"), N_ ("Lights the picture from the lower right, as if it were a relief."),
    "-2 -1 0; -1 1 1; 0 1 2", FALSE },
  { "prewitt-x", N_ ("Prewitt x"), N_ ("As Sobel x, with all three rows counting alike."), "-1 0 1; -1 0 1; -1 0 1",
    FALSE },
  { "prewitt-y", N_ ("Prewitt y"), N_ ("As Sobel y, with all three columns counting alike."), "-1 -1 -1; 0 0 0; 1 1 1",
    FALSE },
  { "roberts", N_ ("Roberts"), N_ ("Compares two pixels across the corner: the smallest detector of edges."),
    "1 0; 0 -1", FALSE },
  { "random", N_ ("Random"), N_ ("What a network begins with before it has learned anything; each time another one."),
    NULL, FALSE },
};

const RcpFilterPreset *
rcp_filter_presets (guint *n)
{
  *n = G_N_ELEMENTS (presets);
  return presets;
}

/* From the normal distribution, rounded so that it can be read; never all of one sign by design, only by chance. */
static void
draw_kernel (guint64 seed, RcpKernel *kernel)
{
  RcpRandom random;

  rcp_random_init (&random, seed, RANDOM_STREAM);
  *kernel = (RcpKernel){ .height = RANDOM_SIDE, .width = RANDOM_SIDE };
  for (int i = 0; i < RANDOM_SIDE * RANDOM_SIDE; i++)
    kernel->weights[i] = round (100.0 * rcp_random_normal (&random)) / 100.0;
}

void
rcp_filter_preset_apply (const RcpFilterPreset *preset, guint64 seed, RcpFilter *filter)
{
  g_return_if_fail (preset != NULL && filter != NULL);

  if (preset->text == NULL)
    draw_kernel (seed, &filter->kernel);
  else if (!rcp_kernel_parse (preset->text, &filter->kernel, NULL))
    g_assert_not_reached ();
  filter->normalise = preset->normalise;
}

static const RcpFilterPreset *
find_preset (const char *name, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    if (strlen (presets[i].name) == length && strncmp (presets[i].name, name, length) == 0)
      return &presets[i];
  return NULL;
}

static gboolean
parse_seed (const char *text, guint64 *seed, GError **error)
{
  g_autofree char *quoted = NULL;

  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, seed, NULL))
    return TRUE;
  quoted = rcp_quote (text, -1);
  g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("The seed of a random kernel is a whole number, not “%s”."),
               quoted);
  return FALSE;
}

/* A word alone that could be a name and is none: the names there are. */
static gboolean
refuse_word (const char *word, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree char *quoted = rcp_quote (word, -1);

  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", presets[i].name);
  g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
               _ ("There is no kernel “%s”; there are: %s, and rows of numbers such as “0 -1 0; -1 8 -1; 0 -1 0”."),
               quoted, names->str);
  return FALSE;
}

gboolean
rcp_filter_parse_kernel (const char *text, RcpFilter *filter, GError **error)
{
  const RcpFilterPreset *preset;
  g_autofree char *word = NULL;
  gsize length;
  guint64 seed = 1;
  double weight;

  g_return_val_if_fail (text != NULL && filter != NULL, FALSE);

  word = g_strstrip (g_strdup (text));
  length = strcspn (word, ":");
  preset = find_preset (word, length);
  if (preset != NULL && word[length] == ':' && preset->text == NULL)
    {
      if (!parse_seed (word + length + 1, &seed, error))
        return FALSE;
    }
  else if (preset == NULL || word[length] != '\0')
    {
      gboolean single = *word != '\0' && strpbrk (word, " \t\r\n,;") == NULL;

      if (single && g_ascii_isalpha (*word) && !rcp_weight_parse (word, &weight, NULL))
        return refuse_word (word, error);
      if (!rcp_kernel_parse (text, &filter->kernel, error))
        return FALSE;
      filter->normalise = FALSE;
      return TRUE;
    }
  rcp_filter_preset_apply (preset, seed, filter);
  return TRUE;
}
