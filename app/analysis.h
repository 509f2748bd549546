#pragma once

#include "core/dsp/band.h"
#include "core/learn/predictor.h"
#include "core/recording/recording.h"
#include "core/series/envelope.h"
#include "core/series/spectrum-data.h"

G_BEGIN_DECLS

/*
 * What the Recording page shows of a recording beside its samples, computed in %ECG_POOL_COMPUTE:
 * each function starts a job and ends in its _finish. Inputs are immutable and referenced by the
 * job.
 */

#define ECG_TYPE_ANALYSIS (ecg_analysis_get_type ())

/**
 * EcgAnalysis:
 * @n_leads: of the recording
 * @raw: (array length=n_leads): envelopes of the leads as recorded
 * @filtered: (array length=n_leads): envelopes of the filtered leads
 * @offsets: (array length=n_leads): medians of the raw leads: electrode offsets
 * @beats: (element-type gint64): R peaks
 * @rates: (element-type float): heart rate of the interval that ends at each beat, /min; NaN for
 * none
 * @beat_lead: in which the beats were found
 *
 * A recording as it is drawn. Immutable, shared by count.
 */
typedef struct
{
  guint         n_leads;
  EcgEnvelope **raw;
  EcgEnvelope **filtered;
  double       *offsets;
  GArray       *beats;
  GArray       *rates;
  guint         beat_lead;
} EcgAnalysis;

GType        ecg_analysis_get_type (void) G_GNUC_CONST;
EcgAnalysis *ecg_analysis_ref (EcgAnalysis *self);
void         ecg_analysis_unref (EcgAnalysis *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgAnalysis, ecg_analysis_unref)

/** ecg_analyse_async: Filters all leads with zero phase to @band and a notch at @mains_hz, builds
 * envelopes, finds beats. */
void ecg_analyse_async (EcgRecording       *recording,
                        EcgBandId           band,
                        double              mains_hz,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data);

/** ecg_analyse_finish: Returns: (transfer full) (nullable): NULL where a lead cannot be filtered,
 * and on cancellation. */
EcgAnalysis *ecg_analyse_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_spectrum_async: Welch's density of @span of @series, 4 s segments. Finishes with NULL and no
 * error where the span is too short. */
void             ecg_spectrum_async (EcgSeries          *series,
                                     EcgSpan             span,
                                     const char         *name,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
EcgSpectrumData *ecg_spectrum_finish (GAsyncResult *result,
                                      GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_explain_async: Loads @checkpoint and explains the windows of @recording that meet @span.
 * Finishes with (element-type EcgAttention). */
void       ecg_explain_async (const char         *checkpoint,
                              EcgRecording       *recording,
                              EcgSpan             span,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
GPtrArray *ecg_explain_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
