#include "chart-save.h"

#include <glib/gi18n.h>

#include "draw/chart-file.h"

/* The size of a saved picture, in logical pixels. */
#define SAVED_WIDTH 900
#define SAVED_HEIGHT 400
#define SAVED_SCALE 2

static void
on_response (RcpChart *chart, int response, GtkNativeDialog *dialog)
{
  const RcpPlot *plot = rcp_chart_get_plot (chart);
  g_autoptr (GFile) file = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  if (response == GTK_RESPONSE_ACCEPT && plot != NULL)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      path = g_file_get_path (file);
      if (path == NULL)
        g_signal_emit_by_name (chart, "problem", _ ("A chart can be saved in a local folder only."));
      else if (!rcp_chart_save (&plot, 1, path, SAVED_WIDTH, SAVED_HEIGHT, SAVED_SCALE, FALSE, &error))
        g_signal_emit_by_name (chart, "problem", error->message);
    }
  g_object_unref (dialog);
}

void
rcp_chart_save_as (RcpChart *chart, const char *title, const char *suffix)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (chart));
  GtkFileChooserNative *dialog;
  g_autofree char *plot_name = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (RCP_IS_CHART (chart));
  g_return_if_fail (rcp_chart_get_plot (chart) != NULL);

  plot_name = g_utf8_strdown (rcp_chart_get_plot (chart)->title, -1);
  name = g_strconcat (plot_name, suffix, NULL);
  dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (root), GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response), chart, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
