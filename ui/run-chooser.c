#include "run-chooser.h"

#include <glib/gi18n.h>

#include "data/dataset.h"
#include "draw/numbers.h"
#include "train/run-folder.h"

struct _RcpRunChooser
{
  AdwWindow parent_instance;

  RcpSession *session;

  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (RcpRunChooser, rcp_run_chooser, ADW_TYPE_WINDOW)

/* Words */

static const char *
title_of (const RcpRunInfo *info)
{
  return info->preset != NULL ? info->preset : info->settings->network;
}

static char *
describe_date (const RcpRunInfo *info)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_iso8601 (info->created, NULL);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  /* Translators: when a training was begun, for g_date_time_format(): "25 November 2026, 13:05" */
  return local != NULL ? g_date_time_format (local, _ ("%-e %B %Y, %R")) : g_strdup (info->created);
}

static const char *
state_of (const RcpRunInfo *info)
{
  switch (info->state)
    {
    case RCP_RUN_RUNNING:
      return _ ("being trained");
    case RCP_RUN_FINISHED:
      return _ ("finished");
    case RCP_RUN_FAILED:
      return _ ("failed");
    case RCP_RUN_STOPPED:
    default:
      return _ ("stopped");
    }
}

static char *
describe (const RcpRunInfo *info)
{
  const char *dataset = rcp_dataset_title_of (info->settings->dataset);
  g_autofree char *date = describe_date (info);

  /* Translators: a training: when it was begun, on what, and what became of it: "25 November 2026, 13:05 · CIFAR-10 ·
   * finished" */
  return g_strdup_printf (_ ("%s · %s · %s"), date, dataset != NULL ? dataset : info->settings->dataset,
                          state_of (info));
}

/* Opening */

static void
open_path (RcpRunChooser *self, const char *path)
{
  rcp_session_open_run (self->session, path);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_row_activated (RcpRunChooser *self, GtkListBoxRow *row)
{
  open_path (self, g_object_get_data (G_OBJECT (row), "path"));
}

static void
on_folder_chosen (RcpRunChooser *self, int response, GtkNativeDialog *dialog)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

      if (path != NULL)
        open_path (self, path);
    }
  g_object_unref (dialog);
}

static void
on_other_clicked (RcpRunChooser *self)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (_ ("Open Run"), GTK_WINDOW (self),
                                                              GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, NULL, NULL);

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_folder_chosen), self, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* Taking away */

static void
show_rows (RcpRunChooser *self)
{
  gtk_stack_set_visible_child_name (self->stack,
                                    gtk_list_box_get_row_at_index (self->list, 0) != NULL ? "runs" : "none");
}

static void
on_trashed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWidget) row = user_data;
  GtkWidget *self = gtk_widget_get_ancestor (row, RCP_TYPE_RUN_CHOOSER);
  g_autoptr (GError) error = NULL;
  gboolean ok = g_file_trash_finish (G_FILE (source), result, &error);

  if (self == NULL)
    return;
  if (ok)
    {
      gtk_list_box_remove (RCP_RUN_CHOOSER (self)->list, row);
      show_rows (RCP_RUN_CHOOSER (self));
    }
  else
    {
      g_autofree char *text = g_markup_escape_text (error->message, -1);

      adw_toast_overlay_add_toast (RCP_RUN_CHOOSER (self)->toasts, adw_toast_new (text));
    }
}

static void
on_trash_answered (GtkWidget *row, const char *response)
{
  g_autoptr (GFile) folder = NULL;

  if (!g_str_equal (response, "trash"))
    return;
  folder = g_file_new_for_path (g_object_get_data (G_OBJECT (row), "path"));
  g_file_trash_async (folder, G_PRIORITY_DEFAULT, NULL, on_trashed, g_object_ref (row));
}

static void
on_trash_clicked (GtkWidget *row)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (row));
  GtkWidget *dialog = adw_message_dialog_new (window, _ ("Delete Run?"), NULL);

  /* Translators: %s: what it is and when it was made, and its folder */
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), _ ("The run and all its weights go to the trash:\n%s"),
                                  (const char *) g_object_get_data (G_OBJECT (row), "path"));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "trash", _ ("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "trash", ADW_RESPONSE_DESTRUCTIVE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_trash_answered), row, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* The list */

static GtkWidget *
row_new (RcpRunChooser *self, const RcpRunInfo *info)
{
  RcpTrainer *trainer = rcp_session_get_trainer (self->session);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *trash = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *subtitle = describe (info);
  g_autofree char *title = g_markup_escape_text (title_of (info), -1);

  g_object_set_data_full (G_OBJECT (row), "path", g_strdup (info->path), g_free);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  if (info->best_accuracy >= 0)
    {
      g_autofree char *share = rcp_format_share (info->best_accuracy);
      GtkWidget *best = gtk_label_new (share);

      gtk_widget_add_css_class (best, "numeric");
      gtk_widget_set_tooltip_text (best, _ ("Best validation accuracy"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (best), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      _ ("best validation accuracy"), -1);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), best);
    }

  gtk_widget_set_valign (trash, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (trash, "flat");
  gtk_widget_set_tooltip_text (trash, _ ("Delete Run"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (trash), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Delete Run"), -1);
  /* neither one that is being trained, here or elsewhere, nor the one that is looked at */
  gtk_widget_set_sensitive (trash,
                            info->state != RCP_RUN_RUNNING
                                && (trainer == NULL || g_strcmp0 (rcp_trainer_get_run_dir (trainer), info->path) != 0));
  g_signal_connect_object (trash, "clicked", G_CALLBACK (on_trash_clicked), row, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), trash);
  return row;
}

static void
list_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, rcp_run_folder_list (), (GDestroyNotify) g_ptr_array_unref);
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpRunChooser) self = user_data;
  g_autoptr (GPtrArray) runs = g_task_propagate_pointer (G_TASK (result), NULL);

  /* it was closed meanwhile */
  if (self->session == NULL)
    return;
  for (guint i = 0; i < runs->len; i++)
    gtk_list_box_append (self->list, row_new (self, runs->pdata[i]));
  show_rows (self);
  /* the newest one is the one that is wanted most often */
  if (runs->len > 0)
    gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, 0)));
}

void
rcp_run_chooser_show (RcpSession *session, GtkWindow *parent)
{
  RcpRunChooser *self;
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (RCP_IS_SESSION (session));

  self = g_object_new (RCP_TYPE_RUN_CHOOSER, "transient-for", parent, NULL);
  self->session = g_object_ref (session);
  task = g_task_new (NULL, NULL, on_listed, g_object_ref (self));
  g_task_set_source_tag (task, rcp_run_chooser_show);
  g_task_run_in_thread (task, list_in_thread);
  gtk_window_present (GTK_WINDOW (self));
}

/* The object */

static void
rcp_run_chooser_dispose (GObject *object)
{
  g_clear_object (&RCP_RUN_CHOOSER (object)->session);
  G_OBJECT_CLASS (rcp_run_chooser_parent_class)->dispose (object);
}

static void
rcp_run_chooser_class_init (RcpRunChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rcp_run_chooser_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/org/receptive/Receptive/run-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, RcpRunChooser, toasts);
  gtk_widget_class_bind_template_child (widget_class, RcpRunChooser, stack);
  gtk_widget_class_bind_template_child (widget_class, RcpRunChooser, list);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_other_clicked);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
rcp_run_chooser_init (RcpRunChooser *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
