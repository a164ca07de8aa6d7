#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * rcp_translations_init:
 *
 * Takes the user's language for all messages. Called once, first thing in main(). Translations are
 * looked for in $RECEPTIVE_LOCALEDIR where set, so that a program that is not installed speaks it as
 * well, and else where they were installed.
 */
void rcp_translations_init (void);

G_END_DECLS
