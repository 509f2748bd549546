#include "core/series/filtered.h"

#include "core/base/rng.h"
#include "core/dsp/band.h"
#include "core/dsp/sos-filter.h"

#include <math.h>

#define RATE_HZ 250.0
#define LENGTH 300000

/* Millivolts: an electrode offset, wander, mains, and a spike a second. */
static EcgSeries *
make_lead (gboolean gaps)
{
  float *values = g_new (float, LENGTH);
  EcgRng rng;

  ecg_rng_init (&rng, 31, 0);
  for (gint64 i = 0; i < LENGTH; i++)
    values[i] = (float) (150.0 + 2.0 * sin (2.0 * G_PI * 0.11 * (double) i / RATE_HZ) +
                         0.2 * sin (2.0 * G_PI * 50.0 * (double) i / RATE_HZ) +
                         (i % 250 < 5 ? 1.5 : 0.0) + 0.02 * ecg_rng_normal (&rng));
  /* Long ones, too: the second is longer than a piece. */
  for (gint64 i = 0; gaps && i < LENGTH; i++)
    if ((i > 40000 && i < 40300) || (i > 100000 && i < 190000) || i < 777)
      values[i] = NAN;
  return ecg_series_new_physical ("II", "mV", RATE_HZ, values, LENGTH);
}

static float *
filter_whole (EcgSeries *lead, const EcgFilter *filter)
{
  float             *values = g_new (float, LENGTH);
  g_autofree double *work = g_new (double, ecg_filter_zero_phase_work_size (filter, LENGTH));

  ecg_series_read (lead, (EcgSpan){ 0, LENGTH }, values);
  ecg_filter_zero_phase (values, values, work, filter, LENGTH);
  return values;
}

static void
assert_near (EcgSeries *filtered, const float *whole, EcgSpan span, double tolerance_mv)
{
  g_autofree float *values = g_new (float, ecg_span_length (span) + 1);

  ecg_series_read (filtered, span, values);
  for (gint64 i = span.begin; i < span.end; i++)
    {
      g_assert_true (isnan (values[i - span.begin]) == isnan (whole[i]));
      if (!isnan (whole[i]))
        g_assert_cmpfloat (fabs ((double) values[i - span.begin] - (double) whole[i]), <=,
                           tolerance_mv);
    }
}

/* Of what wanders by some millivolts a millionth is nanovolts; floats near 0 hold more. */
static void
check_band (EcgBandId band, gboolean gaps)
{
  const double tolerance_mv = 2e-5;
  g_autoptr (EcgSeries) lead = make_lead (gaps);
  g_autoptr (EcgSeries) filtered = NULL;
  g_autofree float *whole = NULL;
  EcgFilter         filter;
  EcgRng            rng;

  g_assert_true (ecg_band_design (&filter, ecg_band_get (band), 50.0, RATE_HZ, TRUE));
  filtered = ecg_filtered_series_new (lead, &filter);
  whole = filter_whole (lead, &filter);
  g_assert_false (ecg_series_is_in_memory (filtered));
  g_assert_cmpint (ecg_series_get_length (filtered), ==, LENGTH);
  assert_near (filtered, whole, (EcgSpan){ 0, LENGTH }, tolerance_mv);
  ecg_rng_init (&rng, 32, 0);
  for (guint i = 0; i < 30; i++)
    {
      const gint64 begin = (gint64) ecg_rng_below (&rng, LENGTH);
      const gint64 end = MIN (LENGTH, begin + (gint64) ecg_rng_below (&rng, 5000));

      assert_near (filtered, whole, (EcgSpan){ begin, end }, tolerance_mv);
    }
}

static void
test_as_whole (void)
{
  for (EcgBandId band = 0; band < ECG_N_BANDS; band++)
    check_band (band, FALSE);
}

static void
test_gaps (void)
{
  check_band (ECG_BAND_MONITOR, TRUE);
  check_band (ECG_BAND_ST, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/filtered/as-whole", test_as_whole);
  g_test_add_func ("/filtered/gaps", test_gaps);
  return g_test_run ();
}
