#include "core/synth/dipole.h"

#include <math.h>

#define MAX_BPM 190.0
#define BEAT_VARIATION 0.05

/* Beyond so many deviations a Gaussian is below 1/20000 of its peak. */
#define REACH 4.5

typedef struct
{
  double alpha; /* mV */
  double b;     /* rad */
  double theta; /* rad, 0 at the R peak */
} Row;

/* Sameni et al. 2007, default adult. */
static const Row rows_x[] = {
  { 0.03, 0.0906, -1.09 }, { 0.08, 0.1057, -0.83 }, { -0.13, 0.0453, -0.19 },
  { 0.85, 0.0378, -0.07 }, { 1.11, 0.0332, 0.0 },   { 0.75, 0.0302, 0.06 },
  { 0.06, 0.0378, 0.22 },  { 0.1, 0.604, 1.2 },     { 0.17, 0.302, 1.42 },
  { 0.39, 0.1812, 1.68 },  { 0.03, 0.5, 2.9 },
};
static const Row rows_y[] = {
  { 0.035, 0.07, -1.1 },  { 0.015, 0.07, -0.9 },  { -0.019, 0.04, -0.76 },
  { 0.32, 0.055, -0.11 }, { 0.51, 0.037, -0.01 }, { -0.32, 0.0604, 0.065 },
  { 0.04, 0.45, 0.8 },    { 0.08, 0.3, 1.58 },    { 0.014, 0.5, 2.9 },
};
static const Row rows_z[] = {
  { -0.03, 0.03, -1.1 },  { -0.14, 0.12, -0.93 }, { -0.035, 0.04, -0.7 }, { 0.045, 0.4, -0.4 },
  { -0.4, 0.045, -0.15 }, { 0.46, 0.05, 0.095 },  { -0.12, 0.8, 1.05 },   { -0.2, 0.4, 1.25 },
  { -0.35, 0.2, 1.55 },   { -0.035, 0.4, 2.8 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (rows_x) + G_N_ELEMENTS (rows_y) + G_N_ELEMENTS (rows_z) ==
                 ECG_DIPOLE_KERNELS);

/* Dower's rows for leads I and II (Clin Cardiol 1980;3:87). */
static const double row_i[3] = { 0.632, -0.235, 0.059 };
static const double row_ii[3] = { 0.235, 1.066, -0.132 };

static EcgWave
wave_at (double theta)
{
  return theta < -0.6    ? ECG_WAVE_P
         : theta < -0.17 ? ECG_WAVE_Q
         : theta < 0.05  ? ECG_WAVE_R
         : theta < 0.6   ? ECG_WAVE_S
                         : ECG_WAVE_T;
}

static void
add_rows (EcgKernel **at, guint axis, const Row *rows, guint n)
{
  for (guint i = 0; i < n; i++)
    *(*at)++ = (EcgKernel){ .axis = axis,
                            .wave = wave_at (rows[i].theta),
                            .amplitude = rows[i].alpha,
                            .time = rows[i].theta / (2.0 * G_PI),
                            .width = rows[i].b / (2.0 * G_PI) };
}

void
ecg_dipole_default (EcgDipole *dipole)
{
  EcgKernel *at = dipole->kernels;

  *dipole = (EcgDipole){ .gain = { 1.0, 1.0, 1.0 }, .rest_bpm = 60.0 };
  add_rows (&at, 0, rows_x, G_N_ELEMENTS (rows_x));
  add_rows (&at, 1, rows_y, G_N_ELEMENTS (rows_y));
  add_rows (&at, 2, rows_z, G_N_ELEMENTS (rows_z));
}

static double
draw_between (EcgRng *rng, double lo, double hi)
{
  return lo + (hi - lo) * ecg_rng_uniform (rng);
}

static gboolean
is_of_qrs (EcgWave wave)
{
  return wave == ECG_WAVE_Q || wave == ECG_WAVE_R || wave == ECG_WAVE_S;
}

void
ecg_dipole_draw_person (EcgDipole *dipole, EcgRng *rng)
{
  static const double greatest_degrees[3] = { 15.0, 15.0, 35.0 };
  double              of_wave[ECG_WAVE_T + 1];

  /* Half of the variance is the wave's, half the Gaussian's own. */
  for (guint i = 0; i < G_N_ELEMENTS (of_wave); i++)
    of_wave[i] = M_SQRT1_2 * (is_of_qrs ((EcgWave) i) ? 0.2 : 0.3) * ecg_rng_normal (rng);
  for (guint i = 0; i < ECG_DIPOLE_KERNELS; i++)
    {
      EcgKernel   *kernel = &dipole->kernels[i];
      const double spread = M_SQRT1_2 * (is_of_qrs (kernel->wave) ? 0.2 : 0.3);
      const double shift = kernel->wave == ECG_WAVE_R ? 0.0
                           : is_of_qrs (kernel->wave) ? 0.01
                                                      : 0.03;

      kernel->amplitude *= exp (of_wave[kernel->wave] + spread * ecg_rng_normal (rng));
      kernel->width *= draw_between (rng, 0.85, 1.15);
      kernel->time += shift * ecg_rng_normal (rng) / (2.0 * G_PI);
    }
  for (guint k = 0; k < 3; k++)
    {
      dipole->angles[k] =
        G_PI / 180.0 * draw_between (rng, -greatest_degrees[k], greatest_degrees[k]);
      dipole->gain[k] = draw_between (rng, 0.75, 1.25);
    }
}

void
ecg_dipole_draw_session (EcgDipole *dipole, EcgRng *rng)
{
  const double gain = 1.0 + 0.07 * ecg_rng_normal (rng);
  const double t_wave = 1.0 + 0.1 * ecg_rng_normal (rng);

  for (guint k = 0; k < 3; k++)
    {
      dipole->angles[k] += G_PI / 180.0 * 5.0 * ecg_rng_normal (rng);
      dipole->gain[k] *= gain;
    }
  for (guint i = 0; i < ECG_DIPOLE_KERNELS; i++)
    if (dipole->kernels[i].wave == ECG_WAVE_T)
      dipole->kernels[i].amplitude *= t_wave;
}

void
ecg_dipole_draw_drift (EcgDipole *dipole, EcgRng *rng)
{
  for (guint k = 0; k < 3; k++)
    {
      dipole->angles[k] += G_PI / 180.0 * 2.0 * ecg_rng_normal (rng);
      dipole->drift[k] = G_PI / 180.0 * 10.0 * ecg_rng_normal (rng);
    }
  dipole->gain_drift = 0.08 * ecg_rng_normal (rng);
}

/* The Gaussian in a beat of that rate and effort (0 at rest, 1 at the greatest rate). */
static EcgKernel
adapt (EcgKernel kernel, double rr, double effort)
{
  if (kernel.wave == ECG_WAVE_P)
    {
      kernel.amplitude *= 1.0 + 0.4 * effort;
      kernel.time = kernel.time * pow (rr, 0.25) + 0.03 * effort;
      kernel.width *= pow (rr, 0.25);
    }
  else if (kernel.wave == ECG_WAVE_T)
    {
      kernel.amplitude *= 1.0 - 0.35 * effort;
      kernel.time *= pow (rr, 0.6);
      kernel.width *= sqrt (rr);
    }
  return kernel;
}

static void
vary (EcgKernel *kernel, EcgRng *rng)
{
  kernel->amplitude *= 1.0 + BEAT_VARIATION * draw_between (rng, -1.0, 1.0);
  kernel->time *= 1.0 + BEAT_VARIATION * draw_between (rng, -1.0, 1.0);
  kernel->width *= 1.0 + BEAT_VARIATION * draw_between (rng, -1.0, 1.0);
}

static void
add_kernel (float *axis, const EcgKernel *kernel, double beat_time, double rate_hz, gsize n)
{
  const double centre = (beat_time + kernel->time) * rate_hz;
  const double width = kernel->width * rate_hz;
  const double first = fmax (ceil (centre - REACH * width), 0.0);
  const double last = fmin (floor (centre + REACH * width), (double) n - 1.0);

  for (double i = first; i <= last; i += 1.0)
    {
      const double d = (i - centre) / width;

      axis[(gsize) i] += (float) (kernel->amplitude * exp (-0.5 * d * d));
    }
}

/* The ST segment sinks with effort: its vector moves to the right and up, 0.06 mV in lead II at
 * the most. */
static void
add_st (float *axes[3], double beat_time, double effort, double rate_hz, gsize n)
{
  const EcgKernel right = { 0, ECG_WAVE_S, -0.04 * effort, 0.09, 0.03 };
  const EcgKernel up = { 1, ECG_WAVE_S, -0.06 * effort, 0.09, 0.03 };

  add_kernel (axes[0], &right, beat_time, rate_hz, n);
  add_kernel (axes[1], &up, beat_time, rate_hz, n);
}

static void
render_axes (const EcgDipole *dipole,
             float           *axes[3],
             const GArray    *beats,
             double           rate_hz,
             gsize            n,
             EcgRng          *rng)
{
  for (guint k = 0; k < beats->len; k++)
    {
      const EcgBeat *beat = &g_array_index (beats, EcgBeat, k);
      const double   effort =
        CLAMP ((beat->bpm - dipole->rest_bpm) / (MAX_BPM - dipole->rest_bpm), 0.0, 1.0);

      for (guint i = 0; i < ECG_DIPOLE_KERNELS; i++)
        {
          EcgKernel kernel = adapt (dipole->kernels[i], 60.0 / beat->bpm, effort);

          vary (&kernel, rng);
          add_kernel (axes[kernel.axis], &kernel, beat->time, rate_hz, n);
        }
      add_st (axes, beat->time, effort, rate_hz, n);
    }
}

/* About the first axis, then the second, then the third. */
static void
rotate (double v[3], const double angles[3])
{
  for (guint k = 0; k < 3; k++)
    {
      double *a = &v[(k + 1) % 3], *b = &v[(k + 2) % 3];
      double  c = cos (angles[k]), s = sin (angles[k]);
      double  turned = c * *a - s * *b;

      *b = s * *a + c * *b;
      *a = turned;
    }
}

static float
project (const double row[3], const double v[3])
{
  return (float) (row[0] * v[0] + row[1] * v[1] + row[2] * v[2]);
}

void
ecg_dipole_render (const EcgDipole *dipole,
                   float           *lead_i,
                   float           *lead_ii,
                   const float     *breath,
                   double           breath_depth,
                   const GArray    *beats,
                   double           rate_hz,
                   gsize            n,
                   EcgRng          *rng)
{
  /* Leanderson et al. 2003: greatest turn by the breath, in radians. */
  static const double sway[3] = { 0.2, 0.16, 0.14 };
  g_autofree float   *storage = g_new0 (float, 3 * MAX (n, 1));
  float              *axes[3] = { storage, storage + n, storage + 2 * n };

  render_axes (dipole, axes, beats, rate_hz, n, rng);
  for (gsize t = 0; t < n; t++)
    {
      const double wave = breath_depth * (double) breath[t];
      const double passed = (double) t / (double) n - 0.5;
      /* The heart moves by a twentieth of the chest's height. */
      const double gain = (1.0 + 0.05 * wave) * (1.0 + dipole->gain_drift * passed);
      double       v[3], angles[3];

      for (guint k = 0; k < 3; k++)
        {
          v[k] = gain * dipole->gain[k] * (double) axes[k][t];
          angles[k] = dipole->angles[k] + dipole->drift[k] * passed + sway[k] * wave;
        }
      rotate (v, angles);
      lead_i[t] = project (row_i, v);
      lead_ii[t] = project (row_ii, v);
    }
}
