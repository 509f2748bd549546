#include "core/nn/yardstick.h"

#include <cblas.h>

void
ecg_yardstick_multiply (float *c, const float *a, size_t n)
{
  const int size = (int) n;

  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, size, size, size, 1.0f, a, size, a, size,
               0.0f, c, size);
}

const char *
ecg_yardstick_describe (void)
{
  return openblas_get_config ();
}

void
ecg_yardstick_use_threads (size_t n)
{
  openblas_set_num_threads ((int) n);
}
