#include "network-map.h"

#include <glib/gi18n.h>

struct _RcpNetworkMap
{
  RcpNetworkSection parent_instance;
};

G_DEFINE_FINAL_TYPE (RcpNetworkMap, rcp_network_map, RCP_TYPE_NETWORK_SECTION)

static void
rcp_network_map_class_init (RcpNetworkMapClass *klass)
{
}

static void
rcp_network_map_init (RcpNetworkMap *self)
{
  adw_bin_set_child (ADW_BIN (self), gtk_label_new (_ ("Network")));
}
