#include "config.h"

#include "backend/registry.h"

#include <gmodule.h>
#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const RcpBackend *backend;
  int score;
} Entry;

/* Made once, kept until the process ends, as the modules in it are. */
typedef struct
{
  GPtrArray *backends; /* const RcpBackend *, the best first */
  GPtrArray *problems; /* char *, then NULL */
} Registry;

static gboolean
is_complete (const RcpBackend *backend)
{
  return backend->name != NULL && *backend->name != '\0' && backend->title != NULL && backend->score != NULL
         && backend->open != NULL && backend->close != NULL && backend->set_parameters != NULL
         && backend->get_parameters != NULL && backend->set_velocity != NULL && backend->get_velocity != NULL
         && backend->get_gradient != NULL && backend->train != NULL && backend->evaluate != NULL
         && backend->activity != NULL && backend->sums != NULL && backend->forward != NULL && backend->backward != NULL;
}

static gboolean
is_known (GArray *entries, const char *name)
{
  for (guint i = 0; i < entries->len; i++)
    if (strcmp (g_array_index (entries, Entry, i).backend->name, name) == 0)
      return TRUE;
  return g_str_equal (name, "auto");
}

static void
add_backend (GArray *entries, const RcpBackend *backend)
{
  Entry entry = { backend, backend->score (NULL, NULL) };

  g_array_append_val (entries, entry);
}

/* Loads the module at @path; returns NULL, or why it cannot be used. */
static char *
load_module (const char *path, GArray *entries)
{
  GModule *module = g_module_open (path, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
  gpointer symbol = NULL;
  const RcpBackend *backend;

  if (module == NULL)
    return g_strdup (g_module_error ());
  /* Libraries below a module (drivers, thread pools) do not survive being unloaded. */
  g_module_make_resident (module);

  if (!g_module_symbol (module, RCP_BACKEND_SYMBOL, &symbol) || symbol == NULL)
    return g_strdup_printf (_ ("it has no symbol “%s”"), RCP_BACKEND_SYMBOL);
  backend = ((RcpBackendEntry) symbol) ();
  if (backend == NULL)
    return g_strdup (_ ("it offers no backend"));
  if (backend->abi != RCP_BACKEND_ABI)
    return g_strdup_printf (_ ("it was built for version %u of the interface, this program has version %u"),
                            backend->abi, RCP_BACKEND_ABI);
  if (!is_complete (backend))
    return g_strdup (_ ("its table of functions has gaps"));
  if (is_known (entries, backend->name))
    return g_strdup_printf (_ ("there is a backend “%s” already"), backend->name);
  add_backend (entries, backend);
  return NULL;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The modules in @directory by name, so that the order of its entries on the disk decides nothing. */
static GPtrArray *
list_modules (const char *directory, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (directory, 0, error);
  const char *name;

  if (dir == NULL)
    return NULL;
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "receptive-") && g_str_has_suffix (name, "." G_MODULE_SUFFIX))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

static void
load_modules (GArray *entries, GPtrArray *problems)
{
  const char *asked_for = g_getenv ("RECEPTIVE_MODULE_DIR");
  const char *directory = asked_for != NULL && *asked_for != '\0' ? asked_for : RCP_MODULEDIR;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) names = list_modules (directory, &error);

  if (names == NULL)
    {
      /* An installation without modules has no such folder; that is no problem. */
      if (directory == asked_for || !g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        g_ptr_array_add (problems, g_strdup_printf (_ ("No backend was loaded: %s"), error->message));
      return;
    }
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (directory, names->pdata[i], NULL);
      g_autofree char *problem = load_module (path, entries);

      if (problem != NULL)
        g_ptr_array_add (problems, g_strdup_printf (_ ("%s cannot be used: %s"), path, problem));
    }
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *left = a, *right = b;

  if (left->score != right->score)
    return left->score > right->score ? -1 : 1;
  return strcmp (left->backend->name, right->backend->name);
}

static gpointer
make_registry (gpointer data)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  Registry *self = g_new0 (Registry, 1);

  self->backends = g_ptr_array_new ();
  self->problems = g_ptr_array_new ();
  add_backend (entries, rcp_backend_cpu ());
  add_backend (entries, rcp_backend_reference ());
  load_modules (entries, self->problems);
  g_ptr_array_add (self->problems, NULL);

  g_array_sort (entries, compare_entries);
  for (guint i = 0; i < entries->len; i++)
    g_ptr_array_add (self->backends, (gpointer) g_array_index (entries, Entry, i).backend);
  return self;
}

static const Registry *
get_registry (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, make_registry, NULL);
}

const RcpBackend *const *
rcp_backends (guint *n)
{
  const Registry *registry = get_registry ();

  g_return_val_if_fail (n != NULL, NULL);

  *n = registry->backends->len;
  return (const RcpBackend *const *) registry->backends->pdata;
}

const char *const *
rcp_backend_problems (void)
{
  return (const char *const *) get_registry ()->problems->pdata;
}

static char *
list_names (void)
{
  GString *names = g_string_new ("auto");
  guint n;
  const RcpBackend *const *backends = rcp_backends (&n);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (names, ", %s", backends[i]->name);
  return g_string_free (names, FALSE);
}

const RcpBackend *
rcp_backend_find (const char *name, GError **error)
{
  gboolean best = g_strcmp0 (name, "auto") == 0;
  g_autofree char *names = NULL;
  guint n;
  const RcpBackend *const *backends = rcp_backends (&n);

  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *reason = NULL;

      if (!best && strcmp (backends[i]->name, name) != 0)
        continue;
      if (backends[i]->score (NULL, &reason) > 0)
        return backends[i];
      if (!best)
        {
          g_set_error (error, RCP_ERROR, RCP_ERROR_DEVICE, _ ("The device “%s” cannot be used: %s"), name,
                       reason != NULL ? reason : _ ("it does not say why"));
          return NULL;
        }
    }
  names = list_names ();
  g_set_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT, _ ("There is no device “%s”; there are %s"), name, names);
  return NULL;
}
