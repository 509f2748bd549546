/* The moving average of a network's values: of a constant it is the constant, of a ramp it lags by
 * its memory, and it forgets what stood there before. */

#include "core/nn/average.h"

#include <glib.h>

#define N 37 /* no multiple of any vector */

static void
fill (float *values, float value)
{
  for (gsize i = 0; i < N; i++)
    values[i] = value + (float) i;
}

/* The first step leaves nothing of what was there; a constant stays itself. */
static void
test_constant (void)
{
  float average[N], values[N];

  fill (average, 1000.0f);
  fill (values, 3.0f);
  for (gsize step = 1; step <= 50; step++)
    {
      ecg_average_update (average, values, N, step, 0.98, NULL);
      for (gsize i = 0; i < N; i++)
        g_assert_cmpfloat_with_epsilon (average[i], values[i], 1e-3f);
    }
}

/* Of a ramp, value = step, a settled average is decay / (1 − decay) steps behind. */
static void
test_lag (void)
{
  float    average[N] = { 0 }, values[N];
  EcgTeam *team = ecg_team_new (3);

  for (gsize step = 1; step <= 400; step++)
    {
      fill (values, (float) step);
      ecg_average_update (average, values, N, step, 0.9, team);
    }
  ecg_team_free (team);
  for (gsize i = 0; i < N; i++)
    g_assert_cmpfloat_with_epsilon (values[i] - average[i], 9.0f, 1e-2f);
}

/* Without a decay the average is the last value. */
static void
test_none (void)
{
  float average[N] = { 0 }, values[N];

  for (gsize step = 1; step <= 20; step++)
    {
      fill (values, (float) (step * step));
      ecg_average_update (average, values, N, step, 0.0, NULL);
    }
  for (gsize i = 0; i < N; i++)
    g_assert_cmpfloat_with_epsilon (average[i], values[i], 1e-4f);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/average/constant", test_constant);
  g_test_add_func ("/nn/average/lag", test_lag);
  g_test_add_func ("/nn/average/none", test_none);
  return g_test_run ();
}
