#include "error.h"
#include "net/initialise.h"

#include <math.h>
#include <string.h>

typedef struct
{
  RcpNetwork *network;
  const RcpTensorInfo *tensors;
  guint n_tensors;
  float *parameters;
} Fixture;

static void
fixture_init (Fixture *self, const char *text, RcpShape input, guint n_classes, const char *initialiser, guint64 seed)
{
  g_autoptr (GError) error = NULL;

  self->network = rcp_network_new (text, input, n_classes, &error);
  g_assert_no_error (error);
  self->tensors = rcp_network_get_tensors (self->network, &self->n_tensors);
  self->parameters = g_new (float, rcp_network_get_architecture (self->network)->n_parameters);
  g_assert_true (rcp_network_initialise (self->network, initialiser, seed, self->parameters, &error));
  g_assert_no_error (error);
}

static void
fixture_clear (Fixture *self)
{
  g_free (self->parameters);
  rcp_network_unref (self->network);
}

/* The first numbers of each tensor, to the bit: from a generator and a definition written down again in Python. */
static void
test_bits (void)
{
  static const float expected[][3] = {
    { -0x1.1aaf7p-3f, -0x1.1b3aeap-5f, -0x1.0f09e8p-3f },
    { -0x1.8cba1ap-3f, -0x1.9b0416p-5f, 0x1.9cb8b4p-5f },
    { -0x1.3b7346p-3f, 0x1.ed7666p-3f, 0x1.ad9afp-4f },
    { -0x1.2d44e4p-6f, -0x1.b3ce1ep-3f, 0x1.4bc0acp-2f },
  };
  static const float normal[] = { -0x1.d66f78p-2f, -0x1.688a5p-4f, -0x1.99e2fcp-1f };
  Fixture fixture;

  fixture_init (&fixture, "conv 2 3x3, flatten, linear 3", (RcpShape){ 2, 4, 4 }, 3, "default", 7);
  g_assert_cmpuint (fixture.n_tensors, ==, 4);
  for (guint i = 0; i < 4; i++)
    for (guint j = 0; j < MIN (fixture.tensors[i].count, 3); j++)
      g_assert_cmpfloat (fixture.parameters[fixture.tensors[i].offset + j], ==, expected[i][j]);
  g_assert_true (rcp_network_initialise (fixture.network, "kaiming-normal", 7, fixture.parameters, NULL));
  for (guint j = 0; j < 3; j++)
    g_assert_cmpfloat (fixture.parameters[j], ==, normal[j]);
  fixture_clear (&fixture);
}

typedef struct
{
  const char *initialiser;
  double deviation[3]; /* of the weights of each layer */
  gboolean normal;
} Law;

/* conv1: 4 channels in 2 groups → 64, 5×5: fan_in 50, fan_out 1600; fc1: 64·6·6 = 2304 → 32; classifier: 32 → 10 */
static const Law laws[] = {
  { "default", { 0.0816496580927726, 0.0120281306081172, 0.1020620726159658 }, FALSE },        /* 1/√(3·fan_in) */
  { "kaiming-uniform", { 0.2, 0.0294627825494395, 0.25 }, FALSE },                             /* √(2/fan_in) */
  { "kaiming-normal", { 0.2, 0.0294627825494395, 0.25 }, TRUE },                               /* the same */
  { "xavier-uniform", { 0.0348155311911396, 0.0292602867990326, 0.2182178902359924 }, FALSE }, /* √(2/(in+out)) */
  { "xavier-normal", { 0.0348155311911396, 0.0292602867990326, 0.2182178902359924 }, TRUE },
};

static void
check_weights (const float *values, gsize n, double deviation, gboolean normal)
{
  double sum = 0.0, squares = 0.0, largest = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      double x = (double) values[i] / deviation;

      sum += x;
      squares += x * x;
      largest = MAX (largest, fabs (x));
    }
  /* five standard errors; the fourth moment of a uniform distribution is 9/5, of a normal one 3 */
  g_assert_cmpfloat_with_epsilon (sum / (double) n, 0.0, 5.0 / sqrt ((double) n));
  g_assert_cmpfloat_with_epsilon (squares / (double) n, 1.0, 5.0 * sqrt ((normal ? 2.0 : 0.8) / (double) n));
  if (normal)
    g_assert_cmpfloat (largest, >, 2.0);
  else
    {
      g_assert_cmpfloat (largest, <=, sqrt (3.0) * (1.0 + 1e-6));
      g_assert_cmpfloat (largest, >, sqrt (3.0) * 0.95);
    }
}

static void
test_laws (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (laws); i++)
    {
      Fixture fixture;

      g_test_message ("%s", laws[i].initialiser);
      fixture_init (&fixture, "conv 64 5x5 groups 2, flatten, linear 32, relu, linear 10", (RcpShape){ 4, 10, 10 }, 10,
                    laws[i].initialiser, 5);
      g_assert_cmpuint (fixture.n_tensors, ==, 6);
      for (guint t = 0; t < fixture.n_tensors; t++)
        {
          const RcpTensorInfo *tensor = &fixture.tensors[t];
          const float *values = fixture.parameters + tensor->offset;

          if (t % 2 == 0)
            check_weights (values, tensor->count, laws[i].deviation[t / 2], laws[i].normal);
          else if (g_str_equal (laws[i].initialiser, "default"))
            for (gsize j = 0; j < tensor->count; j++)
              {
                g_assert_cmpfloat (fabsf (values[j]), <=, laws[i].deviation[t / 2] * sqrt (3.0) * (1.0 + 1e-6));
                g_assert_cmpfloat (values[j], !=, 0.0f);
              }
          else
            for (gsize j = 0; j < tensor->count; j++)
              g_assert_cmpfloat (values[j], ==, 0.0f);
        }
      fixture_clear (&fixture);
    }
}

static void
test_zeros (void)
{
  Fixture fixture;

  fixture_init (&fixture, "lenet", (RcpShape){ 3, 32, 32 }, 10, "zeros", 1);
  for (gsize i = 0; i < rcp_network_get_architecture (fixture.network)->n_parameters; i++)
    g_assert_cmpfloat (fixture.parameters[i], ==, 0.0f);
  fixture_clear (&fixture);
}

/* The same seed gives the same bits, another one others, and what a layer draws does not hang on how much the ones
 * before it drew. */
static void
test_seeds (void)
{
  const RcpShape input = { 1, 6, 6 };
  Fixture a, b, c, wider;
  gsize size;

  fixture_init (&a, "conv 2 3, flatten, linear 4", input, 4, "default", 11);
  fixture_init (&b, "conv 2 3, flatten, linear 4", input, 4, "default", 11);
  fixture_init (&c, "conv 2 3, flatten, linear 4", input, 4, "default", 12);
  fixture_init (&wider, "conv 8 3 stride 2, flatten, linear 4", input, 4, "default", 11);
  size = rcp_network_get_architecture (a.network)->n_parameters * sizeof (float);
  g_assert_cmpmem (a.parameters, size, b.parameters, size);
  g_assert_cmpint (memcmp (a.parameters, c.parameters, size), !=, 0);
  /* both classifiers have 32 inputs */
  g_assert_cmpmem (a.parameters + a.tensors[2].offset, a.tensors[2].count * sizeof (float),
                   wider.parameters + wider.tensors[2].offset, wider.tensors[2].count * sizeof (float));
  fixture_clear (&a);
  fixture_clear (&b);
  fixture_clear (&c);
  fixture_clear (&wider);
}

static void
test_unknown (void)
{
  g_autoptr (RcpNetwork) network = rcp_network_new ("linear", (RcpShape){ 3, 32, 32 }, 10, NULL);
  g_autofree float *parameters = g_new (float, rcp_network_get_architecture (network)->n_parameters);
  g_autoptr (GError) error = NULL;

  g_assert_false (rcp_network_initialise (network, "orthogonal", 1, parameters, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
  for (guint i = 0; rcp_initialisers ()[i] != NULL; i++)
    {
      g_assert_nonnull (strstr (error->message, rcp_initialisers ()[i]));
      g_assert_true (rcp_network_initialise (network, rcp_initialisers ()[i], 1, parameters, NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/initialise/bits", test_bits);
  g_test_add_func ("/initialise/laws", test_laws);
  g_test_add_func ("/initialise/zeros", test_zeros);
  g_test_add_func ("/initialise/seeds", test_seeds);
  g_test_add_func ("/initialise/unknown", test_unknown);
  return g_test_run ();
}
