#include "backend/cuda/dnn.h"

#include <dlfcn.h>
#include <glib/gi18n-lib.h>

#define LIBRARY "libcudnn.so.9"

typedef struct
{
  RcpDnn functions;
  gboolean usable;
  char *reason; /* where it is not */
} Opened;

/* The system's own way comes first: a user who sets LD_LIBRARY_PATH means it. */
static const char *const folders[] = {
  "",
  RCP_CUDA_LIBDIR "/",
  "/usr/local/cuda/lib64/",
  "/usr/local/cuda/lib/",
};

static void *
open_library (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_strconcat (folders[i], LIBRARY, NULL);
      void *library = dlopen (path, RTLD_NOW | RTLD_LOCAL);

      if (library != NULL)
        return library;
    }
  return NULL;
}

static void
find_functions (void *library, Opened *self)
{
  RcpDnn *functions = &self->functions;

#define FIND(name)                                                                                                     \
  if ((functions->name = dlsym (library, #name)) == NULL && self->reason == NULL)                                      \
    self->reason = g_strdup_printf (_ ("cuDNN is not whole: %s lacks %s"), LIBRARY, #name);
  RCP_DNN_FUNCTIONS (FIND)
#undef FIND
}

static gpointer
open_once (gpointer data)
{
  Opened *self = g_new0 (Opened, 1);
  void *library = open_library ();

  if (library == NULL)
    {
      self->reason = g_strdup_printf (
          _ ("cuDNN 9 was not found; install it, or name the folder of %s in LD_LIBRARY_PATH"), LIBRARY);
      return self;
    }
  find_functions (library, self);
  if (self->reason == NULL && self->functions.cudnnGetVersion () / 10000 != CUDNN_MAJOR)
    self->reason = g_strdup_printf (_ ("This is cuDNN %zu, and version %d is needed"),
                                    self->functions.cudnnGetVersion () / 10000, CUDNN_MAJOR);
  self->usable = self->reason == NULL;
  return self;
}

const RcpDnn *
rcp_dnn (char **reason)
{
  static GOnce once = G_ONCE_INIT;
  const Opened *opened = g_once (&once, open_once, NULL);

  if (!opened->usable && reason != NULL)
    *reason = g_strdup (opened->reason);
  return opened->usable ? &opened->functions : NULL;
}
