/* Where values lie: a tensor of three sizes as a matrix (taps and inputs, outputs) in panels of 32
 * outputs, the last as narrow as it comes; all else row-major. */

#include "core/nn/params.h"

#include <glib.h>

#define N_OUT 35
#define N_IN 2
#define N_TAPS 3
#define N_BIAS 5
#define N_WEIGHT (N_OUT * N_IN * N_TAPS)

static void
fill (EcgParams *params)
{
  *params = (EcgParams){ .n_items = 2, .total = N_BIAS + N_WEIGHT };
  params->items[0] = (EcgParam){ .name = "bias", .rank = 1, .shape = { N_BIAS }, .size = N_BIAS };
  params->items[1] = (EcgParam){ .name = "weight",
                                 .rank = 3,
                                 .shape = { N_OUT, N_IN, N_TAPS },
                                 .offset = N_BIAS,
                                 .size = N_WEIGHT };
}

/* By hand: output 1, input 1, tap 2 is column 1 of row 2 · 2 + 1 of a full panel; output 34, input
 * 0, tap 1 is column 2 of row 1 · 2 of the last, which has 3 columns and begins behind 32 · 6
 * values. */
static void
test_places (void)
{
  EcgParams params;

  fill (&params);
  for (gsize i = 0; i < N_BIAS; i++)
    g_assert_cmpuint (ecg_param_at (&params.items[0], i), ==, i);
  g_assert_cmpuint (ecg_param_at (&params.items[1], (1 * N_IN + 1) * N_TAPS + 2), ==, 5 * 32 + 1);
  g_assert_cmpuint (ecg_param_at (&params.items[1], (34 * N_IN + 0) * N_TAPS + 1), ==,
                    32 * 6 + 2 * 3 + 2);
}

/* Out and in again is what it was, and each value is where ecg_param_at() says. */
static void
test_there_and_back (void)
{
  EcgParams params;
  float     values[N_BIAS + N_WEIGHT], row_major[N_BIAS + N_WEIGHT], again[N_BIAS + N_WEIGHT];

  fill (&params);
  for (gsize i = 0; i < params.total; i++)
    values[i] = (float) i;
  ecg_params_export (&params, row_major, values);
  for (gsize p = 0; p < params.n_items; p++)
    for (gsize i = 0; i < params.items[p].size; i++)
      g_assert_cmpfloat_with_epsilon (
        row_major[params.items[p].offset + i],
        (float) (params.items[p].offset + ecg_param_at (&params.items[p], i)), 0.1f);
  ecg_params_import (&params, again, row_major);
  g_assert_cmpmem (again, sizeof again, values, sizeof values);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/params/places", test_places);
  g_test_add_func ("/params/there-and-back", test_there_and_back);
  return g_test_run ();
}
