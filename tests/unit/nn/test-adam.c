/* Adam against its formula in double; ten steps against PyTorch stand in tests/golden/nn. */

#include "core/nn/adam.h"

#include <glib.h>
#include <math.h>
#include <string.h>

#define N 6

/* Two weights, two biases, two running statistics. */
static void
make_params (EcgParams *params)
{
  static const EcgParamKind kinds[] = { ECG_PARAM_WEIGHT, ECG_PARAM_BIAS, ECG_PARAM_RUNNING };

  memset (params, 0, sizeof *params);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    params->items[i] =
      (EcgParam){ .kind = kinds[i], .rank = 1, .shape = { 2 }, .offset = 2 * i, .size = 2 };
  params->n_items = G_N_ELEMENTS (kinds);
  params->total = N;
}

static void
test_formula (void)
{
  const float  gradients[N] = { 0.5f, -2.0f, 1e-3f, 0.0f, 0.0f, 0.0f };
  const double decay = 0.1, rate = 0.01;
  float        values[N] = { 1.0f, -1.0f, 1.0f, -1.0f, 3.0f, 4.0f };
  double       x[N] = { 1.0, -1.0, 1.0, -1.0, 3.0, 4.0 }, m[N] = { 0.0 }, v[N] = { 0.0 };
  float        moments[2 * N];
  EcgParams    params;
  EcgAdam      adam;

  make_params (&params);
  ecg_adam_init (&adam, moments, moments + N, &params, decay);
  for (gsize step = 1; step <= 20; step++)
    {
      ecg_adam_step (&adam, values, gradients, &params, rate);
      for (gsize i = 0; i < 4; i++)
        {
          const double g = (double) gradients[i] + (i < 2 ? decay * x[i] : 0.0);

          m[i] = 0.9 * m[i] + 0.1 * g;
          v[i] = 0.999 * v[i] + 0.001 * g * g;
          x[i] -= rate * (m[i] / (1.0 - pow (0.9, (double) step))) /
                  (sqrt (v[i] / (1.0 - pow (0.999, (double) step))) + 1e-8);
        }
      for (gsize i = 0; i < N; i++)
        g_assert_cmpfloat_with_epsilon (values[i], x[i], 1e-6);
    }
  g_assert_cmpuint (adam.n_steps, ==, 20);
}

static void
test_clip (void)
{
  float     gradients[N] = { 3.0f, 0.0f, -4.0f, 0.0f, 0.0f, 0.0f };
  EcgParams params;

  make_params (&params);
  g_assert_cmpfloat_with_epsilon (ecg_gradients_clip (gradients, &params, 6.0), 5.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (gradients[0], 3.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (ecg_gradients_clip (gradients, &params, 1.0), 5.0, 1e-6);
  g_assert_cmpfloat_with_epsilon (gradients[0], 0.6, 1e-6);
  g_assert_cmpfloat_with_epsilon (gradients[2], -0.8, 1e-6);

  gradients[1] = NAN;
  g_assert_true (isnan (ecg_gradients_clip (gradients, &params, 1.0)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/adam/formula", test_formula);
  g_test_add_func ("/nn/adam/clip", test_clip);
  return g_test_run ();
}
