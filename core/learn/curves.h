#pragma once

#include <json-glib/json-glib.h>

#include "core/nn/model.h"

G_BEGIN_DECLS

/**
 * EcgCurvePoint:
 * @fold: of the run, from 0; each has curves of its own, that begin anew
 * @step: optimiser steps so far
 * @epoch: in epochs, fractional: where it stands on the axis
 * @validated: whether it ends an epoch, so that @validation_... are set
 * @loss, @accuracy: of the training batch, by task
 * @weight, @norm, @rate: GradNorm's w, g and r, by task
 */
typedef struct
{
  guint    fold;
  guint64  step;
  double   epoch;
  gboolean validated;
  double   loss[ECG_N_TASKS];
  double   accuracy[ECG_N_TASKS];
  double   weight[ECG_N_TASKS];
  double   norm[ECG_N_TASKS];
  double   rate[ECG_N_TASKS];
  double   validation_loss[ECG_N_TASKS];
  double   validation_accuracy[ECG_N_TASKS];
} EcgCurvePoint;

/** ecg_curves_mean_weight: Returns: the mean of @task's weight over all points, or NaN where there
 * is none: what a run with static weights takes from one that GradNorm balanced. */
double ecg_curves_mean_weight (GArray *points, EcgTask task);

/** ecg_curves_to_json: @points: (element-type EcgCurvePoint). Returns: (transfer full): an array of
 * objects. */
JsonNode *ecg_curves_to_json (GArray *points);

/** ecg_curves_from_json: Returns: (transfer full) (nullable) (element-type EcgCurvePoint). */
GArray *ecg_curves_from_json (JsonNode *node, GError **error);

G_END_DECLS
