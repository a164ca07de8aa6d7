#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define RCP_TYPE_APPLICATION (rcp_application_get_type ())
/**
 * RcpApplication:
 *
 * The process: its command line, its one window, and what outlives a window.
 */
G_DECLARE_FINAL_TYPE (RcpApplication, rcp_application, RCP, APPLICATION, AdwApplication)

RcpApplication *rcp_application_new (void);

G_END_DECLS
