#include "config.h"

#include "application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "page.h"
#include "rcp-resources.h"
#include "window.h"

struct _RcpApplication
{
  AdwApplication parent_instance;

  GSettings *preferences;
  char *data_dir;
  char *page;
  gboolean exit_after_startup;
  guint signal_sources[2];
};

G_DEFINE_FINAL_TYPE (RcpApplication, rcp_application, ADW_TYPE_APPLICATION)

/* Windows */

static RcpWindow *
open_window (RcpApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *l = windows; l != NULL; l = l->next)
    if (RCP_IS_WINDOW (l->data) && !rcp_window_is_closing (l->data))
      return l->data;
  return NULL;
}

static void
on_after_paint (GdkFrameClock *clock, gpointer user_data)
{
  GtkWindow *window = user_data;

  g_signal_handlers_disconnect_by_func (clock, on_after_paint, user_data);
  gtk_window_close (window);
}

static void
on_map (GtkWidget *window)
{
  g_signal_connect_object (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_after_paint), window, 0);
}

static RcpWindow *
present_window (RcpApplication *self)
{
  RcpWindow *window = open_window (self);

  if (window == NULL)
    {
      g_autoptr (RcpSession) session = rcp_session_new (self->data_dir);

      window = rcp_window_new (ADW_APPLICATION (self), session, self->preferences);
      if (self->page != NULL)
        rcp_window_show_page (window, self->page);
      if (self->exit_after_startup)
        g_signal_connect (window, "map", G_CALLBACK (on_map), NULL);
    }
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static void
rcp_application_activate (GApplication *application)
{
  present_window (RCP_APPLICATION (application));
}

/* The window looks at one picture and at one run; of several files the last ones win. */
static void
rcp_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  RcpWindow *window = present_window (RCP_APPLICATION (application));

  for (int i = 0; i < n_files; i++)
    rcp_window_open (window, files[i]);
}

/* Actions */

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GList *windows = gtk_application_get_windows (user_data);
  g_autoptr (GList) copy = g_list_copy (windows);

  /* closing each, not quitting: a run that is under way is stopped and kept */
  for (GList *l = copy; l != NULL; l = l->next)
    gtk_window_close (l->data);
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  adw_show_about_window (gtk_application_get_active_window (user_data), "application-name", _ ("Receptive"),
                         "application-icon", RCP_APP_ID, "version", RCP_VERSION, "developer-name",
                         _ ("The Receptive developers"), "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _ ("See how a convolutional network sees and learns."), NULL);
}

static void
apply_colour_scheme (const char *name)
{
  AdwColorScheme scheme = ADW_COLOR_SCHEME_DEFAULT;

  if (g_str_equal (name, "light"))
    scheme = ADW_COLOR_SCHEME_FORCE_LIGHT;
  else if (g_str_equal (name, "dark"))
    scheme = ADW_COLOR_SCHEME_FORCE_DARK;
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), scheme);
}

static void
on_colour_scheme_changed (GSettings *preferences)
{
  g_autofree char *name = g_settings_get_string (preferences, "colour-scheme");

  apply_colour_scheme (name);
}

static void
change_colour_scheme (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  g_simple_action_set_state (action, state);
  apply_colour_scheme (g_variant_get_string (state, NULL));
}

static void
add_colour_scheme (RcpApplication *self)
{
  g_autoptr (GAction) action = NULL;

  if (self->preferences != NULL)
    {
      action = g_settings_create_action (self->preferences, "colour-scheme");
      g_signal_connect (self->preferences, "changed::colour-scheme", G_CALLBACK (on_colour_scheme_changed), NULL);
      on_colour_scheme_changed (self->preferences);
    }
  else
    {
      action = G_ACTION (
          g_simple_action_new_stateful ("colour-scheme", G_VARIANT_TYPE_STRING, g_variant_new_string ("system")));
      g_signal_connect (action, "change-state", G_CALLBACK (change_colour_scheme), NULL);
    }
  g_action_map_add_action (G_ACTION_MAP (self), action);
}

static void
add_page_accelerators (GtkApplication *application)
{
  for (int i = 0; rcp_pages ()[i] != NULL && i < 9; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.show-page::%s", rcp_pages ()[i]->id);
      g_autofree char *control = g_strdup_printf ("<Control>%d", i + 1);
      g_autofree char *alt = g_strdup_printf ("<Alt>%d", i + 1);

      gtk_application_set_accels_for_action (application, action, (const char *[]){ control, alt, NULL });
    }
}

static void
add_accelerators (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *accelerators[3];
  } table[] = {
    { "app.quit", { "<Control>q" } },         { "window.close", { "<Control>w" } },
    { "win.next", { "<Control>period" } },    { "win.previous", { "<Control>comma" } },
    { "win.open-picture", { "<Control>o" } }, { "win.open-run", { "<Control><Shift>o" } },
    { "win.random", { "<Control>r" } },       { "win.train", { "<Control>t", "<Control>Return" } },
    { "win.step", { "<Control>e" } },         { "win.stop", { "<Control><Shift>t" } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_application_set_accels_for_action (application, table[i].action, table[i].accelerators);
  add_page_accelerators (application);
}

/* The process */

static gboolean
on_signal (gpointer user_data)
{
  g_action_group_activate_action (G_ACTION_GROUP (user_data), "quit", NULL);
  return G_SOURCE_CONTINUE;
}

static GSettings *
find_preferences (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  /* run from the build folder there may be none, and the program works without */
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, RCP_APP_ID, TRUE);
  return schema != NULL ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

static void
rcp_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = {
    { .name = "quit", .activate = quit_action },
    { .name = "about", .activate = about_action },
  };
  RcpApplication *self = RCP_APPLICATION (application);

  g_resources_register (rcp_resources_get_resource ());
  G_APPLICATION_CLASS (rcp_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (RCP_APP_ID);
  self->preferences = find_preferences ();
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  add_colour_scheme (self);
  add_accelerators (GTK_APPLICATION (self));
  self->signal_sources[0] = g_unix_signal_add (SIGTERM, on_signal, self);
  self->signal_sources[1] = g_unix_signal_add (SIGINT, on_signal, self);
}

static void
rcp_application_shutdown (GApplication *application)
{
  RcpApplication *self = RCP_APPLICATION (application);

  for (gsize i = 0; i < G_N_ELEMENTS (self->signal_sources); i++)
    g_clear_handle_id (&self->signal_sources[i], g_source_remove);
  g_clear_object (&self->preferences);
  G_APPLICATION_CLASS (rcp_application_parent_class)->shutdown (application);
}

static gboolean
page_exists (const char *id)
{
  for (const RcpPageInfo *const *page = rcp_pages (); *page != NULL; page++)
    if (g_str_equal ((*page)->id, id))
      return TRUE;
  return FALSE;
}

static int
rcp_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  RcpApplication *self = RCP_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("receptive %s\n", RCP_VERSION);
      return 0;
    }
  g_variant_dict_lookup (options, "data-dir", "^ay", &self->data_dir);
  if (g_variant_dict_lookup (options, "page", "s", &self->page) && !page_exists (self->page))
    {
      g_printerr (_ ("receptive: there is no page “%s”\n"), self->page);
      return 2;
    }
  self->exit_after_startup = g_variant_dict_contains (options, "exit-after-startup");
  return -1;
}

static void
rcp_application_finalize (GObject *object)
{
  RcpApplication *self = RCP_APPLICATION (object);

  g_clear_pointer (&self->data_dir, g_free);
  g_clear_pointer (&self->page, g_free);
  G_OBJECT_CLASS (rcp_application_parent_class)->finalize (object);
}

static void
rcp_application_class_init (RcpApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = rcp_application_finalize;
  application_class->startup = rcp_application_startup;
  application_class->activate = rcp_application_activate;
  application_class->open = rcp_application_open;
  application_class->shutdown = rcp_application_shutdown;
  application_class->handle_local_options = rcp_application_handle_local_options;
}

static void
rcp_application_init (RcpApplication *self)
{
  static const GOptionEntry options[] = {
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Look for datasets in this folder"), N_ ("DIR") },
    { "page", 0, 0, G_OPTION_ARG_STRING, NULL,
      N_ ("Open on this page: data, filters, convolution, network or training"), N_ ("PAGE") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
    { "exit-after-startup", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_NONE, NULL, NULL, NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), _ ("[PICTURE | RUN]"));
}

RcpApplication *
rcp_application_new (void)
{
  return g_object_new (RCP_TYPE_APPLICATION, "application-id", RCP_APP_ID, "flags", G_APPLICATION_HANDLES_OPEN,
                       "resource-base-path", "/org/receptive/Receptive", NULL);
}
