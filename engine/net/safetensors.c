#include "config.h"

#include "error.h"
#include "net/quote.h"
#include "net/safetensors-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

struct _RcpSafetensors
{
  char *label;
  GBytes *bytes;
  const guint8 *data; /* in @bytes, behind the header */
  RcpSafetensorsHeader header;
};

typedef struct
{
  const char *name;
  guint size;
} Dtype;

/* The types of whole bytes that the format knows. */
static const Dtype dtypes[] = {
  { "F64", 8 },     { "F32", 4 },     { "F16", 2 }, { "BF16", 2 }, { "I64", 8 }, { "I32", 4 },
  { "I16", 2 },     { "I8", 1 },      { "U64", 8 }, { "U32", 4 },  { "U16", 2 }, { "U8", 1 },
  { "F8_E5M2", 1 }, { "F8_E4M3", 1 }, { "C64", 8 }, { "BOOL", 1 },
};

/* The sentence about a whole file that is no good. */
static gboolean G_GNUC_PRINTF (3, 4) refuse (RcpSafetensors *self, GError **error, const char *format, ...)
{
  g_autofree char *reason = NULL;
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, RCP_ERROR, RCP_ERROR_FORMAT, _ ("%s is not a usable safetensors file: %s"), self->label, reason);
  return FALSE;
}

static guint
dtype_size (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (dtypes); i++)
    if (strcmp (dtypes[i].name, name) == 0)
      return dtypes[i].size;
  return 0;
}

/* Whether the tensor's place is inside the data and as large as its shape says. */
static gboolean
check_tensor (RcpSafetensors *self, const RcpSafetensor *tensor, gsize data_size, GError **error)
{
  g_autofree char *name = rcp_quote (tensor->name, -1);
  gsize size = dtype_size (tensor->dtype);

  if (size == 0)
    {
      g_autofree char *dtype = rcp_quote (tensor->dtype, -1);

      return refuse (self, error, _ ("tensor “%s” is of the unknown type “%s”"), name, dtype);
    }
  if (tensor->begin > tensor->end || tensor->end > data_size)
    return refuse (self, error, _ ("tensor “%s” lies at bytes %zu to %zu, but there are %zu bytes of data"), name,
                   tensor->begin, tensor->end, data_size);
  for (int i = 0; i < tensor->n_dims; i++)
    if (!g_size_checked_mul (&size, size, tensor->dims[i]))
      return refuse (self, error, _ ("the shape of tensor “%s” is impossibly large"), name);
  if (size != tensor->end - tensor->begin)
    return refuse (self, error, _ ("tensor “%s” needs %zu bytes for its shape, but has %zu"), name, size,
                   tensor->end - tensor->begin);
  return TRUE;
}

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const RcpSafetensor *left = *(const RcpSafetensor *const *) a;
  const RcpSafetensor *right = *(const RcpSafetensor *const *) b;

  if (left->begin != right->begin)
    return left->begin < right->begin ? -1 : 1;
  return left->end < right->end ? -1 : left->end > right->end;
}

/* Whether the tensors fill the data from end to end, each byte belonging to one. */
static gboolean
check_layout (RcpSafetensors *self, gsize data_size, GError **error)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  gsize filled = 0;

  g_ptr_array_extend (sorted, self->header.tensors, NULL, NULL);
  g_ptr_array_sort (sorted, compare_places);
  for (guint i = 0; i < sorted->len; i++)
    {
      const RcpSafetensor *tensor = sorted->pdata[i];
      g_autofree char *name = rcp_quote (tensor->name, -1);

      if (tensor->begin < filled)
        return refuse (self, error, _ ("tensor “%s” overlaps another one"), name);
      if (tensor->begin > filled)
        return refuse (self, error, _ ("there is a hole of %zu bytes before tensor “%s”"), tensor->begin - filled,
                       name);
      filled = tensor->end;
    }
  if (filled != data_size)
    return refuse (self, error, _ ("%zu bytes at its end belong to no tensor"), data_size - filled);
  return TRUE;
}

static gboolean
parse (RcpSafetensors *self, GError **error)
{
  g_autofree char *reason = NULL;
  gsize size, data_size;
  const guint8 *bytes = g_bytes_get_data (self->bytes, &size);
  guint64 prefix;
  gsize header_size;

  if (size == 0)
    return refuse (self, error, _ ("it is empty"));
  if (size < sizeof prefix)
    return refuse (self, error, _ ("it ends after %zu bytes, before its header"), size);
  memcpy (&prefix, bytes, sizeof prefix);
  header_size = (gsize) GUINT64_FROM_LE (prefix);
  if (header_size > RCP_SAFETENSORS_MAX_HEADER)
    return refuse (self, error, _ ("its header is said to have %zu bytes, and %zu are the most"), header_size,
                   RCP_SAFETENSORS_MAX_HEADER);
  if (header_size > size - sizeof prefix)
    return refuse (self, error, _ ("its header is said to have %zu bytes, but the file ends after %zu"), header_size,
                   size - sizeof prefix);
  if (!rcp_safetensors_header_parse (&self->header, (const char *) bytes + sizeof prefix, header_size, &reason))
    return refuse (self, error, "%s", reason);

  self->data = bytes + sizeof prefix + header_size;
  data_size = size - sizeof prefix - header_size;
  for (guint i = 0; i < self->header.tensors->len; i++)
    if (!check_tensor (self, self->header.tensors->pdata[i], data_size, error))
      return FALSE;
  return check_layout (self, data_size, error);
}

RcpSafetensors *
rcp_safetensors_new_from_bytes (GBytes *bytes, const char *label, GError **error)
{
  g_autoptr (RcpSafetensors) self = NULL;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (label != NULL, NULL);

  self = g_new0 (RcpSafetensors, 1);
  self->bytes = g_bytes_ref (bytes);
  self->label = g_strdup (label);
  return parse (self, error) ? g_steal_pointer (&self) : NULL;
}

static GMappedFile *
map_file (const char *path, const char *label, GError **error)
{
  /* O_NONBLOCK: a named pipe must be refused, not waited for */
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  int reason = errno;
  g_autoptr (GError) map_error = NULL;
  GMappedFile *file = NULL;
  struct stat status;

  if (fd < 0)
    {
      g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (reason), _ ("%s cannot be opened: %s"), label,
                   g_strerror (reason));
      return NULL;
    }
  if (fstat (fd, &status) != 0 || !S_ISREG (status.st_mode))
    g_set_error (error, RCP_ERROR, RCP_ERROR_FORMAT, _ ("%s is not a file"), label);
  else if ((file = g_mapped_file_new_from_fd (fd, FALSE, &map_error)) == NULL)
    g_set_error (error, map_error->domain, map_error->code, _ ("%s cannot be read: %s"), label, map_error->message);
  g_close (fd, NULL);
  return file;
}

RcpSafetensors *
rcp_safetensors_open (const char *path, GError **error)
{
  g_autofree char *label = NULL;
  g_autoptr (GMappedFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  label = g_filename_display_name (path);
  file = map_file (path, label, error);
  if (file == NULL)
    return NULL;
  bytes = g_mapped_file_get_bytes (file);
  return rcp_safetensors_new_from_bytes (bytes, label, error);
}

void
rcp_safetensors_free (RcpSafetensors *self)
{
  g_return_if_fail (self != NULL);

  rcp_safetensors_header_clear (&self->header);
  g_bytes_unref (self->bytes);
  g_free (self->label);
  g_free (self);
}

const char *
rcp_safetensors_get_label (RcpSafetensors *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->label;
}

guint
rcp_safetensors_get_n_tensors (RcpSafetensors *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->header.tensors->len;
}

const char *
rcp_safetensors_get_name (RcpSafetensors *self, guint index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->header.tensors->len, NULL);

  return ((const RcpSafetensor *) self->header.tensors->pdata[index])->name;
}

static const RcpSafetensor *
find_tensor (RcpSafetensors *self, const char *name)
{
  return g_hash_table_lookup (self->header.by_name, name);
}

gboolean
rcp_safetensors_has (RcpSafetensors *self, const char *name)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  return find_tensor (self, name) != NULL;
}

const char *
rcp_safetensors_get_metadata (RcpSafetensors *self, const char *key)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  return g_hash_table_lookup (self->header.metadata, key);
}

int
rcp_safetensors_get_shape (RcpSafetensors *self, const char *name, gsize *dims)
{
  const RcpSafetensor *tensor;

  g_return_val_if_fail (self != NULL, -1);
  g_return_val_if_fail (name != NULL, -1);
  g_return_val_if_fail (dims != NULL, -1);

  tensor = find_tensor (self, name);
  if (tensor == NULL)
    return -1;
  memcpy (dims, tensor->dims, (gsize) tensor->n_dims * sizeof *dims);
  return tensor->n_dims;
}

static char *
describe_shape (int n_dims, const gsize *dims)
{
  GString *text = g_string_new ("(");

  for (int i = 0; i < n_dims; i++)
    g_string_append_printf (text, "%s%zu", i > 0 ? ", " : "", dims[i]);
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

gboolean
rcp_safetensors_read (RcpSafetensors *self, const char *name, int n_dims, const gsize *dims, float *values,
                      GError **error)
{
  const RcpSafetensor *tensor;
  gsize n;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);
  g_return_val_if_fail (n_dims >= 0 && n_dims <= RCP_SAFETENSORS_MAX_DIMS, FALSE);
  g_return_val_if_fail (n_dims == 0 || dims != NULL, FALSE);

  tensor = find_tensor (self, name);
  if (tensor == NULL)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FORMAT, _ ("%s has no tensor “%s”"), self->label, name);
      return FALSE;
    }
  if (tensor->n_dims != n_dims || (n_dims > 0 && memcmp (tensor->dims, dims, (gsize) n_dims * sizeof *dims) != 0))
    {
      g_autofree char *found = describe_shape (tensor->n_dims, tensor->dims);
      g_autofree char *wanted = describe_shape (n_dims, dims);

      g_set_error (error, RCP_ERROR, RCP_ERROR_FORMAT, _ ("%s: tensor “%s” has the shape %s, but the network needs %s"),
                   self->label, name, found, wanted);
      return FALSE;
    }
  if (strcmp (tensor->dtype, "F32") != 0)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FORMAT, _ ("%s: tensor “%s” is of type %s, but only F32 can be read"),
                   self->label, name, tensor->dtype);
      return FALSE;
    }

  /* Nothing says that the data are aligned; numbers are little-endian. */
  n = (gsize) (tensor->end - tensor->begin) / sizeof (float);
  for (gsize i = 0; i < n; i++)
    {
      guint32 bits;

      memcpy (&bits, self->data + tensor->begin + i * sizeof bits, sizeof bits);
      bits = GUINT32_FROM_LE (bits);
      memcpy (&values[i], &bits, sizeof bits);
    }
  return TRUE;
}
