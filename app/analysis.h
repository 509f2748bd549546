#pragma once

#include "core/dsp/band.h"
#include "core/recording/recording.h"
#include "core/series/envelope.h"

G_BEGIN_DECLS

/** ECG_MAINS_HZ: what the notch takes out of the filtered traces. */
#define ECG_MAINS_HZ 50.0

#define ECG_TYPE_ANALYSIS (ecg_analysis_get_type ())

/**
 * EcgAnalysis:
 * @n_leads: of the recording
 * @raw: (array length=n_leads): envelopes of the leads as recorded
 * @filtered: (array length=n_leads): envelopes of the filtered leads
 * @offsets: (array length=n_leads): medians of the raw leads: electrode offsets
 * @beat_lead: in which beats are to be looked for
 * @filter_name: names band and notch
 * @whole: whether all samples, filtered ones too, are in memory; else the envelopes are coarse and
 * know nothing until a survey (#EcgSurvey) has let them grow, and what is near is drawn from a
 * detail (#EcgDetail)
 *
 * A recording as it is drawn. Shared by count; nothing but what the envelopes know changes.
 */
typedef struct
{
  guint         n_leads;
  EcgEnvelope **raw;
  EcgEnvelope **filtered;
  double       *offsets;
  guint         beat_lead;
  char         *filter_name;
  gboolean      whole;
} EcgAnalysis;

GType        ecg_analysis_get_type (void) G_GNUC_CONST;
EcgAnalysis *ecg_analysis_ref (EcgAnalysis *self);
void         ecg_analysis_unref (EcgAnalysis *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgAnalysis, ecg_analysis_unref)

/**
 * ecg_analyse_async:
 * @before: (nullable): of the same recording, with another filter: what does not depend on it is
 * taken over
 *
 * Prepares to show all leads, raw and filtered with zero phase to @band and a notch at @mains_hz. A
 * recording in memory is filtered as a whole; of another only a few samples are read.
 */
void ecg_analyse_async (EcgRecording       *recording,
                        EcgBandId           band,
                        double              mains_hz,
                        EcgAnalysis        *before,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data);

/** ecg_analyse_finish: Returns: (transfer full) (nullable): NULL where a lead cannot be filtered,
 * and on cancellation. */
EcgAnalysis *ecg_analyse_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_envelopes_free: Frees an array of @n envelopes, of which some may be NULL. */
void ecg_envelopes_free (EcgEnvelope **envelopes, guint n);

G_END_DECLS
