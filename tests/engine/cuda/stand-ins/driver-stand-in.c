#include <cuda.h>
#include <stdlib.h>
#include <string.h>

/* libcuda.so.1 as the backend asks it what there is. STAND_IN_DRIVER says what kind of machine this is: "old" (a driver
 * before CUDA 13), "none" (no GPU), "updated" (and not restarted), "odd" (an error of its own), "weak" (an old GPU);
 * anything else has a GPU. */

#undef cuDeviceTotalMem
CUresult cuDeviceTotalMem_v2 (size_t *bytes, CUdevice device);

static int
is (const char *kind)
{
  const char *set = getenv ("STAND_IN_DRIVER");

  return set != NULL && strcmp (set, kind) == 0;
}

CUresult
cuDriverGetVersion (int *version)
{
  *version = is ("old") ? 12040 : 13000;
  return CUDA_SUCCESS;
}

CUresult
cuInit (unsigned int flags)
{
  if (is ("none"))
    return CUDA_ERROR_NO_DEVICE;
  if (is ("updated"))
    return CUDA_ERROR_SYSTEM_DRIVER_MISMATCH;
  return is ("odd") ? CUDA_ERROR_SYSTEM_NOT_READY : CUDA_SUCCESS;
}

CUresult
cuGetErrorString (CUresult error, const char **text)
{
  *text = "system not yet initialized";
  return CUDA_SUCCESS;
}

CUresult
cuDeviceGetCount (int *count)
{
  *count = 1;
  return CUDA_SUCCESS;
}

CUresult
cuDeviceGet (CUdevice *device, int number)
{
  *device = number;
  return CUDA_SUCCESS;
}

CUresult
cuDeviceGetName (char *name, int size, CUdevice device)
{
  strncpy (name, "Stand-in", (size_t) size);
  return CUDA_SUCCESS;
}

CUresult
cuDeviceGetAttribute (int *value, CUdevice_attribute attribute, CUdevice device)
{
  if (attribute == CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)
    *value = is ("weak") ? 6 : 9;
  else
    *value = is ("weak") ? 1 : 0;
  return CUDA_SUCCESS;
}

CUresult
cuDeviceTotalMem_v2 (size_t *bytes, CUdevice device)
{
  *bytes = (size_t) 80 << 30;
  return CUDA_SUCCESS;
}

#undef cuDeviceGetPCIBusId
CUresult
cuDeviceGetPCIBusId (char *id, int size, CUdevice device)
{
  strncpy (id, "0000:01:00.0", (size_t) size);
  return CUDA_SUCCESS;
}
