/* Another program, which offers something to be pasted or dragged: `offer files|picture|text THING…`, where a picture
 * is offered as pixels and files as files. It says "ready" once it has the clipboard, "dragging" once what it has hangs
 * at the pointer, and "welcome" once the pointer is where it can be dropped. */
#include <gtk/gtk.h>
#include <stdio.h>

static GdkContentProvider *
provider_of (char **arguments)
{
  if (g_str_equal (arguments[0], "picture"))
    {
      g_autoptr (GFile) file = g_file_new_for_path (arguments[1]);
      g_autoptr (GError) error = NULL;
      g_autoptr (GdkTexture) texture = gdk_texture_new_from_file (file, &error);

      g_assert_no_error (error);
      return gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
    }
  if (g_str_equal (arguments[0], "files"))
    {
      g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
      GdkContentProvider *provider;
      GdkFileList *list;

      for (char **path = arguments + 1; *path != NULL; path++)
        g_ptr_array_add (files, g_file_new_for_path (*path));
      list = gdk_file_list_new_from_array ((GFile **) files->pdata, files->len);
      provider = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
      g_boxed_free (GDK_TYPE_FILE_LIST, list);
      return provider;
    }
  return gdk_content_provider_new_typed (G_TYPE_STRING, arguments[1]);
}

static void
say (const char *word)
{
  puts (word);
  fflush (stdout);
}

static void
on_map (GtkWidget *window, GdkContentProvider *provider)
{
  gdk_clipboard_set_content (gtk_widget_get_clipboard (window), provider);
  say ("ready");
}

static void
on_action (GdkDrag *drag)
{
  if (gdk_drag_get_selected_action (drag) != 0)
    say ("welcome");
}

static void
on_drag_begin (GtkDragSource *source, GdkDrag *drag)
{
  g_signal_connect (drag, "notify::selected-action", G_CALLBACK (on_action), NULL);
  say ("dragging");
}

int
main (int argc, char **argv)
{
  GtkWidget *window;
  GtkDragSource *source;
  g_autoptr (GdkContentProvider) provider = NULL;

  g_return_val_if_fail (argc >= 3, 2);
  gtk_init ();
  provider = provider_of (argv + 1);
  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "Offer");
  gtk_window_set_default_size (GTK_WINDOW (window), 120, 120);
  source = gtk_drag_source_new ();
  gtk_drag_source_set_content (source, provider);
  g_signal_connect (source, "drag-begin", G_CALLBACK (on_drag_begin), NULL);
  gtk_widget_add_controller (window, GTK_EVENT_CONTROLLER (source));
  g_signal_connect_after (window, "map", G_CALLBACK (on_map), provider);
  gtk_window_present (GTK_WINDOW (window));
  while (g_list_model_get_n_items (gtk_window_get_toplevels ()) > 0)
    g_main_context_iteration (NULL, TRUE);
  return 0;
}
