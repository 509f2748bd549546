/*
 * Which kernel the machine can run, and the plain way. A block of C stays in registers while a row
 * of B and a column of A pass by.
 */

#include "core/nn/product.h"

#include "core/nn/vectorise.h"

/* Columns, at most a panel's, one element at a time. */
static void
multiply_columns (float *c, const float *a, const float *b, const EcgProduct *shape, size_t n)
{
  for (size_t row = 0; row < shape->m; row++)
    for (size_t column = 0; column < n; column++)
      {
        float sum = shape->accumulate ? c[row * shape->c_row + column] : 0.0f;

        for (size_t i = 0; i < shape->k; i++)
          sum += a[row * shape->a_row + i * shape->a_column] * b[i * shape->b_row + column];
        c[row * shape->c_row + column] = sum;
      }
}

void
ecg_product_plain (float *c, const float *a, const float *b, const EcgProduct *shape)
{
  for (size_t first = 0; first < shape->n; first += ECG_PANEL)
    multiply_columns (c + first / ECG_PANEL * shape->c_panel, a,
                      b + first / ECG_PANEL * shape->b_panel, shape,
                      shape->n - first < ECG_PANEL ? shape->n - first : ECG_PANEL);
}

#define LEVEL plain_vectors
#define TARGET
#define WIDTH 4
#define MOST 6
#include "core/nn/product-kernel.inc"

#ifdef ECG_HAS_LEVELS

#define LEVEL avx2
#define TARGET __attribute__ ((target ("arch=x86-64-v3")))
#define WIDTH 8
#define MOST 6
#include "core/nn/product-kernel.inc"

#define LEVEL avx512
#define TARGET __attribute__ ((target ("arch=x86-64-v4")))
#define WIDTH 16
#define MOST 14
#include "core/nn/product-kernel.inc"

const char *
ecg_product_level (void)
{
  return __builtin_cpu_supports ("x86-64-v4")   ? "avx512"
         : __builtin_cpu_supports ("x86-64-v3") ? "avx2"
                                                : "plain";
}

void
ecg_product (float *c, const float *a, const float *b, const EcgProduct *shape)
{
  if (__builtin_cpu_supports ("x86-64-v4"))
    product_avx512 (c, a, b, shape);
  else if (__builtin_cpu_supports ("x86-64-v3"))
    product_avx2 (c, a, b, shape);
  else
    product_plain_vectors (c, a, b, shape);
}

#else

const char *
ecg_product_level (void)
{
  return "plain";
}

void
ecg_product (float *c, const float *a, const float *b, const EcgProduct *shape)
{
  product_plain_vectors (c, a, b, shape);
}

#endif
