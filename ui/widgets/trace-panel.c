#include "trace-panel.h"

#include <glib/gi18n.h>

struct _RcpTracePanel
{
  RcpNetworkSection parent_instance;
};

G_DEFINE_FINAL_TYPE (RcpTracePanel, rcp_trace_panel, RCP_TYPE_NETWORK_SECTION)

static void
rcp_trace_panel_class_init (RcpTracePanelClass *klass)
{
}

static void
rcp_trace_panel_init (RcpTracePanel *self)
{
  adw_bin_set_child (ADW_BIN (self), gtk_label_new (_ ("Where it comes from")));
}
