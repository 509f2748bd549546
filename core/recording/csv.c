/* Recordings in text: a line a sample, a column a lead. How the text is written is found by
 * looking at it. */

#include "core/recording/comment.h"
#include "core/recording/csv-field.h"
#include "core/recording/csv-rate.h"
#include "core/recording/csv-shape.h"
#include "core/recording/file-input.h"
#include "core/recording/file-output.h"
#include "core/recording/formats.h"
#include "core/recording/limits.h"
#include "core/recording/sidecar.h"
#include "core/recording/warning.h"
#include "core/recording/writer.h"

#include <float.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#define DEFAULT_RATE_HZ 250.0
#define ROWS_PER_POLL 4096

/* A text while it is read: its columns grow line by line. */
typedef struct
{
  const char  *name;
  EcgCsvShape *shape;
  GPtrArray   *columns; /* of GArray of double, NaN where missing */
  gboolean     dated;   /* the time column holds dates */
  gboolean     ends_in_line;
  EcgCsvRecipe remembered;
  EcgSidecar  *own; /* (nullable): the recipe that stands in it */
} Table;

static void
clear_table (Table *table)
{
  g_clear_pointer (&table->shape, ecg_csv_shape_free);
  g_clear_pointer (&table->columns, g_ptr_array_unref);
  ecg_csv_recipe_clear (&table->remembered);
  g_clear_pointer (&table->own, ecg_sidecar_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Table, clear_table)

static gsize
count_rows (const Table *table)
{
  return ((GArray *) table->columns->pdata[0])->len;
}

static double *
get_column (const Table *table, guint index)
{
  return (double *) (void *) ((GArray *) table->columns->pdata[index])->data;
}

static gboolean
fail_at (
  const Table *table, gsize line, guint column, EcgCsvField field, const char *what, GError **error)
{
  g_autofree char *whole = g_strndup (field.begin, MIN (field.length, 40));
  g_autofree char *text = g_utf8_make_valid (whole, -1);

  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
               _ ("“%s”, line %zu, column %u: “%s” %s"), table->name, line, column + 1, text, what);
  return FALSE;
}

static gboolean
read_value (
  Table *table, EcgCsvField field, guint column, gsize line, double *value, GError **error)
{
  const EcgCsvShape *shape = table->shape;

  if ((int) column == shape->time_column && shape->time == ECG_CSV_TIME_STAMPS)
    {
      if (!ecg_csv_read_stamp (field, value, &table->dated))
        return fail_at (table, line, column, field, _ ("is not a time."), error);
    }
  else if (ecg_csv_is_missing (field) && (int) column != shape->time_column)
    *value = NAN;
  else if (!ecg_csv_read_number (field, shape->decimal_comma, value) || fabs (*value) > FLT_MAX)
    return fail_at (table, line, column, field, _ ("is not a number."), error);
  return TRUE;
}

static gboolean
read_row (Table *table, EcgCsvField line, gsize number, GError **error)
{
  const guint n_columns = table->shape->n_columns;
  const guint n_fields = ecg_csv_count_fields (line, table->shape->delimiter);

  if (n_fields > n_columns)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("“%s”, line %zu: there are %u columns, where %u were "
                      "expected."),
                   table->name, number, n_fields, n_columns);
      return FALSE;
    }
  for (guint i = 0; i < n_columns; i++)
    {
      EcgCsvField field = { "", 0 };
      double      value;

      ecg_csv_next_field (&line, table->shape->delimiter, &field);
      if (!read_value (table, field, i, number, &value, error))
        return FALSE;
      g_array_append_val ((GArray *) table->columns->pdata[i], value);
    }
  return TRUE;
}

static gboolean
is_comment_or_blank (EcgCsvField line)
{
  return ecg_csv_count_fields (line, '\0') == 0 || *line.begin == '#' || *line.begin == '%';
}

static gboolean
read_rows (
  Table *table, gsize n_bytes, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  const char *at = table->shape->data;
  gsize       number = table->shape->data_line;
  EcgCsvField line;

  for (; ecg_csv_next_line (&at, &line); number++)
    {
      if (number % ROWS_PER_POLL == 0)
        {
          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
          ecg_progress_set (progress, (double) (at - table->shape->data) / (double) n_bytes, NULL);
        }
      if (is_comment_or_blank (line))
        continue;
      if ((gint64) count_rows (table) >= ECG_LIMIT_SAMPLES / table->shape->n_columns)
        {
          g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                       _ ("“%s” holds more samples than can be read."), table->name);
          return FALSE;
        }
      if (!read_row (table, line, number, error))
        return FALSE;
    }
  return TRUE;
}

/* A first column that rises in even steps is time, though no header says so. */
static void
find_unnamed_time (Table *table)
{
  EcgCsvShape  *shape = table->shape;
  const gsize   n = count_rows (table);
  const double *x = get_column (table, 0);
  double        step;

  if (table->remembered.time_column == ECG_CSV_NONE || shape->time_column >= 0 ||
      shape->n_columns < 2 || shape->names[0] != NULL || n < 3)
    return;
  step = (x[n - 1] - x[0]) / (double) (n - 1);
  for (gsize i = 0; i < n; i++)
    if (!(fabs (x[i] - x[0] - (double) i * step) < 2.0 * fabs (step)) ||
        (i > 0 && x[i] <= x[i - 1]))
      return;
  shape->time_column = 0;
  shape->time = fabs (step - 1.0) < 1e-9 ? ECG_CSV_TIME_SAMPLES : ECG_CSV_TIME_UNKNOWN;
}

static double
seconds_per_unit (EcgCsvTime time, double step)
{
  switch (time)
    {
    case ECG_CSV_TIME_SECONDS:
      return 1.0;
    case ECG_CSV_TIME_MILLISECONDS:
      return 1e-3;
    case ECG_CSV_TIME_MICROSECONDS:
    case ECG_CSV_TIME_STAMPS:
      return 1e-6;
    case ECG_CSV_TIME_UNKNOWN:
      /* No electrocardiogram is sampled below 5 Hz: a greater step is in milliseconds. */
      return step < 0.2 ? 1.0 : 1e-3;
    case ECG_CSV_TIME_SAMPLES:
    default:
      return 0.0;
    }
}

static void
warn_of_times (const Table *table, const EcgCsvRate *rate, GStrvBuilder *warnings)
{
  if (rate->jitters)
    ecg_warn (warnings,
              _ ("The times in “%s” jitter around %.2f Hz: its samples were "
                 "read as equidistant, at %g Hz."),
              table->name, rate->measured_hz, rate->rate_hz);
  if (rate->falls)
    ecg_warn (warnings,
              _ ("The times in “%s” do not always rise: its samples were "
                 "read in the order in which they stand."),
              table->name);
  if (rate->jump_row >= 0)
    ecg_warn (warnings,
              _ ("The times in “%s” leap after %.3f s: its samples were "
                 "read as if none were missing."),
              table->name, (double) rate->jump_row / rate->rate_hz);
}

/* By the time column; 0 where that does not tell. */
static double
measure_rate (const Table *table, GStrvBuilder *warnings)
{
  const EcgCsvShape *shape = table->shape;
  const gsize        n = count_rows (table);
  g_autofree double *seconds = NULL;
  const double      *times;
  double             unit;
  EcgCsvRate         rate;

  if (shape->time_column < 0 || n < 2)
    return 0.0;
  times = get_column (table, (guint) shape->time_column);
  unit = seconds_per_unit (shape->time, (times[n - 1] - times[0]) / (double) (n - 1));
  if (unit <= 0.0)
    return 0.0;
  seconds = g_new (double, n);
  for (gsize i = 0; i < n; i++)
    seconds[i] = (times[i] - times[0]) * unit;
  if (!ecg_csv_rate_estimate (&rate, seconds, n))
    return 0.0;
  warn_of_times (table, &rate, warnings);
  return rate.rate_hz;
}

static double
read_rate_comment (const char *const *comments)
{
  static const char *const keys[] = {
    "rate", "fs", "sampling rate", "sample rate", "sampling_rate", "sampling frequency", "frequency"
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *value = ecg_comment_value (comments, keys[i]);
      double           rate = value != NULL ? g_ascii_strtod (value, NULL) : 0.0;

      if (ecg_limit_holds_rate (rate))
        return rate;
    }
  return 0.0;
}

static double
find_rate (const Table *table, const EcgSidecar *sidecar, GStrvBuilder *warnings)
{
  double rate_hz = table->remembered.rate_hz;

  if (rate_hz <= 0.0)
    rate_hz = sidecar->rate_hz;
  if (rate_hz <= 0.0)
    rate_hz = read_rate_comment ((const char *const *) table->shape->comments->pdata);
  if (rate_hz <= 0.0)
    rate_hz = measure_rate (table, warnings);
  if (ecg_limit_holds_rate (rate_hz))
    return rate_hz;
  ecg_warn (warnings, _ ("“%s” does not say its sampling rate: 250 Hz was assumed."), table->name);
  return DEFAULT_RATE_HZ;
}

static gboolean
is_whole (const double *values, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (!isnan (values[i]) && (fabs (values[i] - rint (values[i])) > 0.0 || fabs (values[i]) > 2e9))
      return FALSE;
  return TRUE;
}

static EcgSeries *
make_counted (const Table *table, guint column, const char *name, const char *unit, double rate_hz)
{
  const EcgScale counts_as_they_stand = { 1.0, 0.0, 0 };
  const gsize    n = count_rows (table);
  const double  *values = get_column (table, column);
  gint32        *counts = g_new (gint32, n);

  for (gsize i = 0; i < n; i++)
    counts[i] = isnan (values[i]) ? ECG_COUNT_MISSING : (gint32) values[i];
  return ecg_series_new_digital (name, unit, rate_hz, counts, n, &counts_as_they_stand);
}

static EcgSeries *
make_physical (const Table *table, guint column, const char *name, const char *unit, double rate_hz)
{
  const gsize   n = count_rows (table);
  const double *values = get_column (table, column);
  float        *samples = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    samples[i] = (float) values[i];
  return ecg_series_new_physical (name, unit, rate_hz, samples, n);
}

static EcgSeries *
make_lead (const Table *table, guint column, guint index, double rate_hz)
{
  const char      *unit = table->shape->units[column];
  g_autofree char *name = table->shape->names[column] != NULL
                            ? g_strdup (table->shape->names[column])
                            : g_strdup_printf ("ECG %u", index + 1);

  if (is_whole (get_column (table, column), count_rows (table)))
    return make_counted (table, column, name, unit != NULL ? unit : "count", rate_hz);
  return make_physical (table, column, name, unit != NULL ? unit : "mV", rate_hz);
}

/* NULL where a value is not that of a count: then somebody has changed them. */
static gint32 *
find_counts (const double *values, gsize n, const EcgScale *scale)
{
  g_autofree gint32 *counts = g_new (gint32, n);

  for (gsize i = 0; i < n; i++)
    {
      const double count = rint (values[i] * scale->gain + scale->baseline);

      if (isnan (values[i]))
        counts[i] = ECG_COUNT_MISSING;
      else if (fabs (count) <= G_MAXINT32 &&
               !(fabs ((count - scale->baseline) / scale->gain - values[i]) > 0.0))
        counts[i] = (gint32) count;
      else
        return NULL;
    }
  return g_steal_pointer (&counts);
}

static EcgSeries *
make_lead_by_recipe (const Table          *table,
                     guint                 column,
                     const EcgSidecarLead *said,
                     double                rate_hz,
                     GStrvBuilder         *warnings)
{
  const gsize n = count_rows (table);
  const char *name = said->name != NULL ? said->name : "ECG";
  const char *unit = said->unit != NULL ? said->unit : "mV";
  gint32     *counts;

  if (fabs (said->scale.gain) <= 0.0)
    return make_physical (table, column, name, unit, rate_hz);
  counts = find_counts (get_column (table, column), n, &said->scale);
  if (counts != NULL)
    return ecg_series_new_digital (name, unit, rate_hz, counts, n, &said->scale);
  ecg_warn (warnings,
            _ ("“%s”: the values of lead %s were changed after they had been written: they were "
               "read as they stand."),
            table->name, name);
  return make_physical (table, column, name, unit, rate_hz);
}

static GPtrArray *
make_leads (const Table *table, double rate_hz, GStrvBuilder *warnings)
{
  const GArray *said = table->own != NULL ? table->own->leads : NULL;
  GPtrArray    *leads = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_series_unref);

  for (guint i = 0; i < table->shape->n_columns; i++)
    if ((int) i == table->shape->time_column)
      continue;
    else if (said != NULL && leads->len < said->len)
      g_ptr_array_add (
        leads, make_lead_by_recipe (table, i, &g_array_index (said, EcgSidecarLead, leads->len),
                                    rate_hz, warnings));
    else
      g_ptr_array_add (leads, make_lead (table, i, leads->len, rate_hz));
  return leads;
}

static GDateTime *
find_start (const Table *table)
{
  const int column = table->shape->time_column;
  g_autoptr (GDateTime) epoch = NULL;

  if (column < 0 || !table->dated)
    return NULL;
  epoch = g_date_time_new_utc (1, 1, 1, 0, 0, 0.0);
  return g_date_time_add (epoch, (GTimeSpan) get_column (table, (guint) column)[0]);
}

/* Whoever writes lines ends the last one, too: what does not end may be cut within a number. */
static void
warn_of_last_line (const Table *table, GStrvBuilder *warnings)
{
  if (table->ends_in_line)
    ecg_warn (warnings,
              _ ("“%s” does not end with a line break: it may have been cut off, and its last line "
                 "be wrong or incomplete."),
              table->name);
}

static EcgRecording *
make_recording (const Table *table, const char *path, const EcgSidecar *beside, GError **error)
{
  const EcgSidecar *sidecar = table->own != NULL ? table->own : beside;
  g_autoptr (GStrvBuilder) warning_builder = g_strv_builder_new ();
  const double rate_hz = find_rate (table, sidecar, warning_builder);

  warn_of_last_line (table, warning_builder);

  g_autoptr (GPtrArray) leads = make_leads (table, rate_hz, warning_builder);
  g_auto (GStrv) warnings = g_strv_builder_end (warning_builder);
  g_autoptr (GDateTime) started = find_start (table);
  const char *const     *comments = sidecar->comments != NULL || table->own != NULL
                                      ? (const char *const *) sidecar->comments
                                      : (const char *const *) table->shape->comments->pdata;
  g_autofree char       *subject = ecg_comment_value (comments, "subject");
  g_autofree char       *activity = ecg_comment_value (comments, "activity");
  const char            *files[] = { path, sidecar->path, NULL };
  const EcgRecordingInfo info = { .format = ecg_format_csv.id,
                                  .path = path,
                                  .files = files,
                                  .subject = sidecar->subject != NULL ? sidecar->subject : subject,
                                  .activity =
                                    sidecar->activity != NULL ? sidecar->activity : activity,
                                  .comments = comments,
                                  .started = sidecar->started != NULL ? sidecar->started : started,
                                  .warnings = (const char *const *) warnings };

  if (leads->len == 0)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
                   _ ("“%s” holds times, but no leads."), table->name);
      return NULL;
    }
  return ecg_recording_new (&info, (EcgSeries *const *) leads->pdata, leads->len);
}

/* By looking, unless a recipe stands in it or is remembered for what looks so. */
static gboolean
find_shape (Table *table, const char *text, const char *path, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *looks = NULL;

  table->shape = ecg_csv_shape_find (text, NULL, table->name, &local);
  if (table->shape != NULL && table->shape->own_recipe != NULL)
    return TRUE;
  looks = ecg_csv_shape_signature (table->shape);
  if (ecg_csv_recipe_look_up (&table->remembered, path, looks))
    {
      g_clear_pointer (&table->shape, ecg_csv_shape_free);
      table->shape = ecg_csv_shape_find (text, &table->remembered, table->name, error);
    }
  else if (table->shape == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return table->shape != NULL;
}

static EcgRecording *
load_csv (const char *path, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = NULL;
  g_autoptr (EcgSidecar) sidecar = NULL;
  g_auto (Table) table = { .name = name };

  text = ecg_file_read_text (path, ECG_LIMIT_TEXT, cancellable, error);
  if (text == NULL)
    return NULL;
  sidecar = ecg_sidecar_read (path, cancellable, error);
  if (sidecar == NULL)
    return NULL;
  if (!find_shape (&table, text, path, error))
    return NULL;
  if (table.shape->own_recipe != NULL)
    {
      table.own = ecg_sidecar_parse (table.shape->own_recipe, name, error);
      if (table.own == NULL)
        return NULL;
    }
  table.ends_in_line = !g_str_has_suffix (text, "\n");
  table.columns = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint i = 0; i < table.shape->n_columns; i++)
    g_ptr_array_add (table.columns, g_array_new (FALSE, FALSE, sizeof (double)));
  if (!read_rows (&table, strlen (table.shape->data), progress, cancellable, error))
    return NULL;
  find_unnamed_time (&table);
  return make_recording (&table, path, sidecar, error);
}

static void
append_name (GString *out, EcgSeries *lead, char delimiter)
{
  g_autofree char *title =
    g_strdup_printf ("%s (%s)", ecg_series_get_name (lead), ecg_series_get_unit (lead));

  g_strdelimit (title, "\"\r\n\t", ' ');
  g_string_append_printf (out, "%c\"%s\"", delimiter, title);
}

/* The value of a count with all its digits, so that it leads back to the count. */
static void
append_sample (GString *out, EcgSeries *lead, const EcgScale *scale, gint64 t)
{
  const EcgSpan span = { t, t + 1 };
  char          number[ECG_NUMBER_SIZE];
  gint32        count;
  float         value;

  if (fabs (scale->gain) > 0.0)
    {
      ecg_series_read_counts (lead, span, &count);
      if (count != ECG_COUNT_MISSING)
        g_string_append (
          out, ecg_text_from_double (number, ((double) count - scale->baseline) / scale->gain));
      return;
    }
  ecg_series_read (lead, span, &value);
  if (isfinite (value))
    g_string_append (out, ecg_text_from_float (number, value));
}

static gboolean
append_rows (GString        *out,
             EcgRecording   *recording,
             const EcgScale *scales,
             char            delimiter,
             EcgProgress    *progress,
             GCancellable   *cancellable,
             GError        **error)
{
  const guint  n_leads = ecg_recording_get_n_leads (recording);
  const gint64 length = ecg_recording_get_length (recording);
  const double rate_hz = ecg_recording_get_rate (recording);
  char         number[ECG_NUMBER_SIZE];

  for (gint64 t = 0; t < length; t++)
    {
      if (t % ROWS_PER_POLL == 0)
        {
          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
          ecg_progress_set (progress, (double) t / (double) length, NULL);
        }
      g_string_append (out, ecg_text_from_double (number, (double) t / rate_hz));
      for (guint i = 0; i < n_leads; i++)
        {
          g_string_append_c (out, delimiter);
          append_sample (out, ecg_recording_get_lead (recording, i), &scales[i], t);
        }
      g_string_append_c (out, '\n');
    }
  return TRUE;
}

static gboolean
save_csv (EcgRecording *recording,
          const char   *path,
          EcgProgress  *progress,
          GStrvBuilder *warnings,
          GCancellable *cancellable,
          GError      **error)
{
  const guint          n_leads = ecg_recording_get_n_leads (recording);
  g_autofree char     *folded = g_ascii_strdown (path, -1);
  const char           delimiter = g_str_has_suffix (folded, ".tsv") ? '\t' : ',';
  g_autofree EcgScale *scales = g_new0 (EcgScale, n_leads);
  g_autoptr (EcgFileOutput) output = ecg_file_output_new (recording);
  g_autoptr (GString) text = g_string_new ("#" ECG_CSV_RECIPE);
  g_autofree char *recipe = NULL;

  for (guint i = 0; i < n_leads; i++)
    ecg_series_get_scale (ecg_recording_get_lead (recording, i), &scales[i]);
  recipe = ecg_sidecar_print (recording, scales, NULL, FALSE);
  g_string_append_printf (text, "%s\ntime (s)", recipe);
  for (guint i = 0; i < n_leads; i++)
    append_name (text, ecg_recording_get_lead (recording, i), delimiter);
  g_string_append_c (text, '\n');
  return append_rows (text, recording, scales, delimiter, progress, cancellable, error) &&
         ecg_file_output_add_bytes (output, path, text->str, text->len, cancellable, error) &&
         ecg_file_output_commit (output, error);
}

static const char *const suffixes[] = { ".csv", ".tsv", ".txt", NULL };

const EcgFormat ecg_format_csv = {
  .id = "csv",
  .name = N_ ("CSV"),
  .suffixes = suffixes,
  .load = load_csv,
  .save = save_csv,
};
