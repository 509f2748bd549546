#include "core/series/envelope.h"

#include "core/base/rng.h"

#include <math.h>

static EcgSeries *
make_series (EcgRng *rng, gsize n, double missing)
{
  float *values = g_new (float, MAX (n, 1));

  for (gsize i = 0; i < n; i++)
    values[i] = ecg_rng_uniform (rng) < missing ? NAN : (float) ecg_rng_normal (rng);
  return ecg_series_new_physical ("x", "mV", 250.0, values, n);
}

static EcgExtent
brute_extent (EcgSeries *series, gint64 begin, gint64 end)
{
  EcgExtent extent = { NAN, NAN };

  for (gint64 i = MAX (begin, 0); i < MIN (end, ecg_series_get_length (series)); i++)
    {
      float value;

      ecg_series_read (series, (EcgSpan){ i, i + 1 }, &value);
      if (isnan (value))
        continue;
      extent.lo = isnan (extent.lo) || value < extent.lo ? value : extent.lo;
      extent.hi = isnan (extent.hi) || value > extent.hi ? value : extent.hi;
    }
  return extent;
}

static void
assert_same_float (float a, float b)
{
  if (isnan (b))
    g_assert_true (isnan (a));
  else
    g_assert_true (a >= b && a <= b);
}

static void
assert_same (EcgExtent a, EcgExtent b)
{
  assert_same_float (a.lo, b.lo);
  assert_same_float (a.hi, b.hi);
}

static void
check_spans (EcgEnvelope *envelope, EcgRng *rng, gsize n)
{
  EcgSeries *series = ecg_envelope_get_series (envelope);

  for (guint i = 0; i < 60; i++)
    {
      const gint64 begin = (gint64) ecg_rng_below (rng, n + 20) - 10;
      const gint64 end = begin + (gint64) ecg_rng_below (rng, n + 20);

      assert_same (ecg_envelope_measure (envelope, (EcgSpan){ begin, end }),
                   brute_extent (series, begin, end));
    }
  assert_same (ecg_envelope_get_extent (envelope), brute_extent (series, 0, (gint64) n));
}

static void
check_columns (EcgEnvelope *envelope, EcgRng *rng, gsize n)
{
  EcgExtent columns[50];

  for (guint i = 0; i < 10; i++)
    {
      const double begin = (ecg_rng_uniform (rng) * 1.4 - 0.2) * (double) n;
      const double step = exp (ecg_rng_uniform (rng) * 8.0 - 3.0);

      ecg_envelope_columns (envelope, begin, step, columns, G_N_ELEMENTS (columns));
      for (guint k = 0; k < G_N_ELEMENTS (columns); k++)
        assert_same (columns[k], brute_extent (ecg_envelope_get_series (envelope),
                                               (gint64) ceil (begin + k * step),
                                               (gint64) ceil (begin + (k + 1) * step)));
    }
}

static void
test_brute_force (void)
{
  static const gsize  lengths[] = { 0, 1, 15, 16, 17, 255, 256, 257, 4095, 4097, 9999 };
  static const double missing[] = { 0.0, 0.3, 0.97, 1.0 };
  EcgRng              rng;

  ecg_rng_init (&rng, 7, 0);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    for (guint k = 0; k < G_N_ELEMENTS (missing); k++)
      {
        g_autoptr (EcgSeries) series = make_series (&rng, lengths[i], missing[k]);
        g_autoptr (EcgEnvelope) envelope = ecg_envelope_new (series, NULL, NULL);

        g_assert_nonnull (envelope);
        check_spans (envelope, &rng, lengths[i]);
        check_columns (envelope, &rng, lengths[i]);
      }
}

static void
test_several_chunks (void)
{
  EcgRng rng;

  ecg_rng_init (&rng, 8, 0);

  g_autoptr (EcgSeries) series = make_series (&rng, 200001, 0.01);
  g_autoptr (EcgEnvelope) envelope = ecg_envelope_new (series, NULL, NULL);

  assert_same (ecg_envelope_get_extent (envelope), brute_extent (series, 0, 200001));
  assert_same (ecg_envelope_measure (envelope, (EcgSpan){ 3, 199990 }),
               brute_extent (series, 3, 199990));
}

/* A series of the same samples that are not in memory. */

static void
read_twin (gpointer data, float *values, EcgSpan span)
{
  ecg_series_read (data, span, values);
}

static EcgSeries *
make_twin (EcgSeries *series)
{
  return ecg_series_new_computed ("x", "mV", 250.0, ecg_series_get_length (series), read_twin,
                                  ecg_series_ref (series), (GDestroyNotify) ecg_series_unref);
}

static EcgEnvelope *
grow_fully (EcgSeries *series)
{
  EcgEnvelope *envelope = ecg_envelope_new_growing (series);

  g_assert_cmpint (ecg_envelope_get_known (envelope), ==, 0);
  while (ecg_envelope_grow (envelope))
    g_assert_cmpint (ecg_envelope_get_known (envelope), >, 0);
  g_assert_cmpint (ecg_envelope_get_known (envelope), ==, ecg_series_get_length (series));
  return envelope;
}

/* As the header has it, in samples: whole blocks, by the nearest border or the one at the left. */
static EcgSpan
coarse_column (double left, double right, gint64 length)
{
  const double block = ECG_ENVELOPE_COARSE;
  const double half = right - left >= block ? 0.5 : 0.0;
  gint64       begin = (gint64) floor (left / block + half);
  gint64       end = (gint64) floor (right / block + half);

  if (right >= (double) length)
    end = length;
  end = MAX (end, begin + 1);
  return (EcgSpan){ begin * ECG_ENVELOPE_COARSE, end * ECG_ENVELOPE_COARSE };
}

static void
test_coarse (void)
{
  static const gsize lengths[] = { 0, 1, 63, 64, 65, 4096, 70000, 200001 };
  EcgRng             rng;

  ecg_rng_init (&rng, 10, 0);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      const gint64 length = (gint64) lengths[i];
      g_autoptr (EcgSeries) series = make_series (&rng, lengths[i], 0.3);
      g_autoptr (EcgSeries) twin = make_twin (series);
      g_autoptr (EcgEnvelope) envelope = grow_fully (twin);
      g_autoptr (EcgEnvelope) fine = ecg_envelope_new (series, NULL, NULL);
      EcgExtent columns[40];

      for (guint round = 0; round < 40; round++)
        {
          const double begin = (ecg_rng_uniform (&rng) * 1.2 - 0.1) * (double) length;
          const double step = exp (ecg_rng_uniform (&rng) * 10.0 - 1.0);

          ecg_envelope_columns (envelope, begin, step, columns, G_N_ELEMENTS (columns));
          for (guint k = 0; k < G_N_ELEMENTS (columns); k++)
            {
              const double left = begin + k * step, right = begin + (k + 1) * step;

              if (left >= (double) length || right < 0.0)
                g_assert_true (isnan (columns[k].lo) || right >= -(double) ECG_ENVELOPE_COARSE);
              else
                assert_same (columns[k],
                             ecg_envelope_measure (fine, coarse_column (left, right, length)));
            }
        }
      assert_same (ecg_envelope_get_extent (envelope), brute_extent (series, 0, length));
    }
}

/* One sample of a million, seen on a screen of 1900 columns wherever it lies and whatever the
 * zoom. */
static void
check_spike (EcgEnvelope *envelope, gint64 at, double begin, double step)
{
  EcgExtent    columns[1900];
  const double column = ((double) at - begin) / step;
  gint64       found = -1;

  ecg_envelope_columns (envelope, begin, step, columns, G_N_ELEMENTS (columns));
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    if (columns[i].hi > 4.0f &&
        (found < 0 || fabs (i + 0.5 - column) < fabs (found + 0.5 - column)))
      found = i;
  if (column < 0.0 || column >= (double) G_N_ELEMENTS (columns))
    return;
  g_assert_cmpint (found, >=, 0);
  /* A block of 64 samples at most, or the column beside. */
  g_assert_cmpfloat (fabs ((double) found + 0.5 - column) * step, <=,
                     fmax (1.5 * step, (double) ECG_ENVELOPE_COARSE + step));
}

static void
test_spike (void)
{
  const gint64 length = 1000000;
  EcgRng       rng;

  ecg_rng_init (&rng, 11, 0);
  for (guint i = 0; i < 40; i++)
    {
      const gint64 at = i == 0   ? 0
                        : i == 1 ? length - 1
                                 : (gint64) ecg_rng_below (&rng, (guint64) length);
      float       *values = g_new0 (float, length);

      values[at] = 5.0f;

      g_autoptr (EcgSeries) series =
        ecg_series_new_physical ("x", "mV", 250.0, values, (gsize) length);
      g_autoptr (EcgSeries) twin = make_twin (series);
      g_autoptr (EcgEnvelope) fine = ecg_envelope_new (series, NULL, NULL);
      g_autoptr (EcgEnvelope) coarse = grow_fully (twin);

      for (double step = (double) length / 1900.0; step > 0.3; step *= 0.87)
        {
          const double begin = fmax (0.0, (double) at - ecg_rng_uniform (&rng) * 1900.0 * step);

          check_spike (fine, at, begin, step);
          check_spike (coarse, at, begin, step);
        }
    }
}

static void
test_fill (void)
{
  EcgRng rng;

  ecg_rng_init (&rng, 12, 0);

  g_autoptr (EcgSeries) series = make_series (&rng, 100003, 0.3);
  g_autoptr (EcgSeries) twin = make_twin (series);
  g_autoptr (EcgEnvelope) envelope = grow_fully (twin);
  const float *lo, *hi;
  const gsize  n = ecg_envelope_peek (envelope, &lo, &hi);
  g_autoptr (EcgEnvelope) again = ecg_envelope_new_growing (twin);
  g_autoptr (EcgEnvelope) refusing = ecg_envelope_new_growing (twin);
  g_autofree float *bad = g_memdup2 (lo, n * sizeof *lo);

  g_assert_cmpuint (n, ==, ecg_envelope_count_blocks (envelope));
  g_assert_cmpuint (n, ==, (100003 + 63) / 64);
  g_assert_true (ecg_envelope_fill (again, lo, hi, n));
  for (guint i = 0; i < 200; i++)
    {
      const gint64 begin = (gint64) ecg_rng_below (&rng, 100003);
      const gint64 end = begin + (gint64) ecg_rng_below (&rng, 100003);

      assert_same (ecg_envelope_measure (again, (EcgSpan){ begin, end }),
                   ecg_envelope_measure (envelope, (EcgSpan){ begin, end }));
    }
  g_assert_false (ecg_envelope_fill (refusing, lo, hi, n - 1));
  bad[77] = hi[77] + 1.0f;
  g_assert_false (ecg_envelope_fill (refusing, bad, hi, n));
  g_assert_cmpint (ecg_envelope_get_known (refusing), ==, 0);
  bad[77] = INFINITY;
  g_assert_false (ecg_envelope_fill (refusing, bad, hi, n));
}

/* One thread lets it grow, another draws. */
static gpointer
grow_in_thread (gpointer data)
{
  while (ecg_envelope_grow (data))
    g_usleep (200);
  return NULL;
}

static void
test_growing (void)
{
  EcgRng rng;

  ecg_rng_init (&rng, 13, 0);

  g_autoptr (EcgSeries) series = make_series (&rng, 3000001, 0.01);
  g_autoptr (EcgSeries) twin = make_twin (series);
  g_autoptr (EcgEnvelope) whole = grow_fully (twin);
  g_autoptr (EcgEnvelope) growing = ecg_envelope_new_growing (twin);
  GThread *thread = g_thread_new ("grow", grow_in_thread, growing);
  gint64   known;

  do
    {
      known = ecg_envelope_get_known (growing);
      for (guint i = 0; i < 20; i++)
        {
          const gint64 begin = (gint64) ecg_rng_below (&rng, (guint64) known + 1);
          const gint64 end = begin + (gint64) ecg_rng_below (&rng, (guint64) (known - begin) + 1);

          assert_same (ecg_envelope_measure (growing, (EcgSpan){ begin, end }),
                       ecg_envelope_measure (whole, (EcgSpan){ begin, end }));
        }
    }
  while (known < 3000001);
  g_thread_join (thread);
}

static void
test_cancelled (void)
{
  EcgRng rng;

  ecg_rng_init (&rng, 9, 0);

  g_autoptr (EcgSeries) series = make_series (&rng, 1000, 0.0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (ecg_envelope_new (series, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
read_one_spike (gpointer data, float *values, EcgSpan span)
{
  const gint64 *at = data;

  memset (values, 0, (gsize) ecg_span_length (span) * sizeof *values);
  if (ecg_span_contains (span, *at))
    values[*at - span.begin] = 5.0f;
}

/* Of a recording of a week blocks are longer, so that they are no more than of three days. */
static void
test_week (void)
{
  gint64       at = 54321987;
  const gint64 length = ECG_ENVELOPE_BLOCKS * ECG_ENVELOPE_COARSE;
  g_autoptr (EcgSeries) day =
    ecg_series_new_computed ("x", "mV", 250.0, length - 1, read_one_spike, &at, NULL);
  g_autoptr (EcgSeries) week =
    ecg_series_new_computed ("x", "mV", 250.0, 7 * length / 3, read_one_spike, &at, NULL);
  g_autoptr (EcgSeries) longer =
    ecg_series_new_computed ("x", "mV", 250.0, length, read_one_spike, &at, NULL);
  g_autoptr (EcgEnvelope) of_day = ecg_envelope_new_growing (day);
  g_autoptr (EcgEnvelope) of_week = ecg_envelope_new_growing (week);
  g_autoptr (EcgEnvelope) of_longer = grow_fully (longer);

  g_assert_cmpint (ecg_envelope_get_block (of_day), ==, ECG_ENVELOPE_COARSE);
  g_assert_cmpint (ecg_envelope_get_block (of_week), ==, 4 * ECG_ENVELOPE_COARSE);
  g_assert_cmpuint (ecg_envelope_count_blocks (of_week), <=, ECG_ENVELOPE_BLOCKS);
  g_assert_cmpint (ecg_envelope_get_block (of_longer), ==, 2 * ECG_ENVELOPE_COARSE);
  for (double step = (double) length / 1900.0; step > 0.1; step /= 2.7)
    {
      EcgExtent columns[1900];
      gboolean  seen = FALSE;

      ecg_envelope_columns (of_longer, MAX ((double) at - 1000.3 * step, 0), step, columns,
                            G_N_ELEMENTS (columns));
      for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
        seen |= columns[i].hi > 4.0f;
      g_assert_true (seen);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/envelope/brute-force", test_brute_force);
  g_test_add_func ("/envelope/several-chunks", test_several_chunks);
  g_test_add_func ("/envelope/coarse", test_coarse);
  g_test_add_func ("/envelope/spike", test_spike);
  g_test_add_func ("/envelope/fill", test_fill);
  g_test_add_func ("/envelope/growing", test_growing);
  g_test_add_func ("/envelope/cancelled", test_cancelled);
  g_test_add_func ("/envelope/week", test_week);
  return g_test_run ();
}
