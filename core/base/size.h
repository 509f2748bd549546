#pragma once

#include <stdbool.h>
#include <stddef.h>

/**
 * ecg_size_mul:
 * @out: (out): the product, untouched on overflow
 *
 * Multiplies two sizes.
 *
 * Returns: false where the product does not fit.
 */
static inline bool
ecg_size_mul (size_t *out, size_t a, size_t b)
{
  size_t product;

  if (__builtin_mul_overflow (a, b, &product))
    return false;
  *out = product;
  return true;
}

/**
 * ecg_size_add:
 * @out: (out): the sum, untouched on overflow
 *
 * Adds two sizes.
 *
 * Returns: false where the sum does not fit.
 */
static inline bool
ecg_size_add (size_t *out, size_t a, size_t b)
{
  size_t sum;

  if (__builtin_add_overflow (a, b, &sum))
    return false;
  *out = sum;
  return true;
}
