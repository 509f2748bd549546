/*
 * Products against three loops, for every way in which rows, columns and depth can end, in rows and
 * in panels. What lies around a matrix is NaN before and after.
 */

#include "core/nn/product.h"

#include "core/base/rng.h"

#include <glib.h>
#include <math.h>

/* Of a sum of k products of numbers around 1: rounding grows with k at worst. */
#define TOLERANCE 2e-6

/* A matrix in the midst of what must not be touched. */
typedef struct
{
  float *all;
  float *at;
  gsize  row;
  gsize  panel;
  gsize  n_rows;
  gsize  n_columns;
  gsize  n_floats;
} Matrix;

#define AROUND 64

static float *
find (const Matrix *self, gsize row, gsize column)
{
  return self->at + column / ECG_PANEL * self->panel + row * self->row + column % ECG_PANEL;
}

static Matrix
make_matrix (gsize n_rows, gsize n_columns, gboolean in_panels, gsize gap, EcgRng *rng)
{
  Matrix self = { .n_rows = n_rows, .n_columns = n_columns };

  self.row = in_panels ? ECG_PANEL : n_columns + gap;
  self.panel = in_panels ? n_rows * ECG_PANEL : ECG_PANEL;
  self.n_floats = 2 * AROUND + (in_panels ? ecg_panels_size (n_rows, n_columns)
                                          : (n_rows - 1) * self.row + n_columns);
  self.all = g_new (float, self.n_floats);
  self.at = self.all + AROUND;
  for (gsize i = 0; i < self.n_floats; i++)
    self.all[i] = NAN;
  for (gsize row = 0; row < n_rows; row++)
    for (gsize column = 0; column < n_columns; column++)
      *find (&self, row, column) = (float) ecg_rng_normal (rng);
  return self;
}

static gsize
count_numbers (const Matrix *self)
{
  gsize n = 0;

  for (gsize i = 0; i < self->n_floats; i++)
    n += !isnan (self->all[i]);
  return n;
}

static void
check_product (const EcgProduct *sizes, gboolean in_panels, gboolean by_columns, EcgRng *rng)
{
  const gsize m = sizes->m, n = sizes->n, k = sizes->k;
  Matrix a = by_columns ? make_matrix (k, m, FALSE, 3, rng) : make_matrix (m, k, FALSE, 3, rng);
  Matrix b = make_matrix (k, n, in_panels, 5, rng);
  Matrix c = make_matrix (m, n, in_panels && by_columns, 7, rng);
  g_autofree double *expected = g_new (double, m *n);
  EcgProduct         product = { .m = m,
                                 .n = n,
                                 .k = k,
                                 .a_row = by_columns ? 1 : a.row,
                                 .a_column = by_columns ? a.row : 1,
                                 .b_row = b.row,
                                 .b_panel = b.panel,
                                 .c_row = c.row,
                                 .c_panel = c.panel,
                                 .accumulate = sizes->accumulate };

  for (gsize i = 0; i < m; i++)
    for (gsize j = 0; j < n; j++)
      {
        double sum = sizes->accumulate ? (double) *find (&c, i, j) : 0.0;

        for (gsize l = 0; l < k; l++)
          sum += (double) *(by_columns ? find (&a, l, i) : a.at + i * a.row + l) *
                 (double) *find (&b, l, j);
        expected[i * n + j] = sum;
      }
  for (int plain = 0; plain <= 1; plain++)
    {
      g_autofree float *before = g_memdup2 (c.all, c.n_floats * sizeof (float));

      (plain ? ecg_product_plain : ecg_product) (c.at, a.at, b.at, &product);
      for (gsize i = 0; i < m; i++)
        for (gsize j = 0; j < n; j++)
          g_assert_cmpfloat_with_epsilon (*find (&c, i, j), expected[i * n + j],
                                          TOLERANCE * (double) (k + 1));
      g_assert_cmpuint (count_numbers (&c), ==, m * n);
      memcpy (c.all, before, c.n_floats * sizeof (float));
    }
  g_free (a.all);
  g_free (b.all);
  g_free (c.all);
}

/* A's rows read by the kernel are @a's own; where A is (m, k) in rows, columns lie side by side,
 * also beyond a panel's width. */
static void
test_sizes (void)
{
  static const gsize columns[] = { 1, 3, 4, 7, 8, 15, 16, 17, 24, 31, 32, 33, 48, 63, 64, 70, 96 };
  static const gsize depths[] = { 1, 2, 5, 45, 64 };
  EcgRng             rng;

  ecg_rng_init (&rng, 1, 0);
  for (gsize m = 1; m <= 30; m++)
    for (gsize i = 0; i < G_N_ELEMENTS (columns); i++)
      {
        const EcgProduct sizes = {
          .m = m, .n = columns[i], .k = depths[(m + i) % G_N_ELEMENTS (depths)], .accumulate = i % 2
        };

        check_product (&sizes, FALSE, FALSE, &rng);
        check_product (&sizes, TRUE, FALSE, &rng);
        check_product (&sizes, FALSE, TRUE, &rng);
        check_product (&sizes, TRUE, TRUE, &rng);
      }
}

/* The same bits whatever stands beside: how rows fall into blocks must not change a sum. */
static void
test_rows_are_alike (void)
{
  enum
  {
    M = 61,
    N = 48,
    K = 40
  };
  EcgRng     rng;
  Matrix     a, b, whole, single;
  EcgProduct product = {
    .n = N, .k = K, .a_column = 1, .b_panel = ECG_PANEL, .c_panel = ECG_PANEL
  };

  ecg_rng_init (&rng, 2, 0);
  a = make_matrix (M, K, FALSE, 0, &rng);
  b = make_matrix (K, N, FALSE, 0, &rng);
  whole = make_matrix (M, N, FALSE, 0, &rng);
  single = make_matrix (M, N, FALSE, 0, &rng);
  product.a_row = a.row;
  product.b_row = b.row;
  product.c_row = whole.row;
  product.m = M;
  ecg_product (whole.at, a.at, b.at, &product);
  product.m = 1;
  for (gsize row = 0; row < M; row++)
    ecg_product (single.at + row * single.row, a.at + row * a.row, b.at, &product);
  g_assert_cmpmem (whole.at, M * N * sizeof (float), single.at, M * N * sizeof (float));
  g_free (a.all);
  g_free (b.all);
  g_free (whole.all);
  g_free (single.all);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/product/sizes", test_sizes);
  g_test_add_func ("/nn/product/rows-are-alike", test_rows_are_alike);
  return g_test_run ();
}
