#include "touch-kernels.h"

#include <glib/gi18n.h>

#include "filter/presets.h"

/* Rec. 601, as pictures are made grey */
static const float luma[] = { 0.299f, 0.587f, 0.114f };

GMenuModel *
rcp_touch_kernel_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) own = g_menu_new ();
  g_autoptr (GMenu) named = g_menu_new ();
  guint n;
  const RcpFilterPreset *presets = rcp_filter_presets (&n);

  g_menu_append (own, _ ("Kernel of the page Filters"), "touch.put-in-own");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (own));
  for (guint i = 0; i < n; i++)
    if (presets[i].text != NULL)
      {
        g_autoptr (GMenuItem) item = g_menu_item_new (_ (presets[i].title), NULL);

        g_menu_item_set_action_and_target (item, "touch.put-in-preset", "s", presets[i].name);
        g_menu_append_item (named, item);
      }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (named));
  return G_MENU_MODEL (menu);
}

gboolean
rcp_touch_find_kernel (const char *name, RcpKernel *kernel, GError **error)
{
  RcpFilter filter;

  rcp_filter_init (&filter);
  if (!rcp_filter_parse_kernel (name, &filter, error))
    return FALSE;
  rcp_filter_get_weights (&filter, kernel);
  return TRUE;
}

gboolean
rcp_touch_put_in_kernel (RcpEdits *edits, int layer, int filter, const RcpKernel *kernel, gboolean grey, GError **error)
{
  RcpNetwork *network = rcp_snapshot_get_network (rcp_edits_get_snapshot (edits));
  const RcpLayer *it = &rcp_network_get_architecture (network)->layers[layer];
  float weights[RCP_KERNEL_MAX_SIDE * RCP_KERNEL_MAX_SIDE];

  for (int i = 0; i < kernel->height * kernel->width; i++)
    weights[i] = (float) kernel->weights[i];
  if (grey && it->input.channels / it->groups == (int) G_N_ELEMENTS (luma))
    return rcp_edits_mix_kernel (edits, layer, filter, luma, weights, kernel->height, kernel->width, FALSE, error);
  return rcp_edits_set_kernel (edits, layer, filter, -1, weights, kernel->height, kernel->width, FALSE, error);
}
