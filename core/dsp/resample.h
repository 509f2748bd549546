#pragma once

#include <stdbool.h>
#include <stddef.h>

/** ecg_resample_length: Returns: how many samples @n become: @n · @to_hz / @from_hz, rounded. */
size_t ecg_resample_length (size_t n, double from_hz, double to_hz);

/**
 * ecg_resample:
 * @out: (out caller-allocates): (ecg_resample_length()); must not overlap @in
 * @in: samples, (n); NaN where missing
 * @n: samples; 0 is allowed
 * @from_hz: rate of @in
 * @to_hz: rate of @out, at most 256 times higher or lower
 *
 * Brings a whole signal to another rate, band-limited (libsamplerate's medium sinc: flat to 90 % of
 * the narrower band).
 *
 * Sample 0 stays at time 0: out[j] is the signal at j / to_hz. Frequencies above half of either
 * rate are removed. The line through the first and the last sample passes exactly, so that the ends
 * do not ring towards 0. Gaps are bridged by straight lines; an output sample is missing where one
 * of the two input samples that it lies between is. Equal rates copy.
 *
 * Returns: false where rates cannot be, or memory is short; @out is then unspecified
 */
bool ecg_resample (float *out, const float *in, size_t n, double from_hz, double to_hz)
  __attribute__ ((warn_unused_result));
