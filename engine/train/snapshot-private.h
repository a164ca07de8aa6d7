#pragma once

#include "net/safetensors.h"
#include "train/snapshot.h"

G_BEGIN_DECLS

/** RCP_VELOCITY_PREFIX: what stands before a parameter's name where its momentum is kept beside it */
#define RCP_VELOCITY_PREFIX "velocity."

/**
 * rcp_snapshot_save_with:
 * @velocity: (nullable): the momentum buffer, n_parameters floats in canonical order
 * @extra: (array length=n_extra): more metadata, pairs key, value
 *
 * rcp_snapshot_save() for those who have more to keep in the file.
 */
gboolean rcp_snapshot_save_with (RcpSnapshot *self, const char *path, const float *velocity,
                                 const char *const (*extra)[2], guint n_extra, GError **error);

/** rcp_snapshot_save_unsynced: rcp_snapshot_save() that does not wait for the disk: as atomic, but not as durable */
gboolean rcp_snapshot_save_unsynced (RcpSnapshot *self, const char *path, GError **error);

/** rcp_snapshot_read: rcp_snapshot_load() from a file that is open already. @network: (nullable): what the file must
 * hold the weights of; the snapshot gets this very one */
RcpSnapshot *rcp_snapshot_read (RcpSafetensors *file, RcpNetwork *network, GError **error);

/** rcp_snapshot_check: whether a file holds the weights of @network, by its header alone */
gboolean rcp_snapshot_check (RcpSafetensors *file, RcpNetwork *network, GError **error);

/** rcp_velocity_read: the momentum buffer that is kept beside the parameters of @network, into n_parameters floats;
 * %RCP_ERROR_FORMAT as rcp_parameters_load() has it */
gboolean rcp_velocity_read (RcpNetwork *network, RcpSafetensors *file, float *velocity, GError **error);

/** rcp_safetensors_need_metadata: a value of the header's "__metadata__", or %NULL and %RCP_ERROR_FORMAT naming
 * the file and the key */
const char *rcp_safetensors_need_metadata (RcpSafetensors *file, const char *key, GError **error);

/** rcp_safetensors_need_unsigned: likewise as a number from 0 to @max */
gboolean rcp_safetensors_need_unsigned (RcpSafetensors *file, const char *key, guint64 max, guint64 *value,
                                        GError **error);

G_END_DECLS
