#pragma once

#include <stddef.h>

/*
 * Sums in a fixed number of lanes: the compiler may not reorder a floating-point sum, so the order
 * that suits the machine's vectors is written down, and is the same on every machine.
 */

#define ECG_SUM_LANES 16

/** ecg_sum: Returns: Σ x[i]. */
static inline __attribute__ ((always_inline)) float
ecg_sum (const float *x, size_t n)
{
  float  lane[ECG_SUM_LANES] = { 0.0f };
  float  sum = 0.0f;
  size_t i = 0;

  for (; i + ECG_SUM_LANES <= n; i += ECG_SUM_LANES)
    for (size_t j = 0; j < ECG_SUM_LANES; j++)
      lane[j] += x[i + j];
  for (size_t j = 0; i < n; i++, j++)
    lane[j] += x[i];
  for (size_t j = 0; j < ECG_SUM_LANES; j++)
    sum += lane[j];
  return sum;
}

/** ecg_dot: Returns: Σ x[i] · y[i]. */
static inline __attribute__ ((always_inline)) float
ecg_dot (const float *x, const float *y, size_t n)
{
  float  lane[ECG_SUM_LANES] = { 0.0f };
  float  sum = 0.0f;
  size_t i = 0;

  for (; i + ECG_SUM_LANES <= n; i += ECG_SUM_LANES)
    for (size_t j = 0; j < ECG_SUM_LANES; j++)
      lane[j] += x[i + j] * y[i + j];
  for (size_t j = 0; i < n; i++, j++)
    lane[j] += x[i] * y[i];
  for (size_t j = 0; j < ECG_SUM_LANES; j++)
    sum += lane[j];
  return sum;
}

/** ecg_dot3: Returns: Σ x[i] · y[i] · z[i]. */
static inline __attribute__ ((always_inline)) float
ecg_dot3 (const float *x, const float *y, const float *z, size_t n)
{
  float  lane[ECG_SUM_LANES] = { 0.0f };
  float  sum = 0.0f;
  size_t i = 0;

  for (; i + ECG_SUM_LANES <= n; i += ECG_SUM_LANES)
    for (size_t j = 0; j < ECG_SUM_LANES; j++)
      lane[j] += x[i + j] * y[i + j] * z[i + j];
  for (size_t j = 0; i < n; i++, j++)
    lane[j] += x[i] * y[i] * z[i];
  for (size_t j = 0; j < ECG_SUM_LANES; j++)
    sum += lane[j];
  return sum;
}

/** ecg_sum_squares: Returns: Σ x[i]², in double precision. Not inlined, and vectorised by itself.
 */
double ecg_sum_squares (const float *x, size_t n);
