/*
 * Filters at the ten points. At each they are a matrix (rows' channels, Cout), transposed ones its
 * transpose, in panels. A row's channel is a phase of the stride and an input channel: with a
 * stride of two, tap t of phase p is tap 2t + p − 1 of the weights, and of the two phases' eight
 * taps the first does not exist.
 *
 * Weights lie tap by tap as filters lie point by point, so that filters are evaluated where they
 * are; for transposed ones a block of 32 by 32 is turned around in the nearest cache.
 */

#include "core/nn/conv1d-winograd.h"

#include "core/base/team.h"
#include "core/nn/product.h"
#include "core/nn/sum.h"
#include "core/nn/turn.h"
#include "core/nn/vectorise.h"
#include "core/nn/winograd-points.h"

#include <string.h>

#define N_POINTS ECG_WINOGRAD_POINTS
#define WEIGHT_TAPS 7

/* Floats from a tap of a block to the next. */
#define BLOCK_PLANE (ECG_PANEL * ECG_PANEL + ECG_WINOGRAD_GAP)

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

/* The taps of one phase among those of the weights. */
typedef struct
{
  size_t           first; /* of the weights */
  size_t           step;  /* from one to the next */
  EcgWinogradTerms terms;
} PhaseTaps;

static PhaseTaps
find_taps (size_t phase, const EcgConv1dShape *shape)
{
  if (shape->stride == 1)
    return (PhaseTaps){ 0, 1, { 0, WEIGHT_TAPS } };
  return phase == 0 ? (PhaseTaps){ 1, 2, { 1, 4 } } : (PhaseTaps){ 0, 2, { 0, 4 } };
}

/* A panel of weights: from @o on. */
typedef struct
{
  size_t at;    /* its first value */
  size_t width; /* its columns */
  size_t plane; /* floats from a tap to the next */
} WeightPanel;

static WeightPanel
find_panel (size_t o, const EcgConv1dShape *shape)
{
  const size_t width = smallest (ECG_PANEL, shape->out_channels - o);

  return (WeightPanel){ o * shape->in_channels * WEIGHT_TAPS, width, width * shape->in_channels };
}

void
ecg_conv1d_winograd_prepare (
  float *filters, const float *weight, size_t part, size_t n_parts, const EcgConv1dShape *shape)
{
  const size_t n_in = shape->in_channels, n_rows = shape->stride * n_in;
  const size_t plane = ecg_winograd_plane (n_rows, shape->out_channels);
  size_t       begin, end;

  ecg_team_slice (count_panels (shape->out_channels), part, n_parts, &begin, &end);
  for (size_t i = begin; i < end; i++)
    for (size_t phase = 0; phase < shape->stride; phase++)
      {
        const PhaseTaps   taps = find_taps (phase, shape);
        const WeightPanel panel = find_panel (i * ECG_PANEL, shape);
        const float      *from = weight + panel.at + taps.first * panel.plane;
        float            *to = filters + ecg_panels_at (phase * n_in, i * ECG_PANEL, n_rows);
        const size_t      step = panel.width == ECG_PANEL ? n_in : 1; /* rows without gaps */

        for (size_t c = 0; c < n_in; c += step)
          ecg_winograd_evaluate (to + c * ECG_PANEL, from + c * panel.width,
                                 taps.step * panel.plane, plane, step * panel.width, taps.terms);
      }
}

/* The taps of up to 32 filters and 32 channels: (taps, filters, 32). */
typedef struct
{
  float taps[ECG_WINOGRAD_MOST_TERMS * BLOCK_PLANE];
} Block;

/* Channels from @row to @end that are of one phase. */
static size_t
count_run (size_t row, size_t end, size_t n_in)
{
  return smallest (end, (row / n_in + 1) * n_in) - row;
}

/* Rows' channels @row to @end of a panel's filters. Where there are two phases, the first one's
 * taps begin with one that is 0. */
static void
take_block (Block                *block,
            const float          *weight,
            const WeightPanel    *panel,
            size_t                row,
            size_t                end,
            const EcgConv1dShape *shape)
{
  const size_t n_in = shape->in_channels;

  for (size_t at = row; at < end;)
    {
      const PhaseTaps taps = find_taps (at / n_in, shape);
      const size_t    n = count_run (at, end, n_in);
      const float    *from = weight + panel->at + at % n_in * panel->width;
      float          *to = block->taps + at - row;

      for (size_t i = 0; taps.terms.first > 0 && i < panel->width; i++)
        memset (to + i * ECG_PANEL, 0, n * sizeof *to);
      for (size_t t = taps.terms.first; t < taps.terms.n; t++)
        ecg_turn (to + t * BLOCK_PLANE, ECG_PANEL,
                  from + (taps.first + (t - taps.terms.first) * taps.step) * panel->plane,
                  panel->width, n, panel->width);
      at += n;
    }
}

void
ecg_winograd_transpose_panel (
  float *panel, size_t plane, const float *weight, size_t row, const EcgConv1dShape *shape)
{
  const EcgWinogradTerms terms = { 0, find_taps (0, shape).terms.n };
  const size_t           end = smallest (row + ECG_PANEL, shape->stride * shape->in_channels);
  Block                  block;

  memset (&block, 0, sizeof block);
  for (size_t o = 0; o < shape->out_channels; o += ECG_PANEL)
    {
      const WeightPanel from = find_panel (o, shape);

      take_block (&block, weight, &from, row, end, shape);
      ecg_winograd_evaluate (panel + o * ECG_PANEL, block.taps, BLOCK_PLANE, plane,
                             from.width * ECG_PANEL, terms);
    }
}

void
ecg_conv1d_winograd_transpose (
  float *transposed, const float *weight, size_t part, size_t n_parts, const EcgConv1dShape *shape)
{
  const size_t n_out = shape->out_channels, n_rows = shape->stride * shape->in_channels;
  size_t       begin, end;

  ecg_team_slice (count_panels (n_rows), part, n_parts, &begin, &end);
  for (size_t i = begin; i < end; i++)
    ecg_winograd_transpose_panel (transposed + ecg_panels_at (0, i * ECG_PANEL, n_out),
                                  ecg_winograd_plane (n_out, n_rows), weight, i * ECG_PANEL, shape);
}

/* Values of up to 32 rows of a panel at the ten points. */
typedef struct
{
  float at[N_POINTS * BLOCK_PLANE];
} BlockValues;

/* Those of all slices; @from of each. */
ECG_VECTORISED static void
add_slices (
  BlockValues *sums, float *const *d_filters, size_t n_slices, size_t from, size_t plane, size_t n)
{
  for (size_t j = 0; j < N_POINTS; j++)
    {
      float       *sum = sums->at + j * BLOCK_PLANE;
      const size_t at = from + j * plane;
      const float *x = d_filters[0] + at;
      const float *y = d_filters[1] + at;

      for (size_t i = 0; i < n; i++)
        sum[i] = x[i] + y[i];
      for (size_t slice = 2; slice < n_slices; slice++)
        for (size_t i = 0; i < n; i++)
          sum[i] += d_filters[slice][at + i];
    }
}

/* The taps of @n values that lie side by side in each slice, up to 32 rows of a panel. */
static void
interpolate_slices (float           *taps,
                    size_t           tap,
                    float *const    *d_filters,
                    size_t           n_slices,
                    size_t           from,
                    size_t           plane,
                    size_t           n,
                    EcgWinogradTerms terms)
{
  BlockValues sums;

  if (n_slices == 1)
    ecg_winograd_interpolate (taps, d_filters[0] + from, tap, plane, n, terms);
  else if (n_slices == 2)
    ecg_winograd_interpolate_both (taps, d_filters[0] + from, d_filters[1] + from, tap, plane, n,
                                   terms);
  else
    {
      add_slices (&sums, d_filters, n_slices, from, plane, n);
      ecg_winograd_interpolate (taps, sums.at, tap, BLOCK_PLANE, n, terms);
    }
}

/* Of @n values of each tap. */
static double
sum_squares (const float *taps, size_t tap, size_t n, EcgWinogradTerms terms)
{
  double sum = 0.0;

  for (size_t t = 0; t < terms.n - terms.first; t++)
    sum += ecg_sum_squares (taps + t * tap, n);
  return sum;
}

double
ecg_conv1d_winograd_weight_gradient (float                *d_weight,
                                     float *const         *d_filters,
                                     size_t                n_slices,
                                     size_t                part,
                                     size_t                n_parts,
                                     const EcgConv1dShape *shape)
{
  const size_t n_in = shape->in_channels, n_rows = shape->stride * n_in;
  const size_t plane = ecg_winograd_plane (n_rows, shape->out_channels);
  double       squares = 0.0;
  size_t       begin, end;

  ecg_team_slice (count_panels (shape->out_channels), part, n_parts, &begin, &end);
  for (size_t i = begin; i < end; i++)
    for (size_t phase = 0; phase < shape->stride; phase++)
      {
        const PhaseTaps   taps = find_taps (phase, shape);
        const WeightPanel panel = find_panel (i * ECG_PANEL, shape);
        const size_t      tap = taps.step * panel.plane;
        const size_t      from = ecg_panels_at (phase * n_in, i * ECG_PANEL, n_rows);
        float            *to = d_weight + panel.at + taps.first * panel.plane;
        const size_t      step = panel.width == ECG_PANEL ? ECG_PANEL : 1; /* rows without gaps */

        for (size_t c = 0; c < n_in; c += step)
          {
            float       *at = to + c * panel.width;
            const size_t n = smallest (step, n_in - c) * panel.width;

            interpolate_slices (at, tap, d_filters, n_slices, from + c * ECG_PANEL, plane, n,
                                taps.terms);
            squares += sum_squares (at, tap, n, taps.terms);
          }
      }
  return squares;
}
