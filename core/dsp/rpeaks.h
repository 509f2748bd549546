#pragma once

#include <stddef.h>
#include <stdint.h>

/** ecg_rpeaks_capacity: Returns: how many peaks there can be at most in @n samples. */
size_t ecg_rpeaks_capacity (size_t n, double rate_hz);

/** ecg_rpeaks_work_size: Returns: how many doubles ecg_rpeaks_detect() works in. */
size_t ecg_rpeaks_work_size (size_t n, double rate_hz);

/**
 * ecg_rpeaks_detect:
 * @peaks: (out caller-allocates): sample indices, ascending, (@max_peaks)
 * @max_peaks: room; ecg_rpeaks_capacity() is always enough, later peaks are dropped
 * @x: one lead, (n), raw or filtered; NaN where missing
 * @rate_hz: 100 to 1000
 * @work: scratch, ecg_rpeaks_work_size() doubles; unspecified on return
 *
 * Finds the beats of one lead, whichever way they point.
 *
 * Two moving averages (Elgendi 2013) of the 8–20 Hz band: where the one as long as a QRS complex
 * rises above the one as long as a beat, there is a beat; those far weaker than their neighbours
 * are noise or T waves. Each is then moved to the largest deflection of @x itself nearby. Beats are
 * at least 0.3 s apart and never on a missing sample.
 *
 * Cost: linear in @n, about 0.1 s for an hour at 250 Hz. Allocates nothing, reentrant.
 *
 * Returns: how many peaks; 0 for less than a second, or a rate out of range
 */
size_t ecg_rpeaks_detect (
  int64_t *peaks, size_t max_peaks, const float *x, size_t n, double rate_hz, double *work);
