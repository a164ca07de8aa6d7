#include <math.h>
#include <string.h>

#include "error.h"
#include "train/settings.h"

static void
test_defaults (void)
{
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_new ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (settings->dataset, ==, "cifar10");
  g_assert_cmpstr (settings->network, ==, "lenet");
  g_assert_cmpuint (settings->epochs, ==, 50);
  g_assert_cmpuint (settings->batch_size, ==, 64);
  g_assert_cmpfloat (settings->learning_rate, ==, 0.01);
  g_assert_cmpfloat (settings->momentum, ==, 0);
  g_assert_cmpfloat (settings->weight_decay, ==, 0);
  g_assert_cmpuint (settings->seed, ==, 1);
  g_assert_true (settings->shuffle);
  g_assert_cmpstr (settings->initialiser, ==, "default");
  g_assert_null (settings->init_file);
  g_assert_cmpstr (settings->device, ==, "auto");
  g_assert_cmpuint (settings->max_steps, ==, 0);
  g_assert_true (rcp_train_settings_check (settings, &error));
  g_assert_no_error (error);
}

static RcpTrainSettings *
unusual_settings (void)
{
  RcpTrainSettings *settings = rcp_train_settings_new ();

  g_free (settings->network);
  settings->network = g_strdup ("flatten, linear 10");
  settings->epochs = 3;
  settings->batch_size = 100;
  settings->learning_rate = 0.1 + 0.2;
  settings->momentum = 0.9;
  settings->weight_decay = 5e-324;
  settings->seed = G_MAXUINT64;
  settings->shuffle = FALSE;
  g_free (settings->initialiser);
  settings->initialiser = g_strdup ("xavier-normal");
  settings->init_file = g_strdup ("/a \"b\"/é.safetensors");
  settings->frozen = g_strsplit ("conv1,é", ",", 0);
  g_free (settings->device);
  settings->device = g_strdup ("reference");
  settings->threads = 3;
  settings->max_steps = 17;
  settings->tf32 = TRUE;
  return settings;
}

static void
assert_equal (const RcpTrainSettings *a, const RcpTrainSettings *b)
{
  g_assert_cmpstr (a->dataset, ==, b->dataset);
  g_assert_cmpstr (a->network, ==, b->network);
  g_assert_cmpuint (a->epochs, ==, b->epochs);
  g_assert_cmpuint (a->batch_size, ==, b->batch_size);
  g_assert_cmpfloat (a->learning_rate, ==, b->learning_rate);
  g_assert_cmpfloat (a->momentum, ==, b->momentum);
  g_assert_cmpfloat (a->weight_decay, ==, b->weight_decay);
  g_assert_cmpuint (a->seed, ==, b->seed);
  g_assert_cmpint (a->shuffle, ==, b->shuffle);
  g_assert_cmpstr (a->initialiser, ==, b->initialiser);
  g_assert_cmpstr (a->init_file, ==, b->init_file);
  g_assert_true (a->frozen == b->frozen
                 || g_strv_equal ((const char *const *) a->frozen, (const char *const *) b->frozen));
  g_assert_cmpstr (a->device, ==, b->device);
  g_assert_cmpuint (a->threads, ==, b->threads);
  g_assert_cmpuint (a->max_steps, ==, b->max_steps);
  g_assert_cmpint (a->tf32, ==, b->tf32);
}

static void
test_copy (void)
{
  g_autoptr (RcpTrainSettings) settings = unusual_settings ();
  g_autoptr (RcpTrainSettings) copy = rcp_train_settings_copy (settings);

  assert_equal (settings, copy);
  g_assert_true (settings->network != copy->network);
  g_assert_true (settings->init_file != copy->init_file);
}

static void
test_json (void)
{
  g_autoptr (RcpTrainSettings) settings = unusual_settings ();
  g_autofree char *json = rcp_train_settings_to_json (settings);
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpTrainSettings) back = rcp_train_settings_from_json (json, &error);

  g_assert_no_error (error);
  assert_equal (settings, back);
}

static void
test_json_missing (void)
{
  g_autoptr (RcpTrainSettings) defaults = rcp_train_settings_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_from_json ("{\"epochs\": 50, \"other\": []}", &error);

  g_assert_no_error (error);
  assert_equal (settings, defaults);
}

static void
test_json_bad (void)
{
  static const struct
  {
    const char *json;
    const char *part;
  } cases[] = {
    { "", "JSON" },
    { "[]", "JSON" },
    { "{\"epochs\": ", "JSON" },
    { "{\"epochs\": -1}", "epochs" },
    { "{\"epochs\": 4294967296}", "epochs" },
    { "{\"epochs\": 1.5}", "epochs" },
    { "{\"epochs\": null}", "epochs" },
    { "{\"seed\": \"18446744073709551616\"}", "seed" },
    { "{\"seed\": []}", "seed" },
    { "{\"learning_rate\": \"fast\"}", "learning_rate" },
    { "{\"learning_rate\": true}", "learning_rate" },
    { "{\"shuffle\": 1}", "shuffle" },
    { "{\"network\": null}", "network" },
    { "{\"dataset\": {}}", "dataset" },
    { "{\"init_file\": 3}", "init_file" },
    { "{\"frozen\": \"conv1\"}", "frozen" },
    { "{\"frozen\": [1]}", "frozen" },
    { "{\"frozen\": [\"conv1\", null]}", "frozen" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (rcp_train_settings_from_json (cases[i].json, &error));
      g_assert_error (error, RCP_ERROR, RCP_ERROR_FORMAT);
      g_assert_nonnull (strstr (error->message, cases[i].part));
    }
}

typedef void (*Spoil) (RcpTrainSettings *settings);

static void
replace (char **text, const char *with)
{
  g_free (*text);
  *text = g_strdup (with);
}

static void
spoil_dataset (RcpTrainSettings *settings)
{
  replace (&settings->dataset, "");
}

static void
spoil_network (RcpTrainSettings *settings)
{
  replace (&settings->network, "");
}

static void
spoil_initialiser (RcpTrainSettings *settings)
{
  replace (&settings->initialiser, "magic");
}

static void
spoil_device (RcpTrainSettings *settings)
{
  replace (&settings->device, "");
}

static void
spoil_init_file (RcpTrainSettings *settings)
{
  replace (&settings->init_file, "");
}

static void
spoil_frozen (RcpTrainSettings *settings)
{
  settings->frozen = g_strsplit ("conv1,", ",", 0);
}

static void
freeze_twice (RcpTrainSettings *settings)
{
  settings->frozen = g_strsplit ("conv1,fc1,conv1", ",", 0);
}

static void
test_check_texts (void)
{
  static const Spoil spoils[] = { spoil_dataset,   spoil_network, spoil_initialiser, spoil_device,
                                  spoil_init_file, spoil_frozen,  freeze_twice };

  for (gsize i = 0; i < G_N_ELEMENTS (spoils); i++)
    {
      g_autoptr (RcpTrainSettings) settings = rcp_train_settings_new ();
      g_autoptr (GError) error = NULL;

      spoils[i](settings);
      g_assert_false (rcp_train_settings_check (settings, &error));
      g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
      g_assert_true (g_str_has_suffix (error->message, "."));
    }
}

static gboolean
check_number (gsize offset, double value)
{
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_new ();
  g_autoptr (GError) error = NULL;
  gboolean good;

  G_STRUCT_MEMBER (double, settings, offset) = value;
  good = rcp_train_settings_check (settings, &error);
  if (!good)
    g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
  return good;
}

static gboolean
check_count (gsize offset, guint value)
{
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_new ();
  g_autoptr (GError) error = NULL;
  gboolean good;

  G_STRUCT_MEMBER (guint, settings, offset) = value;
  good = rcp_train_settings_check (settings, &error);
  if (!good)
    g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
  return good;
}

static void
test_check_numbers (void)
{
  const gsize rate = G_STRUCT_OFFSET (RcpTrainSettings, learning_rate);
  const gsize momentum = G_STRUCT_OFFSET (RcpTrainSettings, momentum);
  const gsize decay = G_STRUCT_OFFSET (RcpTrainSettings, weight_decay);
  const gsize epochs = G_STRUCT_OFFSET (RcpTrainSettings, epochs);
  const gsize batch_size = G_STRUCT_OFFSET (RcpTrainSettings, batch_size);
  const gsize threads = G_STRUCT_OFFSET (RcpTrainSettings, threads);

  g_assert_false (check_number (rate, 0));
  g_assert_false (check_number (rate, -0.01));
  g_assert_false (check_number (rate, NAN));
  g_assert_false (check_number (rate, INFINITY));
  g_assert_true (check_number (rate, 1e30));
  g_assert_false (check_number (momentum, -0.1));
  g_assert_false (check_number (momentum, 1));
  g_assert_false (check_number (momentum, NAN));
  g_assert_true (check_number (momentum, 0.999));
  g_assert_false (check_number (decay, -1e-9));
  g_assert_false (check_number (decay, NAN));
  g_assert_false (check_number (decay, INFINITY));
  g_assert_false (check_count (epochs, 0));
  g_assert_false (check_count (epochs, G_MAXUINT));
  g_assert_true (check_count (epochs, RCP_MAX_EPOCHS));
  g_assert_false (check_count (batch_size, 0));
  g_assert_false (check_count (batch_size, RCP_MAX_BATCH_SIZE + 1));
  g_assert_true (check_count (batch_size, RCP_MAX_BATCH_SIZE));
  g_assert_false (check_count (threads, RCP_MAX_THREADS + 1));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/settings/defaults", test_defaults);
  g_test_add_func ("/settings/copy", test_copy);
  g_test_add_func ("/settings/json", test_json);
  g_test_add_func ("/settings/json-missing", test_json_missing);
  g_test_add_func ("/settings/json-bad", test_json_bad);
  g_test_add_func ("/settings/check-texts", test_check_texts);
  g_test_add_func ("/settings/check-numbers", test_check_numbers);
  return g_test_run ();
}
