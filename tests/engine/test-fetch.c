/* Fetching a small dataset from a server on this machine, which answers well or badly. */
#include "error.h"
#include "fetch-fixture.h"

static void
test_archive (FetchFixture *self, gconstpointer data)
{
  g_autoptr (GBytes) archive = fetch_good_archive (self);

  file_server_add_file (self->server, "/good", archive);
  fetch_use_url (self, 0, "/good", archive);
  fetch_assert_fetched (self);

  /* The second time there is nothing to do. */
  fetch_assert_fetched (self);
  g_assert_cmpint (file_server_requests (self->server), ==, 1);
}

/* Servers that call a .tar.gz a compressed tar must not have us decompress it before its sum is taken. */
static void
test_content_encoding (FetchFixture *self, gconstpointer data)
{
  g_autoptr (GBytes) archive = fetch_good_archive (self);
  gsize size = g_bytes_get_size (archive);

  file_server_add (self->server, "/good",
                   &(FileServerPage){ "200 OK", "Content-Encoding: gzip\r\n", archive, size, (gssize) size });
  fetch_use_url (self, 0, "/good", archive);
  fetch_assert_fetched (self);
}

static void
test_redirect (FetchFixture *self, gconstpointer data)
{
  g_autoptr (GBytes) archive = fetch_good_archive (self);

  file_server_add_file (self->server, "/good", archive);
  file_server_add (self->server, "/moved",
                   &(FileServerPage){ "301 Moved Permanently", "Location: /good\r\n", NULL, 0, 0 });
  fetch_use_url (self, 0, "/moved", archive);
  fetch_assert_fetched (self);
}

typedef struct
{
  const char *name;
  const char *status;
  int sent;     /* bytes of the archive; -1 for all */
  int promised; /* -1 for none, -2 for all of the archive */
  gboolean damaged;
  gboolean hangs;
  const char *said;
} Answer;

static const Answer answers[] = {
  { "not-found", "404 Not Found", 0, 0, FALSE, FALSE, "it answers “404 Not Found”" },
  { "server-error", "503 Service Unavailable", 0, 0, FALSE, FALSE, "503" },
  { "no-answer", NULL, 0, 0, FALSE, FALSE, "the download failed" },
  { "silent", NULL, 0, 0, FALSE, TRUE, "it does not answer" },
  { "stalled-at-once", "200 OK", 0, -2, FALSE, TRUE, "the download stalled" },
  { "stalled-halfway", "200 OK", 3000, -2, FALSE, TRUE, "the download stalled" },
  { "cut", "200 OK", 3000, -2, FALSE, FALSE, "the download" },
  { "cut-without-length", "200 OK", 3000, -1, FALSE, FALSE, "broke off" },
  { "other-length", "200 OK", 3000, 3000, FALSE, FALSE, "3000 bytes where" },
  { "too-long", "200 OK", 4000000, -1, FALSE, FALSE, "more than the" },
  { "damaged", "200 OK", -1, -2, TRUE, FALSE, "not the right one" },
  { "empty", "200 OK", 0, -1, FALSE, FALSE, "broke off" },
};

/* Serves the archive at /bad as @answer has it, and expects it as it should be. */
static void
serve_badly (FetchFixture *self, const Answer *answer)
{
  g_autoptr (GBytes) archive = fetch_good_archive (self);
  gsize size = g_bytes_get_size (archive);
  /* three times as much as there should be */
  g_autofree guint8 *bytes = g_malloc (3 * size);
  g_autoptr (GBytes) body = NULL;

  for (guint i = 0; i < 3; i++)
    memcpy (bytes + i * size, g_bytes_get_data (archive, NULL), size);
  if (answer->damaged)
    bytes[size / 2] ^= 1;
  body = g_bytes_new (bytes, 3 * size);
  file_server_add (self->server, "/bad",
                   &(FileServerPage){
                       .status = answer->status,
                       .body = body,
                       .sent = answer->sent < 0 ? size : (gsize) answer->sent,
                       .promised = answer->promised == -2 ? (gssize) size : answer->promised,
                       .hangs = answer->hangs,
                   });
  fetch_use_url (self, 0, "/bad", archive);
  if (answer->hangs)
    {
      /* The server is reached, so that it is the other limit that counts. */
      self->plan.connect_ms = 3600 * 1000;
      self->plan.stall_ms = 500;
    }
}

static void
test_answer (FetchFixture *self, gconstpointer data)
{
  const Answer *answer = data;

  serve_badly (self, answer);
  fetch_assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, answer->said);
}

static void
test_next_source (FetchFixture *self, gconstpointer data)
{
  g_autoptr (GBytes) archive = fetch_good_archive (self);

  serve_badly (self, data);
  file_server_add_file (self->server, "/good", archive);
  fetch_use_url (self, 1, "/good", archive);
  fetch_assert_fetched (self);
}

static void
test_no_source (FetchFixture *self, gconstpointer data)
{
  g_autoptr (GBytes) archive = fetch_good_archive (self);
  g_autoptr (GError) error = NULL;

  serve_badly (self, &answers[0]);
  fetch_use_url (self, 1, "/nowhere", archive);
  self->sources[1].url = "http://127.0.0.1:1/closed";
  fetch_assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "Tiny could not be fetched (first.example: it answers");
  fetch_assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "second.example: the download failed");

  self->sources[1].url = "no address";
  fetch_assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "makes no sense");
}

/* A host that takes no connection and refuses none, like one behind a firewall that drops packets. */
static void
test_connect_timeout (FetchFixture *self, gconstpointer data)
{
  g_autoptr (GBytes) archive = fetch_good_archive (self);
  g_autoptr (GSocket) listening =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GPtrArray) waiting = g_ptr_array_new_with_free_func (g_object_unref);

  /* Nobody takes what comes in, so that the queue fills up and the kernel drops further attempts. */
  g_socket_set_listen_backlog (listening, 0);
  g_assert_true (g_socket_bind (listening, any, TRUE, NULL));
  g_assert_true (g_socket_listen (listening, NULL));
  address = g_socket_get_local_address (listening, NULL);
  for (int i = 0; i < 8; i++)
    {
      GSocket *client = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

      g_socket_set_blocking (client, FALSE);
      g_socket_connect (client, address, NULL, NULL);
      g_ptr_array_add (waiting, client);
    }

  file_server_add_file (self->server, "/good", archive);
  fetch_use_url (self, 0, "/good", archive);
  g_free (self->urls[0]);
  self->urls[0] =
      g_strdup_printf ("http://127.0.0.1:%u/", g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  self->sources[0].url = self->urls[0];
  self->plan.connect_ms = 1000;
  fetch_assert_fails (self, RCP_ERROR, RCP_ERROR_FETCH, "it does not answer");

  fetch_use_url (self, 1, "/good", archive);
  fetch_assert_fetched (self);
}

/* ---- Cancelling ---- */

static void
test_cancel_before (FetchFixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) archive = fetch_good_archive (self);

  file_server_add_file (self->server, "/good", archive);
  fetch_use_url (self, 0, "/good", archive);
  g_cancellable_cancel (cancellable);
  fetch_assert_cancelled (self, NULL, NULL, cancellable);
  g_assert_cmpint (file_server_requests (self->server), ==, 0);
}

/* From another thread, while this one waits for a byte that does not come; @data is what the server said first. */
static void
test_cancel_waiting (FetchFixture *self, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GBytes) archive = fetch_good_archive (self);

  file_server_add (
      self->server, "/stalls",
      &(FileServerPage){ data, NULL, archive, 3000, (gssize) g_bytes_get_size (archive), TRUE, cancellable });
  fetch_use_url (self, 0, "/stalls", archive);
  self->plan.stall_ms = 3600 * 1000;
  self->plan.connect_ms = 3600 * 1000;
  fetch_assert_cancelled (self, NULL, NULL, cancellable);
}

/* ---- Progress, and the asynchronous form ---- */

typedef struct
{
  GMainLoop *loop;
  GThread *thread;
  GString *stages;
  guint64 last;
  guint64 total;
  char *folder;
  GError *error;
} Watch;

static void
on_progress (const char *stage, guint64 done, guint64 total, gpointer user_data)
{
  Watch *watch = user_data;

  g_assert_true (g_thread_self () == watch->thread);
  g_assert_null (watch->folder);
  if (!g_str_has_suffix (watch->stages->str, stage))
    {
      g_string_append_printf (watch->stages, "/%s", stage);
      watch->last = 0;
    }
  g_assert_cmpuint (done, >=, watch->last);
  g_assert_true (total == 0 || done <= total);
  watch->last = done;
  watch->total = total;
}

static void
test_progress (FetchFixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Watch watch = { .thread = g_thread_self (), .stages = g_string_new (NULL) };
  g_autofree char *folder = NULL;

  fetch_serve_well (self);
  folder = rcp_fetch_with_plan (&self->plan, self->data_dir, on_progress, &watch, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (watch.stages->str, ==, "/Downloading/Unpacking/Checking");
  g_assert_cmpuint (watch.last, ==, 8 * FETCH_RECORD);
  g_assert_cmpuint (watch.total, ==, 8 * FETCH_RECORD);
  g_string_free (watch.stages, TRUE);
}

static void
on_fetched (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Watch *watch = user_data;

  g_assert_true (g_thread_self () == watch->thread);
  watch->folder = rcp_fetch_dataset_finish (result, &watch->error);
  g_main_loop_quit (watch->loop);
}

static void
test_async (FetchFixture *self, gconstpointer data)
{
  Watch watch = {
    .loop = g_main_loop_new (NULL, FALSE),
    .thread = g_thread_self (),
    .stages = g_string_new (NULL),
  };

  fetch_serve_well (self);
  rcp_fetch_with_plan_async (&self->plan, self->data_dir, on_progress, &watch, NULL, on_fetched, &watch);
  g_main_loop_run (watch.loop);
  g_assert_no_error (watch.error);
  g_assert_cmpstr (watch.folder, ==, self->target);
  fetch_assert_whole (self, watch.folder);
  g_clear_pointer (&watch.folder, g_free);

  /* What goes wrong is told in the same way, also what goes wrong at once. */
  rcp_fetch_dataset_async ("shapes", NULL, NULL, NULL, NULL, on_fetched, &watch);
  g_main_loop_run (watch.loop);
  g_assert_error (watch.error, RCP_ERROR, RCP_ERROR_ARGUMENT);
  g_clear_error (&watch.error);

  g_main_loop_unref (watch.loop);
  g_string_free (watch.stages, TRUE);
}

static void
test_names (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (rcp_fetch_dataset ("shapes", NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (rcp_fetch_dataset ("imagenet", NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, RCP_ERROR, RCP_ERROR_ARGUMENT);
}

/* What ships. */
static void
test_plan (void)
{
  const RcpFetchPlan *plan = rcp_fetch_plan_for ("cifar10", NULL);

  g_assert_cmpuint (plan->n_sources, ==, 2);
  g_assert_cmpstr (plan->sources[0].url, ==, "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz");
  g_assert_cmpuint (plan->sources[0].size, ==, 170052171);
  g_assert_cmpstr (plan->sources[0].sha256, ==, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd");
  g_assert_cmpstr (plan->sources[1].npm[0], ==, "npm");
  g_assert_cmpuint (plan->stall_ms, ==, 30000);
  g_assert_cmpuint (rcp_fetch_dataset_bytes (plan), ==, 184380000);
}

#define ADD(path, data, function)                                                                                      \
  g_test_add ("/fetch/" path, FetchFixture, data, fetch_set_up, function, fetch_tear_down)

int
main (int argc, char *argv[])
{
  fetch_init_tests (&argc, &argv);

  g_test_add_func ("/fetch/names", test_names);
  g_test_add_func ("/fetch/plan", test_plan);
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strconcat ("/fetch/answer/", answers[i].name, NULL);

      g_test_add (path, FetchFixture, &answers[i], fetch_set_up, test_answer, fetch_tear_down);
    }
  for (guint i = 0; i < G_N_ELEMENTS (answers); i++)
    {
      g_autofree char *path = g_strconcat ("/fetch/next-source/", answers[i].name, NULL);

      g_test_add (path, FetchFixture, &answers[i], fetch_set_up, test_next_source, fetch_tear_down);
    }
  ADD ("archive", NULL, test_archive);
  ADD ("content-encoding", NULL, test_content_encoding);
  ADD ("redirect", NULL, test_redirect);
  ADD ("no-source", NULL, test_no_source);
  ADD ("connect-timeout", NULL, test_connect_timeout);
  ADD ("cancel/before", NULL, test_cancel_before);
  ADD ("cancel/silent", NULL, test_cancel_waiting);
  ADD ("cancel/stalled", "200 OK", test_cancel_waiting);
  ADD ("progress", NULL, test_progress);
  ADD ("async", NULL, test_async);
  return g_test_run ();
}
