#pragma once

#include "session-bin.h"

G_BEGIN_DECLS

#define RCP_TYPE_FETCH_BAR (rcp_fetch_bar_get_type ())
/**
 * RcpFetchBar:
 *
 * A strip that says that the pictures are the built-in ones, and from which CIFAR-10 is fetched. It is
 * there while the one or the other is true. Property: "session" (#RcpSession).
 */
G_DECLARE_FINAL_TYPE (RcpFetchBar, rcp_fetch_bar, RCP, FETCH_BAR, RcpSessionBin)

G_END_DECLS
