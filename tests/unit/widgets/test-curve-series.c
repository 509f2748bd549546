#include "widgets/curve-series.h"

#include <math.h>

static void
fill (EcgCurveSeries *series)
{
  ecg_curve_series_init (series);
  ecg_curve_series_append (series, 0.0, 2.0);
  ecg_curve_series_append (series, 1.0, -1.0);
  ecg_curve_series_append (series, 2.0, NAN);
  ecg_curve_series_append (series, 4.0, 0.5);
}

static void
test_extent (void)
{
  EcgCurveSeries series;

  fill (&series);
  g_assert_cmpfloat_with_epsilon (series.lo, -1.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (series.hi, 2.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (series.lo_positive, 0.5, 1e-12);
  ecg_curve_series_drop_points (&series);
  g_assert_cmpuint (series.points->len, ==, 1e-12);
  g_assert_cmpfloat (series.lo, >, series.hi);
  ecg_curve_series_clear (&series);
}

static void
test_nearest (void)
{
  EcgCurveSeries series;

  fill (&series);
  g_assert_cmpfloat_with_epsilon (ecg_curve_series_nearest (&series, -5)->x, 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (ecg_curve_series_nearest (&series, 0.5)->x, 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (ecg_curve_series_nearest (&series, 0.6)->x, 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (ecg_curve_series_nearest (&series, 3.5)->x, 4, 1e-12);
  g_assert_cmpfloat_with_epsilon (ecg_curve_series_nearest (&series, 9)->x, 4, 1e-12);
  ecg_curve_series_drop_points (&series);
  g_assert_null (ecg_curve_series_nearest (&series, 1));
  ecg_curve_series_clear (&series);
}

static void
test_step (void)
{
  EcgCurveSeries series;

  fill (&series);
  g_assert_cmpfloat_with_epsilon (ecg_curve_series_step (&series, 1, 1)->x, 2, 1e-12);
  g_assert_cmpfloat_with_epsilon (ecg_curve_series_step (&series, 1, -1)->x, 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (ecg_curve_series_step (&series, 3, -1)->x, 2, 1e-12);
  g_assert_null (ecg_curve_series_step (&series, 4, 1));
  g_assert_null (ecg_curve_series_step (&series, 0, -1));
  ecg_curve_series_clear (&series);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/curve-series/extent", test_extent);
  g_test_add_func ("/curve-series/nearest", test_nearest);
  g_test_add_func ("/curve-series/step", test_step);
  return g_test_run ();
}
