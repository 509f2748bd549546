#include "core/recording/csv-field.h"

#include "core/recording/reader.h"

#include <string.h>

#define MAX_NUMBER 64

/* Of a recording: a century. */
#define MOST_HOURS 1e6

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r';
}

static EcgCsvField
trim (EcgCsvField field)
{
  while (field.length > 0 && is_blank (field.begin[0]))
    {
      field.begin++;
      field.length--;
    }
  while (field.length > 0 && is_blank (field.begin[field.length - 1]))
    field.length--;
  return field;
}

static EcgCsvField
unquote (EcgCsvField field)
{
  const char first = field.length > 1 ? field.begin[0] : '\0';

  if ((first == '"' || first == '\'') && field.begin[field.length - 1] == first)
    field = trim ((EcgCsvField){ field.begin + 1, field.length - 2 });
  return field;
}

gboolean
ecg_csv_next_line (const char **at, EcgCsvField *line)
{
  const char *end;

  if (**at == '\0')
    return FALSE;
  end = strchr (*at, '\n');
  line->begin = *at;
  line->length = end != NULL ? (gsize) (end - *at) : strlen (*at);
  *at += line->length + (end != NULL);
  if (line->length > 0 && line->begin[line->length - 1] == '\r')
    line->length--;
  return TRUE;
}

/* Where the field ends: at the first delimiter that is not quoted. */
static gsize
find_end (EcgCsvField line, char delimiter)
{
  gboolean quoted = FALSE;

  for (gsize i = 0; i < line.length; i++)
    {
      if (line.begin[i] == '"')
        quoted = !quoted;
      else if (!quoted && delimiter != '\0' &&
               (line.begin[i] == delimiter || (delimiter == ' ' && line.begin[i] == '\t')))
        return i;
    }
  return line.length;
}

gboolean
ecg_csv_next_field (EcgCsvField *line, char delimiter, EcgCsvField *field)
{
  gsize end;

  if (delimiter == ' ' && line->begin != NULL)
    {
      *line = trim (*line);
      if (line->length == 0)
        line->begin = NULL;
    }
  if (line->begin == NULL)
    return FALSE;
  end = find_end (*line, delimiter);
  *field = unquote (trim ((EcgCsvField){ line->begin, end }));
  if (end < line->length)
    *line = (EcgCsvField){ line->begin + end + 1, line->length - end - 1 };
  else
    *line = (EcgCsvField){ NULL, 0 };
  return TRUE;
}

guint
ecg_csv_count_fields (EcgCsvField line, char delimiter)
{
  EcgCsvField field;
  guint       n = 0, n_full = 0;

  while (ecg_csv_next_field (&line, delimiter, &field))
    {
      n++;
      if (field.length > 0)
        n_full = n;
    }
  return n_full;
}

gboolean
ecg_csv_read_number (EcgCsvField field, gboolean decimal_comma, double *value)
{
  char        buffer[MAX_NUMBER];
  const char *at = buffer;

  if (field.length == 0 || field.length >= sizeof buffer)
    return FALSE;
  memcpy (buffer, field.begin, field.length);
  buffer[field.length] = '\0';
  if (decimal_comma)
    g_strdelimit (buffer, ",", '.');
  return ecg_text_read_decimal (&at, value) && *at == '\0';
}

gboolean
ecg_csv_is_missing (EcgCsvField field)
{
  static const char *const words[] = { "nan", "na", "n/a", "null", "none", "-", "?" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i]) == field.length &&
        g_ascii_strncasecmp (field.begin, words[i], field.length) == 0)
      return TRUE;
  return field.length == 0;
}

static gboolean
read_date (const char **at, double *days)
{
  gint64 year, month, day;
  char   separator;
  GDate  date;

  if (!ecg_text_read_integer (at, &year) || (**at != '-' && **at != '/'))
    return FALSE;
  separator = *(*at)++;
  if (!ecg_text_read_integer (at, &month) || *(*at)++ != separator ||
      !ecg_text_read_integer (at, &day))
    return FALSE;
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 ||
      !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  *days = g_date_get_julian (&date) - 1.0;
  return TRUE;
}

/* [H:]M:S[.fraction]; of a day, or since the beginning. */
static gboolean
read_clock (const char **at, gboolean of_day, double *seconds)
{
  double parts[3] = { 0.0, 0.0, 0.0 };
  guint  n = 0;

  for (;; n++, (*at)++)
    {
      parts[0] = parts[1];
      parts[1] = parts[2];
      if (!ecg_text_read_decimal (at, &parts[2]) || parts[2] < 0.0)
        return FALSE;
      if (n == 2 || **at != ':')
        break;
    }
  *seconds = 3600.0 * parts[0] + 60.0 * parts[1] + parts[2];
  return n > 0 && parts[0] <= (of_day ? 24.0 : MOST_HOURS) && parts[1] < 60.0 && parts[2] < 61.0;
}

/* The zone of a recording does not change: it is passed over. */
static void
skip_zone (const char **at)
{
  if (**at == 'Z')
    (*at)++;
  else if (**at == '+' || **at == '-')
    *at += 1 + strspn (*at + 1, "0123456789:");
}

gboolean
ecg_csv_read_stamp (EcgCsvField field, double *us, gboolean *dated)
{
  char        buffer[MAX_NUMBER];
  const char *at = buffer;
  double      days = 0.0, seconds = 0.0;

  if (field.length < 4 || field.length >= sizeof buffer)
    return FALSE;
  memcpy (buffer, field.begin, field.length);
  buffer[field.length] = '\0';
  if (buffer[0] == '[' && buffer[field.length - 1] == ']')
    {
      buffer[field.length - 1] = '\0';
      at++;
    }
  *dated = strpbrk (at, "-/") != NULL && read_date (&at, &days);
  if (*dated && (*at == ' ' || *at == 'T'))
    at++;
  else if (*dated)
    return FALSE;
  else
    at = buffer + (buffer[0] == '[');
  if (!read_clock (&at, *dated, &seconds))
    return FALSE;
  skip_zone (&at);
  *us = (days * 86400.0 + seconds) * 1e6;
  return *at == '\0';
}

char *
ecg_csv_field_dup (EcgCsvField field)
{
  return g_strndup (field.begin, field.length);
}
