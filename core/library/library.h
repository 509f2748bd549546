#pragma once

#include "core/jobs/progress.h"
#include "core/library/importer.h"
#include "core/library/store.h"

G_BEGIN_DECLS

#define ECG_TYPE_LIBRARY (ecg_library_get_type ())

/**
 * EcgLibrary:
 *
 * The library as the window sees it: lists that notify, and requests that run in %ECG_POOL_STORE or
 * %ECG_POOL_IO. Main thread. Properties, all read-only and notified: `undo-text`, `redo-text` (NULL
 * where there is nothing), `subjects`, `activities` (strv). Signal `session-changed` (gint64 id)
 * after an edit, undo or redo.
 *
 * Every ..._async call ends in its ..._finish, which tells success; the lists are up to date by
 * then.
 */
G_DECLARE_FINAL_TYPE (EcgLibrary, ecg_library, ECG, LIBRARY, GObject)

/** ecg_library_open_async: Opens the store at @path (NULL: the user's own) and reads the lists. */
void        ecg_library_open_async (const char         *path,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
EcgLibrary *ecg_library_open_finish (GAsyncResult *result,
                                     GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_library_get_store: Returns: (transfer none): for jobs; never call it on the main thread. */
EcgStore *ecg_library_get_store (EcgLibrary *self);

/** ecg_library_get_sessions: Returns: (transfer none): list of #EcgSession, by subject, activity,
 * path. */
GListModel *ecg_library_get_sessions (EcgLibrary *self);

/** ecg_library_get_runs: Returns: (transfer none): list of #EcgRun, newest first. */
GListModel *ecg_library_get_runs (EcgLibrary *self);

/** ecg_library_find_session: Returns: (transfer none) (nullable): the session with this id. */
EcgSession *ecg_library_find_session (EcgLibrary *self, gint64 id);

const char *const *ecg_library_get_subjects (EcgLibrary *self);
const char *const *ecg_library_get_activities (EcgLibrary *self);

/** ecg_library_import_async: Adds the recordings among @paths, files and folders, as ecg_import()
 * does, in %ECG_POOL_IO. The sessions are in the list once ecg_library_import_finish() has
 * returned. */
void             ecg_library_import_async (EcgLibrary         *self,
                                           const char *const  *paths,
                                           EcgProgress        *progress,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
EcgImportReport *ecg_library_import_finish (EcgLibrary   *self,
                                            GAsyncResult *result,
                                            GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_library_edit_session_async: Also an undo step. Strings of @edit are copied. */
void ecg_library_edit_session_async (EcgLibrary           *self,
                                     gint64                id,
                                     const EcgSessionEdit *edit,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
void ecg_library_remove_session_async (EcgLibrary         *self,
                                       gint64              id,
                                       GAsyncReadyCallback callback,
                                       gpointer            user_data);
void ecg_library_remove_run_async (EcgLibrary         *self,
                                   gint64              id,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
void ecg_library_undo_async (EcgLibrary *self, GAsyncReadyCallback callback, gpointer user_data);
void ecg_library_redo_async (EcgLibrary *self, GAsyncReadyCallback callback, gpointer user_data);

/** ecg_library_reload_async: Reads the lists again, after a job has written to the store. */
void ecg_library_reload_async (EcgLibrary *self, GAsyncReadyCallback callback, gpointer user_data);

/** ecg_library_change_finish: Ends edit, remove, undo, redo and reload. */
gboolean ecg_library_change_finish (EcgLibrary *self, GAsyncResult *result, GError **error);

G_END_DECLS
