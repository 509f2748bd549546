#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Verification: is this the person that they say they are? Each trial compares a window with a
 * person's enrolment; it is accepted where its score reaches a threshold. FAR is the share of
 * impostor trials that are accepted, FRR the share of genuine ones that are not (ISO/IEC 19795-1).
 */

/** EcgTrial: @score: higher is more alike; @group: of the window's person; @is_genuine: whether the
 * enrolment is of the same person. */
typedef struct
{
  float    score;
  gint32   group;
  gboolean is_genuine;
} EcgTrial;

/** ecg_verification_sort: Sorts trials, the highest score first, as the functions below want them.
 */
void ecg_verification_sort (EcgTrial *trials, gsize n);

/** EcgVerification: @eer: rate at which FAR and FRR are equal, between two thresholds by straight
 * line; @tar: 1 − FRR at the lowest threshold whose FAR is at most 1 % and 0.1 %. NaN where there
 * are no genuine or no impostor trials. */
typedef struct
{
  double eer;
  double tar[2];
} EcgVerification;

/** ecg_verification_far: the rates that @tar is at. */
extern const double ecg_verification_far[2];

/** ecg_verification_measure: @weights: (nullable): how often each group's trials count. */
void ecg_verification_measure (EcgVerification *self,
                               const EcgTrial  *trials,
                               gsize            n,
                               const guint     *weights);

/** EcgRocPoint: of one threshold. */
typedef struct
{
  double far;
  double frr;
} EcgRocPoint;

/** ecg_verification_curve: Returns: (transfer full) (element-type EcgRocPoint): from FAR 0 to 1,
 * one point for each step of the curve but at most about @n_points; ROC is (far, 1 − frr), DET
 * (far, frr). */
GArray *ecg_verification_curve (const EcgTrial *trials, gsize n, gsize n_points);

G_END_DECLS
