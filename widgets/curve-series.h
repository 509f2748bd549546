#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** EcgCurvePair: one point of a curve; NaN @y is a gap. */
typedef struct
{
  double x;
  double y;
} EcgCurvePair;

/**
 * EcgCurveSeries:
 * @points: (element-type EcgCurvePair): x never decreases
 * @lo: least finite y; +infinity without any
 * @hi: greatest finite y; −infinity without any
 * @lo_positive: least y above 0, for a logarithmic axis; +infinity without any
 *
 * The points of one curve. Grows at its end, and knows its extent at any time.
 */
typedef struct
{
  GArray *points;
  double  lo;
  double  hi;
  double  lo_positive;
} EcgCurveSeries;

void ecg_curve_series_init (EcgCurveSeries *self);
void ecg_curve_series_clear (EcgCurveSeries *self);

/** ecg_curve_series_append: @x: not below the last one's. Constant time. */
void ecg_curve_series_append (EcgCurveSeries *self, double x, double y);

/** ecg_curve_series_drop_points: Forgets all points. */
void ecg_curve_series_drop_points (EcgCurveSeries *self);

/** ecg_curve_series_nearest: Returns: (transfer none) (nullable): the point whose x is nearest, by
 * bisection; the earlier of two. */
const EcgCurvePair *ecg_curve_series_nearest (const EcgCurveSeries *self, double x);

/** ecg_curve_series_step: Returns: (transfer none) (nullable): the first point after @x, or with
 * @direction below 0 the last one before it. */
const EcgCurvePair *ecg_curve_series_step (const EcgCurveSeries *self, double x, int direction);

G_END_DECLS
