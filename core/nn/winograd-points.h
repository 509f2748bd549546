#pragma once

#include <stddef.h>

/*
 * The arithmetic of minimal filtering: between ten samples, or the coefficients of a polynomial,
 * and its values at ten points: 0, ∞ and four pairs ±p, chosen for the least rounding error among
 * small fractions. A pair shares its sums over even and over odd samples.
 * tests/golden/nn/make-winograd.py makes the tables.
 *
 * Everything is done to @n channels side by side. Samples and coefficients lie @row floats apart,
 * values @plane floats. Where many of these are multiples of a page, the cache's sets and the
 * processor's guesses about addresses clash: leave %ECG_WINOGRAD_GAP floats between.
 */

/** ECG_WINOGRAD_POINTS: samples of a tile, and points. */
#define ECG_WINOGRAD_POINTS 10

/** ECG_WINOGRAD_MOST_TERMS: coefficients of the longest polynomial. */
#define ECG_WINOGRAD_MOST_TERMS 7

#define ECG_WINOGRAD_GAP 16

/** ecg_winograd_evaluate_samples: @values of ten @rows of samples. */
void ecg_winograd_evaluate_samples (
  float *values, const float *rows, size_t row, size_t plane, size_t n);

/** ecg_winograd_add_sample_gradients: Its transpose, added to @d_rows. */
void ecg_winograd_add_sample_gradients (
  float *d_rows, const float *d_values, size_t row, size_t plane, size_t n);

/**
 * EcgWinogradTerms:
 * @first: coefficients before it are 0, and have no row: 0, or 1 of 4
 * @n: coefficients of the polynomial: 4 or 7
 */
typedef struct
{
  size_t first;
  size_t n;
} EcgWinogradTerms;

/** ecg_winograd_evaluate: @values of polynomials whose coefficients from the first on are in @rows:
 * filters, and gradients of outputs. */
void ecg_winograd_evaluate (
  float *values, const float *rows, size_t row, size_t plane, size_t n, EcgWinogradTerms terms);

/** ecg_winograd_interpolate: Its transpose: rows of outputs, or of gradients of filters. */
void ecg_winograd_interpolate (
  float *rows, const float *values, size_t row, size_t plane, size_t n, EcgWinogradTerms terms);

/** ecg_winograd_interpolate_both: The same of @values + @more. */
void ecg_winograd_interpolate_both (float           *rows,
                                    const float     *values,
                                    const float     *more,
                                    size_t           row,
                                    size_t           plane,
                                    size_t           n,
                                    EcgWinogradTerms terms);
