#pragma once

#include "core/library/backup.h"

G_BEGIN_DECLS

/*
 * What core/library/backup does, off the main thread: in %ECG_POOL_IO. None of it needs the library
 * to be open.
 */

/** ecg_backup_list_async: @library: of the database, here as below. */
void ecg_backup_list_async (const char *library, GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *ecg_backup_list_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_backup_check_async: Looks whether all of a library is whole, which takes longer than what is
 * looked at when it is opened. */
void ecg_backup_check_async (const char *library, GAsyncReadyCallback callback, gpointer user_data);
char **ecg_backup_check_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_backup_restore_async: No connection of this program to the library may be open: what was
 * there may be damaged, and its files are replaced then. */
void ecg_backup_restore_async (const char         *library,
                               const char         *backup,
                               GAsyncReadyCallback callback,
                               gpointer            user_data);

/** ecg_backup_restore_finish: Returns: whether @backup is the library now. */
gboolean ecg_backup_restore_finish (GAsyncResult *result, GError **error);

/** ecg_backup_describe: Returns: (transfer full): why and how large it is. */
char *ecg_backup_describe (const EcgBackup *backup) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_backup_dup_date: Returns: (transfer full): when it was made, local time. */
char *ecg_backup_dup_date (const EcgBackup *backup) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
