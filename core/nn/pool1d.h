#pragma once

#include <stddef.h>

/** EcgPool1dShape: maps are (B, T, C). */
typedef struct
{
  size_t batch;
  size_t length;
  size_t channels;
} EcgPool1dShape;

/** ecg_max_pool1d_out_length: Returns: ⌈@length / 2⌉. */
size_t ecg_max_pool1d_out_length (size_t length);

/** ecg_max_pool1d_forward: Largest of three samples, stride 2, padding 1; @out: (B, ⌈T / 2⌉, C). */
void ecg_max_pool1d_forward (float *out, const float *in, const EcgPool1dShape *shape);

/** ecg_max_pool1d_backward: @d_in is written, (B, T, C); of equal samples the first takes the
 * gradient. */
void ecg_max_pool1d_backward (float                *d_in,
                              const float          *d_out,
                              const float          *in,
                              const EcgPool1dShape *shape);

/** ecg_mean_pool1d_forward: Mean over time; @out: (B, C). */
void ecg_mean_pool1d_forward (float *out, const float *in, const EcgPool1dShape *shape);

/** ecg_mean_pool1d_backward: @d_in is written, (B, T, C), from @d_out, (B, C). */
void ecg_mean_pool1d_backward (float *d_in, const float *d_out, const EcgPool1dShape *shape);
