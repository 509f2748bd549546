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

/* Also against gradients that are taken at another scale, as clipping wants them. */
static void
check_formula (double scale)
{
  const float  gradients[N] = { 0.5f, -2.0f, 1e-3f, 0.0f, 0.0f, 0.0f };
  const double decay = 0.1, rate = 0.01;
  float        values[N] = { 1.0f, -1.0f, 1.0f, -1.0f, 3.0f, 4.0f };
  double       x[N] = { 1.0, -1.0, 1.0, -1.0, 3.0, 4.0 }, m[N] = { 0.0 }, v[N] = { 0.0 };
  float        moments[2 * N];
  EcgParams    params;
  EcgAdam      adam;

  make_params (&params);
  ecg_adam_init (&adam, moments, moments + N, &params, decay, NULL);
  for (gsize step = 1; step <= 20; step++)
    {
      ecg_adam_step (&adam, values, gradients, &params, rate, scale);
      for (gsize i = 0; i < 4; i++)
        {
          const double g = scale * (double) gradients[i] + (i < 2 ? decay * x[i] : 0.0);

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
test_formula (void)
{
  check_formula (1.0);
  check_formula (0.25);
}

static void
test_clip (void)
{
  g_assert_cmpfloat_with_epsilon (ecg_adam_clip (5.0, 6.0), 1.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (ecg_adam_clip (5.0, 5.0), 1.0, 1e-15);
  g_assert_cmpfloat_with_epsilon (ecg_adam_clip (5.0, 1.0), 0.2, 1e-15);
  g_assert_cmpfloat_with_epsilon (ecg_adam_clip (0.0, 1.0), 1.0, 1e-15);
}

/* A step on a team is a step alone, to the last bit: shares that cut tensors in two, and more
 * workers than values of one. */
static void
test_team (void)
{
  enum
  {
    TOTAL = 5003
  };
  EcgTeam  *teams[] = { NULL, ecg_team_new (3) };
  EcgParams params = { .n_items = 3, .total = TOTAL };
  float    *values[2], *gradients[2], *moments[2];

  params.items[0] = (EcgParam){ .kind = ECG_PARAM_WEIGHT, .offset = 0, .size = 4999 };
  params.items[1] = (EcgParam){ .kind = ECG_PARAM_RUNNING, .offset = 4999, .size = 3 };
  params.items[2] = (EcgParam){ .kind = ECG_PARAM_BIAS, .offset = 5002, .size = 1 };
  for (gsize i = 0; i < 2; i++)
    {
      EcgAdam adam;

      values[i] = g_new (float, TOTAL);
      gradients[i] = g_new (float, TOTAL);
      moments[i] = g_new (float, 2 * TOTAL);
      for (gsize j = 0; j < TOTAL; j++)
        {
          values[i][j] = sinf ((float) j);
          gradients[i][j] = cosf ((float) j);
        }
      ecg_adam_init (&adam, moments[i], moments[i] + TOTAL, &params, 1e-2, teams[i]);
      ecg_adam_step (&adam, values[i], gradients[i], &params, 1e-3, 0.3);
    }
  g_assert_cmpmem (values[0], TOTAL * sizeof (float), values[1], TOTAL * sizeof (float));
  g_assert_cmpmem (moments[0], 2 * TOTAL * sizeof (float), moments[1], 2 * TOTAL * sizeof (float));
  g_assert_cmpfloat_with_epsilon (values[1][5000], sinf (5000.0f), 1e-6);
  g_assert_true (fabsf (values[1][5002] - sinf (5002.0f)) > 1e-4f);
  for (gsize i = 0; i < 2; i++)
    {
      g_free (values[i]);
      g_free (gradients[i]);
      g_free (moments[i]);
      ecg_team_free (teams[i]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nn/adam/formula", test_formula);
  g_test_add_func ("/nn/adam/clip", test_clip);
  g_test_add_func ("/nn/adam/team", test_team);
  return g_test_run ();
}
