#include "train/settings.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>

#include "error.h"
#include "json.h"
#include "net/initialise.h"

G_DEFINE_BOXED_TYPE (RcpTrainSettings, rcp_train_settings, rcp_train_settings_copy, rcp_train_settings_free)

RcpTrainSettings *
rcp_train_settings_new (void)
{
  RcpTrainSettings *self = g_new0 (RcpTrainSettings, 1);

  self->dataset = g_strdup ("cifar10");
  self->network = g_strdup ("lenet");
  self->epochs = 50;
  self->batch_size = 64;
  self->learning_rate = 0.01;
  self->seed = 1;
  self->shuffle = TRUE;
  self->initialiser = g_strdup ("default");
  self->device = g_strdup ("auto");
  return self;
}

RcpTrainSettings *
rcp_train_settings_copy (const RcpTrainSettings *self)
{
  RcpTrainSettings *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->dataset = g_strdup (self->dataset);
  copy->network = g_strdup (self->network);
  copy->initialiser = g_strdup (self->initialiser);
  copy->init_file = g_strdup (self->init_file);
  copy->frozen = g_strdupv (self->frozen);
  copy->device = g_strdup (self->device);
  return copy;
}

void
rcp_train_settings_free (RcpTrainSettings *self)
{
  if (self == NULL)
    return;
  g_free (self->dataset);
  g_free (self->network);
  g_free (self->initialiser);
  g_free (self->init_file);
  g_strfreev (self->frozen);
  g_free (self->device);
  g_free (self);
}

G_GNUC_PRINTF (2, 3)
static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_propagate_error (error, g_error_new_valist (RCP_ERROR, RCP_ERROR_ARGUMENT, format, args));
  va_end (args);
  return FALSE;
}

static gboolean
is_blank (const char *text)
{
  return text == NULL || *text == '\0';
}

gboolean
rcp_train_settings_get_frozen (const RcpTrainSettings *self, const char *layer)
{
  g_return_val_if_fail (self != NULL && layer != NULL, FALSE);

  return self->frozen != NULL && g_strv_contains ((const char *const *) self->frozen, layer);
}

void
rcp_train_settings_set_frozen (RcpTrainSettings *self, const char *layer, gboolean frozen)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_return_if_fail (self != NULL && layer != NULL);

  for (char **name = self->frozen; name != NULL && *name != NULL; name++)
    if (!g_str_equal (*name, layer))
      g_ptr_array_add (names, g_strdup (*name));
  if (frozen)
    g_ptr_array_add (names, g_strdup (layer));
  g_strfreev (self->frozen);
  self->frozen = NULL;
  if (names->len == 0)
    return;
  g_ptr_array_add (names, NULL);
  self->frozen = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

gboolean
rcp_train_settings_check (const RcpTrainSettings *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (is_blank (self->dataset))
    return refuse (error, _ ("A dataset must be named."));
  if (is_blank (self->network))
    return refuse (error, _ ("A network must be named or described."));
  if (self->epochs < 1 || self->epochs > RCP_MAX_EPOCHS)
    return refuse (error, _ ("The number of epochs must be from 1 to %d, not %u."), RCP_MAX_EPOCHS, self->epochs);
  if (self->batch_size < 1 || self->batch_size > RCP_MAX_BATCH_SIZE)
    return refuse (error, _ ("The batch size must be from 1 to %d, not %u."), RCP_MAX_BATCH_SIZE, self->batch_size);
  if (!isfinite (self->learning_rate) || self->learning_rate <= 0)
    return refuse (error, _ ("The learning rate must be a number above 0, not %g."), self->learning_rate);
  if (!isfinite (self->momentum) || self->momentum < 0 || self->momentum >= 1)
    return refuse (error, _ ("The momentum must be at least 0 and below 1, not %g."), self->momentum);
  if (!isfinite (self->weight_decay) || self->weight_decay < 0)
    return refuse (error, _ ("The weight decay must be a number of at least 0, not %g."), self->weight_decay);
  if (self->threads > RCP_MAX_THREADS)
    return refuse (error, _ ("The number of threads must be at most %d, not %u."), RCP_MAX_THREADS, self->threads);
  if (is_blank (self->initialiser) || !g_strv_contains (rcp_initialisers (), self->initialiser))
    {
      g_autofree char *known = g_strjoinv (", ", (char **) rcp_initialisers ());

      return refuse (error, _ ("There is no initialiser “%s”; there are: %s."),
                     self->initialiser != NULL ? self->initialiser : "", known);
    }
  if (is_blank (self->device))
    return refuse (error, _ ("A device must be named; “auto” takes the best one."));
  if (self->init_file != NULL && *self->init_file == '\0')
    return refuse (error, _ ("The name of the file to start from is empty."));
  for (guint i = 0; self->frozen != NULL && self->frozen[i] != NULL; i++)
    {
      if (*self->frozen[i] == '\0')
        return refuse (error, _ ("The name of a layer to freeze is empty."));
      if (g_strv_contains ((const char *const *) self->frozen + i + 1, self->frozen[i]))
        return refuse (error, _ ("The layer “%s” is to be frozen twice."), self->frozen[i]);
    }
  return TRUE;
}

/* JSON numbers are signed here; what does not fit is kept as a string of digits. */
static void
add_unsigned (JsonBuilder *builder, const char *name, guint64 value)
{
  json_builder_set_member_name (builder, name);
  if (value <= G_MAXINT64)
    json_builder_add_int_value (builder, (gint64) value);
  else
    {
      g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

      json_builder_add_string_value (builder, digits);
    }
}

static void
add_double (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_boolean (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
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
add_strings (JsonBuilder *builder, const char *name, char **values)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    json_builder_add_string_value (builder, values[i]);
  json_builder_end_array (builder);
}

char *
rcp_train_settings_to_json (const RcpTrainSettings *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  json_builder_begin_object (builder);
  add_string (builder, "dataset", self->dataset);
  add_string (builder, "network", self->network);
  add_unsigned (builder, "epochs", self->epochs);
  add_unsigned (builder, "batch_size", self->batch_size);
  add_double (builder, "learning_rate", self->learning_rate);
  add_double (builder, "momentum", self->momentum);
  add_double (builder, "weight_decay", self->weight_decay);
  add_unsigned (builder, "seed", self->seed);
  add_boolean (builder, "shuffle", self->shuffle);
  add_string (builder, "initialiser", self->initialiser);
  add_string (builder, "init_file", self->init_file);
  add_strings (builder, "frozen", self->frozen);
  add_string (builder, "device", self->device);
  add_unsigned (builder, "threads", self->threads);
  add_unsigned (builder, "max_steps", self->max_steps);
  add_boolean (builder, "tf32", self->tf32);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return rcp_json_to_string (root, TRUE);
}

static gboolean
refuse_member (const char *name, const char *expected, GError **error)
{
  g_set_error (error, RCP_ERROR, RCP_ERROR_FORMAT, _ ("The setting “%s” must be %s."), name, expected);
  return FALSE;
}

/* Each reader leaves the default where the key is missing. */
static gboolean
read_unsigned (JsonObject *object, const char *name, guint64 max, guint64 *value, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64 && json_node_get_int (node) >= 0
      && (guint64) json_node_get_int (node) <= max)
    {
      *value = (guint64) json_node_get_int (node);
      return TRUE;
    }
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
      && g_ascii_string_to_unsigned (json_node_get_string (node), 10, 0, max, value, NULL))
    return TRUE;
  return refuse_member (name, _ ("a whole number that is not negative"), error);
}

static gboolean
read_uint (JsonObject *object, const char *name, guint *value, GError **error)
{
  guint64 wide = *value;

  if (!read_unsigned (object, name, G_MAXUINT, &wide, error))
    return FALSE;
  *value = (guint) wide;
  return TRUE;
}

static gboolean
read_double (JsonObject *object, const char *name, double *value, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node)
      || (json_node_get_value_type (node) != G_TYPE_INT64 && json_node_get_value_type (node) != G_TYPE_DOUBLE))
    return refuse_member (name, _ ("a number"), error);
  *value = json_node_get_double (node);
  return TRUE;
}

static gboolean
read_boolean (JsonObject *object, const char *name, gboolean *value, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return refuse_member (name, _ ("true or false"), error);
  *value = json_node_get_boolean (node);
  return TRUE;
}

static gboolean
read_string (JsonObject *object, const char *name, gboolean nullable, char **value, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;
  if (JSON_NODE_HOLDS_NULL (node) && nullable)
    {
      g_clear_pointer (value, g_free);
      return TRUE;
    }
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return refuse_member (name, _ ("a text"), error);
  g_free (*value);
  *value = json_node_dup_string (node);
  return TRUE;
}

static gboolean
read_strings (JsonObject *object, const char *name, char ***values, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return refuse_member (name, _ ("a list of texts"), error);
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (element) || json_node_get_value_type (element) != G_TYPE_STRING)
        return refuse_member (name, _ ("a list of texts"), error);
      g_strv_builder_add (builder, json_node_get_string (element));
    }
  g_strfreev (*values);
  *values = json_array_get_length (array) > 0 ? g_strv_builder_end (builder) : NULL;
  return TRUE;
}

RcpTrainSettings *
rcp_train_settings_from_json (const char *json, GError **error)
{
  g_autoptr (RcpTrainSettings) self = rcp_train_settings_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) parse_error = NULL;
  JsonObject *object;

  g_return_val_if_fail (json != NULL, NULL);

  root = json_from_string (json, &parse_error);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      g_set_error (error, RCP_ERROR, RCP_ERROR_FORMAT, _ ("The settings are not a JSON object%s%s."),
                   parse_error != NULL ? ": " : "", parse_error != NULL ? parse_error->message : "");
      return NULL;
    }
  object = json_node_get_object (root);
  if (!read_string (object, "dataset", FALSE, &self->dataset, error)
      || !read_string (object, "network", FALSE, &self->network, error)
      || !read_uint (object, "epochs", &self->epochs, error)
      || !read_uint (object, "batch_size", &self->batch_size, error)
      || !read_double (object, "learning_rate", &self->learning_rate, error)
      || !read_double (object, "momentum", &self->momentum, error)
      || !read_double (object, "weight_decay", &self->weight_decay, error)
      || !read_unsigned (object, "seed", G_MAXUINT64, &self->seed, error)
      || !read_boolean (object, "shuffle", &self->shuffle, error)
      || !read_string (object, "initialiser", FALSE, &self->initialiser, error)
      || !read_string (object, "init_file", TRUE, &self->init_file, error)
      || !read_strings (object, "frozen", &self->frozen, error)
      || !read_string (object, "device", FALSE, &self->device, error)
      || !read_uint (object, "threads", &self->threads, error)
      || !read_unsigned (object, "max_steps", G_MAXUINT64, &self->max_steps, error)
      || !read_boolean (object, "tf32", &self->tf32, error))
    return NULL;
  return g_steal_pointer (&self);
}
