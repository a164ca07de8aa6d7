#include "picture-input.h"

#include <cairo.h>
#include <glib/gi18n.h>

static void
say_problem (RcpSession *session, const char *sentence)
{
  g_signal_emit_by_name (session, "problem", sentence);
}

/* Files */

static void
take_files (RcpSession *session, GdkFileList *list)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (list);
  guint n = g_slist_length (files);

  if (n == 1)
    rcp_session_open_file (session, files->data);
  else if (n > 1)
    {
      g_autofree char *sentence =
          g_strdup_printf (_ ("Only one picture can be looked at: choose one of these %u files."), n);

      say_problem (session, sentence);
    }
}

static void
on_chosen (RcpSession *session, int response, GtkNativeDialog *dialog)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

      if (file != NULL)
        rcp_session_open_picture (session, file);
    }
  g_object_unref (dialog);
}

void
rcp_picture_input_choose (RcpSession *session, GtkWindow *parent)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Open Picture"), parent, GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  g_autoptr (GtkFileFilter) pictures = gtk_file_filter_new ();

  gtk_file_filter_set_name (pictures, _ ("Pictures"));
  gtk_file_filter_add_pixbuf_formats (pictures);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), pictures);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_chosen), session, G_CONNECT_SWAPPED);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* Pictures without a file */

/* What GDK hands over is premultiplied, which makes laying it over white an addition. */
static RcpImage *
image_of_texture (GdkTexture *texture, const char *name)
{
  int width = gdk_texture_get_width (texture);
  int height = gdk_texture_get_height (texture);
  gsize stride = 4 * (gsize) width;
  g_autofree guint8 *argb = g_try_malloc (stride * (gsize) height);

  if (argb == NULL)
    return NULL;
  gdk_texture_download (texture, argb, stride);
  for (gsize y = 0; y < (gsize) height; y++)
    {
      guint8 *row = argb + y * stride;

      /* a pixel's three bytes never reach past its four, so that they can take their place */
      for (gsize x = 0; x < (gsize) width; x++)
        {
          guint32 pixel;
          guint8 white;

          memcpy (&pixel, row + 4 * x, sizeof pixel);
          white = (guint8) (255 - (pixel >> 24));
          row[3 * x] = (guint8) ((pixel >> 16) + white);
          row[3 * x + 1] = (guint8) ((pixel >> 8) + white);
          row[3 * x + 2] = (guint8) (pixel + white);
        }
    }
  return rcp_image_new (name, width, height, argb, stride);
}

static void
convert_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_task_return_pointer (task, image_of_texture (task_data, g_task_get_name (task)), g_object_unref);
}

static void
on_converted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpSession) session = user_data;
  g_autoptr (RcpImage) image = g_task_propagate_pointer (G_TASK (result), NULL);

  if (image != NULL)
    rcp_session_take_picture (session, image);
  else
    say_problem (session, _ ("The picture is too large for this machine's memory."));
}

/* Pixels have no name of their own: @name says how they came. */
static void
take_texture (RcpSession *session, GdkTexture *texture, const char *name)
{
  gint64 pixels = (gint64) gdk_texture_get_width (texture) * gdk_texture_get_height (texture);
  g_autoptr (GTask) task = NULL;

  if (pixels > RCP_IMAGE_MAX_PIXELS)
    {
      g_autofree char *sentence = g_strdup_printf (
          _ ("The picture is too large: it has %d × %d pixels; at most %d million are taken."),
          gdk_texture_get_width (texture), gdk_texture_get_height (texture), RCP_IMAGE_MAX_PIXELS / 1000000);

      say_problem (session, sentence);
      return;
    }
  task = g_task_new (NULL, NULL, on_converted, g_object_ref (session));
  g_task_set_source_tag (task, take_texture);
  g_task_set_name (task, name);
  g_task_set_task_data (task, g_object_ref (texture), g_object_unref);
  g_task_run_in_thread (task, convert_in_thread);
}

/* Pasting */

static void
on_pasted (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (RcpSession) session = user_data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value == NULL)
    say_problem (session, error->message);
  else if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    take_files (session, g_value_get_boxed (value));
  else
    take_texture (session, g_value_get_object (value), _ ("Pasted picture"));
}

void
rcp_picture_input_paste (RcpSession *session, GtkWidget *widget)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  /* what others offer has the name of a format only, and GDK knows what it can make of that */
  g_autoptr (GdkContentFormats) formats =
      gdk_content_formats_union_deserialize_gtypes (gdk_content_formats_ref (gdk_clipboard_get_formats (clipboard)));
  /* a picture that was copied as a file has its name and all of its pixels there */
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (gdk_content_formats_contain_gtype (formats, types[i]))
      {
        gdk_clipboard_read_value_async (clipboard, types[i], G_PRIORITY_DEFAULT, NULL, on_pasted,
                                        g_object_ref (session));
        return;
      }
  say_problem (session, _ ("There is no picture to paste: copy one first."));
}

/* Dropping */

static gboolean
on_drop (RcpSession *session, const GValue *value)
{
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    take_files (session, g_value_get_boxed (value));
  else if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    take_texture (session, g_value_get_object (value), _ ("Dropped picture"));
  else
    return FALSE;
  return TRUE;
}

void
rcp_picture_input_accept_drops (RcpSession *session, GtkWidget *widget)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), session, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
}
