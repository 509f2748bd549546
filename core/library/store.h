#pragma once

#include "core/library/library-error.h"
#include "core/library/run.h"
#include "core/library/session.h"

G_BEGIN_DECLS

#define ECG_TYPE_STORE (ecg_store_get_type ())

/**
 * EcgStore:
 *
 * The library's database: SQLite in WAL mode, foreign keys on, one connection, used by one thread
 * at a time (a lock serialises). Calls block: the window makes them in %ECG_POOL_STORE through
 * #EcgLibrary. Every change is one transaction that is on disk when the call returns.
 */
G_DECLARE_FINAL_TYPE (EcgStore, ecg_store, ECG, STORE, GObject)

/** ecg_store_default_path: Returns: (transfer full): `library.db` in the user's data folder of this
 * program. */
char *ecg_store_default_path (void);

/** ecg_store_open: Opens, or makes, the library at @path, looks whether it is whole, brings its
 * schema up to date and makes the backup of the day. Returns: (transfer full) (nullable): NULL with
 * DAMAGED and a sentence that says what can be restored, where it is not whole. */
EcgStore *ecg_store_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

const char *ecg_store_get_path (EcgStore *self);

/** ecg_store_poll: @changed: (out): whether another program has written since the last call, or
 * since it was opened. */
gboolean ecg_store_poll (EcgStore *self, gboolean *changed, GError **error);

/** ecg_store_dup_runs_folder: Returns: (transfer full): where checkpoints of runs are kept: `runs`
 * beside the library. */
char *ecg_store_dup_runs_folder (EcgStore *self);

/**
 * ecg_store_add_session:
 * @existed: (out) (optional): whether a session of this fingerprint was there already, if only as
 * one that was removed; its path, and how it is read, is brought up to date, its labels stay
 *
 * Returns: the session's id, or 0
 */
gint64 ecg_store_add_session (EcgStore               *self,
                              const EcgSessionFields *fields,
                              gboolean               *existed,
                              GError                **error);

/** ecg_store_list_sessions: Returns: (transfer full) (element-type EcgSession): all, by subject,
 * activity, path; NULL on error. */
GPtrArray *ecg_store_list_sessions (EcgStore *self, GError **error);

/** EcgLabelled: whether something in a session is labelled: it has an activity of its own, or an
 * interval that is labelled. */
typedef enum
{
  ECG_LABELLED_OR_NOT,
  ECG_LABELLED,
  ECG_NOT_LABELLED,
} EcgLabelled;

/**
 * EcgSessionQuery:
 * @subject: (nullable): NULL for any, "" for none
 * @activity: (nullable): likewise; of the session, or of one of its labels
 * @tag: (nullable): one that it carries
 * @search: (nullable): a part of path, notes, subject, activity or a tag
 * @labelled: whether it shall be
 * @min_quality: the least share of usable time; 0 for any
 * @offset: how many of those found are left out at the beginning
 * @limit: how many are listed at most; 0 for all
 *
 * Which sessions are wanted. All zero is all of them.
 */
typedef struct
{
  const char *subject;
  const char *activity;
  const char *tag;
  const char *search;
  EcgLabelled labelled;
  double      min_quality;
  guint       offset;
  guint       limit;
} EcgSessionQuery;

/** ecg_store_find_sessions: Returns: (transfer full) (nullable) (element-type EcgSession): those
 * that @filter lets through, by subject, activity, path. */
GPtrArray *ecg_store_find_sessions (EcgStore              *self,
                                    const EcgSessionQuery *filter,
                                    GError               **error) G_GNUC_WARN_UNUSED_RESULT;

EcgSession *ecg_store_get_session (EcgStore *self, gint64 id, GError **error);

/** ecg_store_find_fingerprint: Returns: the session with this fingerprint, 0 where there is none,
 * −1 on error. */
gint64 ecg_store_find_fingerprint (EcgStore *self, const char *fingerprint, GError **error);

/** ecg_store_find_unchanged: @id: (out): the session whose files lie at @path and are as large and
 * as old as they were when they were read; 0 where there is none. */
gboolean ecg_store_find_unchanged (EcgStore *self, const char *path, gint64 *id, GError **error);

/** ecg_store_add_folder: Remembers a folder, or file, that was imported. */
gboolean ecg_store_add_folder (EcgStore *self, const char *path, GError **error);

/** ecg_store_list_folders: Returns: (transfer full) (nullable): NULL-terminated, the latest first.
 */
char **ecg_store_list_folders (EcgStore *self, GError **error);

/** ecg_store_list_subjects: Returns: (transfer full): NULL-terminated names in use, sorted. */
char **ecg_store_list_subjects (EcgStore *self, GError **error);

/** ecg_store_list_activities: Returns: (transfer full): NULL-terminated names, in their order. */
char **ecg_store_list_activities (EcgStore *self, GError **error);

/**
 * EcgSessionEdit:
 * @subject: (nullable): NULL leaves it, "" clears it
 * @activity: (nullable): likewise
 * @notes: (nullable): likewise
 * @tags: (nullable): NULL leaves them; else all that there shall be
 */
typedef struct
{
  const char        *subject;
  const char        *activity;
  const char        *notes;
  const char *const *tags;
} EcgSessionEdit;

/** ecg_store_edit_session: Edits what people say of a session; an undo step that is stored with the
 * edit. */
gboolean ecg_store_edit_session (EcgStore             *self,
                                 gint64                id,
                                 const EcgSessionEdit *edit,
                                 GError              **error);

/** EcgSessionChange: what is to be said of one of many. */
typedef struct
{
  gint64         id;
  EcgSessionEdit edit;
} EcgSessionChange;

/** ecg_store_edit_sessions: Edits @n sessions, all or none; one undo step. */
gboolean ecg_store_edit_sessions (EcgStore               *self,
                                  const EcgSessionChange *changes,
                                  gsize                   n,
                                  GError                **error);

/** ecg_store_remove_session: Takes a session off the lists; an undo step. The recording is not
 * touched. */
gboolean ecg_store_remove_session (EcgStore *self, gint64 id, GError **error);

/** ecg_store_remove_sessions: Takes @n sessions off the lists, all or none; one undo step. */
gboolean ecg_store_remove_sessions (EcgStore *self, const gint64 *ids, gsize n, GError **error);

/** ecg_store_record_import: Makes one undo step of @n sessions that were added: undone, it takes
 * them off the lists. */
gboolean ecg_store_record_import (EcgStore *self, const gint64 *ids, gsize n, GError **error);

/** ecg_store_refresh_session: Takes over from @fields what depends on how the files of a session
 * are read, which a recipe may have changed: rate, length, leads, quality. No undo step. */
gboolean ecg_store_refresh_session (EcgStore *self, const EcgSessionFields *fields, GError **error);

/** ecg_store_distrust_file: Makes ecg_store_find_unchanged() find nothing at @path, so that the
 * next import reads it: it is not the file that has changed, but how it is read. */
gboolean ecg_store_distrust_file (EcgStore *self, const char *path, GError **error);

/**
 * EcgUndone:
 * @session: whose edit it was; 0 for several, or for a run
 * @labels: whether it was of labels within the session
 */
typedef struct
{
  gint64   session;
  gboolean labels;
} EcgUndone;

/**
 * ecg_store_undo:
 * @what: (out) (optional): what it was
 *
 * Takes back the latest edit that stands.
 *
 * Returns: FALSE on error, with %ECG_LIBRARY_ERROR_NOT_FOUND where there is none, and with
 * %ECG_LIBRARY_ERROR_CONFLICT where it can no longer be taken back; such a step is dropped
 */
gboolean ecg_store_undo (EcgStore *self, EcgUndone *what, GError **error);

/** ecg_store_redo: Makes the edit again that was taken back last. */
gboolean ecg_store_redo (EcgStore *self, EcgUndone *what, GError **error);

/** ecg_store_get_history: Tells which edits undo and redo would find: (out) (optional) (transfer
 * full) (nullable), for people. */
gboolean ecg_store_get_history (EcgStore *self, char **undo_text, char **redo_text, GError **error);

/** ecg_store_add_run: Returns: the run's id, or 0 (EXISTS where the name is taken). */
gint64 ecg_store_add_run (EcgStore *self, const EcgRunFields *fields, GError **error);

/** ecg_store_update_run: Sets state, and where not NULL curves and evaluation, of run fields->id;
 * an empty evaluation takes away what there is. */
gboolean ecg_store_update_run (EcgStore *self, const EcgRunFields *fields, GError **error);

/** ecg_store_list_runs: Returns: (transfer full) (element-type EcgRun): newest first. */
GPtrArray *ecg_store_list_runs (EcgStore *self, GError **error);

/** ecg_store_find_run: @name: a name or a number. Returns: (transfer full) (nullable): NULL with
 * NOT_FOUND, naming the runs that are there. */
EcgRun *ecg_store_find_run (EcgStore *self, const char *name, GError **error);

/** ecg_store_remove_run: Takes a run off the lists; its checkpoint stays on disk, and an undo step
 * brings it back. */
gboolean ecg_store_remove_run (EcgStore *self, gint64 id, GError **error);

G_END_DECLS
