/* The header of a safetensors file: a JSON object of one fixed form.
 *
 *   { "__metadata__": { KEY: STRING, … },
 *     NAME: { "dtype": STRING, "shape": [ N, … ], "data_offsets": [ N, N ] }, … }
 *
 * It is read with this form in mind and not through a general JSON reader: those take the last of two equal keys
 * without a word, read whole numbers as something smaller than 64 bits, recurse as deep as the file says, and some
 * abort on half a surrogate pair. Here nothing recurses, and what is not of this form is refused at the byte. */

#include "config.h"

#include "net/quote.h"
#include "net/safetensors-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  const char *start;
  const char *end;
  const char *at;
  char *reason; /* the first thing that is wrong */
} Reader;

static gboolean G_GNUC_PRINTF (2, 3) refuse (Reader *reader, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  if (reader->reason != NULL)
    return FALSE;
  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  reader->reason = g_strdup_printf (_ ("at byte %zu of its header %s"), (gsize) (reader->at - reader->start), what);
  return FALSE;
}

static void
skip_space (Reader *reader)
{
  while (reader->at < reader->end && strchr (" \t\r\n", *reader->at) != NULL && *reader->at != '\0')
    reader->at++;
}

/* Takes @sign if it comes next. */
static gboolean
take (Reader *reader, char sign)
{
  skip_space (reader);
  if (reader->at == reader->end || *reader->at != sign)
    return FALSE;
  reader->at++;
  return TRUE;
}

static gboolean
expect (Reader *reader, char sign)
{
  return take (reader, sign) || refuse (reader, _ ("a “%c” is missing"), sign);
}

/* Reads the four digits of \uXXXX. */
static gboolean
read_hex (Reader *reader, gunichar *value)
{
  *value = 0;
  for (int i = 0; i < 4; i++)
    {
      int digit = reader->at < reader->end ? g_ascii_xdigit_value (*reader->at) : -1;

      if (digit < 0)
        return refuse (reader, _ ("an escape in a string is damaged"));
      *value = *value << 4 | (gunichar) digit;
      reader->at++;
    }
  return TRUE;
}

/* \uXXXX, of which two make one character beyond the first 65,536. */
static gboolean
read_unicode_escape (Reader *reader, GString *string)
{
  gunichar high, low;

  if (!read_hex (reader, &high))
    return FALSE;
  if (high >= 0xd800 && high < 0xdc00)
    {
      if (reader->end - reader->at < 2 || reader->at[0] != '\\' || reader->at[1] != 'u')
        return refuse (reader, _ ("half a character stands in a string"));
      reader->at += 2;
      if (!read_hex (reader, &low))
        return FALSE;
      if (low < 0xdc00 || low > 0xdfff)
        return refuse (reader, _ ("half a character stands in a string"));
      high = 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    }
  if (high == 0 || !g_unichar_validate (high))
    return refuse (reader, _ ("an escape in a string stands for no character"));
  g_string_append_unichar (string, high);
  return TRUE;
}

static gboolean
read_escape (Reader *reader, GString *string)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  char letter = reader->at < reader->end ? *reader->at : '\0';
  const char *found = letter != '\0' ? strchr (letters, letter) : NULL;

  if (letter != 'u' && found == NULL)
    return refuse (reader, _ ("an escape in a string is damaged"));
  reader->at++;
  if (letter == 'u')
    return read_unicode_escape (reader, string);
  g_string_append_c (string, meanings[found - letters]);
  return TRUE;
}

/* Returns: (transfer full) (nullable): a string; the header as a whole is known to be UTF-8 without NUL */
static char *
read_string (Reader *reader)
{
  g_autoptr (GString) string = NULL;

  if (!expect (reader, '"'))
    return NULL;
  string = g_string_new (NULL);
  while (reader->at < reader->end && *reader->at != '"')
    {
      char c = *reader->at;

      if ((guchar) c < 0x20)
        {
          refuse (reader, _ ("a control character stands in a string"));
          return NULL;
        }
      reader->at++;
      if (c != '\\')
        g_string_append_c (string, c);
      else if (!read_escape (reader, string))
        return NULL;
    }
  if (reader->at == reader->end)
    {
      refuse (reader, _ ("a string does not end"));
      return NULL;
    }
  reader->at++;
  return g_string_free (g_steal_pointer (&string), FALSE);
}

/* A whole number of at most 64 bits, without sign, point or exponent. */
static gboolean
read_number (Reader *reader, gsize *value)
{
  const char *first;

  skip_space (reader);
  first = reader->at;
  *value = 0;
  for (; reader->at < reader->end && g_ascii_isdigit (*reader->at); reader->at++)
    if (!g_size_checked_mul (value, *value, 10) || !g_size_checked_add (value, *value, (gsize) (*reader->at - '0')))
      return refuse (reader, _ ("a number is too large"));
  if (reader->at == first || (*first == '0' && reader->at - first > 1))
    return refuse (reader, _ ("a whole number is missing"));
  return TRUE;
}

/* Reads "[ N, … ]" with at most @most numbers; @n gets how many. */
static gboolean
read_numbers (Reader *reader, gsize *values, int most, int *n)
{
  *n = 0;
  if (!expect (reader, '['))
    return FALSE;
  if (take (reader, ']'))
    return TRUE;
  do
    {
      if (*n == most)
        return refuse (reader, _ ("a list has more than %d numbers"), most);
      if (!read_number (reader, &values[*n]))
        return FALSE;
      ++*n;
    }
  while (take (reader, ','));
  return expect (reader, ']');
}

/* The walk over the keys of every object in the header: reads "{" or ",", the next key and its ":", and leaves the
 * value to the caller. FALSE at the object's end, or where reader->reason then says what is wrong. */
static gboolean
next_key (Reader *reader, gboolean *first, char **key)
{
  g_clear_pointer (key, g_free);
  if (*first && (!expect (reader, '{') || take (reader, '}')))
    return FALSE;
  if (!*first && !take (reader, ','))
    {
      expect (reader, '}');
      return FALSE;
    }
  *first = FALSE;
  *key = read_string (reader);
  if (*key == NULL)
    return FALSE;
  if (expect (reader, ':'))
    return TRUE;
  g_clear_pointer (key, g_free);
  return FALSE;
}

static gboolean
refuse_twice (Reader *reader, const char *key)
{
  g_autofree char *quoted = rcp_quote (key, -1);

  return refuse (reader, _ ("“%s” is there twice"), quoted);
}

static gboolean
read_metadata (Reader *reader, GHashTable *metadata)
{
  g_autofree char *key = NULL;
  gboolean first = TRUE;

  while (next_key (reader, &first, &key))
    {
      char *value;

      if (g_hash_table_contains (metadata, key))
        return refuse_twice (reader, key);
      value = read_string (reader);
      if (value == NULL)
        return FALSE;
      g_hash_table_insert (metadata, g_steal_pointer (&key), value);
    }
  return reader->reason == NULL;
}

static gboolean
read_dtype (Reader *reader, RcpSafetensor *tensor)
{
  g_autofree char *dtype = read_string (reader);

  if (dtype == NULL)
    return FALSE;
  /* a name that does not fit is of no known type either, and is quoted as far as it goes */
  g_strlcpy (tensor->dtype, dtype, sizeof tensor->dtype);
  return TRUE;
}

static gboolean
read_shape (Reader *reader, RcpSafetensor *tensor)
{
  return read_numbers (reader, tensor->dims, RCP_SAFETENSORS_MAX_DIMS, &tensor->n_dims);
}

static gboolean
read_offsets (Reader *reader, RcpSafetensor *tensor)
{
  gsize offsets[2];
  int n;

  if (!read_numbers (reader, offsets, 2, &n))
    return FALSE;
  if (n != 2)
    return refuse (reader, _ ("the offsets are not two numbers"));
  tensor->begin = offsets[0];
  tensor->end = offsets[1];
  return TRUE;
}

static gboolean
read_tensor (Reader *reader, RcpSafetensor *tensor)
{
  static const struct
  {
    const char *key;
    gboolean (*read) (Reader *reader, RcpSafetensor *tensor);
  } fields[] = { { "dtype", read_dtype }, { "shape", read_shape }, { "data_offsets", read_offsets } };
  g_autofree char *key = NULL;
  gboolean first = TRUE;
  guint seen = 0;

  while (next_key (reader, &first, &key))
    {
      guint i;

      for (i = 0; i < G_N_ELEMENTS (fields); i++)
        if (strcmp (key, fields[i].key) == 0)
          break;
      if (i == G_N_ELEMENTS (fields))
        {
          g_autofree char *quoted = rcp_quote (key, -1);

          return refuse (reader, _ ("“%s” is none of dtype, shape and data_offsets"), quoted);
        }
      if ((seen & 1u << i) != 0)
        return refuse_twice (reader, key);
      seen |= 1u << i;
      if (!fields[i].read (reader, tensor))
        return FALSE;
    }
  if (reader->reason != NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if ((seen & 1u << i) == 0)
      return refuse (reader, _ ("a tensor has no %s"), fields[i].key);
  return TRUE;
}

static void
tensor_free (gpointer data)
{
  RcpSafetensor *tensor = data;

  g_free (tensor->name);
  g_free (tensor);
}

static gboolean
read_header (Reader *reader, RcpSafetensorsHeader *self)
{
  gboolean has_metadata = FALSE;
  g_autofree char *key = NULL;
  gboolean first = TRUE;

  while (next_key (reader, &first, &key))
    {
      gboolean is_metadata = strcmp (key, "__metadata__") == 0;

      if (is_metadata ? has_metadata : g_hash_table_contains (self->by_name, key))
        return refuse_twice (reader, key);
      if (is_metadata)
        {
          has_metadata = TRUE;
          if (!read_metadata (reader, self->metadata))
            return FALSE;
        }
      else
        {
          RcpSafetensor *tensor = g_new0 (RcpSafetensor, 1);

          tensor->name = g_steal_pointer (&key);
          g_ptr_array_add (self->tensors, tensor);
          g_hash_table_insert (self->by_name, tensor->name, tensor);
          if (!read_tensor (reader, tensor))
            return FALSE;
        }
    }
  if (reader->reason != NULL)
    return FALSE;
  skip_space (reader);
  return reader->at == reader->end || refuse (reader, _ ("something follows its end"));
}

gboolean
rcp_safetensors_header_parse (RcpSafetensorsHeader *self, const char *text, gsize length, char **reason)
{
  Reader reader = { text, text + length, text, NULL };
  const char *valid_end;

  self->tensors = g_ptr_array_new_with_free_func (tensor_free);
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  self->metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (!g_utf8_validate_len (text, length, &valid_end))
    {
      reader.at = valid_end;
      refuse (&reader, _ ("there is no UTF-8 text"));
    }
  else
    read_header (&reader, self);
  *reason = reader.reason;
  return reader.reason == NULL;
}

void
rcp_safetensors_header_clear (RcpSafetensorsHeader *self)
{
  g_clear_pointer (&self->by_name, g_hash_table_unref);
  g_clear_pointer (&self->tensors, g_ptr_array_unref);
  g_clear_pointer (&self->metadata, g_hash_table_unref);
}
