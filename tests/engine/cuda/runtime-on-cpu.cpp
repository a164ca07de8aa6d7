#include "on-cpu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <map>
#include <memory>
#include <mutex>
#include <vector>

/* The functions of the CUDA runtime that the backend calls. */

typedef std::vector<std::function<void ()> > Work;

struct CUstream_st
{
  Work pending;
  bool recording;
  Work recorded;
};

struct CUgraph_st
{
  Work work;
};

struct CUgraphExec_st
{
  std::shared_ptr<Work> work;
};

static struct
{
  std::recursive_mutex lock;
  std::map<const char *, size_t> device; /* where allocations begin, and their size */
  std::map<const char *, size_t> host;   /* likewise, of cudaMallocHost() */
  std::map<cudaStream_t, bool> streams;
  size_t size = 512u << 20;
  size_t used = 0;
  long calls = 0;
  long fail_at = 0;
  long live = 0;
  cudaError_t error = cudaSuccess;
  bool is_final = false;
  bool failed = false;
} cuda;

typedef std::lock_guard<std::recursive_mutex> Guard;

/* how many streams this thread is recording: what is forbidden then is so for the thread */
static thread_local int recordings = 0;

[[noreturn]] static void
stop (const char *what)
{
  fprintf (stderr, "on-cpu: %s\n", what);
  abort ();
}

/* --- faults -------------------------------------------------------------------------------------------------- */

void
on_cpu_fail_at (long call, cudaError_t error, int is_final)
{
  Guard guard (cuda.lock);

  cuda.calls = 0;
  cuda.fail_at = call;
  cuda.error = error;
  cuda.is_final = is_final;
  cuda.failed = false;
}

long
on_cpu_calls (void)
{
  return cuda.calls;
}

void
on_cpu_set_memory (size_t size)
{
  cuda.size = size;
}

long
on_cpu_live (void)
{
  return cuda.live;
}

void
on_cpu_count_live (long difference)
{
  Guard guard (cuda.lock);

  cuda.live += difference;
}

cudaError_t
on_cpu_call (void)
{
  Guard guard (cuda.lock);

  cuda.calls++;
  if (cuda.failed && cuda.is_final)
    return cuda.error;
  if (cuda.calls != cuda.fail_at)
    return cudaSuccess;
  cuda.failed = true;
  return cuda.error;
}

/* --- memory -------------------------------------------------------------------------------------------------- */

static bool
lies_in (const std::map<const char *, size_t> &allocations, const void *pointer, size_t size)
{
  const char *from = (const char *) pointer;
  auto next = allocations.upper_bound (from);

  if (next == allocations.begin ())
    return false;
  --next;
  return from + size <= next->first + next->second;
}

int
on_cpu_is_device (const void *pointer, size_t size)
{
  Guard guard (cuda.lock);

  return lies_in (cuda.device, pointer, size);
}

static void
flush (cudaStream_t stream)
{
  Work work;

  if (stream->recording)
    stop ("a stream is waited for while it is recorded");
  work.swap (stream->pending);
  for (auto &each : work)
    each ();
}

static cudaError_t
allocate (std::map<const char *, size_t> &allocations, void **pointer, size_t size, bool limited)
{
  Guard guard (cuda.lock);
  cudaError_t status = on_cpu_call ();
  char *memory;

  if (status != cudaSuccess)
    return status;
  if (recordings > 0)
    return cudaErrorStreamCaptureUnsupported;
  if (limited && size > cuda.size - cuda.used)
    return cudaErrorMemoryAllocation;
  /* as aligned as cudaMalloc()'s, and no more than asked for, so that a sanitizer sees a step too far */
  if (posix_memalign ((void **) &memory, 256, size) != 0)
    return cudaErrorMemoryAllocation;
  memset (memory, 0xff, size);
  allocations[memory] = size;
  cuda.used += limited ? size : 0;
  cuda.live++;
  *pointer = memory;
  return cudaSuccess;
}

static cudaError_t
release (std::map<const char *, size_t> &allocations, void *pointer, bool limited)
{
  Guard guard (cuda.lock);
  cudaError_t status = on_cpu_call ();
  auto found = allocations.find ((const char *) pointer);

  if (found == allocations.end ())
    stop ("memory is freed that was never allocated");
  /* it is gone in any case: a driver that reports an error takes memory back when the process ends */
  for (auto &stream : cuda.streams)
    flush (stream.first);
  cuda.used -= limited ? found->second : 0;
  allocations.erase (found);
  free (pointer);
  cuda.live--;
  return status;
}

cudaError_t
cudaMalloc (void **pointer, size_t size)
{
  return allocate (cuda.device, pointer, size, true);
}

cudaError_t
cudaFree (void *pointer)
{
  return release (cuda.device, pointer, true);
}

cudaError_t
cudaMallocHost (void **pointer, size_t size)
{
  return allocate (cuda.host, pointer, size, false);
}

cudaError_t
cudaFreeHost (void *pointer)
{
  return release (cuda.host, pointer, false);
}

cudaError_t
cudaMemGetInfo (size_t *left, size_t *total)
{
  Guard guard (cuda.lock);
  cudaError_t status = on_cpu_call ();

  *left = cuda.size - cuda.used;
  *total = cuda.size;
  return status;
}

/* Between the device and memory that the driver did not allocate, a copy is done when the call returns; all others
 * wait in the stream. */
cudaError_t
cudaMemcpyAsync (void *to, const void *from, size_t size, enum cudaMemcpyKind, cudaStream_t stream)
{
  Guard guard (cuda.lock);
  cudaError_t status = on_cpu_call ();
  const bool to_device = lies_in (cuda.device, to, size), from_device = lies_in (cuda.device, from, size);
  const bool is_plain =
      (!to_device && !lies_in (cuda.host, to, size)) || (!from_device && !lies_in (cuda.host, from, size));

  if (status != cudaSuccess)
    return status;
  if (!to_device && !from_device)
    stop ("a copy from the host to the host");
  if (stream->recording && is_plain)
    return cudaErrorStreamCaptureUnsupported;
  if (is_plain && to_device)
    {
      std::vector<char> bytes ((const char *) from, (const char *) from + size);

      stream->pending.push_back ([=] { memcpy (to, bytes.data (), size); });
      return cudaSuccess;
    }
  (stream->recording ? stream->recorded : stream->pending).push_back ([=] { memcpy (to, from, size); });
  if (is_plain)
    flush (stream);
  return cudaSuccess;
}

cudaError_t
cudaMemsetAsync (void *memory, int value, size_t size, cudaStream_t stream)
{
  if (!on_cpu_is_device (memory, size))
    stop ("memory is set that is not the device's");
  return on_cpu_enqueue (stream, [=] { memset (memory, value, size); });
}

cudaError_t
cudaDeviceGetAttribute (int *value, enum cudaDeviceAttr attribute, int)
{
  if (attribute != cudaDevAttrMaxSharedMemoryPerBlockOptin)
    stop ("an attribute that is not known here");
  *value = ON_CPU_SHARED;
  return on_cpu_call ();
}

/* --- streams and graphs -------------------------------------------------------------------------------------- */

cudaError_t
on_cpu_enqueue (cudaStream_t stream, std::function<void ()> work)
{
  Guard guard (cuda.lock);
  cudaError_t status = on_cpu_call ();

  if (status == cudaSuccess)
    (stream->recording ? stream->recorded : stream->pending).push_back (std::move (work));
  return status;
}

int
on_cpu_is_recording (cudaStream_t stream)
{
  return stream->recording;
}

cudaError_t
cudaStreamCreateWithFlags (cudaStream_t *stream, unsigned int)
{
  Guard guard (cuda.lock);
  cudaError_t status = on_cpu_call ();

  if (status != cudaSuccess)
    return status;
  *stream = new CUstream_st ();
  cuda.streams[*stream] = true;
  cuda.live++;
  return cudaSuccess;
}

cudaError_t
cudaStreamDestroy (cudaStream_t stream)
{
  Guard guard (cuda.lock);
  cudaError_t status = on_cpu_call ();

  flush (stream);
  cuda.streams.erase (stream);
  delete stream;
  cuda.live--;
  return status;
}

cudaError_t
cudaStreamSynchronize (cudaStream_t stream)
{
  Guard guard (cuda.lock);
  cudaError_t status = on_cpu_call ();

  if (status != cudaSuccess)
    return status;
  if (stream->recording)
    return cudaErrorStreamCaptureUnsupported;
  flush (stream);
  return cudaSuccess;
}

cudaError_t
cudaStreamBeginCapture (cudaStream_t stream, enum cudaStreamCaptureMode)
{
  Guard guard (cuda.lock);
  cudaError_t status = on_cpu_call ();

  if (status != cudaSuccess)
    return status;
  if (stream->recording)
    stop ("a stream is recorded twice");
  stream->recording = true;
  recordings++;
  return cudaSuccess;
}

cudaError_t
cudaStreamEndCapture (cudaStream_t stream, cudaGraph_t *graph)
{
  Guard guard (cuda.lock);
  cudaError_t status = on_cpu_call ();

  if (!stream->recording)
    return cudaErrorIllegalState;
  /* a recording ends whatever becomes of it */
  stream->recording = false;
  recordings--;
  *graph = NULL;
  if (status == cudaSuccess)
    {
      *graph = new CUgraph_st ();
      (*graph)->work.swap (stream->recorded);
      cuda.live++;
    }
  stream->recorded.clear ();
  return status;
}

cudaError_t
cudaGraphInstantiate (cudaGraphExec_t *exec, cudaGraph_t graph, unsigned long long)
{
  Guard guard (cuda.lock);
  cudaError_t status = on_cpu_call ();

  if (status != cudaSuccess)
    return status;
  *exec = new CUgraphExec_st ();
  (*exec)->work = std::make_shared<Work> (graph->work);
  cuda.live++;
  return cudaSuccess;
}

cudaError_t
cudaGraphDestroy (cudaGraph_t graph)
{
  Guard guard (cuda.lock);

  delete graph;
  cuda.live--;
  return on_cpu_call ();
}

cudaError_t
cudaGraphExecDestroy (cudaGraphExec_t exec)
{
  Guard guard (cuda.lock);

  delete exec;
  cuda.live--;
  return on_cpu_call ();
}

cudaError_t
cudaGraphLaunch (cudaGraphExec_t exec, cudaStream_t stream)
{
  std::shared_ptr<Work> work = exec->work;

  return on_cpu_enqueue (stream, [=] {
    for (auto &each : *work)
      each ();
  });
}

/* --- errors -------------------------------------------------------------------------------------------------- */

cudaError_t
cudaGetLastError (void)
{
  return cudaSuccess;
}

const char *
cudaGetErrorString (cudaError_t error)
{
  switch (error)
    {
    case cudaErrorLaunchFailure:
      return "unspecified launch failure";
    case cudaErrorStreamCaptureUnsupported:
      return "operation not permitted when stream is capturing";
    default:
      return "an error";
    }
}
