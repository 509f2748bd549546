#pragma once

#include <gio/gio.h>

#include "core/recording/recording.h"

G_BEGIN_DECLS

/** EcgNormalisation: how amplitudes are made comparable. */
typedef enum
{
  ECG_NORMALISE_RECORDING, /* median and IQR of each lead of the recording */
  ECG_NORMALISE_WINDOW, /* mean and standard deviation of each lead of the window; throws amplitude
                           away */
  ECG_NORMALISE_PEAK,   /* median and height of the beats of each lead of the window: a noisy window
                           looks noisy, whatever the gain */
} EcgNormalisation;

/**
 * EcgPreparation:
 * @leads: NULL-terminated names, in the model's order
 * @rate_hz: the model's rate
 * @window: samples per window, L, at @rate_hz
 * @low_hz: lower corner of the zero-phase band
 * @high_hz: upper corner
 * @mains_hz: notch; 0 for none
 * @normalisation: of amplitudes
 *
 * How recordings become what the network reads: a part of every checkpoint. A plain value; copy and
 * clear by the functions below.
 */
typedef struct
{
  char           **leads;
  double           rate_hz;
  gsize            window;
  double           low_hz;
  double           high_hz;
  double           mains_hz;
  EcgNormalisation normalisation;
} EcgPreparation;

/** ecg_preparation_init: 250 Hz, 1000 samples, 0.5–40 Hz, 50 Hz notch, per recording; copies
 * @leads. */
void ecg_preparation_init (EcgPreparation *self, const char *const *leads);
void ecg_preparation_copy (EcgPreparation *to, const EcgPreparation *from);
void ecg_preparation_clear (EcgPreparation *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EcgPreparation, ecg_preparation_clear)

#define ECG_TYPE_FEATURES (ecg_features_get_type ())

/**
 * EcgFeatures:
 * @n_leads: rows
 * @n_samples: columns, at the model's rate
 * @values: (n_leads, n_samples) filtered, physical; not normalised; missing samples are 0 there
 * @missing: (nullable): (n_samples): TRUE where any lead had no sample
 * @source_rate_hz: of the recording
 * @reading: how the recording's leads were read, as ecg_reading_describe() says
 * @n_mapped: bytes of @values where they lie in a file instead of in memory; else 0
 * @n_counted: bytes that count against the budget
 *
 * One recording as the network reads it, before its scaler and its cut into windows. Immutable,
 * shared by count.
 */
typedef struct
{
  gsize     n_leads;
  gsize     n_samples;
  float    *values;
  gboolean *missing;
  double    source_rate_hz;
  char     *reading;
  gsize     n_mapped;
  gsize     n_counted;
} EcgFeatures;

/** ecg_features_set_budget: From now on features beyond @n_bytes in memory, of all recordings
 * together, are kept in unnamed files of the cache folder, from where the system brings the windows
 * that are asked for: a cohort may be larger than the memory. At the start: half of the machine's.
 * Any thread. */
void ecg_features_set_budget (gsize n_bytes);

GType ecg_features_get_type (void) G_GNUC_CONST;

/**
 * ecg_features_prepare:
 *
 * Picks the leads, filters with zero phase, resamples.
 *
 * Returns: (transfer full) (nullable): NULL with a sentence that names the lead that is lacking, or
 *   cancelled
 */
EcgFeatures *ecg_features_prepare (EcgRecording         *recording,
                                   const EcgPreparation *preparation,
                                   GCancellable         *cancellable,
                                   GError              **error) G_GNUC_WARN_UNUSED_RESULT;
EcgFeatures *ecg_features_ref (EcgFeatures *self);
void         ecg_features_unref (EcgFeatures *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgFeatures, ecg_features_unref)

/** ecg_features_to_source: Returns: the sample of the recording at sample @position of the
 * features. */
gint64 ecg_features_to_source (const EcgFeatures    *self,
                               const EcgPreparation *preparation,
                               gint64                position);

G_END_DECLS
