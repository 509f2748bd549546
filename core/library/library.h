#pragma once

#include "core/jobs/progress.h"
#include "core/library/import-copies.h"
#include "core/library/importer.h"
#include "core/library/store-labels.h"
#include "core/library/store-names.h"

G_BEGIN_DECLS

#define ECG_TYPE_LIBRARY (ecg_library_get_type ())

/**
 * EcgLibrary:
 *
 * The library as the window sees it: lists that notify, and requests that run in %ECG_POOL_STORE or
 * %ECG_POOL_IO. Main thread. Properties, all read-only and notified: `undo-text`, `redo-text` (NULL
 * where there is nothing), `subjects`, `activities` (strv). Signals, once the lists are up to date:
 * `session-changed` (gint64 id) after what is said of a session was edited, undone or redone;
 * `labels-changed` (gint64 id; 0: of any session) after its labels were; `names-changed` after
 * anything of ecg_library_get_subject_entries() or ecg_library_get_activity_entries() was.
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

/** ecg_library_get_subject_entries: Returns: (transfer none) (element-type EcgSubject): by name;
 * good until `names-changed`. */
GPtrArray *ecg_library_get_subject_entries (EcgLibrary *self);

/** ecg_library_get_activity_entries: Returns: (transfer none) (element-type EcgActivity): with
 * colour and letter, in their order; good until `names-changed`. */
GPtrArray *ecg_library_get_activity_entries (EcgLibrary *self);

/** ecg_library_list_labels_async: Lists what overlaps the samples from @begin to before @end of a
 * session, as ecg_store_list_labels() does; @layer NULL for all. */
void       ecg_library_list_labels_async (EcgLibrary         *self,
                                          gint64              session,
                                          gint64              begin,
                                          gint64              end,
                                          const char         *layer,
                                          GCancellable       *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer            user_data);
GPtrArray *ecg_library_list_labels_finish (EcgLibrary   *self,
                                           GAsyncResult *result,
                                           GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_library_find_label_async: Finds the next label or the previous one, as
 * ecg_store_find_label() does. */
void ecg_library_find_label_async (EcgLibrary         *self,
                                   gint64              session,
                                   gint64              position,
                                   gboolean            forward,
                                   const char         *layer,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);

/** ecg_library_find_label_finish: Returns: (transfer full) (nullable): NULL, with no error, where
 * there is none. */
EcgLabel *ecg_library_find_label_finish (EcgLibrary   *self,
                                         GAsyncResult *result,
                                         GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * EcgImportManner:
 * @deidentify: whether copies are taken in that leave out all that tells who they are of
 * @dates: what becomes of dates then
 *
 * How recordings are taken in. All zero is as they are.
 */
typedef struct
{
  gboolean deidentify;
  EcgDates dates;
} EcgImportManner;

/** ecg_library_import_async: Adds the recordings among @paths, files and folders, as ecg_import()
 * or ecg_import_copies() does, in %ECG_POOL_IO. @manner: (nullable): %NULL for as they are. The
 * sessions are in the list once ecg_library_import_finish() has returned. */
void             ecg_library_import_async (EcgLibrary            *self,
                                           const char *const     *paths,
                                           const EcgImportManner *manner,
                                           EcgProgress           *progress,
                                           GCancellable          *cancellable,
                                           GAsyncReadyCallback    callback,
                                           gpointer               user_data);
EcgImportReport *ecg_library_import_finish (EcgLibrary   *self,
                                            GAsyncResult *result,
                                            GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/**
 * EcgLibraryEdit:
 * @store: the library's
 * @data: what the caller gave
 *
 * One edit, made by a function of core/library/store-labels.h, store-names.h or store.h, in
 * %ECG_POOL_STORE.
 *
 * Returns: whether it was made
 */
typedef gboolean (*EcgLibraryEdit) (EcgStore *store, gpointer data, GError **error);

/**
 * ecg_library_edit_labels_async:
 * @session: whose labels are edited
 * @edit: what to do
 * @data: (transfer full): for @edit, which may leave results in it
 * @free_data: (nullable): frees @data, after @callback
 *
 * Edits labels of one session; of the lists, only its row is read again. Ends in
 * ecg_library_change_finish(); `labels-changed` follows.
 */
void ecg_library_edit_labels_async (EcgLibrary         *self,
                                    gint64              session,
                                    EcgLibraryEdit      edit,
                                    gpointer            data,
                                    GDestroyNotify      free_data,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);

/** ecg_library_edit_async: The same for an edit of any other kind: of names, tags, several
 * sessions; all lists are read again. */
void ecg_library_edit_async (EcgLibrary         *self,
                             EcgLibraryEdit      edit,
                             gpointer            data,
                             GDestroyNotify      free_data,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);

/** ecg_library_find_file_async: Looks for the file of a session that is not where it was, as
 * ecg_relocate_session() does, in %ECG_POOL_IO. */
void ecg_library_find_file_async (EcgLibrary         *self,
                                  gint64              session,
                                  EcgProgress        *progress,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data);

/** ecg_library_find_file_finish: Returns: (transfer full) (nullable): where it is; the list has the
 * new path by then. NULL with %ECG_LIBRARY_ERROR_NOT_FOUND where it was not found. */
char *ecg_library_find_file_finish (EcgLibrary   *self,
                                    GAsyncResult *result,
                                    GError      **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_library_follow_reading: Brings rate, length and leads of @session up to date with
 * @recording, as its unchanged files are read today. Takes its time, and tells by the list only. */
void ecg_library_follow_reading (EcgLibrary *self, EcgSession *session, EcgRecording *recording);

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
