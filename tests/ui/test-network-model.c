/* What the page Network shows: the newest weights and specimen, edits on top of them, and what is looked at. */
#include <glib/gstdio.h>
#include <string.h>

#include "inspect/cell.h"
#include "network-model.h"
#include "wait-for.h"

typedef struct
{
  char *folder;
  RcpSession *session;
  RcpNetworkModel *model;
  guint frames;
} Fixture;

static void
on_frame (Fixture *fixture)
{
  fixture->frames++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("receptive-XXXXXX", NULL);
  fixture->session = rcp_session_new (fixture->folder);
  fixture->model = rcp_network_model_new (fixture->session);
  g_signal_connect_swapped (fixture->model, "frame-changed", G_CALLBACK (on_frame), fixture);
  WAIT_FOR (rcp_session_get_snapshot (fixture->session) != NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  rcp_network_model_set_active (fixture->model, FALSE);
  /* a worker may hold it for a moment longer */
  g_object_add_weak_pointer (G_OBJECT (fixture->model), (gpointer *) &fixture->model);
  g_signal_handlers_disconnect_by_data (fixture->model, fixture);
  g_object_unref (fixture->model);
  WAIT_FOR (fixture->model == NULL);
  g_assert_finalize_object (fixture->session);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
set_network (Fixture *fixture, const char *network)
{
  g_autoptr (RcpTrainSettings) settings = rcp_train_settings_copy (rcp_session_get_settings (fixture->session));

  g_free (settings->network);
  settings->network = g_strdup (network);
  rcp_session_set_settings (fixture->session, settings);
}

/* That the frame is what a forward pass of its own says of the session's specimen and the edited weights. */
static gboolean
is_right (Fixture *fixture)
{
  RcpNetworkFrame *frame = rcp_network_model_get_frame (fixture->model);
  const RcpSpecimen *specimen = rcp_session_get_specimen (fixture->session);
  RcpEdits *edits = rcp_network_model_get_edits (fixture->model);
  g_autoptr (RcpProbe) probe = NULL;
  const float *expected;

  if (frame == NULL || frame->weights != rcp_edits_get_snapshot (edits)
      || memcmp (frame->pixels, specimen->pixels, rcp_shape_count (specimen->shape)) != 0)
    return FALSE;
  probe = rcp_probe_new (NULL, frame->network, NULL);
  g_assert_true (rcp_probe_set_snapshot (probe, rcp_edits_get_snapshot (edits), NULL));
  expected = rcp_probe_run (probe, specimen->pixels, NULL);
  g_assert_cmpmem (frame->activations, rcp_network_frame_get_architecture (frame)->n_activations * sizeof (float),
                   expected, rcp_network_frame_get_architecture (frame)->n_activations * sizeof (float));
  g_assert_cmpuint (frame->label, ==, specimen->label);
  return TRUE;
}

static void
test_frame (Fixture *fixture, gconstpointer data)
{
  g_assert_null (rcp_network_model_get_network (fixture->model));
  rcp_network_model_set_active (fixture->model, TRUE);
  g_assert_nonnull (rcp_network_model_get_network (fixture->model));
  WAIT_FOR (is_right (fixture));

  /* only the newest of many */
  for (guint i = 0; i < 50; i++)
    rcp_session_set_specimen (fixture->session, RCP_SPLIT_TEST, i);
  fixture->frames = 0;
  WAIT_FOR (is_right (fixture));
  g_assert_cmpuint (fixture->frames, <=, 2);
  g_assert_cmpuint (rcp_network_frame_get_answer (rcp_network_model_get_frame (fixture->model)), <, 10);
}

static void
test_inactive (Fixture *fixture, gconstpointer data)
{
  rcp_network_model_set_active (fixture->model, TRUE);
  WAIT_FOR (is_right (fixture));
  rcp_network_model_set_active (fixture->model, FALSE);
  fixture->frames = 0;
  rcp_session_set_specimen (fixture->session, RCP_SPLIT_TEST, 7);
  set_network (fixture, "linear");
  WAIT_FOR (g_str_equal (rcp_network_get_text (rcp_snapshot_get_network (rcp_session_get_snapshot (fixture->session))),
                         "flatten, linear 10"));
  g_assert_cmpuint (fixture->frames, ==, 0);
  /* it is all made up for when somebody looks again */
  rcp_network_model_set_active (fixture->model, TRUE);
  g_assert_null (rcp_network_model_get_frame (fixture->model));
  WAIT_FOR (is_right (fixture));
  g_assert_cmpstr (rcp_network_get_text (rcp_network_model_get_network (fixture->model)), ==, "flatten, linear 10");
}

static void
test_looked_at (Fixture *fixture, gconstpointer data)
{
  RcpCell cell = { 2, 4, 3, 5 };
  RcpCell found;
  int layer, filter;

  rcp_network_model_set_active (fixture->model, TRUE);
  WAIT_FOR (is_right (fixture));
  g_assert_false (rcp_network_model_get_cell (fixture->model, NULL));
  g_assert_null (rcp_network_model_get_trace (fixture->model));

  /* of the first pooling: its filter is conv1's */
  rcp_network_model_set_cell (fixture->model, &cell);
  g_assert_true (rcp_network_model_get_cell (fixture->model, &found));
  g_assert_cmpmem (&found, sizeof found, &cell, sizeof cell);
  g_assert_true (rcp_network_model_get_filter (fixture->model, &layer, &filter));
  g_assert_cmpint (layer, ==, 0);
  g_assert_cmpint (filter, ==, 4);
  g_assert_cmpint (rcp_network_model_get_trace (fixture->model)->kind, ==, RCP_TRACE_MAXIMUM);
  g_assert_cmpfloat (
      rcp_network_model_get_trace (fixture->model)->total, ==,
      rcp_network_frame_get_layer (rcp_network_model_get_frame (fixture->model), 2)[(4 * 14 + 3) * 14 + 5]);
  g_assert_cmpuint (rcp_receptive_field_get (rcp_network_model_get_field (fixture->model), RCP_CELL_INPUT)->count, ==,
                    3 * 6 * 6);

  /* the trace goes with the numbers */
  rcp_session_set_specimen (fixture->session, RCP_SPLIT_TEST, 9);
  WAIT_FOR (is_right (fixture));
  g_assert_cmpfloat (
      rcp_network_model_get_trace (fixture->model)->total, ==,
      rcp_network_frame_get_layer (rcp_network_model_get_frame (fixture->model), 2)[(4 * 14 + 3) * 14 + 5]);

  /* no such cell: nothing happens */
  rcp_network_model_set_cell (fixture->model, &(RcpCell){ 2, 6, 0, 0 });
  rcp_network_model_set_cell (fixture->model, &(RcpCell){ 99, 0, 0, 0 });
  rcp_network_model_set_filter (fixture->model, 1, 0);
  rcp_network_model_get_cell (fixture->model, &found);
  g_assert_cmpmem (&found, sizeof found, &cell, sizeof cell);

  /* a pixel is made from nothing, and no filter's */
  rcp_network_model_set_cell (fixture->model, &(RcpCell){ RCP_CELL_INPUT, 1, 2, 3 });
  g_assert_null (rcp_network_model_get_trace (fixture->model));
  g_assert_true (rcp_network_model_get_filter (fixture->model, &layer, &filter));
  g_assert_cmpint (filter, ==, 4);

  /* another network has other cells */
  set_network (fixture, "mlp");
  WAIT_FOR (!rcp_network_model_get_cell (fixture->model, NULL));
  g_assert_false (rcp_network_model_get_filter (fixture->model, &layer, &filter));
  g_assert_null (rcp_network_model_get_field (fixture->model));
}

static void
test_edits (Fixture *fixture, gconstpointer data)
{
  g_autofree float *before = NULL;
  const RcpArchitecture *architecture;
  RcpTrainSettings *settings;
  RcpEdits *edits;

  rcp_network_model_set_active (fixture->model, TRUE);
  WAIT_FOR (is_right (fixture));
  edits = rcp_network_model_get_edits (fixture->model);
  architecture = rcp_network_frame_get_architecture (rcp_network_model_get_frame (fixture->model));
  before = g_memdup2 (rcp_network_model_get_frame (fixture->model)->activations,
                      architecture->n_activations * sizeof *before);
  g_assert_true (rcp_edits_scale_filter (edits, 0, 2, 0, FALSE, NULL));
  WAIT_FOR (is_right (fixture));
  for (int i = 0; i < 28 * 28; i++)
    g_assert_cmpfloat (rcp_network_frame_get_layer (rcp_network_model_get_frame (fixture->model), 0)[2 * 28 * 28 + i],
                       ==, 0);

  /* other initial weights: still silent */
  settings = rcp_train_settings_copy (rcp_session_get_settings (fixture->session));
  settings->seed++;
  rcp_session_set_settings (fixture->session, settings);
  rcp_train_settings_free (settings);
  WAIT_FOR (rcp_snapshot_get_seed (rcp_network_model_get_frame (fixture->model)->weights)
            == rcp_session_get_settings (fixture->session)->seed);
  WAIT_FOR (is_right (fixture));
  g_assert_true (rcp_edits_is_edited (edits));
  g_assert_true (edits == rcp_network_model_get_edits (fixture->model));
  g_assert_cmpfloat (rcp_network_frame_get_layer (rcp_network_model_get_frame (fixture->model), 0)[2 * 28 * 28], ==, 0);
  g_assert_cmpint (memcmp (before, rcp_network_model_get_frame (fixture->model)->activations,
                           architecture->n_activations * sizeof *before),
                   !=, 0);

  /* a new run begins with its own weights */
  rcp_session_step (fixture->session);
  WAIT_FOR (rcp_session_get_trainer (fixture->session) != NULL);
  g_assert_false (rcp_edits_is_edited (rcp_network_model_get_edits (fixture->model)));
  WAIT_FOR (rcp_snapshot_get_step (rcp_network_model_get_frame (fixture->model)->weights) == 1);
  WAIT_FOR (is_right (fixture));
  rcp_session_stop (fixture->session);
  WAIT_FOR (!rcp_session_is_training (fixture->session));
}

#define ADD_TEST(name, function) g_test_add ("/network-model/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD_TEST ("frame", test_frame);
  ADD_TEST ("inactive", test_inactive);
  ADD_TEST ("looked-at", test_looked_at);
  ADD_TEST ("edits", test_edits);
  return g_test_run ();
}
