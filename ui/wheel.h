#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * rcp_wheel_scrolls_only:
 * @root: a page
 *
 * Within whatever scrolls, the wheel scrolls and does nothing else. GTK's scales and spin buttons take it to change
 * their number, and who scrolls past one changes it unseen; and its scrolled windows within others keep it even where
 * they can go no further. Of those that are in @root now.
 */
void rcp_wheel_scrolls_only (GtkWidget *root);

G_END_DECLS
