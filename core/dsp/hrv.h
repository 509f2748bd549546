#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * EcgHrv:
 * @n_intervals: intervals between beats that were counted
 * @n_excluded: intervals left out because no heart beats so: below 0.2 s or above 2 s, so 300 and
 *   30 a minute; most are gaps of the recording
 * @mean_rr_ms: mean interval
 * @rate_per_min: mean rate, 60000 / @mean_rr_ms
 * @sdnn_ms: standard deviation of the intervals (divided by n − 1)
 * @rmssd_ms: root mean square of the differences of intervals that follow each other
 *
 * Rate and variability of a row of beats. What cannot be computed is NaN: the means without an
 * interval, SDNN with fewer than two, RMSSD without a pair.
 */
typedef struct
{
  size_t n_intervals;
  size_t n_excluded;
  double mean_rr_ms;
  double rate_per_min;
  double sdnn_ms;
  double rmssd_ms;
} EcgHrv;

/** ecg_rr_is_plausible: Returns: whether an interval of @seconds is one that is counted. */
bool ecg_rr_is_plausible (double seconds);

/** ecg_hrv_measure: Measures @n_peaks ascending sample indices. */
void ecg_hrv_measure (EcgHrv *out, const int64_t *peaks, size_t n_peaks, double rate_hz);

/**
 * ecg_heart_rate:
 * @rate_per_min: (out caller-allocates): of the interval that ends at each peak, (n_peaks); NaN at
 *   the first one and where the interval is excluded
 * @peaks: ascending sample indices, (n_peaks)
 * @rate_hz: sampling rate
 *
 * The instantaneous heart rate.
 */
void ecg_heart_rate (float *rate_per_min, const int64_t *peaks, size_t n_peaks, double rate_hz);
