#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * RcpSafetensors:
 *
 * A safetensors file, checked as a whole when it is opened (https://github.com/huggingface/safetensors,
 * "Format"): the header's length, its JSON, every tensor's dtype, shape and place; offsets that overlap,
 * leave holes or point outside, and names that occur twice are refused.
 */
typedef struct _RcpSafetensors RcpSafetensors;

/**
 * rcp_safetensors_open:
 * @path: the file; it is mapped
 * @error: %RCP_ERROR_FORMAT with what is wrong, or %G_FILE_ERROR; both name the file
 *
 * Returns: (transfer full) (nullable): the file
 */
RcpSafetensors *rcp_safetensors_open (const char *path, GError **error);

/** rcp_safetensors_new_from_bytes: the same from memory; @label stands for the file's name in messages */
RcpSafetensors *rcp_safetensors_new_from_bytes (GBytes *bytes, const char *label, GError **error);

void rcp_safetensors_free (RcpSafetensors *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RcpSafetensors, rcp_safetensors_free)

/** rcp_safetensors_get_label: the file's name, for messages */
const char *rcp_safetensors_get_label (RcpSafetensors *self);

guint rcp_safetensors_get_n_tensors (RcpSafetensors *self);
const char *rcp_safetensors_get_name (RcpSafetensors *self, guint index);
gboolean rcp_safetensors_has (RcpSafetensors *self, const char *name);

/** rcp_safetensors_get_metadata: (nullable): a value of the header's "__metadata__" */
const char *rcp_safetensors_get_metadata (RcpSafetensors *self, const char *key);

/**
 * rcp_safetensors_read:
 * @name: a tensor
 * @n_dims: how many dimensions it must have
 * @dims: (array length=n_dims): the shape it must have, outermost first
 * @values: (out) (array): room for the product of @dims
 * @error: %RCP_ERROR_FORMAT naming file, tensor, what was expected and what is there
 *
 * Reads one F32 tensor of exactly this shape.
 */
gboolean rcp_safetensors_read (RcpSafetensors *self, const char *name, int n_dims, const gsize *dims, float *values,
                               GError **error);

/**
 * rcp_safetensors_get_shape:
 * @dims: (out) (array): room for 8
 *
 * Returns: the number of dimensions, or -1 where there is no such tensor
 */
int rcp_safetensors_get_shape (RcpSafetensors *self, const char *name, gsize *dims);

/**
 * RcpSafetensorsEntry:
 *
 * One F32 tensor to be written. Everything is borrowed.
 */
typedef struct
{
  const char *name;
  int n_dims;
  gsize dims[8];
  const float *values;
} RcpSafetensorsEntry;

/**
 * rcp_safetensors_write:
 * @path: the file, replaced atomically: temporary file in the same folder, fsync, rename
 * @entries: (array length=n_entries): the tensors; laid out in this order
 * @metadata: (nullable) (array length=n_metadata): pairs key, value
 * @error: %G_FILE_ERROR or %G_IO_ERROR naming the file; it is then as it was before
 */
gboolean rcp_safetensors_write (const char *path, const RcpSafetensorsEntry *entries, guint n_entries,
                                const char *const (*metadata)[2], guint n_metadata, GError **error);

/** rcp_safetensors_write_full: rcp_safetensors_write(), without fsync where not @sync: there is never half a file
 * under its name while the system lives, but when the power fails one that was just written may be lost or cut off */
gboolean rcp_safetensors_write_full (const char *path, gboolean sync, const RcpSafetensorsEntry *entries,
                                     guint n_entries, const char *const (*metadata)[2], guint n_metadata,
                                     GError **error);

G_END_DECLS
