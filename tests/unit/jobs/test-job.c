#include "core/jobs/job.h"
#include "core/jobs/pool.h"
#include "core/jobs/thread.h"

static void
take_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  g_assert_true (ecg_thread_is_main ());
  *slot = g_object_ref (result);
}

static GAsyncResult *
run_in (EcgPool pool, GCancellable *cancellable, GTaskThreadFunc func, gpointer data)
{
  GAsyncResult *result = NULL;
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, take_result_cb, &result);

  g_task_set_task_data (task, data, NULL);
  ecg_pool_run (pool, task, func);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return result;
}

static void
double_in_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_assert_false (ecg_thread_is_main ());
  g_task_return_int (task, 2 * GPOINTER_TO_INT (data));
}

static void
test_run (void)
{
  for (EcgPool pool = ECG_POOL_IO; pool <= ECG_POOL_TRAIN; pool++)
    {
      g_autoptr (GAsyncResult) result = run_in (pool, NULL, double_in_worker, GINT_TO_POINTER (21));

      g_assert_cmpint (g_task_propagate_int (G_TASK (result), NULL), ==, 42);
    }
}

static void
never_run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_assert_not_reached ();
}

static void
test_cancelled_before (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);

  g_autoptr (GAsyncResult) result = run_in (ECG_POOL_IO, cancellable, never_run, NULL);

  g_assert_false (g_task_propagate_boolean (G_TASK (result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (ecg_error_is_worth_telling (error));
}

static void
note_release_cb (gpointer data, GObject *object)
{
  gboolean *released = data;

  g_assert_true (ecg_thread_is_main ());
  *released = TRUE;
}

static void
return_nothing (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_boolean (task, TRUE);
  /* Time for the main thread to drop its reference first. */
  g_usleep (1000);
}

static void
test_source_released_in_context (void)
{
  for (guint i = 0; i < 20; i++)
    {
      GObject *source = g_object_new (G_TYPE_OBJECT, NULL);
      GTask   *task = g_task_new (source, NULL, NULL, NULL);
      gboolean released = FALSE;

      g_object_weak_ref (source, note_release_cb, &released);
      g_object_unref (source);
      ecg_pool_run (ECG_POOL_COMPUTE, task, return_nothing);
      g_object_unref (task);
      while (!released)
        g_main_context_iteration (NULL, TRUE);
    }
}

static void
test_supersede (void)
{
  EcgJobSlot slot = { NULL };
  g_autoptr (GCancellable) first = g_object_ref (ecg_job_slot_begin (&slot));
  g_autoptr (GTask) old = g_task_new (NULL, first, NULL, NULL);

  g_assert_true (ecg_job_slot_is_current (&slot, G_ASYNC_RESULT (old)));

  g_autoptr (GTask) new = g_task_new (NULL, ecg_job_slot_begin (&slot), NULL, NULL);

  g_assert_true (g_cancellable_is_cancelled (first));
  g_assert_false (ecg_job_slot_is_current (&slot, G_ASYNC_RESULT (old)));
  g_assert_true (ecg_job_slot_is_current (&slot, G_ASYNC_RESULT (new)));
  ecg_job_slot_cancel (&slot);
  g_assert_false (ecg_job_slot_is_current (&slot, G_ASYNC_RESULT (new)));
  g_assert_null (slot.cancellable);
  ecg_job_slot_cancel (&slot);
}

static void
test_worth_telling (void)
{
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "x");

  g_assert_true (ecg_error_is_worth_telling (error));
  g_assert_false (ecg_error_is_worth_telling (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ecg_thread_set_main ();
  g_test_add_func ("/job/run", test_run);
  g_test_add_func ("/job/cancelled-before", test_cancelled_before);
  g_test_add_func ("/job/source-released-in-context", test_source_released_in_context);
  g_test_add_func ("/job/supersede", test_supersede);
  g_test_add_func ("/job/worth-telling", test_worth_telling);
  return g_test_run ();
}
