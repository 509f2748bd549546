#pragma once

#include <stddef.h>

/** ecg_max_pool1d_out_length: Returns: ⌈@length / 2⌉. */
size_t ecg_max_pool1d_out_length (size_t length);

/**
 * ecg_max_pool1d_forward:
 * @out: (out caller-allocates): (rows, ⌈length / 2⌉)
 * @in: (rows, length)
 *
 * The largest of every three samples, two apart, the first centred on sample 0.
 */
void ecg_max_pool1d_forward (float *out, const float *in, size_t n_rows, size_t length);

/** ecg_max_pool1d_backward: @d_in (out caller-allocates): what comes back goes to the largest
 * sample, to the first of equals. */
void ecg_max_pool1d_backward (
  float *d_in, const float *d_out, const float *in, size_t n_rows, size_t length);

/** ecg_mean_pool1d_forward: @out (out caller-allocates): the mean of each row of @in. */
void ecg_mean_pool1d_forward (float *out, const float *in, size_t n_rows, size_t length);

/** ecg_mean_pool1d_backward: @d_in (out caller-allocates): (rows, length). */
void ecg_mean_pool1d_backward (float *d_in, const float *d_out, size_t n_rows, size_t length);
