#pragma once

#include "data/fetch-private.h"
#include "file-server.h"

G_BEGIN_DECLS

enum
{
  FETCH_RECORD = 3073,
  FETCH_N_FILES = 3,
  FETCH_MAX_SOURCES = 2,
};

/* Two training files of three pictures, and a test file of two. */
extern const guint fetch_n_records[FETCH_N_FILES];
extern const char *const fetch_file_names[FETCH_N_FILES];

/* A small dataset, a server on this machine that may have it, and an empty folder for it. */
typedef struct
{
  FileServer *server;
  char *root; /* of everything that the test writes */
  char *data_dir;
  char *target;
  GBytes *contents[FETCH_N_FILES];
  char *sums[FETCH_N_FILES];
  RcpDatasetFile files[FETCH_N_FILES];
  RcpDatasetKind kind;
  char *urls[FETCH_MAX_SOURCES];
  char *archive_sum;
  char *npm_answer;
  const char *npm[4];
  RcpFetchSource sources[FETCH_MAX_SOURCES];
  RcpFetchPlan plan;
} FetchFixture;

/* An archive that is being written. */
typedef struct
{
  struct archive *archive;
  char *buffer;
  gsize used;
} FetchArchive;

/* For the beginning of main(), instead of g_test_init(). */
void fetch_init_tests (int *argc, char ***argv);

void fetch_set_up (FetchFixture *self, gconstpointer data);

void fetch_tear_down (FetchFixture *self, gconstpointer data);

void fetch_archive_begin (FetchArchive *self);

GBytes *fetch_archive_end (FetchArchive *self);

/* The archive as it should be, but for file @left_out. */
void fetch_archive_add_files (FetchArchive *self, FetchFixture *fixture, int left_out);

void fetch_archive_add (FetchArchive *self, const char *path, mode_t type, const char *link, GBytes *body);

GBytes *fetch_good_archive (FetchFixture *fixture);

/* The first source, and the archive that it is expected to hold. */
void fetch_use_url (FetchFixture *self, guint index, const char *path, GBytes *expected);

void fetch_serve_well (FetchFixture *self);

guint fetch_count_entries (const char *folder);

void fetch_assert_whole (FetchFixture *self, const char *folder);

/* Fetches, and the dataset is there: that and nothing else. */
void fetch_assert_fetched (FetchFixture *self);

/* Fetches in vain: nothing is written, and the message says why. */
void fetch_assert_fails (FetchFixture *self, GQuark domain, int code, const char *said);

void fetch_assert_cancelled (FetchFixture *self, RcpFetchProgress progress, gpointer user_data,
                             GCancellable *cancellable);

G_END_DECLS
