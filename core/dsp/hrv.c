#include "core/dsp/hrv.h"

#include <math.h>

#define SHORTEST_RR 0.2
#define LONGEST_RR 2.0

bool
ecg_rr_is_plausible (double seconds)
{
  return seconds >= SHORTEST_RR && seconds <= LONGEST_RR;
}

/* Returns: the interval that ends at peak @i > 0 in milliseconds, NaN where it is excluded. */
static double
interval_ms (const int64_t *peaks, size_t i, double rate_hz)
{
  const double seconds = (double) (peaks[i] - peaks[i - 1]) / rate_hz;

  return ecg_rr_is_plausible (seconds) ? seconds * 1000 : NAN;
}

static double
mean_interval (size_t *n_counted, const int64_t *peaks, size_t n_peaks, double rate_hz)
{
  double total = 0;

  *n_counted = 0;
  for (size_t i = 1; i < n_peaks; i++)
    {
      const double rr = interval_ms (peaks, i, rate_hz);

      if (isnan (rr))
        continue;
      total += rr;
      *n_counted += 1;
    }
  return *n_counted > 0 ? total / (double) *n_counted : NAN;
}

void
ecg_hrv_measure (EcgHrv *out, const int64_t *peaks, size_t n_peaks, double rate_hz)
{
  double previous = NAN;
  double spread = 0;
  double jumps = 0;
  size_t n_jumps = 0;

  out->mean_rr_ms = mean_interval (&out->n_intervals, peaks, n_peaks, rate_hz);
  out->n_excluded = (n_peaks > 0 ? n_peaks - 1 : 0) - out->n_intervals;
  out->rate_per_min = 60000 / out->mean_rr_ms;

  for (size_t i = 1; i < n_peaks; i++)
    {
      const double rr = interval_ms (peaks, i, rate_hz);
      const double deviation = rr - out->mean_rr_ms;
      const double jump = rr - previous;

      if (!isnan (deviation))
        spread += deviation * deviation;
      if (!isnan (jump))
        {
          jumps += jump * jump;
          n_jumps++;
        }
      previous = rr;
    }
  out->sdnn_ms = out->n_intervals > 1 ? sqrt (spread / (double) (out->n_intervals - 1)) : NAN;
  out->rmssd_ms = n_jumps > 0 ? sqrt (jumps / (double) n_jumps) : NAN;
}

void
ecg_heart_rate (float *rate_per_min, const int64_t *peaks, size_t n_peaks, double rate_hz)
{
  for (size_t i = 0; i < n_peaks; i++)
    rate_per_min[i] = i == 0 ? NAN : (float) (60000 / interval_ms (peaks, i, rate_hz));
}
