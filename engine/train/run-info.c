#include "train/run-info-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <sys/file.h>
#include <unistd.h>

#include "error.h"
#include "json.h"
#include "train/checkpoint.h"

static const char *const state_names[] = {
  [RCP_RUN_RUNNING] = "running",
  [RCP_RUN_FINISHED] = "finished",
  [RCP_RUN_STOPPED] = "stopped",
  [RCP_RUN_FAILED] = "failed",
};

void
rcp_run_info_free (RcpRunInfo *self)
{
  if (self == NULL)
    return;
  g_free (self->path);
  g_free (self->message);
  g_free (self->version);
  g_free (self->created);
  g_clear_pointer (&self->settings, rcp_train_settings_free);
  g_free (self->preset);
  g_free (self->device);
  g_free (self->device_detail);
  g_free (self->branched_from);
  g_free (self);
}

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_branch (JsonBuilder *builder, const RcpRunInfo *self)
{
  json_builder_set_member_name (builder, "branched_from");
  if (!self->is_branch)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  add_string (builder, "run", self->branched_from);
  json_builder_set_member_name (builder, "step");
  json_builder_add_int_value (builder, (gint64) self->branched_step);
  json_builder_end_object (builder);
}

char *
rcp_run_info_to_json (const RcpRunInfo *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autofree char *settings = rcp_train_settings_to_json (self->settings);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_string (builder, "state", state_names[self->state]);
  add_string (builder, "message", self->message);
  add_string (builder, "version", self->version);
  add_string (builder, "created", self->created);
  add_string (builder, "preset", self->preset);
  add_string (builder, "device", self->device);
  add_string (builder, "device_detail", self->device_detail);
  json_builder_set_member_name (builder, "parameters");
  json_builder_add_int_value (builder, (gint64) self->n_parameters);
  add_branch (builder, self);
  json_builder_set_member_name (builder, "settings");
  json_builder_add_value (builder, json_from_string (settings, NULL));
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = rcp_json_to_string (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}

static gboolean
read_string (JsonObject *object, const char *name, gboolean nullable, char **value)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return nullable;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return FALSE;
  *value = json_node_dup_string (node);
  return TRUE;
}

static gboolean
read_count (JsonObject *object, const char *name, gsize *value)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64
      || json_node_get_int (node) < 0)
    return FALSE;
  *value = (gsize) json_node_get_int (node);
  return TRUE;
}

/* Runs of before there were branches do not have it. */
static gboolean
read_branch (JsonObject *object, RcpRunInfo *self)
{
  JsonNode *node = json_object_get_member (object, "branched_from");
  gsize step;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node) || !read_string (json_node_get_object (node), "run", TRUE, &self->branched_from)
      || !read_count (json_node_get_object (node), "step", &step))
    return FALSE;
  self->is_branch = TRUE;
  self->branched_step = step;
  return TRUE;
}

static gboolean
read_state (JsonObject *object, RcpRunState *state)
{
  g_autofree char *name = NULL;

  if (!read_string (object, "state", FALSE, &name))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (state_names); i++)
    if (g_str_equal (name, state_names[i]))
      {
        *state = (RcpRunState) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_settings (JsonObject *object, RcpTrainSettings **settings, GError **error)
{
  JsonNode *node = json_object_get_member (object, "settings");
  g_autofree char *text = NULL;

  if (node == NULL)
    {
      g_set_error_literal (error, RCP_ERROR, RCP_ERROR_RUN, _ ("It does not say what the run was asked to do."));
      return FALSE;
    }
  text = rcp_json_to_string (node, FALSE);
  *settings = rcp_train_settings_from_json (text, error);
  return *settings != NULL && rcp_train_settings_check (*settings, error);
}

RcpRunInfo *
rcp_run_info_from_json (const char *json, const char *label, GError **error)
{
  g_autoptr (RcpRunInfo) self = g_new0 (RcpRunInfo, 1);
  g_autoptr (GError) reason = NULL;
  g_autoptr (JsonNode) root = json_from_string (json, &reason);

  self->best_accuracy = -1;
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    {
      JsonObject *object = json_node_get_object (root);

      if (read_state (object, &self->state) && read_string (object, "message", TRUE, &self->message)
          && read_string (object, "version", FALSE, &self->version)
          && read_string (object, "created", FALSE, &self->created)
          && read_string (object, "preset", TRUE, &self->preset) && read_string (object, "device", FALSE, &self->device)
          && read_string (object, "device_detail", TRUE, &self->device_detail)
          && read_count (object, "parameters", &self->n_parameters) && read_branch (object, self)
          && read_settings (object, &self->settings, &reason))
        return g_steal_pointer (&self);
    }
  g_set_error (error, RCP_ERROR, RCP_ERROR_RUN, _ ("“%s” is damaged: %s"), label,
               reason != NULL ? reason->message : _ ("it is not what this program writes."));
  return NULL;
}

/* Whether some trainer holds the folder: see rcp_run_folder_lock(). */
static gboolean
is_held (const char *path)
{
  int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean held;

  if (fd < 0)
    return FALSE;
  held = flock (fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  close (fd);
  return held;
}

RcpRunInfo *
rcp_run_info_read (const char *path, GError **error)
{
  g_autofree char *file = NULL;
  g_autofree char *best = NULL;
  g_autofree char *json = NULL;
  g_autoptr (RcpRunInfo) self = NULL;
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  file = g_build_filename (path, "run.json", NULL);
  best = g_build_filename (path, "checkpoints", "best.safetensors", NULL);
  if (!g_file_get_contents (file, &json, NULL, &reason))
    {
      if (g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOENT)
          || g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOTDIR))
        g_set_error (error, RCP_ERROR, RCP_ERROR_RUN, _ ("“%s” holds no run: there is no run.json in it."), path);
      else
        g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }
  self = rcp_run_info_from_json (json, file, error);
  if (self == NULL)
    return NULL;
  self->path = g_strdup (path);
  self->best_accuracy = rcp_best_get_accuracy (best);
  if (self->state == RCP_RUN_RUNNING && !is_held (path))
    self->state = RCP_RUN_STOPPED;
  return g_steal_pointer (&self);
}
