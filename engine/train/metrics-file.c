#include "train/metrics-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "error.h"

#define HEADER "epoch,step,train_loss,train_acc,val_loss,val_acc,learning_rate,train_seconds,val_seconds\n"

enum
{
  COLUMN_EPOCH,
  COLUMN_STEP,
  COLUMN_TRAIN_LOSS,
  COLUMN_TRAIN_ACC,
  COLUMN_VAL_LOSS,
  COLUMN_VAL_ACC,
  COLUMN_LEARNING_RATE,
  COLUMN_TRAIN_SECONDS,
  COLUMN_VAL_SECONDS,
  N_COLUMNS,
};

struct _RcpMetricsFile
{
  char *path;
  int fd;
  goffset length; /* how much of the file is whole rows */
  GString *rows;  /* not yet written */

  /* The learning rate hardly ever changes: print it once. */
  double printed_rate;
  char rate[G_ASCII_DTOSTR_BUF_SIZE];
};

static gboolean
set_errno_error (const char *path, GError **error)
{
  int number = errno;

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number), _ ("“%s” cannot be written: %s."), path,
               g_strerror (number));
  return FALSE;
}

static RcpMetricsFile *
metrics_file_open (const char *path, int flags, GError **error)
{
  RcpMetricsFile *self;
  int fd = open (path, O_WRONLY | O_CLOEXEC | flags, 0666);

  if (fd < 0)
    {
      set_errno_error (path, error);
      return NULL;
    }
  self = g_new0 (RcpMetricsFile, 1);
  self->path = g_strdup (path);
  self->fd = fd;
  self->rows = g_string_new (NULL);
  self->printed_rate = NAN;
  return self;
}

RcpMetricsFile *
rcp_metrics_file_create (const char *path, GError **error)
{
  RcpMetricsFile *self = metrics_file_open (path, O_CREAT | O_EXCL, error);

  if (self != NULL)
    g_string_append (self->rows, HEADER);
  return self;
}

RcpMetricsFile *
rcp_metrics_file_reopen (const char *path, goffset keep, GError **error)
{
  g_autoptr (RcpMetricsFile) self = metrics_file_open (path, 0, error);

  if (self == NULL)
    return NULL;
  self->length = keep;
  if (ftruncate (self->fd, keep) != 0 || lseek (self->fd, keep, SEEK_SET) < 0)
    {
      set_errno_error (path, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
rcp_metrics_file_free (RcpMetricsFile *self)
{
  if (self == NULL)
    return;
  close (self->fd);
  g_string_free (self->rows, TRUE);
  g_free (self->path);
  g_free (self);
}

static const char *
print_rate (RcpMetricsFile *self, double learning_rate)
{
  if (!(learning_rate == self->printed_rate))
    {
      self->printed_rate = learning_rate;
      g_ascii_dtostr (self->rate, sizeof self->rate, learning_rate);
    }
  return self->rate;
}

void
rcp_metrics_file_add_step (RcpMetricsFile *self, const RcpStepRecord *record)
{
  char loss[G_ASCII_DTOSTR_BUF_SIZE], accuracy[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (self->rows, "%u,%" G_GUINT64_FORMAT ",%s,%s,,,%s,,\n", record->epoch, record->step,
                          g_ascii_dtostr (loss, sizeof loss, record->loss),
                          g_ascii_dtostr (accuracy, sizeof accuracy, record->accuracy),
                          print_rate (self, record->learning_rate));
}

void
rcp_metrics_file_add_epoch (RcpMetricsFile *self, const RcpEpochRecord *record, double learning_rate)
{
  const double values[] = { record->train_loss, record->train_accuracy, record->val_loss,   record->val_accuracy,
                            learning_rate,      record->train_seconds,  record->val_seconds };
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (self->rows, "%u,%" G_GUINT64_FORMAT, record->epoch, record->step);
  for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
    g_string_append_printf (self->rows, ",%s", g_ascii_dtostr (buffer, sizeof buffer, values[i]));
  g_string_append_c (self->rows, '\n');
}

gboolean
rcp_metrics_file_flush (RcpMetricsFile *self, gboolean sync, GError **error)
{
  gsize done = 0;

  while (done < self->rows->len)
    {
      gssize n = write (self->fd, self->rows->str + done, self->rows->len - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          set_errno_error (self->path, error);
          /* half a row helps nobody; should this fail too, readers pass over it */
          if (ftruncate (self->fd, self->length) == 0)
            lseek (self->fd, self->length, SEEK_SET);
          return FALSE;
        }
      done += (gsize) n;
    }
  self->length += (goffset) done;
  g_string_truncate (self->rows, 0);
  if (sync && fdatasync (self->fd) != 0)
    return set_errno_error (self->path, error);
  return TRUE;
}

typedef struct
{
  guint64 epoch;
  guint64 step;
  double values[N_COLUMNS];
  gboolean is_epoch;
} Row;

static gboolean
parse_number (const char *text, double *value)
{
  char *end;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*value);
}

/* @line is cut up */
static gboolean
parse_row (char *line, Row *row)
{
  char *fields[N_COLUMNS];
  int n = 0;

  for (char *field = line; field != NULL; n++)
    {
      char *comma = strchr (field, ',');

      if (n == N_COLUMNS)
        return FALSE;
      fields[n] = field;
      if (comma != NULL)
        *comma++ = '\0';
      field = comma;
    }
  if (n != N_COLUMNS)
    return FALSE;
  if (!g_ascii_string_to_unsigned (fields[COLUMN_EPOCH], 10, 1, G_MAXUINT, &row->epoch, NULL)
      || !g_ascii_string_to_unsigned (fields[COLUMN_STEP], 10, 1, G_MAXUINT64, &row->step, NULL))
    return FALSE;
  row->is_epoch = *fields[COLUMN_VAL_LOSS] != '\0';
  for (int i = COLUMN_TRAIN_LOSS; i < N_COLUMNS; i++)
    {
      gboolean of_step = i == COLUMN_TRAIN_LOSS || i == COLUMN_TRAIN_ACC || i == COLUMN_LEARNING_RATE;

      if (row->is_epoch || of_step ? !parse_number (fields[i], &row->values[i]) : *fields[i] != '\0')
        return FALSE;
    }
  return TRUE;
}

static void
take_row (const Row *row, GArray *steps, GArray *epochs)
{
  if (row->is_epoch)
    {
      RcpEpochRecord record = { .epoch = (guint) row->epoch,
                                .step = row->step,
                                .train_loss = row->values[COLUMN_TRAIN_LOSS],
                                .train_accuracy = row->values[COLUMN_TRAIN_ACC],
                                .val_loss = row->values[COLUMN_VAL_LOSS],
                                .val_accuracy = row->values[COLUMN_VAL_ACC],
                                .train_seconds = row->values[COLUMN_TRAIN_SECONDS],
                                .val_seconds = row->values[COLUMN_VAL_SECONDS] };

      g_array_append_val (epochs, record);
    }
  else
    {
      RcpStepRecord record = { .step = row->step,
                               .epoch = (guint) row->epoch,
                               .loss = row->values[COLUMN_TRAIN_LOSS],
                               .accuracy = row->values[COLUMN_TRAIN_ACC],
                               .learning_rate = row->values[COLUMN_LEARNING_RATE] };

      g_array_append_val (steps, record);
    }
}

gboolean
rcp_metrics_file_read (const char *path, guint64 max_step, guint max_epoch, GArray **steps, GArray **epochs,
                       goffset *keep, GError **error)
{
  g_autoptr (GArray) step_records = g_array_new (FALSE, FALSE, sizeof (RcpStepRecord));
  g_autoptr (GArray) epoch_records = g_array_new (FALSE, FALSE, sizeof (RcpEpochRecord));
  g_autofree char *contents = NULL;
  char *line, *end;
  guint number = 1;

  if (!g_file_get_contents (path, &contents, NULL, error))
    return FALSE;
  if (!g_str_has_prefix (contents, HEADER))
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_RUN, _ ("“%s” does not begin with the names of its columns."), path);
      return FALSE;
    }
  line = contents + strlen (HEADER);
  *keep = line - contents;
  for (; (end = strchr (line, '\n')) != NULL; line = end + 1)
    {
      Row row = { 0 };

      /* whatever a crash left behind the rows that are wanted does no harm */
      if (step_records->len >= max_step && epoch_records->len >= max_epoch)
        break;
      number++;
      *end = '\0';
      /* every step follows the one before it; an epoch's row stands behind its last step */
      if (!parse_row (line, &row) || row.step != step_records->len + (row.is_epoch ? 0 : 1)
          || (row.is_epoch && row.epoch != epoch_records->len + 1))
        {
          g_set_error (error, RCP_ERROR, RCP_ERROR_RUN, _ ("Line %u of “%s” is damaged."), number, path);
          return FALSE;
        }
      if (row.step > max_step || (row.is_epoch && row.epoch > max_epoch))
        break;
      take_row (&row, step_records, epoch_records);
      *keep = end + 1 - contents;
    }
  *steps = g_steal_pointer (&step_records);
  *epochs = g_steal_pointer (&epoch_records);
  return TRUE;
}
