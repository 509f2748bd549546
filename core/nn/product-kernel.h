/*
 * The inner part of a product, for one kind of processor: included by product.c once for each, with
 *
 *   LEVEL    what its functions' names end in
 *   TARGET   the attribute that compiles for it
 *   WIDTH    floats of a vector
 *   MOST     rows of a block: two vectors for each, two of B and one of A must fit the registers
 */

#define NAME_(name, level) name##_##level
#define NAME_OF(name, level) NAME_ (name, level)
#define NAME(name) NAME_OF (name, LEVEL)

typedef float NAME (Vector)
  __attribute__ ((vector_size (WIDTH * sizeof (float)), aligned (4), may_alias));

/* @n_rows rows of C by @n_vectors vectors of columns; both are constants wherever this is inlined.
 */
TARGET static inline __attribute__ ((always_inline)) void
NAME (multiply) (float            *c,
                 const float      *a,
                 const float      *b,
                 const EcgProduct *shape,
                 const size_t      n_rows,
                 const size_t      n_vectors)
{
  const size_t k = shape->k, a_row = shape->a_row, a_column = shape->a_column;
  const size_t b_row = shape->b_row;
  NAME (Vector) sum[MOST][2];

#pragma GCC unroll 16
  for (size_t row = 0; row < n_rows; row++)
#pragma GCC unroll 2
    for (size_t v = 0; v < n_vectors; v++)
      sum[row][v] = shape->accumulate ? *(NAME (Vector) *) (c + row * shape->c_row + v * WIDTH)
                                      : (NAME (Vector)){ 0.0f };
  for (size_t i = 0; i < k; i++, a += a_column, b += b_row)
    {
      NAME (Vector) column[2];

#pragma GCC unroll 2
      for (size_t v = 0; v < n_vectors; v++)
        column[v] = *(const NAME (Vector) *) (b + v * WIDTH);
#pragma GCC unroll 16
      for (size_t row = 0; row < n_rows; row++)
#pragma GCC unroll 2
        for (size_t v = 0; v < n_vectors; v++)
          sum[row][v] += a[row * a_row] * column[v];
    }
#pragma GCC unroll 16
  for (size_t row = 0; row < n_rows; row++)
#pragma GCC unroll 2
    for (size_t v = 0; v < n_vectors; v++)
      *(NAME (Vector) *) (c + row * shape->c_row + v * WIDTH) = sum[row][v];
}

#define CASE(n)                                                                                    \
  case n:                                                                                          \
    if (n <= MOST)                                                                                 \
      NAME (multiply) (c, a, b, shape, n <= MOST ? n : 1, n_vectors);                              \
    break;

TARGET static inline __attribute__ ((always_inline)) void
NAME (multiply_block) (float            *c,
                       const float      *a,
                       const float      *b,
                       const EcgProduct *shape,
                       size_t            n_rows,
                       const size_t      n_vectors)
{
  switch (n_rows)
    {
      CASE (1)
      CASE (2)
      CASE (3)
      CASE (4)
      CASE (5)
      CASE (6)
      CASE (7)
      CASE (8)
      CASE (9)
      CASE (10)
      CASE (11)
      CASE (12)
      CASE (13)
      CASE (14)
    default:
      break;
    }
}

/* All rows, in blocks that differ by at most one. */
TARGET static void
NAME (multiply_pair) (float *c, const float *a, const float *b, const EcgProduct *shape)
{
  const size_t n_blocks = (shape->m + MOST - 1) / MOST;
  size_t       row = 0;

  for (size_t block = 0; block < n_blocks; block++)
    {
      const size_t n_rows = (shape->m - row + n_blocks - block - 1) / (n_blocks - block);

      NAME (multiply_block) (c + row * shape->c_row, a + row * shape->a_row, b, shape, n_rows, 2);
      row += n_rows;
    }
}

TARGET static void
NAME (multiply_single) (float *c, const float *a, const float *b, const EcgProduct *shape)
{
  for (size_t row = 0; row < shape->m; row += MOST)
    NAME (multiply_block)
  (c + row * shape->c_row, a + row * shape->a_row, b, shape,
   shape->m - row < MOST ? shape->m - row : MOST, 1);
}

TARGET static void
NAME (product) (float *c, const float *a, const float *b, const EcgProduct *shape)
{
  for (size_t first = 0; first < shape->n; first += ECG_PANEL)
    {
      const size_t n = shape->n - first < ECG_PANEL ? shape->n - first : ECG_PANEL;
      const float *b_part = b + first / ECG_PANEL * shape->b_panel;
      float       *c_part = c + first / ECG_PANEL * shape->c_panel;
      size_t       done = 0;

      for (; done + 2 * WIDTH <= n; done += 2 * WIDTH)
        NAME (multiply_pair) (c_part + done, a, b_part + done, shape);
      for (; done + WIDTH <= n; done += WIDTH)
        NAME (multiply_single) (c_part + done, a, b_part + done, shape);
      multiply_columns (c_part + done, a, b_part + done, shape, n - done);
    }
}

#undef CASE
#undef NAME
#undef NAME_OF
#undef NAME_
#undef LEVEL
#undef TARGET
#undef WIDTH
#undef MOST
