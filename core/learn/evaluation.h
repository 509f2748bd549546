#pragma once

#include <json-glib/json-glib.h>

#include "core/learn/metrics.h"
#include "core/learn/predictions.h"
#include "core/learn/train-settings.h"

G_BEGIN_DECLS

/** EcgFigure: @interval: 95 %, by bootstrap over subjects; @chance: what knowing nothing gives. NaN
 * where there is no such number. */
typedef struct
{
  double value;
  double interval[2];
  double chance;
} EcgFigure;

/** EcgTaskFigure: which figures a task has. @ECG_FIGURE_RECORDING_VOTE, @ECG_FIGURE_RECORDING_MEAN:
 * accuracy over whole recordings, by the majority of their windows and by their mean probability.
 */
typedef enum
{
  ECG_FIGURE_ACCURACY,
  ECG_FIGURE_BALANCED_ACCURACY,
  ECG_FIGURE_MACRO_F1,
  ECG_FIGURE_KAPPA,
  ECG_FIGURE_ECE,
  ECG_FIGURE_RECORDING_VOTE,
  ECG_FIGURE_RECORDING_MEAN,
} EcgTaskFigure;

#define ECG_N_TASK_FIGURES 7

/**
 * EcgTaskScore:
 * @is_judged: whether the task can be judged: not where it was not learnt, not identity where
 * people are held out, not activity where an activity is
 * @class_names: NULL-terminated
 * @n_classes: how many
 * @n_trained: by class, windows that were trained on, over all folds; NULL where an earlier version
 * did not say
 * @confusion: (n_classes, n_classes) windows, row = truth, column = prediction
 * @figures: by #EcgTaskFigure
 * @reliability: of the winning probabilities, in equal intervals from 0 to 1
 */
typedef struct
{
  gboolean          is_judged;
  char            **class_names;
  gsize             n_classes;
  guint64          *n_trained;
  guint64          *confusion;
  EcgFigure         figures[ECG_N_TASK_FIGURES];
  EcgReliabilityBin reliability[ECG_RELIABILITY_BINS];
} EcgTaskScore;

#define ECG_CMC_RANKS 5
/** ECG_LEAST_ERRORS: a rate that fewer errors were counted for is not to be relied on (Doddington's
 * rule of 30). */
#define ECG_LEAST_ERRORS 30

/**
 * EcgVerificationScore:
 * @eer: equal error rate
 * @tar: at FAR 1 % and 0.1 %
 * @tar_is_reliable: whether so many impostors that #ECG_LEAST_ERRORS may be accepted
 * @n_genuine, @n_impostor: trials
 * @curve: (element-type EcgRocPoint)
 */
typedef struct
{
  EcgFigure eer;
  EcgFigure tar[2];
  gboolean  tar_is_reliable[2];
  gsize     n_genuine;
  gsize     n_impostor;
  GArray   *curve;
} EcgVerificationScore;

#define ECG_TYPE_EVALUATION (ecg_evaluation_get_type ())

/**
 * EcgEvaluation:
 * @protocol: of the split
 * @level_classes: whether training showed people and activities equally often
 * @windows: how many were judged
 * @folds: how many networks judged them
 * @recordings: that they are of
 * @tasks: identity, activity
 * @both: share of windows with both right
 * @cmc: share of windows whose person is among the first k
 * @verification: from embeddings
 *
 * What a run is worth on the test part. Immutable, shared by count.
 */
typedef struct
{
  EcgProtocol          protocol;
  gboolean             level_classes;
  gsize                windows;
  gsize                folds;
  gsize                recordings;
  EcgTaskScore         tasks[ECG_N_TASKS];
  EcgFigure            both;
  EcgFigure            cmc[ECG_CMC_RANKS];
  EcgVerificationScore verification;
} EcgEvaluation;

GType ecg_evaluation_get_type (void) G_GNUC_CONST;

/** ecg_evaluation_new: Judges @predictions, whose trials it sorts. @settings: of the training;
 * @class_names: by task. Returns: (transfer full). */
EcgEvaluation *ecg_evaluation_new (EcgPredictions         *predictions,
                                   const EcgTrainSettings *settings,
                                   char *const *const      class_names[ECG_N_TASKS])
  G_GNUC_WARN_UNUSED_RESULT;
EcgEvaluation *ecg_evaluation_ref (EcgEvaluation *self);
void           ecg_evaluation_unref (EcgEvaluation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgEvaluation, ecg_evaluation_unref)

/** ecg_evaluation_get_accuracy: Returns: (transfer none): the headline of a task. */
const EcgFigure *ecg_evaluation_get_accuracy (const EcgEvaluation *self, EcgTask task);

/** ecg_evaluation_dup_balance: Returns: (transfer full) (nullable): how evenly the classes that
 * occur are spread, in words: windows of the rarest and of the most frequent one, trained on and
 * judged. */
char *ecg_evaluation_dup_balance (const EcgEvaluation *self,
                                  EcgTask              task) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_evaluation_to_json: Returns: (transfer full): what `evaluate --json` prints. */
JsonNode *ecg_evaluation_to_json (const EcgEvaluation *self);

/** ecg_evaluation_from_json: Returns: (transfer full) (nullable): NULL with INVALID. What an
 * earlier version did not write is NaN, or empty. */
EcgEvaluation *ecg_evaluation_from_json (JsonNode *node, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
