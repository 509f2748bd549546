#include "core/base/team.h"

#include <glib.h>

#define N_ITEMS 1001

typedef struct
{
  double item[N_ITEMS];
  double partial[8];
  gsize  n_runs[8];
  gsize  width[8];
} Sum;

static void
sum_slice (void *data, size_t worker, size_t width)
{
  Sum  *sum = data;
  gsize begin, end;

  ecg_team_slice (N_ITEMS, worker, width, &begin, &end);
  sum->partial[worker] = 0.0;
  for (gsize i = begin; i < end; i++)
    sum->partial[worker] += sum->item[i];
  sum->n_runs[worker]++;
  sum->width[worker] = width;
}

static void
test_slices_cover (void)
{
  for (gsize n = 0; n < 40; n++)
    for (gsize width = 1; width < 9; width++)
      {
        gsize next = 0;

        for (gsize worker = 0; worker < width; worker++)
          {
            gsize begin, end;

            ecg_team_slice (n, worker, width, &begin, &end);
            g_assert_cmpuint (begin, ==, next);
            g_assert_cmpuint (end - begin, >=, n / width);
            g_assert_cmpuint (end - begin, <=, (n + width - 1) / width);
            next = end;
          }
        g_assert_cmpuint (next, ==, n);
      }
}

static void
test_every_worker_runs_once (void)
{
  for (gsize width = 1; width <= 8; width++)
    {
      EcgTeam *team = ecg_team_new (width);
      Sum      sum = { 0 };

      g_assert_nonnull (team);
      g_assert_cmpuint (ecg_team_width (team), ==, width);
      for (gsize i = 0; i < 50; i++)
        ecg_team_run (team, sum_slice, &sum);
      for (gsize worker = 0; worker < 8; worker++)
        {
          g_assert_cmpuint (sum.n_runs[worker], ==, worker < width ? 50 : 0);
          g_assert_cmpuint (sum.width[worker], ==, worker < width ? width : 0);
        }
      ecg_team_free (team);
    }
}

static void
test_same_bits (void)
{
  EcgTeam *team = ecg_team_new (3);
  Sum      sum = { 0 };
  double   first = 0.0;

  for (gsize i = 0; i < N_ITEMS; i++)
    sum.item[i] = 1.0 / (double) (i + 1);

  for (gsize round = 0; round < 200; round++)
    {
      double total;

      ecg_team_run (team, sum_slice, &sum);
      total = (sum.partial[0] + sum.partial[1]) + sum.partial[2];
      if (round == 0)
        first = total;
      g_assert_cmpmem (&total, sizeof total, &first, sizeof first);
    }
  ecg_team_free (team);
}

static void
test_no_team (void)
{
  Sum sum = { 0 };

  sum.item[N_ITEMS - 1] = 2.0;
  ecg_team_run (NULL, sum_slice, &sum);
  g_assert_cmpfloat_with_epsilon (sum.partial[0], 2.0, 1e-12);
  g_assert_cmpuint (sum.width[0], ==, 1);
  g_assert_cmpuint (ecg_team_width (NULL), ==, 1);
  ecg_team_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/team/slices-cover", test_slices_cover);
  g_test_add_func ("/base/team/every-worker-runs-once", test_every_worker_runs_once);
  g_test_add_func ("/base/team/same-bits", test_same_bits);
  g_test_add_func ("/base/team/no-team", test_no_team);
  return g_test_run ();
}
