/* The names of a grid's runs lead back to their cells. */

#include "core/learn/ablation.h"

static void
test_names (void)
{
  for (gsize task = 0; task < ECG_ABLATION_TASKS; task++)
    for (gsize sca = 0; sca < ECG_ABLATION_SCAS; sca++)
      {
        g_autofree char *name = ecg_ablation_name ("my-grid", task, sca);
        g_autofree char *grid = NULL;
        gsize            found_task, found_sca;

        g_assert_true (ecg_ablation_parse_name (name, &grid, &found_task, &found_sca));
        g_assert_cmpstr (grid, ==, "my-grid");
        g_assert_cmpuint (found_task, ==, task);
        g_assert_cmpuint (found_sca, ==, sca);
      }
}

static void
test_other_names (void)
{
  static const char *const names[] = {
    "",
    "blocked-3",
    "identity-none",
    "-identity-none",
    "grid-identity",
    "grid-both-gradnorm-full-2",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *grid = NULL;
      gsize            task, sca;

      g_assert_false (ecg_ablation_parse_name (names[i], &grid, &task, &sca));
      g_assert_null (grid);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/learn/ablation/names", test_names);
  g_test_add_func ("/learn/ablation/other-names", test_other_names);
  return g_test_run ();
}
