#include "fetch-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <libsoup/soup.h>

#include "await.h"
#include "error.h"

enum
{
  BLOCK = 64 * 1024,
};

/* What nobody told the size of may not be larger than this. */
static const guint64 unknown_size_most = 400 * 1000 * 1000;

typedef struct
{
  RcpFetchJob *job;
  RcpAwait await;
  SoupSession *session;
  SoupMessage *message;
  GInputStream *stream;
  RcpFetchFile file;
  GChecksum *checksum;
  guint64 total; /* 0 where the server does not say */
} Download;

/* Turns what went wrong with the server into the part of a sentence that the user is told. */
static gboolean
blame_source (Download *self, GError *cause, GError **error)
{
  g_autoptr (GError) owned = cause;

  if (g_cancellable_set_error_if_cancelled (self->job->cancellable, error))
    return FALSE;
  if (self->await.timed_out && self->stream == NULL)
    g_set_error_literal (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("it does not answer"));
  else if (self->await.timed_out)
    g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("the download stalled for %g seconds"),
                 self->job->plan->stall_ms / 1000.0);
  else
    g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("the download failed (%s)"), owned->message);
  return FALSE;
}

static void
on_network_event (SoupMessage *message, GSocketClientEvent event, GIOStream *connection, gpointer user_data)
{
  Download *self = user_data;

  /* Reaching a host that drops every packet would take minutes; one that answered may take its time. */
  if (event >= G_SOCKET_CLIENT_CONNECTED && self->stream == NULL)
    rcp_await_limit (&self->await, self->job->plan->stall_ms);
}

/* What npm names may be anything. */
static gboolean
is_web_address (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, SOUP_HTTP_URI_FLAGS, NULL);

  return uri != NULL && g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0'
         && (g_str_equal (g_uri_get_scheme (uri), "https") || g_str_equal (g_uri_get_scheme (uri), "http"));
}

static gboolean
begin (Download *self, const char *url, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  GError *local = NULL;

  if (is_web_address (url))
    self->message = soup_message_new (SOUP_METHOD_GET, url);
  if (self->message == NULL)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("its address “%s” makes no sense"), url);
      return FALSE;
    }
  /* Some servers say that a .tar.gz is a tar that they compressed; we want the file as it is. */
  soup_message_disable_feature (self->message, SOUP_TYPE_CONTENT_DECODER);
  g_signal_connect (self->message, "network-event", G_CALLBACK (on_network_event), self);

  self->session = soup_session_new_with_options ("user-agent", "Receptive ", NULL);
  rcp_await_limit (&self->await, self->job->plan->connect_ms);
  soup_session_send_async (self->session, self->message, G_PRIORITY_DEFAULT, self->await.cancellable,
                           rcp_await_callback, &self->await);
  result = rcp_await_result (&self->await);
  self->stream = soup_session_send_finish (self->session, result, &local);
  if (self->stream == NULL)
    return blame_source (self, local, error);

  if (soup_message_get_status (self->message) != SOUP_STATUS_OK)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("it answers “%u %s”"), soup_message_get_status (self->message),
                   soup_message_get_reason_phrase (self->message));
      return FALSE;
    }
  return TRUE;
}

/* What the server says of the file's size; anything but the one right size ends it before a byte is loaded. */
static gboolean
check_length (Download *self, guint64 size, GError **error)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (self->message);
  guint64 length = 0;

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH)
    length = (guint64) soup_message_headers_get_content_length (headers);
  if (size != 0 && length != 0 && length != size)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH,
                   _ ("its file has %" PRIu64 " bytes where %" PRIu64 " were expected"), length, size);
      return FALSE;
    }
  self->total = length != 0 ? length : size;
  if (self->total > unknown_size_most)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("its file has %" PRIu64 " bytes, far too many"), self->total);
      return FALSE;
    }
  return rcp_fetch_check_space (self->job, self->total + rcp_fetch_dataset_bytes (self->job->plan), error);
}

static gboolean
read_all (Download *self, GError **error)
{
  g_autofree guint8 *block = g_malloc (BLOCK);
  guint64 most = self->total != 0 ? self->total : unknown_size_most;
  guint64 done = 0;
  gssize n;

  rcp_fetch_report (self->job, _ ("Downloading"), 0, self->total);
  do
    {
      g_autoptr (GAsyncResult) result = NULL;
      GError *local = NULL;

      rcp_await_limit (&self->await, self->job->plan->stall_ms);
      g_input_stream_read_async (self->stream, block, BLOCK, G_PRIORITY_DEFAULT, self->await.cancellable,
                                 rcp_await_callback, &self->await);
      result = rcp_await_result (&self->await);
      n = g_input_stream_read_finish (self->stream, result, &local);
      if (n < 0)
        return blame_source (self, local, error);

      done += (guint64) n;
      if (done > most)
        break;
      g_checksum_update (self->checksum, block, n);
      if (!rcp_fetch_file_write (&self->file, block, (gsize) n, error))
        return FALSE;
      rcp_fetch_report (self->job, _ ("Downloading"), done, self->total);
    }
  while (n > 0);

  if (done > most || (self->total != 0 && done < self->total))
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH,
                   done > most ? _ ("it sent more than the %" PRIu64 " bytes that were expected")
                               : _ ("the download broke off before the %" PRIu64 " bytes were complete"),
                   most);
      return FALSE;
    }
  return TRUE;
}

static void
clear (Download *self)
{
  rcp_fetch_file_close (&self->file, NULL);
  g_clear_object (&self->stream);
  g_clear_object (&self->message);
  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_pointer (&self->checksum, g_checksum_free);
  rcp_await_clear (&self->await);
}

gboolean
rcp_fetch_download (RcpFetchJob *job, const char *url, guint64 size, GChecksumType type, const char *digest,
                    const char *name, GError **error)
{
  Download self = { .job = job, .file = { .fd = -1 }, .checksum = g_checksum_new (type) };
  gboolean done;

  rcp_await_init (&self.await, job->cancellable);
  done = begin (&self, url, error) && check_length (&self, size, error)
         && rcp_fetch_file_open (&self.file, job, name, error) && read_all (&self, error)
         && rcp_fetch_file_close (&self.file, error);
  if (done && digest != NULL && g_ascii_strcasecmp (g_checksum_get_string (self.checksum), digest) != 0)
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FETCH, _ ("its file is not the right one: it has another %s"),
                   type == G_CHECKSUM_SHA512 ? "SHA-512" : "SHA-256");
      done = FALSE;
    }
  clear (&self);
  return done;
}
