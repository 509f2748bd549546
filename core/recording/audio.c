/* Audio files through libsndfile, as whole numbers: the container knows neither gain nor unit,
 * which stand in the sidecar. */

#include "core/recording/audio-file.h"
#include "core/recording/audio-length.h"
#include "core/recording/audio-said.h"
#include "core/recording/audio-source.h"
#include "core/recording/audio-write.h"
#include "core/recording/formats.h"
#include "core/recording/limits.h"
#include "core/recording/scale-setting.h"
#include "core/recording/sidecar.h"
#include "core/recording/warning.h"

#include <glib/gi18n.h>
#include <math.h>

#define DEFAULT_GAIN 200.0

/* What was read: all samples, or where they can be read. */
typedef struct
{
  EcgAudioFile     from;
  GPtrArray       *channels; /* of GArray of 32 bits a sample */
  EcgSampleSource *source;   /* in place of @channels */
  char            *header;   /* (nullable): a WFDB header that describes them */
  GStrvBuilder    *warnings;
} Samples;

static void
clear_samples (Samples *samples)
{
  ecg_audio_file_clear (&samples->from);
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

  if (ecg_audio_is_floating (samples->from.info.format) && samples->source == NULL)
    return make_floating_lead (name, unit, &scale, rate_hz, samples->channels->pdata[index]);
  if (ecg_audio_is_floating (samples->from.info.format))
    {
      if (fabs (scale.gain) <= 0.0)
        scale = (EcgScale){ 1.0, 0.0, 0 };
      return ecg_series_new_from_floats (name, unit, rate_hz, &scale, samples->source, index);
    }
  if (fabs (scale.gain) <= 0.0)
    scale.gain = DEFAULT_GAIN;
  if (scale.bits == 0)
    scale.bits = ecg_audio_bits (samples->from.info.format);
  if (samples->source != NULL)
    return ecg_series_new_from_source (name, unit, rate_hz, &scale, samples->source, index);
  return make_digital_lead (name, unit, &scale, rate_hz, sidecar->missing,
                            samples->channels->pdata[index]);
}

/* Until the user has said otherwise, and so seen it. */
static void
warn_of_assumptions (Samples *samples, const char *const *files)
{
  const SF_INFO *info = &samples->from.info;
  const char    *name = samples->from.name;

  if (ecg_scale_setting_exists (files, NULL))
    return;
  if (ecg_audio_is_floating (info->format))
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
                  const EcgSidecar  *sidecar,
                  GCancellable      *cancellable)
{
  if (sidecar->leads->len == 0)
    warn_of_assumptions (samples, files);
  if (ecg_audio_is_cut_off (files[0], cancellable))
    ecg_warn (samples->warnings,
              _ ("“%s” is shorter than it says: its end is missing, and what is there was read."),
              samples->from.name);
  return g_strv_builder_end (samples->warnings);
}

static EcgRecording *
make_recording (Samples *samples, const EcgSidecar *sidecar, GCancellable *cancellable)
{
  const char    *path = samples->from.path;
  const SF_INFO *info = &samples->from.info;
  const double   rate_hz = sidecar->rate_hz > 0.0 ? sidecar->rate_hz : (double) info->samplerate;
  const char    *first = sidecar->path != NULL ? sidecar->path : samples->header;
  const char    *second = sidecar->path != NULL ? samples->header : NULL;
  const char    *files[] = { path, first, second, NULL };
  g_auto (GStrv) warnings = collect_warnings (samples, files, sidecar, cancellable);
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

/* Whether the file is large enough to be worth it. */
static gboolean
may_be_left (const EcgAudioFile *from)
{
  const SF_INFO *info = &from->info;

  return info->seekable && info->frames <= from->most_frames &&
         info->frames * info->channels > ECG_LIMIT_IN_MEMORY;
}

static gboolean
check_sidecar (const EcgSidecar *sidecar, const EcgAudioFile *from, GError **error)
{
  if (sidecar->leads->len == 0 || sidecar->leads->len == (guint) from->info.channels)
    return TRUE;
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED,
               _ ("“%s” has %d channels, but the file beside it describes %u leads."), from->name,
               from->info.channels, sidecar->leads->len);
  return FALSE;
}

static gboolean
read_samples (Samples      *samples,
              EcgSidecar   *sidecar,
              EcgProgress  *progress,
              GCancellable *cancellable,
              GError      **error)
{
  EcgAudioFile  *from = &samples->from;
  const SF_INFO *info = &from->info;

  if (!ecg_audio_file_open (from, cancellable, error) || !check_sidecar (sidecar, from, error))
    return FALSE;
  samples->header = ecg_audio_said_complete (
    sidecar, from->path, (guint) info->channels, ecg_audio_is_floating (info->format),
    sf_get_string (from->file, SF_STR_COMMENT), samples->warnings);
  if (may_be_left (from))
    {
      samples->source =
        ecg_audio_source_new (g_steal_pointer (&from->file), info->frames, (guint) info->channels,
                              ecg_audio_bits (info->format), sidecar->missing);
      if (samples->source != NULL)
        return TRUE;
      /* The end that it promises is not there: so reading it will say. */
      if (!ecg_audio_file_open (from, cancellable, error))
        return FALSE;
    }
  samples->channels = ecg_audio_file_read (from, progress, cancellable, error);
  return samples->channels != NULL;
}

static EcgRecording *
load_audio (const char *path, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr (EcgSidecar) sidecar = ecg_sidecar_read (path, cancellable, error);
  g_auto (Samples) samples = {
    .from = { .path = path, .name = g_filename_display_basename (path) },
    .warnings = g_strv_builder_new (),
  };

  if (sidecar == NULL || !read_samples (&samples, sidecar, progress, cancellable, error))
    return NULL;
  return make_recording (&samples, sidecar, cancellable);
}

static const char *const suffixes[] = { ".wav", ".flac", ".w64", ".rf64",
                                        ".aif", ".aiff", ".caf", NULL };

const EcgFormat ecg_format_audio = {
  .id = "audio",
  .name = N_ ("Audio"),
  .suffixes = suffixes,
  .probe = ecg_audio_probe,
  .load = load_audio,
  .save = ecg_audio_save,
};
