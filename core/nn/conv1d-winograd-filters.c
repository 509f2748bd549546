/*
 * Filters at the ten points. At each they are a matrix (rows' channels, Cout), transposed ones its
 * transpose, in panels. A row's channel is a phase of the stride and an input channel: with a
 * stride of two, tap t of phase p is tap 2t + p − 1 of the weights, and of the two phases' eight
 * taps the first does not exist.
 *
 * Weights have their taps innermost; vectors want them outermost. A block of 32 channels by 32
 * filters is turned around in the nearest cache, and lies there as it does in the panels.
 */

#include "core/nn/conv1d-winograd.h"

#include "core/base/team.h"
#include "core/nn/product.h"
#include "core/nn/vectorise.h"
#include "core/nn/winograd-points.h"

#include <string.h>

#define N_POINTS ECG_WINOGRAD_POINTS
#define WEIGHT_TAPS 7
#define PHASE_TAPS 4

/* Floats from a tap of a block to the next. */
#define BLOCK_PLANE (ECG_PANEL * ECG_PANEL + ECG_WINOGRAD_GAP)

/* The taps of up to 32 rows of a panel: (taps, rows, 32). */
typedef struct
{
  float  taps[ECG_WINOGRAD_MOST_TERMS * BLOCK_PLANE];
  size_t n_rows;
} Block;

static size_t
smallest (size_t a, size_t b)
{
  return a < b ? a : b;
}

static size_t
count_panels (size_t n)
{
  return (n + ECG_PANEL - 1) / ECG_PANEL;
}

size_t
ecg_conv1d_winograd_filters_size (const EcgConv1dShape *shape)
{
  return N_POINTS * ecg_winograd_plane (shape->stride * shape->in_channels, shape->out_channels);
}

size_t
ecg_conv1d_winograd_transposed_size (const EcgConv1dShape *shape)
{
  return N_POINTS * ecg_winograd_plane (shape->out_channels, shape->stride * shape->in_channels);
}

/* A run of rows' channels, for one filter: @weight is that of the first, @step floats of a block
 * lie between one and the next. */
static inline void
take_run (float *taps, size_t step, const float *weight, size_t n, size_t phase, size_t phases)
{
  for (size_t i = 0; i < n; i++, taps += step, weight += WEIGHT_TAPS)
    if (phases == 1)
      for (size_t tap = 0; tap < WEIGHT_TAPS; tap++)
        taps[tap * BLOCK_PLANE] = weight[tap];
    else
      for (size_t tap = 0; tap < PHASE_TAPS; tap++)
        taps[tap * BLOCK_PLANE] = tap + phase == 0 ? 0.0f : weight[2 * tap + phase - 1];
}

static inline void
write_run (float *d_weight, const float *taps, size_t n, size_t phase, size_t phases)
{
  for (size_t i = 0; i < n; i++, taps += ECG_PANEL, d_weight += WEIGHT_TAPS)
    if (phases == 1)
      for (size_t tap = 0; tap < WEIGHT_TAPS; tap++)
        d_weight[tap] = taps[tap * BLOCK_PLANE];
    else
      for (size_t tap = phase == 0 ? 1 : 0; tap < PHASE_TAPS; tap++)
        d_weight[2 * tap + phase - 1] = taps[tap * BLOCK_PLANE];
}

/* Channels from @row to @end that are of one phase. */
static size_t
count_run (size_t row, size_t end, size_t n_in)
{
  return smallest (end, (row / n_in + 1) * n_in) - row;
}

/* Channels @row to @end of filter @o: column @o of a block of filters, or a row of one of
 * transposed filters. */
static void
take_filter (Block                *block,
             size_t                at,
             size_t                step,
             const float          *weight,
             size_t                o,
             size_t                row,
             size_t                end,
             const EcgConv1dShape *shape)
{
  const size_t n_in = shape->in_channels;

  while (row < end)
    {
      const size_t n = count_run (row, end, n_in);

      take_run (block->taps + at, step, weight + (o * n_in + row % n_in) * WEIGHT_TAPS, n,
                row / n_in, shape->stride);
      at += n * step;
      row += n;
    }
}

static void
clear_block (Block *block, size_t n_columns)
{
  if (n_columns < ECG_PANEL)
    memset (block->taps, 0, sizeof block->taps);
}

void
ecg_conv1d_winograd_prepare (
  float *filters, const float *weight, size_t part, size_t n_parts, const EcgConv1dShape *shape)
{
  const EcgWinogradTiling tiling = ecg_winograd_tiling (shape);
  const size_t            n_out = shape->out_channels, n_rows = tiling.channels;
  const size_t            plane = ecg_winograd_plane (n_rows, n_out);
  size_t                  begin, end;
  Block                   block;

  ecg_team_slice (count_panels (n_out), part, n_parts, &begin, &end);
  for (size_t o = begin * ECG_PANEL; o < smallest (end * ECG_PANEL, n_out); o += ECG_PANEL)
    for (size_t row = 0; row < n_rows; row += ECG_PANEL)
      {
        const size_t n = smallest (ECG_PANEL, n_out - o);

        block.n_rows = smallest (ECG_PANEL, n_rows - row);
        clear_block (&block, n);
        for (size_t i = 0; i < n; i++)
          take_filter (&block, i, ECG_PANEL, weight, o + i, row, row + block.n_rows, shape);
        ecg_winograd_evaluate (filters + ecg_panels_at (row, o, n_rows), block.taps, BLOCK_PLANE,
                               plane, block.n_rows * ECG_PANEL, tiling.n_taps);
      }
}

void
ecg_conv1d_winograd_transpose (
  float *transposed, const float *weight, size_t part, size_t n_parts, const EcgConv1dShape *shape)
{
  const EcgWinogradTiling tiling = ecg_winograd_tiling (shape);
  const size_t            n_out = shape->out_channels, n_rows = tiling.channels;
  const size_t            plane = ecg_winograd_plane (n_out, n_rows);
  size_t                  begin, end;
  Block                   block;

  ecg_team_slice (count_panels (n_rows), part, n_parts, &begin, &end);
  for (size_t row = begin * ECG_PANEL; row < smallest (end * ECG_PANEL, n_rows); row += ECG_PANEL)
    for (size_t o = 0; o < n_out; o += ECG_PANEL)
      {
        const size_t n = smallest (ECG_PANEL, n_rows - row);

        block.n_rows = smallest (ECG_PANEL, n_out - o);
        clear_block (&block, n);
        for (size_t i = 0; i < block.n_rows; i++)
          take_filter (&block, i * ECG_PANEL, 1, weight, o + i, row, row + n, shape);
        ecg_winograd_evaluate (transposed + ecg_panels_at (o, row, n_out), block.taps, BLOCK_PLANE,
                               plane, block.n_rows * ECG_PANEL, tiling.n_taps);
      }
}

/* One column of a block: the gradient of channels @row to @end of filter @o. */
static void
write_filter (float                *d_weight,
              const Block          *block,
              size_t                at,
              size_t                o,
              size_t                row,
              size_t                end,
              const EcgConv1dShape *shape)
{
  const size_t n_in = shape->in_channels;

  while (row < end)
    {
      const size_t n = count_run (row, end, n_in);

      write_run (d_weight + (o * n_in + row % n_in) * WEIGHT_TAPS, block->taps + at, n, row / n_in,
                 shape->stride);
      at += n * ECG_PANEL;
      row += n;
    }
}

/* Values of a block at the ten points. */
typedef struct
{
  float at[N_POINTS * BLOCK_PLANE];
} BlockValues;

/* Those of two slices or more: @first of each, @plane floats apart. */
ECG_VECTORISED static void
add_slices (
  BlockValues *sums, float *const *d_filters, size_t n_slices, size_t first, size_t plane, size_t n)
{
  for (size_t j = 0; j < N_POINTS; j++)
    {
      float       *sum = sums->at + j * BLOCK_PLANE;
      const size_t at = first + j * plane;
      const float *x = d_filters[0] + at;
      const float *y = d_filters[1] + at;

      for (size_t i = 0; i < n; i++)
        sum[i] = x[i] + y[i];
      for (size_t slice = 2; slice < n_slices; slice++)
        for (size_t i = 0; i < n; i++)
          sum[i] += d_filters[slice][at + i];
    }
}

/* The taps of a block, from the values of all slices. */
static void
interpolate_block (
  Block *block, float *const *d_filters, size_t n_slices, size_t first, size_t plane, size_t n_taps)
{
  const size_t n = block->n_rows * ECG_PANEL;
  BlockValues  sums;

  if (n_slices == 1)
    ecg_winograd_interpolate (block->taps, d_filters[0] + first, BLOCK_PLANE, plane, n, n_taps);
  else
    {
      add_slices (&sums, d_filters, n_slices, first, plane, n);
      ecg_winograd_interpolate (block->taps, sums.at, BLOCK_PLANE, BLOCK_PLANE, n, n_taps);
    }
}

void
ecg_conv1d_winograd_weight_gradient (float                *d_weight,
                                     float *const         *d_filters,
                                     size_t                n_slices,
                                     size_t                part,
                                     size_t                n_parts,
                                     const EcgConv1dShape *shape)
{
  const EcgWinogradTiling tiling = ecg_winograd_tiling (shape);
  const size_t            n_out = shape->out_channels, n_rows = tiling.channels;
  const size_t            plane = ecg_winograd_plane (n_rows, n_out);
  size_t                  begin, end;
  Block                   block;

  ecg_team_slice (count_panels (n_out), part, n_parts, &begin, &end);
  for (size_t o = begin * ECG_PANEL; o < smallest (end * ECG_PANEL, n_out); o += ECG_PANEL)
    for (size_t row = 0; row < n_rows; row += ECG_PANEL)
      {
        const size_t n = smallest (ECG_PANEL, n_rows - row);

        block.n_rows = n;
        interpolate_block (&block, d_filters, n_slices, ecg_panels_at (row, o, n_rows), plane,
                           tiling.n_taps);
        for (size_t i = 0; i < smallest (ECG_PANEL, n_out - o); i++)
          write_filter (d_weight, &block, i, o + i, row, row + n, shape);
      }
}
