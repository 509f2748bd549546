/* WFDB records: a header in text (.hea) and one or more files of samples (.dat). */

#include "core/recording/comment.h"
#include "core/recording/file-input.h"
#include "core/recording/file-output.h"
#include "core/recording/formats.h"
#include "core/recording/limits.h"
#include "core/recording/quantise.h"
#include "core/recording/warning.h"
#include "core/recording/wfdb-annotations.h"
#include "core/recording/wfdb-codec.h"
#include "core/recording/wfdb-data.h"
#include "core/recording/wfdb-header.h"
#include "core/recording/wfdb-segments.h"

#include <glib/gi18n.h>
#include <string.h>

static char *
stem_of (const char *path)
{
  static const char *const suffixes[] = { ".hea", ".dat" };
  const gsize              length = strlen (path);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (length > 4 && g_ascii_strcasecmp (path + length - 4, suffixes[i]) == 0)
      return g_strndup (path, length - 4);
  return g_strdup (path);
}

/* The header of @path: itself, or the one beside a file of samples. */
static char *
header_path_of (const char *path)
{
  g_autofree char *stem = NULL;
  const gsize      length = strlen (path);

  if (length <= 4 || g_ascii_strcasecmp (path + length - 4, ".dat") != 0)
    return g_strdup (path);
  stem = stem_of (path);
  return g_strconcat (stem, ".hea", NULL);
}

static EcgWfdbHeader *
read_header (const char *path, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = ecg_file_read_text (path, ECG_LIMIT_HEADER, cancellable, error);

  return text != NULL ? ecg_wfdb_header_parse (text, name, error) : NULL;
}

/* The reference annotations beside the header, where there are any: the samples do not depend on
 * them, so that what is wrong with them is a warning. */
static EcgAnnotations *
read_annotations (const char *header_path, GPtrArray *warnings)
{
  g_autofree char *stem = stem_of (header_path);
  g_autofree char *path = g_strconcat (stem, ".atr", NULL);
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GError) error = NULL;
  gboolean        complete = TRUE;
  EcgAnnotations *annotations;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  annotations = ecg_wfdb_annotations_load (path, &complete, NULL, &error);
  if (annotations == NULL)
    g_ptr_array_add (warnings, g_strdup (error->message));
  else if (!complete)
    g_ptr_array_add (warnings,
                     g_strdup_printf (_ ("“%s” ends without its end mark: annotations after the "
                                         "last may be missing."),
                                      name));
  return annotations;
}

static EcgRecording *
make_recording (const char *path, EcgWfdbHeader *header, EcgWfdbData *data)
{
  const char *const *comments = (const char *const *) header->comments->pdata;
  g_autofree char   *subject = ecg_comment_value (comments, "subject");
  g_autofree char   *activity = ecg_comment_value (comments, "activity");
  g_autoptr (GPtrArray) leads = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_series_unref);
  g_autoptr (EcgAnnotations) annotations = read_annotations (path, data->warnings);
  const double     rate_hz = header->rate_hz * data->factor;
  EcgRecordingInfo info = { .format = ecg_format_wfdb.id,
                            .path = path,
                            .subject = subject,
                            .activity = activity,
                            .comments = comments,
                            .started = header->started,
                            .annotations = annotations };

  for (guint i = 0; i < header->n_signals; i++)
    {
      const EcgWfdbSignal *signal = &header->signals[i];
      const EcgScale       scale = { signal->gain, signal->baseline, signal->bits };

      g_ptr_array_add (leads, data->source != NULL
                                ? ecg_series_new_from_source (signal->name, signal->unit, rate_hz,
                                                              &scale, data->source, i)
                                : ecg_series_new_digital (signal->name, signal->unit, rate_hz,
                                                          g_steal_pointer (&data->counts[i]),
                                                          (gsize) data->n_samples, &scale));
    }
  if (header->ends_in_line)
    g_ptr_array_add (data->warnings, ecg_wfdb_header_warning (path));
  g_ptr_array_insert (data->files, 0, g_strdup (path));
  g_ptr_array_add (data->files, NULL);
  g_ptr_array_add (data->warnings, NULL);
  info.files = (const char *const *) data->files->pdata;
  info.warnings = (const char *const *) data->warnings->pdata;
  return ecg_recording_new (&info, (EcgSeries *const *) leads->pdata, leads->len);
}

static void
tell_cb (double fraction, gpointer user_data)
{
  ecg_progress_set (user_data, fraction, NULL);
}

static EcgRecording *
load_wfdb (const char *path, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autofree char *header_path = header_path_of (path);
  g_autofree char *folder = g_path_get_dirname (header_path);
  g_autoptr (EcgWfdbHeader) header = read_header (header_path, cancellable, error);
  g_autoptr (EcgWfdbData) data = NULL;

  if (header == NULL)
    return NULL;
  data = header->n_segments > 0
           ? ecg_wfdb_segments_open (header, folder, tell_cb, progress, cancellable, error)
           : ecg_wfdb_data_open (header, folder, tell_cb, progress, cancellable, error);
  if (data == NULL)
    return NULL;
  return make_recording (header_path, header, data);
}

static char **
verify_wfdb (const char *path, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autofree char *header_path = header_path_of (path);
  g_autofree char *folder = g_path_get_dirname (header_path);
  g_autoptr (EcgWfdbHeader) header = read_header (header_path, cancellable, error);
  g_autoptr (EcgWfdbData) data = NULL;

  if (header == NULL)
    return NULL;
  data = header->n_segments > 0
           ? ecg_wfdb_segments_verify (header, folder, tell_cb, progress, cancellable, error)
           : ecg_wfdb_data_verify (header, folder, tell_cb, progress, cancellable, error);
  if (data == NULL)
    return NULL;
  g_ptr_array_add (data->warnings, NULL);
  return g_strdupv ((char **) data->warnings->pdata);
}

static gboolean
check_record_name (const char *name, GError **error)
{
  for (const char *at = name; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("-_.", *at) == NULL)
      {
        g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
                     _ ("“%s” cannot name a WFDB record: only letters, digits, “-”, “_” and “.” "
                        "may."),
                     name);
        return FALSE;
      }
  return TRUE;
}

/* Of each lead; the scales go to @scales. */
static GPtrArray *
collect_counts (EcgRecording *recording, EcgScale *scales)
{
  GPtrArray *counts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    g_ptr_array_add (counts, ecg_quantise (ecg_recording_get_lead (recording, i), 16, &scales[i]));
  return counts;
}

/* 12 bits are for a converter of so many: a reader takes them for the resolution. */
static gboolean
holds (const EcgWfdbCodec *codec, const gint32 *counts, gsize length, const EcgScale *scale)
{
  return ecg_counts_fit (counts, length, codec->bits) &&
         (codec->format != 212 || (scale->bits > 0 && scale->bits <= 12));
}

/* The narrowest format that holds all counts, with its least code free for what is missing. */
static const EcgWfdbCodec *
choose_codec (const GPtrArray *counts, const EcgScale *scales, gsize length)
{
  static const guint  formats[] = { 212, 16, 24, 32 };
  const EcgWfdbCodec *codec = NULL;
  gboolean            fits = FALSE;

  for (guint k = 0; k < G_N_ELEMENTS (formats) && !fits; k++)
    {
      codec = ecg_wfdb_codec (formats[k]);
      fits = TRUE;
      for (guint i = 0; i < counts->len && fits; i++)
        fits = holds (codec, counts->pdata[i], length, &scales[i]);
    }
  return codec;
}

static gint32
code_of (const EcgWfdbCodec *codec, gint32 count)
{
  return count == ECG_COUNT_MISSING ? codec->missing : count;
}

/* Whole groups of any format: an even number of frames. */
#define BLOCK_FRAMES 4096

static void
note_codes (EcgWfdbSignal *signal, const EcgWfdbCodec *codec, const gint32 *counts, gsize length)
{
  guint32 sum = 0;

  for (gsize t = 0; t < length; t++)
    sum += (guint32) code_of (codec, counts[t]);
  signal->format = codec->format;
  signal->initial = length > 0 ? code_of (codec, counts[0]) : 0;
  signal->checksum = (gint16) (guint16) (sum & 0xffff);
}

/* Returns the bytes of the samples, and notes format, first sample and checksum in the header. */
static guint8 *
encode (const EcgWfdbCodec *codec,
        const GPtrArray    *counts,
        gsize               length,
        EcgWfdbHeader      *header,
        EcgProgress        *progress,
        GCancellable       *cancellable,
        GError            **error)
{
  const gsize        n_all = length * counts->len;
  g_autofree guint8 *bytes = g_malloc ((gsize) ecg_wfdb_codec_bytes (codec, (gint64) n_all) + 1);
  g_autofree gint32 *codes = g_new (gint32, BLOCK_FRAMES * counts->len);
  guint8            *at = bytes;

  for (gsize begin = 0; begin < length; begin += BLOCK_FRAMES)
    {
      const gsize end = MIN (begin + BLOCK_FRAMES, length);
      gint32     *code = codes;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      ecg_progress_set (progress, (double) begin / (double) length, NULL);
      for (gsize t = begin; t < end; t++)
        for (guint i = 0; i < counts->len; i++)
          *code++ = code_of (codec, ((const gint32 *) counts->pdata[i])[t]);
      ecg_wfdb_encode (codec, at, codes, (gsize) (code - codes));
      at += ecg_wfdb_codec_bytes (codec, code - codes);
    }
  for (guint i = 0; i < counts->len; i++)
    note_codes (&header->signals[i], codec, counts->pdata[i], length);
  return g_steal_pointer (&bytes);
}

static void
add_comments (EcgWfdbHeader *header, EcgRecording *recording)
{
  const char *const       *comments = ecg_recording_get_comments (recording);
  const char              *values[] = { ecg_recording_get_subject (recording),
                                        ecg_recording_get_activity (recording) };
  static const char *const keys[] = { "subject", "activity" };

  /* Before the comments that are there: the first one counts. */
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *said = ecg_comment_value (comments, keys[i]);

      if (values[i] != NULL && g_strcmp0 (said, values[i]) != 0)
        g_ptr_array_add (header->comments, g_strdup_printf (" %s: %s", keys[i], values[i]));
    }
  for (guint i = 0; comments != NULL && comments[i] != NULL; i++)
    g_ptr_array_add (header->comments, g_strdup (comments[i]));
  for (guint i = 0; i < header->comments->len; i++)
    g_strdelimit (header->comments->pdata[i], "\r\n", ' ');
}

static EcgWfdbHeader *
describe (EcgRecording *recording, const char *name, const char *dat_name, const EcgScale *scales)
{
  EcgWfdbHeader *header = ecg_wfdb_header_new ();
  GDateTime     *started = ecg_recording_get_started (recording);

  header->name = g_strdup (name);
  header->rate_hz = ecg_recording_get_rate (recording);
  header->n_samples = ecg_recording_get_length (recording);
  header->started = started != NULL ? g_date_time_to_utc (started) : NULL;
  header->n_signals = ecg_recording_get_n_leads (recording);
  header->signals = g_new0 (EcgWfdbSignal, header->n_signals);
  for (guint i = 0; i < header->n_signals; i++)
    {
      EcgWfdbSignal *signal = &header->signals[i];
      EcgSeries     *lead = ecg_recording_get_lead (recording, i);

      signal->file = g_strdup (dat_name);
      signal->gain = scales[i].gain;
      signal->baseline = scales[i].baseline;
      signal->bits = scales[i].bits;
      signal->unit = g_strdelimit (g_strdup (ecg_series_get_unit (lead)), " \t\r\n", '_');
      signal->name = g_strdelimit (g_strdup (ecg_series_get_name (lead)), "\r\n", ' ');
    }
  add_comments (header, recording);
  return header;
}

static gboolean
add_annotations (EcgFileOutput *output,
                 EcgRecording  *recording,
                 const char    *stem,
                 GStrvBuilder  *warnings,
                 GCancellable  *cancellable,
                 GError       **error)
{
  const EcgAnnotations *annotations = ecg_recording_get_annotations (recording);
  g_autofree char      *path = g_strconcat (stem, ".atr", NULL);
  g_autoptr (GBytes) bytes = NULL;
  guint lost;

  if (annotations == NULL)
    return TRUE;
  bytes = ecg_wfdb_annotations_print (annotations, &lost);
  if (lost > 0)
    ecg_warn (warnings,
              ngettext ("WFDB cannot hold %u of the annotations whole: a text beyond 255 bytes is "
                        "cut, a length dropped, a code beyond 49 left out.",
                        "WFDB cannot hold %u of the annotations whole: texts beyond 255 bytes are "
                        "cut, lengths dropped, codes beyond 49 left out.",
                        lost),
              lost);
  return ecg_file_output_add_bytes (output, path, g_bytes_get_data (bytes, NULL),
                                    g_bytes_get_size (bytes), cancellable, error);
}

static gboolean
save_wfdb (EcgRecording *recording,
           const char   *path,
           EcgProgress  *progress,
           GStrvBuilder *warnings,
           GCancellable *cancellable,
           GError      **error)
{
  const guint          n_leads = ecg_recording_get_n_leads (recording);
  const gsize          length = (gsize) ecg_recording_get_length (recording);
  g_autofree char     *stem = stem_of (path);
  g_autofree char     *name = g_path_get_basename (stem);
  g_autofree char     *dat_name = g_strconcat (name, ".dat", NULL);
  g_autofree char     *dat_path = g_strconcat (stem, ".dat", NULL);
  g_autofree char     *header_path = g_strconcat (stem, ".hea", NULL);
  g_autofree EcgScale *scales = g_new0 (EcgScale, n_leads);
  g_autoptr (EcgFileOutput) output = ecg_file_output_new (recording);
  g_autoptr (EcgWfdbHeader) header = NULL;
  g_autoptr (GPtrArray) counts = NULL;
  const EcgWfdbCodec *codec;
  g_autofree guint8  *bytes = NULL;
  g_autofree char    *text = NULL;

  if (!check_record_name (name, error))
    return FALSE;
  counts = collect_counts (recording, scales);
  codec = choose_codec (counts, scales, length);
  header = describe (recording, name, dat_name, scales);
  bytes = encode (codec, counts, length, header, progress, cancellable, error);
  if (bytes == NULL)
    return FALSE;
  text = ecg_wfdb_header_print (header);
  return ecg_file_output_add_bytes (
           output, dat_path, bytes,
           (gsize) ecg_wfdb_codec_bytes (codec, (gint64) (length * n_leads)), cancellable, error) &&
         add_annotations (output, recording, stem, warnings, cancellable, error) &&
         ecg_file_output_add_bytes (output, header_path, text, strlen (text), cancellable, error) &&
         ecg_file_output_commit (output, error);
}

static const char *const suffixes[] = { ".hea", NULL };
static const char *const companions[] = { ".dat", NULL };

const EcgFormat ecg_format_wfdb = {
  .id = "wfdb",
  .name = N_ ("WFDB"),
  .suffixes = suffixes,
  .companions = companions,
  .load = load_wfdb,
  .verify = verify_wfdb,
  .save = save_wfdb,
};
