#pragma once

#include <stddef.h>

/** ecg_yardstick_multiply: C = A · A of @n × @n floats by OpenBLAS: what the machine's arithmetic
 * can do, which the network is measured against. */
void ecg_yardstick_multiply (float *c, const float *a, size_t n);

/** ecg_yardstick_describe: Returns: (transfer none): version and kernels of OpenBLAS. */
const char *ecg_yardstick_describe (void);

/** ecg_yardstick_use_threads: Lets OpenBLAS use @n threads: one number for the whole process, which
 * everything else in it wants to be 1. */
void ecg_yardstick_use_threads (size_t n);
