#include "fetch-bar.h"

#include <glib/gi18n.h>

struct _RcpFetchBar
{
  RcpSessionBin parent_instance;

  RcpSession *session; /* the parent class's */

  GtkWidget *sentence_box;
  GtkWidget *progress_box;
  GtkLabel *sentence;
  GtkWidget *fetch_button;
  GtkLabel *progress_label;
  GtkProgressBar *progress_bar;
};

G_DEFINE_FINAL_TYPE (RcpFetchBar, rcp_fetch_bar, RCP_TYPE_SESSION_BIN)

static void
on_fetch_clicked (RcpFetchBar *self)
{
  gtk_label_set_label (self->progress_label, _ ("Looking for a source…"));
  gtk_progress_bar_set_fraction (self->progress_bar, 0);
  rcp_session_fetch (self->session, "cifar10");
}

static void
on_cancel_clicked (RcpFetchBar *self)
{
  rcp_session_cancel_fetch (self->session);
}

static void
on_progress (RcpFetchBar *self, const char *stage, guint64 done, guint64 total)
{
  g_autofree char *done_text = g_format_size (done);
  g_autofree char *total_text = g_format_size (total);
  g_autofree char *text = NULL;

  if (total > 0)
    /* Translators: what is being done, bytes so far, bytes in all: "Downloading: 52.4 MB of 170.1 MB" */
    text = g_strdup_printf (_ ("%s: %s of %s"), stage, done_text, total_text);
  else if (done > 0)
    text = g_strdup_printf (_ ("%s: %s"), stage, done_text);
  else
    text = g_strdup_printf (_ ("%s…"), stage);
  gtk_label_set_label (self->progress_label, text);
  gtk_progress_bar_set_fraction (self->progress_bar, total > 0 ? MIN (1.0, (double) done / total) : 0);
}

static void
update (RcpFetchBar *self)
{
  RcpDataset *dataset = rcp_session_get_dataset (self->session);
  gboolean builtin = dataset != NULL && rcp_dataset_is_builtin (dataset);
  gboolean fetching = rcp_session_get_fetching (self->session);
  gboolean fetchable = rcp_session_get_fetchable (self->session);

  gtk_widget_set_visible (GTK_WIDGET (self), builtin || fetching);
  gtk_widget_set_visible (self->fetch_button, fetchable);
  gtk_label_set_label (self->sentence, fetchable ? _ ("These pictures are drawn by the program itself (built-in "
                                                      "shapes). CIFAR-10 has not been fetched.")
                                                 : _ ("These pictures are drawn by the program itself (built-in "
                                                      "shapes)."));
  gtk_widget_set_visible (self->sentence_box, !fetching);
  gtk_widget_set_visible (self->progress_box, fetching);
}

static void
rcp_fetch_bar_take_session (RcpSessionBin *bin, RcpSession *session)
{
  RcpFetchBar *self = RCP_FETCH_BAR (bin);

  self->session = session;
  g_signal_connect_object (session, "fetch-progress", G_CALLBACK (on_progress), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::fetching", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::fetchable", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::dataset", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

static void
rcp_fetch_bar_class_init (RcpFetchBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  RCP_SESSION_BIN_CLASS (klass)->take_session = rcp_fetch_bar_take_session;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/fetch-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpFetchBar, sentence_box);
  gtk_widget_class_bind_template_child (widget_class, RcpFetchBar, progress_box);
  gtk_widget_class_bind_template_child (widget_class, RcpFetchBar, sentence);
  gtk_widget_class_bind_template_child (widget_class, RcpFetchBar, fetch_button);
  gtk_widget_class_bind_template_child (widget_class, RcpFetchBar, progress_label);
  gtk_widget_class_bind_template_child (widget_class, RcpFetchBar, progress_bar);
  gtk_widget_class_bind_template_callback (widget_class, on_fetch_clicked);
  gtk_widget_class_bind_template_callback (widget_class, on_cancel_clicked);
}

static void
rcp_fetch_bar_init (RcpFetchBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
