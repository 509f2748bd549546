/*
 * From a recording to what the network reads: the leads that it was trained on, in its order, in
 * millivolts, filtered with zero phase, at its rate.
 */

#include "core/dataset/preparation.h"

#include "core/base/size.h"
#include "core/dsp/band.h"
#include "core/dsp/resample.h"
#include "core/dsp/sos-filter.h"
#include "core/recording/reading.h"
#include "core/recording/unit.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

G_DEFINE_BOXED_TYPE (EcgFeatures, ecg_features, ecg_features_ref, ecg_features_unref)

void
ecg_preparation_init (EcgPreparation *self, const char *const *leads)
{
  *self = (EcgPreparation){
    .leads = g_strdupv ((char **) leads),
    .rate_hz = 250.0,
    .window = 1000,
    .low_hz = 0.5,
    .high_hz = 40.0,
    .mains_hz = 50.0,
    .normalisation = ECG_NORMALISE_RECORDING,
  };
}

void
ecg_preparation_copy (EcgPreparation *to, const EcgPreparation *from)
{
  *to = *from;
  to->leads = g_strdupv (from->leads);
}

void
ecg_preparation_clear (EcgPreparation *self)
{
  g_clear_pointer (&self->leads, g_strfreev);
}

EcgFeatures *
ecg_features_ref (EcgFeatures *self)
{
  return g_atomic_rc_box_acquire (self);
}

/* Memory */

static gsize budget;    /* 0: not known yet */
static gsize in_memory; /* bytes of features that count against it */

void
ecg_features_set_budget (gsize n_bytes)
{
  g_atomic_pointer_set (&budget, MAX (n_bytes, 1));
}

static gsize
get_budget (void)
{
  if (g_atomic_pointer_get (&budget) == 0)
    ecg_features_set_budget ((gsize) sysconf (_SC_PHYS_PAGES) / 2 * (gsize) sysconf (_SC_PAGESIZE));
  return g_atomic_pointer_get (&budget);
}

/* Returns: (nullable): an unnamed file of that size in the cache folder, mapped. */
static float *
map_file (gsize n_bytes)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "dt4ecg", NULL);
  g_autofree char *path = g_build_filename (folder, "features-XXXXXX", NULL);
  int              file;
  void            *mapped = MAP_FAILED;

  if (g_mkdir_with_parents (folder, 0700) != 0 || (file = g_mkstemp (path)) < 0)
    return NULL;
  g_unlink (path);
  if (posix_fallocate (file, 0, (off_t) n_bytes) == 0)
    mapped = mmap (NULL, n_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close (file);
  return mapped == MAP_FAILED ? NULL : mapped;
}

/* Where no file can be had either, the memory has to do. */
static void
allocate_values (EcgFeatures *self, gsize n_values)
{
  const gsize n_bytes = MAX (n_values, 1) * sizeof *self->values;

  if ((gsize) g_atomic_pointer_get (&in_memory) + n_bytes > get_budget ())
    {
      self->values = map_file (n_bytes);
      self->n_mapped = self->values == NULL ? 0 : n_bytes;
    }
  if (self->values != NULL)
    return;
  self->values = g_new (float, MAX (n_values, 1));
  self->n_counted = n_bytes;
  g_atomic_pointer_add (&in_memory, (gssize) n_bytes);
}

static void
free_values (EcgFeatures *self)
{
  if (self->n_mapped > 0)
    munmap (self->values, self->n_mapped);
  else
    g_free (self->values);
  g_atomic_pointer_add (&in_memory, -(gssize) self->n_counted);
}

static void
clear_features (gpointer data)
{
  EcgFeatures *self = data;

  free_values (self);
  g_free (self->missing);
  g_free (self->reading);
}

void
ecg_features_unref (EcgFeatures *self)
{
  g_atomic_rc_box_release_full (self, clear_features);
}

/* In millivolts; amplitudes of other units stay as they are, since the scaler takes their size out.
 */
static void
read_lead (EcgSeries *lead, float *values)
{
  const gint64 n = ecg_series_get_length (lead);
  double       millivolts;

  ecg_unit_parse (ecg_series_get_unit (lead), &millivolts);
  ecg_series_read (lead, (EcgSpan){ 0, n }, values);
  for (gint64 i = 0; i < n; i++)
    values[i] *= (float) millivolts;
}

static gboolean
fetch_lead (EcgRecording *recording, const char *name, float *values, GError **error)
{
  EcgSeries       *lead = ecg_recording_find_lead (recording, name);
  g_autofree char *base = NULL;

  if (lead != NULL)
    {
      read_lead (lead, values);
      return TRUE;
    }
  base = g_path_get_basename (ecg_recording_get_path (recording));
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
               _ ("%s has no lead “%s”, which the network reads."), base, name);
  return FALSE;
}

/* Marks gaps, and bridges them: a constant 0 is what the mean of a filtered ECG is. */
static void
settle_gaps (EcgFeatures *features, gsize lead)
{
  float *values = features->values + lead * features->n_samples;

  for (gsize i = 0; i < features->n_samples; i++)
    if (isnan (values[i]))
      {
        if (features->missing == NULL)
          features->missing = g_new0 (gboolean, features->n_samples);
        features->missing[i] = TRUE;
        values[i] = 0.0f;
      }
}

static gboolean
prepare_lead (EcgFeatures          *features,
              gsize                 index,
              EcgRecording         *recording,
              const EcgPreparation *preparation,
              const EcgFilter      *filter,
              GError              **error)
{
  const gsize        n = (gsize) ecg_recording_get_length (recording);
  g_autofree float  *values = g_new (float, n);
  g_autofree double *work = g_new (double, ecg_filter_zero_phase_work_size (filter, n));
  float             *out = features->values + index * features->n_samples;

  if (!fetch_lead (recording, preparation->leads[index], values, error))
    return FALSE;
  ecg_filter_zero_phase (values, values, work, filter, n);
  if (!ecg_resample (out, values, n, features->source_rate_hz, preparation->rate_hz))
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
                   _ ("A recording at %g Hz cannot be brought to the network’s %g Hz."),
                   features->source_rate_hz, preparation->rate_hz);
      return FALSE;
    }
  settle_gaps (features, index);
  return TRUE;
}

static gboolean
design_filter (EcgFilter *filter, const EcgPreparation *preparation, double rate_hz, GError **error)
{
  const EcgBand band = { .name = "model",
                         .low_hz = preparation->low_hz,
                         .high_hz = preparation->high_hz };

  if (ecg_band_design (filter, &band, preparation->mains_hz, rate_hz, TRUE))
    return TRUE;
  g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED,
               _ ("A recording at %g Hz cannot be filtered to %g–%g Hz."), rate_hz,
               preparation->low_hz, preparation->high_hz);
  return FALSE;
}

EcgFeatures *
ecg_features_prepare (EcgRecording         *recording,
                      const EcgPreparation *preparation,
                      GCancellable         *cancellable,
                      GError              **error)
{
  g_autoptr (EcgFeatures) self = g_atomic_rc_box_new0 (EcgFeatures);
  EcgFilter filter;
  size_t    n_values;

  g_return_val_if_fail (recording != NULL && preparation->leads != NULL, NULL);

  self->source_rate_hz = ecg_recording_get_rate (recording);
  self->n_leads = g_strv_length (preparation->leads);
  self->n_samples = ecg_resample_length ((gsize) ecg_recording_get_length (recording),
                                         self->source_rate_hz, preparation->rate_hz);
  if (!design_filter (&filter, preparation, self->source_rate_hz, error))
    return NULL;
  if (!ecg_size_mul (&n_values, self->n_leads, self->n_samples) || n_values > G_MAXINT32)
    {
      g_set_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_TOO_LARGE,
                   _ ("The recording is too long to be prepared at once: %g hours."),
                   ecg_recording_get_seconds (recording) / 3600.0);
      return NULL;
    }
  self->reading = ecg_reading_describe (recording, (const char *const *) preparation->leads);
  allocate_values (self, n_values);
  for (gsize i = 0; i < self->n_leads; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !prepare_lead (self, i, recording, preparation, &filter, error))
      return NULL;
  if (!ecg_recording_check (recording, error))
    return NULL;
  return g_steal_pointer (&self);
}

gint64
ecg_features_to_source (const EcgFeatures *self, const EcgPreparation *preparation, gint64 position)
{
  return (gint64) llround ((double) position * self->source_rate_hz / preparation->rate_hz);
}
