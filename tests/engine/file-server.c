#include "file-server.h"

struct _FileServer
{
  GSocketListener *listener;
  GCancellable *stop;
  GThread *thread;      /* takes connections */
  GThreadPool *answers; /* answers each in a thread, so that one that hangs holds up nothing */
  guint16 port;
  GHashTable *pages; /* path to FileServerPage; not changed while requests come */
  int requests;
};

static void
page_free (gpointer data)
{
  FileServerPage *page = data;

  g_clear_pointer (&page->body, g_bytes_unref);
  g_clear_object (&page->cancels);
  g_free (page);
}

/* The path that is asked for, once the whole request has come. */
static char *
read_request (GDataInputStream *input)
{
  char *path = NULL;

  for (;;)
    {
      g_autofree char *line = g_data_input_stream_read_line (input, NULL, NULL, NULL);
      g_auto (GStrv) words = NULL;

      if (line == NULL || g_str_equal (line, ""))
        return path;
      words = g_strsplit (line, " ", 3);
      if (path == NULL && g_str_equal (words[0], "GET") && words[1] != NULL)
        path = g_strdup (words[1]);
    }
}

static void
send_page (const FileServerPage *page, GOutputStream *output)
{
  g_autoptr (GString) head = g_string_new (NULL);
  gsize size = 0;
  const char *data = page->body != NULL ? g_bytes_get_data (page->body, &size) : "";

  g_string_append_printf (head, "HTTP/1.1 %s\r\nConnection: close\r\n%s", page->status,
                          page->headers != NULL ? page->headers : "");
  if (page->promised >= 0)
    g_string_append_printf (head, "Content-Length: %zd\r\n", page->promised);
  g_string_append (head, "\r\n");
  if (g_output_stream_write_all (output, head->str, head->len, NULL, NULL, NULL))
    g_output_stream_write_all (output, data, MIN (size, page->sent), NULL, NULL, NULL);
}

static void
answer (gpointer data, gpointer user_data)
{
  FileServer *self = user_data;
  g_autoptr (GSocketConnection) connection = data;
  g_autoptr (GDataInputStream) input =
      g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  g_autofree char *path = NULL;
  const FileServerPage *page;

  g_data_input_stream_set_newline_type (input, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  path = read_request (input);
  g_atomic_int_inc (&self->requests);
  page = path != NULL ? g_hash_table_lookup (self->pages, path) : NULL;
  if (page == NULL)
    return;

  if (page->status != NULL)
    send_page (page, g_io_stream_get_output_stream (G_IO_STREAM (connection)));
  if (page->hangs)
    {
      char byte;

      if (page->cancels != NULL)
        g_cancellable_cancel (page->cancels);
      /* The client never says more: this ends when it closes. */
      while (g_input_stream_read (G_INPUT_STREAM (input), &byte, 1, NULL, NULL) > 0)
        ;
    }
}

static gpointer
take_connections (gpointer data)
{
  FileServer *self = data;
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (self->listener, NULL, self->stop, NULL)) != NULL)
    g_thread_pool_push (self->answers, connection, NULL);
  return NULL;
}

FileServer *
file_server_new (void)
{
  FileServer *self = g_new0 (FileServer, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;

  self->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, page_free);
  self->stop = g_cancellable_new ();
  self->answers = g_thread_pool_new (answer, self, -1, FALSE, NULL);
  self->listener = g_socket_listener_new ();
  g_socket_listener_add_address (self->listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &effective,
                                 &error);
  g_assert_no_error (error);
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));
  self->thread = g_thread_new ("file server", take_connections, self);
  return self;
}

void
file_server_free (FileServer *self)
{
  g_cancellable_cancel (self->stop);
  g_thread_join (self->thread);
  g_thread_pool_free (self->answers, FALSE, TRUE);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->stop);
  g_hash_table_unref (self->pages);
  g_free (self);
}

void
file_server_add (FileServer *self, const char *path, const FileServerPage *page)
{
  FileServerPage *copy = g_memdup2 (page, sizeof *page);

  if (copy->body != NULL)
    g_bytes_ref (copy->body);
  if (copy->cancels != NULL)
    g_object_ref (copy->cancels);
  g_hash_table_insert (self->pages, g_strdup (path), copy);
}

void
file_server_add_file (FileServer *self, const char *path, GBytes *body)
{
  gsize size = g_bytes_get_size (body);

  file_server_add (self, path, &(FileServerPage){ "200 OK", NULL, body, size, (gssize) size });
}

char *
file_server_url (FileServer *self, const char *path)
{
  return g_strdup_printf ("http://127.0.0.1:%u%s", self->port, path);
}

int
file_server_requests (FileServer *self)
{
  return g_atomic_int_get (&self->requests);
}
