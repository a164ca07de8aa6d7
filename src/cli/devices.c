#include "cli.h"

#include <glib/gi18n.h>

#include "backend/registry.h"

typedef struct
{
  const RcpBackend *backend;
  gboolean usable;
  char *detail;
  char *reason;
} Device;

static Device
ask (const RcpBackend *backend)
{
  Device device = { .backend = backend };

  device.usable = backend->score (&device.detail, &device.reason) > 0;
  return device;
}

static void
device_clear (Device *self)
{
  g_free (self->detail);
  g_free (self->reason);
}

static void
add_json (JsonBuilder *builder, const Device *device)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, device->backend->name);
  json_builder_set_member_name (builder, "title");
  json_builder_add_string_value (builder, device->backend->title);
  json_builder_set_member_name (builder, "usable");
  json_builder_add_boolean_value (builder, device->usable);
  if (device->usable)
    {
      json_builder_set_member_name (builder, "detail");
      json_builder_add_string_value (builder, device->detail != NULL ? device->detail : "");
    }
  else
    {
      json_builder_set_member_name (builder, "reason");
      json_builder_add_string_value (builder, device->reason != NULL ? device->reason : "");
    }
  json_builder_end_object (builder);
}

static void
add_text (GString *text, const Device *device)
{
  g_string_append_printf (text, "%-10s %s", device->backend->name, device->backend->title);
  if (!device->usable)
    g_string_append_printf (text, _ (", not usable: %s"), device->reason != NULL ? device->reason : "");
  else if (device->detail != NULL)
    g_string_append_printf (text, ", %s", device->detail);
  g_string_append_c (text, '\n');
}

static CliStatus
run (const CliVerb *verb, char **arguments)
{
  gboolean json = FALSE;
  g_auto (GStrv) surplus = NULL;
  const GOptionEntry entries[] = {
    CLI_OPTION_JSON (&json),
    CLI_OPTION_ARGUMENTS (&surplus),
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (JsonBuilder) builder = NULL;
  g_autoptr (GString) text = NULL;
  g_autoptr (GError) error = NULL;
  const RcpBackend *const *backends;
  guint n_backends;
  CliStatus status;

  if (!cli_parse_options (verb, entries, arguments, &status))
    return status;
  if (!cli_check_arguments (surplus, 0, 0, NULL, &error))
    return cli_fail (verb, error);

  builder = json_builder_new ();
  text = g_string_new (NULL);
  backends = rcp_backends (&n_backends);
  json_builder_begin_array (builder);
  for (guint i = 0; i < n_backends; i++)
    {
      Device device = ask (backends[i]);

      add_json (builder, &device);
      add_text (text, &device);
      device_clear (&device);
    }
  json_builder_end_array (builder);
  for (const char *const *problem = rcp_backend_problems (); *problem != NULL; problem++)
    cli_message ("%s", *problem);
  if (!(json ? cli_write_json (builder, &error) : cli_write (text->str, &error)))
    return cli_fail (verb, error);
  return CLI_OK;
}

const CliVerb cli_verb_devices = {
  .name = "devices",
  .summary = N_ ("Show what can compute here, and why the rest cannot"),
  .description = N_ ("The first usable one is what --device auto takes.\n"
                     "\n"
                     "With --json an array of objects is printed, each with name, title, usable, and detail or, where\n"
                     "it cannot be used, reason. What is wrong with a module is told on standard error.\n"
                     "\n"
                     "Examples:\n"
                     "  receptive-cli devices\n"
                     "  receptive-cli devices --json"),
  .run = run,
};
