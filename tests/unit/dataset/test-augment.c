/* Augmentations: each does what it says, the same for the same stream of chance. */

#include "core/dataset/augment.h"

#include <math.h>

#define N 1000

typedef struct
{
  EcgPreparation preparation;
  EcgScaler      scaler;
  float          x[N];
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  ecg_preparation_init (&self->preparation, (const char *const[]){ "I", NULL });
  self->scaler.width[0] = 0.5f;
  for (gsize t = 0; t < N; t++)
    self->x[t] = (float) (sin (2.0 * G_PI * 0.5 * t / 250.0) + sin (2.0 * G_PI * 30.0 * t / 250.0));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ecg_preparation_clear (&self->preparation);
}

static void
augment (Fixture *self, float *out, guint flags, guint64 seed)
{
  EcgRng rng;

  memcpy (out, self->x, sizeof self->x);
  ecg_rng_init (&rng, seed, 0);
  ecg_augment (out, &self->scaler, &self->preparation, flags, &rng);
}

/* Returns: the amplitude of @x at @hz over whole periods. */
static double
find_amplitude (const float *x, double hz)
{
  double re = 0.0, im = 0.0;

  for (gsize t = 0; t < N; t++)
    {
      re += (double) x[t] * cos (2.0 * G_PI * hz * t / 250.0);
      im += (double) x[t] * sin (2.0 * G_PI * hz * t / 250.0);
    }
  return 2.0 * sqrt (re * re + im * im) / N;
}

static void
test_none (Fixture *self, gconstpointer data)
{
  float out[N];

  augment (self, out, 0, 1);
  g_assert_cmpmem (out, sizeof out, self->x, sizeof self->x);
}

/* Slow waves stay, fast ones change, within the bounds, and not always the same way. */
static void
test_tilt (Fixture *self, gconstpointer data)
{
  double least = G_MAXDOUBLE, most = 0.0;
  float  out[N];

  for (guint64 seed = 0; seed < 50; seed++)
    {
      double fast;

      augment (self, out, ECG_AUGMENT_TILT, seed);
      fast = find_amplitude (out, 30.0);
      g_assert_cmpfloat_with_epsilon (find_amplitude (out, 0.5), 1.0, 0.12);
      g_assert_cmpfloat (fast, >, 0.48);
      g_assert_cmpfloat (fast, <, 2.1);
      least = MIN (least, fast);
      most = MAX (most, fast);
    }
  g_assert_cmpfloat (least, <, 0.7);
  g_assert_cmpfloat (most, >, 1.5);
}

/* A stretched wave has another frequency: between 0.92 and 1.08 of its own. */
static void
test_stretch (Fixture *self, gconstpointer data)
{
  float out[N];

  for (gsize t = 0; t < N; t++)
    self->x[t] = (float) sin (2.0 * G_PI * 5.0 * t / 250.0);
  for (guint64 seed = 0; seed < 20; seed++)
    {
      guint n_crossings = 0;

      augment (self, out, ECG_AUGMENT_STRETCH, seed);
      for (gsize t = 101; t < 900; t++)
        n_crossings += (out[t - 1] < 0.0f) != (out[t] < 0.0f) ? 1 : 0;
      g_assert_cmpuint (n_crossings, >=, 29); /* 32 · 0.92, and one at an end */
      g_assert_cmpuint (n_crossings, <=, 36);
    }
}

/* Half of the windows keep every sample; of the others slow waves go and fast ones stay. With
 * k = 1 − exp (−2π f/250), twice (1 − k)·|1 − z⁻¹| / |1 − (1 − k) z⁻¹| is 0.195 of a wave of 0.5 Hz
 * for a corner of 1 Hz, the least, and 0.76 of one of 30 Hz for one of 8 Hz, the most. */
static void
test_high_pass (Fixture *self, gconstpointer data)
{
  guint n_passed = 0;

  for (guint64 seed = 0; seed < 100; seed++)
    {
      float out[N];

      augment (self, out, ECG_AUGMENT_HIGH_PASS, seed);
      if (memcmp (out, self->x, sizeof out) == 0)
        continue;
      n_passed++;
      g_assert_cmpfloat (find_amplitude (out, 0.5), <, 0.25);
      g_assert_cmpfloat (find_amplitude (out, 30.0), >, 0.75);
      g_assert_cmpfloat (find_amplitude (out, 30.0), <, 1.02);
    }
  g_assert_cmpuint (n_passed, >, 30);
  g_assert_cmpuint (n_passed, <, 70);
}

static void
test_gain_and_noise (Fixture *self, gconstpointer data)
{
  float  out[N], again[N];
  double squares = 0.0;

  augment (self, out, ECG_AUGMENT_GAIN, 3);
  g_assert_cmpfloat_with_epsilon ((double) (out[100] / self->x[100]), 1.0, 0.1001);
  g_assert_cmpfloat_with_epsilon (out[100] / self->x[100], out[700] / self->x[700], 1e-4f);
  augment (self, out, ECG_AUGMENT_NOISE, 3);
  for (gsize t = 0; t < N; t++)
    squares += pow ((double) out[t] - (double) self->x[t], 2.0);
  /* 0.02 to 0.05 mV, and a unit is half a millivolt. */
  g_assert_cmpfloat (sqrt (squares / N), >, 0.036);
  g_assert_cmpfloat (sqrt (squares / N), <, 0.108);
  augment (self, again, ECG_AUGMENT_NOISE, 3);
  g_assert_cmpmem (out, sizeof out, again, sizeof again);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/dataset/augment/none", test_none);
  ADD ("/dataset/augment/tilt", test_tilt);
  ADD ("/dataset/augment/stretch", test_stretch);
  ADD ("/dataset/augment/high-pass", test_high_pass);
  ADD ("/dataset/augment/gain-and-noise", test_gain_and_noise);
  return g_test_run ();
}
