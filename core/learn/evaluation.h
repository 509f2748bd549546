#pragma once

#include <json-glib/json-glib.h>

#include "core/dataset/split.h"
#include "core/jobs/progress.h"
#include "core/learn/predictor.h"

G_BEGIN_DECLS

/**
 * EcgTaskScore:
 * @class_names: NULL-terminated
 * @n_classes: how many
 * @confusion: (n_classes, n_classes) windows, row = truth, column = prediction
 * @accuracy: share of windows that are right
 * @macro_f1: mean F1 over the classes that occur in truth or prediction
 * @chance: accuracy of always saying the most frequent true class
 * @interval: 95 % interval of the accuracy, by bootstrap over subjects
 */
typedef struct
{
  char   **class_names;
  gsize    n_classes;
  guint64 *confusion;
  double   accuracy;
  double   macro_f1;
  double   chance;
  double   interval[2];
} EcgTaskScore;

#define ECG_TYPE_EVALUATION (ecg_evaluation_get_type ())

/** EcgEvaluation: What a run is worth on the test part. Immutable, shared by count. @windows: how
 * many were judged. */
typedef struct
{
  EcgProtocol  protocol;
  gsize        windows;
  EcgTaskScore tasks[ECG_N_TASKS];
} EcgEvaluation;

GType ecg_evaluation_get_type (void) G_GNUC_CONST;

/** ecg_evaluation_new: Judges @predictor on one part of @split. @n_threads: team size; 0 for one a
 * core. Returns: (transfer full) (nullable): NULL when cancelled. */
EcgEvaluation *ecg_evaluation_new (EcgPredictor     *predictor,
                                   const EcgDataset *dataset,
                                   const EcgSplit   *split,
                                   EcgPart           part,
                                   guint             n_threads,
                                   EcgProgress      *progress,
                                   GCancellable     *cancellable,
                                   GError          **error) G_GNUC_WARN_UNUSED_RESULT;
EcgEvaluation *ecg_evaluation_ref (EcgEvaluation *self);
void           ecg_evaluation_unref (EcgEvaluation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (EcgEvaluation, ecg_evaluation_unref)

/** ecg_evaluation_to_json: `protocol`, `windows`, `identity` and `activity`, each with `accuracy`,
 * `interval`, `macro_f1`, `chance`, `classes`, `confusion`. */
JsonNode      *ecg_evaluation_to_json (const EcgEvaluation *self);
EcgEvaluation *ecg_evaluation_from_json (JsonNode *node, GError **error);

G_END_DECLS
