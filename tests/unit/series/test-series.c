#include "core/series/series.h"

#include <math.h>

static EcgSeries *
make_counts (void)
{
  const EcgScale scale = { 200.0, 1024.0, 11 };
  gint32        *counts = g_new (gint32, 4);

  counts[0] = 1024;
  counts[1] = 1224;
  counts[2] = ECG_COUNT_MISSING;
  counts[3] = 924;
  return ecg_series_new_digital ("II", "mV", 360.0, counts, 4, &scale);
}

static void
test_digital (void)
{
  g_autoptr (EcgSeries) series = make_counts ();
  EcgScale scale;
  float    values[7];
  gint32   counts[7];

  g_assert_cmpstr (ecg_series_get_name (series), ==, "II");
  g_assert_cmpstr (ecg_series_get_unit (series), ==, "mV");
  g_assert_cmpfloat_with_epsilon (ecg_series_get_rate (series), 360.0, 1e-12);
  g_assert_cmpint (ecg_series_get_length (series), ==, 4);
  g_assert_true (ecg_series_get_scale (series, &scale));
  g_assert_cmpuint (scale.bits, ==, 11);

  ecg_series_read (series, (EcgSpan){ -1, 6 }, values);
  ecg_series_read_counts (series, (EcgSpan){ -1, 6 }, counts);
  g_assert_true (isnan (values[0]) && isnan (values[3]) && isnan (values[5]) && isnan (values[6]));
  g_assert_cmpfloat_with_epsilon (values[1], 0.0f, 1e-12);
  g_assert_cmpfloat_with_epsilon (values[2], 1.0f, 1e-12);
  g_assert_cmpfloat_with_epsilon (values[4], -0.5f, 1e-12);
  g_assert_cmpint (counts[0], ==, ECG_COUNT_MISSING);
  g_assert_cmpint (counts[1], ==, 1024);
  g_assert_cmpint (counts[4], ==, 924);
  g_assert_cmpint (counts[6], ==, ECG_COUNT_MISSING);
}

static void
test_outside (void)
{
  g_autoptr (EcgSeries) series = make_counts ();
  float values[3] = { 0 };

  ecg_series_read (series, (EcgSpan){ 100, 103 }, values);
  g_assert_true (isnan (values[0]) && isnan (values[2]));
  values[0] = 0.0f;
  ecg_series_read (series, (EcgSpan){ -103, -100 }, values);
  g_assert_true (isnan (values[0]) && isnan (values[2]));
  ecg_series_read (series, (EcgSpan){ 2, 2 }, NULL);
}

static void
test_physical (void)
{
  float *samples = g_new (float, 2);

  samples[0] = 1.5f;
  samples[1] = NAN;

  g_autoptr (EcgSeries) series = ecg_series_new_physical ("X", "µV", 250.0, samples, 2);
  g_autoptr (EcgSeries) again = ecg_series_ref (series);
  float values[2];

  g_assert_false (ecg_series_get_scale (again, NULL));
  ecg_series_read (again, (EcgSpan){ 0, 2 }, values);
  g_assert_cmpfloat_with_epsilon (values[0], 1.5f, 1e-12);
  g_assert_true (isnan (values[1]));
}

static void
test_span (void)
{
  const EcgSpan a = { 0, 10 };

  g_assert_cmpint (ecg_span_length (ecg_span_intersect (a, (EcgSpan){ 5, 20 })), ==, 5);
  g_assert_true (ecg_span_is_empty (ecg_span_intersect (a, (EcgSpan){ 10, 20 })));
  g_assert_true (ecg_span_is_empty (ecg_span_intersect (a, (EcgSpan){ 15, 20 })));
  g_assert_true (ecg_span_contains (a, 0));
  g_assert_false (ecg_span_contains (a, 10));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series/digital", test_digital);
  g_test_add_func ("/series/outside", test_outside);
  g_test_add_func ("/series/physical", test_physical);
  g_test_add_func ("/series/span", test_span);
  return g_test_run ();
}
