#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * FileServerPage:
 * @status: what the answer begins with, such as "200 OK"
 * @headers: (nullable): more header lines, each with its line end
 * @body: (nullable): what it sends
 * @sent: how many bytes of the body it sends at most
 * @promised: the Content-Length that it names, or -1 for none
 * @hangs: whether it then keeps the connection open for as long as the client does
 * @cancels: (nullable): cancelled once it hangs
 *
 * How a server on this machine answers, well or badly.
 */
typedef struct
{
  const char *status;
  const char *headers;
  GBytes *body;
  gsize sent;
  gssize promised;
  gboolean hangs;
  GCancellable *cancels;
} FileServerPage;

typedef struct _FileServer FileServer;

FileServer *file_server_new (void);
void file_server_free (FileServer *self);

/** file_server_add: serves @page, which is copied, at @path; without @status the server says nothing at all */
void file_server_add (FileServer *self, const char *path, const FileServerPage *page);

/** file_server_add_file: serves @body as it should be */
void file_server_add_file (FileServer *self, const char *path, GBytes *body);

/** file_server_url: (transfer full): the address of @path */
char *file_server_url (FileServer *self, const char *path);

/** file_server_requests: how many requests there were */
int file_server_requests (FileServer *self);

G_END_DECLS
