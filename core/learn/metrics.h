#pragma once

#include "core/base/rng.h"

#include <glib.h>

G_BEGIN_DECLS

/*
 * Figures from predictions: plain functions of numbers. Confusion matrices are (n, n), row = truth,
 * column = prediction.
 */

/** ecg_metrics_accuracy: Returns: the share on the diagonal; 0 of nothing. */
double ecg_metrics_accuracy (const guint64 *confusion, gsize n);

/** ecg_metrics_macro_f1: Returns: the mean of F1 = 2 TP / (2 TP + FP + FN) over the classes that
 * occur in truth or prediction. */
double ecg_metrics_macro_f1 (const guint64 *confusion, gsize n);

/** ecg_metrics_chance: Returns: the accuracy of always saying the class that is most frequent in
 * truth. */
double ecg_metrics_chance (const guint64 *confusion, gsize n);

/**
 * ecg_metrics_bootstrap:
 * @interval: (out): 2.5th and 97.5th percentile of the resampled accuracies
 * @n_right: right windows of each group
 * @n_windows: windows of each group; a group without windows is not drawn
 * @n_groups: subjects
 *
 * A 95 % interval of the accuracy by 2000 resamples of whole groups (percentile bootstrap, Efron
 * and Tibshirani 1993): windows of one person are not independent, people are.
 */
void ecg_metrics_bootstrap (double         interval[2],
                            const guint64 *n_right,
                            const guint64 *n_windows,
                            gsize          n_groups,
                            EcgRng        *rng);

G_END_DECLS
