#include "config.h"

#include "error.h"
#include "net/initialise.h"
#include "random.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

typedef enum
{
  DISTRIBUTION_ZEROS,
  DISTRIBUTION_UNIFORM,
  DISTRIBUTION_NORMAL,
} Distribution;

/* @variance: what the variance of a weight is, times @fan; for a uniform distribution in ±b it is b²/3 */
typedef struct
{
  const char *name;
  Distribution distribution;
  double variance;
  gboolean both_fans;
  gboolean random_biases;
} Initialiser;

/* default: kaiming_uniform_ with a = √5, as in the reset_parameters() of torch.nn.Conv2d and Linear, which comes
 * to ±1/√fan_in.
 * kaiming: He, Zhang, Ren and Sun, "Delving deep into rectifiers", 2015: variance 2/fan_in, the gain of ReLU.
 * xavier: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010:
 * variance 2/(fan_in + fan_out). */
static const Initialiser initialisers[] = {
  { "default", DISTRIBUTION_UNIFORM, 1.0 / 3.0, FALSE, TRUE },
  { "kaiming-uniform", DISTRIBUTION_UNIFORM, 2.0, FALSE, FALSE },
  { "kaiming-normal", DISTRIBUTION_NORMAL, 2.0, FALSE, FALSE },
  { "xavier-uniform", DISTRIBUTION_UNIFORM, 2.0, TRUE, FALSE },
  { "xavier-normal", DISTRIBUTION_NORMAL, 2.0, TRUE, FALSE },
  { "zeros", DISTRIBUTION_ZEROS, 0.0, FALSE, FALSE },
};

const char *const *
rcp_initialisers (void)
{
  static const char *const names[] = {
    "default", "kaiming-uniform", "kaiming-normal", "xavier-uniform", "xavier-normal", "zeros", NULL
  };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == G_N_ELEMENTS (initialisers) + 1);
  return names;
}

static const Initialiser *
find_initialiser (const char *name, GError **error)
{
  g_autofree char *names = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (initialisers); i++)
    if (strcmp (initialisers[i].name, name) == 0)
      return &initialisers[i];
  names = g_strjoinv (", ", (char **) rcp_initialisers ());
  g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("There is no initialisation “%s”; there are %s"), name, names);
  return NULL;
}

/* The inputs of one output, and the outputs that PyTorch counts for one input: with groups it takes all filters,
 * though an input feeds those of its own group only. */
static void
count_fans (const RcpTensorInfo *weight, double *fan_in, double *fan_out)
{
  double taps = 1.0;

  for (int i = 2; i < weight->n_dims; i++)
    taps *= (double) weight->dims[i];
  *fan_in = (double) weight->dims[1] * taps;
  *fan_out = (double) weight->dims[0] * taps;
}

/* Only sums, products, quotients and square roots, which IEEE 754 rounds the same everywhere; 2u − 1 is exact, so
 * that it does not matter whether a compiler fuses it. */
static void
fill_uniform (RcpRandom *random, double bound, float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    values[i] = (float) ((2.0 * rcp_random_unit (random) - 1.0) * bound);
}

static void
fill_normal (RcpRandom *random, double deviation, float *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    values[i] = (float) (rcp_random_normal (random) * deviation);
}

static void
fill_tensor (const Initialiser *how, RcpRandom *random, double variance, float *values, gsize n)
{
  switch (how->distribution)
    {
    case DISTRIBUTION_UNIFORM:
      fill_uniform (random, sqrt (3.0 * variance), values, n);
      break;
    case DISTRIBUTION_NORMAL:
      fill_normal (random, sqrt (variance), values, n);
      break;
    case DISTRIBUTION_ZEROS:
      memset (values, 0, n * sizeof *values);
      break;
    }
}

gboolean
rcp_network_initialise (RcpNetwork *self, const char *initialiser, guint64 seed, float *parameters, GError **error)
{
  const Initialiser *how;
  const RcpTensorInfo *tensors;
  guint n_tensors;
  double variance = 0.0;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (initialiser != NULL, FALSE);
  g_return_val_if_fail (parameters != NULL, FALSE);

  how = find_initialiser (initialiser, error);
  if (how == NULL)
    return FALSE;

  tensors = rcp_network_get_tensors (self, &n_tensors);
  for (guint i = 0; i < n_tensors; i++)
    {
      const RcpTensorInfo *tensor = &tensors[i];
      gboolean is_bias = tensor->n_dims == 1;
      float *values = parameters + tensor->offset;
      RcpRandom random;

      if (!is_bias)
        {
          double fan_in, fan_out;

          count_fans (tensor, &fan_in, &fan_out);
          variance = how->variance / (how->both_fans ? fan_in + fan_out : fan_in);
        }
      /* A stream for each tensor: a layer more or less does not change what the ones before it draw. A bias
       * follows its weights and has their variance. */
      rcp_random_init (&random, seed, i);
      if (is_bias && !how->random_biases)
        memset (values, 0, tensor->count * sizeof *values);
      else
        fill_tensor (how, &random, variance, values, tensor->count);
    }
  return TRUE;
}
