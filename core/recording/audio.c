/* Audio files through libsndfile, as whole numbers: the container knows neither gain nor unit,
 * which stand in the sidecar. */

#include "core/recording/audio-length.h"
#include "core/recording/audio-said.h"
#include "core/recording/audio-source.h"
#include "core/recording/file-input.h"
#include "core/recording/file-output.h"
#include "core/recording/flac-check.h"
#include "core/recording/formats.h"
#include "core/recording/limits.h"
#include "core/recording/quantise.h"
#include "core/recording/scale-setting.h"
#include "core/recording/sidecar.h"
#include "core/recording/warning.h"

#include <glib/gi18n.h>
#include <math.h>
#include <sndfile.h>
#include <string.h>

#define BLOCK_SAMPLES 65536
#define DEFAULT_GAIN 200.0

typedef struct
{
  const char *suffix;
  int         major;
} Container;

static const Container containers[] = {
  { ".wav", SF_FORMAT_WAV },   { ".flac", SF_FORMAT_FLAC }, { ".w64", SF_FORMAT_W64 },
  { ".rf64", SF_FORMAT_RF64 }, { ".aif", SF_FORMAT_AIFF },  { ".aiff", SF_FORMAT_AIFF },
  { ".caf", SF_FORMAT_CAF },
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SNDFILE, sf_close)

/* libsndfile would try every format that it knows: only what begins like one of these is shown to
 * it. */
static gboolean
probe_audio (const char *path, const guint8 *head, gsize n_head)
{
  static const struct
  {
    const char *first; /* four bytes */
    const char *third; /* the third four */
  } heads[] = {
    { "RIFF", "WAVE" }, { "RIFX", "WAVE" }, { "RF64", "WAVE" }, { "FORM", "AIFF" },
    { "FORM", "AIFC" }, { "riff", NULL },   { "fLaC", NULL },   { "caff", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    if (n_head >= 12 && memcmp (head, heads[i].first, 4) == 0 &&
        (heads[i].third == NULL || memcmp (head + 8, heads[i].third, 4) == 0))
      return TRUE;
  return FALSE;
}

static gboolean
is_allowed (int format)
{
  const int major = format & SF_FORMAT_TYPEMASK;

  for (guint i = 0; i < G_N_ELEMENTS (containers); i++)
    if (containers[i].major == major)
      return TRUE;
  return major == SF_FORMAT_WAVEX;
}

/* Bits of a whole number as it is stored; 0 for all else. */
static guint
bits_of (int format)
{
  switch (format & SF_FORMAT_SUBMASK)
    {
    case SF_FORMAT_PCM_S8:
    case SF_FORMAT_PCM_U8:
      return 8;
    case SF_FORMAT_PCM_16:
      return 16;
    case SF_FORMAT_PCM_24:
      return 24;
    case SF_FORMAT_PCM_32:
      return 32;
    default:
      return 0;
    }
}

static gboolean
is_floating (int format)
{
  const int subtype = format & SF_FORMAT_SUBMASK;

  return subtype == SF_FORMAT_FLOAT || subtype == SF_FORMAT_DOUBLE;
}

static gboolean
check_info (const SF_INFO *info, const char *name, GError **error)
{
  if (!is_allowed (info->format) || (bits_of (info->format) == 0 && !is_floating (info->format)))
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
                   _ ("“%s” is compressed audio or of a rare kind: only plain samples, as in WAV "
                      "or FLAC, can be read."),
                   name);
      return FALSE;
    }
  if (info->channels < 1 || info->channels > ECG_LIMIT_LEADS)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                   _ ("“%s” has %d channels; from 1 to %d can be read."), name, info->channels,
                   ECG_LIMIT_LEADS);
      return FALSE;
    }
  if (info->samplerate < 1)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("“%s” gives no sampling rate."), name);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_head (const char *path, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (GInputStream) stream = NULL;
  guint8 head[12];
  gsize  n_head;
  gint64 size;

  stream = ecg_file_open (path, &size, cancellable, error);
  if (stream == NULL ||
      !g_input_stream_read_all (stream, head, sizeof head, &n_head, cancellable, error))
    return FALSE;
  if (!probe_audio (path, head, n_head))
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("“%s” does not begin like audio: WAV, RF64, W64, FLAC, AIFF or CAF was "
                      "expected."),
                   name);
      return FALSE;
    }
  return memcmp (head, "fLaC", 4) != 0 ||
         ecg_flac_check (stream, path, 0, size, cancellable, error);
}

static SNDFILE *
open_audio (
  const char *path, SF_INFO *info, const char *name, GCancellable *cancellable, GError **error)
{
  g_autoptr (SNDFILE) file = NULL;

  if (!check_head (path, name, cancellable, error))
    return NULL;
  memset (info, 0, sizeof *info);
  file = sf_open (path, SFM_READ, info);
  if (file == NULL)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("“%s” cannot be read as audio: %s"), name, sf_strerror (NULL));
      return NULL;
    }
  if (!check_info (info, name, error))
    return NULL;
  return g_steal_pointer (&file);
}

/* A sample as libsndfile gives it: a number shifted up to 32 bits, or a float. */
typedef union
{
  int   whole[BLOCK_SAMPLES];
  float real[BLOCK_SAMPLES];
} Block;

static sf_count_t
read_block (SNDFILE *file, const SF_INFO *info, Block *block)
{
  const sf_count_t n = BLOCK_SAMPLES / info->channels;
  const guint      bits = bits_of (info->format);
  sf_count_t       n_read;

  if (is_floating (info->format))
    return sf_readf_float (file, block->real, n);
  n_read = sf_readf_int (file, block->whole, n);
  for (sf_count_t i = 0; i < n_read * info->channels; i++)
    block->whole[i] >>= 32 - bits;
  return n_read;
}

/* What is promised is not believed: compressed, it may be far more than the file's bytes. */
static gboolean
read_channels (SNDFILE       *file,
               const SF_INFO *info,
               gint64         most_frames,
               const char    *name,
               GPtrArray     *channels,
               EcgProgress   *progress,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autofree Block *block = g_new (Block, 1);
  const gsize       n_channels = (gsize) info->channels;
  sf_count_t        n, n_all = 0;

  while ((n = read_block (file, info, block)) > 0)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      n_all += n;
      if (n_all > most_frames)
        {
          g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                       _ ("“%s” holds more samples than can be read, or than so small a file would "
                          "hold in honesty."),
                       name);
          return FALSE;
        }
      for (gsize c = 0; c < n_channels; c++)
        {
          GArray *channel = channels->pdata[c];
          guint   begin = channel->len;

          g_array_set_size (channel, begin + (guint) n);
          for (gsize t = 0; t < (gsize) n; t++)
            memcpy (channel->data + 4 * (begin + t), &block->whole[t * n_channels + c], 4);
        }
      ecg_progress_set (progress, info->frames > 0 ? (double) n_all / (double) info->frames : -1.0,
                        NULL);
    }
  if (n_all > 0 && n_all >= info->frames)
    return TRUE;
  g_set_error (error, ECG_RECORDING_ERROR,
               n_all == 0 && info->frames == 0 ? ECG_RECORDING_ERROR_EMPTY
                                               : ECG_RECORDING_ERROR_MALFORMED,
               n_all == 0 ? _ ("“%s” holds no samples.")
                          : _ ("“%s” ends before the last of the samples that it promises."),
               name);
  return FALSE;
}

/* What was read: all samples, or where they can be read. */
typedef struct
{
  SF_INFO          info;
  GPtrArray       *channels; /* of GArray of 32 bits a sample */
  EcgSampleSource *source;   /* in place of @channels */
  char            *header;   /* (nullable): a WFDB header that describes them */
  GStrvBuilder    *warnings;
} Samples;

static void
clear_samples (Samples *samples)
{
  g_clear_pointer (&samples->channels, g_ptr_array_unref);
  g_clear_pointer (&samples->source, ecg_sample_source_unref);
  g_clear_pointer (&samples->warnings, g_strv_builder_unref);
  g_free (samples->header);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Samples, clear_samples)

static EcgSeries *
make_floating_lead (
  const char *name, const char *unit, const EcgScale *scale, double rate_hz, GArray *data)
{
  gsize  n;
  float *values = (float *) g_array_steal (data, &n);

  for (gsize i = 0; fabs (scale->gain) > 0.0 && i < n; i++)
    values[i] = (float) (((double) values[i] - scale->baseline) / scale->gain);
  return ecg_series_new_physical (name, unit, rate_hz, values, n);
}

static EcgSeries *
make_digital_lead (const char     *name,
                   const char     *unit,
                   const EcgScale *scale,
                   double          rate_hz,
                   gint32          missing,
                   GArray         *data)
{
  gsize   n;
  gint32 *counts = (gint32 *) g_array_steal (data, &n);

  for (gsize i = 0; i < n; i++)
    if (counts[i] == missing)
      counts[i] = ECG_COUNT_MISSING;
  return ecg_series_new_digital (name, unit, rate_hz, counts, n, scale);
}

static EcgSeries *
make_lead (Samples *samples, const EcgSidecar *sidecar, guint index, double rate_hz)
{
  const EcgSidecarLead *said =
    sidecar->leads->len > 0 ? &g_array_index (sidecar->leads, EcgSidecarLead, index) : NULL;
  g_autofree char *name = said != NULL && said->name != NULL
                            ? g_strdup (said->name)
                            : g_strdup_printf ("ECG %u", index + 1);
  const char      *unit = said != NULL && said->unit != NULL ? said->unit : "mV";
  EcgScale         scale = said != NULL ? said->scale : (EcgScale){ 0.0, 0.0, 0 };

  if (is_floating (samples->info.format) && samples->source == NULL)
    return make_floating_lead (name, unit, &scale, rate_hz, samples->channels->pdata[index]);
  if (is_floating (samples->info.format))
    {
      if (fabs (scale.gain) <= 0.0)
        scale = (EcgScale){ 1.0, 0.0, 0 };
      return ecg_series_new_from_floats (name, unit, rate_hz, &scale, samples->source, index);
    }
  if (fabs (scale.gain) <= 0.0)
    scale.gain = DEFAULT_GAIN;
  if (scale.bits == 0)
    scale.bits = bits_of (samples->info.format);
  if (samples->source != NULL)
    return ecg_series_new_from_source (name, unit, rate_hz, &scale, samples->source, index);
  return make_digital_lead (name, unit, &scale, rate_hz, sidecar->missing,
                            samples->channels->pdata[index]);
}

/* Until the user has said otherwise, and so seen it. */
static void
warn_of_assumptions (Samples *samples, const char *const *files, const char *name)
{
  const SF_INFO *info = &samples->info;

  if (ecg_scale_setting_exists (files, NULL))
    return;
  if (is_floating (info->format))
    ecg_warn (samples->warnings,
              _ ("“%s” does not name its leads and their unit: millivolts were assumed."), name);
  else if (info->channels == 1)
    ecg_warn (samples->warnings,
              _ ("“%s” has one channel without a name, which was read as lead ECG 1 with an "
                 "assumed gain of 200 counts per mV."),
              name);
  else
    ecg_warn (samples->warnings,
              _ ("“%s” does not name its %d leads and their gain: ECG 1 to ECG %d and 200 counts "
                 "per mV were assumed."),
              name, info->channels, info->channels);
}

static char **
collect_warnings (Samples           *samples,
                  const char *const *files,
                  const char        *name,
                  const EcgSidecar  *sidecar,
                  GCancellable      *cancellable)
{
  if (sidecar->leads->len == 0)
    warn_of_assumptions (samples, files, name);
  if (ecg_audio_is_cut_off (files[0], cancellable))
    ecg_warn (samples->warnings,
              _ ("“%s” is shorter than it says: its end is missing, and what is there was read."),
              name);
  return g_strv_builder_end (samples->warnings);
}

static EcgRecording *
make_recording (const char       *path,
                const char       *name,
                Samples          *samples,
                const EcgSidecar *sidecar,
                GCancellable     *cancellable)
{
  const SF_INFO *info = &samples->info;
  const double   rate_hz = sidecar->rate_hz > 0.0 ? sidecar->rate_hz : (double) info->samplerate;
  const char    *first = sidecar->path != NULL ? sidecar->path : samples->header;
  const char    *second = sidecar->path != NULL ? samples->header : NULL;
  const char    *files[] = { path, first, second, NULL };
  g_auto (GStrv) warnings = collect_warnings (samples, files, name, sidecar, cancellable);
  EcgRecordingInfo about = { .format = ecg_format_audio.id,
                             .path = path,
                             .files = files,
                             .subject = sidecar->subject,
                             .activity = sidecar->activity,
                             .comments = (const char *const *) sidecar->comments,
                             .started = sidecar->started,
                             .warnings = (const char *const *) warnings };
  g_autoptr (GPtrArray) leads = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_series_unref);

  for (guint i = 0; i < (guint) info->channels; i++)
    g_ptr_array_add (leads, make_lead (samples, sidecar, i, rate_hz));
  return ecg_recording_new (&about, (EcgSeries *const *) leads->pdata, leads->len);
}

/* What the file may hold: it must be large enough to be believed. */
static gint64
find_most_frames (const SF_INFO *info, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInfo) about =
    g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  const gint64 size = about != NULL ? g_file_info_get_size (about) : 0;

  return MIN (ECG_LIMIT_SAMPLES, ecg_limit_unfolded (size) / (gint64) sizeof (gint32)) /
         info->channels;
}

/* Whether the file is large enough to be worth it. */
static gboolean
may_be_left (const SF_INFO *info, gint64 most_frames)
{
  return info->seekable && info->frames <= most_frames &&
         info->frames * info->channels > ECG_LIMIT_IN_MEMORY;
}

static gboolean
read_samples (Samples      *samples,
              const char   *path,
              const char   *name,
              EcgSidecar   *sidecar,
              EcgProgress  *progress,
              GCancellable *cancellable,
              GError      **error)
{
  SF_INFO *info = &samples->info;
  g_autoptr (SNDFILE) file = open_audio (path, info, name, cancellable, error);
  gint64 most_frames, n_expected;

  if (file == NULL)
    return FALSE;
  if (sidecar->leads->len > 0 && sidecar->leads->len != (guint) info->channels)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
                   _ ("“%s” has %d channels, but the file beside it describes %u leads."), name,
                   info->channels, sidecar->leads->len);
      return FALSE;
    }
  samples->header =
    ecg_audio_said_complete (sidecar, path, (guint) info->channels, is_floating (info->format),
                             sf_get_string (file, SF_STR_COMMENT), samples->warnings);
  most_frames = find_most_frames (info, path);
  if (may_be_left (info, most_frames))
    samples->source =
      ecg_audio_source_new (g_steal_pointer (&file), info->frames, (guint) info->channels,
                            bits_of (info->format), sidecar->missing);
  if (samples->source != NULL)
    return TRUE;
  if (file == NULL)
    file = open_audio (path, info, name, cancellable, error);
  n_expected = CLAMP (info->frames, 0, most_frames);
  samples->channels = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (int i = 0; i < info->channels; i++)
    g_ptr_array_add (samples->channels, g_array_sized_new (FALSE, FALSE, 4, (guint) n_expected));
  return file != NULL && read_channels (file, info, most_frames, name, samples->channels, progress,
                                        cancellable, error);
}

static EcgRecording *
load_audio (const char *path, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (EcgSidecar) sidecar = ecg_sidecar_read (path, cancellable, error);
  g_auto (Samples) samples = { .warnings = g_strv_builder_new () };

  if (sidecar == NULL ||
      !read_samples (&samples, path, name, sidecar, progress, cancellable, error))
    return NULL;
  return make_recording (path, name, &samples, sidecar, cancellable);
}

static int
major_of (const char *path)
{
  g_autofree char *folded = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (containers); i++)
    if (g_str_has_suffix (folded, containers[i].suffix))
      return containers[i].major;
  return SF_FORMAT_WAV;
}

/* What is written: whole numbers of so many bits, or floats where no lead has counts. */
typedef struct
{
  SF_INFO    info;
  guint      bits; /* 0 for floats */
  EcgScale  *scales;
  GPtrArray *samples; /* of each lead: gint32, or float where bits is 0 */
} Plan;

static void
clear_plan (Plan *plan)
{
  g_free (plan->scales);
  g_clear_pointer (&plan->samples, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, clear_plan)

static gboolean
has_counts (EcgRecording *recording)
{
  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    if (ecg_series_get_scale (ecg_recording_get_lead (recording, i), NULL))
      return TRUE;
  return FALSE;
}

static gpointer
collect_values (EcgSeries *lead, EcgScale *scale)
{
  const gint64 n = ecg_series_get_length (lead);
  float       *values = g_new (float, MAX (n, 1));

  *scale = (EcgScale){ 1.0, 0.0, 0 };
  ecg_series_read (lead, (EcgSpan){ 0, n }, values);
  return values;
}

static gboolean
find_bits (Plan *plan, gsize n)
{
  static const guint widths[] = { 16, 24, 32 };

  for (guint k = 0; k < G_N_ELEMENTS (widths); k++)
    {
      gboolean fits = TRUE;

      for (guint i = 0; i < plan->samples->len; i++)
        fits = fits && ecg_counts_fit (plan->samples->pdata[i], n, widths[k]);
      plan->bits = widths[k];
      if (fits)
        break;
    }
  return plan->bits <= 24 || (plan->info.format & SF_FORMAT_TYPEMASK) != SF_FORMAT_FLAC;
}

static int
subtype_of (guint bits)
{
  return bits == 0    ? SF_FORMAT_FLOAT
         : bits == 16 ? SF_FORMAT_PCM_16
         : bits == 24 ? SF_FORMAT_PCM_24
                      : SF_FORMAT_PCM_32;
}

static gboolean
make_plan (Plan *plan, EcgRecording *recording, const char *path, GError **error)
{
  const guint      n_leads = ecg_recording_get_n_leads (recording);
  const gsize      length = (gsize) ecg_recording_get_length (recording);
  const int        major = major_of (path);
  const gboolean   floating = major != SF_FORMAT_FLAC && !has_counts (recording);
  gboolean         possible = TRUE;
  g_autofree char *name = g_filename_display_basename (path);

  plan->info.format = major;
  plan->info.channels = (int) n_leads;
  plan->info.samplerate = (int) CLAMP (rint (ecg_recording_get_rate (recording)), 1.0, 1e6);
  plan->scales = g_new0 (EcgScale, n_leads);
  plan->samples = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n_leads; i++)
    {
      EcgSeries *lead = ecg_recording_get_lead (recording, i);

      g_ptr_array_add (plan->samples, floating ? collect_values (lead, &plan->scales[i])
                                               : ecg_quantise (lead, 24, &plan->scales[i]));
    }
  if (!floating)
    possible = find_bits (plan, length);
  plan->info.format |= subtype_of (plan->bits);
  /* A WAV file counts its bytes in 32 bits. */
  if (possible && sf_format_check (&plan->info) &&
      (major != SF_FORMAT_WAV || 4 * length * n_leads < G_MAXUINT32 - 4096))
    return TRUE;
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
               _ ("“%s”: this recording has more leads, bits or samples than such a file holds."),
               name);
  return FALSE;
}

static gint32
missing_code (guint bits)
{
  return (gint32) (-((gint64) 1 << (bits - 1)));
}

static sf_count_t
write_block (SNDFILE *file, const Plan *plan, gsize begin, gsize end, Block *block)
{
  const gsize n_leads = plan->samples->len;

  for (gsize i = 0; i < n_leads; i++)
    for (gsize t = begin; t < end; t++)
      {
        const gsize at = (t - begin) * n_leads + i;

        if (plan->bits == 0)
          block->real[at] = ((const float *) plan->samples->pdata[i])[t];
        else
          {
            const gint32 count = ((const gint32 *) plan->samples->pdata[i])[t];
            const gint32 code = count == ECG_COUNT_MISSING ? missing_code (plan->bits) : count;

            block->whole[at] = (gint32) ((guint32) code << (32 - plan->bits));
          }
      }
  return plan->bits == 0 ? sf_writef_float (file, block->real, (sf_count_t) (end - begin))
                         : sf_writef_int (file, block->whole, (sf_count_t) (end - begin));
}

static gboolean
write_samples (const Plan   *plan,
               const char   *path,
               gsize         length,
               EcgProgress  *progress,
               GCancellable *cancellable,
               GError      **error)
{
  g_autofree Block *block = g_new (Block, 1);
  const gsize       step = BLOCK_SAMPLES / plan->samples->len;
  SF_INFO           info = plan->info;
  SNDFILE          *file = sf_open (path, SFM_WRITE, &info);
  gboolean          written = file != NULL;
  gboolean          cancelled = FALSE;

  /* The chunk would hold the time of writing: the same samples shall give the same bytes. */
  if (written)
    sf_command (file, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE);
  for (gsize begin = 0; written && !cancelled && begin < length; begin += step)
    {
      const gsize end = MIN (begin + step, length);

      ecg_progress_set (progress, (double) begin / (double) length, NULL);
      cancelled = g_cancellable_set_error_if_cancelled (cancellable, error);
      written = write_block (file, plan, begin, end, block) == (sf_count_t) (end - begin);
    }
  if (file != NULL && sf_close (file) != 0)
    written = FALSE;
  if (!written && !cancelled)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The audio file cannot be written: %s"),
                 sf_strerror (NULL));
  return written && !cancelled;
}

static gboolean
save_audio (EcgRecording *recording,
            const char   *path,
            EcgProgress  *progress,
            GStrvBuilder *warnings,
            GCancellable *cancellable,
            GError      **error)
{
  g_autoptr (EcgFileOutput) output = ecg_file_output_new (recording);
  g_autofree char *sidecar_path = ecg_sidecar_path (path);
  g_autofree char *sidecar = NULL;
  g_auto (Plan) plan = { 0 };
  const char *temporary;
  gint32      missing;

  if (!make_plan (&plan, recording, path, error))
    return FALSE;
  temporary = ecg_file_output_add (output, path, error);
  if (temporary == NULL ||
      !write_samples (&plan, temporary, (gsize) ecg_recording_get_length (recording), progress,
                      cancellable, error))
    return FALSE;
  missing = plan.bits > 0 ? missing_code (plan.bits) : 0;
  sidecar = ecg_sidecar_print (recording, plan.scales, plan.bits > 0 ? &missing : NULL, TRUE);
  return ecg_file_output_add_bytes (output, sidecar_path, sidecar, strlen (sidecar), cancellable,
                                    error) &&
         ecg_file_output_commit (output, error);
}

static const char *const suffixes[] = { ".wav", ".flac", ".w64", ".rf64",
                                        ".aif", ".aiff", ".caf", NULL };

const EcgFormat ecg_format_audio = {
  .id = "audio",
  .name = N_ ("Audio"),
  .suffixes = suffixes,
  .probe = probe_audio,
  .load = load_audio,
  .save = save_audio,
};
