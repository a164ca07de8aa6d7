#include "train/checkpoint.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "error.h"
#include "train/snapshot-private.h"

#define KEY_EPOCH_STEP "receptive.resume.epoch_step"
#define KEY_LOSS_SUM "receptive.resume.loss_sum"
#define KEY_CORRECT "receptive.resume.correct"
#define KEY_COUNT "receptive.resume.count"
#define KEY_TRAIN_SECONDS "receptive.resume.train_seconds"
#define KEY_LEARNING_RATE "receptive.resume.learning_rate"
#define KEY_BEST_ACCURACY "receptive.resume.best_accuracy"
#define KEY_FROZEN "receptive.resume.frozen"
#define KEY_VAL_ACCURACY "receptive.val_accuracy"

/* A hexadecimal float is read back as the very same double. printf() puts the locale's decimal separator behind
 * the first digit, "0x1.8p+0", and that one may be several bytes: it becomes a point here. */
static char *
print_hex (double value)
{
  char *text = g_strdup_printf ("%a", value);
  char *separator = text + (*text == '-') + strlen ("0x1");

  g_assert (isfinite (value));
  if (*separator != 'p')
    {
      char *digits = separator + 1;

      while (!g_ascii_isxdigit (*digits))
        digits++;
      *separator = '.';
      memmove (separator + 1, digits, strlen (digits) + 1);
    }
  return text;
}

static gboolean
need_double (RcpSafetensors *file, const char *key, double *value, GError **error)
{
  const char *text = rcp_safetensors_need_metadata (file, key, error);
  char *end;

  if (text == NULL)
    return FALSE;
  *value = g_ascii_strtod (text, &end);
  if (end == text || *end != '\0' || !isfinite (*value))
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FORMAT, _ ("“%s” has a “%s” that makes no sense in its metadata: “%s”."),
                   rcp_safetensors_get_label (file), key, text);
      return FALSE;
    }
  return TRUE;
}

gboolean
rcp_checkpoint_save (const RcpCheckpoint *self, const char *path, GError **error)
{
  const RcpTrainProgress *progress = &self->progress;
  g_autofree char *epoch_step = g_strdup_printf ("%u", progress->epoch_step);
  g_autofree char *loss_sum = print_hex (progress->loss_sum);
  g_autofree char *correct = g_strdup_printf ("%" G_GUINT64_FORMAT, progress->correct);
  g_autofree char *count = g_strdup_printf ("%" G_GUINT64_FORMAT, progress->count);
  g_autofree char *train_seconds = print_hex (progress->train_seconds);
  g_autofree char *learning_rate = print_hex (progress->learning_rate);
  g_autofree char *best_accuracy = print_hex (progress->best_accuracy);
  const char *const extra[][2] = {
    { KEY_EPOCH_STEP, epoch_step },
    { KEY_LOSS_SUM, loss_sum },
    { KEY_CORRECT, correct },
    { KEY_COUNT, count },
    { KEY_TRAIN_SECONDS, train_seconds },
    { KEY_LEARNING_RATE, learning_rate },
    { KEY_BEST_ACCURACY, best_accuracy },
    { KEY_FROZEN, self->frozen },
  };
  const guint n = G_N_ELEMENTS (extra) - (self->frozen == NULL);

  return rcp_snapshot_save_with (self->snapshot, path, self->velocity, extra, n, error);
}

static gboolean
read_progress (RcpSafetensors *file, RcpTrainProgress *progress, GError **error)
{
  guint64 epoch_step;

  if (!rcp_safetensors_need_unsigned (file, KEY_EPOCH_STEP, G_MAXUINT, &epoch_step, error)
      || !need_double (file, KEY_LOSS_SUM, &progress->loss_sum, error)
      || !rcp_safetensors_need_unsigned (file, KEY_CORRECT, G_MAXUINT64, &progress->correct, error)
      || !rcp_safetensors_need_unsigned (file, KEY_COUNT, G_MAXUINT64, &progress->count, error)
      || !need_double (file, KEY_TRAIN_SECONDS, &progress->train_seconds, error)
      || !need_double (file, KEY_LEARNING_RATE, &progress->learning_rate, error)
      || !need_double (file, KEY_BEST_ACCURACY, &progress->best_accuracy, error))
    return FALSE;
  progress->epoch_step = (guint) epoch_step;
  return TRUE;
}

static gboolean
has_velocity (RcpSafetensors *file)
{
  for (guint i = 0; i < rcp_safetensors_get_n_tensors (file); i++)
    if (g_str_has_prefix (rcp_safetensors_get_name (file, i), RCP_VELOCITY_PREFIX))
      return TRUE;
  return FALSE;
}

RcpCheckpoint *
rcp_checkpoint_load (const char *path, GError **error)
{
  g_autoptr (RcpSafetensors) file = rcp_safetensors_open (path, error);
  g_autoptr (RcpCheckpoint) self = g_new0 (RcpCheckpoint, 1);

  if (file == NULL)
    return NULL;
  self->snapshot = rcp_snapshot_read (file, NULL, error);
  if (self->snapshot == NULL || !read_progress (file, &self->progress, error))
    return NULL;
  self->frozen = g_strdup (rcp_safetensors_get_metadata (file, KEY_FROZEN));
  self->progress.step = rcp_snapshot_get_step (self->snapshot);
  self->progress.epoch = rcp_snapshot_get_epoch (self->snapshot);
  if (has_velocity (file))
    {
      RcpNetwork *network = rcp_snapshot_get_network (self->snapshot);

      self->velocity = g_new (float, MAX (1, rcp_network_get_architecture (network)->n_parameters));
      if (!rcp_velocity_read (network, file, self->velocity, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

void
rcp_checkpoint_free (RcpCheckpoint *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->snapshot, rcp_snapshot_unref);
  g_free (self->velocity);
  g_free (self->frozen);
  g_free (self);
}

gboolean
rcp_best_save (RcpSnapshot *snapshot, double val_accuracy, const char *path, GError **error)
{
  char accuracy[G_ASCII_DTOSTR_BUF_SIZE];
  const char *const extra[][2] = {
    { KEY_VAL_ACCURACY, g_ascii_dtostr (accuracy, sizeof accuracy, val_accuracy) },
  };

  return rcp_snapshot_save_with (snapshot, path, NULL, extra, G_N_ELEMENTS (extra), error);
}

double
rcp_best_get_accuracy (const char *path)
{
  g_autoptr (RcpSafetensors) file = rcp_safetensors_open (path, NULL);
  double accuracy;

  if (file == NULL || !need_double (file, KEY_VAL_ACCURACY, &accuracy, NULL))
    return -1;
  return accuracy;
}
