#include "core/synth/artefact.h"

#include <math.h>
#include <string.h>

#define QUIET_SNR_DB 25.0

enum
{
  RIGHT_ARM,
  LEFT_ARM,
  LEFT_LEG,
  N_ELECTRODES
};

/* One kind of noise at the three electrodes, in any unit: it is scaled in the end. */
typedef struct
{
  float *at[N_ELECTRODES];
  gsize  n;
  double rate_hz;
} Noise;

/* Poles an octave and a half apart, each with the variance that makes the sum fall with f^1.5. */
static void
fill_wander (Noise *noise, EcgRng *rng)
{
  static const double corners_hz[] = { 0.03, 0.09, 0.27, 0.8, 2.4, 7.0 };

  for (guint e = 0; e < N_ELECTRODES; e++)
    {
      double state[G_N_ELEMENTS (corners_hz)] = { 0.0 };

      for (gsize t = 0; t < noise->n; t++)
        {
          const double drive = ecg_rng_normal (rng);
          double       sum = 0.0;

          for (guint i = 0; i < G_N_ELEMENTS (corners_hz); i++)
            {
              const double a = 2.0 * G_PI * corners_hz[i] / noise->rate_hz;

              state[i] += a * (drive * pow (corners_hz[i], -0.75) / sqrt (a) - state[i]);
              sum += state[i];
            }
          noise->at[e][t] = (float) sum;
        }
    }
}

static void
fill_steps (Noise *noise, double step_hz, EcgRng *rng)
{
  static const double orders[] = { 0.5, 1.0, 2.0, 3.0, 4.0 };
  double              gain[N_ELECTRODES][G_N_ELEMENTS (orders)];
  double              phase[N_ELECTRODES][G_N_ELEMENTS (orders)];
  double              turn = 0.0, pace = 0.0, force = 0.0;

  for (guint e = 0; e < N_ELECTRODES; e++)
    for (guint k = 0; k < G_N_ELEMENTS (orders); k++)
      {
        gain[e][k] = (0.3 + ecg_rng_uniform (rng)) / (0.5 + orders[k]);
        phase[e][k] = 2.0 * G_PI * ecg_rng_uniform (rng);
      }
  for (gsize t = 0; t < noise->n; t++)
    {
      /* No two steps are of one length or force; both stray within about a second. */
      pace += (0.03 * ecg_rng_normal (rng) * sqrt (noise->rate_hz) - pace) / noise->rate_hz;
      force += (0.35 * ecg_rng_normal (rng) * sqrt (noise->rate_hz) - force) / noise->rate_hz;
      turn += 2.0 * G_PI * step_hz * (1.0 + pace) / noise->rate_hz;
      for (guint e = 0; e < N_ELECTRODES; e++)
        {
          double sum = 0.0;

          for (guint k = 0; k < G_N_ELEMENTS (orders); k++)
            sum += gain[e][k] * sin (orders[k] * turn + phase[e][k]);
          noise->at[e][t] = (float) (sum * exp (force));
        }
    }
}

/* White noise above 20 Hz, with the effort of the muscle going up and down; arms more than legs. */
static void
fill_muscle (Noise *noise, double step_hz, EcgRng *rng)
{
  static const double strength[N_ELECTRODES] = { 1.0, 1.2, 0.4 };
  const double        a = exp (-2.0 * G_PI * 20.0 / noise->rate_hz);

  for (guint e = 0; e < N_ELECTRODES; e++)
    {
      const double phase = 2.0 * G_PI * ecg_rng_uniform (rng);
      double       last[2] = { 0.0 }, out[2] = { 0.0 }, slow = 0.0;

      for (gsize t = 0; t < noise->n; t++)
        {
          double x = ecg_rng_normal (rng);

          slow += (ecg_rng_normal (rng) * sqrt (noise->rate_hz) - slow) / noise->rate_hz;
          for (guint k = 0; k < 2; k++)
            {
              out[k] = a * (out[k] + x - last[k]);
              last[k] = x;
              x = out[k];
            }
          noise->at[e][t] =
            (float) (strength[e] * x * exp (0.5 * slow) *
                     (1.0 +
                      0.6 * sin (2.0 * G_PI * step_hz * (double) t / noise->rate_hz + phase)));
        }
    }
}

/* An electrode slips: a jump that the amplifier forgets, with a swing back. */
static void
add_slip (Noise *noise, gsize begin, EcgRng *rng)
{
  float       *at = noise->at[ecg_rng_below (rng, N_ELECTRODES)];
  const double height = ecg_rng_normal (rng);
  const double decay = 0.08 + 0.3 * ecg_rng_uniform (rng);
  const double swing_hz = 0.5 + 2.5 * ecg_rng_uniform (rng);
  const gsize  length = (gsize) (5.0 * decay * noise->rate_hz);

  for (gsize t = begin; t < MIN (begin + length, noise->n); t++)
    {
      const double s = (double) (t - begin) / noise->rate_hz;

      at[t] += (float) (height * (1.0 - exp (-s / 0.015)) * exp (-s / decay) *
                        cos (2.0 * G_PI * swing_hz * s));
    }
}

static void
fill_bursts (Noise *noise, EcgRng *rng)
{
  const gsize n_slips = (gsize) ((double) noise->n / noise->rate_hz / 2.5) + 1;

  for (guint e = 0; e < N_ELECTRODES; e++)
    memset (noise->at[e], 0, noise->n * sizeof (float));
  for (gsize i = 0; i < n_slips; i++)
    add_slip (noise, ecg_rng_below (rng, noise->n), rng);
}

/* 10 to 30 µV between two electrodes. */
static void
fill_mains (Noise *noise, EcgRng *rng)
{
  const double hz = 50.0 + 0.05 * ecg_rng_normal (rng);

  for (guint e = 0; e < N_ELECTRODES; e++)
    {
      const double height = e == RIGHT_ARM ? 0.0 : 0.01 + 0.02 * ecg_rng_uniform (rng);
      const double phase = 2.0 * G_PI * ecg_rng_uniform (rng);

      for (gsize t = 0; t < noise->n; t++)
        noise->at[e][t] =
          (float) (height * sin (2.0 * G_PI * hz * (double) t / noise->rate_hz + phase));
    }
}

static float
in_lead (const Noise *noise, guint positive, gsize t)
{
  return noise->at[positive][t] - noise->at[RIGHT_ARM][t];
}

/* Mean of both leads' variances. */
static double
find_power (const float *lead_i, const float *lead_ii, gsize n)
{
  const float *leads[] = { lead_i, lead_ii };
  double       power = 0.0;

  for (guint k = 0; k < 2; k++)
    {
      double sum = 0.0, squares = 0.0;

      for (gsize t = 0; t < n; t++)
        {
          sum += (double) leads[k][t];
          squares += (double) leads[k][t] * (double) leads[k][t];
        }
      power += 0.5 * fmax (squares / (double) n - sum / (double) n * (sum / (double) n), 0.0);
    }
  return power;
}

/* Adds the noise to the leads: as it is where @power is below 0, else scaled to that power. */
static void
mix (float *lead_i, float *lead_ii, const Noise *noise, double power)
{
  g_autofree float *i = g_new (float, noise->n);
  g_autofree float *ii = g_new (float, noise->n);
  float             scale = 1.0f;

  for (gsize t = 0; t < noise->n; t++)
    {
      i[t] = in_lead (noise, LEFT_ARM, t);
      ii[t] = in_lead (noise, LEFT_LEG, t);
    }
  if (power >= 0.0)
    {
      const double own = find_power (i, ii, noise->n);

      scale = own > 0.0 ? (float) sqrt (power / own) : 0.0f;
    }
  for (gsize t = 0; t < noise->n; t++)
    {
      lead_i[t] += scale * i[t];
      lead_ii[t] += scale * ii[t];
    }
}

static void
add_motion (float                  *lead_i,
            float                  *lead_ii,
            Noise                  *noise,
            const EcgSynthActivity *activity,
            double                  power,
            EcgRng                 *rng)
{
  const double step_hz = activity->step_hz + activity->step_sd_hz * ecg_rng_normal (rng);

  if (activity->steps > 0.0)
    {
      fill_steps (noise, step_hz, rng);
      mix (lead_i, lead_ii, noise, power * activity->steps);
    }
  fill_muscle (noise, step_hz, rng);
  mix (lead_i, lead_ii, noise, power * activity->muscle);
  if (activity->bursts > 0.0)
    {
      fill_bursts (noise, rng);
      mix (lead_i, lead_ii, noise, power * activity->bursts);
    }
  fill_mains (noise, rng);
  mix (lead_i, lead_ii, noise, -1.0);
}

void
ecg_artefact_add (float                  *lead_i,
                  float                  *lead_ii,
                  const EcgSynthActivity *activity,
                  gboolean                motion,
                  double                  rate_hz,
                  gsize                   n,
                  EcgRng                 *rng)
{
  const double      snr_db = motion ? activity->snr_db : QUIET_SNR_DB;
  const double      power = find_power (lead_i, lead_ii, n) * pow (10.0, -snr_db / 10.0);
  g_autofree float *storage = g_new0 (float, N_ELECTRODES *MAX (n, 1));
  Noise             noise = { { storage, storage + n, storage + 2 * n }, n, rate_hz };

  if (n == 0)
    return;
  fill_wander (&noise, rng);
  mix (lead_i, lead_ii, &noise, motion ? power * activity->wander : power);
  if (motion)
    add_motion (lead_i, lead_ii, &noise, activity, power, rng);
}
