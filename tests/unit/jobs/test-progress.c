#include "core/jobs/progress.h"

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  guint *count = user_data;

  *count += 1;
}

static gpointer
tell_often (gpointer data)
{
  for (guint i = 0; i <= 1000; i++)
    ecg_progress_set (data, i / 1000.0, i == 1000 ? "done" : "working");
  return NULL;
}

static void
test_one_pending (void)
{
  g_autoptr (EcgProgress) progress = ecg_progress_new ();
  guint count = 0;

  g_signal_connect (progress, "notify::fraction", G_CALLBACK (count_cb), &count);
  g_thread_join (g_thread_new ("teller", tell_often, progress));
  g_assert_cmpuint (count, ==, 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (count, ==, 1);

  g_autofree char *text = ecg_progress_dup_text (progress);

  g_assert_cmpstr (text, ==, "done");
  g_assert_cmpfloat_with_epsilon (ecg_progress_get_fraction (progress), 1.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (ecg_progress_get_seconds_left (progress), 0.0, 1e-12);
}

static void
test_seconds_left (void)
{
  g_autoptr (EcgProgress) progress = ecg_progress_new ();

  g_assert_cmpfloat_with_epsilon (ecg_progress_get_seconds_left (progress), -1.0, 1e-12);
  ecg_progress_set (progress, 0.0, NULL);
  g_assert_cmpfloat_with_epsilon (ecg_progress_get_seconds_left (progress), -1.0, 1e-12);
  g_usleep (20000);
  ecg_progress_set (progress, 0.2, NULL);
  /* At least 20 ms for a fifth; a busy machine only makes it longer. */
  g_assert_cmpfloat (ecg_progress_get_seconds_left (progress), >=, 0.08);
  ecg_progress_set (progress, 0.1, NULL);
  g_assert_cmpfloat_with_epsilon (ecg_progress_get_seconds_left (progress), -1.0, 1e-12);
  ecg_progress_set (progress, -1.0, NULL);
  g_assert_cmpfloat_with_epsilon (ecg_progress_get_fraction (progress), -1.0, 1e-12);
  ecg_progress_set (NULL, 0.5, "nobody listens");
}

static void
test_parts (void)
{
  g_autoptr (EcgProgress) progress = ecg_progress_new ();

  ecg_progress_set_range (progress, 0.5, 1.0);
  ecg_progress_set (progress, 0.5, NULL);
  g_assert_cmpfloat_with_epsilon (ecg_progress_get_fraction (progress), 0.75, 1e-12);
  /* The third of four, whoever sets ranges within. */
  ecg_progress_set_part (progress, 0.5, 0.75);
  ecg_progress_set (progress, 0.5, NULL);
  g_assert_cmpfloat_with_epsilon (ecg_progress_get_fraction (progress), 0.5 + 0.75 / 4, 1e-12);
  ecg_progress_set_range (progress, 0.0, 1.0);
  ecg_progress_set (progress, 1.0, NULL);
  g_assert_cmpfloat_with_epsilon (ecg_progress_get_fraction (progress), 0.75, 1e-12);
  ecg_progress_set_part (NULL, 0.0, 1.0);
}

static void
test_finalised (void)
{
  EcgProgress *progress = ecg_progress_new ();

  g_object_add_weak_pointer (G_OBJECT (progress), (gpointer *) &progress);
  ecg_progress_set (progress, 0.5, "x");
  g_object_unref (progress);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (progress);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/progress/one-pending", test_one_pending);
  g_test_add_func ("/progress/seconds-left", test_seconds_left);
  g_test_add_func ("/progress/parts", test_parts);
  g_test_add_func ("/progress/finalised", test_finalised);
  return g_test_run ();
}
