/* EDF, EDF+, BDF and BDF+: a small recording is read whole, through EDFlib where EDFlib reads it; a
 * long one is left in its file and read by our own reader, which many threads may ask. */

#include "core/recording/edf-file.h"
#include "core/recording/edf-identity.h"
#include "core/recording/edf-leads.h"
#include "core/recording/edf-library.h"
#include "core/recording/edf-mark.h"
#include "core/recording/edf-samples.h"
#include "core/recording/edf-scan.h"
#include "core/recording/edf-write.h"
#include "core/recording/formats.h"
#include "core/recording/limits.h"
#include "core/recording/recording-error.h"
#include "core/recording/warning.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

/* Samples of all leads together of a recording that is read whole: 16 MB. */
#define WHOLE_SAMPLES ((gint64) 1 << 22)

/* What gaps may unfold to: samples of all leads of a small file, and of each byte of a greater. */
#define UNFOLDED_SAMPLES ((gint64) 1 << 20)
#define UNFOLDED_PER_BYTE 1024

#define READ_SAMPLES 65536

/* Where an annotation may lie: beyond any recording. */
#define SAMPLES_MAX 1e15

static gboolean
probe_edf (const char *path, const guint8 *head, gsize n_head)
{
  return ecg_edf_header_probe (head, n_head);
}

/* What is known of a file while it becomes a recording. */
typedef struct
{
  const char      *path;
  char            *name; /* for messages */
  EcgEdfFile      *file;
  EcgEdfLeads     *leads;
  EcgEdfScan      *scan;
  EcgEdfSamples   *samples;
  gint64           length;
  EcgEdfIdentity  *identity;
  EcgAnnotations  *annotations;
  GStrvBuilder    *warnings;
  char            *layout;
  gboolean         glanced; /* the marks are not all */
  EcgSampleSource *source;  /* of a long recording */
} Opening;

static void
clear_opening (Opening *opening)
{
  g_free (opening->name);
  g_free (opening->layout);
  g_clear_pointer (&opening->file, ecg_edf_file_unref);
  g_clear_pointer (&opening->leads, ecg_edf_leads_free);
  g_clear_pointer (&opening->scan, ecg_edf_scan_free);
  g_clear_pointer (&opening->samples, ecg_edf_samples_free);
  g_clear_pointer (&opening->identity, ecg_edf_identity_free);
  g_clear_pointer (&opening->annotations, ecg_annotations_free);
  g_clear_pointer (&opening->source, ecg_sample_source_unref);
  g_strv_builder_unref (opening->warnings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Opening, clear_opening)

/* Says what of the data records that the header promises is not there, or more. */
static void
warn_of_size (Opening *opening)
{
  const EcgEdfHeader *header = ecg_edf_file_header (opening->file);
  const gint64        held = ecg_edf_file_n_records (opening->file);
  const gint64        bytes = ecg_edf_file_size (opening->file) - header->bytes;
  const gboolean      whole = bytes % header->record_bytes == 0;

  if (header->n_records > held || (header->n_records == held && !whole))
    ecg_warn (opening->warnings,
              _ ("“%s” is cut short: of %" PRId64 " data records it holds %.10g. What is there was "
                 "read."),
              opening->name, header->n_records, (double) bytes / (double) header->record_bytes);
  else if (header->n_records < 0 && !whole)
    ecg_warn (opening->warnings, _ ("“%s” ends within a data record: the end of it is missing."),
              opening->name);
  else if (header->n_records >= 0 && header->n_records < held)
    ecg_warn (
      opening->warnings,
      _ ("“%s” promises %" PRId64 " data records and holds more; all %" PRId64 " were read."),
      opening->name, header->n_records, held);
}

static gboolean
check_length (const Opening *opening, gint64 n_samples, GError **error)
{
  if (n_samples == 0)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY,
                   _ ("“%s” holds no samples."), opening->name);
      return FALSE;
    }
  if (n_samples <= ECG_LIMIT_SAMPLES / opening->leads->n)
    return TRUE;
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
               _ ("“%s” holds %" PRId64 " samples of each signal, more than can be read."),
               opening->name, n_samples);
  return FALSE;
}

/* Where the last sample may lie, whatever onsets say. */
static gint64
limit_of (const Opening *opening, gint64 n_samples)
{
  const gint64 size = ecg_edf_file_size (opening->file);
  const gint64 most = MIN (size, ECG_LIMIT_SAMPLES / UNFOLDED_PER_BYTE) * UNFOLDED_PER_BYTE;

  return MAX (n_samples, MAX (most, UNFOLDED_SAMPLES) / opening->leads->n);
}

static void
warn_of_times (Opening *opening)
{
  const EcgEdfScan *scan = opening->scan;
  const guint       n_gaps = scan->timeline->runs->len - 1;
  const double      rate_hz = opening->leads->rate_hz;
  gint64            stored;

  if (scan->n_broken > 0)
    ecg_warn (opening->warnings,
              ngettext ("“%s” holds %u list of annotations that is not of EDF+: it was left out.",
                        "“%s” holds %u lists of annotations that are not of EDF+: they were left "
                        "out.",
                        scan->n_broken),
              opening->name, scan->n_broken);
  if (scan->n_misplaced > 0)
    ecg_warn (opening->warnings,
              ngettext ("“%s”: the onset of %" PRId64 " data record, number %" PRId64
                        ", cannot be true: it was read as following the one before.",
                        "“%s”: the onsets of %" PRId64 " data records, the first number %" PRId64
                        ", cannot be true: they were read as following the one before.",
                        (gulong) scan->n_misplaced),
              opening->name, scan->n_misplaced, scan->first_misplaced + 1);
  if (n_gaps == 0)
    return;
  stored = ecg_edf_timeline_get (scan->timeline, n_gaps)->stored.end;
  ecg_warn (opening->warnings,
            ngettext ("“%s” is interrupted: %u gap, of %.6g s, was read as missing samples.",
                      "“%s” is interrupted: %u gaps, together of %.6g s, were read as missing "
                      "samples.",
                      n_gaps),
            opening->name, n_gaps,
            (double) (ecg_edf_timeline_end (scan->timeline) - stored) / rate_hz);
}

static gboolean
is_long (const Opening *opening, gint64 length)
{
  return length > WHOLE_SAMPLES / opening->leads->n;
}

/* Where a glance is wanted and does for a long file; a short one is read whole. */
static gboolean
glance_at_file (Opening *opening, gint64 n_samples, GCancellable *cancellable, GError **error)
{
  const EcgEdfLeads *leads = opening->leads;
  GError            *failure = NULL;

  if (!opening->glanced)
    return TRUE;
  if (is_long (opening, n_samples))
    opening->scan =
      ecg_edf_scan_glance (opening->file, leads->rate_hz, leads->per_record, n_samples,
                           limit_of (opening, n_samples), cancellable, &failure);
  opening->glanced = opening->scan != NULL;
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

static gboolean
scan_file (Opening *opening, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  const EcgEdfLeads *leads = opening->leads;
  gint64             n_samples = 0;

  /* A file that is cut short holds more of the first. */
  for (guint i = 0; i < leads->n; i++)
    n_samples = MAX (n_samples, ecg_edf_file_n_samples (opening->file, leads->signals[i]));
  if (!check_length (opening, n_samples, error) ||
      !glance_at_file (opening, n_samples, cancellable, error))
    return FALSE;
  if (opening->scan == NULL)
    opening->scan = ecg_edf_scan (opening->file, leads->rate_hz, leads->per_record, n_samples,
                                  limit_of (opening, n_samples), progress, cancellable, error);
  if (opening->scan == NULL)
    return FALSE;
  opening->length = ecg_edf_timeline_end (opening->scan->timeline);
  warn_of_times (opening);
  return TRUE;
}

/* Two warnings of one thing are one too many: EDFlib's is for what we have not noticed. */
static EcgEdfLibrary *
open_library (Opening *opening)
{
  g_autofree char *refusal = NULL;
  EcgEdfLibrary   *library = ecg_edf_library_open (opening->file, &refusal);
  g_auto (GStrv) warnings = g_strv_builder_end (opening->warnings);

  if (refusal != NULL && warnings[0] == NULL)
    ecg_warn (opening->warnings,
              _ ("EDFlib does not read “%s”: %s. It was read by DT4ECG's own reader."),
              opening->name, refusal);
  g_strv_builder_addv (opening->warnings, (const char **) warnings);
  return library;
}

/* Seconds as samples; a rate may be as false as a time. */
static gint64
samples_of (const Opening *opening, double seconds)
{
  return (gint64) rint (CLAMP (seconds * opening->leads->rate_hz, -SAMPLES_MAX, SAMPLES_MAX));
}

static EcgSpan
span_of (const Opening *opening, const EcgEdfMark *mark)
{
  const gint64 begin = samples_of (opening, mark->onset);

  return (EcgSpan){ begin, begin + samples_of (opening, MAX (mark->duration, 0.0)) };
}

static void
hide_samples (Opening *opening, const EcgEdfMark *mark)
{
  const EcgEdfHeader *header = ecg_edf_file_header (opening->file);
  const char         *label = strstr (mark->text, "@@");

  if (label == NULL)
    ecg_edf_samples_hide (opening->samples, G_MAXUINT, span_of (opening, mark));
  for (guint i = 0; label != NULL && i < opening->leads->n; i++)
    if (strcmp (header->signals[opening->leads->signals[i]].label, label + 2) == 0)
      ecg_edf_samples_hide (opening->samples, i, span_of (opening, mark));
}

static void
take_mark (Opening *opening, const EcgEdfMark *mark, GPtrArray *comments)
{
  const EcgSpan span = span_of (opening, mark);
  EcgAnnotation annotation = { .sample = span.begin, .length = ecg_span_length (span) };

  if (g_str_has_prefix (mark->text, ECG_EDF_MARK_COMMENT) && span.begin == 0)
    g_ptr_array_add (comments, g_strdup (mark->text + strlen (ECG_EDF_MARK_COMMENT)));
  else if (strcmp (mark->text, ECG_EDF_MARK_MISSING) == 0 ||
           g_str_has_prefix (mark->text, ECG_EDF_MARK_MISSING "@@"))
    hide_samples (opening, mark);
  else if (strcmp (mark->text, ECG_EDF_MARK_PADDING) == 0)
    {
      if (span.begin > 0 && span.end >= opening->length)
        opening->length = MIN (opening->length, span.begin);
    }
  else
    {
      ecg_edf_mark_read (&annotation, mark->text);
      ecg_annotations_add (opening->annotations, &annotation);
      g_free (annotation.aux);
    }
}

static void
take_marks (Opening *opening)
{
  GPtrArray *comments = g_ptr_array_new_with_free_func (g_free);
  GArray    *marks = opening->scan->marks;

  opening->annotations = ecg_annotations_new ();
  for (guint i = 0; i < marks->len; i++)
    take_mark (opening, &g_array_index (marks, EcgEdfMark, i), comments);
  opening->identity = ecg_edf_identity_read (ecg_edf_file_header (opening->file), comments);
}

static GPtrArray *
allocate_counts (const Opening *opening, GError **error)
{
  g_autoptr (GPtrArray) counts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < opening->leads->n; i++)
    {
      gint32 *of_lead = g_try_new (gint32, opening->length);

      if (of_lead == NULL)
        {
          g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                       _ ("There is not enough memory to read “%s”."), opening->name);
          return NULL;
        }
      g_ptr_array_add (counts, of_lead);
    }
  return g_steal_pointer (&counts);
}

/* Returns the counts of each lead. */
static GPtrArray *
read_whole (Opening *opening, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  const guint         n_leads = opening->leads->n;
  const gint64        step = MAX (READ_SAMPLES / n_leads, 1);
  g_autofree gint32 **rows = g_new (gint32 *, n_leads);
  g_autoptr (GPtrArray) counts = allocate_counts (opening, error);

  for (gint64 begin = 0; counts != NULL && begin < opening->length; begin += step)
    {
      const EcgSpan span = { begin, MIN (begin + step, opening->length) };

      for (guint i = 0; i < n_leads; i++)
        rows[i] = (gint32 *) counts->pdata[i] + begin;
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !ecg_edf_samples_read (opening->samples, rows, span, error))
        return NULL;
      ecg_progress_set (progress,
                        ECG_EDF_SCAN_SHARE +
                          (1.0 - ECG_EDF_SCAN_SHARE) * (double) span.end / (double) opening->length,
                        NULL);
    }
  return g_steal_pointer (&counts);
}

static gboolean
read_block_cb (gpointer data, gint32 *const *counts, EcgSpan span, GError **error)
{
  return ecg_edf_samples_read (data, counts, span, error);
}

/* @counts: (nullable): of each lead, which takes them; NULL for leads that are left in the file. */
static GPtrArray *
make_leads (Opening *opening, GPtrArray *counts)
{
  const EcgEdfHeader *header = ecg_edf_file_header (opening->file);
  const EcgEdfLeads  *chosen = opening->leads;
  GPtrArray          *leads = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_series_unref);

  if (counts == NULL)
    opening->source = ecg_sample_source_new (chosen->n, opening->length, read_block_cb,
                                             g_steal_pointer (&opening->samples),
                                             (GDestroyNotify) ecg_edf_samples_free);
  for (guint i = 0; i < chosen->n; i++)
    {
      const EcgEdfSignal *signal = &header->signals[chosen->signals[i]];

      g_ptr_array_add (
        leads, counts != NULL
                 ? ecg_series_new_digital (chosen->names[i], signal->unit, chosen->rate_hz,
                                           g_steal_pointer (&counts->pdata[i]),
                                           (gsize) opening->length, &signal->scale)
                 : ecg_series_new_from_source (chosen->names[i], signal->unit, chosen->rate_hz,
                                               &signal->scale, opening->source, i));
    }
  return leads;
}

static GDateTime *
find_start (const Opening *opening)
{
  GDateTime *started = ecg_edf_file_header (opening->file)->started;

  return started != NULL ? g_date_time_add_seconds (started, opening->scan->start) : NULL;
}

static EcgRecording *
make_recording (Opening *opening, GPtrArray *counts)
{
  const char *const     files[] = { opening->path, NULL };
  const EcgEdfIdentity *identity = opening->identity;
  g_autoptr (GPtrArray) leads = make_leads (opening, counts);
  g_autoptr (GDateTime) started = find_start (opening);
  g_auto (GStrv) warnings = g_strv_builder_end (opening->warnings);
  const EcgRecordingInfo info = {
    .format = ecg_format_edf.id,
    .path = opening->path,
    .files = files,
    .subject = identity->subject,
    .activity = identity->activity,
    .comments = (const char *const *) identity->comments->pdata,
    .started = started,
    .warnings = (const char *const *) warnings,
    .annotations = opening->annotations->items->len > 0 ? opening->annotations : NULL,
    .glanced = opening->glanced,
    .layout = opening->layout,
  };

  return ecg_recording_new (&info, (EcgSeries *const *) leads->pdata, leads->len);
}

static gboolean
open_file (Opening *opening, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  opening->file = ecg_edf_file_open (opening->path, opening->warnings, cancellable, error);
  if (opening->file == NULL)
    return FALSE;
  warn_of_size (opening);
  opening->leads = ecg_edf_leads_choose (ecg_edf_file_header (opening->file), opening->name,
                                         opening->warnings, error);
  return opening->leads != NULL && scan_file (opening, progress, cancellable, error);
}

static EcgRecording *
read_file (Opening *opening, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) counts = NULL;
  gboolean left_in_file;

  if (!open_file (opening, progress, cancellable, error))
    return NULL;
  left_in_file = is_long (opening, opening->length);
  opening->samples = ecg_edf_samples_new (
    opening->file, left_in_file ? NULL : open_library (opening),
    g_steal_pointer (&opening->scan->timeline), opening->leads->signals, opening->leads->n);
  take_marks (opening);
  opening->layout = ecg_edf_samples_digest (opening->samples, opening->length);
  if (!left_in_file)
    {
      counts = read_whole (opening, progress, cancellable, error);
      if (counts == NULL)
        return NULL;
    }
  return make_recording (opening, counts);
}

static EcgRecording *
load_edf (const char *path, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  g_auto (Opening) opening = { .path = path,
                               .name = g_filename_display_basename (path),
                               .warnings = g_strv_builder_new () };

  return read_file (&opening, progress, cancellable, error);
}

static EcgRecording *
glance_edf (const char *path, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  g_auto (Opening) opening = { .path = path,
                               .name = g_filename_display_basename (path),
                               .warnings = g_strv_builder_new (),
                               .glanced = TRUE };

  return read_file (&opening, progress, cancellable, error);
}

/* The suffix says how many bits, and the old one of plain EDF that it is plain. */
static gboolean
save_edf (EcgRecording *recording,
          const char   *path,
          EcgProgress  *progress,
          GStrvBuilder *warnings,
          GCancellable *cancellable,
          GError      **error)
{
  g_autofree char *folded = g_ascii_strdown (path, -1);
  const EcgEdfKind kind = { .sample_bytes = g_str_has_suffix (folded, ".bdf") ? 3 : 2,
                            .plus = !g_str_has_suffix (folded, ".rec") };

  return ecg_edf_write (recording, path, &kind, progress, warnings, cancellable, error);
}

static const char *const suffixes[] = { ".edf", ".bdf", ".rec", NULL };

const EcgFormat ecg_format_edf = {
  .id = "edf",
  .name = N_ ("EDF"),
  .suffixes = suffixes,
  .probe = probe_edf,
  .load = load_edf,
  .glance = glance_edf,
  .save = save_edf,
};
