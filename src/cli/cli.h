#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "data/dataset.h"
#include "error.h"

G_BEGIN_DECLS

/**
 * CliStatus:
 * @CLI_OK: it was done, or the user asked for it to end
 * @CLI_FAILED: it could not be done; one sentence on standard error says why
 * @CLI_USAGE: it was asked for in a way that makes no sense; a sentence and a hint say so
 *
 * What the program returns to the shell.
 */
typedef enum
{
  CLI_OK = 0,
  CLI_FAILED = 1,
  CLI_USAGE = 2,
} CliStatus;

/**
 * CliVerb:
 * @name: what is typed: "train"
 * @arguments: (nullable): what follows the options, for the help: "MODEL IMAGE…"
 * @summary: one line for the list of verbs
 * @description: what the help says below the options: what is printed, and examples
 * @run: does it; gets the arguments that follow the verb and may move them about
 *
 * One verb of the program. Each has a file of its own; cli-verbs.c lists them.
 */
typedef struct _CliVerb CliVerb;
struct _CliVerb
{
  const char *name;
  const char *arguments;
  const char *summary;
  const char *description;
  CliStatus (*run) (const CliVerb *verb, char **arguments);
};

extern const CliVerb cli_verb_fetch;
extern const CliVerb cli_verb_stats;
extern const CliVerb cli_verb_train;
extern const CliVerb cli_verb_evaluate;
extern const CliVerb cli_verb_classify;
extern const CliVerb cli_verb_features;
extern const CliVerb cli_verb_trace;
extern const CliVerb cli_verb_explain;
extern const CliVerb cli_verb_filter;
extern const CliVerb cli_verb_plot;
extern const CliVerb cli_verb_devices;

/* cli-options.c: what the user typed */

#define CLI_OPTION_DATA_DIR(variable)                                                                                  \
  {                                                                                                                    \
    "data-dir", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME, (variable), N_ ("Folder that holds the datasets"),       \
        N_ ("DIR")                                                                                                     \
  }
#define CLI_OPTION_JSON(variable)                                                                                      \
  {                                                                                                                    \
    "json", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_NONE, (variable), N_ ("Print JSON"), NULL                              \
  }
#define CLI_OPTION_DEVICE(variable)                                                                                    \
  {                                                                                                                    \
    "device", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, (variable),                                                  \
        N_ ("What computes: auto, cuda, cpu or reference (default: auto)"), N_ ("DEVICE")                              \
  }
#define CLI_OPTION_THREADS(variable)                                                                                   \
  {                                                                                                                    \
    "threads", 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_STRING, (variable),                                                 \
        N_ ("Threads to use; 0 chooses, and no number changes a result (default: 0)"), N_ ("T")                        \
  }
#define CLI_OPTION_ARGUMENTS(variable)                                                                                 \
  {                                                                                                                    \
    G_OPTION_REMAINING, 0, G_OPTION_FLAG_NONE, G_OPTION_ARG_FILENAME_ARRAY, (variable), NULL, NULL                     \
  }

/**
 * cli_parse_options:
 * @verb: whose options they are
 * @entries: (array zero-terminated=1): the options; --help is added to them
 * @arguments: (inout): what follows the verb
 * @status: (out): what to return where there is nothing left to do
 *
 * Returns: whether the verb should go on; %FALSE after --help and after an option that is none, both of
 *   which have been answered
 */
gboolean cli_parse_options (const CliVerb *verb, const GOptionEntry *entries, char **arguments, CliStatus *status);

/**
 * cli_parse_integer:
 * @option: its name, for the message: "--epochs"
 * @text: (nullable): what was given; %NULL leaves @value as it is
 * @error: %RCP_ERROR_ARGUMENT: names the option and the range
 *
 * Decimal digits and nothing else.
 */
gboolean cli_parse_integer (const char *option, const char *text, guint64 minimum, guint64 maximum, guint64 *value,
                            GError **error);

/**
 * cli_parse_real:
 * @option: its name, for the message
 * @text: (nullable): what was given; %NULL leaves @value as it is
 * @above: whether @minimum itself is refused
 * @below: the number must be less than this; %INFINITY for any finite one
 * @error: %RCP_ERROR_ARGUMENT: names the option and the range
 *
 * A finite number with a decimal point, whatever the locale.
 */
gboolean cli_parse_real (const char *option, const char *text, double minimum, gboolean above, double below,
                         double *value, GError **error);

/** cli_parse_threads: --threads: 0 … %RCP_MAX_THREADS */
gboolean cli_parse_threads (const char *text, guint *threads, GError **error);

/**
 * cli_check_arguments:
 * @arguments: (nullable) (array zero-terminated=1): what was given
 * @minimum: how many there must be
 * @maximum: how many there may be
 * @what: (array zero-terminated=1): what each of them is, for the message: "the dataset"
 * @error: %RCP_ERROR_ARGUMENT
 */
gboolean cli_check_arguments (char **arguments, guint minimum, guint maximum, const char *const *what, GError **error);

/** cli_check_dataset: %RCP_ERROR_ARGUMENT with the names there are, where @name is none of them */
gboolean cli_check_dataset (const char *name, GError **error);

/** cli_check_output: %RCP_ERROR_ARGUMENT where @output, the value of --output, is missing (@output is nullable) or is
 * one of the @files that are read */
gboolean cli_check_output (const char *output, char **files, GError **error);

/* cli-output.c: what the user sees */

/**
 * cli_write:
 * @text: results, as they are to be seen
 * @error: %G_IO_ERROR; %CLI_ERROR_CLOSED where whoever read them has gone
 *
 * Writes to standard output, at once and whole.
 */
gboolean cli_write (const char *text, GError **error);

/** cli_write_json: the same for one JSON document, on one line; takes what was built from @builder */
gboolean cli_write_json (JsonBuilder *builder, GError **error);

/** cli_json_add_real: a number with all its digits; null where it is not finite, for which JSON has no word */
void cli_json_add_real (JsonBuilder *builder, double value);

/** cli_json_add_file_name: a file's name, made valid UTF-8 where it is not */
void cli_json_add_file_name (JsonBuilder *builder, const char *path);

/** cli_message: a sentence for people, on standard error */
void cli_message (const char *format, ...) G_GNUC_PRINTF (1, 2);

/**
 * cli_fail:
 * @verb: (nullable): whose help the hint names
 * @error: (transfer none): what went wrong
 *
 * Tells it on standard error: one sentence, and the hint where it was a question of usage.
 *
 * Returns: what to return to the shell
 */
CliStatus cli_fail (const CliVerb *verb, const GError *error);

/**
 * CLI_ERROR:
 *
 * The domain of what only the command line meets.
 */
#define CLI_ERROR (cli_error_quark ())
GQuark cli_error_quark (void);

/**
 * CliError:
 * @CLI_ERROR_CLOSED: standard output was closed by its reader ("| head"): no failure, and not worth a word
 */
typedef enum
{
  CLI_ERROR_CLOSED,
} CliError;

G_END_DECLS
