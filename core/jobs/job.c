#include "core/jobs/job.h"

GCancellable *
ecg_job_slot_begin (EcgJobSlot *slot)
{
  g_return_val_if_fail (slot != NULL, NULL);

  ecg_job_slot_cancel (slot);
  slot->cancellable = g_cancellable_new ();
  return slot->cancellable;
}

void
ecg_job_slot_cancel (EcgJobSlot *slot)
{
  g_return_if_fail (slot != NULL);

  /* Taken out first: a handler of `cancelled` may begin the next request. */
  g_autoptr (GCancellable) cancellable = g_steal_pointer (&slot->cancellable);

  g_cancellable_cancel (cancellable);
}

gboolean
ecg_job_slot_is_current (EcgJobSlot *slot, GAsyncResult *result)
{
  g_return_val_if_fail (slot != NULL, FALSE);
  g_return_val_if_fail (G_IS_TASK (result), FALSE);

  return slot->cancellable != NULL &&
         g_task_get_cancellable (G_TASK (result)) == slot->cancellable &&
         !g_cancellable_is_cancelled (slot->cancellable);
}

gboolean
ecg_error_is_worth_telling (const GError *error)
{
  return error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}
