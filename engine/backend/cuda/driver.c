#include "backend/cuda/driver.h"

#include <cuda.h>
#include <dlfcn.h>
#include <glib/gi18n-lib.h>

/* What is asked before anything is computed. The driver is asked by itself, because the runtime of CUDA cannot tell a
 * driver that is missing from one that is too old, and because a context would take memory and time. */

/* the oldest that has everything the kernels are compiled for */
#define LEAST_CAPABILITY 75

/* A context, cuDNN's handle and a small network need about this much. */
#define LEAST_MEMORY (512ull << 20)

#define DRIVER_FUNCTIONS(F)                                                                                            \
  F (cuDriverGetVersion)                                                                                               \
  F (cuInit)                                                                                                           \
  F (cuGetErrorString)                                                                                                 \
  F (cuDeviceGetCount)                                                                                                 \
  F (cuDeviceGet)                                                                                                      \
  F (cuDeviceGetName)                                                                                                  \
  F (cuDeviceGetAttribute)                                                                                             \
  F (cuDeviceTotalMem_v2)                                                                                              \
  F (cuDeviceGetPCIBusId)

/* cuda.h gives some functions another name by a macro; the table has those that the library exports. */
#undef cuDeviceTotalMem
extern CUresult cuDeviceTotalMem_v2 (size_t *bytes, CUdevice device);
extern CUresult cuDeviceGetPCIBusId (char *id, int size, CUdevice device);

typedef struct
{
#define MEMBER(name) __typeof__ (name) *name;
  DRIVER_FUNCTIONS (MEMBER)
#undef MEMBER
} Driver;

typedef struct
{
  char name[256];
  char bus_id[32];
  size_t memory;
  int capability;
} Device;

/* --- the driver ---------------------------------------------------------------------------------------------- */

static gboolean
open_driver (Driver *driver, char **reason)
{
  void *library = dlopen ("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);

  if (library == NULL)
    {
      *reason = g_strdup (_ ("There is no NVIDIA driver (libcuda.so.1)"));
      return FALSE;
    }
#define FIND(name)                                                                                                     \
  if ((driver->name = dlsym (library, #name)) == NULL)                                                                 \
    {                                                                                                                  \
      *reason = g_strdup_printf (_ ("The NVIDIA driver is not whole: libcuda.so.1 lacks %s"), #name);                  \
      return FALSE;                                                                                                    \
    }
  DRIVER_FUNCTIONS (FIND)
#undef FIND
  return TRUE;
}

static char *
explain_failure (const Driver *driver, CUresult status)
{
  const char *text = NULL;

  switch (status)
    {
    case CUDA_ERROR_NO_DEVICE:
      return g_strdup (_ ("There is no NVIDIA GPU that the driver can use"));
    case CUDA_ERROR_SYSTEM_DRIVER_MISMATCH:
      return g_strdup (_ ("The NVIDIA driver was updated; restart the computer to use the GPU"));
    default:
      if (driver->cuGetErrorString (status, &text) != CUDA_SUCCESS || text == NULL)
        text = "?";
      return g_strdup_printf (_ ("The NVIDIA driver does not work here: %s (error %d)"), text, (int) status);
    }
}

static gboolean
start_driver (const Driver *driver, char **reason)
{
  int version = 0;
  CUresult status = driver->cuDriverGetVersion (&version);

  if (status == CUDA_SUCCESS && version < CUDA_VERSION / 1000 * 1000)
    {
      *reason = g_strdup_printf (_ ("The NVIDIA driver is too old: it knows CUDA %d.%d, and %d.0 is needed; driver 580 "
                                    "and later have it"),
                                 version / 1000, version % 1000 / 10, CUDA_VERSION / 1000);
      return FALSE;
    }
  if (status == CUDA_SUCCESS)
    status = driver->cuInit (0);
  if (status == CUDA_SUCCESS)
    return TRUE;
  *reason = explain_failure (driver, status);
  return FALSE;
}

/* --- the device ---------------------------------------------------------------------------------------------- */

static CUresult
ask_device (const Driver *driver, CUdevice number, Device *device)
{
  int major = 0, minor = 0;
  CUresult status = driver->cuDeviceGetName (device->name, sizeof device->name, number);

  if (status == CUDA_SUCCESS)
    status = driver->cuDeviceTotalMem_v2 (&device->memory, number);
  if (status == CUDA_SUCCESS)
    status = driver->cuDeviceGetAttribute (&major, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, number);
  if (status == CUDA_SUCCESS)
    status = driver->cuDeviceGetAttribute (&minor, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, number);
  if (status == CUDA_SUCCESS)
    status = driver->cuDeviceGetPCIBusId (device->bus_id, sizeof device->bus_id, number);
  device->capability = major * 10 + minor;
  return status;
}

static gboolean
find_device (const Driver *driver, Device *device, char **reason)
{
  CUdevice number;
  int count = 0;
  CUresult status = driver->cuDeviceGetCount (&count);

  if (status == CUDA_SUCCESS && count == 0)
    status = CUDA_ERROR_NO_DEVICE;
  if (status == CUDA_SUCCESS)
    status = driver->cuDeviceGet (&number, 0);
  if (status == CUDA_SUCCESS)
    status = ask_device (driver, number, device);
  if (status != CUDA_SUCCESS)
    {
      *reason = explain_failure (driver, status);
      return FALSE;
    }
  if (device->capability < LEAST_CAPABILITY)
    {
      *reason = g_strdup_printf (_ ("The GPU “%s” has the compute capability %d.%d, and %d.%d is needed"), device->name,
                                 device->capability / 10, device->capability % 10, LEAST_CAPABILITY / 10,
                                 LEAST_CAPABILITY % 10);
      return FALSE;
    }
  return TRUE;
}

/* --- what only NVML knows ------------------------------------------------------------------------------------ */

/* As nvml.h has them, which not every toolkit brings: 0 is success. */
typedef struct
{
  unsigned long long total, free, used;
} NvmlMemory;

typedef struct
{
  int (*init) (void);
  int (*shutdown) (void);
  int (*driver_version) (char *version, unsigned int size);
  int (*by_bus_id) (const char *id, void **device);
  int (*memory_info) (void *device, NvmlMemory *memory);
} Nvml;

static gboolean
open_nvml (Nvml *nvml)
{
  void *library = dlopen ("libnvidia-ml.so.1", RTLD_NOW | RTLD_LOCAL);

  if (library == NULL)
    return FALSE;
  nvml->init = dlsym (library, "nvmlInit_v2");
  nvml->shutdown = dlsym (library, "nvmlShutdown");
  nvml->driver_version = dlsym (library, "nvmlSystemGetDriverVersion");
  nvml->by_bus_id = dlsym (library, "nvmlDeviceGetHandleByPciBusId_v2");
  nvml->memory_info = dlsym (library, "nvmlDeviceGetMemoryInfo");
  return nvml->init != NULL && nvml->shutdown != NULL && nvml->driver_version != NULL && nvml->by_bus_id != NULL
         && nvml->memory_info != NULL && nvml->init () == 0;
}

/* The driver's version, and how much memory is free; what cannot be learned stays as it was. */
static void
ask_nvml (const Device *device, char *version, unsigned int size, guint64 *free_memory)
{
  NvmlMemory memory = { 0 };
  void *handle = NULL;
  Nvml nvml;

  if (!open_nvml (&nvml))
    return;
  nvml.driver_version (version, size);
  if (nvml.by_bus_id (device->bus_id, &handle) == 0 && nvml.memory_info (handle, &memory) == 0)
    *free_memory = memory.free;
  nvml.shutdown ();
}

char *
rcp_cuda_describe (char **reason)
{
  Driver driver;
  Device device = { .memory = 0 };
  char version[96] = "";
  guint64 free_memory = G_MAXUINT64;
  g_autofree char *memory = NULL;

  if (!open_driver (&driver, reason) || !start_driver (&driver, reason) || !find_device (&driver, &device, reason))
    return NULL;
  memory = g_format_size_full (device.memory, G_FORMAT_SIZE_IEC_UNITS);
  ask_nvml (&device, version, sizeof version, &free_memory);
  if (free_memory < LEAST_MEMORY)
    {
      g_autofree char *left = g_format_size_full (free_memory, G_FORMAT_SIZE_IEC_UNITS);

      *reason = g_strdup_printf (_ ("The GPU “%s” is out of memory: of its %s other programs leave %s"), device.name,
                                 memory, left);
      return NULL;
    }
  if (*version == '\0')
    return g_strdup_printf ("%s, %s", device.name, memory);
  /* Translators: a GPU's name, its memory ("79.6 GiB"), and the version of its driver ("580.159.04") */
  return g_strdup_printf (_ ("%s, %s, driver %s"), device.name, memory, version);
}
