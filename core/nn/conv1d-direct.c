/*
 * The plain way: the K · Cin samples that one output reads are laid side by side, and all outputs
 * are one product. Filters are a matrix (K · Cin, Cout), transposed ones its transpose, in panels.
 */

#include "core/nn/conv1d-private.h"

#include "core/base/team.h"
#include "core/nn/product.h"
#include "core/nn/sum.h"
#include "core/nn/turn.h"

#include <string.h>

#define ROWS_WANTED 256

size_t
ecg_conv1d_direct_group (const EcgConv1dShape *shape)
{
  const size_t out_length = ecg_conv1d_out_length (shape);

  return (ROWS_WANTED + out_length - 1) / out_length;
}

static size_t
patch_size (const EcgConv1dShape *shape)
{
  return shape->kernel * shape->in_channels;
}

size_t
ecg_conv1d_direct_work_size (const EcgConv1dShape *shape)
{
  return shape->batch * ecg_conv1d_out_length (shape) * patch_size (shape);
}

size_t
ecg_conv1d_direct_filters_size (const EcgConv1dShape *shape)
{
  return ecg_panels_size (patch_size (shape), shape->out_channels);
}

size_t
ecg_conv1d_direct_transposed_size (const EcgConv1dShape *shape)
{
  return ecg_panels_size (shape->out_channels, patch_size (shape));
}

/* Columns of a panel of weights: 32 but in the last. */
static size_t
panel_width (size_t panel, const EcgConv1dShape *shape)
{
  const size_t left = shape->out_channels - panel * ECG_PANEL;

  return left < ECG_PANEL ? left : ECG_PANEL;
}

static size_t
count_panels (const EcgConv1dShape *shape)
{
  return (shape->out_channels + ECG_PANEL - 1) / ECG_PANEL;
}

void
ecg_conv1d_direct_prepare (
  float *filters, const float *weight, size_t part, size_t n_parts, const EcgConv1dShape *shape)
{
  const size_t n_rows = patch_size (shape);
  size_t       begin, end;

  ecg_team_slice (count_panels (shape), part, n_parts, &begin, &end);
  for (size_t panel = begin; panel < end; panel++)
    for (size_t row = 0; row < n_rows; row++)
      memcpy (filters + (panel * n_rows + row) * ECG_PANEL,
              weight + panel * n_rows * ECG_PANEL + row * panel_width (panel, shape),
              panel_width (panel, shape) * sizeof *filters);
}

void
ecg_conv1d_direct_transpose (
  float *transposed, const float *weight, size_t part, size_t n_parts, const EcgConv1dShape *shape)
{
  const size_t n_rows = patch_size (shape), n_out = shape->out_channels;
  size_t       begin, end;

  ecg_team_slice (count_panels (shape), part, n_parts, &begin, &end);
  for (size_t panel = begin; panel < end; panel++)
    for (size_t row = 0; row < n_rows; row += ECG_PANEL)
      ecg_turn (transposed + ecg_panels_at (panel * ECG_PANEL, row, n_out), ECG_PANEL,
                weight + panel * n_rows * ECG_PANEL + row * panel_width (panel, shape),
                panel_width (panel, shape), n_rows - row < ECG_PANEL ? n_rows - row : ECG_PANEL,
                panel_width (panel, shape));
}

/* The samples of output @t that lie within the signal: *@n floats at *@at of the signal, which
 * stand at *@skipped of the patch. */
static void
find_patch (size_t *at, size_t *skipped, size_t *n, size_t t, const EcgConv1dShape *shape)
{
  const size_t first = t * shape->stride; /* of the padded signal */
  const size_t begin = first < shape->padding ? shape->padding : first;
  const size_t last = shape->padding + shape->in_length;
  const size_t end = first + shape->kernel < last ? first + shape->kernel : last;

  *at = (begin - shape->padding) * shape->in_channels;
  *skipped = (begin - first) * shape->in_channels;
  *n = end > begin ? (end - begin) * shape->in_channels : 0;
}

static void
gather (float *patches, const float *in, const EcgConv1dShape *shape)
{
  const size_t out_length = ecg_conv1d_out_length (shape);
  const size_t size = patch_size (shape);

  for (size_t b = 0; b < shape->batch; b++, in += shape->in_length * shape->in_channels)
    for (size_t t = 0; t < out_length; t++, patches += size)
      {
        size_t at, skipped, n;

        find_patch (&at, &skipped, &n, t, shape);
        memset (patches, 0, skipped * sizeof *patches);
        memcpy (patches + skipped, in + at, n * sizeof *patches);
        memset (patches + skipped + n, 0, (size - skipped - n) * sizeof *patches);
      }
}

static void
scatter (float *d_in, const float *d_patches, const EcgConv1dShape *shape)
{
  const size_t out_length = ecg_conv1d_out_length (shape);

  for (size_t b = 0; b < shape->batch; b++, d_in += shape->in_length * shape->in_channels)
    for (size_t t = 0; t < out_length; t++, d_patches += patch_size (shape))
      {
        size_t at, skipped, n;

        find_patch (&at, &skipped, &n, t, shape);
        for (size_t i = 0; i < n; i++)
          d_in[at + i] += d_patches[skipped + i];
      }
}

void
ecg_conv1d_direct_forward (
  float *out, const float *in, const float *filters, float *work, const EcgConv1dShape *shape)
{
  const size_t patch = patch_size (shape), n_out = shape->out_channels;

  gather (work, in, shape);
  ecg_product (out, work, filters,
               &(EcgProduct){ .m = shape->batch * ecg_conv1d_out_length (shape),
                              .n = n_out,
                              .k = patch,
                              .a_row = patch,
                              .a_column = 1,
                              .b_row = ECG_PANEL,
                              .b_panel = ECG_PANEL * patch,
                              .c_row = n_out,
                              .c_panel = ECG_PANEL });
}

void
ecg_conv1d_direct_backward (float                *d_in,
                            float                *d_filters,
                            bool                  adds,
                            const float          *d_out,
                            const float          *in,
                            const float          *transposed,
                            float                *work,
                            const EcgConv1dShape *shape)
{
  const size_t n_rows = shape->batch * ecg_conv1d_out_length (shape);
  const size_t n_out = shape->out_channels, patch = patch_size (shape);

  gather (work, in, shape);
  ecg_product (d_filters, work, d_out,
               &(EcgProduct){ .m = patch,
                              .n = n_out,
                              .k = n_rows,
                              .a_row = 1,
                              .a_column = patch,
                              .b_row = n_out,
                              .b_panel = ECG_PANEL,
                              .c_row = ECG_PANEL,
                              .c_panel = ECG_PANEL * patch,
                              .accumulate = adds });
  if (d_in == NULL)
    return;
  ecg_product (work, d_out, transposed,
               &(EcgProduct){ .m = n_rows,
                              .n = patch,
                              .k = n_out,
                              .a_row = n_out,
                              .a_column = 1,
                              .b_row = ECG_PANEL,
                              .b_panel = ECG_PANEL * n_out,
                              .c_row = patch,
                              .c_panel = ECG_PANEL });
  scatter (d_in, work, shape);
}

double
ecg_conv1d_direct_weight_gradient (float                *d_weight,
                                   float *const         *d_filters,
                                   size_t                n_slices,
                                   size_t                part,
                                   size_t                n_parts,
                                   const EcgConv1dShape *shape)
{
  const size_t n_rows = patch_size (shape);
  double       squares = 0.0;
  size_t       begin, end;

  ecg_team_slice (count_panels (shape), part, n_parts, &begin, &end);
  for (size_t panel = begin; panel < end; panel++)
    for (size_t row = 0; row < n_rows; row++)
      {
        const size_t width = panel_width (panel, shape);
        const size_t at = (panel * n_rows + row) * ECG_PANEL;
        float       *d_row = d_weight + panel * n_rows * ECG_PANEL + row * width;

        memcpy (d_row, d_filters[0] + at, width * sizeof *d_row);
        for (size_t slice = 1; slice < n_slices; slice++)
          for (size_t i = 0; i < width; i++)
            d_row[i] += d_filters[slice][at + i];
        squares += ecg_sum_squares (d_row, width);
      }
  return squares;
}
