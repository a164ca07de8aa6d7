/* Snapshots in safetensors files. */

#include "train/snapshot-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "config.h"
#include "error.h"

/* "125.3,122.9,113.8" with all 17 digits, whatever the locale */
static char *
print_doubles (const double *values, int n)
{
  GString *text = g_string_new (NULL);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", g_ascii_dtostr (buffer, sizeof buffer, values[i]));
  return g_string_free (text, FALSE);
}

static void
add_entries (GArray *entries, RcpNetwork *network, const char *prefix, GStringChunk *names, const float *values)
{
  guint n_tensors;
  const RcpTensorInfo *tensors = rcp_network_get_tensors (network, &n_tensors);

  for (guint i = 0; i < n_tensors; i++)
    {
      g_autofree char *name = g_strconcat (prefix, tensors[i].name, NULL);
      RcpSafetensorsEntry entry = {
        g_string_chunk_insert (names, name), tensors[i].n_dims, { 0 }, values + tensors[i].offset
      };

      for (int d = 0; d < tensors[i].n_dims; d++)
        entry.dims[d] = tensors[i].dims[d];
      g_array_append_val (entries, entry);
    }
}

static gboolean
save (RcpSnapshot *self, const char *path, gboolean sync, const float *velocity, const char *const (*extra)[2],
      guint n_extra, GError **error)
{
  RcpNetwork *network = rcp_snapshot_get_network (self);
  const RcpArchitecture *architecture = rcp_network_get_architecture (network);
  RcpShape shape = architecture->input;
  g_autofree char *mean = print_doubles (rcp_snapshot_get_mean (self), MIN (shape.channels, RCP_MAX_CHANNELS));
  g_autofree char *std = print_doubles (rcp_snapshot_get_std (self), MIN (shape.channels, RCP_MAX_CHANNELS));
  g_autofree char *step = g_strdup_printf ("%" G_GUINT64_FORMAT, rcp_snapshot_get_step (self));
  g_autofree char *epoch = g_strdup_printf ("%u", rcp_snapshot_get_epoch (self));
  g_autofree char *seed = g_strdup_printf ("%" G_GUINT64_FORMAT, rcp_snapshot_get_seed (self));
  g_autofree char *input = g_strdup_printf ("%dx%dx%d", shape.channels, shape.height, shape.width);
  g_autofree char *classes = g_strdup_printf ("%u", architecture->n_classes);
  const char *const own[][2] = {
    { "format", "pt" },
    { "receptive.version", RCP_VERSION },
    { "receptive.network", rcp_network_get_text (network) },
    { "receptive.input", input },
    { "receptive.classes", classes },
    { "receptive.dataset", rcp_snapshot_get_dataset (self) },
    { "receptive.mean", mean },
    { "receptive.std", std },
    { "receptive.seed", seed },
    { "receptive.step", step },
    { "receptive.epoch", epoch },
  };
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (RcpSafetensorsEntry));
  g_autoptr (GArray) metadata = g_array_new (FALSE, FALSE, sizeof own[0]);
  GStringChunk *names = g_string_chunk_new (256);
  gboolean saved;

  add_entries (entries, network, "", names, rcp_snapshot_get_parameters (self));
  if (velocity != NULL)
    add_entries (entries, network, RCP_VELOCITY_PREFIX, names, velocity);
  g_array_append_vals (metadata, own, G_N_ELEMENTS (own));
  if (n_extra > 0)
    g_array_append_vals (metadata, extra, n_extra);
  saved = rcp_safetensors_write_full (path, sync, (const RcpSafetensorsEntry *) entries->data, entries->len,
                                      (const char *const(*)[2]) metadata->data, metadata->len, error);
  g_string_chunk_free (names);
  return saved;
}

gboolean
rcp_snapshot_save_with (RcpSnapshot *self, const char *path, const float *velocity, const char *const (*extra)[2],
                        guint n_extra, GError **error)
{
  return save (self, path, TRUE, velocity, extra, n_extra, error);
}

gboolean
rcp_snapshot_save_unsynced (RcpSnapshot *self, const char *path, GError **error)
{
  return save (self, path, FALSE, NULL, NULL, 0, error);
}

gboolean
rcp_snapshot_save (RcpSnapshot *self, const char *path, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  return rcp_snapshot_save_with (self, path, NULL, NULL, 0, error);
}

const char *
rcp_safetensors_need_metadata (RcpSafetensors *file, const char *key, GError **error)
{
  const char *value = rcp_safetensors_get_metadata (file, key);

  if (value == NULL)
    g_set_error (error, RCP_ERROR, RCP_ERROR_FORMAT, _ ("“%s” does not say “%s” in its metadata."),
                 rcp_safetensors_get_label (file), key);
  return value;
}

static gboolean
refuse_metadata (RcpSafetensors *file, const char *key, const char *value, GError **error)
{
  g_set_error (error, RCP_ERROR, RCP_ERROR_FORMAT, _ ("“%s” has a “%s” that makes no sense in its metadata: “%s”."),
               rcp_safetensors_get_label (file), key, value);
  return FALSE;
}

gboolean
rcp_safetensors_need_unsigned (RcpSafetensors *file, const char *key, guint64 max, guint64 *value, GError **error)
{
  const char *text = rcp_safetensors_need_metadata (file, key, error);

  if (text == NULL)
    return FALSE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, max, value, NULL))
    return refuse_metadata (file, key, text, error);
  return TRUE;
}

static gboolean
read_shape (RcpSafetensors *file, const char *key, RcpShape *shape, GError **error)
{
  const char *text = rcp_safetensors_need_metadata (file, key, error);
  g_auto (GStrv) sides = NULL;
  guint64 side[3];

  if (text == NULL)
    return FALSE;
  sides = g_strsplit (text, "x", -1);
  if (g_strv_length (sides) != 3)
    return refuse_metadata (file, key, text, error);
  for (int i = 0; i < 3; i++)
    if (!g_ascii_string_to_unsigned (sides[i], 10, 1, i == 0 ? RCP_MAX_CHANNELS : G_MAXUINT16, &side[i], NULL))
      return refuse_metadata (file, key, text, error);
  *shape = (RcpShape){ (int) side[0], (int) side[1], (int) side[2] };
  return TRUE;
}

static gboolean
read_doubles (RcpSafetensors *file, const char *key, double *values, int n, GError **error)
{
  const char *text = rcp_safetensors_need_metadata (file, key, error);
  g_auto (GStrv) words = NULL;

  if (text == NULL)
    return FALSE;
  words = g_strsplit (text, ",", -1);
  if ((int) g_strv_length (words) != n)
    return refuse_metadata (file, key, text, error);
  for (int i = 0; i < n; i++)
    {
      char *end;

      values[i] = g_ascii_strtod (words[i], &end);
      if (end == words[i] || *end != '\0' || !isfinite (values[i]))
        return refuse_metadata (file, key, text, error);
    }
  return TRUE;
}

/* Whether the file has each tensor of the network in its shape. Checked before memory is taken for them, so that
 * the metadata of a small file cannot ask for more than the file holds. */
static gboolean
check_tensors (RcpNetwork *network, RcpSafetensors *file, const char *prefix, GError **error)
{
  guint n_tensors;
  const RcpTensorInfo *tensors = rcp_network_get_tensors (network, &n_tensors);

  for (guint i = 0; i < n_tensors; i++)
    {
      g_autofree char *name = g_strconcat (prefix, tensors[i].name, NULL);
      gsize dims[8];
      float untouched;

      if (rcp_safetensors_get_shape (file, name, dims) == tensors[i].n_dims
          && memcmp (dims, tensors[i].dims, (gsize) tensors[i].n_dims * sizeof *dims) == 0)
        continue;
      /* says what is wrong, in the reader's words */
      if (!rcp_safetensors_read (file, name, tensors[i].n_dims, tensors[i].dims, &untouched, error))
        return FALSE;
      g_assert_not_reached ();
    }
  return TRUE;
}

static gboolean
check_surplus (RcpNetwork *network, RcpSafetensors *file, GError **error)
{
  guint n_tensors;
  const RcpTensorInfo *tensors = rcp_network_get_tensors (network, &n_tensors);

  for (guint i = 0; i < rcp_safetensors_get_n_tensors (file); i++)
    {
      const char *full_name = rcp_safetensors_get_name (file, i);
      const char *name = full_name;
      gboolean known = FALSE;

      if (g_str_has_prefix (name, RCP_VELOCITY_PREFIX))
        name += strlen (RCP_VELOCITY_PREFIX);
      for (guint j = 0; j < n_tensors && !known; j++)
        known = g_str_equal (name, tensors[j].name);
      if (!known)
        {
          g_set_error (error, RCP_ERROR, RCP_ERROR_FORMAT,
                       _ ("“%s” holds a tensor “%s” that the network (%s) does not have."),
                       rcp_safetensors_get_label (file), full_name, rcp_network_get_text (network));
          return FALSE;
        }
    }
  return TRUE;
}

/* Returns: (transfer full): n_parameters floats */
static float *
read_tensors (RcpNetwork *network, RcpSafetensors *file, const char *prefix, GError **error)
{
  guint n_tensors;
  const RcpTensorInfo *tensors = rcp_network_get_tensors (network, &n_tensors);
  g_autofree float *values = NULL;

  if (!check_tensors (network, file, prefix, error) || !check_surplus (network, file, error))
    return NULL;
  values = g_new (float, MAX (1, rcp_network_get_architecture (network)->n_parameters));
  for (guint i = 0; i < n_tensors; i++)
    {
      g_autofree char *name = g_strconcat (prefix, tensors[i].name, NULL);

      if (!rcp_safetensors_read (file, name, tensors[i].n_dims, tensors[i].dims, values + tensors[i].offset, error))
        return NULL;
    }
  return g_steal_pointer (&values);
}

static gboolean
read_into (RcpNetwork *network, RcpSafetensors *file, const char *prefix, float *values, GError **error)
{
  g_autofree float *read = read_tensors (network, file, prefix, error);

  if (read == NULL)
    return FALSE;
  memcpy (values, read, rcp_network_get_architecture (network)->n_parameters * sizeof *values);
  return TRUE;
}

gboolean
rcp_velocity_read (RcpNetwork *network, RcpSafetensors *file, float *velocity, GError **error)
{
  return read_into (network, file, RCP_VELOCITY_PREFIX, velocity, error);
}

gboolean
rcp_parameters_load (RcpNetwork *network, const char *path, float *parameters, GError **error)
{
  g_autoptr (RcpSafetensors) file = NULL;

  g_return_val_if_fail (network != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (parameters != NULL, FALSE);

  file = rcp_safetensors_open (path, error);
  return file != NULL && read_into (network, file, "", parameters, error);
}

/* Returns: (transfer full) (nullable): the network that the metadata describes */
static RcpNetwork *
read_network (RcpSafetensors *file, GError **error)
{
  const char *text = rcp_safetensors_get_metadata (file, "receptive.network");
  RcpNetwork *network;
  RcpShape shape;
  guint64 classes;

  if (text == NULL)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FORMAT,
                   _ ("“%s” does not say what its network is (there is no “receptive.network” in its metadata)."),
                   rcp_safetensors_get_label (file));
      return NULL;
    }
  if (!read_shape (file, "receptive.input", &shape, error)
      || !rcp_safetensors_need_unsigned (file, "receptive.classes", G_MAXUINT8 + 1, &classes, error))
    return NULL;
  network = rcp_network_new (text, shape, (guint) classes, error);
  if (network == NULL)
    g_prefix_error (error, "“%s”: ", rcp_safetensors_get_label (file));
  return network;
}

static gboolean
same_network (RcpNetwork *a, RcpNetwork *b)
{
  const RcpArchitecture *x = rcp_network_get_architecture (a), *y = rcp_network_get_architecture (b);

  return g_str_equal (rcp_network_get_text (a), rcp_network_get_text (b)) && x->n_classes == y->n_classes
         && x->input.channels == y->input.channels && x->input.height == y->input.height
         && x->input.width == y->input.width;
}

/* Returns: (transfer full) (nullable): the file's network, or @wanted where that is the one */
static RcpNetwork *
read_this_network (RcpSafetensors *file, RcpNetwork *wanted, GError **error)
{
  g_autoptr (RcpNetwork) network = read_network (file, error);

  if (network == NULL || wanted == NULL)
    return g_steal_pointer (&network);
  if (same_network (network, wanted))
    return rcp_network_ref (wanted);
  g_set_error (error, RCP_ERROR, RCP_ERROR_NETWORK, _ ("“%s” holds the weights of another network (%s)."),
               rcp_safetensors_get_label (file), rcp_network_get_text (network));
  return NULL;
}

gboolean
rcp_snapshot_check (RcpSafetensors *file, RcpNetwork *wanted, GError **error)
{
  g_autoptr (RcpNetwork) network = read_this_network (file, wanted, error);

  return network != NULL && check_tensors (network, file, "", error) && check_surplus (network, file, error);
}

RcpSnapshot *
rcp_snapshot_read (RcpSafetensors *file, RcpNetwork *wanted, GError **error)
{
  g_autoptr (RcpNetwork) network = read_this_network (file, wanted, error);
  g_autofree float *parameters = NULL;
  const char *dataset;
  double mean[RCP_MAX_CHANNELS], std[RCP_MAX_CHANNELS];
  guint64 step, epoch, seed;
  int channels;

  if (network == NULL)
    return NULL;
  channels = rcp_network_get_architecture (network)->input.channels;
  dataset = rcp_safetensors_need_metadata (file, "receptive.dataset", error);
  if (dataset == NULL || !read_doubles (file, "receptive.mean", mean, channels, error)
      || !read_doubles (file, "receptive.std", std, channels, error)
      || !rcp_safetensors_need_unsigned (file, "receptive.step", G_MAXUINT64, &step, error)
      || !rcp_safetensors_need_unsigned (file, "receptive.epoch", G_MAXUINT, &epoch, error)
      || !rcp_safetensors_need_unsigned (file, "receptive.seed", G_MAXUINT64, &seed, error))
    return NULL;
  parameters = read_tensors (network, file, "", error);
  if (parameters == NULL)
    return NULL;
  return rcp_snapshot_new (network, parameters, dataset, mean, std, step, (guint) epoch, seed);
}

RcpSnapshot *
rcp_snapshot_load (const char *path, GError **error)
{
  g_autoptr (RcpSafetensors) file = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  file = rcp_safetensors_open (path, error);
  return file != NULL ? rcp_snapshot_read (file, NULL, error) : NULL;
}
