#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * test_golden_load:
 * @path: below tests/golden: "dsp/golden.txt"
 *
 * Reads named arrays that a make.py wrote: on each line a name, a count, and so many numbers.
 * Aborts the test where the file is not so.
 *
 * Returns: (transfer full) (element-type utf8 GArray): name → GArray of double
 */
GHashTable *test_golden_load (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/** test_golden_get: Returns: (transfer none): the array @name, which must be there. */
const GArray *test_golden_get (GHashTable *golden, const char *name);

/** test_golden_get_floats: Returns: (transfer full): a copy of the array @name in float. */
float *test_golden_get_floats (GHashTable *golden,
                               const char *name,
                               gsize      *n) G_GNUC_WARN_UNUSED_RESULT;

/** test_assert_close: Asserts that @got is as far from @expected as @tolerance times the largest
 * magnitude of @expected at most, and that the same elements are NaN. */
void test_assert_close (const double *got, const double *expected, gsize n, double tolerance);

/** test_assert_close_floats: As test_assert_close(). */
void test_assert_close_floats (const float *got, const double *expected, gsize n, double tolerance);

G_END_DECLS
