/*
 * Minimal filtering (Winograd 1980; for networks Lavin and Gray, arXiv 1509.09308), in one
 * dimension: ten samples of a channel become the values of a polynomial at ten points, filters
 * likewise, and the convolution becomes ten products of matrices over the channels. One set of
 * points serves both of the network's convolutions:
 *
 *   stride 1: 7 taps, 4 outputs a tile;
 *   stride 2: two samples are one row of twice the channels; 4 taps, 7 outputs a tile.
 *
 * The backward pass is the forward pass transposed, step by step. This file does the maps,
 * conv1d-winograd-filters.c the filters.
 */

#include "core/nn/conv1d-winograd.h"

#include "core/nn/product.h"
#include "core/nn/winograd-points.h"

#include <string.h>

#define N_POINTS ECG_WINOGRAD_POINTS

EcgWinogradTiling
ecg_winograd_tiling (const EcgConv1dShape *shape)
{
  EcgWinogradTiling tiling = { .phases = shape->stride };

  tiling.channels = shape->stride * shape->in_channels;
  tiling.lead = shape->stride == 1 ? 3 : 2;
  tiling.n_taps = shape->stride == 1 ? 7 : 4;
  tiling.n_outputs = N_POINTS + 1 - tiling.n_taps;
  tiling.n_tiles = (ecg_conv1d_out_length (shape) + tiling.n_outputs - 1) / tiling.n_outputs;
  tiling.total = shape->batch * tiling.n_tiles;
  return tiling;
}

bool
ecg_conv1d_winograd_fits (const EcgConv1dShape *shape)
{
  return shape->kernel == 7 && shape->padding == 3 && (shape->stride == 1 || shape->stride == 2);
}

size_t
ecg_conv1d_winograd_group (const EcgConv1dShape *shape)
{
  const size_t n_tiles = ecg_winograd_tiling (shape).n_tiles;

  return (ECG_WINOGRAD_TILES + n_tiles - 1) / n_tiles;
}

EcgWinogradValues
ecg_winograd_values (size_t n_tiles, size_t n)
{
  return (EcgWinogradValues){ .n = n,
                              .row = n + ECG_WINOGRAD_GAP,
                              .plane = n_tiles * (n + ECG_WINOGRAD_GAP) + ECG_WINOGRAD_GAP };
}

static size_t
largest (size_t a, size_t b)
{
  return a > b ? a : b;
}

size_t
ecg_winograd_edge_size (const EcgConv1dShape *shape)
{
  return N_POINTS * largest (shape->stride * shape->in_channels, shape->out_channels);
}

/* The scratch: values of samples, values of outputs, and one tile's rows at the edge of a signal.
 */
size_t
ecg_conv1d_winograd_work_size (const EcgConv1dShape *shape)
{
  const EcgWinogradTiling tiling = ecg_winograd_tiling (shape);

  return N_POINTS * (ecg_winograd_values (tiling.total, tiling.channels).plane +
                     ecg_winograd_values (tiling.total, shape->out_channels).plane) +
         ecg_winograd_edge_size (shape);
}

/* Where a tile's rows lie in its signal. */
typedef struct
{
  size_t at;      /* first float within the signal */
  size_t skipped; /* floats of the tile before it */
  size_t n;       /* floats within */
  bool   is_whole;
} Place;

static Place
find_place (size_t tile, const EcgWinogradTiling *tiling, const EcgConv1dShape *shape)
{
  const size_t size = N_POINTS * tiling->channels;
  const size_t signal = shape->in_length * shape->in_channels;
  const size_t lead = tiling->lead * tiling->channels;
  const size_t first = tile * tiling->n_outputs * tiling->channels; /* lead floats too far */
  Place        place = { .skipped = first < lead ? lead - first : 0 };

  place.at = first + place.skipped - lead;
  if (place.at < signal)
    place.n = size - place.skipped < signal - place.at ? size - place.skipped : signal - place.at;
  place.is_whole = place.n == size;
  return place;
}

void
ecg_winograd_evaluate_signals (float                   *values,
                               const float             *in,
                               float                   *edge,
                               const EcgWinogradValues *layout,
                               const EcgConv1dShape    *shape)
{
  const EcgWinogradTiling tiling = ecg_winograd_tiling (shape);
  const size_t            n = layout->n;

  for (size_t b = 0; b < shape->batch; b++, in += shape->in_length * shape->in_channels)
    for (size_t tile = 0; tile < tiling.n_tiles; tile++, values += layout->row)
      {
        const Place  place = find_place (tile, &tiling, shape);
        const float *rows = in + place.at;

        if (!place.is_whole)
          {
            memset (edge, 0, N_POINTS * n * sizeof *edge);
            memcpy (edge + place.skipped, in + place.at, place.n * sizeof *edge);
            rows = edge;
          }
        ecg_winograd_evaluate_samples (values, rows, n, layout->plane, n);
      }
}

/* Adds a tile's rows of @n channels to those that lie within the signal. */
static void
add_edge (float                   *d_in,
          const float             *edge,
          size_t                   tile,
          size_t                   first,
          size_t                   n,
          const EcgWinogradTiling *tiling,
          const EcgConv1dShape    *shape)
{
  const size_t signal = shape->in_length * shape->in_channels;

  for (size_t k = 0; k < N_POINTS; k++)
    {
      const size_t row = tile * tiling->n_outputs + k; /* lead rows too far */
      const size_t at = (row - tiling->lead) * tiling->channels + first;

      if (row < tiling->lead || at >= signal)
        continue;
      for (size_t c = 0; c < (n < signal - at ? n : signal - at); c++)
        d_in[at + c] += edge[k * n + c];
    }
}

void
ecg_winograd_add_signal_gradients (float                   *d_in,
                                   const float             *d_values,
                                   float                   *edge,
                                   size_t                   first,
                                   const EcgWinogradValues *layout,
                                   const EcgConv1dShape    *shape)
{
  const EcgWinogradTiling tiling = ecg_winograd_tiling (shape);
  const size_t            n = layout->n;

  for (size_t b = 0; b < shape->batch; b++, d_in += shape->in_length * shape->in_channels)
    for (size_t tile = 0; tile < tiling.n_tiles; tile++, d_values += layout->row)
      {
        const Place place = find_place (tile, &tiling, shape);

        if (place.is_whole)
          {
            ecg_winograd_add_sample_gradients (d_in + place.at + first, d_values, tiling.channels,
                                               layout->plane, n);
            continue;
          }
        memset (edge, 0, N_POINTS * n * sizeof *edge);
        ecg_winograd_add_sample_gradients (edge, d_values, n, layout->plane, n);
        add_edge (d_in, edge, tile, first, n, &tiling, shape);
      }
}

/* Outputs of @tile that exist: fewer than a tile's at the end of a signal. */
static size_t
count_outputs (size_t tile, size_t out_length, const EcgWinogradTiling *tiling)
{
  const size_t left = out_length - tile * tiling->n_outputs;

  return left < tiling->n_outputs ? left : tiling->n_outputs;
}

void
ecg_winograd_interpolate_outputs (float                   *out,
                                  const float             *values,
                                  float                   *edge,
                                  const EcgWinogradValues *layout,
                                  const EcgConv1dShape    *shape)
{
  const EcgWinogradTiling tiling = ecg_winograd_tiling (shape);
  const EcgWinogradTerms  terms = { 0, tiling.n_outputs };
  const size_t            out_length = ecg_conv1d_out_length (shape);
  const size_t            n = layout->n, row = shape->out_channels;

  for (size_t b = 0; b < shape->batch; b++)
    for (size_t tile = 0; tile < tiling.n_tiles; tile++, values += layout->row)
      {
        const size_t n_rows = count_outputs (tile, out_length, &tiling);

        if (n_rows == tiling.n_outputs)
          ecg_winograd_interpolate (out, values, row, layout->plane, n, terms);
        else
          {
            ecg_winograd_interpolate (edge, values, n, layout->plane, n, terms);
            for (size_t k = 0; k < n_rows; k++)
              memcpy (out + k * row, edge + k * n, n * sizeof *out);
          }
        out += n_rows * row;
      }
}

void
ecg_winograd_evaluate_output_gradients (float                   *values,
                                        const float             *d_out,
                                        float                   *edge,
                                        const EcgWinogradValues *layout,
                                        const EcgConv1dShape    *shape)
{
  const EcgWinogradTiling tiling = ecg_winograd_tiling (shape);
  const size_t            out_length = ecg_conv1d_out_length (shape);
  const size_t            n = layout->n;

  for (size_t b = 0; b < shape->batch; b++)
    for (size_t tile = 0; tile < tiling.n_tiles; tile++, values += layout->row)
      {
        const size_t n_rows = count_outputs (tile, out_length, &tiling);
        const float *rows = d_out;

        if (n_rows < tiling.n_outputs)
          {
            memset (edge, 0, tiling.n_outputs * n * sizeof *edge);
            memcpy (edge, d_out, n_rows * n * sizeof *edge);
            rows = edge;
          }
        ecg_winograd_evaluate (values, rows, n, layout->plane, n,
                               (EcgWinogradTerms){ 0, tiling.n_outputs });
        d_out += n_rows * n;
      }
}

void
ecg_conv1d_winograd_forward (
  float *out, const float *in, const float *filters, float *work, const EcgConv1dShape *shape)
{
  const EcgWinogradTiling tiling = ecg_winograd_tiling (shape);
  const EcgWinogradValues from = ecg_winograd_values (tiling.total, tiling.channels);
  const EcgWinogradValues to = ecg_winograd_values (tiling.total, shape->out_channels);
  float                  *sums = work + N_POINTS * from.plane;
  float                  *edge = sums + N_POINTS * to.plane;
  const EcgProduct        product = { .m = tiling.total,
                                      .n = to.n,
                                      .k = from.n,
                                      .a_row = from.row,
                                      .a_column = 1,
                                      .b_row = ECG_PANEL,
                                      .b_panel = ECG_PANEL * from.n,
                                      .c_row = to.row,
                                      .c_panel = ECG_PANEL };

  ecg_winograd_evaluate_signals (work, in, edge, &from, shape);
  for (size_t j = 0; j < N_POINTS; j++)
    ecg_product (sums + j * to.plane, work + j * from.plane,
                 filters + j * ecg_winograd_plane (from.n, to.n), &product);
  ecg_winograd_interpolate_outputs (out, sums, edge, &to, shape);
}

void
ecg_conv1d_winograd_backward (float                *d_in,
                              float                *d_filters,
                              bool                  adds,
                              const float          *d_out,
                              const float          *in,
                              const float          *transposed,
                              float                *work,
                              const EcgConv1dShape *shape)
{
  const EcgWinogradTiling tiling = ecg_winograd_tiling (shape);
  const EcgWinogradValues from = ecg_winograd_values (tiling.total, tiling.channels);
  const EcgWinogradValues to = ecg_winograd_values (tiling.total, shape->out_channels);
  float                  *d_sums = work + N_POINTS * from.plane;
  float                  *edge = d_sums + N_POINTS * to.plane;
  const EcgProduct        to_filters = { .m = from.n,
                                         .n = to.n,
                                         .k = tiling.total,
                                         .a_row = 1,
                                         .a_column = from.row,
                                         .b_row = to.row,
                                         .b_panel = ECG_PANEL,
                                         .c_row = ECG_PANEL,
                                         .c_panel = ECG_PANEL * from.n,
                                         .accumulate = adds };
  const EcgProduct        to_samples = { .m = tiling.total,
                                         .n = from.n,
                                         .k = to.n,
                                         .a_row = to.row,
                                         .a_column = 1,
                                         .b_row = ECG_PANEL,
                                         .b_panel = ECG_PANEL * to.n,
                                         .c_row = from.row,
                                         .c_panel = ECG_PANEL };

  ecg_winograd_evaluate_signals (work, in, edge, &from, shape);
  ecg_winograd_evaluate_output_gradients (d_sums, d_out, edge, &to, shape);
  for (size_t j = 0; j < N_POINTS; j++)
    ecg_product (d_filters + j * ecg_winograd_plane (from.n, to.n), work + j * from.plane,
                 d_sums + j * to.plane, &to_filters);
  if (d_in == NULL)
    return;
  for (size_t j = 0; j < N_POINTS; j++)
    ecg_product (work + j * from.plane, d_sums + j * to.plane,
                 transposed + j * ecg_winograd_plane (to.n, from.n), &to_samples);
  ecg_winograd_add_signal_gradients (d_in, work, edge, 0, &from, shape);
}
