#pragma once

#include <glib.h>

#include "core/nn/conv1d.h"
#include "core/nn/dense.h"
#include "core/nn/sca.h"

G_BEGIN_DECLS

/*
 * The network's layers as the formulas say them: loops in double, nothing clever. They share no
 * code with core/nn, only the structs that name sizes.
 */

/** oracle_conv1d: @out (B, Cout, Tout), from @in (B, Cin, T) and @weight (Cout, Cin, K). */
void oracle_conv1d (double               *out,
                    const double         *in,
                    const double         *weight,
                    const EcgConv1dShape *shape);

/** OracleNorm: (B, C, T). */
typedef struct
{
  gsize batch;
  gsize channels;
  gsize length;
} OracleNorm;

/** oracle_batchnorm: Normalises by the batch's own mean and biased variance. */
void oracle_batchnorm (
  double *out, const double *in, const double *scale, const double *shift, const OracleNorm *shape);

/** oracle_max_pool: Of three, stride 2, padding 1, row by row. */
void oracle_max_pool (double *out, const double *in, gsize n_rows, gsize length);

void oracle_mean_pool (double *out, const double *in, gsize n_rows, gsize length);

void oracle_dense (double              *out,
                   const double        *in,
                   const double        *weight,
                   const double        *bias,
                   const EcgDenseShape *shape);

/** oracle_sca_n_weights: Returns: how many weights both gates have, in the order fc1, its bias,
 * fc2, its bias, conv, its bias. */
gsize oracle_sca_n_weights (const EcgScaShape *shape);

/** oracle_sca: @weights: in the order of oracle_sca_n_weights(); both gates' are there, whether
 * used or not. @a (B, C) and @b (B, T) may be NULL. */
void oracle_sca (double            *out,
                 double            *a,
                 double            *b,
                 const double      *in,
                 const double      *weights,
                 const EcgScaShape *shape);

/** oracle_xent: Returns: mean cross-entropy over the labels that are not −1. */
double oracle_xent (const double *logit, const gint32 *labels, gsize batch, gsize n_classes);

/** OracleLoss: a number that depends on the vector @x. */
typedef double (*OracleLoss) (const double *x, gconstpointer data);

/** oracle_differentiate: @gradient (out caller-allocates): ∂@loss/∂@x by 4-point central
 * differences; @x is moved and put back. */
void oracle_differentiate (
  double *gradient, double *x, gsize n, OracleLoss loss, gconstpointer data);

/** oracle_draw: Fills @x with normal numbers that depend on @seed alone. */
void oracle_draw (double *x, gsize n, guint64 seed);

/** oracle_to_floats: Returns: (transfer full): a copy of @x in float. */
float *oracle_to_floats (const double *x, gsize n) G_GNUC_WARN_UNUSED_RESULT;

/** oracle_dot: Returns: Σ x[i] · y[i]. */
double oracle_dot (const double *x, const double *y, gsize n);

G_END_DECLS
