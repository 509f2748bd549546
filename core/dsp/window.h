#pragma once

#include <stdbool.h>
#include <stddef.h>

/**
 * ecg_window_hann:
 * @out: (out caller-allocates): weights in [0, 1], (n)
 * @periodic: true for spectra (a period of n samples), false for the symmetric one (of n − 1)
 *
 * Makes a raised cosine; the symmetric one of length 1 is 1.
 */
void ecg_window_hann (double *out, size_t n, bool periodic);
