/* Fixed fields of ASCII, padded with spaces: one of the file, then each of all signals in turn. */

#include "core/recording/edf-header.h"

#include "core/recording/reader.h"
#include "core/recording/recording-error.h"
#include "core/recording/warning.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#define VERSION_EDF "0       "
#define VERSION_BDF                                                                                \
  "\xff"                                                                                           \
  "BIOSEMI"
#define N_SIGNALS_AT 252

/* Beyond it a sample count is a lie, and sums might not fit. */
#define SAMPLES_MAX 99999999

static const char months[] = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";

gboolean
ecg_edf_header_probe (const guint8 *head, gsize n)
{
  if (n < ECG_EDF_HEADER)
    return FALSE;
  if (memcmp (head, VERSION_BDF, 8) == 0)
    return TRUE;
  /* A text that begins with such a number has lines. */
  for (gsize i = 0; i < ECG_EDF_HEADER; i++)
    if (head[i] == '\n' || head[i] == '\r' || head[i] == '\t')
      return FALSE;
  return memcmp (head, VERSION_EDF, 8) == 0 && g_ascii_isdigit (head[184]);
}

static gboolean
fail (GError **error, const char *name, const char *what, const char *text)
{
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
               _ ("The header of “%s” gives “%s” as its %s."), name, text, what);
  return FALSE;
}

/* A field without its padding; the standard knows ASCII only, and what else is there is mostly
 * Latin-1. */
static char *
take_text (EcgReader *reader, gsize n)
{
  const guint8    *bytes = ecg_reader_take (reader, n);
  g_autofree char *text = g_strndup (bytes != NULL ? (const char *) bytes : "", n);

  for (char *at = text; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  g_strchomp (text);
  return g_utf8_validate (text, -1, NULL)
           ? g_steal_pointer (&text)
           : g_convert (text, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
}

static gboolean
parse_integer (const char *text, gint64 *value)
{
  while (*text == ' ')
    text++;
  return ecg_text_read_integer (&text, value) && *text == '\0';
}

gsize
ecg_edf_header_size (const guint8 *head, const char *name, GError **error)
{
  EcgReader        reader = ecg_reader_over (head + N_SIGNALS_AT, 4);
  g_autofree char *text = take_text (&reader, 4);
  gint64           n;

  if (memcmp (head, VERSION_EDF, 8) != 0 && memcmp (head, VERSION_BDF, 8) != 0)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("“%s” does not begin as an EDF or BDF file does."), name);
      return 0;
    }
  if (!parse_integer (text, &n) || n < 0 || n > ECG_EDF_SIGNALS)
    {
      fail (error, name, _ ("number of signals"), text);
      return 0;
    }
  if (n == 0)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
                   _ ("The header of “%s” names no signals."), name);
      return 0;
    }
  return (gsize) (n + 1) * ECG_EDF_HEADER;
}

/* Two digits at @at of a field of eight. */
static gint
two_digits (const char *text, gsize at)
{
  if (strlen (text) != 8 || !g_ascii_isdigit (text[at]) || !g_ascii_isdigit (text[at + 1]))
    return -1;
  return 10 * (text[at] - '0') + text[at + 1] - '0';
}

/* EDF+ says the year in full: `Startdate 02-MAR-2002`; FALSE where it does not. */
static gboolean
parse_start_date (const char *recording, gint *year, gint *month, gint *day)
{
  const char *text = recording + strlen ("Startdate ");
  gint64      number;

  if (!g_str_has_prefix (recording, "Startdate ") || !ecg_text_read_integer (&text, &number) ||
      number < 1 || number > 31 || strlen (text) < 9 || text[0] != '-' || text[4] != '-')
    return FALSE;
  *day = (gint) number;
  *month = 0;
  for (gint i = 0; i < 12; i++)
    if (g_ascii_strncasecmp (text + 1, months + 3 * i, 3) == 0)
      *month = i + 1;
  text += 5;
  if (!ecg_text_read_integer (&text, &number) || number < 1 || number > 9999)
    return FALSE;
  *year = (gint) number;
  return *month > 0;
}

static GDateTime *
parse_start (const EcgEdfHeader *self, const char *date, const char *time)
{
  gint       day = two_digits (date, 0), month = two_digits (date, 3), year = two_digits (date, 6);
  const gint hour = two_digits (time, 0), minute = two_digits (time, 3);
  const gint second = two_digits (time, 6);

  /* Who leaves the date out says X, or the first day that there is. */
  if (self->plus && g_str_has_prefix (self->recording, "Startdate X"))
    return NULL;
  if (strcmp (date, "01.01.85") == 0 && strcmp (time, "00.00.00") == 0)
    return NULL;
  year += year < 0 ? 0 : year >= 85 ? 1900 : 2000;
  if (self->plus)
    parse_start_date (self->recording, &year, &month, &day);
  if (day < 1 || month < 1 || year < 1 || hour < 0 || minute < 0 || second < 0)
    return NULL;
  return g_date_time_new_utc (year, month, day, hour, minute, second);
}

static void
take_start (EcgEdfHeader *self, EcgReader *reader, const char *name, GStrvBuilder *warnings)
{
  g_autofree char *date = take_text (reader, 8);
  g_autofree char *time = take_text (reader, 8);

  self->started = parse_start (self, date, time);
  if (self->started == NULL && !(self->plus && g_str_has_prefix (self->recording, "Startdate X")) &&
      !(strcmp (date, "01.01.85") == 0 && strcmp (time, "00.00.00") == 0))
    ecg_warn (warnings, _ ("The header of “%s” gives “%s %s” as its start, which is no time."),
              name, date, time);
}

static void
take_kind (EcgEdfHeader *self, EcgReader *reader)
{
  g_autofree char *text = take_text (reader, 44);
  const char      *kind = self->sample_bytes == 3 ? "BDF+" : "EDF+";

  self->plus = g_str_has_prefix (text, kind);
  self->interrupted = self->plus && text[4] == 'D';
}

static gboolean
take_records (
  EcgEdfHeader *self, EcgReader *reader, const char *name, GStrvBuilder *warnings, GError **error)
{
  g_autofree char *count = take_text (reader, 8);
  g_autofree char *duration = take_text (reader, 8);

  if (!parse_integer (count, &self->n_records) || self->n_records < -1)
    {
      ecg_warn (warnings,
                _ ("The header of “%s” gives “%s” as its number of data records: they were "
                   "counted."),
                name, count);
      self->n_records = -1;
    }
  else if (self->n_records == -1)
    ecg_warn (warnings,
              _ ("The header of “%s” does not say how many data records there are, as if it were "
                 "still being written: they were counted."),
              name);
  if (!ecg_edf_number_parse (g_strchug (duration), &self->record_seconds) ||
      self->record_seconds.mantissa < 0)
    return fail (error, name, _ ("duration of a data record"), duration);
  return TRUE;
}

static gboolean
take_main (EcgEdfHeader *self,
           EcgReader    *reader,
           gsize         n_bytes,
           const char   *name,
           GStrvBuilder *warnings,
           GError      **error)
{
  g_autofree char *bytes = NULL;
  gint64           said;

  self->sample_bytes = ecg_reader_take (reader, 8)[0] == 0xff ? 3 : 2;
  self->patient = take_text (reader, 80);
  self->recording = take_text (reader, 80);

  /* The kind stands behind the start, which depends on it. */
  EcgReader start = *reader;

  ecg_reader_take (reader, 16);
  bytes = take_text (reader, 8);
  take_kind (self, reader);
  take_start (self, &start, name, warnings);
  if (!parse_integer (bytes, &said) || said != (gint64) n_bytes)
    ecg_warn (warnings,
              _ ("The header of “%s” gives “%s” as its size, but its signals need %zu "
                 "bytes."),
              name, bytes, n_bytes);
  self->bytes = (gint64) n_bytes;
  return take_records (self, reader, name, warnings, error);
}

static gboolean
take_number (EcgReader *reader, EcgEdfNumber *number, char **text)
{
  g_free (*text);
  *text = take_text (reader, ECG_EDF_NUMBER);
  return ecg_edf_number_parse (g_strchug (*text), number);
}

static void
blame (EcgEdfSignal *signal, const char *what, const char *text)
{
  if (signal->fault == NULL && !signal->annotations)
    signal->fault = g_strdup_printf (_ ("Signal “%s” was left out: its header gives “%s” as its "
                                        "%s."),
                                     signal->label, text, what);
}

static void
take_physical (EcgEdfHeader *self, EcgReader *reader, gboolean max)
{
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->n_signals; i++)
    {
      EcgEdfRange *range = &self->signals[i].range;

      if (!take_number (reader, max ? &range->physical_max : &range->physical_min, &text))
        blame (&self->signals[i], max ? _ ("physical maximum") : _ ("physical minimum"), text);
    }
}

static void
take_digital (EcgEdfHeader *self, EcgReader *reader, gboolean max)
{
  EcgEdfNumber     number;
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->n_signals; i++)
    {
      EcgEdfRange *range = &self->signals[i].range;

      if (!take_number (reader, &number, &text) || number.decimals > 0)
        blame (&self->signals[i], max ? _ ("digital maximum") : _ ("digital minimum"), text);
      else if (max)
        range->digital_max = number.mantissa;
      else
        range->digital_min = number.mantissa;
    }
}

static void
find_scale (EcgEdfSignal *signal)
{
  const EcgEdfRange *range = &signal->range;

  if (signal->annotations || signal->fault != NULL || ecg_edf_range_scale (range, &signal->scale))
    return;
  if (range->digital_min >= range->digital_max)
    signal->fault = g_strdup_printf (_ ("Signal “%s” was left out: its digital minimum, %" PRId64
                                        ", is not below its digital maximum, %" PRId64 "."),
                                     signal->label, range->digital_min, range->digital_max);
  else
    signal->fault = g_strdup_printf (
      _ ("Signal “%s” was left out: its physical minimum and maximum are both %g."), signal->label,
      ecg_edf_number_value (&range->physical_min));
}

static gboolean
take_samples (EcgEdfHeader *self, EcgReader *reader, const char *name, GError **error)
{
  for (guint i = 0; i < self->n_signals; i++)
    {
      EcgEdfSignal    *signal = &self->signals[i];
      g_autofree char *text = take_text (reader, 8);

      if (!parse_integer (text, &signal->samples) || signal->samples < 0 ||
          signal->samples > SAMPLES_MAX)
        {
          g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                       _ ("The header of “%s” gives “%s” as the number of samples of “%s” in a "
                          "data record."),
                       name, text, signal->label);
          return FALSE;
        }
      if (signal->samples == 0)
        blame (signal, _ ("number of samples"), text);
      signal->offset = self->record_bytes;
      self->record_bytes += signal->samples * self->sample_bytes;
    }
  if (self->record_bytes > 0)
    return TRUE;
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY, _ ("“%s” holds no samples."),
               name);
  return FALSE;
}

static gboolean
take_signals (EcgEdfHeader *self, EcgReader *reader, const char *name, GError **error)
{
  for (guint i = 0; i < self->n_signals; i++)
    {
      self->signals[i].label = take_text (reader, 16);
      self->signals[i].annotations = strcmp (self->signals[i].label, "EDF Annotations") == 0 ||
                                     strcmp (self->signals[i].label, "BDF Annotations") == 0;
    }
  ecg_reader_take (reader, 80 * (gsize) self->n_signals); /* transducers */
  for (guint i = 0; i < self->n_signals; i++)
    self->signals[i].unit = take_text (reader, 8);
  take_physical (self, reader, FALSE);
  take_physical (self, reader, TRUE);
  take_digital (self, reader, FALSE);
  take_digital (self, reader, TRUE);
  ecg_reader_take (reader, 80 * (gsize) self->n_signals); /* filters */
  for (guint i = 0; i < self->n_signals; i++)
    find_scale (&self->signals[i]);
  return take_samples (self, reader, name, error);
}

EcgEdfHeader *
ecg_edf_header_parse (
  const guint8 *bytes, gsize n, const char *name, GStrvBuilder *warnings, GError **error)
{
  g_autoptr (EcgEdfHeader) self = g_new0 (EcgEdfHeader, 1);
  EcgReader reader = ecg_reader_over (bytes, n);

  g_return_val_if_fail (n >= 2 * ECG_EDF_HEADER && n % ECG_EDF_HEADER == 0, NULL);

  if (!take_main (self, &reader, n, name, warnings, error))
    return NULL;
  ecg_reader_take (&reader, 4);
  self->n_signals = (guint) (n / ECG_EDF_HEADER - 1);
  self->signals = g_new0 (EcgEdfSignal, self->n_signals);
  return take_signals (self, &reader, name, error) ? g_steal_pointer (&self) : NULL;
}

void
ecg_edf_header_free (EcgEdfHeader *self)
{
  for (guint i = 0; self->signals != NULL && i < self->n_signals; i++)
    {
      g_free (self->signals[i].label);
      g_free (self->signals[i].unit);
      g_free (self->signals[i].fault);
    }
  g_free (self->signals);
  g_free (self->patient);
  g_free (self->recording);
  g_clear_pointer (&self->started, g_date_time_unref);
  g_free (self);
}

double
ecg_edf_header_rate (const EcgEdfHeader *self, guint signal)
{
  const EcgEdfNumber *seconds = &self->record_seconds;
  gint64              scaled = self->signals[signal].samples;

  for (guint i = 0; i < seconds->decimals; i++)
    if (__builtin_mul_overflow (scaled, (gint64) 10, &scaled))
      return (double) self->signals[signal].samples / ecg_edf_number_value (seconds);
  return (double) scaled / (double) seconds->mantissa;
}

char *
ecg_edf_start_date (GDateTime *time)
{
  return g_strdup_printf ("%02d-%.3s-%04d", g_date_time_get_day_of_month (time),
                          months + 3 * (g_date_time_get_month (time) - 1),
                          g_date_time_get_year (time));
}
