#include "way-back-panel.h"

#include <glib/gi18n.h>

struct _RcpWayBackPanel
{
  RcpNetworkSection parent_instance;
};

G_DEFINE_FINAL_TYPE (RcpWayBackPanel, rcp_way_back_panel, RCP_TYPE_NETWORK_SECTION)

static void
rcp_way_back_panel_class_init (RcpWayBackPanelClass *klass)
{
}

static void
rcp_way_back_panel_init (RcpWayBackPanel *self)
{
  adw_bin_set_child (ADW_BIN (self), gtk_label_new (_ ("The way back")));
}
