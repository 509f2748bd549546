#pragma once

#include <adwaita.h>

#include "core/learn/curves.h"
#include "core/series/attention.h"

G_BEGIN_DECLS

#define ECG_TYPE_TRAINING_VIEW (ecg_training_view_get_type ())

/**
 * EcgTrainingView:
 *
 * What is watched of a training: curves of losses, accuracies and GradNorm, and the attention of
 * the pinned window. Grows live; shows an earlier run's curves as well.
 */
G_DECLARE_FINAL_TYPE (EcgTrainingView, ecg_training_view, ECG, TRAINING_VIEW, AdwBin)

GtkWidget *ecg_training_view_new (void) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_training_view_clear: Forgets all points and the attention. */
void ecg_training_view_clear (EcgTrainingView *self);

/** ecg_training_view_append: @points: (element-type EcgCurvePoint): later than those that are
 * there. */
void ecg_training_view_append (EcgTrainingView *self, const GArray *points);

/** ecg_training_view_get_n_points: Returns: how many points are on show. */
guint ecg_training_view_get_n_points (EcgTrainingView *self);
void  ecg_training_view_set_attention (EcgTrainingView *self, EcgAttention *attention);

G_END_DECLS
