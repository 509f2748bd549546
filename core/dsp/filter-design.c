/* Designs filters as poles and zeros in the plane of s, in units where tan (π f / rate) is the
 * pre-warped frequency, and maps each conjugate pair to a section by z = (1 + s) / (1 − s). */

#include "core/dsp/filter-design.h"

#include <assert.h>
#include <complex.h>
#include <math.h>

static double
warp (double frequency_hz, double rate_hz)
{
  return tan (M_PI * frequency_hz / rate_hz);
}

static double
unwarp (double warped, double rate_hz)
{
  return atan (warped) * rate_hz / M_PI;
}

static bool
corner_is_valid (double frequency_hz, double rate_hz)
{
  return isfinite (frequency_hz) && isfinite (rate_hz) && frequency_hz > 0 && rate_hz > 0 &&
         frequency_hz < rate_hz / 2;
}

static bool
corners_are_valid (EcgFilterKind kind, double low_hz, double high_hz, double rate_hz)
{
  switch (kind)
    {
    case ECG_FILTER_LOW_PASS:
      return corner_is_valid (high_hz, rate_hz);
    case ECG_FILTER_HIGH_PASS:
      return corner_is_valid (low_hz, rate_hz);
    case ECG_FILTER_BAND_PASS:
      return corner_is_valid (low_hz, rate_hz) && corner_is_valid (high_hz, rate_hz) &&
             low_hz < high_hz;
    default:
      return false;
    }
}

static double complex
section_response (const EcgSos *section, double complex z_inverse)
{
  const double complex above =
    section->b[0] + z_inverse * (section->b[1] + z_inverse * section->b[2]);
  const double complex below =
    section->a[0] + z_inverse * (section->a[1] + z_inverse * section->a[2]);

  return above / below;
}

/* Adds the section with poles @p and @q (conjugates, or both real) and zeros @zero_1 and @zero_2 (1
 * or −1: z-plane), scaled to a magnitude of 1 at the warped frequency @unity. */
static void
add_section (
  EcgFilter *self, double complex p, double complex q, double zero_1, double zero_2, double unity)
{
  EcgSos              *section = &self->sections[self->n_sections++];
  const double complex pole_1 = (1 + p) / (1 - p);
  const double complex pole_2 = (1 + q) / (1 - q);
  double               gain;

  section->a[0] = 1;
  section->a[1] = -creal (pole_1 + pole_2);
  section->a[2] = creal (pole_1 * pole_2);
  section->b[0] = 1;
  section->b[1] = -(zero_1 + zero_2);
  section->b[2] = zero_1 * zero_2;

  /* 1/z at tan (ω/2) = unity; infinity stands for half the rate. */
  gain = 1 / cabs (section_response (section,
                                     isfinite (unity) ? (1 - I * unity) / (1 + I * unity) : -1));
  for (size_t i = 0; i < 3; i++)
    section->b[i] *= gain;
}

/* Adds the section with the one real pole @p and the zero @zero. */
static void
add_first_order (EcgFilter *self, double p, double zero)
{
  EcgSos      *section = &self->sections[self->n_sections++];
  const double pole = (1 + p) / (1 - p);
  /* 1 at the end of the axis that the zero is not at. */
  const double gain = (1 + zero * pole) / 2;

  *section = (EcgSos){ { gain, -zero * gain, 0 }, { 1, -pole, 0 } };
}

/* Pole @k of the prototype with corner 1, counted from the imaginary axis; the upper half. */
static double complex
prototype_pole (size_t order, size_t k)
{
  return cexp (I * M_PI * (double) (2 * k + 1 + order) / (double) (2 * order));
}

static void
add_low_pass (EcgFilter *self, size_t order, double corner)
{
  for (size_t k = 0; k < order / 2; k++)
    {
      const double complex pole = corner * prototype_pole (order, k);

      add_section (self, pole, conj (pole), -1, -1, 0);
    }
  if (order % 2 == 1)
    add_first_order (self, -corner, -1);
}

static void
add_high_pass (EcgFilter *self, size_t order, double corner)
{
  for (size_t k = 0; k < order / 2; k++)
    {
      const double complex pole = corner / prototype_pole (order, k);

      add_section (self, pole, conj (pole), 1, 1, INFINITY);
    }
  if (order % 2 == 1)
    add_first_order (self, -corner, 1);
}

/* Each pole p of the prototype becomes the two roots of s² − p·width·s + centre². Their product is
 * centre², so one lies below the centre and takes zeros at 0 Hz, the other lies above and takes
 * zeros at half the rate: each section then is a plain high- or low-pass of moderate gain. */
static void
add_band_pass (EcgFilter *self, size_t order, double low, double high)
{
  const double centre = sqrt (low * high);
  const double width = high - low;

  for (size_t k = 0; k < (order + 1) / 2; k++)
    {
      const double complex half = prototype_pole (order, k) * width / 2;
      const double complex spread = csqrt (half * half - centre * centre);
      /* The root that is a sum without cancellation, and the other by the product. */
      const double complex far =
        cabs (half + spread) > cabs (half - spread) ? half + spread : half - spread;
      const double complex near = centre * centre / far;

      if (2 * k + 1 == order)
        add_section (self, far, near, 1, -1, centre);
      else
        {
          add_section (self, near, conj (near), 1, 1, centre);
          add_section (self, far, conj (far), -1, -1, centre);
        }
    }
}

bool
ecg_filter_design_butterworth (
  EcgFilter *out, EcgFilterKind kind, size_t order, double low_hz, double high_hz, double rate_hz)
{
  out->n_sections = 0;
  if (order < 1 || order > ECG_FILTER_MAX_ORDER ||
      !corners_are_valid (kind, low_hz, high_hz, rate_hz))
    return false;

  switch (kind)
    {
    case ECG_FILTER_LOW_PASS:
      add_low_pass (out, order, warp (high_hz, rate_hz));
      break;
    case ECG_FILTER_HIGH_PASS:
      add_high_pass (out, order, warp (low_hz, rate_hz));
      break;
    case ECG_FILTER_BAND_PASS:
      add_band_pass (out, order, warp (low_hz, rate_hz), warp (high_hz, rate_hz));
      break;
    default:
      return false;
    }
  return true;
}

bool
ecg_filter_design_notch (EcgFilter *out, double centre_hz, double q, double rate_hz)
{
  const double centre = 2 * M_PI * centre_hz / rate_hz;
  double       gain;

  out->n_sections = 0;
  if (!corner_is_valid (centre_hz, rate_hz) || !isfinite (q) || !(q > 0) || centre / q >= M_PI)
    return false;

  gain = 1 / (1 + tan (centre / q / 2));
  out->sections[0] = (EcgSos){ { gain, -2 * gain * cos (centre), gain },
                               { 1, -2 * gain * cos (centre), 2 * gain - 1 } };
  out->n_sections = 1;
  return true;
}

bool
ecg_filter_zero_phase_corners (
  double *low_hz, double *high_hz, EcgFilterKind kind, size_t order, double rate_hz)
{
  double stretch, low, high, width;

  if (order < 1 || order > ECG_FILTER_MAX_ORDER ||
      !corners_are_valid (kind, *low_hz, *high_hz, rate_hz))
    return false;

  /* |H|⁴ = 1/2 where 1 + Ω^(2·order) = √2, Ω being the frequency of the prototype. */
  stretch = pow (M_SQRT2 - 1, -0.5 / (double) order);
  switch (kind)
    {
    case ECG_FILTER_LOW_PASS:
      *high_hz = unwarp (warp (*high_hz, rate_hz) * stretch, rate_hz);
      break;
    case ECG_FILTER_HIGH_PASS:
      *low_hz = unwarp (warp (*low_hz, rate_hz) / stretch, rate_hz);
      break;
    case ECG_FILTER_BAND_PASS:
      low = warp (*low_hz, rate_hz);
      high = warp (*high_hz, rate_hz);
      width = (high - low) * stretch;
      *high_hz = unwarp ((width + sqrt (width * width + 4 * low * high)) / 2, rate_hz);
      *low_hz = unwarp (low * high / warp (*high_hz, rate_hz), rate_hz);
      break;
    default:
      return false;
    }
  return true;
}

bool
ecg_filter_append (EcgFilter *self, const EcgFilter *next)
{
  const size_t n_next = next->n_sections;

  assert (self->n_sections <= ECG_FILTER_MAX_SECTIONS);

  if (n_next > ECG_FILTER_MAX_SECTIONS - self->n_sections)
    return false;
  for (size_t i = 0; i < n_next; i++)
    self->sections[self->n_sections++] = next->sections[i];
  return true;
}

double
ecg_filter_magnitude (const EcgFilter *self, double frequency_hz, double rate_hz)
{
  const double complex z_inverse = cexp (-I * 2 * M_PI * frequency_hz / rate_hz);
  double               magnitude = 1;

  for (size_t i = 0; i < self->n_sections; i++)
    magnitude *= cabs (section_response (&self->sections[i], z_inverse));
  return magnitude;
}

static double
slowest_radius (const EcgSos *section)
{
  const double half = section->a[1] / 2;
  const double discriminant = half * half - section->a[2];

  return discriminant < 0 ? sqrt (section->a[2]) : fabs (half) + sqrt (discriminant);
}

size_t
ecg_filter_settling (const EcgFilter *self, double fraction)
{
  double radius = 0;

  assert (fraction > 0 && fraction < 1);

  if (self->n_sections == 0)
    return 0;
  for (size_t i = 0; i < self->n_sections; i++)
    radius = fmax (radius, slowest_radius (&self->sections[i]));
  if (radius <= 0)
    return 2 * self->n_sections;
  assert (radius < 1);
  return (size_t) ceil (log (fraction) / log (radius));
}
