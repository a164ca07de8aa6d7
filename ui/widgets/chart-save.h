#pragma once

#include "chart.h"

G_BEGIN_DECLS

/**
 * rcp_chart_save_as:
 * @title: of the dialog
 * @suffix: of the file, which says in what form it is written; see rcp_chart_save()
 *
 * Asks where, and saves what the chart shows. Its "problem" says why that could not be done.
 */
void rcp_chart_save_as (RcpChart *chart, const char *title, const char *suffix);

G_END_DECLS
