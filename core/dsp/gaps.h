#pragma once

#include <stdbool.h>
#include <stddef.h>

/**
 * ecg_gaps_fill:
 * @out: (out caller-allocates): the samples with every gap bridged, (n)
 * @in: samples, (n); NaN where missing
 *
 * Bridges missing samples by straight lines; before the first and after the last present sample the
 * nearest is held. Where all are missing, all become 0.
 *
 * Returns: whether any sample was missing
 */
bool ecg_gaps_fill (double *out, const float *in, size_t n);
