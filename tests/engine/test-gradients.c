#include "backend/reference/reference.h"
#include "random-network.h"

/* The reference backend's derivatives against finite differences, over random networks: what every other backend is
 * measured with has to be right itself. */

/* A function of the activations whose derivative is sought. */
typedef double (*Objective) (const RcpArchitecture *architecture, const double *activations, gconstpointer data);

typedef struct
{
  const RcpArchitecture *architecture;
  double *parameters;
  double *activations;
  Objective objective;
  gconstpointer data;
} Problem;

static double
value_of (Problem *problem)
{
  gsize n = rcp_shape_count (problem->architecture->input);
  g_autofree double *activations = g_new0 (double, problem->architecture->n_activations);

  memcpy (activations, problem->activations, n * sizeof (double));
  rcp_reference_forward (problem->architecture, problem->parameters, activations);
  return problem->objective (problem->architecture, activations, problem->data);
}

/* Where ReLU or the choice of a maximum has a kink within the step, the differences on both sides disagree and say
 * nothing; returns FALSE there. */
static gboolean
difference (Problem *problem, double *variable, double *slope)
{
  const double h = 0x1p-20;
  double at = *variable, middle = value_of (problem), above, below;

  *variable = at + h;
  above = value_of (problem);
  *variable = at - h;
  below = value_of (problem);
  *variable = at;
  *slope = (above - below) / (2.0 * h);
  return fabs ((above - middle) - (middle - below)) / h < 1e-4 * (1.0 + fabs (*slope));
}

/* Compares @n_samples of the @n gradients; counts those that a kink spoils. */
static guint
compare_slopes (Problem *problem, RcpRandom *random, double *variables, const double *gradients, gsize n,
                guint n_samples, guint *n_compared)
{
  guint n_spoilt = 0;

  for (guint i = 0; i < n_samples; i++)
    {
      gsize at = rcp_random_below (random, (guint32) n);
      double slope;

      if (!difference (problem, &variables[at], &slope))
        {
          n_spoilt++;
          continue;
        }
      g_assert_cmpfloat_with_epsilon (slope, gradients[at], 1e-7 * (1.0 + fabs (slope)));
      ++*n_compared;
    }
  return n_spoilt;
}

static const RcpLayer *
last_layer (const RcpArchitecture *architecture)
{
  return &architecture->layers[architecture->n_layers - 1];
}

static double
weighted_logits (const RcpArchitecture *architecture, const double *activations, gconstpointer data)
{
  const double *weights = data;
  double sum = 0.0;

  for (guint i = 0; i < architecture->n_classes; i++)
    sum += weights[i] * activations[last_layer (architecture)->output_offset + i];
  return sum;
}

static double
cross_entropy (const RcpArchitecture *architecture, const double *activations, gconstpointer data)
{
  const guint *label = data;

  return -log (activations[architecture->softmax_offset + *label]);
}

static double *
to_doubles (const float *values, gsize n)
{
  double *result = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    result[i] = (double) values[i];
  return result;
}

/* The gradients that rcp_reference_backward() finds for both objectives, by weights and by the input, in one random
 * network. */
static void
check_random_network (RcpRandom *random, guint *n_compared, guint *n_spoilt)
{
  g_autoptr (RcpNetwork) network = random_network (random);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  gsize n_inputs = rcp_shape_count (architecture->input);
  g_autofree float *weights = random_parameters (random, network);
  g_autofree float *input = random_floats (random, n_inputs, 1.5f);
  g_autofree float *direction = random_floats (random, architecture->n_classes, 2.0f);
  g_autofree double *parameters = to_doubles (weights, architecture->n_parameters);
  g_autofree double *output_gradient = to_doubles (direction, architecture->n_classes);
  g_autofree double *activations = g_new0 (double, architecture->n_activations);
  guint label = rcp_random_below (random, architecture->n_classes);

  g_test_message ("%dx%dx%d: %s", architecture->input.channels, architecture->input.height, architecture->input.width,
                  rcp_network_get_text (network));
  for (gsize i = 0; i < n_inputs; i++)
    activations[i] = (double) input[i];

  for (int i = 0; i < 2; i++)
    {
      g_autofree double *by_activation = g_new0 (double, architecture->n_activations);
      g_autofree double *by_parameter = g_new0 (double, architecture->n_parameters);
      double *by_logit = by_activation + last_layer (architecture)->output_offset;
      Problem problem = { architecture, parameters, activations, NULL, NULL };

      rcp_reference_forward (architecture, parameters, activations);
      if (i == 0)
        {
          problem.objective = weighted_logits;
          problem.data = output_gradient;
          memcpy (by_logit, output_gradient, architecture->n_classes * sizeof (double));
        }
      else
        {
          problem.objective = cross_entropy;
          problem.data = &label;
          rcp_reference_cross_entropy_backward (
              architecture->n_classes, activations + last_layer (architecture)->output_offset, label, by_logit);
        }
      rcp_reference_backward (architecture, parameters, activations, by_activation, by_parameter);
      *n_spoilt +=
          compare_slopes (&problem, random, parameters, by_parameter, architecture->n_parameters, 25, n_compared);
      *n_spoilt += compare_slopes (&problem, random, activations, by_activation, n_inputs, 10, n_compared);
    }
}

static void
test_finite_differences (void)
{
  guint n_compared = 0, n_spoilt = 0;

  for (guint64 seed = 0; seed < 80; seed++)
    {
      RcpRandom random;

      rcp_random_init (&random, seed, 0);
      check_random_network (&random, &n_compared, &n_spoilt);
    }
  g_test_message ("%u slopes compared, %u at a kink", n_compared, n_spoilt);
  g_assert_cmpuint (n_spoilt, <, n_compared / 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reference/finite-differences", test_finite_differences);
  return g_test_run ();
}
