/* The one-line text of a network: reading and printing.
 *
 *   network = layer { "," layer }
 *   layer   = "conv" N KxK { "stride" S | "padding" P | "dilation" D | "groups" G }
 *           | ("maxpool" | "avgpool") K { "stride" S | "padding" P }
 *           | "linear" N | "relu" | "tanh" | "flatten"
 *
 * Every size may be one number or height x width. Letter case and spaces do not matter. */

#include "config.h"

#include "error.h"
#include "net/network-private.h"
#include "net/quote.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const char *word;
  RcpLayerKind kind;
} KindName;

/* The first name of a kind is the one that is printed. */
static const KindName kind_names[] = {
  { "conv", RCP_LAYER_CONV2D },          { "relu", RCP_LAYER_RELU },          { "tanh", RCP_LAYER_TANH },
  { "maxpool", RCP_LAYER_MAX_POOL2D },   { "avgpool", RCP_LAYER_AVG_POOL2D }, { "flatten", RCP_LAYER_FLATTEN },
  { "linear", RCP_LAYER_LINEAR },        { "conv2d", RCP_LAYER_CONV2D },      { "maxpool2d", RCP_LAYER_MAX_POOL2D },
  { "avgpool2d", RCP_LAYER_AVG_POOL2D },
};

typedef enum
{
  OPTION_STRIDE,
  OPTION_PADDING,
  OPTION_DILATION,
  OPTION_GROUPS,
  N_OPTIONS,
} Option;

static const char *const option_names[N_OPTIONS] = { "stride", "padding", "dilation", "groups" };

/* One layer's text while it is read: [start, end) is the whole, @at how far it is read. */
typedef struct
{
  const char *start;
  const char *end;
  const char *at;
  guint number;
} Reader;

/* The sentence says which layer by its place and its words: before all are read none has a name. */
static void G_GNUC_PRINTF (3, 4) set_error (GError **error, const Reader *reader, const char *format, ...)
{
  g_autofree char *reason = NULL;
  g_autofree char *words = rcp_quote (reader->start, reader->end - reader->start);
  va_list args;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);

  g_set_error (error, RCP_ERROR, RCP_ERROR_NETWORK, _ ("Layer %u of the network, “%s”: %s"), reader->number, words,
               reason);
}

static void
skip_spaces (Reader *reader)
{
  while (reader->at < reader->end && g_ascii_isspace (*reader->at))
    reader->at++;
}

static gboolean
at_end (Reader *reader)
{
  skip_spaces (reader);
  return reader->at == reader->end;
}

/* Reads a run of letters into @word, in lower case, cut at its size; FALSE where there is none. */
static gboolean
read_word (Reader *reader, char *word, gsize size)
{
  gsize n = 0;

  skip_spaces (reader);
  while (reader->at < reader->end && g_ascii_isalpha (*reader->at))
    {
      if (n + 1 < size)
        word[n++] = g_ascii_tolower (*reader->at);
      reader->at++;
    }
  word[n] = '\0';
  return n > 0;
}

/* As read_word(), and takes the "2d" of "Conv2d", which is how the frameworks write the kinds. */
static gboolean
read_kind (Reader *reader, RcpLayerKind *kind)
{
  char word[16];
  const char *rest;

  read_word (reader, word, sizeof word - 2);
  rest = reader->at;
  if (reader->end - rest >= 2 && g_ascii_strncasecmp (rest, "2d", 2) == 0
      && (reader->end - rest == 2 || !g_ascii_isalnum (rest[2])))
    {
      strcat (word, "2d");
      reader->at += 2;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (kind_names); i++)
    if (strcmp (word, kind_names[i].word) == 0)
      {
        *kind = kind_names[i].kind;
        return TRUE;
      }
  return FALSE;
}

/* Reads a whole number in [least, most]; @what names it in the message. */
static gboolean
read_number (Reader *reader, const char *what, int least, int most, int *value, GError **error)
{
  gint64 number = 0;

  skip_spaces (reader);
  if (reader->at == reader->end || !g_ascii_isdigit (*reader->at))
    {
      set_error (error, reader, _ ("%s must be a whole number from %d to %d"), what, least, most);
      return FALSE;
    }
  for (; reader->at < reader->end && g_ascii_isdigit (*reader->at); reader->at++)
    number = MIN (number * 10 + (*reader->at - '0'), G_MAXINT);
  if (number < least || number > most)
    {
      set_error (error, reader, _ ("%s must be a whole number from %d to %d"), what, least, most);
      return FALSE;
    }
  *value = (int) number;
  return TRUE;
}

static gboolean
take_times (Reader *reader)
{
  static const char sign[] = "×";
  gsize n = strlen (sign);

  skip_spaces (reader);
  if (reader->at < reader->end && g_ascii_tolower (*reader->at) == 'x')
    {
      reader->at++;
      return TRUE;
    }
  if ((gsize) (reader->end - reader->at) >= n && memcmp (reader->at, sign, n) == 0)
    {
      reader->at += n;
      return TRUE;
    }
  return FALSE;
}

/* Reads "S" or "HxW" into @size. */
static gboolean
read_size (Reader *reader, const char *what, int least, int size[2], GError **error)
{
  if (!read_number (reader, what, least, RCP_MAX_WINDOW, &size[0], error))
    return FALSE;
  size[1] = size[0];
  return !take_times (reader) || read_number (reader, what, least, RCP_MAX_WINDOW, &size[1], error);
}

static gboolean
read_option (Reader *reader, RcpLayer *layer, Option option, GError **error)
{
  const char *what = option_names[option];

  switch (option)
    {
    case OPTION_STRIDE:
      return read_size (reader, what, 1, layer->stride, error);
    case OPTION_PADDING:
      return read_size (reader, what, 0, layer->padding, error);
    case OPTION_DILATION:
      return read_size (reader, what, 1, layer->dilation, error);
    case OPTION_GROUPS:
      return read_number (reader, what, 1, RCP_MAX_LAYER_CHANNELS, &layer->groups, error);
    case N_OPTIONS:
      break;
    }
  g_assert_not_reached ();
}

/* Reads "stride 2 padding 1 …" to the end of the layer, in any order; @n_allowed options are known to it. */
static gboolean
read_options (Reader *reader, RcpLayer *layer, guint n_allowed, GError **error)
{
  guint seen = 0;
  char word[16];

  while (read_word (reader, word, sizeof word))
    {
      guint option;

      for (option = 0; option < n_allowed; option++)
        if (strcmp (word, option_names[option]) == 0)
          break;
      if (option == n_allowed)
        {
          set_error (error, reader,
                     n_allowed == N_OPTIONS ? _ ("“%s” is none of stride, padding, dilation and groups")
                                            : _ ("“%s” is neither stride nor padding"),
                     word);
          return FALSE;
        }
      if ((seen & 1u << option) != 0)
        {
          set_error (error, reader, _ ("“%s” is given twice"), word);
          return FALSE;
        }
      seen |= 1u << option;
      if (!read_option (reader, layer, (Option) option, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_pool (Reader *reader, RcpLayer *layer, GError **error)
{
  if (!read_size (reader, _ ("the window"), 1, layer->kernel, error))
    return FALSE;
  memcpy (layer->stride, layer->kernel, sizeof layer->stride);
  return read_options (reader, layer, OPTION_PADDING + 1, error);
}

static gboolean
read_convolution (Reader *reader, RcpLayer *layer, GError **error)
{
  return read_number (reader, _ ("the number of filters"), 1, RCP_MAX_LAYER_CHANNELS, &layer->output.channels, error)
         && read_size (reader, _ ("the kernel"), 1, layer->kernel, error)
         && read_options (reader, layer, N_OPTIONS, error);
}

static gboolean
read_layer (Reader *reader, RcpLayer *layer, GError **error)
{
  gboolean ok = TRUE;

  *layer = (RcpLayer){ .kernel = { 1, 1 }, .stride = { 1, 1 }, .dilation = { 1, 1 }, .groups = 1 };
  if (at_end (reader))
    {
      set_error (error, reader, _ ("there is nothing between two commas"));
      return FALSE;
    }
  if (!read_kind (reader, &layer->kind))
    {
      set_error (error, reader,
                 _ ("there is no such layer; the layers are conv, relu, tanh, maxpool, avgpool, flatten and linear"));
      return FALSE;
    }
  switch (layer->kind)
    {
    case RCP_LAYER_CONV2D:
      ok = read_convolution (reader, layer, error);
      break;
    case RCP_LAYER_MAX_POOL2D:
    case RCP_LAYER_AVG_POOL2D:
      ok = read_pool (reader, layer, error);
      break;
    case RCP_LAYER_LINEAR:
      ok = read_number (reader, _ ("the number of outputs"), 1, RCP_MAX_LINEAR_OUTPUTS, &layer->output.channels, error);
      break;
    case RCP_LAYER_RELU:
    case RCP_LAYER_TANH:
    case RCP_LAYER_FLATTEN:
      break;
    }
  if (ok && !at_end (reader))
    {
      g_autofree char *rest = rcp_quote (reader->at, reader->end - reader->at);

      set_error (error, reader, _ ("“%s” does not belong there"), rest);
      return FALSE;
    }
  return ok;
}

GArray *
rcp_network_text_parse (const char *text, GError **error)
{
  g_autoptr (GArray) layers = g_array_new (FALSE, FALSE, sizeof (RcpLayer));
  const char *start = text;

  for (;;)
    {
      const char *end = strchr (start, ',');
      Reader reader = { start, end != NULL ? end : start + strlen (start), start, layers->len + 1 };
      RcpLayer layer;

      if (layers->len == RCP_MAX_LAYERS)
        {
          g_set_error (error, RCP_ERROR, RCP_ERROR_NETWORK, _ ("A network can have at most %d layers"), RCP_MAX_LAYERS);
          return NULL;
        }
      if (!read_layer (&reader, &layer, error))
        return NULL;
      g_array_append_val (layers, layer);
      if (end == NULL)
        return g_steal_pointer (&layers);
      start = end + 1;
    }
}

static void
print_size (GString *text, const char *option, const int size[2], gboolean both)
{
  g_string_append_printf (text, " %s%s%d", option, *option != '\0' ? " " : "", size[0]);
  if (both || size[0] != size[1])
    g_string_append_printf (text, "x%d", size[1]);
}

static void
print_layer (GString *text, const RcpLayer *layer)
{
  gboolean pool = layer->kind == RCP_LAYER_MAX_POOL2D || layer->kind == RCP_LAYER_AVG_POOL2D;

  for (gsize i = 0; i < G_N_ELEMENTS (kind_names); i++)
    if (kind_names[i].kind == layer->kind)
      {
        g_string_append (text, kind_names[i].word);
        break;
      }
  if (layer->kind == RCP_LAYER_CONV2D || layer->kind == RCP_LAYER_LINEAR)
    g_string_append_printf (text, " %d", layer->output.channels);
  if (layer->kind != RCP_LAYER_CONV2D && !pool)
    return;

  print_size (text, "", layer->kernel, !pool);
  if (layer->stride[0] != (pool ? layer->kernel[0] : 1) || layer->stride[1] != (pool ? layer->kernel[1] : 1))
    print_size (text, option_names[OPTION_STRIDE], layer->stride, FALSE);
  if (layer->padding[0] != 0 || layer->padding[1] != 0)
    print_size (text, option_names[OPTION_PADDING], layer->padding, FALSE);
  if (layer->dilation[0] != 1 || layer->dilation[1] != 1)
    print_size (text, option_names[OPTION_DILATION], layer->dilation, FALSE);
  if (layer->groups != 1)
    g_string_append_printf (text, " %s %d", option_names[OPTION_GROUPS], layer->groups);
}

char *
rcp_network_text_print (const RcpLayer *layers, guint n_layers)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n_layers; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      print_layer (text, &layers[i]);
    }
  return g_string_free (text, FALSE);
}
