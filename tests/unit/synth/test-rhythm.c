#include "core/synth/dipole.h"
#include "core/synth/rhythm.h"

#include <math.h>

typedef struct
{
  double mean_bpm;
  double sdnn_ms;
  double rmssd_ms;
} Summary;

static Summary
summarise (const EcgSynthActivity *activity, double mean_bpm, guint64 seed)
{
  const EcgRhythm rhythm = { mean_bpm, activity->breath_hz, 1.0 };
  EcgRng          rng;
  double          sum = 0.0, squares = 0.0, steps = 0.0;
  guint           n = 0;

  ecg_rng_init (&rng, seed, 0);

  g_autoptr (GArray) beats = ecg_rhythm_beats (&rhythm, activity, 120.0, &rng);

  for (guint i = 1; i < beats->len; i++)
    {
      const EcgBeat *beat = &g_array_index (beats, EcgBeat, i);
      const double   step = beat->rr - (beat - 1)->rr;

      g_assert_cmpfloat_with_epsilon (beat->time, (beat - 1)->time + (beat - 1)->rr, 1e-9);
      if (beat->time < 0.0 || beat->time >= 120.0)
        continue;
      n++;
      sum += beat->rr;
      squares += beat->rr * beat->rr;
      steps += step * step;
    }
  return (Summary){ 60.0 * n / sum, 1e3 * sqrt (squares / n - sum / n * (sum / n)),
                    1e3 * sqrt (steps / n) };
}

/* GUDB's table in synthetic-cohort.md: mean rate, medians of SDNN and RMSSD. */
static void
test_table (void)
{
  static const double bpm[] = { 78.2, 86.5, 89.6, 88.4, 133.5 };
  static const double sdnn_ms[] = { 60.0, 51.0, 41.0, 48.0, 49.0 };
  static const double rmssd_ms[] = { 34.0, 26.0, 21.0, 25.0, 8.7 };

  for (guint a = 0; a < ECG_SYNTH_N_ACTIVITIES; a++)
    {
      Summary mean = { 0.0, 0.0, 0.0 };

      for (guint seed = 0; seed < 30; seed++)
        {
          const Summary one = summarise (ecg_synth_activity (a), bpm[a], seed);

          mean.mean_bpm += one.mean_bpm / 30.0;
          mean.sdnn_ms += one.sdnn_ms / 30.0;
          mean.rmssd_ms += one.rmssd_ms / 30.0;
        }
      g_test_message ("%s: %.1f bpm, SDNN %.1f ms, RMSSD %.1f ms", ecg_synth_activity (a)->name,
                      mean.mean_bpm, mean.sdnn_ms, mean.rmssd_ms);
      g_assert_cmpfloat_with_epsilon (mean.mean_bpm, bpm[a], 3.0);
      g_assert_cmpfloat_with_epsilon (mean.rmssd_ms, rmssd_ms[a], 0.25 * rmssd_ms[a]);
      g_assert_cmpfloat_with_epsilon (mean.sdnn_ms, sdnn_ms[a], 0.25 * sdnn_ms[a]);
    }
}

static void
test_jogging_rises (void)
{
  const EcgSynthActivity *jogging = ecg_synth_activity (4);

  g_assert_cmpfloat_with_epsilon (134.0 + jogging->trend_bpm (0.0), 106.0, 0.5);
  g_assert_cmpfloat_with_epsilon (134.0 + jogging->trend_bpm (1000.0), 149.0, 0.5);
}

static void
test_breath (void)
{
  float  wave[30000];
  float  lo = 1.0f, hi = -1.0f;
  EcgRng rng;

  ecg_rng_init (&rng, 1, 0);
  ecg_rhythm_breathe (wave, G_N_ELEMENTS (wave), 250.0, 0.25, &rng);
  for (guint i = 0; i < G_N_ELEMENTS (wave); i++)
    {
      lo = fminf (lo, wave[i]);
      hi = fmaxf (hi, wave[i]);
    }
  g_assert_cmpfloat_with_epsilon (lo, -0.5, 1e-6);
  g_assert_cmpfloat_with_epsilon (hi, 0.5, 1e-6);
}

/* synthetic-cohort.md, section 2: R of the default set is 0.78 mV in I and 0.77 mV in II. */
static void
test_default_dipole (void)
{
  const EcgBeat beat = { 1.0, 1.0, 60.0 };
  g_autoptr (GArray) beats = g_array_new (FALSE, FALSE, sizeof (EcgBeat));
  static const float breath[500];
  float              lead_i[500], lead_ii[500];
  float              r_i = 0.0f, r_ii = 0.0f;
  EcgDipole          dipole;
  EcgRng             rng;

  ecg_rng_init (&rng, 1, 0);
  ecg_dipole_default (&dipole);
  g_array_append_val (beats, beat);
  ecg_dipole_render (&dipole, lead_i, lead_ii, breath, 1.0, beats, 250.0, 500, &rng);
  for (guint i = 240; i < 260; i++)
    {
      r_i = fmaxf (r_i, lead_i[i]);
      r_ii = fmaxf (r_ii, lead_ii[i]);
    }
  /* Each Gaussian may be off by 5 % in this one beat. */
  g_assert_cmpfloat_with_epsilon (r_i, 0.78, 0.08);
  g_assert_cmpfloat_with_epsilon (r_ii, 0.77, 0.08);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rhythm/table", test_table);
  g_test_add_func ("/rhythm/jogging-rises", test_jogging_rises);
  g_test_add_func ("/rhythm/breath", test_breath);
  g_test_add_func ("/rhythm/default-dipole", test_default_dipole);
  return g_test_run ();
}
