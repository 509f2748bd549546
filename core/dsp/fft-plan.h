#pragma once

#include <stddef.h>

/**
 * EcgFftPlan:
 *
 * How to transform real signals of one length. Only this file sees FFTW: its planner is not
 * thread-safe, so plans are made and freed under one lock here, and are executed freely.
 *
 * Plans are estimated, never measured, and do not look at alignment: the same input gives the same
 * bits on each run and in any buffer. Immutable; threads may share a plan.
 */
typedef struct _EcgFftPlan EcgFftPlan;

/** ecg_fft_plan_new: @n > 0 need not be a power of two. Returns: (transfer full) (nullable): NULL
 * where @n is too large or there is no memory. */
EcgFftPlan *ecg_fft_plan_new (size_t n) __attribute__ ((warn_unused_result));

/** ecg_fft_plan_free: @self may be NULL. */
void ecg_fft_plan_free (EcgFftPlan *self);

/** ecg_fft_plan_get_length: Returns: samples of the signal. */
size_t ecg_fft_plan_get_length (const EcgFftPlan *self);

/** ecg_fft_plan_get_bins: Returns: n/2 + 1, the bins from 0 to half the rate. */
size_t ecg_fft_plan_get_bins (const EcgFftPlan *self);

/**
 * ecg_fft_plan_forward:
 * @bins: (out caller-allocates): real and imaginary parts in turn, (n/2 + 1, 2)
 * @signal: (n); must not overlap @bins
 *
 * Transforms: bins[k] = Σ_t signal[t] · exp (−2πi·k·t / n), without a factor.
 */
void ecg_fft_plan_forward (const EcgFftPlan *self, double *bins, const double *signal);

/**
 * ecg_fft_plan_inverse:
 * @signal: (out caller-allocates): (n)
 * @bins: (n/2 + 1, 2); must not overlap @signal; the imaginary parts of bin 0, and of the last one
 *   where n is even, are taken as 0
 *
 * Transforms back, with the factor 1/n: the inverse of ecg_fft_plan_forward().
 */
void ecg_fft_plan_inverse (const EcgFftPlan *self, double *signal, const double *bins);
