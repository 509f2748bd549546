#pragma once

#include <stddef.h>

/** ECG_CACHE_LINE: floats of one: vectors of the machine want their data to begin on one. */
#define ECG_CACHE_LINE 16

/**
 * ecg_block_new:
 * @n: floats; at least 1
 *
 * Memory for numbers that are worked through again and again: on cache lines, and in large pages
 * where there are several of them, since a machine has addresses of few small ones at hand.
 *
 * Returns: (transfer full) (nullable): for free(); its contents are unspecified; NULL where there
 * is no memory
 */
float *ecg_block_new (size_t n);
