#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** rcp_set_text: sets what an inscription says; the same again costs nothing */
static inline void
rcp_set_text (GtkInscription *inscription, const char *text)
{
  if (g_strcmp0 (gtk_inscription_get_text (inscription), text) != 0)
    gtk_inscription_set_text (inscription, text);
}

/** rcp_set_label: sets what a label says; the same again would lay out anew what it stands in */
static inline void
rcp_set_label (GtkLabel *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text) != 0)
    gtk_label_set_label (label, text);
}

G_END_DECLS
