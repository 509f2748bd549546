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

#define ECG_TYPE_DETAIL (ecg_detail_get_type ())

/** ECG_DETAIL_SAMPLES: most samples of all leads together in a detail. */
#define ECG_DETAIL_SAMPLES ((gint64) 1 << 21)

/**
 * EcgDetail:
 * @span: of the recording
 * @n_leads: of the recording
 * @raw: (array length=n_leads): envelopes of the samples of @span, in memory
 * @filtered: (array length=n_leads): likewise, filtered
 *
 * A part of a recording as it is drawn from near. Immutable, shared by count.
 */
typedef struct
{
  EcgSpan       span;
  guint         n_leads;
  EcgEnvelope **raw;
  EcgEnvelope **filtered;
} EcgDetail;

GType      ecg_detail_get_type (void) G_GNUC_CONST;
EcgDetail *ecg_detail_ref (EcgDetail *self);
void       ecg_detail_unref (EcgDetail *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgDetail, ecg_detail_unref)

/** ecg_detail_async: Reads and filters @span of all leads, in %ECG_POOL_IO, which no long
 * computation keeps waiting. */
void       ecg_detail_async (EcgAnalysis        *analysis,
                             EcgSpan             span,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
EcgDetail *ecg_detail_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

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
 * Finishes with (element-type EcgAttention). A recording whose preparation would take more than
 * some hundred megabytes is prepared an hour around @span, and so normalised by that hour; with an
 * error where @span alone would take as much. */
void       ecg_explain_async (const char         *checkpoint,
                              EcgRecording       *recording,
                              EcgSpan             span,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data);
GPtrArray *ecg_explain_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
