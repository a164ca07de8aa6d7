#include "cli-model.h"

#include "backend/registry.h"
#include "data/dataset.h"
#include "data/image.h"

char **
cli_class_names (RcpSnapshot *model)
{
  guint n_classes = rcp_network_get_architecture (rcp_snapshot_get_network (model))->n_classes;
  guint n_known;
  const char *const *known = rcp_dataset_class_names_of (rcp_snapshot_get_dataset (model), &n_known);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint k = 0; k < n_classes; k++)
    {
      g_autofree char *number = g_strdup_printf ("%u", k);

      g_strv_builder_add (builder, n_known == n_classes ? known[k] : number);
    }
  return g_strv_builder_end (builder);
}

RcpProbe *
cli_open_probe (RcpSnapshot *model, GError **error)
{
  g_autoptr (RcpProbe) probe = rcp_probe_new (NULL, rcp_snapshot_get_network (model), error);

  if (probe == NULL || !rcp_probe_set_snapshot (probe, model, error))
    return NULL;
  return g_steal_pointer (&probe);
}

guint8 *
cli_load_picture (RcpSnapshot *model, const char *path, GError **error)
{
  return rcp_image_load_fitted (path, rcp_network_get_architecture (rcp_snapshot_get_network (model))->input,
                                RCP_IMAGE_FIT_CROP, error);
}

const float *
cli_run_picture (RcpProbe *probe, RcpSnapshot *model, const char *path, GError **error)
{
  g_autofree guint8 *pixels = cli_load_picture (model, path, error);

  return pixels != NULL ? rcp_probe_run (probe, pixels, error) : NULL;
}
