/*
 * Eight rows of eight at a time stay in registers: rows i and i + 4 are dealt out alternately,
 * three times over, as a pack of cards that is halved and shuffled until rows are columns.
 */

#include "core/nn/turn.h"

#include "core/nn/vectorise.h"

#include <string.h>

#define N 8

typedef float Row __attribute__ ((vector_size (N * sizeof (float))));

static inline __attribute__ ((always_inline)) void
shuffle (Row out[N], const Row in[N])
{
#pragma GCC unroll 4
  for (size_t i = 0; i < N / 2; i++)
    {
      out[2 * i] = __builtin_shufflevector (in[i], in[i + N / 2], 0, 8, 1, 9, 2, 10, 3, 11);
      out[2 * i + 1] = __builtin_shufflevector (in[i], in[i + N / 2], 4, 12, 5, 13, 6, 14, 7, 15);
    }
}

static inline __attribute__ ((always_inline)) void
turn_tile (float *to, size_t to_row, const float *from, size_t from_row)
{
  Row a[N], b[N];

#pragma GCC unroll 8
  for (size_t i = 0; i < N; i++)
    memcpy (&a[i], from + i * from_row, sizeof a[i]);
  shuffle (b, a);
  shuffle (a, b);
  shuffle (b, a);
#pragma GCC unroll 8
  for (size_t i = 0; i < N; i++)
    memcpy (to + i * to_row, &b[i], sizeof b[i]);
}

ECG_VECTORISED void
ecg_turn (float *to, size_t to_row, const float *from, size_t from_row, size_t m, size_t n)
{
  const size_t m_tiled = m / N * N, n_tiled = n / N * N;

  for (size_t i = 0; i < m_tiled; i += N)
    for (size_t j = 0; j < n_tiled; j += N)
      turn_tile (to + j * to_row + i, to_row, from + i * from_row + j, from_row);
  for (size_t i = 0; i < m; i++)
    for (size_t j = i < m_tiled ? n_tiled : 0; j < n; j++)
      to[j * to_row + i] = from[i * from_row + j];
}
