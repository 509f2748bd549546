/* Compares core/dsp with what SciPy wrote into golden.txt (make.py). */

#include <math.h>

#include "core/dsp/filter-design.h"
#include "core/dsp/gaps.h"
#include "core/dsp/hrv.h"
#include "core/dsp/sos-filter.h"
#include "core/dsp/spectrum.h"
#include "core/dsp/window.h"
#include "tests/support/golden.h"

#define RATE_HZ 250.0
/* Both sides compute in double, ours then rounds to float: half of 2^-23. */
#define OF_FLOAT 1e-7
/* The file has 12 digits. */
#define OF_FILE 1e-11

static GHashTable *golden;

static void
test_butterworth (void)
{
  for (guint i = 0; i < 12; i++)
    {
      g_autofree char *name = g_strdup_printf ("design.%u", i);
      g_autofree char *frequencies_name = g_strconcat (name, ".frequencies", NULL);
      g_autofree char *magnitude_name = g_strconcat (name, ".magnitude", NULL);
      const double    *design = (const double *) test_golden_get (golden, name)->data;
      const GArray    *frequencies = test_golden_get (golden, frequencies_name);
      const GArray    *magnitude = test_golden_get (golden, magnitude_name);
      EcgFilter        filter;

      g_assert_true (ecg_filter_design_butterworth (
        &filter, (EcgFilterKind) design[0], (gsize) design[1], design[2], design[3], design[4]));
      for (guint k = 0; k < frequencies->len; k++)
        {
          const double expected = g_array_index (magnitude, double, k);

          /* Far down the skirt the zeros at z = ±1 cancel, and SciPy's are split otherwise. */
          g_assert_cmpfloat_with_epsilon (
            ecg_filter_magnitude (&filter, g_array_index (frequencies, double, k), design[4]),
            expected, 1e-6 * expected + OF_FILE);
        }
    }
}

static void
test_notch (void)
{
  EcgFilter notch;

  g_assert_true (ecg_filter_design_notch (&notch, 50, 30, RATE_HZ));
  g_assert_cmpuint (notch.n_sections, ==, 1);
  test_assert_close (notch.sections[0].b,
                     (const double *) test_golden_get (golden, "notch.b")->data, 3, OF_FILE);
  test_assert_close (notch.sections[0].a,
                     (const double *) test_golden_get (golden, "notch.a")->data, 3, OF_FILE);
}

static void
design_chain (EcgFilter *chain)
{
  EcgFilter notch;

  g_assert_true (ecg_filter_design_butterworth (chain, ECG_FILTER_BAND_PASS, 2, 0.5, 40, RATE_HZ));
  g_assert_true (ecg_filter_design_notch (&notch, 50, 30, RATE_HZ));
  g_assert_true (ecg_filter_append (chain, &notch));
}

static void
test_causal (void)
{
  gsize             n;
  g_autofree float *x = test_golden_get_floats (golden, "x", &n);
  g_autofree float *out = g_new (float, n);
  EcgFilter         chain;
  EcgSosState       state;

  design_chain (&chain);

  ecg_sos_state_init (&state);
  ecg_sos_filter (out, x, &state, &chain, n);
  test_assert_close_floats (out, (const double *) test_golden_get (golden, "causal.rest")->data, n,
                            OF_FLOAT);

  /* In two blocks, in place. */
  ecg_sos_state_prime (&state, &chain, x[0]);
  ecg_sos_filter (x, x, &state, &chain, 123);
  ecg_sos_filter (x + 123, x + 123, &state, &chain, n - 123);
  test_assert_close_floats (x, (const double *) test_golden_get (golden, "causal.primed")->data, n,
                            OF_FLOAT);
}

static void
assert_zero_phase (const char *input, const EcgFilter *filter, gsize pad, const char *expected)
{
  gsize              n;
  g_autofree float  *x = test_golden_get_floats (golden, input, &n);
  g_autofree double *work = g_new (double, n + 2 * pad);

  ecg_filter_zero_phase_padded (x, x, work, filter, n, pad);
  test_assert_close_floats (x, (const double *) test_golden_get (golden, expected)->data, n,
                            OF_FLOAT);
}

static void
test_zero_phase (void)
{
  EcgFilter chain, slow;

  design_chain (&chain);
  assert_zero_phase ("x", &chain, 0, "zero_phase.0");
  assert_zero_phase ("x", &chain, 100, "zero_phase.100");
  assert_zero_phase ("x", &chain, 399, "zero_phase.399");
  assert_zero_phase ("gapped", &chain, 100, "gapped.zero_phase");
  g_assert_true (ecg_filter_design_butterworth (&slow, ECG_FILTER_BAND_PASS, 2, 0.05, 150, 1000));
  assert_zero_phase ("x", &slow, 300, "zero_phase.slow");
}

static void
test_gaps (void)
{
  gsize              n;
  g_autofree float  *x = test_golden_get_floats (golden, "gapped", &n);
  g_autofree double *bridged = g_new (double, n);

  g_assert_true (ecg_gaps_fill (bridged, x, n));
  test_assert_close (bridged, (const double *) test_golden_get (golden, "gapped.bridged")->data, n,
                     OF_FILE);
}

static void
test_welch (void)
{
  gsize             n;
  g_autofree float *x = test_golden_get_floats (golden, "x", &n);

  for (gsize n_fft = 200; n_fft <= 256; n_fft += 56)
    {
      const EcgWelchConfig config = { RATE_HZ, 200, 100, n_fft };
      g_autofree char     *name = g_strdup_printf ("welch.%" G_GSIZE_FORMAT, n_fft);
      g_autofree double   *density = g_new (double, ecg_welch_bins (&config));
      gsize                n_segments;

      g_assert_true (ecg_welch (density, &n_segments, x, n, &config));
      g_assert_cmpuint (n_segments, ==, 3);
      /* SciPy takes float samples through in float. */
      test_assert_close (density, (const double *) test_golden_get (golden, name)->data,
                         ecg_welch_bins (&config), 1e-5);
    }
}

static void
test_hann (void)
{
  double window[16];

  ecg_window_hann (window, 16, true);
  test_assert_close (window, (const double *) test_golden_get (golden, "hann.periodic")->data, 16,
                     OF_FILE);
  ecg_window_hann (window, 15, false);
  test_assert_close (window, (const double *) test_golden_get (golden, "hann.symmetric")->data, 15,
                     OF_FILE);
}

static void
test_hrv (void)
{
  const GArray      *positions = test_golden_get (golden, "hrv.peaks");
  g_autofree gint64 *peaks = g_new (gint64, positions->len);
  EcgHrv             hrv;

  for (guint i = 0; i < positions->len; i++)
    peaks[i] = (gint64) g_array_index (positions, double, i);
  ecg_hrv_measure (&hrv, peaks, positions->len, RATE_HZ);
  g_assert_cmpuint (hrv.n_intervals, ==, positions->len - 1);
  g_assert_cmpuint (hrv.n_excluded, ==, 0);
  test_assert_close (
    (const double[]){ hrv.mean_rr_ms, hrv.rate_per_min, hrv.sdnn_ms, hrv.rmssd_ms },
    (const double *) test_golden_get (golden, "hrv")->data, 4, OF_FILE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  golden = test_golden_load ("dsp/golden.txt");
  g_test_add_func ("/golden/dsp/butterworth", test_butterworth);
  g_test_add_func ("/golden/dsp/notch", test_notch);
  g_test_add_func ("/golden/dsp/causal", test_causal);
  g_test_add_func ("/golden/dsp/zero-phase", test_zero_phase);
  g_test_add_func ("/golden/dsp/gaps", test_gaps);
  g_test_add_func ("/golden/dsp/welch", test_welch);
  g_test_add_func ("/golden/dsp/hann", test_hann);
  g_test_add_func ("/golden/dsp/hrv", test_hrv);
  return g_test_run ();
}
