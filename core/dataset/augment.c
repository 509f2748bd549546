/*
 * Augmentations of model.md, section 5. The shift is not here: it moves the window before it is
 * cut.
 */

#include "core/dataset/augment.h"

#include <math.h>
#include <string.h>

#define LEAD_DROP_SHARE 0.1
#define HIGH_PASS_SHARE 0.5

static double
uniform (EcgRng *rng, double least, double most)
{
  return least + (most - least) * ecg_rng_uniform (rng);
}

/* Windows that are normalised one by one are in standard deviations, or in quarters of a beat's
 * height, and one of those is about a third of a millivolt. */
static double
units_per_mv (const EcgScaler *scaler, const EcgPreparation *preparation, gsize lead)
{
  return preparation->normalisation == ECG_NORMALISE_RECORDING ? 1.0 / (double) scaler->width[lead]
                                                               : 3.0;
}

static void
add_noise (float *row, gsize n, double deviation, EcgRng *rng)
{
  for (gsize t = 0; t < n; t++)
    row[t] += (float) (deviation * ecg_rng_normal (rng));
}

static void
add_wander (float *row, const EcgPreparation *preparation, double amplitude, EcgRng *rng)
{
  const double step = 2.0 * G_PI * uniform (rng, 0.1, 0.5) / preparation->rate_hz;
  const double phase = uniform (rng, 0.0, 2.0 * G_PI);

  for (gsize t = 0; t < preparation->window; t++)
    row[t] += (float) (amplitude * sin (step * (double) t + phase));
}

/* Another electrode on other skin: a shelf, by a low-pass of first order. Whole over the window, so
 * that @share of what it takes out can be put back or taken away. */
static void
tilt (float *row, const EcgPreparation *preparation, double corner_hz, double share)
{
  const double step = 1.0 - exp (-2.0 * G_PI * corner_hz / preparation->rate_hz);
  double       low = (double) row[0];

  for (gsize t = 0; t < preparation->window; t++)
    {
      low += step * ((double) row[t] - low);
      row[t] += (float) (share * ((double) row[t] - low));
    }
}

/* A high-pass of first order from the start to the end of @row, or back. */
static void
take_out_below (float *row, gssize n, double step, gboolean backwards)
{
  double low = (double) row[backwards ? n - 1 : 0];

  for (gssize i = 0; i < n; i++)
    {
      float *value = &row[backwards ? n - 1 - i : i];

      low += step * ((double) *value - low);
      *value = (float) ((double) *value - low);
    }
}

/* An electrode that moves less, or whose movement shows less: both ways, so that no phase is moved.
 */
static void
high_pass (float *row, const EcgPreparation *preparation, double corner_hz)
{
  const double step = 1.0 - exp (-2.0 * G_PI * corner_hz / preparation->rate_hz);

  take_out_below (row, (gssize) preparation->window, step, FALSE);
  take_out_below (row, (gssize) preparation->window, step, TRUE);
}

/* About the middle, by straight lines; what lies outside is mirrored. */
static void
stretch (float *row, float *scratch, gsize n, double factor)
{
  const double middle = 0.5 * (double) (n - 1), last = (double) (n - 1);

  memcpy (scratch, row, n * sizeof *row);
  for (gsize t = 0; t < n; t++)
    {
      double at = fabs (middle + factor * ((double) t - middle));
      gsize  before;

      at = at > last ? 2.0 * last - at : at;
      before = MIN ((gsize) at, n - 2);
      row[t] = (float) ((1.0 - (at - (double) before)) * (double) scratch[before] +
                        (at - (double) before) * (double) scratch[before + 1]);
    }
}

static void
stretch_all (float *x, gsize n_leads, gsize n, EcgRng *rng)
{
  const double      factor = uniform (rng, 0.92, 1.08);
  g_autofree float *scratch = g_new (float, n);

  for (gsize lead = 0; lead < n_leads && n > 1; lead++)
    stretch (x + lead * n, scratch, n, factor);
}

void
ecg_augment (float                *x,
             const EcgScaler      *scaler,
             const EcgPreparation *preparation,
             guint                 augmentations,
             EcgRng               *rng)
{
  const gsize n_leads = g_strv_length (preparation->leads);
  const gsize n = preparation->window;
  const float gain = (float) uniform (rng, 0.9, 1.1);

  if (augmentations & ECG_AUGMENT_STRETCH)
    stretch_all (x, n_leads, n, rng);
  for (gsize lead = 0; lead < n_leads; lead++)
    {
      float       *row = x + lead * n;
      const double per_mv = units_per_mv (scaler, preparation, lead);

      if ((augmentations & ECG_AUGMENT_HIGH_PASS) && ecg_rng_uniform (rng) < HIGH_PASS_SHARE)
        high_pass (row, preparation, exp2 (uniform (rng, 0.0, 3.0)));
      if (augmentations & ECG_AUGMENT_TILT)
        tilt (row, preparation, uniform (rng, 2.0, 15.0), exp2 (uniform (rng, -1.0, 1.0)) - 1.0);
      if (augmentations & ECG_AUGMENT_GAIN)
        for (gsize t = 0; t < n; t++)
          row[t] *= gain;
      if (augmentations & ECG_AUGMENT_NOISE)
        add_noise (row, n, per_mv * uniform (rng, 0.02, 0.05), rng);
      if (augmentations & ECG_AUGMENT_WANDER)
        add_wander (row, preparation, per_mv * uniform (rng, 0.0, 0.1), rng);
    }
  if ((augmentations & ECG_AUGMENT_LEAD_DROP) && n_leads > 1 &&
      ecg_rng_uniform (rng) < LEAD_DROP_SHARE)
    {
      float *row = x + ecg_rng_below (rng, n_leads) * n;

      for (gsize t = 0; t < n; t++)
        row[t] = 0.0f;
    }
}
