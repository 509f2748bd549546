#pragma once

#include <stddef.h>

#include "core/dsp/filter-design.h"

/**
 * EcgSosState:
 * @z: the two delays of each section (transposed direct form II)
 * @held: the last input that was not missing
 *
 * Where a causal filter stands between two blocks of a stream. A plain value.
 */
typedef struct
{
  double z[ECG_FILTER_MAX_SECTIONS][2];
  double held;
} EcgSosState;

/** ecg_sos_state_init: At rest: as if all samples before had been 0. */
void ecg_sos_state_init (EcgSosState *self);

/** ecg_sos_state_prime: As if all samples before had been @value, so that a stream which begins
 * there begins without a step. */
void ecg_sos_state_prime (EcgSosState *self, const EcgFilter *filter, double value);

/**
 * ecg_sos_filter:
 * @out: (out caller-allocates): filtered, (n); may be @in
 * @in: samples, (n); NaN where missing
 * @state: (inout): where the stream stands
 * @filter: what to run
 * @n: samples in this block
 *
 * Filters the next block of a stream, with the delay that a causal filter has.
 *
 * The filter sees the last present sample for as long as samples are missing; the output is NaN
 * there. Blocks of any lengths give the same output as one. Allocates nothing, cannot fail.
 */
void ecg_sos_filter (
  float *out, const float *in, EcgSosState *state, const EcgFilter *filter, size_t n);

/** ecg_filter_zero_phase_pad: Returns: by how many samples ecg_filter_zero_phase() lengthens @n
 * samples at each end: three time constants of the slowest pole, less than @n. */
size_t ecg_filter_zero_phase_pad (const EcgFilter *filter, size_t n);

/** ecg_filter_zero_phase_work_size: Returns: how many doubles ecg_filter_zero_phase() works in. */
size_t ecg_filter_zero_phase_work_size (const EcgFilter *filter, size_t n);

/**
 * ecg_filter_zero_phase:
 * @out: (out caller-allocates): filtered, (n); may be @in
 * @in: samples, (n); NaN where missing
 * @work: scratch, ecg_filter_zero_phase_work_size() doubles; unspecified on return
 * @filter: what to run
 * @n: samples; 0 is allowed
 *
 * Filters forward and backward: no delay, no distortion of phase, the response squared.
 *
 * Both ends are lengthened by odd reflection and each pass begins in the steady state of its first
 * sample, so that the result equals SciPy's sosfiltfilt() with the same `padlen`. Gaps are
 * bridged by straight lines for the filter and are missing again in @out.
 *
 * A record too long for one buffer is filtered in pieces, each with ecg_filter_settling() samples
 * of context on both sides; between pieces the caller looks whether it was cancelled. A million
 * samples cost about 10 ms a section. Allocates nothing, cannot fail, reentrant.
 */
void ecg_filter_zero_phase (
  float *out, const float *in, double *work, const EcgFilter *filter, size_t n);

/**
 * ecg_filter_zero_phase_in_work:
 * @work: (inout): scratch, ecg_filter_zero_phase_work_size() doubles
 *
 * As ecg_filter_zero_phase(), but leaves the result in double, with its gaps bridged.
 *
 * Returns: (array length=n): where in @work it stands
 */
double *ecg_filter_zero_phase_in_work (double          *work,
                                       const float     *in,
                                       const EcgFilter *filter,
                                       size_t           n);

/**
 * ecg_filter_zero_phase_padded:
 * @work: scratch, (@n + 2 · @pad) doubles
 * @pad: by how many samples both ends are lengthened; less than @n, or 0
 *
 * As ecg_filter_zero_phase(), with a padding of one's own.
 */
void ecg_filter_zero_phase_padded (
  float *out, const float *in, double *work, const EcgFilter *filter, size_t n, size_t pad);
