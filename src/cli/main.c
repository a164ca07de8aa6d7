#include "config.h"

#include "cli.h"
#include "translations.h"

#include <glib/gi18n.h>

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <unistd.h>

static const CliVerb *const verbs[] = {
  &cli_verb_fetch,  &cli_verb_stats, &cli_verb_train,   &cli_verb_evaluate, &cli_verb_classify, &cli_verb_features,
  &cli_verb_filter, &cli_verb_trace, &cli_verb_explain, &cli_verb_plot,     &cli_verb_devices,
};

static const CliVerb *
find_verb (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    if (g_str_equal (verbs[i]->name, name))
      return verbs[i];
  return NULL;
}

/* A file that is opened where a standard stream was closed would take its number, and what is printed
 * would end up in a checkpoint. */
static void
occupy_standard_streams (void)
{
  for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) == -1)
      {
        /* opened the wrong way round, so that using it still fails; the lowest free number is fd */
        int opened = open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);

        (void) opened;
      }
}

static void
set_up_locale (void)
{
  rcp_translations_init ();
  /* what is printed is read by programs as well: a decimal point in every language */
  setlocale (LC_NUMERIC, "C");
}

static CliStatus
print_help (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_string_append (text, _ ("Usage:\n"
                            "  receptive-cli VERB [OPTION…]\n"
                            "\n"
                            "Train and look into small convolutional networks.\n"
                            "\n"
                            "Verbs:\n"));
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    g_string_append_printf (text, "  %-10s %s\n", verbs[i]->name, _ (verbs[i]->summary));
  g_string_append (text, _ ("\n"
                            "Options:\n"
                            "  -h, --help     Show this help\n"
                            "  --version      Show the version\n"
                            "\n"
                            "Each verb has a help of its own: “receptive-cli VERB --help”.\n"
                            "\n"
                            "Examples:\n"
                            "  receptive-cli fetch cifar10\n"
                            "  receptive-cli train --epochs 10 --run first\n"
                            "  receptive-cli classify first/checkpoints/best.safetensors cat.png\n"));
  return cli_write (text->str, &error) ? CLI_OK : cli_fail (NULL, error);
}

static CliStatus
print_version (void)
{
  g_autoptr (GError) error = NULL;

  return cli_write ("receptive-cli " RCP_VERSION "\n", &error) ? CLI_OK : cli_fail (NULL, error);
}

static CliStatus
refuse (const char *sentence)
{
  g_autoptr (GError) error = g_error_new_literal (RCP_ERROR, RCP_ERROR_ARGUMENT, sentence);

  return cli_fail (NULL, error);
}

static CliStatus
refuse_word (const char *word)
{
  g_autofree char *sentence = word[0] == '-' ? g_strdup_printf (_ ("There is no option “%s”."), word)
                                             : g_strdup_printf (_ ("There is no verb “%s”."), word);

  return refuse (sentence);
}

int
main (int argc, char **argv)
{
  const CliVerb *verb;
  g_autofree char *name = NULL;

  occupy_standard_streams ();
  set_up_locale ();
  /* a closed pipe is then an error of write(), which ends a training with its checkpoint kept */
  signal (SIGPIPE, SIG_IGN);
  g_set_prgname ("receptive-cli");

  if (argc < 2)
    return refuse (_ ("What to do is missing."));
  if (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h"))
    return print_help ();
  if (g_str_equal (argv[1], "--version"))
    return print_version ();
  verb = find_verb (argv[1]);
  if (verb == NULL)
    return refuse_word (argv[1]);

  /* the usage line of a verb's help begins with it */
  name = g_strdup_printf ("receptive-cli %s", verb->name);
  g_set_prgname (name);
  return verb->run (verb, argv + 2);
}
