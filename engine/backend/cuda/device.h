#pragma once

#include "backend/backend.h"
#include "backend/cuda/dnn.h"

#include <cuda_runtime_api.h>

G_BEGIN_DECLS

/**
 * rcp_cuda_check:
 *
 * Returns: %TRUE for cudaSuccess; otherwise %FALSE, and @error is %RCP_ERROR_DEVICE with a sentence: what happened, and
 *   what one can do
 */
gboolean rcp_cuda_check (cudaError_t status, GError **error);

/** rcp_dnn_check: likewise for cuDNN */
gboolean rcp_dnn_check (const RcpDnn *dnn, cudnnStatus_t status, GError **error);

/** rcp_cuda_new: (transfer full) (nullable): @size bytes of the device's memory, at least one; free with
 * rcp_cuda_free() */
gpointer rcp_cuda_new (gsize size, GError **error);

/** rcp_cuda_free: gives memory of the device back; %NULL is fine, and errors do not matter any more */
void rcp_cuda_free (gpointer memory);

/** rcp_cuda_host_new: (transfer full) (nullable): @size bytes of the host's memory that copies need not wait for; free
 * with rcp_cuda_host_free() */
gpointer rcp_cuda_host_new (gsize size, GError **error);

/** rcp_cuda_host_free: see rcp_cuda_free() */
void rcp_cuda_host_free (gpointer memory);

/** rcp_cuda_copy: puts a copy of @size bytes into @stream, whichever side they are on; nothing where @size is 0 */
gboolean rcp_cuda_copy (cudaStream_t stream, gpointer to, gconstpointer from, gsize size, GError **error);

G_END_DECLS
