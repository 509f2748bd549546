#pragma once

#include "core/nn/conv1d-private.h"
#include "core/nn/product.h"
#include "core/nn/winograd-points.h"

/**
 * EcgWinogradTiling:
 * @phases: samples of a row: the stride
 * @channels: of a row
 * @lead: rows that a tile reads before its first output's own
 * @n_taps: of the filters over rows
 * @n_outputs: of a tile, from its ten rows
 * @n_tiles: of one example
 * @total: tiles of the batch
 *
 * How a shape is cut into tiles.
 */
typedef struct
{
  size_t phases;
  size_t channels;
  size_t lead;
  size_t n_taps;
  size_t n_outputs;
  size_t n_tiles;
  size_t total;
} EcgWinogradTiling;

/** ecg_winograd_tiling: Returns: how @shape is cut. */
EcgWinogradTiling ecg_winograd_tiling (const EcgConv1dShape *shape);

/** ECG_WINOGRAD_TILES: in a group: enough rows for a product to run at full speed, few enough for
 * the cache. */
#define ECG_WINOGRAD_TILES 128

/**
 * EcgWinogradValues:
 * @n: channels
 * @row: floats from one tile to the next
 * @plane: floats from one point to the next
 *
 * How the values of some tiles lie: (10, tiles, channels), with gaps.
 */
typedef struct
{
  size_t n;
  size_t row;
  size_t plane;
} EcgWinogradValues;

/** ecg_winograd_values: Returns: how those of @n channels of @n_tiles tiles lie. */
EcgWinogradValues ecg_winograd_values (size_t n_tiles, size_t n);

/** ecg_winograd_edge_size: Returns: floats that one tile at the edge of a signal is put together
 * in. */
size_t ecg_winograd_edge_size (const EcgConv1dShape *shape);

/*
 * From maps to values and back, for the batch of @shape. What is read takes all channels; what is
 * written takes the @layout's, which begin with channel @first of a row, or at @out.
 */

/** ecg_winograd_evaluate_signals: @values of samples, from the examples' first tile on. */
void ecg_winograd_evaluate_signals (float                   *values,
                                    const float             *in,
                                    float                   *edge,
                                    const EcgWinogradValues *layout,
                                    const EcgConv1dShape    *shape);

/** ecg_winograd_evaluate_output_gradients: Of ∂L/∂out. */
void ecg_winograd_evaluate_output_gradients (float                   *values,
                                             const float             *d_out,
                                             float                   *edge,
                                             const EcgWinogradValues *layout,
                                             const EcgConv1dShape    *shape);

/** ecg_winograd_interpolate_outputs: @out of @values. */
void ecg_winograd_interpolate_outputs (float                   *out,
                                       const float             *values,
                                       float                   *edge,
                                       const EcgWinogradValues *layout,
                                       const EcgConv1dShape    *shape);

/** ecg_winograd_add_signal_gradients: Adds to ∂L/∂in. */
void ecg_winograd_add_signal_gradients (float                   *d_in,
                                        const float             *d_values,
                                        float                   *edge,
                                        size_t                   first,
                                        const EcgWinogradValues *layout,
                                        const EcgConv1dShape    *shape);

/** ecg_winograd_plane: Returns: floats from the matrix (@k, @n) of filters at one point to that at
 * the next. */
static inline size_t
ecg_winograd_plane (size_t k, size_t n)
{
  return ecg_panels_size (k, n) + ECG_WINOGRAD_GAP;
}

/** ecg_winograd_transpose_panel: Makes the 32 columns from @row on, or as many as there are, of
 * transposed filters: (10, Cout, 32), @plane floats from one point to the next. */
void ecg_winograd_transpose_panel (
  float *panel, size_t plane, const float *weight, size_t row, const EcgConv1dShape *shape);
