#pragma once

#include "core/library/store.h"

G_BEGIN_DECLS

/*
 * Copies of the library, in the folder `backups` beside it, named after it, the time (UTC) and the
 * reason: `library-2026-01-31T120000Z-daily.db`. The store makes one a day when it is opened, one
 * before it changes the schema, and one of a library that it finds damaged; of each reason only the
 * newest few are kept. Those that people ask for stay.
 */

/**
 * EcgBackup:
 * @path: where it is
 * @reason: `daily`, `schema` (before a change of the schema), `restore` (before another was put in
 * its place), `damaged` (as it was found) or `manual`
 * @time: of its name, ISO 8601, UTC
 * @size: bytes
 *
 * A copy that is there.
 */
typedef struct
{
  char  *path;
  char  *reason;
  char  *time;
  gint64 size;
} EcgBackup;

void ecg_backup_free (EcgBackup *self);

/** ecg_backup_list: Returns: (transfer full) (element-type EcgBackup): what was kept of the library
 * at @library, newest first. */
GPtrArray *ecg_backup_list (const char *library) G_GNUC_WARN_UNUSED_RESULT;

/**
 * ecg_backup_make:
 * @path: (nullable): where to; NULL for a dated name in the folder of backups
 *
 * Copies the library as it is now, also while other programs write to it, and whole or not at all.
 *
 * Returns: (transfer full) (nullable): where the copy is; NULL with EXISTS where @path is taken
 */
char *ecg_backup_make (EcgStore *store, const char *path, GError **error);

/**
 * ecg_backup_restore:
 * @library: of the library; need not exist, and may be damaged
 * @backup: what takes its place
 * @kept: (out) (nullable) (transfer full): the copy of what was there, NULL where nothing was
 *
 * Puts a copy in the place of the library, after a look whether it is whole and ours. What was
 * there is copied first, so that this can be taken back the same way. Programs that have the
 * library open see the change, unless it was damaged.
 */
gboolean ecg_backup_restore (const char *library, const char *backup, char **kept, GError **error);

/**
 * ecg_backup_check:
 * @library: of a library or of a copy of one; it is only read
 * @full: whether every index is compared with its table as well, and every reference followed
 *
 * Looks whether a library is whole.
 *
 * Returns: (transfer full) (nullable): a line for each problem; empty where all is well; NULL where
 * it could not be looked at
 */
char **ecg_backup_check (const char *library, gboolean full, GError **error);

G_END_DECLS
