#pragma once

#include <stddef.h>

/**
 * ecg_turn:
 * @to: (out caller-allocates): (@n, @m), @to_row floats from one row to the next
 * @from: (@m, @n), @from_row floats from one row to the next; must not overlap @to
 *
 * Transposes a matrix that fits the nearest cache.
 */
void ecg_turn (float *to, size_t to_row, const float *from, size_t from_row, size_t m, size_t n);
