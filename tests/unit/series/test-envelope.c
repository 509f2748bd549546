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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/envelope/brute-force", test_brute_force);
  g_test_add_func ("/envelope/several-chunks", test_several_chunks);
  g_test_add_func ("/envelope/cancelled", test_cancelled);
  return g_test_run ();
}
