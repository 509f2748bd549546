#pragma once

#include "core/dataset/preparation.h"
#include "core/jobs/progress.h"
#include "core/nn/model.h"
#include "core/series/attention.h"

G_BEGIN_DECLS

#define ECG_TYPE_PREDICTOR (ecg_predictor_get_type ())

/**
 * EcgPredictor:
 *
 * A trained network with all that it needs to read a recording: preparation and class names.
 * Immutable, shared by count, safe in any thread.
 */
typedef struct _EcgPredictor EcgPredictor;

GType ecg_predictor_get_type (void) G_GNUC_CONST;

/** ecg_predictor_load: Reads a checkpoint. Returns: (transfer full) (nullable): NULL with a
 * sentence. */
EcgPredictor *ecg_predictor_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_predictor_new: @model: (transfer full); the rest is copied. */
EcgPredictor *ecg_predictor_new (EcgModel             *model,
                                 const EcgPreparation *preparation,
                                 char *const *const    class_names[ECG_N_TASKS])
  G_GNUC_WARN_UNUSED_RESULT;
EcgPredictor *ecg_predictor_ref (EcgPredictor *self);
void          ecg_predictor_unref (EcgPredictor *self);

const EcgModel       *ecg_predictor_get_model (const EcgPredictor *self);
const EcgPreparation *ecg_predictor_get_preparation (const EcgPredictor *self);
const char *const    *ecg_predictor_get_class_names (const EcgPredictor *self, EcgTask task);

/**
 * EcgAttentionWork:
 *
 * What one thread needs to explain windows one after the other without allocating: activations for
 * one window.
 */
typedef struct _EcgAttentionWork EcgAttentionWork;

EcgAttentionWork *ecg_attention_work_new (const EcgPredictor *predictor) G_GNUC_WARN_UNUSED_RESULT;
void              ecg_attention_work_free (EcgAttentionWork *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgAttentionWork, ecg_attention_work_free)

/**
 * ecg_predictor_explain:
 * @x: one window, (leads, L), as ecg_window_cut() makes it
 * @span: what it covers, in samples of the recording; stored in the result
 *
 * Returns: (transfer full): both predictions and the attention of every stage
 */
EcgAttention *ecg_predictor_explain (EcgPredictor     *self,
                                     EcgAttentionWork *work,
                                     const float      *x,
                                     EcgSpan           span) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_predictor_explain_recording:
 * @hop: samples of the model's rate between windows; 0 for windows that do not overlap
 * @span: (nullable): only windows that meet this span of the recording; NULL for all
 *
 * Prepares a recording and explains its windows. The scaler is fitted on the whole recording.
 *
 * Returns: (transfer full) (nullable) (element-type EcgAttention): in time order; NULL where a lead
 * is lacking, the recording is shorter than a window, or on cancellation
 */
GPtrArray *ecg_predictor_explain_recording (EcgPredictor  *self,
                                            EcgRecording  *recording,
                                            gsize          hop,
                                            const EcgSpan *span,
                                            EcgProgress   *progress,
                                            GCancellable  *cancellable,
                                            GError       **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgPredictor, ecg_predictor_unref)

G_END_DECLS
