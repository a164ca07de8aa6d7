#include "cli.h"

#include <glib/gi18n.h>

#include <inttypes.h>
#include <math.h>

#include "backend/registry.h"
#include "cli-training.h"
#include "train/run-folder.h"

/* What was typed, before it is understood; what is NULL was not given. */
typedef struct
{
  char *dataset;
  char *network;
  char *epochs;
  char *batch_size;
  char *learning_rate;
  char *momentum;
  char *weight_decay;
  char *seed;
  char *device;
  char *threads;
  char *run;
  char *init;
  char *freeze;
  char *initialiser;
  char *max_steps;
  char *data_dir;
  char **surplus;
  gboolean tf32;
  gboolean no_shuffle;
  gboolean resume;
  gboolean json;
} TrainOptions;

static void
train_options_clear (TrainOptions *self)
{
  g_free (self->dataset);
  g_free (self->network);
  g_free (self->epochs);
  g_free (self->batch_size);
  g_free (self->learning_rate);
  g_free (self->momentum);
  g_free (self->weight_decay);
  g_free (self->seed);
  g_free (self->device);
  g_free (self->threads);
  g_free (self->run);
  g_free (self->init);
  g_free (self->freeze);
  g_free (self->initialiser);
  g_free (self->max_steps);
  g_free (self->data_dir);
  g_strfreev (self->surplus);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TrainOptions, train_options_clear)

static gboolean
parse (const CliVerb *verb, char **arguments, TrainOptions *options, CliStatus *status)
{
  const GOptionEntry entries[] = {
    { "dataset", 0, 0, G_OPTION_ARG_STRING, &options->dataset,
      N_ ("What to learn: cifar10 or shapes (default: cifar10)"), N_ ("D") },
    { "network", 0, 0, G_OPTION_ARG_STRING, &options->network,
      N_ ("lenet, lenet5, mlp, linear, or layers as below (default: lenet)"), N_ ("N") },
    { "epochs", 0, 0, G_OPTION_ARG_STRING, &options->epochs, N_ ("Passes over the training pictures (default: 50)"),
      N_ ("E") },
    { "batch-size", 0, 0, G_OPTION_ARG_STRING, &options->batch_size, N_ ("Pictures a step (default: 64)"), N_ ("B") },
    { "lr", 0, 0, G_OPTION_ARG_STRING, &options->learning_rate, N_ ("Learning rate, above 0 (default: 0.01)"),
      N_ ("F") },
    { "momentum", 0, 0, G_OPTION_ARG_STRING, &options->momentum, N_ ("Momentum, from 0 to below 1 (default: 0)"),
      N_ ("F") },
    { "weight-decay", 0, 0, G_OPTION_ARG_STRING, &options->weight_decay, N_ ("Weight decay, at least 0 (default: 0)"),
      N_ ("F") },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &options->seed,
      N_ ("Of the initial weights and of the order of the pictures (default: 1)"), N_ ("S") },
    CLI_OPTION_DEVICE (&options->device),
    CLI_OPTION_THREADS (&options->threads),
    { "tf32", 0, 0, G_OPTION_ARG_NONE, &options->tf32,
      N_ ("Let a GPU round products to TF32, which is faster and less exact"), NULL },
    { "run", 0, 0, G_OPTION_ARG_FILENAME, &options->run,
      N_ ("Folder for the run; it is made (default: a new one among your runs)"), N_ ("DIR") },
    { "resume", 0, 0, G_OPTION_ARG_NONE, &options->resume,
      N_ ("Go on with the run in --run; of the settings only --epochs may be given"), NULL },
    { "init", 0, 0, G_OPTION_ARG_FILENAME, &options->init, N_ ("Start from the weights in a safetensors file"),
      N_ ("FILE") },
    { "initialiser", 0, 0, G_OPTION_ARG_STRING, &options->initialiser,
      N_ ("How the initial weights are drawn: default, kaiming-uniform, kaiming-normal, xavier-uniform,\n"
          "                            xavier-normal or zeros (default: default, which is PyTorch's)"),
      N_ ("NAME") },
    { "freeze", 0, 0, G_OPTION_ARG_STRING, &options->freeze,
      N_ ("Layers whose weights stay as they begin, separated by commas: conv1,conv2"), N_ ("LAYERS") },
    { "no-shuffle", 0, 0, G_OPTION_ARG_NONE, &options->no_shuffle, N_ ("Take the pictures in the order of the files"),
      NULL },
    { "max-steps", 0, 0, G_OPTION_ARG_STRING, &options->max_steps,
      N_ ("Stop after so many steps; 0 for no such limit (default: 0)"), N_ ("K") },
    CLI_OPTION_DATA_DIR (&options->data_dir),
    CLI_OPTION_JSON (&options->json),
    CLI_OPTION_ARGUMENTS (&options->surplus),
    G_OPTION_ENTRY_NULL,
  };

  return cli_parse_options (verb, entries, arguments, status);
}

static void
replace (char **setting, const char *given)
{
  if (given != NULL)
    {
      g_free (*setting);
      *setting = g_strdup (given);
    }
}

static gboolean
parse_count (const char *option, const char *text, guint minimum, guint maximum, guint *value, GError **error)
{
  guint64 wide = *value;

  if (!cli_parse_integer (option, text, minimum, maximum, &wide, error))
    return FALSE;
  *value = (guint) wide;
  return TRUE;
}

static RcpTrainSettings *
make_settings (const TrainOptions *options, GError **error)
{
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_new ();

  if (!parse_count ("--epochs", options->epochs, 1, RCP_MAX_EPOCHS, &settings->epochs, error)
      || !parse_count ("--batch-size", options->batch_size, 1, RCP_MAX_BATCH_SIZE, &settings->batch_size, error)
      || !cli_parse_real ("--lr", options->learning_rate, 0, TRUE, INFINITY, &settings->learning_rate, error)
      || !cli_parse_real ("--momentum", options->momentum, 0, FALSE, 1, &settings->momentum, error)
      || !cli_parse_real ("--weight-decay", options->weight_decay, 0, FALSE, INFINITY, &settings->weight_decay, error)
      || !cli_parse_integer ("--seed", options->seed, 0, G_MAXUINT64, &settings->seed, error)
      || !cli_parse_threads (options->threads, &settings->threads, error)
      || !cli_parse_integer ("--max-steps", options->max_steps, 0, G_MAXINT64, &settings->max_steps, error))
    return NULL;
  replace (&settings->dataset, options->dataset);
  replace (&settings->network, options->network);
  replace (&settings->device, options->device);
  replace (&settings->init_file, options->init);
  replace (&settings->initialiser, options->initialiser);
  if (options->freeze != NULL && *options->freeze == '\0')
    {
      g_set_error_literal (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
                           _ ("--freeze must name layers, separated by commas, such as conv1,conv2."));
      return NULL;
    }
  if (options->freeze != NULL)
    settings->frozen = g_strsplit (options->freeze, ",", -1);
  settings->tf32 = options->tf32;
  settings->shuffle = !options->no_shuffle;

  if (!cli_check_dataset (settings->dataset, error) || !rcp_train_settings_check (settings, error)
      || rcp_backend_find (settings->device, error) == NULL)
    return NULL;
  return g_steal_pointer (&settings);
}

static RcpTrainer *
new_trainer (const TrainOptions *options, GError **error)
{
  g_autoptr (RcpTrainSettings) settings = make_settings (options, error);
  g_autoptr (RcpDataset) dataset = NULL;
  g_autofree char *run_dir = NULL;

  if (settings == NULL)
    return NULL;
  dataset = rcp_dataset_open (settings->dataset, options->data_dir, error);
  if (dataset == NULL)
    return NULL;
  run_dir = options->run != NULL ? g_strdup (options->run) : rcp_run_folder_new_default (settings->network);
  return rcp_trainer_new (dataset, settings, run_dir, error);
}

/* A run that was resumed with other settings would no longer be what its run.json says. */
static gboolean
check_resume (const TrainOptions *options, GError **error)
{
  const struct
  {
    const char *name;
    gboolean given;
  } settings[] = {
    { "--dataset", options->dataset != NULL },
    { "--network", options->network != NULL },
    { "--batch-size", options->batch_size != NULL },
    { "--lr", options->learning_rate != NULL },
    { "--momentum", options->momentum != NULL },
    { "--weight-decay", options->weight_decay != NULL },
    { "--seed", options->seed != NULL },
    { "--device", options->device != NULL },
    { "--threads", options->threads != NULL },
    { "--tf32", options->tf32 },
    { "--init", options->init != NULL },
    { "--freeze", options->freeze != NULL },
    { "--initialiser", options->initialiser != NULL },
    { "--no-shuffle", options->no_shuffle },
    { "--max-steps", options->max_steps != NULL },
  };

  if (options->run == NULL)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
                   _ ("--resume needs --run, the folder of the run to go on with."));
      return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    if (settings[i].given)
      {
        g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT,
                     _ ("%s cannot be given with --resume: the run keeps the settings it was begun with."),
                     settings[i].name);
        return FALSE;
      }
  return TRUE;
}

static RcpTrainer *
resume_trainer (const TrainOptions *options, GError **error)
{
  guint epochs = 0;

  if (!check_resume (options, error) || !parse_count ("--epochs", options->epochs, 1, RCP_MAX_EPOCHS, &epochs, error))
    return NULL;
  return rcp_trainer_resume_run (options->run, options->data_dir, epochs, error);
}

static void
tell_how_it_ended (RcpTrainer *trainer, gboolean interrupted, gboolean tell_folder)
{
  const char *run_dir = rcp_trainer_get_run_dir (trainer);

  if (interrupted)
    {
      g_autofree char *quoted = g_shell_quote (run_dir);
      gsize n;
      const RcpStepRecord *steps = rcp_metrics_get_steps (rcp_trainer_get_metrics (trainer), &n);

      cli_message (_ ("Stopped after step %" PRIu64 "; go on with: receptive-cli train --resume --run %s"),
                   n > 0 ? steps[n - 1].step : 0, quoted);
    }
  else if (tell_folder)
    cli_message (_ ("The run is in “%s”."), run_dir);
}

static CliStatus
run (const CliVerb *verb, char **arguments)
{
  g_auto (TrainOptions) options = { NULL };
  g_autoptr (RcpTrainer) trainer = NULL;
  g_autoptr (GError) error = NULL;
  gboolean interrupted;
  CliStatus status;

  if (!parse (verb, arguments, &options, &status))
    return status;
  if (!cli_check_arguments (options.surplus, 0, 0, NULL, &error))
    return cli_fail (verb, error);

  trainer = options.resume ? resume_trainer (&options, &error) : new_trainer (&options, &error);
  if (trainer == NULL)
    {
      /* a network that was typed is a question of usage; one that a run's file asks for is not */
      if (!options.resume && g_error_matches (error, RCP_ERROR, RCP_ERROR_NETWORK))
        error->code = RCP_ERROR_ARGUMENT;
      return cli_fail (verb, error);
    }
  if (!cli_training_run (trainer, options.json, &interrupted, &error))
    return cli_fail (verb, error);
  tell_how_it_ended (trainer, interrupted, options.run == NULL);
  return CLI_OK;
}

const CliVerb cli_verb_train = {
  .name = "train",
  .summary = N_ ("Train a network"),
  .description =
      N_ ("A network is layers separated by commas: conv CHANNELS HxW, maxpool N and avgpool N, each followed by\n"
          "stride N, padding N, dilation N or (conv) groups N where wanted; relu; tanh; flatten; linear OUTPUTS.\n"
          "\n"
          "A line is printed as each epoch ends, the first of them epoch 0; with --json it is an object with\n"
          "epoch, step, train_loss, train_acc, val_loss, val_acc, train_seconds and val_seconds. The run folder\n"
          "holds run.json, metrics.csv with every step, checkpoints/last.safetensors and\n"
          "checkpoints/best.safetensors. Ctrl+C stops after the step in progress and keeps the checkpoint.\n"
          "\n"
          "Examples:\n"
          "  receptive-cli train --run first\n"
          "  receptive-cli train --resume --run first --epochs 100\n"
          "  receptive-cli train --dataset shapes --epochs 5 --lr 0.05 --momentum 0.9\n"
          "  receptive-cli train --network \"conv 8 3x3 padding 1, relu, maxpool 2, flatten, linear 10\""),
  .run = run,
};
