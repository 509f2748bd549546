#pragma once

#include <stddef.h>

/** ecg_minmax: The least and the greatest of @n samples; NaN both where none is present. */
void ecg_minmax (float *lo, float *hi, const float *x, size_t n);

/**
 * ecg_minmax_blocks:
 * @lo: (out caller-allocates): least of each block, (⌈n / block⌉); NaN where all is missing
 * @hi: (out caller-allocates): greatest, likewise
 * @x: samples, (n); NaN where missing
 * @block: samples per block, above 0; the last block may be shorter
 *
 * The lowest level of a pyramid. About a billion samples a second.
 */
void ecg_minmax_blocks (float *lo, float *hi, const float *x, size_t n, size_t block);

/**
 * ecg_minmax_reduce:
 * @lo: (out caller-allocates): (⌈n / factor⌉)
 * @hi: (out caller-allocates): (⌈n / factor⌉)
 * @lo_below: least values of the level below, (n); may be @lo
 * @hi_below: greatest values of the level below, (n); may be @hi
 * @factor: how many of them become one, above 0; the last may be of fewer
 *
 * The next level of a pyramid.
 */
void ecg_minmax_reduce (
  float *lo, float *hi, const float *lo_below, const float *hi_below, size_t n, size_t factor);
