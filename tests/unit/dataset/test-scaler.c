/* Scalers: of ramps, whose quantiles can be counted. */

#include "core/dataset/scaler.h"

#include "core/base/rng.h"

#include <math.h>

#define N 101

/* 0 to N − 1, shuffled, times @gain plus @offset. */
static void
fill_ramp (float *x, float gain, float offset, guint64 seed)
{
  size_t order[N];
  EcgRng rng;

  for (gsize i = 0; i < N; i++)
    order[i] = i;
  ecg_rng_init (&rng, seed, 0);
  ecg_rng_shuffle (&rng, order, N);
  for (gsize i = 0; i < N; i++)
    x[i] = gain * (float) order[i] + offset;
}

static void
normalise (float *x, EcgNormalisation normalisation)
{
  g_auto (EcgPreparation) preparation = { 0 };

  ecg_preparation_init (&preparation, (const char *const[]){ "I", NULL });
  preparation.window = N;
  preparation.normalisation = normalisation;
  ecg_window_normalise (x, &preparation);
}

static void
test_recording (void)
{
  float       values[N];
  EcgFeatures features = { .n_leads = 1, .n_samples = N, .values = values };
  EcgScaler   scaler;

  fill_ramp (values, 2.0f, -3.0f, 1);
  ecg_scaler_fit (&scaler, &features, &(EcgSpan){ 0, N }, 1);
  g_assert_cmpfloat_with_epsilon (scaler.centre[0], 97.0f, 1e-4f); /* 2 · 50 − 3 */
  g_assert_cmpfloat_with_epsilon (scaler.width[0], 100.0f, 1e-4f); /* 2 · (75 − 25) */
}

/* The variance of 0 … N − 1 is (N² − 1) / 12. */
static void
test_window (void)
{
  float x[N], ramp[N];

  fill_ramp (ramp, 1.0f, 0.0f, 2);
  fill_ramp (x, -7.0f, 12.0f, 2);
  normalise (x, ECG_NORMALISE_WINDOW);
  for (gsize i = 0; i < N; i++)
    g_assert_cmpfloat_with_epsilon (x[i], -(ramp[i] - 50.0f) / sqrtf ((N * N - 1) / 12.0f), 1e-4f);
}

/* Of the deviations from 50, which are 0, 1, 1, 2, 2, … 50, 50, rank 98 of 100 is 49. */
static void
test_peak (void)
{
  float x[N], ramp[N];

  for (guint64 seed = 0; seed < 20; seed++)
    {
      fill_ramp (ramp, 1.0f, 0.0f, seed);
      fill_ramp (x, 0.01f, 4.0f, seed);
      normalise (x, ECG_NORMALISE_PEAK);
      for (gsize i = 0; i < N; i++)
        g_assert_cmpfloat_with_epsilon (x[i], (ramp[i] - 50.0f) * 4.0f / 49.0f, 1e-4f);
    }
}

/* A spike that standard deviations follow leaves the height of the beats alone. */
static void
test_spike (void)
{
  float x[N], spiked[N];

  fill_ramp (x, 1.0f, 0.0f, 3);
  fill_ramp (spiked, 1.0f, 0.0f, 3);
  for (gsize i = 0; i < N; i++)
    if (spiked[i] > 99.5f)
      spiked[i] = 1e6f;
  normalise (x, ECG_NORMALISE_PEAK);
  normalise (spiked, ECG_NORMALISE_PEAK);
  for (gsize i = 0; i < N; i++)
    if (spiked[i] < 100.0f)
      g_assert_cmpfloat_with_epsilon (x[i], spiked[i], 1e-4f);
}

static void
test_again (void)
{
  const EcgNormalisation kinds[] = { ECG_NORMALISE_RECORDING, ECG_NORMALISE_WINDOW,
                                     ECG_NORMALISE_PEAK };

  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      float once[N], twice[N];

      fill_ramp (once, 3.0f, 1.0f, 4);
      normalise (once, kinds[k]);
      memcpy (twice, once, sizeof once);
      normalise (twice, kinds[k]);
      for (gsize i = 0; i < N; i++)
        g_assert_cmpfloat_with_epsilon (once[i], twice[i], 1e-4f);
    }
}

static void
test_flat (void)
{
  float x[N];

  for (gsize i = 0; i < N; i++)
    x[i] = 5.0f;
  normalise (x, ECG_NORMALISE_PEAK);
  for (gsize i = 0; i < N; i++)
    g_assert_cmpfloat (fabsf (x[i]), <=, 0.0f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dataset/scaler/recording", test_recording);
  g_test_add_func ("/dataset/scaler/window", test_window);
  g_test_add_func ("/dataset/scaler/peak", test_peak);
  g_test_add_func ("/dataset/scaler/spike", test_spike);
  g_test_add_func ("/dataset/scaler/again", test_again);
  g_test_add_func ("/dataset/scaler/flat", test_flat);
  return g_test_run ();
}
