#include "core/dsp/spectrum.h"

#include "core/base/size.h"
#include "core/dsp/fft-plan.h"
#include "core/dsp/window.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What one estimate works with; one block, cut by set_up(). */
typedef struct
{
  EcgFftPlan *plan;
  double     *block;
  double     *window; /* (segment) */
  double     *signal; /* (n_fft) */
  double     *bins;   /* (n_fft/2 + 1, 2) */
} Bench;

void
ecg_welch_config_init (EcgWelchConfig *self, double rate_hz, double seconds)
{
  self->rate_hz = rate_hz;
  self->segment = (size_t) fmax (2, round (seconds * rate_hz));
  self->hop = (self->segment + 1) / 2;
  self->n_fft = 1;
  while (self->n_fft < self->segment)
    self->n_fft *= 2;
}

bool
ecg_welch_config_is_valid (const EcgWelchConfig *self)
{
  return isfinite (self->rate_hz) && self->rate_hz > 0 && self->segment >= 2 && self->hop >= 1 &&
         self->hop <= self->segment && self->n_fft >= self->segment;
}

size_t
ecg_welch_bins (const EcgWelchConfig *self)
{
  return self->n_fft / 2 + 1;
}

double
ecg_welch_step_hz (const EcgWelchConfig *self)
{
  return self->rate_hz / (double) self->n_fft;
}

static void
tear_down (Bench *bench)
{
  ecg_fft_plan_free (bench->plan);
  free (bench->block);
}

static bool
set_up (Bench *bench, const EcgWelchConfig *config)
{
  size_t n_doubles, n_bytes;

  *bench = (Bench){ NULL };
  if (!ecg_size_mul (&n_doubles, config->n_fft, 3) || !ecg_size_add (&n_doubles, n_doubles, 2) ||
      !ecg_size_mul (&n_bytes, n_doubles, sizeof (double)))
    return false;
  bench->plan = ecg_fft_plan_new (config->n_fft);
  bench->block = malloc (n_bytes);
  if (bench->plan == NULL || bench->block == NULL)
    {
      tear_down (bench);
      return false;
    }
  bench->window = bench->block;
  bench->signal = bench->window + config->n_fft;
  /* n_fft + 2 doubles are left for (n_fft/2 + 1) pairs. */
  bench->bins = bench->signal + config->n_fft;
  ecg_window_hann (bench->window, config->segment, true);
  return true;
}

/* Returns: false where a sample is missing. */
static bool
load_segment (Bench *bench, const float *x, const EcgWelchConfig *config)
{
  double mean = 0;

  for (size_t i = 0; i < config->segment; i++)
    mean += x[i];
  mean /= (double) config->segment;
  if (!isfinite (mean))
    return false;

  for (size_t i = 0; i < config->segment; i++)
    bench->signal[i] = (x[i] - mean) * bench->window[i];
  memset (bench->signal + config->segment, 0,
          (config->n_fft - config->segment) * sizeof *bench->signal);
  return true;
}

static void
add_power (double *density, const double *bins, size_t n_bins)
{
  for (size_t k = 0; k < n_bins; k++)
    density[k] += bins[2 * k] * bins[2 * k] + bins[2 * k + 1] * bins[2 * k + 1];
}

/* One-sided: every bin counts for its negative frequency too, but those that are their own. */
static void
scale (double *density, size_t n_segments, const double *window, const EcgWelchConfig *config)
{
  const size_t n_bins = ecg_welch_bins (config);
  double       power = 0;
  double       factor;

  for (size_t i = 0; i < config->segment; i++)
    power += window[i] * window[i];
  factor = 1 / (config->rate_hz * power * (double) n_segments);

  for (size_t k = 0; k < n_bins; k++)
    density[k] *= k == 0 || 2 * k == config->n_fft ? factor : 2 * factor;
}

bool
ecg_welch (
  double *density, size_t *n_segments, const float *x, size_t n, const EcgWelchConfig *config)
{
  Bench bench;

  assert (ecg_welch_config_is_valid (config));

  *n_segments = 0;
  for (size_t k = 0; k < ecg_welch_bins (config); k++)
    density[k] = 0;
  if (n < config->segment || !set_up (&bench, config))
    return false;

  for (size_t begin = 0; begin <= n - config->segment; begin += config->hop)
    {
      if (!load_segment (&bench, x + begin, config))
        continue;
      ecg_fft_plan_forward (bench.plan, bench.bins, bench.signal);
      add_power (density, bench.bins, ecg_welch_bins (config));
      *n_segments += 1;
    }
  if (*n_segments > 0)
    scale (density, *n_segments, bench.window, config);
  tear_down (&bench);
  return *n_segments > 0;
}
