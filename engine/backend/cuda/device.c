#include "backend/cuda/device.h"

#include <glib/gi18n-lib.h>

/* Errors after which the driver answers every call of the process with the same error. */
static gboolean
is_final (cudaError_t status)
{
  switch (status)
    {
    case cudaErrorIllegalAddress:
    case cudaErrorLaunchFailure:
    case cudaErrorLaunchTimeout:
    case cudaErrorHardwareStackError:
    case cudaErrorIllegalInstruction:
    case cudaErrorMisalignedAddress:
    case cudaErrorInvalidAddressSpace:
    case cudaErrorInvalidPc:
    case cudaErrorAssert:
    case cudaErrorECCUncorrectable:
    case cudaErrorNvlinkUncorrectable:
    case cudaErrorContained:
    case cudaErrorDeviceUninitialized:
      return TRUE;
    default:
      return FALSE;
    }
}

static char *
explain_memory (void)
{
  size_t left = 0, total = 0;
  g_autofree char *has = NULL;
  g_autofree char *free_memory = NULL;

  if (cudaMemGetInfo (&left, &total) != cudaSuccess)
    {
      cudaGetLastError ();
      return g_strdup (_ ("The GPU ran out of memory; a smaller batch or a smaller network needs less"));
    }
  has = g_format_size_full (total, G_FORMAT_SIZE_IEC_UNITS);
  free_memory = g_format_size_full (left, G_FORMAT_SIZE_IEC_UNITS);
  return g_strdup_printf (_ ("The GPU ran out of memory (it has %s, of which %s are free); a smaller batch or a "
                             "smaller network needs less"),
                          has, free_memory);
}

gboolean
rcp_cuda_check (cudaError_t status, GError **error)
{
  if (status == cudaSuccess)
    return TRUE;
  /* An error that is not final is reported again by the next launch unless it is taken away here. */
  cudaGetLastError ();
  if (status == cudaErrorMemoryAllocation)
    {
      g_autofree char *text = explain_memory ();

      g_set_error_literal (error, RCP_ERROR, RCP_ERROR_DEVICE, text);
    }
  else if (status == cudaErrorDevicesUnavailable)
    g_set_error_literal (error, RCP_ERROR, RCP_ERROR_DEVICE, _ ("Another program has the GPU to itself"));
  else if (is_final (status))
    g_set_error (error, RCP_ERROR, RCP_ERROR_DEVICE,
                 _ ("The GPU failed (%s); go on with the CPU, or start the program anew to use the GPU again"),
                 cudaGetErrorString (status));
  else
    g_set_error (error, RCP_ERROR, RCP_ERROR_DEVICE, _ ("The GPU reports an error: %s"), cudaGetErrorString (status));
  return FALSE;
}

gboolean
rcp_dnn_check (const RcpDnn *dnn, cudnnStatus_t status, GError **error)
{
  if (status == CUDNN_STATUS_SUCCESS)
    return TRUE;
  if (status == CUDNN_STATUS_INTERNAL_ERROR_DEVICE_ALLOCATION_FAILED)
    return rcp_cuda_check (cudaErrorMemoryAllocation, error);
  g_set_error (error, RCP_ERROR, RCP_ERROR_DEVICE, _ ("cuDNN reports an error: %s"), dnn->cudnnGetErrorString (status));
  return FALSE;
}

gpointer
rcp_cuda_new (gsize size, GError **error)
{
  gpointer memory = NULL;

  return rcp_cuda_check (cudaMalloc (&memory, MAX (size, 1)), error) ? memory : NULL;
}

void
rcp_cuda_free (gpointer memory)
{
  if (memory != NULL && cudaFree (memory) != cudaSuccess)
    cudaGetLastError ();
}

gpointer
rcp_cuda_host_new (gsize size, GError **error)
{
  gpointer memory = NULL;

  return rcp_cuda_check (cudaMallocHost (&memory, MAX (size, 1)), error) ? memory : NULL;
}

void
rcp_cuda_host_free (gpointer memory)
{
  if (memory != NULL && cudaFreeHost (memory) != cudaSuccess)
    cudaGetLastError ();
}

gboolean
rcp_cuda_copy (cudaStream_t stream, gpointer to, gconstpointer from, gsize size, GError **error)
{
  return size == 0 || rcp_cuda_check (cudaMemcpyAsync (to, from, size, cudaMemcpyDefault, stream), error);
}
