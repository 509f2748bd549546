#include "tests/support/golden.h"

#include <math.h>

static GArray *
parse_numbers (char **fields)
{
  GArray *numbers = g_array_new (FALSE, FALSE, sizeof (double));

  for (gsize i = 2; fields[i] != NULL; i++)
    {
      const double number = g_ascii_strtod (fields[i], NULL);

      g_array_append_val (numbers, number);
    }
  g_assert_cmpuint (numbers->len, ==, g_ascii_strtoull (fields[1], NULL, 10));
  return numbers;
}

GHashTable *
test_golden_load (const char *path)
{
  g_autofree char *file = g_test_build_filename (G_TEST_DIST, "golden", path, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  GHashTable *golden =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);

  g_file_get_contents (file, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], " ", -1);

      g_assert_cmpuint (g_strv_length (fields), >=, 2);
      g_hash_table_insert (golden, g_strdup (fields[0]), parse_numbers (fields));
    }
  return golden;
}

const GArray *
test_golden_get (GHashTable *golden, const char *name)
{
  const GArray *numbers = g_hash_table_lookup (golden, name);

  if (numbers == NULL)
    g_error ("The golden file has no array “%s”", name);
  return numbers;
}

float *
test_golden_get_floats (GHashTable *golden, const char *name, gsize *n)
{
  const GArray *numbers = test_golden_get (golden, name);
  float        *floats = g_new (float, numbers->len);

  for (guint i = 0; i < numbers->len; i++)
    floats[i] = (float) g_array_index (numbers, double, i);
  *n = numbers->len;
  return floats;
}

void
test_assert_close (const double *got, const double *expected, gsize n, double tolerance)
{
  double largest = 0;

  for (gsize i = 0; i < n; i++)
    if (!isnan (expected[i]))
      largest = fmax (largest, fabs (expected[i]));
  for (gsize i = 0; i < n; i++)
    {
      const gboolean agree =
        isnan (expected[i]) ? isnan (got[i]) : fabs (got[i] - expected[i]) <= tolerance * largest;

      if (!agree)
        g_error ("Element %" G_GSIZE_FORMAT " is %.17g instead of %.17g", i, got[i], expected[i]);
    }
}

void
test_assert_close_floats (const float *got, const double *expected, gsize n, double tolerance)
{
  g_autofree double *wide = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    wide[i] = got[i];
  test_assert_close (wide, expected, n, tolerance);
}
