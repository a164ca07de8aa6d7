#include "touch-section.h"

#include <glib/gi18n.h>

struct _RcpTouchSection
{
  RcpNetworkSection parent_instance;
};

G_DEFINE_FINAL_TYPE (RcpTouchSection, rcp_touch_section, RCP_TYPE_NETWORK_SECTION)

static void
rcp_touch_section_class_init (RcpTouchSectionClass *klass)
{
}

static void
rcp_touch_section_init (RcpTouchSection *self)
{
  adw_bin_set_child (ADW_BIN (self), gtk_label_new (_ ("Touch it")));
}
