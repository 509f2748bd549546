/*
 * Copies of the library, and putting one in its place. A copy is made by SQLite's backup interface
 * into a file of another name, which is renamed when it is whole.
 */

#include "core/library/backup.h"

#include "core/library/store-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define DAYS_KEPT 7
#define OTHERS_KEPT 5
#define MANUAL "manual"
#define PARTIAL ".dt4ecg-partial"

/* No copy takes that long: one of this age was interrupted. */
#define PARTIAL_AGE_S 3600

void
ecg_backup_free (EcgBackup *self)
{
  g_free (self->path);
  g_free (self->reason);
  g_free (self->time);
  g_free (self);
}

static char *
dup_folder (const char *library)
{
  g_autofree char *folder = g_path_get_dirname (library);

  return g_build_filename (folder, "backups", NULL);
}

/* The library's name without suffix: two libraries of one folder keep their copies apart. */
static char *
dup_stem (const char *library)
{
  char *stem = g_path_get_basename (library);
  char *dot = strrchr (stem, '.');

  if (dot != NULL && dot != stem)
    *dot = '\0';
  return stem;
}

/* Listing */

static EcgBackup *
parse_name (const char *folder, const char *name, GRegex *regex)
{
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *date = NULL;
  g_autofree char *hours = NULL;
  g_autofree char *minutes = NULL;
  g_autofree char *seconds = NULL;
  EcgBackup       *backup;
  GStatBuf         status;

  if (!g_regex_match (regex, name, 0, &match))
    return NULL;
  date = g_match_info_fetch (match, 1);
  hours = g_match_info_fetch (match, 2);
  minutes = g_match_info_fetch (match, 3);
  seconds = g_match_info_fetch (match, 4);
  backup = g_new0 (EcgBackup, 1);
  backup->path = g_build_filename (folder, name, NULL);
  backup->reason = g_match_info_fetch (match, 5);
  backup->time = g_strdup_printf ("%sT%s:%s:%sZ", date, hours, minutes, seconds);
  backup->size = g_stat (backup->path, &status) == 0 ? (gint64) status.st_size : 0;
  return backup;
}

static int
compare_backups (gconstpointer a, gconstpointer b)
{
  const EcgBackup *x = *(EcgBackup *const *) a;
  const EcgBackup *y = *(EcgBackup *const *) b;
  const int        by_time = strcmp (y->time, x->time);

  return by_time != 0 ? by_time : strcmp (y->path, x->path);
}

GPtrArray *
ecg_backup_list (const char *library)
{
  GPtrArray       *backups = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_backup_free);
  g_autofree char *whole = g_canonicalize_filename (library, NULL);
  g_autofree char *folder = dup_folder (whole);
  g_autofree char *stem = dup_stem (whole);
  g_autofree char *escaped = g_regex_escape_string (stem, -1);
  g_autofree char *pattern = g_strdup_printf (
    "^%s-(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d)(\\d\\d)(\\d\\d)Z-([a-z]+)(-\\d+)?\\.db$", escaped);
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && regex != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      EcgBackup *backup = parse_name (folder, name, regex);

      if (backup != NULL)
        g_ptr_array_add (backups, backup);
    }
  g_ptr_array_sort (backups, compare_backups);
  return backups;
}

static const char *const journals[] = { "-wal", "-shm", "-journal" };

static void
remove_journals (const char *path)
{
  for (gsize i = 0; i < G_N_ELEMENTS (journals); i++)
    {
      g_autofree char *journal = g_strconcat (path, journals[i], NULL);

      g_remove (journal);
    }
}

/* Of each reason only the newest are kept. */
static void
remove_old (const char *library, const char *reason)
{
  g_autoptr (GPtrArray) backups = ecg_backup_list (library);
  const guint n_kept = g_str_equal (reason, "daily") ? DAYS_KEPT : OTHERS_KEPT;
  guint       n = 0;

  for (guint i = 0; i < backups->len && !g_str_equal (reason, MANUAL); i++)
    {
      const EcgBackup *backup = backups->pdata[i];

      if (!g_str_equal (backup->reason, reason) || ++n <= n_kept)
        continue;
      g_remove (backup->path);
      remove_journals (backup->path);
    }
}

/* Making */

static gboolean
fail_to_write (const char *path, int code, GError **error)
{
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_FAILED,
               _ ("The copy %s of the library cannot be written: %s."), path, g_strerror (code));
  return FALSE;
}

/* A dated name that is free. */
static char *
make_name (const char *library, const char *reason, GError **error)
{
  g_autofree char *folder = dup_folder (library);
  g_autofree char *stem = dup_stem (library);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%dT%H%M%SZ");

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      fail_to_write (folder, errno, error);
      return NULL;
    }
  for (guint i = 1;; i++)
    {
      g_autofree char *counted = i == 1 ? g_strdup ("") : g_strdup_printf ("-%u", i);
      g_autofree char *name = g_strconcat (stem, "-", time, "-", reason, counted, ".db", NULL);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
}

/* Everything of @from into @to, which sees all of it or nothing. */
static gboolean
copy_pages (EcgStore *to, EcgStore *from, GError **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (to->connection, "main", from->connection, "main");
  int             code;

  if (backup == NULL)
    return ecg_store_fail (to, error);
  do
    {
      code = sqlite3_backup_step (backup, -1);
      if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        sqlite3_sleep (20);
    }
  while (code == SQLITE_BUSY || code == SQLITE_LOCKED);
  code = sqlite3_backup_finish (backup);
  return code == SQLITE_OK || ecg_store_fail_with (to, code, error);
}

/* One file, with no journal beside it. */
static gboolean
write_copy (EcgStore *store, const char *path, GError **error)
{
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  g_autoptr (EcgStore) copy = ecg_store_connect (path, flags, error);

  return copy != NULL && copy_pages (copy, store, error) &&
         ecg_store_run (copy, error, "PRAGMA journal_mode = DELETE", "");
}

/* What interrupted copies have left. */
static void
remove_partial (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  const char  *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (folder, name, NULL);
      GStatBuf         status;

      if (g_str_has_suffix (name, PARTIAL) && g_stat (file, &status) == 0 &&
          now_s - (gint64) status.st_mtime > PARTIAL_AGE_S)
        g_remove (file);
    }
}

static gboolean
copy_to (EcgStore *store, const char *path, GError **error)
{
  g_autofree char *partial = g_strdup_printf ("%s.%d" PARTIAL, path, (int) getpid ());
  gboolean         written;

  remove_partial (path);
  written = write_copy (store, partial, error);
  if (written && g_rename (partial, path) != 0)
    written = fail_to_write (path, errno, error);
  if (!written)
    g_remove (partial);
  return written;
}

/* The caller holds the lock, or is the only one to know @store. */
static char *
make_dated (EcgStore *store, const char *reason, GError **error)
{
  g_autofree char *path = make_name (store->path, reason, error);

  if (path == NULL || !copy_to (store, path, error))
    return NULL;
  remove_old (store->path, reason);
  return g_steal_pointer (&path);
}

char *
ecg_backup_make (EcgStore *store, const char *path, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&store->lock);

  if (path == NULL)
    return make_dated (store, MANUAL, error);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_EXISTS,
                   _ ("%s is there already; choose another name for the copy."), path);
      return NULL;
    }
  return copy_to (store, path, error) ? g_strdup (path) : NULL;
}

static gboolean
holds_anything (EcgStore *store)
{
  gint64 n = 0;

  return ecg_store_query_int (store, &n, 0, NULL, "SELECT 1 FROM sessions LIMIT 1", "") && n != 0;
}

gboolean
ecg_backup_before_schema (EcgStore *store, GError **error)
{
  g_autofree char *path = NULL;

  if (!holds_anything (store))
    return TRUE;
  path = make_dated (store, "schema", error);
  return path != NULL;
}

void
ecg_backup_make_daily (EcgStore *store)
{
  g_autoptr (GPtrArray) backups = ecg_backup_list (store->path);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < backups->len; i++)
    {
      const EcgBackup *backup = backups->pdata[i];

      if (g_str_equal (backup->reason, "daily") && g_str_has_prefix (backup->time, today))
        return;
    }
  if (!holds_anything (store))
    return;
  path = make_dated (store, "daily", &error);
  if (path == NULL) /* no reason not to open the library */
    g_message ("%s", error->message);
}

/* Looking */

/* SQLite gives several problems in one row, under a heading with stars. */
static void
add_problems (GStrvBuilder *problems, const char *row)
{
  g_auto (GStrv) lines = g_strsplit (row, "\n", -1);

  for (gsize i = 0; lines[i] != NULL; i++)
    if (*lines[i] != '\0' && strcmp (lines[i], "ok") != 0 && !g_str_has_prefix (lines[i], "***"))
      g_strv_builder_add (problems, lines[i]);
}

static gboolean
list_rows (EcgStore *store, GStrvBuilder *problems, const char *sql, GError **error)
{
  g_autoptr (sqlite3_stmt) statement = ecg_store_prepare (store, error, sql, "");
  gboolean row = TRUE;

  while (statement != NULL && ecg_store_step (store, statement, &row, error))
    {
      if (!row)
        return TRUE;
      if (ecg_store_column_text (statement, 0) != NULL)
        add_problems (problems, ecg_store_column_text (statement, 0));
    }
  return FALSE;
}

char **
ecg_backup_list_problems (EcgStore *store, gboolean full, GError **error)
{
  g_autoptr (GStrvBuilder) problems = g_strv_builder_new ();

  if (!list_rows (store, problems, full ? "PRAGMA integrity_check (20)" : "PRAGMA quick_check (3)",
                  error))
    return NULL;
  if (full &&
      (!list_rows (store, problems,
                   "SELECT 'row ' || coalesce (rowid, '?') || ' of ' || \"table\" || ' refers to a "
                   "row of ' || parent || ' that is not there' FROM pragma_foreign_key_check",
                   error) ||
       !list_rows (store, problems,
                   "SELECT 'label ' || l.id || ' reaches beyond its session' FROM labels l JOIN "
                   "sessions s ON s.id = l.session WHERE l.to_sample > s.n_samples LIMIT 20",
                   error)))
    return NULL;
  return g_strv_builder_end (problems);
}

/* Opens what may be damaged, and is not to be changed. */
static EcgStore *
connect_to_look (const char *path, GError **error)
{
  g_autoptr (EcgStore) store = NULL;
  gint64 version;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND,
                   _ ("There is no library %s."), path);
      return NULL;
    }
  store = ecg_store_connect (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, error);
  return store != NULL && ecg_schema_check (store, &version, error) ? g_steal_pointer (&store)
                                                                    : NULL;
}

char **
ecg_backup_check (const char *library, gboolean full, GError **error)
{
  g_autoptr (EcgStore) store = connect_to_look (library, error);

  return store == NULL ? NULL : ecg_backup_list_problems (store, full, error);
}

/* Damage */

static gboolean
copy_file (const char *from, const char *to)
{
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);

  return g_file_copy (source, target, G_FILE_COPY_ALL_METADATA, NULL, NULL, NULL, NULL);
}

/* The files as they are: who knows what can still be read from them. One copy of each state. */
static char *
keep_damaged (const char *library)
{
  g_autoptr (GPtrArray) backups = ecg_backup_list (library);
  g_autofree char *journal = g_strconcat (library, "-wal", NULL);
  g_autofree char *kept_journal = NULL;
  g_autofree char *path = NULL;
  GStatBuf         now, then;

  for (guint i = 0; i < backups->len; i++)
    {
      const EcgBackup *backup = backups->pdata[i];

      if (g_str_equal (backup->reason, "damaged") && g_stat (library, &now) == 0 &&
          g_stat (backup->path, &then) == 0 && now.st_size == then.st_size &&
          now.st_mtime == then.st_mtime)
        return g_strdup (backup->path);
    }
  path = make_name (library, "damaged", NULL);
  if (path == NULL)
    return NULL;
  kept_journal = g_strconcat (path, "-wal", NULL);
  if (!copy_file (library, path) ||
      (g_file_test (journal, G_FILE_TEST_EXISTS) && !copy_file (journal, kept_journal)))
    return NULL;
  remove_old (library, "damaged");
  return g_steal_pointer (&path);
}

static const EcgBackup *
find_whole (GPtrArray *backups)
{
  for (guint i = 0; i < backups->len; i++)
    {
      const EcgBackup *backup = backups->pdata[i];
      g_auto (GStrv) problems = g_str_equal (backup->reason, "damaged")
                                  ? NULL
                                  : ecg_backup_check (backup->path, FALSE, NULL);

      if (problems != NULL && problems[0] == NULL)
        return backup;
    }
  return NULL;
}

gboolean
ecg_backup_fail_damaged (const char *library, const char *problem, GError **error)
{
  g_autofree char *name = g_path_get_basename (library);
  g_autofree char *kept = keep_damaged (library);
  g_autoptr (GPtrArray) backups = ecg_backup_list (library);
  const EcgBackup *whole = find_whole (backups);

  if (whole == NULL)
    g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_DAMAGED,
                 _ ("The library %s is damaged (%s), and there is no backup of it. A copy was kept "
                    "as it is: %s."),
                 name, problem, kept != NULL ? kept : _ ("none, for lack of space"));
  else
    g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_DAMAGED,
                 _ ("The library %s is damaged (%s). The newest whole backup is of %s: “dt4ecg "
                    "library restore %s” brings it back. The damaged one is kept as %s."),
                 name, problem, whole->time, whole->path,
                 kept != NULL ? kept : _ ("it is, where it is"));
  return FALSE;
}

/* Restoring */

/* Whether the copy is what it should be: ours, whole, not newer than the program. */
static EcgStore *
open_copy (const char *backup, GError **error)
{
  g_autoptr (EcgStore) store = connect_to_look (backup, error);
  g_auto (GStrv) problems = store == NULL ? NULL : ecg_backup_list_problems (store, FALSE, error);

  if (problems == NULL)
    return NULL;
  if (problems[0] == NULL)
    return g_steal_pointer (&store);
  g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_DAMAGED,
               _ ("%s is damaged itself (%s): choose another backup."), backup, problems[0]);
  return NULL;
}

static gboolean
is_whole (const char *library)
{
  g_auto (GStrv) problems = ecg_backup_check (library, FALSE, NULL);

  return problems != NULL && problems[0] == NULL;
}

static gboolean
replace_whole (const char *library, EcgStore *copy, char **kept, GError **error)
{
  g_autoptr (EcgStore) store =
    ecg_store_connect (library, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, error);

  if (store == NULL)
    return FALSE;
  *kept = make_dated (store, "restore", error);
  return *kept != NULL && copy_pages (store, copy, error);
}

/* What is damaged cannot be written to as a database: its files are replaced. */
static gboolean
replace_damaged (const char *library, EcgStore *copy, char **kept, GError **error)
{
  if (g_file_test (library, G_FILE_TEST_EXISTS))
    {
      *kept = keep_damaged (library);
      if (*kept == NULL)
        return fail_to_write (library, ENOSPC, error);
    }
  remove_journals (library);
  return copy_to (copy, library, error);
}

gboolean
ecg_backup_restore (const char *library, const char *backup, char **kept, GError **error)
{
  g_autofree char *here = g_canonicalize_filename (library, NULL);
  g_autofree char *there = g_canonicalize_filename (backup, NULL);
  g_autoptr (EcgStore) copy = NULL;

  g_return_val_if_fail (kept != NULL, FALSE);

  *kept = NULL;
  if (g_str_equal (here, there))
    {
      g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_INVALID,
                   _ ("%s is the library itself, not a backup of it."), backup);
      return FALSE;
    }
  copy = open_copy (there, error);
  if (copy == NULL)
    return FALSE;
  return is_whole (here) ? replace_whole (here, copy, kept, error)
                         : replace_damaged (here, copy, kept, error);
}
