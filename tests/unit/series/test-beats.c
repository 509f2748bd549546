#include "core/series/beats.h"

#include "core/base/rng.h"
#include "core/dsp/rpeaks.h"
#include "tests/support/synthetic-ecg.h"

#include <math.h>

static EcgSeries *
make_lead (double seconds, GArray **truth)
{
  const TestEcg ecg = { 250.0, seconds, 72.0, 1.0, 0.02, 0.3, 5 };
  gsize         n;
  float        *values = test_ecg_make (&ecg, &n, truth);

  return ecg_series_new_physical ("II", "mV", ecg.rate_hz, values, n);
}

static EcgBeats *
find_all (EcgSeries *lead, guint *n_looks)
{
  EcgBeats *beats = NULL;

  *n_looks = 0;
  do
    {
      g_autoptr (EcgBeats) before = beats;

      beats = ecg_beats_find (lead, before);
      ++*n_looks;
    }
  while (beats->known < ecg_series_get_length (lead));
  return beats;
}

static void
test_short (void)
{
  g_autoptr (GArray) truth = NULL;
  g_autoptr (EcgSeries) lead = make_lead (600.0, &truth);
  const gsize        n = (gsize) ecg_series_get_length (lead);
  const gsize        capacity = ecg_rpeaks_capacity (n, 250.0);
  g_autofree float  *values = g_new (float, n);
  g_autofree gint64 *peaks = g_new (gint64, capacity);
  g_autofree double *work = g_new (double, ecg_rpeaks_work_size (n, 250.0));
  g_autoptr (EcgBeats) beats = NULL;
  guint n_looks;
  gsize n_peaks;

  ecg_series_read (lead, (EcgSpan){ 0, (gint64) n }, values);
  n_peaks = ecg_rpeaks_detect ((int64_t *) peaks, capacity, values, n, 250.0, work);
  beats = find_all (lead, &n_looks);
  g_assert_cmpuint (n_looks, ==, 1);
  g_assert_cmpmem (beats->peaks, beats->n * sizeof *peaks, peaks, n_peaks * sizeof *peaks);
  g_assert_true (isnan (beats->rates[0]));
  g_assert_cmpfloat_with_epsilon (beats->rates[9], 60.0 * 250.0 / (double) (peaks[9] - peaks[8]),
                                  1e-3);
}

/* Three looks: none doubled, none lost at the borders. */
static void
test_long (void)
{
  g_autoptr (GArray) truth = NULL;
  g_autoptr (EcgSeries) lead = make_lead (2.5 * 3600.0, &truth);
  guint n_looks;
  g_autoptr (EcgBeats) beats = find_all (lead, &n_looks);
  guint at = 0;

  g_assert_cmpuint (n_looks, ==, 3);
  for (guint i = 0; i < truth->len; i++)
    {
      const gint64 peak = g_array_index (truth, gint64, i);

      while (at < beats->n && beats->peaks[at] < peak - 5)
        at++;
      g_assert_cmpuint (at, <, beats->n);
      g_assert_cmpint (ABS (beats->peaks[at] - peak), <=, 5);
    }
  g_assert_cmpuint (beats->n, <=, truth->len + 2);
  for (gsize i = 1; i < beats->n; i++)
    g_assert_cmpint (beats->peaks[i] - beats->peaks[i - 1], >=, 75);
}

static void
test_nothing (void)
{
  g_autoptr (EcgSeries) lead = ecg_series_new_physical ("II", "mV", 250.0, g_new0 (float, 1), 0);
  g_autoptr (EcgBeats) beats = ecg_beats_find (lead, NULL);

  g_assert_cmpuint (beats->n, ==, 0);
  g_assert_cmpint (beats->known, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/beats/short", test_short);
  g_test_add_func ("/beats/long", test_long);
  g_test_add_func ("/beats/nothing", test_nothing);
  return g_test_run ();
}
