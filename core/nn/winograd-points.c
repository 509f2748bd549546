#include "core/nn/winograd-points.h"

#include "core/nn/vectorise.h"

#include <stdbool.h>

/* Before a loop over channels: more streams than the compiler would compare for overlaps. */
#define INDEPENDENT _Pragma ("GCC ivdep")

#define N_POINTS ECG_WINOGRAD_POINTS
#define N_PAIRS 4
#define INFINITE (N_POINTS - 1) /* the last point; the first is 0 */

/* What samples 2, 4, 6, 8 and samples 1, 3, 5, 7 add to the values at a pair of points. */
static const float sample_even[N_PAIRS][4] = {
  { 4.95352164f, -12.5269058f, 6.96673068f, -0.626222982f },
  { -0.588911893f, 4.1230376f, -2.80649234f, 0.261738619f },
  { 0.0248487844f, -0.202241496f, 0.298262107f, -0.0306775116f },
  { -1.40830591e-05f, 0.000122068826f, -0.000228834062f, 0.000100146198f },
};
static const float sample_odd[N_PAIRS][4] = {
  { 1.98140865f, -5.01076233f, 2.78669227f, -0.250489193f },
  { -0.44168392f, 3.0922782f, -2.10486926f, 0.196303964f },
  { 0.0310609805f, -0.252801869f, 0.372827634f, -0.0383468896f },
  { -4.22491772e-05f, 0.000366206479f, -0.000686502186f, 0.000300438593f },
};
/* Even samples at 0, odd samples at ∞. */
static const float sample_zero[5] = { 1.0f, -8.77888889f, 17.2119753f, -8.91654321f, 0.790123457f };
static const float sample_infinite[5] = { 1.265625f, -11.1107813f, 21.7839063f, -11.285f, 1.0f };
/* Powers of the points 2/5, 3/4, 5/4 and 3. */
static const float powers[N_PAIRS][ECG_WINOGRAD_MOST_TERMS] = {
  { 1.0f, 0.4f, 0.16f, 0.064f, 0.0256f, 0.01024f, 0.004096f },
  { 1.0f, 0.75f, 0.5625f, 0.421875f, 0.31640625f, 0.237304688f, 0.177978516f },
  { 1.0f, 1.25f, 1.5625f, 1.953125f, 2.44140625f, 3.05175781f, 3.81469727f },
  { 1.0f, 3.0f, 9.0f, 27.0f, 81.0f, 243.0f, 729.0f },
};

ECG_VECTORISED void
ecg_winograd_evaluate_samples (
  float *restrict values, const float *restrict rows, size_t row, size_t plane, size_t n)
{
  INDEPENDENT
  for (size_t c = 0; c < n; c++)
    {
      float x[N_POINTS];

#pragma GCC unroll 10
      for (size_t k = 0; k < N_POINTS; k++)
        x[k] = rows[k * row + c];
      values[c] = sample_zero[0] * x[0] + sample_zero[1] * x[2] + sample_zero[2] * x[4] +
                  sample_zero[3] * x[6] + sample_zero[4] * x[8];
      values[INFINITE * plane + c] = sample_infinite[0] * x[1] + sample_infinite[1] * x[3] +
                                     sample_infinite[2] * x[5] + sample_infinite[3] * x[7] +
                                     sample_infinite[4] * x[9];
#pragma GCC unroll 4
      for (size_t i = 0; i < N_PAIRS; i++)
        {
          const float even = sample_even[i][0] * x[2] + sample_even[i][1] * x[4] +
                             sample_even[i][2] * x[6] + sample_even[i][3] * x[8];
          const float odd = sample_odd[i][0] * x[1] + sample_odd[i][1] * x[3] +
                            sample_odd[i][2] * x[5] + sample_odd[i][3] * x[7];

          values[(1 + 2 * i) * plane + c] = even + odd;
          values[(2 + 2 * i) * plane + c] = even - odd;
        }
    }
}

ECG_VECTORISED void
ecg_winograd_add_sample_gradients (
  float *restrict d_rows, const float *restrict d_values, size_t row, size_t plane, size_t n)
{
  INDEPENDENT
  for (size_t c = 0; c < n; c++)
    {
      const float zero = d_values[c], infinite = d_values[INFINITE * plane + c];
      float       even[N_PAIRS], odd[N_PAIRS];

#pragma GCC unroll 4
      for (size_t i = 0; i < N_PAIRS; i++)
        {
          const float plus = d_values[(1 + 2 * i) * plane + c];
          const float minus = d_values[(2 + 2 * i) * plane + c];

          even[i] = plus + minus;
          odd[i] = plus - minus;
        }
      d_rows[c] += sample_zero[0] * zero;
      d_rows[9 * row + c] += sample_infinite[4] * infinite;
#pragma GCC unroll 4
      for (size_t k = 0; k < 4; k++)
        {
          d_rows[(2 + 2 * k) * row + c] +=
            sample_zero[1 + k] * zero + sample_even[0][k] * even[0] + sample_even[1][k] * even[1] +
            sample_even[2][k] * even[2] + sample_even[3][k] * even[3];
          d_rows[(1 + 2 * k) * row + c] += sample_infinite[k] * infinite +
                                           sample_odd[0][k] * odd[0] + sample_odd[1][k] * odd[1] +
                                           sample_odd[2][k] * odd[2] + sample_odd[3][k] * odd[3];
        }
    }
}

/* What is const here is a constant wherever this is inlined. */
static inline __attribute__ ((always_inline)) void
interpolate (float *restrict rows,
             const float *restrict values,
             const float *restrict more,
             size_t       row,
             size_t       plane,
             size_t       n,
             const bool   has_more,
             const size_t first,
             const size_t n_terms)
{
  INDEPENDENT
  for (size_t c = 0; c < n; c++)
    {
      float x[N_POINTS], sum[2][N_PAIRS]; /* over a pair: for even powers, for odd ones */

#pragma GCC unroll 10
      for (size_t j = 0; j < N_POINTS; j++)
        x[j] = has_more ? values[j * plane + c] + more[j * plane + c] : values[j * plane + c];
#pragma GCC unroll 4
      for (size_t i = 0; i < N_PAIRS; i++)
        {
          sum[0][i] = x[1 + 2 * i] + x[2 + 2 * i];
          sum[1][i] = x[1 + 2 * i] - x[2 + 2 * i];
        }
#pragma GCC unroll 7
      for (size_t k = first; k < n_terms; k++)
        {
          float y = powers[0][k] * sum[k % 2][0] + powers[1][k] * sum[k % 2][1] +
                    powers[2][k] * sum[k % 2][2] + powers[3][k] * sum[k % 2][3];

          if (k == 0)
            y += x[0];
          if (k == n_terms - 1)
            y += x[INFINITE];
          rows[(k - first) * row + c] = y;
        }
    }
}

static inline __attribute__ ((always_inline)) void
evaluate (float *restrict values,
          const float *restrict rows,
          size_t       row,
          size_t       plane,
          size_t       n,
          const size_t first,
          const size_t n_terms)
{
  INDEPENDENT
  for (size_t c = 0; c < n; c++)
    {
      values[c] = first == 0 ? rows[c] : 0.0f;
      values[INFINITE * plane + c] = rows[(n_terms - 1 - first) * row + c];
#pragma GCC unroll 4
      for (size_t i = 0; i < N_PAIRS; i++)
        {
          float even = 0.0f, odd = 0.0f;

#pragma GCC unroll 7
          for (size_t k = first; k < n_terms; k++)
            if (k % 2 == 0)
              even += powers[i][k] * rows[(k - first) * row + c];
            else
              odd += powers[i][k] * rows[(k - first) * row + c];
          values[(1 + 2 * i) * plane + c] = even + odd;
          values[(2 + 2 * i) * plane + c] = even - odd;
        }
    }
}

/* The polynomials that there are: of outputs and of filters, by the stride. */
#define DEFINE(name, first, n_terms)                                                               \
  ECG_VECTORISED static void interpolate_##name (float *rows, const float *values, size_t row,     \
                                                 size_t plane, size_t n)                           \
  {                                                                                                \
    interpolate (rows, values, values, row, plane, n, false, first, n_terms);                      \
  }                                                                                                \
  ECG_VECTORISED static void interpolate_both_##name (                                             \
    float *rows, const float *values, const float *more, size_t row, size_t plane, size_t n)       \
  {                                                                                                \
    interpolate (rows, values, more, row, plane, n, true, first, n_terms);                         \
  }                                                                                                \
  ECG_VECTORISED static void evaluate_##name (float *values, const float *rows, size_t row,        \
                                              size_t plane, size_t n)                              \
  {                                                                                                \
    evaluate (values, rows, row, plane, n, first, n_terms);                                        \
  }

DEFINE (all_4, 0, 4)
DEFINE (last_4, 1, 4)
DEFINE (all_7, 0, 7)

#undef DEFINE

void
ecg_winograd_evaluate (
  float *values, const float *rows, size_t row, size_t plane, size_t n, EcgWinogradTerms terms)
{
  if (terms.n == 7)
    evaluate_all_7 (values, rows, row, plane, n);
  else if (terms.first == 0)
    evaluate_all_4 (values, rows, row, plane, n);
  else
    evaluate_last_4 (values, rows, row, plane, n);
}

void
ecg_winograd_interpolate (
  float *rows, const float *values, size_t row, size_t plane, size_t n, EcgWinogradTerms terms)
{
  if (terms.n == 7)
    interpolate_all_7 (rows, values, row, plane, n);
  else if (terms.first == 0)
    interpolate_all_4 (rows, values, row, plane, n);
  else
    interpolate_last_4 (rows, values, row, plane, n);
}

void
ecg_winograd_interpolate_both (float           *rows,
                               const float     *values,
                               const float     *more,
                               size_t           row,
                               size_t           plane,
                               size_t           n,
                               EcgWinogradTerms terms)
{
  if (terms.n == 7)
    interpolate_both_all_7 (rows, values, more, row, plane, n);
  else if (terms.first == 0)
    interpolate_both_all_4 (rows, values, more, row, plane, n);
  else
    interpolate_both_last_4 (rows, values, more, row, plane, n);
}
