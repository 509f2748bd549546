#include "core/recording/edf-write.h"

#include "core/recording/edf-identity.h"
#include "core/recording/edf-layout.h"
#include "core/recording/edf-texts.h"
#include "core/recording/file-output.h"
#include "core/recording/recording-error.h"
#include "core/recording/warning.h"
#include "core/recording/writer.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define RECORDS_PER_POLL 64
#define N_RECORDS_MAX 99999999

typedef struct
{
  EcgRecording     *recording;
  const EcgEdfKind *kind;
  EcgEdfPlan       *plan;
  EcgEdfLayout     *layout;
  EcgEdfTexts      *texts; /* NULL where not plus */
  double            fraction;
} Writing;

static void
clear_writing (Writing *writing)
{
  g_clear_pointer (&writing->texts, ecg_edf_texts_free);
  g_clear_pointer (&writing->layout, ecg_edf_layout_free);
  g_clear_pointer (&writing->plan, ecg_edf_plan_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Writing, clear_writing)

static void
append_field (GString *out, const char *text, gsize width)
{
  gsize n = MIN (strlen (text), width);

  g_string_append_len (out, text, (gssize) n);
  for (; n < width; n++)
    g_string_append_c (out, ' ');
}

static void
append_integer (GString *out, gint64 number, gsize width)
{
  g_autofree char *text = g_strdup_printf ("%" PRId64, number);

  append_field (out, text, width);
}

static void
append_number (GString *out, const EcgEdfNumber *number)
{
  char text[ECG_EDF_NUMBER + 1];

  ecg_edf_number_print (text, ecg_edf_number_value (number));
  append_field (out, text, ECG_EDF_NUMBER);
}

static void
append_start (GString *out, GDateTime *started)
{
  g_autoptr (GDateTime) utc = started != NULL ? g_date_time_to_utc (started) : NULL;
  g_autofree char *date = NULL;
  g_autofree char *time = NULL;
  gint             year;

  if (utc == NULL)
    {
      append_field (out, "01.01.8500.00.00", 16);
      return;
    }
  year = g_date_time_get_year (utc);
  date = g_date_time_format (utc, "%d.%m.");
  time = g_date_time_format (utc, "%H.%M.%S");
  append_field (out, date, 6);
  /* EDF+ 2.1.3.2: who cannot say the year in two digits does not. */
  if (year >= 1985 && year <= 2084)
    g_string_append_printf (out, "%02d", year % 100);
  else
    g_string_append (out, "yy");
  append_field (out, time, 8);
}

static guint
n_signals_of (const Writing *writing)
{
  return writing->plan->n_leads + (writing->texts != NULL);
}

/* A field of every lead, then of the annotations. */
static void
append_column (GString       *out,
               const Writing *writing,
               gsize          width,
               const char *(*text) (const EcgEdfPlanLead *lead, char *buffer),
               const char *of_texts)
{
  for (guint i = 0; i < writing->plan->n_leads; i++)
    {
      char buffer[ECG_EDF_FIELD + 1] = "";

      append_field (out, text != NULL ? text (&writing->plan->leads[i], buffer) : "", width);
    }
  if (writing->texts != NULL)
    append_field (out, of_texts, width);
}

static const char *
label_of (const EcgEdfPlanLead *lead, char *buffer)
{
  return lead->label;
}

static const char *
unit_of (const EcgEdfPlanLead *lead, char *buffer)
{
  return lead->unit;
}

static const char *
physical_min_of (const EcgEdfPlanLead *lead, char *buffer)
{
  ecg_edf_number_print (buffer, ecg_edf_number_value (&lead->range.physical_min));
  return buffer;
}

static const char *
physical_max_of (const EcgEdfPlanLead *lead, char *buffer)
{
  ecg_edf_number_print (buffer, ecg_edf_number_value (&lead->range.physical_max));
  return buffer;
}

static const char *
digital_min_of (const EcgEdfPlanLead *lead, char *buffer)
{
  g_snprintf (buffer, ECG_EDF_FIELD, "%" PRId64, lead->range.digital_min);
  return buffer;
}

static const char *
digital_max_of (const EcgEdfPlanLead *lead, char *buffer)
{
  g_snprintf (buffer, ECG_EDF_FIELD, "%" PRId64, lead->range.digital_max);
  return buffer;
}

static void
append_signals (GString *out, const Writing *writing)
{
  const gboolean wide = writing->kind->sample_bytes == 3;

  append_column (out, writing, 16, label_of, wide ? "BDF Annotations" : "EDF Annotations");
  append_column (out, writing, 80, NULL, "");
  append_column (out, writing, 8, unit_of, "");
  append_column (out, writing, 8, physical_min_of, "-1");
  append_column (out, writing, 8, physical_max_of, "1");
  append_column (out, writing, 8, digital_min_of, wide ? "-8388608" : "-32768");
  append_column (out, writing, 8, digital_max_of, wide ? "8388607" : "32767");
  append_column (out, writing, 80, NULL, "");
  for (guint i = 0; i < writing->plan->n_leads; i++)
    append_integer (out, writing->layout->per_record, 8);
  if (writing->texts != NULL)
    append_integer (out, (gint64) ecg_edf_texts_size (writing->texts) / writing->kind->sample_bytes,
                    8);
  append_column (out, writing, 32, NULL, "");
}

static const char *
kind_text (const Writing *writing)
{
  const gboolean wide = writing->kind->sample_bytes == 3;

  if (!writing->kind->plus)
    return wide ? "24BIT" : "";
  if (writing->layout->gaps->len > 0)
    return wide ? "BDF+D" : "EDF+D";
  return wide ? "BDF+C" : "EDF+C";
}

static GString *
print_header (const Writing *writing)
{
  GString *out = g_string_new (NULL);
  char     patient[ECG_EDF_FIELD + 1], about[ECG_EDF_FIELD + 1];

  ecg_edf_identity_print (writing->recording, writing->kind->plus, patient, about);
  append_field (out,
                writing->kind->sample_bytes == 3 ? "\xff"
                                                   "BIOSEMI"
                                                 : "0",
                8);
  append_field (out, patient, ECG_EDF_FIELD);
  append_field (out, about, ECG_EDF_FIELD);
  append_start (out, ecg_recording_get_started (writing->recording));
  append_integer (out, ECG_EDF_HEADER * (gint64) (n_signals_of (writing) + 1), 8);
  append_field (out, kind_text (writing), 44);
  append_integer (out, writing->layout->records->len, 8);
  append_number (out, &writing->layout->seconds);
  append_integer (out, n_signals_of (writing), 4);
  append_signals (out, writing);
  return out;
}

static void
encode (guint8              **at,
        const EcgEdfPlanLead *lead,
        const gint32         *counts,
        gint64                n,
        gint32               *last,
        guint                 sample_bytes)
{
  for (gint64 i = 0; i < n; i++)
    {
      /* What is missing keeps the place and the value of what was there before. */
      if (counts[i] != ECG_COUNT_MISSING)
        *last = counts[i];
      ecg_writer_int16 (at, *last);
      if (sample_bytes == 3)
        *(*at)++ = (guint8) ((guint32) *last >> 16 & 0xff);
    }
}

static gboolean
fail_to_write (const char *path, int code, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), _ ("“%s” cannot be written: %s."),
               name, g_strerror (code));
  return FALSE;
}

static gint32 *
first_fillers (const Writing *writing)
{
  gint32 *last = g_new (gint32, writing->plan->n_leads);

  for (guint i = 0; i < writing->plan->n_leads; i++)
    last[i] = (gint32) CLAMP (0, writing->plan->leads[i].range.digital_min,
                              writing->plan->leads[i].range.digital_max);
  return last;
}

static void
fill_record (const Writing *writing, guint record, guint8 *bytes, gint32 *counts, gint32 *last)
{
  const gint64 begin = g_array_index (writing->layout->records, gint64, record);
  const gint64 n = writing->layout->per_record;

  for (guint i = 0; i < writing->plan->n_leads; i++)
    {
      const EcgEdfPlanLead *lead = &writing->plan->leads[i];

      ecg_edf_plan_read (lead, (EcgSpan){ begin, begin + n }, counts);
      encode (&bytes, lead, counts, n, &last[i], writing->kind->sample_bytes);
    }
  if (writing->texts != NULL)
    ecg_edf_texts_print (writing->texts, record, bytes);
}

static gboolean
write_records (const Writing *writing,
               FILE          *file,
               const char    *path,
               EcgProgress   *progress,
               GCancellable  *cancellable,
               GError       **error)
{
  const guint n_records = writing->layout->records->len;
  const gsize of_leads =
    (gsize) writing->layout->per_record * writing->plan->n_leads * writing->kind->sample_bytes;
  const gsize n = of_leads + (writing->texts != NULL ? ecg_edf_texts_size (writing->texts) : 0);
  g_autofree guint8 *bytes = g_malloc (n);
  g_autofree gint32 *counts = g_new (gint32, writing->layout->per_record);
  g_autofree gint32 *last = first_fillers (writing);

  for (guint record = 0; record < n_records; record++)
    {
      if (record % RECORDS_PER_POLL == 0)
        {
          if (g_cancellable_set_error_if_cancelled (cancellable, error))
            return FALSE;
          ecg_progress_set (progress, (double) record / n_records, NULL);
        }
      fill_record (writing, record, bytes, counts, last);
      if (fwrite (bytes, 1, n, file) != n)
        return fail_to_write (path, errno, error);
    }
  return TRUE;
}

static gboolean
write_file (const Writing *writing,
            const char    *temporary,
            const char    *path,
            EcgProgress   *progress,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr (GString) header = print_header (writing);
  FILE    *file = g_fopen (temporary, "wb");
  gboolean written;

  if (file == NULL)
    return fail_to_write (path, errno, error);
  written = fwrite (header->str, 1, header->len, file) == header->len;
  if (!written)
    fail_to_write (path, errno, error);
  written = written && write_records (writing, file, path, progress, cancellable, error);
  if (fclose (file) != 0 && written)
    written = fail_to_write (path, errno, error);
  return written;
}

static guint
n_comments (EcgRecording *recording)
{
  const char *const *comments = ecg_recording_get_comments (recording);

  return comments != NULL ? g_strv_length ((char **) comments) : 0;
}

/* What only EDF+ has a place for. */
static void
warn_of_plain (const Writing *writing, GStrvBuilder *warnings)
{
  const EcgAnnotations *annotations = ecg_recording_get_annotations (writing->recording);
  const guint           n_annotations = annotations != NULL ? annotations->items->len : 0;
  const gint64          length = ecg_recording_get_length (writing->recording);
  const gint64          n_padding = ecg_edf_layout_end (writing->layout) - length;
  guint                 n_missing = 0;

  for (guint i = 0; i < writing->plan->n_leads; i++)
    n_missing += writing->plan->leads[i].missing->len;
  if (n_annotations > 0)
    ecg_warn (warnings,
              ngettext ("Plain EDF has no place for annotations: %u was left out.",
                        "Plain EDF has no place for annotations: %u were left out.", n_annotations),
              n_annotations);
  if (n_comments (writing->recording) > 0)
    ecg_warn (warnings, _ ("Plain EDF has no place for comments: they were left out."));
  if (n_missing > 0)
    ecg_warn (warnings,
              ngettext ("Plain EDF has no code for missing samples: %u span was filled.",
                        "Plain EDF has no code for missing samples: %u spans were filled.",
                        n_missing),
              n_missing);
  if (n_padding > 0)
    ecg_warn (warnings,
              _ ("The last data record was filled with %" PRId64 " samples that are not of the "
                 "recording."),
              n_padding);
  if (writing->fraction > 0.0)
    ecg_warn (warnings, _ ("Plain EDF knows whole seconds only: the start was cut by %.6g s."),
              writing->fraction);
}

static void
warn_of_start (const Writing *writing, GStrvBuilder *warnings)
{
  GDateTime *started = ecg_recording_get_started (writing->recording);
  const gint year = started != NULL ? g_date_time_get_year (started) : 2000;

  if (!writing->kind->plus && (year < 1985 || year > 2084))
    ecg_warn (warnings, _ ("Plain EDF knows the years 1985 to 2084 only: the start was left out."));
}

static gboolean
check_size (const Writing *writing, const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);

  if (writing->layout->records->len <= N_RECORDS_MAX && writing->plan->n_leads < ECG_EDF_SIGNALS &&
      writing->layout->seconds.mantissa > 0 && ecg_recording_get_length (writing->recording) > 0)
    return TRUE;
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
               _ ("“%s”: this recording has no samples, or more of them, more leads or a higher "
                  "rate than such a file holds."),
               name);
  return FALSE;
}

static gboolean
prepare (Writing      *writing,
         const char   *path,
         GStrvBuilder *warnings,
         GCancellable *cancellable,
         GError      **error)
{
  GDateTime   *started = ecg_recording_get_started (writing->recording);
  const double rate_hz = ecg_recording_get_rate (writing->recording);
  g_autoptr (GArray) missing = NULL;

  writing->plan = ecg_edf_plan_new (writing->recording, 8 * writing->kind->sample_bytes, warnings,
                                    cancellable, error);
  if (writing->plan == NULL)
    return FALSE;
  missing = writing->kind->plus ? ecg_edf_plan_missing (writing->plan) : NULL;
  writing->layout =
    ecg_edf_layout_new (writing->plan->n_leads, writing->kind->sample_bytes, rate_hz,
                        ecg_recording_get_length (writing->recording), missing);
  if (!check_size (writing, path, error))
    return FALSE;
  if (!writing->layout->exact)
    ecg_warn (warnings,
              _ ("The rate of %.10g Hz was written as %.10g: EDF has eight characters for the "
                 "duration of a data record."),
              rate_hz,
              (double) writing->layout->per_record /
                ecg_edf_number_value (&writing->layout->seconds));
  writing->fraction = started != NULL ? g_date_time_get_microsecond (started) / 1e6 : 0.0;
  if (writing->kind->plus)
    writing->texts = ecg_edf_texts_new (writing->recording, writing->plan, writing->layout,
                                        writing->fraction, writing->kind->sample_bytes, warnings);
  else
    warn_of_plain (writing, warnings);
  warn_of_start (writing, warnings);
  return TRUE;
}

gboolean
ecg_edf_write (EcgRecording     *recording,
               const char       *path,
               const EcgEdfKind *kind,
               EcgProgress      *progress,
               GStrvBuilder     *warnings,
               GCancellable     *cancellable,
               GError          **error)
{
  g_autoptr (EcgFileOutput) output = NULL;
  g_auto (Writing) writing = { .recording = recording, .kind = kind };
  const char *temporary;

  g_return_val_if_fail (recording != NULL && path != NULL, FALSE);
  g_return_val_if_fail (kind != NULL && (kind->sample_bytes == 2 || kind->sample_bytes == 3),
                        FALSE);

  output = ecg_file_output_new (recording);
  temporary = ecg_file_output_add (output, path, error);
  return temporary != NULL && prepare (&writing, path, warnings, cancellable, error) &&
         write_file (&writing, temporary, path, progress, cancellable, error) &&
         ecg_file_output_commit (output, error);
}
