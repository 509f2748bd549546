#pragma once

#include "core/dataset/split.h"
#include "core/learn/predictor.h"
#include "core/learn/verification.h"

G_BEGIN_DECLS

/**
 * EcgPrediction:
 * @truth: class by task
 * @said: the winning class by task
 * @confidence: its probability
 * @rank: of the true identity among all, from 0
 * @recording: number of the recording, counted over all folds
 *
 * What networks said of one window.
 */
typedef struct
{
  gint32 truth[ECG_N_TASKS];
  gint32 said[ECG_N_TASKS];
  float  confidence[ECG_N_TASKS];
  guint  rank;
  guint  recording;
} EcgPrediction;

/**
 * EcgPredictions:
 * @n_classes: by task
 * @windows: (element-type EcgPrediction)
 * @trials: (element-type EcgTrial): each window against each enrolment of its fold
 * @sums: (element-type float): by recording, the sum of the windows' probabilities: identity, then
 * activity
 * @n_trained: by task and class, windows that were trained on, over all folds
 * @n_recordings: over all folds
 * @n_folds: how many have been added
 *
 * The windows of one part, of one fold after the other: what all figures are made of.
 */
typedef struct
{
  gsize    n_classes[ECG_N_TASKS];
  GArray  *windows;
  GArray  *trials;
  GArray  *sums;
  guint64 *n_trained[ECG_N_TASKS];
  guint    n_recordings;
  guint    n_folds;
} EcgPredictions;

EcgPredictions *ecg_predictions_new (const EcgDataset *dataset) G_GNUC_WARN_UNUSED_RESULT;
void            ecg_predictions_free (EcgPredictions *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgPredictions, ecg_predictions_free)

/**
 * ecg_predictions_add_fold:
 * @n_threads: team size; 0 for one a core
 *
 * Runs the network over a part of a split. People are enrolled with the mean embedding of their
 * training windows; who has none, because the protocol holds people out, with that of the first
 * half of their windows in this part, which then are no trials.
 *
 * Returns: FALSE when cancelled, or where network and data do not belong together
 */
gboolean ecg_predictions_add_fold (EcgPredictions   *self,
                                   EcgPredictor     *predictor,
                                   const EcgDataset *dataset,
                                   const EcgSplit   *split,
                                   EcgPart           part,
                                   guint             n_threads,
                                   EcgProgress      *progress,
                                   GCancellable     *cancellable,
                                   GError          **error);

G_END_DECLS
