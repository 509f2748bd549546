#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * EcgJobSlot:
 * @cancellable: (nullable): of the request under way
 *
 * Where requests of one kind supersede each other: a newer one cancels the older. A plain value in
 * the instance of whoever asks; zero to begin with; main thread.
 */
typedef struct
{
  GCancellable *cancellable;
} EcgJobSlot;

/** ecg_job_slot_begin: Cancels what is under way. Returns: (transfer none): the new request's
 * cancellable; a GTask holds its own reference. */
GCancellable *ecg_job_slot_begin (EcgJobSlot *slot);

/** ecg_job_slot_cancel: Cancels what is under way and empties the slot; also in dispose. */
void ecg_job_slot_cancel (EcgJobSlot *slot);

/** ecg_job_slot_is_current: Returns: whether @result (a GTask) is of the newest request, and not
 * cancelled. */
gboolean ecg_job_slot_is_current (EcgJobSlot *slot, GAsyncResult *result);

/** ecg_error_is_worth_telling: Returns: FALSE for NULL and for %G_IO_ERROR_CANCELLED: what a user
 * did is no news to the user. */
gboolean ecg_error_is_worth_telling (const GError *error);

G_END_DECLS
