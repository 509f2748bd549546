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

/** ecg_winograd_plane: Returns: floats from the matrix (@k, @n) of filters at one point to that at
 * the next. */
static inline size_t
ecg_winograd_plane (size_t k, size_t n)
{
  return ecg_panels_size (k, n) + ECG_WINOGRAD_GAP;
}
