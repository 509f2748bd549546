#pragma once

#include <stddef.h>

/** ecg_relu_forward: @x becomes max (x, 0), in place. */
void ecg_relu_forward (float *x, size_t n);

/** ecg_relu_backward: Clears @d_out, in place, where the output @out is 0. */
void ecg_relu_backward (float *d_out, const float *out, size_t n);
