#include "core/dsp/rpeaks.h"

#include <glib.h>
#include <math.h>

#include "tests/support/synthetic-ecg.h"

static GArray *
detect (const float *x, gsize n, double rate_hz)
{
  const gsize        capacity = ecg_rpeaks_capacity (n, rate_hz);
  g_autofree double *work = g_new (double, ecg_rpeaks_work_size (n, rate_hz));
  GArray            *found = g_array_sized_new (FALSE, FALSE, sizeof (gint64), (guint) capacity);

  g_array_set_size (found, (guint) capacity);
  found->len = (guint) ecg_rpeaks_detect ((gint64 *) found->data, capacity, x, n, rate_hz, work);
  return found;
}

/* Asserts the same beats, each within @reach samples. */
static void
assert_found (const GArray *found, const GArray *expected, gint64 reach)
{
  g_assert_cmpuint (found->len, ==, expected->len);
  for (guint i = 0; i < found->len; i++)
    g_assert_cmpint (ABS (g_array_index (found, gint64, i) - g_array_index (expected, gint64, i)),
                     <=, reach);
}

static void
test_clean (void)
{
  static const double rates[] = { 100, 128, 250, 256, 360, 500, 1000 };

  for (gsize r = 0; r < G_N_ELEMENTS (rates); r++)
    for (int sign = -1; sign <= 1; sign += 2)
      {
        const TestEcg kind = { rates[r], 30, 72, sign * 0.8, 0, 0, r };
        gsize         n;
        g_autoptr (GArray) peaks = NULL;
        g_autofree float *x = test_ecg_make (&kind, &n, &peaks);
        g_autoptr (GArray) found = detect (x, n, kind.rate_hz);

        assert_found (found, peaks, 0);
      }
}

static void
test_rates (void)
{
  for (double beats = 40; beats <= 170; beats += 10)
    {
      const TestEcg kind = { 250, 60, beats, 1, 0.02, 0.3, 3 };
      gsize         n;
      g_autoptr (GArray) peaks = NULL;
      g_autofree float *x = test_ecg_make (&kind, &n, &peaks);
      g_autoptr (GArray) found = detect (x, n, kind.rate_hz);

      assert_found (found, peaks, 1);
    }
}

/* White noise at a tenth of R's height, on a wander as high as R. */
static void
test_noise (void)
{
  for (guint64 seed = 0; seed < 10; seed++)
    {
      const TestEcg kind = { 250, 60, 80, seed % 2 == 0 ? 1 : -1, 0.1, 1, seed };
      gsize         n;
      g_autoptr (GArray) peaks = NULL;
      g_autofree float *x = test_ecg_make (&kind, &n, &peaks);
      g_autoptr (GArray) found = detect (x, n, kind.rate_hz);

      assert_found (found, peaks, 4);
    }
}

static void
test_gap (void)
{
  const TestEcg kind = { 250, 60, 75, 1, 0.01, 0, 5 };
  gsize         n;
  g_autoptr (GArray) peaks = NULL;
  g_autofree float *x = test_ecg_make (&kind, &n, &peaks);
  g_autoptr (GArray) found = NULL;
  g_autoptr (GArray) expected = g_array_new (FALSE, FALSE, sizeof (gint64));
  const gint64 begin = g_array_index (peaks, gint64, 20) - 60;
  const gint64 end = g_array_index (peaks, gint64, 25) + 60;

  for (gint64 i = begin; i < end; i++)
    x[i] = NAN;
  for (guint i = 0; i < peaks->len; i++)
    if (i < 20 || i > 25)
      g_array_append_val (expected, g_array_index (peaks, gint64, i));
  found = detect (x, n, kind.rate_hz);
  assert_found (found, expected, 1);
}

static void
test_nothing (void)
{
  g_autofree float *x = g_new0 (float, 5000);
  g_autoptr (GArray) flat = detect (x, 5000, 250);
  g_autoptr (GArray) brief = detect (x, 249, 250);
  g_autoptr (GArray) missing = NULL;

  g_assert_cmpuint (flat->len, ==, 0);
  g_assert_cmpuint (brief->len, ==, 0);
  for (gsize i = 0; i < 5000; i++)
    x[i] = NAN;
  missing = detect (x, 5000, 250);
  g_assert_cmpuint (missing->len, ==, 0);
  g_assert_cmpuint (ecg_rpeaks_detect (NULL, 0, x, 5000, 50, NULL), ==, 0);
}

static void
test_room (void)
{
  const TestEcg kind = { 250, 20, 75, 1, 0, 0, 6 };
  gsize         n;
  g_autoptr (GArray) peaks = NULL;
  g_autofree float  *x = test_ecg_make (&kind, &n, &peaks);
  g_autofree double *work = g_new (double, ecg_rpeaks_work_size (n, 250));
  gint64             found[3] = { -1, -1, -1 };

  g_assert_cmpuint (ecg_rpeaks_detect (found, 2, x, n, 250, work), ==, 2);
  g_assert_cmpint (found[1], ==, g_array_index (peaks, gint64, 1));
  g_assert_cmpint (found[2], ==, -1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dsp/rpeaks/clean", test_clean);
  g_test_add_func ("/dsp/rpeaks/rates", test_rates);
  g_test_add_func ("/dsp/rpeaks/noise", test_noise);
  g_test_add_func ("/dsp/rpeaks/gap", test_gap);
  g_test_add_func ("/dsp/rpeaks/nothing", test_nothing);
  g_test_add_func ("/dsp/rpeaks/room", test_room);
  return g_test_run ();
}
