#include "on-cpu.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ucontext.h>
#include <vector>

/* How a kernel runs: block after block, thread after thread. */

[[noreturn]] static void
stop (const char *what)
{
  fprintf (stderr, "on-cpu: %s\n", what);
  abort ();
}

thread_local OnCpuThread on_cpu_thread;
thread_local float *on_cpu_shared;

/* The threads of a block that wait for one another: each has a stack of its own, and one runs at a time. */
#define STACK_SIZE (256u << 10)

struct Fiber
{
  ucontext_t context;
  std::vector<char> stack;
  bool done;
};

static thread_local std::vector<Fiber> fibers;
static thread_local ucontext_t scheduler;
static thread_local size_t running;
static thread_local const std::function<void ()> *to_run;
static thread_local bool backwards;

static void
fiber_main (void)
{
  (*to_run) ();
  fibers[running].done = true;
  swapcontext (&fibers[running].context, &scheduler);
}

void
on_cpu_barrier (void)
{
  const OnCpuThread here = on_cpu_thread;

  swapcontext (&fibers[running].context, &scheduler);
  on_cpu_thread = here;
}

static void
start_fiber (Fiber &fiber)
{
  if (fiber.stack.empty ())
    fiber.stack.resize (STACK_SIZE);
  getcontext (&fiber.context);
  fiber.context.uc_stack.ss_sp = fiber.stack.data ();
  fiber.context.uc_stack.ss_size = fiber.stack.size ();
  fiber.context.uc_link = NULL;
  fiber.done = false;
  makecontext (&fiber.context, fiber_main, 0);
}

static void
run_together (unsigned int threads)
{
  if (fibers.size () < threads)
    fibers.resize (threads);
  for (unsigned int i = 0; i < threads; i++)
    start_fiber (fibers[i]);
  for (size_t left = threads; left > 0; backwards = !backwards)
    {
      size_t done = 0;

      for (unsigned int i = 0; i < threads; i++)
        {
          running = backwards ? threads - 1 - i : i;
          on_cpu_thread.thread.x = (unsigned int) running;
          swapcontext (&scheduler, &fibers[running].context);
          done += fibers[running].done;
        }
      if (done != 0 && done != threads)
        stop ("some threads of a block wait at a barrier that others never reach");
      left = threads - done;
    }
}

void
on_cpu_run (unsigned int blocks, unsigned int threads, bool together, size_t shared,
            const std::function<void ()> &kernel)
{
  void *memory = NULL;

  if (shared > 0 && posix_memalign (&memory, 16, shared) != 0)
    stop ("out of memory");
  on_cpu_shared = (float *) memory;
  to_run = &kernel;
  on_cpu_thread.in_block = dim3{ threads, 1, 1 };
  on_cpu_thread.in_grid = dim3{ blocks, 1, 1 };
  for (unsigned int block = 0; block < blocks; block++)
    {
      on_cpu_thread.block.x = block;
      if (shared > 0)
        memset (memory, 0xff, shared);
      if (together)
        run_together (threads);
      else
        for (unsigned int thread = 0; thread < threads; thread++)
          {
            on_cpu_thread.thread.x = thread;
            kernel ();
          }
    }
  free (memory);
}
