#pragma once

#include "core/library/store.h"

/* The session extension, which records changesets: Debian's library has it. */
#define SQLITE_ENABLE_SESSION 1
#define SQLITE_ENABLE_PREUPDATE_HOOK 1
#include <sqlite3.h>

G_BEGIN_DECLS

/* What the files of the store share: the connection, its lock, and the only ways to speak to
 * SQLite. */
struct _EcgStore
{
  GObject parent_instance;

  char    *path;
  GMutex   lock; /* held by every public call */
  sqlite3 *connection;
  gint64   data_version; /* SQLite's count of what others wrote, when it was last looked at */
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/** ecg_store_connect: Opens a file with SQLite's @flags, whatever it holds. */
EcgStore *ecg_store_connect (const char *path, int flags, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_store_fail: Sets an error from what SQLite said last. Returns: FALSE. */
gboolean ecg_store_fail (EcgStore *self, GError **error);

/** ecg_store_fail_with: The same from a result code, for calls that do not leave theirs with the
 * connection. */
gboolean ecg_store_fail_with (EcgStore *self, int code, GError **error);

/**
 * ecg_store_prepare:
 * @sql: one statement
 * @types: one letter for each value that follows: `s` text or NULL, `i` gint64, `d` double, NaN for
 * NULL, `b` bytes and, as an int, how many
 *
 * Returns: (transfer full) (nullable): the statement, with its values bound
 */
sqlite3_stmt *ecg_store_prepare (EcgStore   *self,
                                 GError    **error,
                                 const char *sql,
                                 const char *types,
                                 ...) G_GNUC_WARN_UNUSED_RESULT;

/** ecg_store_step: @row: (out): whether there is a row. */
gboolean ecg_store_step (EcgStore *self, sqlite3_stmt *statement, gboolean *row, GError **error);

/** ecg_store_step_to_row: Steps a statement (nullable, where it could not be prepared) that has one
 * row or none. Returns: whether there is one; FALSE with NOT_FOUND and @format, which takes @id,
 * where there is none. */
gboolean ecg_store_step_to_row (EcgStore     *self,
                                sqlite3_stmt *statement,
                                const char   *format,
                                gint64        id,
                                GError      **error) G_GNUC_PRINTF (3, 0);

/** ecg_store_run: Prepares and runs a statement that gives no rows. */
gboolean ecg_store_run (EcgStore *self, GError **error, const char *sql, const char *types, ...);

/** ecg_store_query_int: The first column of the first row; @fallback where there is none. */
gboolean ecg_store_query_int (EcgStore   *self,
                              gint64     *value,
                              gint64      fallback,
                              GError    **error,
                              const char *sql,
                              const char *types,
                              ...);

/** ecg_store_begin: Takes the write lock and begins a transaction, which ecg_store_end() ends. */
gboolean ecg_store_begin (EcgStore *self, GError **error);

/** ecg_store_end: Commits where @done, else rolls back. Returns: whether all of it is on disk. */
gboolean ecg_store_end (EcgStore *self, gboolean done, GError **error);

/** ecg_store_column_text: Returns: (transfer none) (nullable): valid until the statement moves on.
 */
const char *ecg_store_column_text (sqlite3_stmt *statement, int column);

/** ecg_schema_check: Refuses what is not ours or is newer, without writing. */
gboolean ecg_schema_check (EcgStore *self, gint64 *version, GError **error);

/** ecg_schema_update: Brings the database, which ecg_schema_check() has let through, from @version
 * to the newest schema; a backup is made before. */
gboolean ecg_schema_update (EcgStore *self, gint64 version, GError **error);

/** ecg_backup_before_schema: Makes the backup, unless the library is empty. */
gboolean ecg_backup_before_schema (EcgStore *self, GError **error);

/** ecg_backup_make_daily: Makes the backup of today where there is none. */
void ecg_backup_make_daily (EcgStore *self);

/** ecg_backup_list_problems: Returns: (transfer full) (nullable): as ecg_backup_check(). */
char **ecg_backup_list_problems (EcgStore *self, gboolean full, GError **error);

/** ecg_backup_fail_damaged: Keeps a copy of the damaged library at @library and sets an error that
 * says what can be restored. Returns: FALSE. */
gboolean ecg_backup_fail_damaged (const char *library, const char *problem, GError **error);

/** ecg_store_read_session: The caller holds the lock. Returns: NULL with NOT_FOUND. */
EcgSession *ecg_store_read_session (EcgStore *self, gint64 id, GError **error);

/**
 * EcgStep:
 * @kind: `session`, `label`, `names`, `import`, `remove-session` or `remove-run`
 * @session: whose edit it is; the run where one is removed; 0 for several
 * @text: (nullable): what people read after “Undo”; set before the end
 * @recorder: of the history's own
 *
 * An undo step in the making.
 */
typedef struct
{
  const char      *kind;
  gint64           session;
  char            *text;
  sqlite3_session *recorder;
} EcgStep;

void ecg_step_clear (EcgStep *step);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EcgStep, ecg_step_clear)

/** ecg_step_begin: Begins a transaction all of whose changes are recorded. */
gboolean ecg_step_begin (EcgStore *self, EcgStep *step, GError **error);

/** ecg_step_end: Stores the step with its changes where @done, else rolls them back. A step that
 * changed nothing is not stored. */
gboolean ecg_step_end (EcgStore *self, EcgStep *step, gboolean done, GError **error);

/** ecg_store_write_labels: Sets all three labels of a session; NULL clears. */
gboolean ecg_store_write_labels (EcgStore   *self,
                                 gint64      id,
                                 const char *subject,
                                 const char *activity,
                                 const char *notes,
                                 GError    **error);

/** ecg_store_write_tags: @tags: all that there shall be. */
gboolean ecg_store_write_tags (EcgStore *self, gint64 id, const char *const *tags, GError **error);

/** ecg_store_write_reading: Sets what depends on how the files of a session are read: rate, length,
 * leads and quality. */
gboolean ecg_store_write_reading (EcgStore               *self,
                                  gint64                  id,
                                  const EcgSessionFields *fields,
                                  GError                **error);

/** ecg_store_use_activity: Makes the activity where there is none of this name. @name: (nullable).
 */
gboolean ecg_store_use_activity (EcgStore *self, const char *name, GError **error);

/** ecg_store_use_subject: Likewise. */
gboolean ecg_store_use_subject (EcgStore *self, const char *name, GError **error);

G_END_DECLS
