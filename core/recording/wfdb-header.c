/* WFDB's header.5, as text to values and back. Fields stand in a fixed order; each may end its
 * line, and what is missing then has a default. */

#include "core/recording/wfdb-header.h"

#include "core/recording/limits.h"
#include "core/recording/reader.h"
#include "core/recording/recording-error.h"
#include "core/recording/writer.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define DEFAULT_RATE_HZ 250.0
#define DEFAULT_GAIN 200.0
#define DEFAULT_BITS 12

#define LIMIT_SEGMENTS 65536

typedef struct
{
  EcgWfdbHeader *header;
  const char    *name;
  guint          line;
} Parser;

EcgWfdbHeader *
ecg_wfdb_header_new (void)
{
  EcgWfdbHeader *self = g_new0 (EcgWfdbHeader, 1);

  self->rate_hz = DEFAULT_RATE_HZ;
  self->comments = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
ecg_wfdb_header_free (EcgWfdbHeader *self)
{
  for (guint i = 0; self->signals != NULL && i < self->n_signals; i++)
    {
      g_free (self->signals[i].file);
      g_free (self->signals[i].unit);
      g_free (self->signals[i].name);
    }
  for (gint64 i = 0; self->segments != NULL && i < self->n_segments; i++)
    g_free (self->segments[i].name);
  g_free (self->segments);
  g_free (self->signals);
  g_free (self->name);
  g_clear_pointer (&self->started, g_date_time_unref);
  g_ptr_array_unref (self->comments);
  g_free (self);
}

static gboolean
fail (const Parser *parser, GError **error, const char *what)
{
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED, _ ("“%s”, line %u: %s"),
               parser->name, parser->line, what);
  return FALSE;
}

/* The next word of the line, or NULL at its end. */
static char *
next_word (const char **at)
{
  const char *begin = *at + strspn (*at, " \t");
  const gsize length = strcspn (begin, " \t");

  *at = begin + length;
  return length > 0 ? g_strndup (begin, length) : NULL;
}

static gboolean
read_whole_integer (const char *word, gint64 *value)
{
  return ecg_text_read_integer (&word, value) && *word == '\0';
}

static gboolean
parse_name (Parser *parser, const char *word, GError **error)
{
  const char *slash = strchr (word, '/');

  parser->header->name = slash != NULL ? g_strndup (word, (gsize) (slash - word)) : g_strdup (word);
  parser->header->n_segments = 0;
  if (slash != NULL &&
      (!read_whole_integer (slash + 1, &parser->header->n_segments) ||
       parser->header->n_segments < 1 || parser->header->n_segments > LIMIT_SEGMENTS))
    return fail (parser, error, _ ("after the “/” a number of segments was expected."));
  return TRUE;
}

static gboolean
parse_signal_count (Parser *parser, const char *word, GError **error)
{
  gint64 n = 0;

  if (word == NULL || !read_whole_integer (word, &n) || n < 0)
    return fail (parser, error, _ ("a record's name and the number of its signals were expected."));
  if (n > ECG_LIMIT_LEADS)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                   _ ("“%s” promises %" PRId64 " signals; at most %d can be read."), parser->name,
                   n, ECG_LIMIT_LEADS);
      return FALSE;
    }
  parser->header->n_signals = (guint) n;
  return TRUE;
}

/* fs[/counter frequency[(base counter)]]: the counter serves tape indices and is not kept. */
static gboolean
parse_rate (Parser *parser, const char *word, GError **error)
{
  double rate, counter;

  if (!ecg_text_read_decimal (&word, &rate) || rate <= 0.0)
    return fail (parser, error, _ ("the sampling rate is not a number above 0."));
  if (*word == '/')
    {
      word++;
      if (!ecg_text_read_decimal (&word, &counter))
        return fail (parser, error, _ ("the counter frequency is not a number."));
      if (*word == '(')
        {
          word++;
          if (!ecg_text_read_decimal (&word, &counter) || *word++ != ')')
            return fail (parser, error, _ ("the base counter value is not a number."));
        }
    }
  if (*word != '\0')
    return fail (parser, error, _ ("the sampling rate is not a number above 0."));
  if (rate < ECG_LIMIT_LEAST_RATE_HZ || rate > ECG_LIMIT_RATE_HZ)
    return fail (parser, error, _ ("the sampling rate is beyond any converter’s."));
  parser->header->rate_hz = rate;
  return TRUE;
}

/* [[H:]M:]S[.fraction] */
static gboolean
read_clock (const char *word, int *hours, int *minutes, double *seconds)
{
  double parts[3] = { 0.0, 0.0, 0.0 };

  for (guint n = 0; n < 3; n++)
    {
      parts[0] = parts[1];
      parts[1] = parts[2];
      if (!ecg_text_read_decimal (&word, &parts[2]) || parts[2] < 0.0)
        return FALSE;
      if (*word == '\0')
        break;
      if (*word++ != ':')
        return FALSE;
    }
  *hours = (int) fmin (parts[0], 24.0);
  *minutes = (int) fmin (parts[1], 60.0);
  *seconds = parts[2];
  return TRUE;
}

static gboolean
read_date (const char *word, gint64 date[3])
{
  for (guint i = 0; i < 3; i++)
    {
      if (!ecg_text_read_integer (&word, &date[i]) || date[i] < 0 || date[i] > 9999)
        return FALSE;
      if (i < 2 && *word++ != '/')
        return FALSE;
    }
  return *word == '\0';
}

/* A time of day alone says nothing that a GDateTime could hold; one that is no time is no reason
 * to refuse the samples. */
static void
parse_start (Parser *parser, const char *time_word, const char *date_word)
{
  gint64 date[3];
  int    hours, minutes;
  double seconds;

  if (time_word == NULL || date_word == NULL)
    return;
  if (read_clock (time_word, &hours, &minutes, &seconds) && read_date (date_word, date))
    parser->header->started =
      g_date_time_new_utc ((int) date[2], (int) date[1], (int) date[0], hours, minutes, seconds);
}

static gboolean
parse_record (Parser *parser, const char *line, GError **error)
{
  g_autofree char *name = next_word (&line);
  g_autofree char *count = next_word (&line);
  g_autofree char *rate = next_word (&line);
  g_autofree char *length = next_word (&line);
  g_autofree char *time_word = next_word (&line);
  g_autofree char *date_word = next_word (&line);

  if (!parse_name (parser, name, error) || !parse_signal_count (parser, count, error) ||
      (rate != NULL && !parse_rate (parser, rate, error)))
    return FALSE;
  if (length != NULL &&
      (!read_whole_integer (length, &parser->header->n_samples) || parser->header->n_samples < 0))
    return fail (parser, error, _ ("the number of samples is not a whole number."));
  parse_start (parser, time_word, date_word);
  parser->header->signals = g_new0 (EcgWfdbSignal, MAX (parser->header->n_signals, 1));
  parser->header->segments = g_new0 (EcgWfdbSegment, MAX (parser->header->n_segments, 1));
  return TRUE;
}

/* format[xN][:skew][+offset] */
static gboolean
parse_format (Parser *parser, EcgWfdbSignal *signal, const char *word, GError **error)
{
  gint64 format = -1, frame_samples = 1;

  if (word == NULL || !ecg_text_read_integer (&word, &format) || format < 0 || format > 9999)
    return fail (parser, error, _ ("the signal's format is not a number."));
  if (*word == 'x' && (word++, !ecg_text_read_integer (&word, &frame_samples)))
    return fail (parser, error, _ ("the samples per frame are not a number."));
  if (*word == ':' && (word++, !ecg_text_read_integer (&word, &signal->skew)))
    return fail (parser, error, _ ("the signal's skew is not a number."));
  if (*word == '+' && (word++, !ecg_text_read_integer (&word, &signal->offset)))
    return fail (parser, error, _ ("the signal's byte offset is not a number."));
  if (*word != '\0' || frame_samples < 1 || frame_samples > G_MAXINT16 || signal->offset < 0)
    return fail (parser, error, _ ("the signal's format is not as WFDB writes it."));
  if (signal->skew < -ECG_LIMIT_SAMPLES || signal->skew > ECG_LIMIT_SAMPLES ||
      signal->offset > ECG_LIMIT_FILE)
    return fail (parser, error, _ ("the signal's skew or byte offset is beyond any file."));
  signal->format = (guint) format;
  signal->frame_samples = (guint) frame_samples;
  return TRUE;
}

/* gain[(baseline)][/unit] */
static gboolean
parse_gain (
  Parser *parser, EcgWfdbSignal *signal, const char *word, gboolean *has_baseline, GError **error)
{
  double gain;

  if (!ecg_text_read_decimal (&word, &gain))
    return fail (parser, error, _ ("the signal's gain is not a number."));
  if (*word == '(')
    {
      word++;
      if (!ecg_text_read_decimal (&word, &signal->baseline) || *word++ != ')')
        return fail (parser, error, _ ("the signal's baseline is not a number."));
      *has_baseline = TRUE;
    }
  if (*word == '/' && word[1] != '\0')
    {
      g_free (signal->unit);
      signal->unit = g_strdup (word + 1);
    }
  else if (*word != '\0')
    return fail (parser, error, _ ("the signal's gain is not a number."));
  /* header.5: a gain of 0 stands for one that was never measured. */
  if (fabs (gain) > 0.0)
    signal->gain = gain;
  return TRUE;
}

/* resolution, zero, first sample, checksum, block size */
static gboolean
parse_converter (
  Parser *parser, EcgWfdbSignal *signal, const char **line, gboolean has_baseline, GError **error)
{
  gint64 fields[5] = { DEFAULT_BITS, 0, 0, 0, 0 };
  guint  n = 0;

  for (; n < G_N_ELEMENTS (fields); n++)
    {
      g_autofree char *word = next_word (line);

      if (word == NULL)
        break;
      if (!read_whole_integer (word, &fields[n]))
        return fail (parser, error,
                     _ ("resolution, zero, first sample, checksum and block size of the signal "
                        "must be whole numbers."));
    }
  if (fields[0] < 0 || fields[0] > 32)
    return fail (parser, error, _ ("the converter's resolution is not between 0 and 32 bits."));
  signal->bits = (guint) fields[0];
  if (!has_baseline)
    signal->baseline = (double) fields[1];
  signal->initial = n > 2 ? fields[2] : fields[1];
  signal->has_checksum = n > 3;
  signal->checksum = fields[3];
  return TRUE;
}

static gboolean
parse_signal (Parser *parser, EcgWfdbSignal *signal, guint index, const char *line, GError **error)
{
  gboolean         has_baseline = FALSE;
  g_autofree char *format = NULL;
  g_autofree char *gain = NULL;

  signal->unit = g_strdup ("mV");
  signal->gain = DEFAULT_GAIN;
  signal->file = next_word (&line);
  format = next_word (&line);
  if (!parse_format (parser, signal, format, error))
    return FALSE;
  gain = next_word (&line);
  if (gain != NULL && !parse_gain (parser, signal, gain, &has_baseline, error))
    return FALSE;
  if (!parse_converter (parser, signal, &line, has_baseline, error))
    return FALSE;
  signal->name = g_strstrip (g_strdup (line));
  if (*signal->name == '\0')
    {
      g_free (signal->name);
      signal->name = g_strdup_printf ("ECG %u", index + 1);
    }
  return TRUE;
}

static gboolean
parse_segment (Parser *parser, EcgWfdbSegment *segment, const char *line, GError **error)
{
  g_autofree char *length = NULL;

  segment->name = next_word (&line);
  length = next_word (&line);
  if (length == NULL || !read_whole_integer (length, &segment->n_samples) || segment->n_samples < 0)
    return fail (parser, error,
                 _ ("a segment's name and the number of its samples were expected."));
  return TRUE;
}

/* Line @index after the record's own. What follows the last is not looked at. */
static gboolean
parse_part (Parser *parser, gint64 index, const char *line, GError **error)
{
  EcgWfdbHeader *header = parser->header;

  if (header->n_segments > 0)
    return index >= header->n_segments ||
           parse_segment (parser, &header->segments[index], line, error);
  return index >= header->n_signals ||
         parse_signal (parser, &header->signals[index], (guint) index, line, error);
}

static gboolean
parse_lines (Parser *parser, char **lines, GError **error)
{
  EcgWfdbHeader *header = parser->header;
  gint64         n_parts = 0;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *line = g_strchomp (lines[i]);

      parser->line = i + 1;
      if (*line == '#')
        g_ptr_array_add (header->comments, g_strdup (line + 1));
      else if (line[strspn (line, " \t")] == '\0')
        continue;
      else if (header->name == NULL)
        {
          if (!parse_record (parser, line, error))
            return FALSE;
        }
      else if (!parse_part (parser, n_parts++, line, error))
        return FALSE;
    }
  if (header->name == NULL ||
      n_parts < (header->n_segments > 0 ? header->n_segments : header->n_signals))
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   header->name == NULL
                     ? _ ("“%s” is not a WFDB header: it holds no record line.")
                     : _ ("“%s” ends before the last of the signals or segments that it promises."),
                   parser->name);
      return FALSE;
    }
  return TRUE;
}

EcgWfdbHeader *
ecg_wfdb_header_parse (const char *text, const char *name, GError **error)
{
  g_autoptr (EcgWfdbHeader) header = ecg_wfdb_header_new ();
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  Parser parser = { header, name, 0 };

  if (!parse_lines (&parser, lines, error))
    return NULL;
  header->ends_in_line = !g_str_has_suffix (text, "\n");
  g_ptr_array_add (header->comments, NULL);
  return g_steal_pointer (&header);
}

char *
ecg_wfdb_header_warning (const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);

  return g_strdup_printf (_ ("“%s” does not end with a line break: it may have been cut off, and "
                             "the last that it says be wrong or incomplete."),
                          name);
}

static void
print_start (GString *out, GDateTime *started)
{
  const int        us = g_date_time_get_microsecond (started);
  g_autofree char *clock = g_date_time_format (started, " %H:%M:%S");
  g_autofree char *date = g_date_time_format (started, " %d/%m/%Y");

  g_string_append (out, clock);
  if (us != 0)
    g_string_append_printf (out, ".%06d", us);
  g_string_append (out, date);
}

char *
ecg_wfdb_header_print (const EcgWfdbHeader *self)
{
  GString *out = g_string_new (NULL);
  char     number[ECG_NUMBER_SIZE];

  g_string_append_printf (out, "%s %u %s %" G_GINT64_FORMAT, self->name, self->n_signals,
                          ecg_text_from_double (number, self->rate_hz), self->n_samples);
  if (self->started != NULL)
    print_start (out, self->started);
  g_string_append_c (out, '\n');
  for (guint i = 0; i < self->n_signals; i++)
    {
      const EcgWfdbSignal *signal = &self->signals[i];

      g_string_append_printf (out, "%s %u %s", signal->file, signal->format,
                              ecg_text_from_double (number, signal->gain));
      g_string_append_printf (out, "(%s)/%s %u 0 %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " 0 %s\n",
                              ecg_text_from_double (number, signal->baseline), signal->unit,
                              signal->bits, signal->initial, signal->checksum, signal->name);
    }
  for (guint i = 0; i < self->comments->len && self->comments->pdata[i] != NULL; i++)
    g_string_append_printf (out, "#%s\n", (const char *) self->comments->pdata[i]);
  return g_string_free (out, FALSE);
}
