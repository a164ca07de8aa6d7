#include "explain-section.h"

#include <glib/gi18n.h>

struct _RcpExplainSection
{
  RcpNetworkSection parent_instance;
};

G_DEFINE_FINAL_TYPE (RcpExplainSection, rcp_explain_section, RCP_TYPE_NETWORK_SECTION)

static void
rcp_explain_section_class_init (RcpExplainSectionClass *klass)
{
}

static void
rcp_explain_section_init (RcpExplainSection *self)
{
  adw_bin_set_child (ADW_BIN (self), gtk_label_new (_ ("Why this answer")));
}
