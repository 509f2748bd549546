/*
 * The heart's dipole in closed form: every beat adds its Gaussians around its R peak. Effort is as
 * exercise studies found it, not as ECGSYN scales it: the QRS keeps its width in seconds, T follows
 * RR and shrinks, P grows and comes nearer.
 */

#include "core/synth/dipole.h"

#include <math.h>
#include <string.h>

#define REFERENCE_RR_S 0.8
#define MAXIMAL_RATE 190.0
/* Beyond this many widths a Gaussian is below a count of the converter. */
#define REACH 4.0

/* Sameni et al. 2007: heights in mV, widths and centres in rad of the beat. */
static const double adult_height[3][ECG_DIPOLE_MAX_KERNELS] = {
  { .03, .08, -.13, .85, 1.11, .75, .06, .1, .17, .39, .03 },
  { .035, .015, -.019, .32, .51, -.32, .04, .08, .014 },
  { -.03, -.14, -.035, .045, -.4, .46, -.12, -.2, -.35, -.035 },
};
static const double adult_width[3][ECG_DIPOLE_MAX_KERNELS] = {
  { .0906, .1057, .0453, .0378, .0332, .0302, .0378, .604, .302, .1812, .5 },
  { .07, .07, .04, .055, .037, .0604, .45, .3, .5 },
  { .03, .12, .04, .4, .045, .05, .8, .4, .2, .4 },
};
static const double adult_centre[3][ECG_DIPOLE_MAX_KERNELS] = {
  { -1.09, -.83, -.19, -.07, 0., .06, .22, 1.2, 1.42, 1.68, 2.9 },
  { -1.1, -.9, -.76, -.11, -.01, .065, .8, 1.58, 2.9 },
  { -1.1, -.93, -.7, -.4, -.15, .095, 1.05, 1.25, 1.55, 2.8 },
};
static const gsize adult_n_kernels[3] = { 11, 9, 10 };

static const double dower[2][3] = { { .632, -.235, .059 }, { .235, 1.066, -.132 } };

typedef enum
{
  WAVE_P,
  WAVE_QRS,
  WAVE_T,
  N_WAVES,
} Wave;

static Wave
wave_of (double centre_s)
{
  if (centre_s < -0.065)
    return WAVE_P;
  return centre_s > 0.06 ? WAVE_T : WAVE_QRS;
}

static double
uniform (EcgRng *rng, double least, double most)
{
  return least + (most - least) * ecg_rng_uniform (rng);
}

static double
radians (double degrees)
{
  return degrees * G_PI / 180.0;
}

void
ecg_dipole_init_person (EcgDipole *self, EcgRng *rng)
{
  static const double spread[N_WAVES] = { .30, .20, .30 };
  static const double jitter[N_WAVES] = { .03, .01, .03 };
  const double        to_seconds = REFERENCE_RR_S / (2.0 * G_PI);
  double              shared[N_WAVES];

  for (gsize w = 0; w < N_WAVES; w++)
    shared[w] = exp (spread[w] * ecg_rng_normal (rng));
  for (gsize axis = 0; axis < 3; axis++)
    {
      self->n_kernels[axis] = adult_n_kernels[axis];
      for (gsize k = 0; k < adult_n_kernels[axis]; k++)
        {
          EcgDipoleKernel *kernel = &self->kernels[axis][k];
          const Wave       wave = wave_of (adult_centre[axis][k] * to_seconds);

          kernel->height =
            adult_height[axis][k] * shared[wave] * exp (0.5 * spread[wave] * ecg_rng_normal (rng));
          kernel->width_s = adult_width[axis][k] * to_seconds * uniform (rng, .85, 1.15);
          kernel->centre_s =
            (adult_centre[axis][k] + jitter[wave] * ecg_rng_normal (rng)) * to_seconds;
        }
      self->gain[axis] = uniform (rng, .75, 1.25);
    }
  self->angle[0] = radians (uniform (rng, -15., 15.));
  self->angle[1] = radians (uniform (rng, -15., 15.));
  self->angle[2] = radians (uniform (rng, -35., 35.));
  self->resting_rate = CLAMP (75.0 + 11.0 * ecg_rng_normal (rng), 52.0, 100.0);
}

void
ecg_dipole_init_session (EcgDipole *self, const EcgDipole *person, EcgRng *rng)
{
  const double gain = 1.0 + .07 * ecg_rng_normal (rng);
  const double t_height = 1.0 + .1 * ecg_rng_normal (rng);

  *self = *person;
  for (gsize axis = 0; axis < 3; axis++)
    {
      self->angle[axis] += radians (5.0 * ecg_rng_normal (rng));
      self->gain[axis] *= gain;
      for (gsize k = 0; k < self->n_kernels[axis]; k++)
        if (wave_of (self->kernels[axis][k].centre_s) == WAVE_T)
          self->kernels[axis][k].height *= t_height;
    }
  self->resting_rate += uniform (rng, -4., 4.);
}

/* One beat: where its R peak is, and the intervals around it. */
typedef struct
{
  double at_s;
  double rr_before;
  double rr_after;
  double effort; /* 0 at rest, 1 at the maximal rate */
} Beat;

static EcgDipoleKernel
adapt (EcgDipoleKernel kernel, const Beat *beat)
{
  switch (wave_of (kernel.centre_s))
    {
    case WAVE_P:
      kernel.height *= 1.0 + .4 * beat->effort;
      kernel.centre_s =
        kernel.centre_s * sqrt (beat->rr_before / REFERENCE_RR_S) + .03 * beat->effort;
      break;
    case WAVE_T:
      kernel.height *= 1.0 - .35 * beat->effort;
      kernel.centre_s *= pow (beat->rr_after / REFERENCE_RR_S, .62);
      kernel.width_s *= sqrt (beat->rr_after / REFERENCE_RR_S);
      break;
    case WAVE_QRS:
    case N_WAVES:
    default:
      break;
    }
  return kernel;
}

static void
add_gaussian (double *axis, gsize n, double rate_hz, double at_s, const EcgDipoleKernel *kernel)
{
  const double centre = (at_s + kernel->centre_s) * rate_hz;
  const double width = kernel->width_s * rate_hz;
  const gint64 begin = MAX ((gint64) ceil (centre - REACH * width), 0);
  const gint64 end = MIN ((gint64) floor (centre + REACH * width) + 1, (gint64) n);

  for (gint64 i = begin; i < end; i++)
    {
      const double d = ((double) i - centre) / width;

      axis[i] += kernel->height * exp (-.5 * d * d);
    }
}

/* No beat is like the last: heights, widths and centres vary by 5 %. */
static void
add_beat (double *const    axes[3],
          gsize            n,
          double           rate_hz,
          const EcgDipole *self,
          const Beat      *beat,
          EcgRng          *rng)
{
  /* The J point sinks with effort. */
  const EcgDipoleKernel junction = { -.08 * beat->effort, .075, .03 };

  for (gsize axis = 0; axis < 3; axis++)
    for (gsize k = 0; k < self->n_kernels[axis]; k++)
      {
        EcgDipoleKernel kernel = adapt (self->kernels[axis][k], beat);

        kernel.height *= uniform (rng, .95, 1.05);
        kernel.width_s *= uniform (rng, .95, 1.05);
        kernel.centre_s *= uniform (rng, .97, 1.03);
        add_gaussian (axes[axis], n, rate_hz, beat->at_s, &kernel);
      }
  add_gaussian (axes[1], n, rate_hz, beat->at_s, &junction);
}

/* Leanderson et al. 2003, as a sum of three harmonics: in [−0.5, 0.5] or so. */
static double
breathe (double t, double frequency, double phase)
{
  const double slow = sin (2.0 * G_PI * .1 * t);
  double       wave = 0.0;

  for (int k = 1; k <= 3; k++)
    wave -= 2.0 / (k * G_PI) * (1.0 + .3 * slow) *
            sin (2.0 * G_PI * k * frequency * t + phase + .5 * slow);
  return .5 * wave;
}

static void
rotate (double v[3], const double angle[3])
{
  for (gsize axis = 0; axis < 3; axis++)
    {
      const gsize  a = (axis + 1) % 3, b = (axis + 2) % 3;
      const double c = cos (angle[axis]), s = sin (angle[axis]);
      const double va = v[a];

      v[a] = c * va - s * v[b];
      v[b] = s * va + c * v[b];
    }
}

static void
project (double                 *lead_i,
         double                 *lead_ii,
         double *const           axes[3],
         gsize                   n,
         double                  rate_hz,
         const EcgDipole        *self,
         const EcgSynthActivity *activity,
         double                  phase)
{
  static const double reach[3] = { .2, .16, .14 };

  for (gsize i = 0; i < n; i++)
    {
      const double breath =
        activity->breath_depth * breathe ((double) i / rate_hz, activity->breath_hz, phase);
      double angle[3], v[3];

      for (gsize axis = 0; axis < 3; axis++)
        {
          angle[axis] = self->angle[axis] + reach[axis] * breath;
          v[axis] = self->gain[axis] * axes[axis][i];
        }
      rotate (v, angle);
      lead_i[i] = dower[0][0] * v[0] + dower[0][1] * v[1] + dower[0][2] * v[2];
      lead_ii[i] = dower[1][0] * v[0] + dower[1][1] * v[1] + dower[1][2] * v[2];
    }
}

void
ecg_dipole_render (double                 *lead_i,
                   double                 *lead_ii,
                   gsize                   n,
                   double                  rate_hz,
                   const EcgDipole        *self,
                   const EcgRhythm        *rhythm,
                   const EcgSynthActivity *activity,
                   EcgRng                 *rng)
{
  g_autofree double *block = g_new0 (double, 3 * n);
  double *const      axes[3] = { block, block + n, block + 2 * n };

  for (gsize b = 1; b + 1 < rhythm->n_beats; b++)
    {
      const Beat beat = {
        .at_s = rhythm->beats[b],
        .rr_before = rhythm->beats[b] - rhythm->beats[b - 1],
        .rr_after = rhythm->beats[b + 1] - rhythm->beats[b],
        .effort = CLAMP (
          (rhythm->rate[b] - self->resting_rate) / (MAXIMAL_RATE - self->resting_rate), 0.0, 1.0),
      };

      add_beat (axes, n, rate_hz, self, &beat, rng);
    }
  project (lead_i, lead_ii, axes, n, rate_hz, self, activity, 2.0 * G_PI * ecg_rng_uniform (rng));
}
