#include <stdlib.h>
#include <string.h>

/* libnvidia-ml.so.1; STAND_IN_FREE is how many MiB of the GPU's memory are free. */

typedef struct
{
  unsigned long long total, free, used;
} Memory;

int nvmlInit_v2 (void);
int nvmlShutdown (void);
int nvmlSystemGetDriverVersion (char *version, unsigned int size);
int nvmlDeviceGetHandleByPciBusId_v2 (const char *id, void **device);
int nvmlDeviceGetMemoryInfo (void *device, Memory *memory);

int
nvmlInit_v2 (void)
{
  return 0;
}

int
nvmlShutdown (void)
{
  return 0;
}

int
nvmlSystemGetDriverVersion (char *version, unsigned int size)
{
  strncpy (version, "580.1.2", size);
  return 0;
}

int
nvmlDeviceGetHandleByPciBusId_v2 (const char *id, void **device)
{
  return strcmp (id, "0000:01:00.0") == 0 ? 0 : 6;
}

int
nvmlDeviceGetMemoryInfo (void *device, Memory *memory)
{
  const char *set = getenv ("STAND_IN_FREE");

  memory->total = 80ull << 30;
  memory->free = set != NULL ? strtoull (set, NULL, 10) << 20 : memory->total;
  memory->used = memory->total - memory->free;
  return 0;
}
