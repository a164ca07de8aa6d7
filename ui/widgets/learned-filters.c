#include "learned-filters.h"

#include <glib/gi18n.h>

struct _RcpLearnedFilters
{
  RcpNetworkSection parent_instance;
};

G_DEFINE_FINAL_TYPE (RcpLearnedFilters, rcp_learned_filters, RCP_TYPE_NETWORK_SECTION)

static void
rcp_learned_filters_class_init (RcpLearnedFiltersClass *klass)
{
}

static void
rcp_learned_filters_init (RcpLearnedFilters *self)
{
  adw_bin_set_child (ADW_BIN (self), gtk_label_new (_ ("Learned filters")));
}
