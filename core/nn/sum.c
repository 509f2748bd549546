#include "core/nn/sum.h"

#include "core/nn/vectorise.h"

ECG_VECTORISED double
ecg_sum_squares (const float *x, size_t n)
{
  double lane[ECG_SUM_LANES] = { 0.0 };
  double sum = 0.0;
  size_t i = 0;

  for (; i + ECG_SUM_LANES <= n; i += ECG_SUM_LANES)
    for (size_t j = 0; j < ECG_SUM_LANES; j++)
      lane[j] += (double) x[i + j] * (double) x[i + j];
  for (size_t j = 0; i < n; i++, j++)
    lane[j] += (double) x[i] * (double) x[i];
  for (size_t j = 0; j < ECG_SUM_LANES; j++)
    sum += lane[j];
  return sum;
}
