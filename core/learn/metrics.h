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

/** ecg_metrics_balanced_accuracy: Returns: the mean recall of the classes that occur in truth. */
double ecg_metrics_balanced_accuracy (const guint64 *confusion, gsize n);

/** ecg_metrics_macro_f1: Returns: the mean of F1 = 2 TP / (2 TP + FP + FN) over the classes that
 * occur in truth. */
double ecg_metrics_macro_f1 (const guint64 *confusion, gsize n);

/** ecg_metrics_kappa: Returns: Cohen's κ = (p_o − p_e) / (1 − p_e) (Educational and Psychological
 * Measurement 20, 1960); 0 where truth and prediction are one and the same class throughout. */
double ecg_metrics_kappa (const guint64 *confusion, gsize n);

/** ecg_metrics_chance: Returns: the accuracy of always saying the class that is most frequent in
 * truth. */
double ecg_metrics_chance (const guint64 *confusion, gsize n);

/** ecg_metrics_count_classes: Returns: how many classes occur in truth. */
gsize ecg_metrics_count_classes (const guint64 *confusion, gsize n);

/** EcgReliabilityBin: windows whose winning probability falls into one of equal intervals. */
typedef struct
{
  double n;
  double sum_confidence;
  double n_right;
} EcgReliabilityBin;

#define ECG_RELIABILITY_BINS 15

/** ecg_metrics_ece: Returns: expected calibration error: Σ n_b / n · |accuracy_b − confidence_b|
 * (Naeini et al., AAAI 2015; Guo et al., ICML 2017). */
double ecg_metrics_ece (const EcgReliabilityBin bins[ECG_RELIABILITY_BINS]);

/** EcgMeasure: Writes figures of a sample in which group g counts @weights[g] times. */
typedef void (*EcgMeasure) (double *figures, const guint *weights, gconstpointer data);

/**
 * ecg_metrics_bootstrap:
 * @intervals: (out caller-allocates) (array length=n_figures): 2.5th and 97.5th percentile
 * @is_present: by group; others are not drawn
 * @n_groups: subjects
 *
 * 95 % intervals of all figures by 1000 resamples of whole groups (percentile bootstrap, Efron and
 * Tibshirani 1993): windows of one person are not independent, people are. A figure that is NaN in
 * a resample is left out of its percentiles. NaN where fewer than two groups are present: of one
 * person nothing says how people differ.
 */
void ecg_metrics_bootstrap (double (*intervals)[2],
                            gsize           n_figures,
                            const gboolean *is_present,
                            gsize           n_groups,
                            EcgMeasure      measure,
                            gconstpointer   data,
                            EcgRng         *rng);

G_END_DECLS
