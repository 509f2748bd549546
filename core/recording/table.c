/* Small tables in text. */

#include "core/recording/table.h"

#include "core/recording/recording-error.h"

#include <glib/gi18n.h>
#include <string.h>

static EcgTable *
make_table (void)
{
  EcgTable *self = g_new (EcgTable, 1);

  self->comments = g_ptr_array_new_with_free_func (g_free);
  self->columns = g_ptr_array_new_with_free_func (g_free);
  self->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  return self;
}

EcgTable *
ecg_table_new (const char *const *columns)
{
  EcgTable *self = make_table ();

  for (guint i = 0; columns[i] != NULL; i++)
    g_ptr_array_add (self->columns, g_strdup (columns[i]));
  return self;
}

void
ecg_table_free (EcgTable *self)
{
  g_ptr_array_unref (self->comments);
  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

void
ecg_table_add_row (EcgTable *self, char *const *values)
{
  GPtrArray *row = g_ptr_array_new_full (self->columns->len, g_free);

  for (guint i = 0; i < self->columns->len; i++)
    g_ptr_array_add (row, values[i]);
  g_ptr_array_add (self->rows, row);
}

int
ecg_table_find_column (const EcgTable *self, const char *name)
{
  for (guint i = 0; i < self->columns->len; i++)
    if (self->columns->pdata[i] != NULL && g_ascii_strcasecmp (self->columns->pdata[i], name) == 0)
      return (int) i;
  return -1;
}

const char *
ecg_table_get (const EcgTable *self, guint row, int column)
{
  g_return_val_if_fail (row < self->rows->len, NULL);

  return column < 0 ? NULL : ((GPtrArray *) self->rows->pdata[row])->pdata[column];
}

/* Reading */

typedef struct
{
  const char *at;
  const char *name;
  gsize       line; /* on which the value begins that is read */
} Parser;

static gboolean
fail (const Parser *parser, const char *what, GError **error)
{
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED, _ ("“%s”, line %zu: %s"),
               parser->name, parser->line, what);
  return FALSE;
}

static gboolean
read_quoted (Parser *parser, char **value, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize n_lines = 0;

  for (parser->at++; *parser->at != '\0'; parser->at++)
    {
      n_lines += *parser->at == '\n';
      if (*parser->at != '"')
        g_string_append_c (text, *parser->at);
      else if (parser->at[1] == '"')
        g_string_append_c (text, *parser->at++);
      else
        {
          parser->at++;
          if (*parser->at != '\0' && strchr (",\r\n", *parser->at) == NULL)
            return fail (parser, _ ("a comma was expected after a quote."), error);
          parser->line += n_lines;
          *value = g_string_free (g_steal_pointer (&text), FALSE);
          return TRUE;
        }
    }
  return fail (parser, _ ("a quote is not closed."), error);
}

static void
read_plain (Parser *parser, char **value)
{
  const gsize n = strcspn (parser->at, ",\r\n");

  *value = g_strstrip (g_strndup (parser->at, n));
  if (**value == '\0')
    g_clear_pointer (value, g_free);
  parser->at += n;
}

/* Moves past the line's end. */
static GPtrArray *
read_row (Parser *parser, GError **error)
{
  g_autoptr (GPtrArray) row = g_ptr_array_new_with_free_func (g_free);

  for (;;)
    {
      char *value = NULL;

      if (*parser->at != '"')
        read_plain (parser, &value);
      else if (!read_quoted (parser, &value, error))
        return NULL;
      g_ptr_array_add (row, value);
      if (*parser->at != ',')
        break;
      parser->at++;
    }
  if (*parser->at == '\r')
    parser->at++;
  if (*parser->at == '\n')
    parser->at++;
  parser->line++;
  return g_steal_pointer (&row);
}

static void
read_comments (Parser *parser, EcgTable *self)
{
  while (*parser->at == '#')
    {
      const char *begin = parser->at + 1 + (parser->at[1] == ' ');
      const gsize n = strcspn (begin, "\r\n");

      g_ptr_array_add (self->comments, g_strndup (begin, n));
      parser->at = begin + n;
      parser->at += strspn (parser->at, "\r");
      parser->at += *parser->at == '\n';
      parser->line++;
    }
}

static gboolean
read_rows (Parser *parser, EcgTable *self, GError **error)
{
  while (*parser->at != '\0')
    {
      const gsize line = parser->line;
      g_autoptr (GPtrArray) row = read_row (parser, error);

      if (row == NULL)
        return FALSE;
      if (row->len == 1 && row->pdata[0] == NULL)
        continue; /* a blank line */
      if (row->len > self->columns->len)
        {
          parser->line = line;
          return fail (parser, _ ("there are more values than columns."), error);
        }
      while (row->len < self->columns->len)
        g_ptr_array_add (row, NULL);
      g_ptr_array_add (self->rows, g_steal_pointer (&row));
    }
  return TRUE;
}

EcgTable *
ecg_table_parse (const char *text, const char *name, GError **error)
{
  Parser parser = { text, name, 1 };
  g_autoptr (EcgTable) self = make_table ();
  GPtrArray *columns;

  read_comments (&parser, self);
  if (*parser.at == '\0')
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
                   _ ("“%s” holds no line of names."), name);
      return NULL;
    }
  columns = read_row (&parser, error);
  if (columns == NULL)
    return NULL;
  g_ptr_array_unref (self->columns);
  self->columns = columns;
  return read_rows (&parser, self, error) ? g_steal_pointer (&self) : NULL;
}

/* Writing */

static gboolean
needs_quotes (const char *text)
{
  const gsize n = strlen (text);

  return n == 0 || strpbrk (text, ",\"\r\n") != NULL || *text == '#' || g_ascii_isspace (text[0]) ||
         g_ascii_isspace (text[n - 1]);
}

void
ecg_table_append_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
}

static void
append_value (GString *out, const char *text)
{
  if (text == NULL)
    return;
  if (needs_quotes (text))
    ecg_table_append_quoted (out, text);
  else
    g_string_append (out, text);
}

static void
append_row (GString *out, const GPtrArray *row)
{
  for (guint i = 0; i < row->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_value (out, row->pdata[i]);
    }
  g_string_append_c (out, '\n');
}

char *
ecg_table_print (const EcgTable *self)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < self->comments->len; i++)
    g_string_append_printf (out, "# %s\n", (const char *) self->comments->pdata[i]);
  append_row (out, self->columns);
  for (guint i = 0; i < self->rows->len; i++)
    append_row (out, self->rows->pdata[i]);
  return g_string_free (out, FALSE);
}
