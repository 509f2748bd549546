/* Writing audio: counts as they are, shifted up to whole numbers that libsndfile takes. */

#include "core/recording/audio-write.h"

#include "core/recording/audio-kind.h"
#include "core/recording/file-output.h"
#include "core/recording/quantise.h"
#include "core/recording/recording-error.h"
#include "core/recording/sidecar.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

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

static void
collect_samples (Plan *plan, EcgRecording *recording, gboolean floating)
{
  const guint n_leads = ecg_recording_get_n_leads (recording);

  plan->scales = g_new0 (EcgScale, n_leads);
  plan->samples = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < n_leads; i++)
    {
      EcgSeries *lead = ecg_recording_get_lead (recording, i);

      g_ptr_array_add (plan->samples, floating ? collect_values (lead, &plan->scales[i])
                                               : ecg_quantise (lead, 24, &plan->scales[i]));
    }
}

static gboolean
make_plan (Plan *plan, EcgRecording *recording, const char *path, GError **error)
{
  const guint      n_leads = ecg_recording_get_n_leads (recording);
  const gsize      length = (gsize) ecg_recording_get_length (recording);
  const int        container = ecg_audio_container (path);
  const gboolean   floating = container != SF_FORMAT_FLAC && !has_counts (recording);
  gboolean         possible;
  g_autofree char *name = g_filename_display_basename (path);

  plan->info.format = container;
  plan->info.channels = (int) n_leads;
  plan->info.samplerate = (int) CLAMP (rint (ecg_recording_get_rate (recording)), 1.0, 1e6);
  collect_samples (plan, recording, floating);
  possible = floating || find_bits (plan, length);
  plan->info.format |= ecg_audio_subtype (plan->bits);
  /* A WAV file counts its bytes in 32 bits. */
  if (possible && sf_format_check (&plan->info) &&
      (container != SF_FORMAT_WAV || 4 * length * n_leads < G_MAXUINT32 - 4096))
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
write_block (SNDFILE *file, const Plan *plan, gsize begin, gsize end, EcgAudioBlock *block)
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
  g_autofree EcgAudioBlock *block = g_new (EcgAudioBlock, 1);
  const gsize               step = ECG_AUDIO_BLOCK / plan->samples->len;
  SF_INFO                   info = plan->info;
  SNDFILE                  *file = sf_open (path, SFM_WRITE, &info);
  gboolean                  written = file != NULL;
  gboolean                  cancelled = FALSE;

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

gboolean
ecg_audio_save (EcgRecording *recording,
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
