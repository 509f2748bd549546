#pragma once

#include "core/library/store.h"

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
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, sqlite3_finalize)

/** ecg_store_fail: Sets an error from what SQLite said last. Returns: FALSE. */
gboolean ecg_store_fail (EcgStore *self, GError **error);

/**
 * ecg_store_prepare:
 * @sql: one statement
 * @types: one letter for each value that follows: `s` text or NULL, `i` gint64, `d` double
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

/** ecg_schema_update: Brings the database to the newest schema; refuses what is not ours or is
 * newer, without writing. */
gboolean ecg_schema_update (EcgStore *self, GError **error);

/** ecg_store_read_session: The caller holds the lock. Returns: NULL with NOT_FOUND. */
EcgSession *ecg_store_read_session (EcgStore *self, gint64 id, GError **error);

/** ecg_store_write_labels: Sets all three labels of a session; NULL clears. */
gboolean ecg_store_write_labels (EcgStore   *self,
                                 gint64      id,
                                 const char *subject,
                                 const char *activity,
                                 const char *notes,
                                 GError    **error);

/** ecg_history_add: Adds an undo step inside the transaction under way; drops what could be redone.
 * @before and @after: labels, NULL for a removal. */
gboolean ecg_history_add (EcgStore             *self,
                          const char           *kind,
                          gint64                target,
                          const char           *text,
                          const EcgSessionEdit *before,
                          const EcgSessionEdit *after,
                          GError              **error);

G_END_DECLS
