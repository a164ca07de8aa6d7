#pragma once

#include <adwaita.h>

#include "session.h"

G_BEGIN_DECLS

#define RCP_TYPE_SESSION_BIN (rcp_session_bin_get_type ())
/**
 * RcpSessionBin:
 *
 * A part of the window that shows something of the session: every page, and most of what pages are made of.
 *
 * Properties:
 * - "session" (#RcpSession): given once, and held as long as the widget lives
 */
G_DECLARE_DERIVABLE_TYPE (RcpSessionBin, rcp_session_bin, RCP, SESSION_BIN, AdwBin)

/**
 * RcpSessionBinClass:
 * @take_session: the session has come: the time to follow it and to show what it holds
 */
struct _RcpSessionBinClass
{
  AdwBinClass parent_class;

  void (*take_session) (RcpSessionBin *self, RcpSession *session);
};

/** rcp_session_bin_get_session: (transfer none) (nullable): %NULL before it has been given */
RcpSession *rcp_session_bin_get_session (RcpSessionBin *self);

G_END_DECLS
