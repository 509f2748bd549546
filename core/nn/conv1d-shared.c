/*
 * The scratch of a worker holds what belongs to 32 columns: filters or their gradient at the ten
 * points, values of all tiles, and a tile at the edge of a signal.
 */

#include "core/nn/conv1d-shared.h"

#include "core/base/team.h"
#include "core/nn/conv1d-winograd.h"

#include <assert.h>

#define N_POINTS ECG_WINOGRAD_POINTS

static size_t
smallest (size_t a, size_t b)
{
  return a < b ? a : b;
}

static size_t
largest (size_t a, size_t b)
{
  return a > b ? a : b;
}

static size_t
count_panels (size_t n)
{
  return (n + ECG_PANEL - 1) / ECG_PANEL;
}

static size_t
values_size (size_t n_tiles, size_t n)
{
  return N_POINTS * ecg_winograd_values (n_tiles, n).plane;
}

size_t
ecg_conv1d_shared_samples_size (const EcgConv1dShape *shape)
{
  return values_size (ecg_winograd_tiling (shape).total, shape->stride * shape->in_channels);
}

size_t
ecg_conv1d_shared_outputs_size (const EcgConv1dShape *shape)
{
  return values_size (ecg_winograd_tiling (shape).total, shape->out_channels);
}

/* Where all values are smaller than the filters. Twice as many tiles, or twice as large values,
 * fare no better and no worse. */
size_t
ecg_conv1d_shared_most (const EcgConv1dShape *shape)
{
  EcgConv1dShape some = *shape;

  if (shape->method != ECG_CONV1D_WINOGRAD)
    return 0;
  for (; some.batch > 0; some.batch--)
    if (ecg_winograd_tiling (&some).total <= ECG_WINOGRAD_TILES &&
        ecg_conv1d_shared_samples_size (&some) + ecg_conv1d_shared_outputs_size (&some) <=
          ecg_conv1d_filters_size (&some))
      break;
  return some.batch;
}

/* Of one panel: of filters, and of transposed ones. */
static size_t
panel_size (const EcgConv1dShape *shape)
{
  return N_POINTS * ecg_winograd_plane (
                      largest (shape->stride * shape->in_channels, shape->out_channels), ECG_PANEL);
}

size_t
ecg_conv1d_shared_work_size (const EcgConv1dShape *shape)
{
  return panel_size (shape) + values_size (ecg_winograd_tiling (shape).total, ECG_PANEL) +
         ecg_winograd_edge_size (shape);
}

typedef struct
{
  float *panel;
  float *values;
  float *edge;
} Work;

static Work
lay_work (float *work, const EcgConv1dShape *shape)
{
  Work at = { .panel = work };

  at.values = at.panel + panel_size (shape);
  at.edge = at.values + values_size (ecg_winograd_tiling (shape).total, ECG_PANEL);
  return at;
}

void
ecg_conv1d_shared_evaluate (
  float *samples, const float *in, size_t first, size_t n, float *work, const EcgConv1dShape *shape)
{
  const EcgWinogradTiling tiling = ecg_winograd_tiling (shape);
  const EcgWinogradValues layout = ecg_winograd_values (tiling.total, tiling.channels);
  EcgConv1dShape          some = *shape;

  assert (first + n <= shape->batch);

  some.batch = n;
  ecg_winograd_evaluate_signals (samples + first * tiling.n_tiles * layout.row, in,
                                 lay_work (work, shape).edge, &layout, &some);
}

void
ecg_conv1d_shared_evaluate_gradient (float                *d_outputs,
                                     const float          *d_out,
                                     size_t                first,
                                     size_t                n,
                                     float                *work,
                                     const EcgConv1dShape *shape)
{
  const EcgWinogradTiling tiling = ecg_winograd_tiling (shape);
  const EcgWinogradValues layout = ecg_winograd_values (tiling.total, shape->out_channels);
  EcgConv1dShape          some = *shape;

  assert (first + n <= shape->batch);

  some.batch = n;
  ecg_winograd_evaluate_output_gradients (d_outputs + first * tiling.n_tiles * layout.row, d_out,
                                          lay_work (work, shape).edge, &layout, &some);
}

void
ecg_conv1d_shared_columns (
  size_t *begin, size_t *end, size_t part, size_t n_parts, const EcgConv1dShape *shape)
{
  ecg_team_slice (count_panels (shape->out_channels), part, n_parts, begin, end);
  *begin = smallest (*begin * ECG_PANEL, shape->out_channels);
  *end = smallest (*end * ECG_PANEL, shape->out_channels);
}

/* The convolution of up to 32 columns from @o on, whose weights lie together. */
static EcgConv1dShape
take_columns (size_t o, const EcgConv1dShape *shape)
{
  EcgConv1dShape columns = *shape;

  columns.out_channels = smallest (ECG_PANEL, shape->out_channels - o);
  return columns;
}

static size_t
weights_at (size_t o, const EcgConv1dShape *shape)
{
  return o * shape->in_channels * shape->kernel;
}

void
ecg_conv1d_shared_forward (float                *out,
                           const float          *samples,
                           const float          *weight,
                           size_t                part,
                           size_t                n_parts,
                           float                *work,
                           const EcgConv1dShape *shape)
{
  const EcgWinogradTiling tiling = ecg_winograd_tiling (shape);
  const EcgWinogradValues from = ecg_winograd_values (tiling.total, tiling.channels);
  const Work              at = lay_work (work, shape);
  size_t                  begin, end;

  ecg_conv1d_shared_columns (&begin, &end, part, n_parts, shape);
  for (size_t o = begin; o < end; o += ECG_PANEL)
    {
      const EcgConv1dShape    columns = take_columns (o, shape);
      const EcgWinogradValues to = ecg_winograd_values (tiling.total, columns.out_channels);
      const EcgProduct        product = { .m = tiling.total,
                                          .n = to.n,
                                          .k = from.n,
                                          .a_row = from.row,
                                          .a_column = 1,
                                          .b_row = ECG_PANEL,
                                          .b_panel = ECG_PANEL * from.n,
                                          .c_row = to.row,
                                          .c_panel = ECG_PANEL };

      ecg_conv1d_prepare (at.panel, weight + weights_at (o, shape), 0, 1, &columns);
      for (size_t j = 0; j < N_POINTS; j++)
        ecg_product (at.values + j * to.plane, samples + j * from.plane,
                     at.panel + j * ecg_winograd_plane (from.n, to.n), &product);
      ecg_winograd_interpolate_outputs (out + o, at.values, at.edge, &to, shape);
    }
}

void
ecg_conv1d_shared_backward (float                *d_in,
                            const float          *d_outputs,
                            const float          *weight,
                            size_t                part,
                            size_t                n_parts,
                            float                *work,
                            const EcgConv1dShape *shape)
{
  const EcgWinogradTiling tiling = ecg_winograd_tiling (shape);
  const EcgWinogradValues to = ecg_winograd_values (tiling.total, shape->out_channels);
  const size_t            plane = ecg_winograd_plane (to.n, ECG_PANEL);
  const Work              at = lay_work (work, shape);
  size_t                  begin, end;

  ecg_team_slice (count_panels (tiling.channels), part, n_parts, &begin, &end);
  for (size_t row = begin * ECG_PANEL; row < smallest (end * ECG_PANEL, tiling.channels);
       row += ECG_PANEL)
    {
      const EcgWinogradValues from =
        ecg_winograd_values (tiling.total, smallest (ECG_PANEL, tiling.channels - row));
      const EcgProduct product = { .m = tiling.total,
                                   .n = from.n,
                                   .k = to.n,
                                   .a_row = to.row,
                                   .a_column = 1,
                                   .b_row = ECG_PANEL,
                                   .b_panel = ECG_PANEL * to.n,
                                   .c_row = from.row,
                                   .c_panel = ECG_PANEL };

      ecg_winograd_transpose_panel (at.panel, plane, weight, row, shape);
      for (size_t j = 0; j < N_POINTS; j++)
        ecg_product (at.values + j * from.plane, d_outputs + j * to.plane, at.panel + j * plane,
                     &product);
      ecg_winograd_add_signal_gradients (d_in, at.values, at.edge, row, &from, shape);
    }
}

double
ecg_conv1d_shared_weight_gradient (float                *d_weight,
                                   const float          *samples,
                                   const float          *d_outputs,
                                   size_t                part,
                                   size_t                n_parts,
                                   float                *work,
                                   const EcgConv1dShape *shape)
{
  const EcgWinogradTiling tiling = ecg_winograd_tiling (shape);
  const EcgWinogradValues from = ecg_winograd_values (tiling.total, tiling.channels);
  const EcgWinogradValues to = ecg_winograd_values (tiling.total, shape->out_channels);
  const Work              at = lay_work (work, shape);
  double                  squares = 0.0;
  size_t                  begin, end;

  ecg_conv1d_shared_columns (&begin, &end, part, n_parts, shape);
  for (size_t o = begin; o < end; o += ECG_PANEL)
    {
      const EcgConv1dShape columns = take_columns (o, shape);
      const EcgProduct     product = { .m = from.n,
                                       .n = columns.out_channels,
                                       .k = tiling.total,
                                       .a_row = 1,
                                       .a_column = from.row,
                                       .b_row = to.row,
                                       .b_panel = ECG_PANEL,
                                       .c_row = ECG_PANEL,
                                       .c_panel = ECG_PANEL * from.n };

      for (size_t j = 0; j < N_POINTS; j++)
        ecg_product (at.panel + j * ecg_winograd_plane (from.n, columns.out_channels),
                     samples + j * from.plane, d_outputs + j * to.plane + o, &product);
      squares += ecg_conv1d_weight_gradient (d_weight + weights_at (o, shape),
                                             (float *const[]){ at.panel }, 1, 0, 1, &columns);
    }
  return squares;
}
