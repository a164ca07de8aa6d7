#include "backend/cuda/dnn.h"

#include <dlfcn.h>
#include <glib/gi18n-lib.h>

/* the tests have one of their own */
#ifdef RCP_CUDNN
#define LIBRARY RCP_CUDNN
#else
#define LIBRARY "libcudnn.so.9"
#endif

typedef struct
{
  RcpDnn functions;
  gboolean usable;
  char *reason; /* where it is not */
} Opened;

/* the number in the library's name */
G_STATIC_ASSERT (CUDNN_MAJOR == 9);

/* The system's own way comes first: a user who sets LD_LIBRARY_PATH means it. Then the folders that the build names,
 * with colons between them. */
static void *
open_library (void)
{
  g_auto (GStrv) folders = g_strsplit (RCP_CUDA_LIBDIRS, ":", -1);
  void *library = dlopen (LIBRARY, RTLD_NOW | RTLD_LOCAL);

  for (guint i = 0; folders[i] != NULL && library == NULL; i++)
    {
      g_autofree char *path = g_build_filename (folders[i], LIBRARY, NULL);

      library = dlopen (path, RTLD_NOW | RTLD_LOCAL);
    }
  return library;
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
