#include "dataset-private.h"

#include <errno.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "error.h"
#include "histogram.h"

struct _RcpDataset
{
  GObject parent_instance;

  const RcpDatasetKind *kind;
  GPtrArray *storage;                      /* of GBytes: what the samples point into */
  const guint8 **block_data[RCP_N_SPLITS]; /* where the blocks of a split begin */
  RcpSamples samples[RCP_N_SPLITS];
  guint *class_counts[RCP_N_SPLITS];

  GMutex statistics_mutex;
  gboolean has_statistics;
  RcpStatistics statistics;

  GMutex histograms_mutex;
  RcpHistogram *histograms; /* of each class, and of all of them */
};

G_DEFINE_FINAL_TYPE (RcpDataset, rcp_dataset, G_TYPE_OBJECT)

static const RcpDatasetKind *const kinds[] = { &rcp_cifar10, &rcp_shapes };

static void
rcp_dataset_finalize (GObject *object)
{
  RcpDataset *self = RCP_DATASET (object);

  for (int split = 0; split < RCP_N_SPLITS; split++)
    {
      g_free (self->block_data[split]);
      g_free (self->class_counts[split]);
    }
  g_ptr_array_unref (self->storage);
  g_mutex_clear (&self->statistics_mutex);
  g_mutex_clear (&self->histograms_mutex);
  g_free (self->histograms);
  G_OBJECT_CLASS (rcp_dataset_parent_class)->finalize (object);
}

static void
rcp_dataset_class_init (RcpDatasetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = rcp_dataset_finalize;
}

static void
rcp_dataset_init (RcpDataset *self)
{
  self->storage = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_mutex_init (&self->statistics_mutex);
  g_mutex_init (&self->histograms_mutex);
}

static void
take_split (RcpDataset *self, RcpSplit split, RcpShape shape, const RcpDatasetBlocks *from)
{
  RcpSamples *samples = &self->samples[split];

  *samples = (RcpSamples){
    .record_size = 1 + rcp_shape_count (shape),
    .label_offset = 0,
    .pixel_offset = 1,
    .shape = shape,
    .n_classes = self->kind->n_classes,
  };

  self->block_data[split] = g_new (const guint8 *, from->n_blocks);
  samples->blocks = self->block_data[split];
  samples->block_count = g_bytes_get_size (from->blocks[0]) / samples->record_size;
  for (guint i = 0; i < from->n_blocks; i++)
    {
      gsize size;

      self->block_data[split][i] = g_bytes_get_data (from->blocks[i], &size);
      g_ptr_array_add (self->storage, g_bytes_ref (from->blocks[i]));
      samples->count += size / samples->record_size;
    }

  self->class_counts[split] = g_new0 (guint, samples->n_classes);
  for (guint i = 0; i < samples->count; i++)
    self->class_counts[split][rcp_samples_label (samples, i)]++;
}

RcpDataset *
rcp_dataset_new (const RcpDatasetKind *kind, RcpShape shape, const RcpDatasetBlocks splits[RCP_N_SPLITS])
{
  RcpDataset *self = g_object_new (RCP_TYPE_DATASET, NULL);

  self->kind = kind;
  for (int split = 0; split < RCP_N_SPLITS; split++)
    take_split (self, split, shape, &splits[split]);
  return self;
}

const RcpDatasetKind *
rcp_dataset_kind (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_strcmp0 (name, kinds[i]->name) == 0)
      return kinds[i];
  return NULL;
}

const char *const *
rcp_dataset_names (void)
{
  static const char *const names[] = { "cifar10", "shapes", NULL };

  return names;
}

const char *
rcp_dataset_title_of (const char *name)
{
  const RcpDatasetKind *kind = rcp_dataset_kind (name);

  return kind != NULL ? _ (kind->title) : NULL;
}

const char *const *
rcp_dataset_class_names_of (const char *name, guint *n_classes)
{
  const RcpDatasetKind *kind = rcp_dataset_kind (name);

  g_return_val_if_fail (n_classes != NULL, NULL);

  *n_classes = kind != NULL ? kind->n_classes : 0;
  return kind != NULL ? kind->class_names : NULL;
}

RcpDataset *
rcp_dataset_open (const char *name, const char *data_dir, GError **error)
{
  const RcpDatasetKind *kind = rcp_dataset_kind (name);

  g_return_val_if_fail (name != NULL, NULL);

  if (kind == NULL)
    {
      g_autofree char *known = g_strjoinv (", ", (char **) rcp_dataset_names ());

      g_set_error (error, RCP_ERROR, RCP_ERROR_DATASET, _ ("There is no dataset “%s”; the known ones are: %s."), name,
                   known);
      return NULL;
    }
  return kind->open (kind, data_dir, error);
}

char **
rcp_dataset_search_path (const char *name, const char *data_dir)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const char *environment = g_getenv ("RECEPTIVE_DATA_DIR");

  if (data_dir != NULL)
    g_strv_builder_add (builder, data_dir);
  else if (environment != NULL && *environment != '\0')
    g_strv_builder_add (builder, environment);
  else
    {
      const char *const *system = g_get_system_data_dirs ();
      g_autofree char *user = g_build_filename (g_get_user_data_dir (), "receptive", NULL);

      g_strv_builder_add (builder, user);
      for (guint i = 0; system[i] != NULL; i++)
        {
          g_autofree char *folder = g_build_filename (system[i], "receptive", NULL);

          g_strv_builder_add (builder, folder);
        }
    }
  return g_strv_builder_end (builder);
}

/* Whether @folder holds any of the dataset's files: 1 yes, 0 no, -1 where that cannot be found out. */
static int
holds_any_file (const RcpDatasetKind *kind, const char *folder, GError **error)
{
  for (guint i = 0; i < kind->n_files; i++)
    {
      g_autofree char *path = g_build_filename (folder, kind->files[i].name, NULL);
      GStatBuf status;

      if (g_stat (path, &status) == 0)
        return 1;
      if (errno != ENOENT && errno != ENOTDIR)
        {
          int saved = errno;

          g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (saved), _ ("“%s” cannot be read: %s."), path,
                       g_strerror (saved));
          return -1;
        }
    }
  return 0;
}

char *
rcp_dataset_find_folder (const RcpDatasetKind *kind, const char *data_dir, GError **error)
{
  g_auto (GStrv) search = rcp_dataset_search_path (kind->name, data_dir);
  g_autofree char *unpacked = g_build_filename (kind->name, kind->archive_folder, NULL);
  const char *const places[] = { kind->name, unpacked, kind->archive_folder, "" };

  for (guint i = 0; search[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (places); j++)
      {
        g_autofree char *folder =
            *places[j] != '\0' ? g_build_filename (search[i], places[j], NULL) : g_strdup (search[i]);
        int found = holds_any_file (kind, folder, error);

        if (found != 0)
          return found > 0 ? g_steal_pointer (&folder) : NULL;
      }

  g_set_error (error, RCP_ERROR, RCP_ERROR_NOT_FETCHED,
               _ ("%s is not in “%s”: fetch it with “receptive-cli fetch %s”, or use the built-in pictures with "
                  "“--dataset shapes”."),
               _ (kind->title), search[0], kind->name);
  return NULL;
}

const char *
rcp_dataset_get_name (RcpDataset *self)
{
  g_return_val_if_fail (RCP_IS_DATASET (self), NULL);
  return self->kind->name;
}

const char *
rcp_dataset_get_title (RcpDataset *self)
{
  g_return_val_if_fail (RCP_IS_DATASET (self), NULL);
  return _ (self->kind->title);
}

gboolean
rcp_dataset_is_builtin (RcpDataset *self)
{
  g_return_val_if_fail (RCP_IS_DATASET (self), FALSE);
  return self->kind->builtin;
}

RcpShape
rcp_dataset_get_shape (RcpDataset *self)
{
  g_return_val_if_fail (RCP_IS_DATASET (self), ((RcpShape){ 0 }));
  return self->samples[RCP_SPLIT_TRAIN].shape;
}

guint
rcp_dataset_get_n_classes (RcpDataset *self)
{
  g_return_val_if_fail (RCP_IS_DATASET (self), 0);
  return self->kind->n_classes;
}

const char *
rcp_dataset_get_class_name (RcpDataset *self, guint label)
{
  g_return_val_if_fail (RCP_IS_DATASET (self), NULL);
  g_return_val_if_fail (label < self->kind->n_classes, NULL);
  return self->kind->class_names[label];
}

const RcpSamples *
rcp_dataset_get_samples (RcpDataset *self, RcpSplit split)
{
  g_return_val_if_fail (RCP_IS_DATASET (self), NULL);
  g_return_val_if_fail (split < RCP_N_SPLITS, NULL);
  return &self->samples[split];
}

guint
rcp_dataset_get_class_count (RcpDataset *self, RcpSplit split, guint label)
{
  g_return_val_if_fail (RCP_IS_DATASET (self), 0);
  g_return_val_if_fail (split < RCP_N_SPLITS, 0);
  g_return_val_if_fail (label < self->kind->n_classes, 0);
  return self->class_counts[split][label];
}

const RcpStatistics *
rcp_dataset_get_statistics (RcpDataset *self)
{
  g_return_val_if_fail (RCP_IS_DATASET (self), NULL);

  /* A second thread that asks meanwhile waits for the first one's answer. */
  g_mutex_lock (&self->statistics_mutex);
  if (!self->has_statistics)
    {
      self->statistics = rcp_samples_statistics (&self->samples[RCP_SPLIT_TRAIN]);
      self->has_statistics = TRUE;
    }
  g_mutex_unlock (&self->statistics_mutex);
  return &self->statistics;
}

const RcpHistogram *
rcp_dataset_get_histograms (RcpDataset *self)
{
  guint n;

  g_return_val_if_fail (RCP_IS_DATASET (self), NULL);

  n = self->kind->n_classes;
  g_mutex_lock (&self->histograms_mutex);
  if (self->histograms == NULL)
    {
      self->histograms = g_new0 (RcpHistogram, n + 1);
      rcp_samples_histograms (&self->samples[RCP_SPLIT_TRAIN], self->histograms);
      for (guint label = 0; label < n; label++)
        rcp_histogram_add (&self->histograms[n], &self->histograms[label]);
    }
  g_mutex_unlock (&self->histograms_mutex);
  return self->histograms;
}

gboolean
rcp_dataset_verify (RcpDataset *self, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (RCP_IS_DATASET (self), FALSE);

  for (guint i = 0; i < self->kind->n_files; i++)
    {
      const RcpDatasetFile *file = &self->kind->files[i];
      g_autofree char *sum = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, g_ptr_array_index (self->storage, i));
      if (g_strcmp0 (sum, file->sha256) != 0)
        {
          g_set_error (error, RCP_ERROR, RCP_ERROR_DATASET,
                       _ ("“%s” of %s is damaged: its SHA-256 is %s where %s was expected. Fetch the dataset again."),
                       file->name, _ (self->kind->title), sum, file->sha256);
          return FALSE;
        }
    }
  return TRUE;
}
