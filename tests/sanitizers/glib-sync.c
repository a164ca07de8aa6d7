/* Tells the thread sanitizer how GLib synchronises.
 *
 * GLib as packaged is not built with the sanitizer, and its mutexes are futexes of its own: without help
 * everything that they guard looks like a race. The linker's --wrap puts these in place of the calls that
 * the program makes (tests/sanitizers/meson.build has the list); nothing in here is linked into anything else. */

#include <glib-object.h>
#include <sanitizer/tsan_interface.h>

#define WRAP(type, name, ...)                                                                                          \
  type __real_##name (__VA_ARGS__);                                                                                    \
  type __wrap_##name (__VA_ARGS__);                                                                                    \
  type __wrap_##name (__VA_ARGS__)

WRAP (void, g_mutex_init, GMutex *mutex)
{
  __real_g_mutex_init (mutex);
  __tsan_mutex_create (mutex, 0);
}

WRAP (void, g_mutex_clear, GMutex *mutex)
{
  __tsan_mutex_destroy (mutex, 0);
  __real_g_mutex_clear (mutex);
}

WRAP (void, g_mutex_lock, GMutex *mutex)
{
  __tsan_mutex_pre_lock (mutex, 0);
  __real_g_mutex_lock (mutex);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

WRAP (gboolean, g_mutex_trylock, GMutex *mutex)
{
  gboolean locked;

  __tsan_mutex_pre_lock (mutex, __tsan_mutex_try_lock);
  locked = __real_g_mutex_trylock (mutex);
  __tsan_mutex_post_lock (mutex, __tsan_mutex_try_lock | (locked ? 0 : __tsan_mutex_try_lock_failed), 0);
  return locked;
}

WRAP (void, g_mutex_unlock, GMutex *mutex)
{
  __tsan_mutex_pre_unlock (mutex, 0);
  __real_g_mutex_unlock (mutex);
  __tsan_mutex_post_unlock (mutex, 0);
}

/* a wait gives the mutex back and takes it again */
WRAP (void, g_cond_wait, GCond *cond, GMutex *mutex)
{
  __tsan_mutex_pre_unlock (mutex, 0);
  __tsan_mutex_post_unlock (mutex, 0);
  __real_g_cond_wait (cond, mutex);
  __tsan_mutex_pre_lock (mutex, 0);
  __tsan_mutex_post_lock (mutex, 0, 0);
}

WRAP (gboolean, g_cond_wait_until, GCond *cond, GMutex *mutex, gint64 end_time)
{
  gboolean signalled;

  __tsan_mutex_pre_unlock (mutex, 0);
  __tsan_mutex_post_unlock (mutex, 0);
  signalled = __real_g_cond_wait_until (cond, mutex, end_time);
  __tsan_mutex_pre_lock (mutex, 0);
  __tsan_mutex_post_lock (mutex, 0, 0);
  return signalled;
}

WRAP (void, g_async_queue_push, GAsyncQueue *queue, gpointer data)
{
  __tsan_release (queue);
  __real_g_async_queue_push (queue, data);
}

WRAP (gpointer, g_async_queue_pop, GAsyncQueue *queue)
{
  gpointer data = __real_g_async_queue_pop (queue);

  __tsan_acquire (queue);
  return data;
}

WRAP (gpointer, g_async_queue_try_pop, GAsyncQueue *queue)
{
  gpointer data = __real_g_async_queue_try_pop (queue);

  __tsan_acquire (queue);
  return data;
}

WRAP (gpointer, g_async_queue_timeout_pop, GAsyncQueue *queue, guint64 timeout)
{
  gpointer data = __real_g_async_queue_timeout_pop (queue, timeout);

  __tsan_acquire (queue);
  return data;
}

/* Whoever drops the last reference sees what the holders of the others did */
WRAP (void, g_object_unref, gpointer object)
{
  __tsan_release (object);
  __tsan_acquire (object);
  __real_g_object_unref (object);
}

WRAP (gboolean, g_atomic_ref_count_dec, gatomicrefcount *count)
{
  __tsan_release (count);
  __tsan_acquire (count);
  return __real_g_atomic_ref_count_dec (count);
}
