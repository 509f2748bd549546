#pragma once

#include <stdbool.h>
#include <stddef.h>

/*
 * Products of matrices, for convolutions. A convolution multiplies many maps by the same filters,
 * which are laid out for it once; a library would lay them out anew for each product. And
 * libraries know processors by name: the OpenBLAS of Debian 12 takes one that is newer than itself
 * for the oldest that it knows, at a tenth of the speed, where this asks for what it can do.
 *
 * Every element of C is summed in the order of k in one chain, so that the same call gives the same
 * bits on one machine.
 */

/** ECG_PANEL: columns of a panel. A matrix (k, n) in panels is (⌈n / 32⌉, k, 32); columns from n on
 * are there, and mean nothing. */
#define ECG_PANEL 32

/** ecg_panels_size: Returns: floats of a (k, n) matrix in panels. */
static inline size_t
ecg_panels_size (size_t k, size_t n)
{
  return (n + ECG_PANEL - 1) / ECG_PANEL * ECG_PANEL * k;
}

/** ecg_panels_at: Returns: where element (@row, @column) of a matrix of @k rows lies in panels. */
static inline size_t
ecg_panels_at (size_t row, size_t column, size_t k)
{
  return (column / ECG_PANEL * k + row) * ECG_PANEL + column % ECG_PANEL;
}

/**
 * EcgProduct:
 * @m, @n, @k: C is (m, n), A is (m, k), B is (k, n)
 * @a_row, @a_column: floats from one row of A to the next, from one column to the next
 * @b_row, @c_row: floats from one row to the next; 32 in panels
 * @b_panel, @c_panel: floats from 32 columns to the next 32: 32 where the matrix is in rows
 * @accumulate: whether C is added to, instead of written
 */
typedef struct
{
  size_t m;
  size_t n;
  size_t k;
  size_t a_row;
  size_t a_column;
  size_t b_row;
  size_t b_panel;
  size_t c_row;
  size_t c_panel;
  bool   accumulate;
} EcgProduct;

/** ecg_product_level: Returns: (transfer none): which vectors this machine multiplies with:
 * `avx512`, `avx2` or `plain`. Results differ between them in the last bits. */
const char *ecg_product_level (void);

/** ecg_product: C = A · B, or C += A · B. @c must not overlap the others. Reads and writes nothing
 * beyond the matrices. */
void ecg_product (float *c, const float *a, const float *b, const EcgProduct *shape);

/** ecg_product_plain: The same by three loops: the reference for ecg_product(). */
void ecg_product_plain (float *c, const float *a, const float *b, const EcgProduct *shape);
