#pragma once

/* What the files of the table share: filter-table.c has the object and draws it, filter-table-input.c follows the
 * pointer and the keyboard. */

#include "filter-table.h"

G_BEGIN_DECLS

struct _RcpFilterTable
{
  GtkWidget parent_instance;

  gboolean has_sheet;
  RcpFilterSheet sheet;
  RcpFilterLayout layout;
  int laid_out_for; /* width */

  GtkAdjustment *adjustments[2];
  GtkScrollablePolicy policies[2];
  GskRenderNode *node; /* of what is seen */
  gboolean stale;      /* it shows what was there before */
  gboolean following;  /* what it is scrolled in */
  int told_height;
  guint telling;
};

enum
{
  CHOSEN,
  WEIGHT_CHOSEN,
  NEEDS_HEIGHT,
  N_SIGNALS
};

extern guint rcp_filter_table_signals[N_SIGNALS];

/** rcp_filter_table_get_view: what is seen of the sheet */
RcpCellBox rcp_filter_table_get_view (RcpFilterTable *self);

/** rcp_filter_table_add_input: the table's event controllers, but the one that tells whether it has the keyboard */
void rcp_filter_table_add_input (RcpFilterTable *self);

G_END_DECLS
