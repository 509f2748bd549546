#pragma once

#include <stdbool.h>
#include <stddef.h>

/**
 * EcgWelchConfig:
 * @rate_hz: of the samples
 * @segment: samples per segment; their length gives the resolution, rate_hz / segment
 * @hop: samples from one segment to the next, 1 to @segment
 * @n_fft: length of the transform, at least @segment; the rest is filled with zeros
 *
 * How a spectrum is averaged. A plain value.
 */
typedef struct
{
  double rate_hz;
  size_t segment;
  size_t hop;
  size_t n_fft;
} EcgWelchConfig;

/** ecg_welch_config_init: Segments of @seconds (4 is usual) that overlap by half, transforms of the
 * next power of two. */
void ecg_welch_config_init (EcgWelchConfig *self, double rate_hz, double seconds);

/** ecg_welch_config_is_valid: Returns: whether ecg_welch() takes it. */
bool ecg_welch_config_is_valid (const EcgWelchConfig *self);

/** ecg_welch_bins: Returns: n_fft/2 + 1. */
size_t ecg_welch_bins (const EcgWelchConfig *self);

/** ecg_welch_step_hz: Returns: the distance of the bins; bin 0 is 0 Hz. */
double ecg_welch_step_hz (const EcgWelchConfig *self);

/**
 * ecg_welch:
 * @density: (out caller-allocates): one-sided power density, unit²/Hz, (ecg_welch_bins())
 * @n_segments: (out): how many segments were averaged
 * @x: samples, (n); NaN where missing
 * @config: one that is valid
 *
 * Estimates the power spectral density by Welch's method: the mean of each segment removed,
 * periodic Hann window, its power compensated.
 *
 * The sum of the bins times their distance is the mean variance of the segments; for stationary
 * samples that is their variance. Equals SciPy's welch() with `detrend="constant"`. Segments that
 * lack a sample are left out.
 *
 * Returns: false, with a density of 0, where no segment is whole (too short, too many gaps), or
 *   memory is short
 */
bool ecg_welch (double               *density,
                size_t               *n_segments,
                const float          *x,
                size_t                n,
                const EcgWelchConfig *config) __attribute__ ((warn_unused_result));
