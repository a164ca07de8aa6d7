#include "explain-save.h"

#include <glib/gi18n.h>

#include "draw/explain-picture.h"

typedef struct
{
  RcpExplained *explained;
  char *class_name;
  char *path;
  RcpSession *session;
} Saving;

static void
saving_free (Saving *saving)
{
  rcp_explained_unref (saving->explained);
  g_free (saving->class_name);
  g_free (saving->path);
  g_object_unref (saving->session);
  g_free (saving);
}

static gboolean
save (const Saving *saving, GError **error)
{
  const RcpExplanation *explanation = saving->explained->explanation;
  g_autofree char *name = NULL;

  if (g_str_has_suffix (saving->path, ".png"))
    return rcp_explanation_save_picture (explanation, saving->explained->frame->pixels, saving->class_name,
                                         saving->path, error);
  if (g_str_has_suffix (saving->path, ".safetensors"))
    return rcp_explanation_save_numbers (explanation, saving->class_name, saving->path, error);
  name = g_filename_display_basename (saving->path);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
               _ ("The name of the file must end in .png or .safetensors, unlike “%s”."), name);
  return FALSE;
}

static void
save_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (save (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_filename_display_basename (saving->path);
  g_autofree char *sentence = g_strdup_printf (_ ("Saved as “%s”."), name);

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_signal_emit_by_name (saving->session, "message", sentence);
  else
    g_signal_emit_by_name (saving->session, "problem", error->message);
}

static void
on_response (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GTask) task = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      saving->path = g_file_get_path (file);
    }
  g_object_unref (dialog);
  if (saving->path == NULL)
    {
      if (file != NULL)
        g_signal_emit_by_name (saving->session, "problem", _ ("An explanation can be saved in a local folder only."));
      saving_free (saving);
      return;
    }
  task = g_task_new (NULL, NULL, on_saved, NULL);
  g_task_set_source_tag (task, on_response);
  g_task_set_task_data (task, saving, (GDestroyNotify) saving_free);
  g_task_run_in_thread (task, save_in_thread);
}

void
rcp_explain_save_as (RcpExplained *explained, const char *class_name, RcpSession *session, GtkWindow *parent)
{
  GtkFileChooserNative *dialog;
  g_autofree char *name = NULL;
  Saving *saving;

  g_return_if_fail (explained != NULL && class_name != NULL);
  g_return_if_fail (RCP_IS_SESSION (session));

  saving = g_new0 (Saving, 1);
  saving->explained = rcp_explained_ref (explained);
  saving->class_name = g_strdup (class_name);
  saving->session = g_object_ref (session);
  name = g_strdup_printf ("%s-%s.png", class_name, rcp_explain_method_name (explained->explanation->method));
  dialog = gtk_file_chooser_native_new (_ ("Save Explanation"), parent, GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), saving);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
