/* Matrices turned around, for every way in which tiles can end; nothing beside them is touched. */

#include "core/nn/turn.h"

#include <glib.h>

#define MOST 37
#define ROW 41 /* floats from one row to the next, of both */
#define UNTOUCHED -1.0f

static void
check_turn (gsize m, gsize n)
{
  g_autofree float *from = g_new (float, MOST *ROW);
  g_autofree float *to = g_new (float, MOST *ROW);

  for (gsize i = 0; i < MOST * ROW; i++)
    {
      from[i] = (float) i;
      to[i] = UNTOUCHED;
    }
  ecg_turn (to, ROW, from, ROW, m, n);
  for (gsize i = 0; i < MOST; i++)
    for (gsize j = 0; j < ROW; j++)
      g_assert_cmpfloat_with_epsilon (to[i * ROW + j],
                                      i < n && j < m ? (float) (j * ROW + i) : UNTOUCHED, 0.1f);
}

static void
test_sizes (void)
{
  for (gsize m = 1; m <= MOST; m++)
    for (gsize n = 1; n <= MOST; n++)
      check_turn (m, n);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/turn/sizes", test_sizes);
  return g_test_run ();
}
