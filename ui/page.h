#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RcpPageInfo:
 * @id: the name in the list of ui/pages/meson.build, and what --page takes
 * @title: for the sidebar, marked for translation with N_()
 * @icon_name: a symbolic icon
 * @tells_of_run: whether it says how the run ended; beside other pages the window does
 * @is_settled: (nullable): whether the page shows the session's snapshot by now; of others the window takes that for
 *   granted
 * @get_filter: (nullable): which filter of the network is looked at on the page; %FALSE where there is none
 * @get_type: a #RcpSessionBin
 *
 * What a page tells about itself. Each page's file defines one, `rcp_NAME_page_info`.
 */
typedef struct
{
  const char *id;
  const char *title;
  const char *icon_name;
  gboolean tells_of_run;
  gboolean (*is_settled) (GtkWidget *page);
  gboolean (*get_filter) (GtkWidget *page, int *layer, int *filter);
  GType (*get_type) (void);
} RcpPageInfo;

/**
 * rcp_pages:
 *
 * Returns: (transfer none) (array zero-terminated=1): every page, in the order of the sidebar
 */
const RcpPageInfo *const *rcp_pages (void);

G_END_DECLS
