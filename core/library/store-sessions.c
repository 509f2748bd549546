/*
 * Sessions in the store: what a recording is, and what people say of it.
 */

#include "core/library/file-facts.h"
#include "core/library/store-private.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#define SESSION_COLUMNS                                                                            \
  "SELECT s.id, s.path, s.fingerprint, s.format, s.rate_hz, s.n_samples, s.leads, u.name, "        \
  "a.name, s.notes, (SELECT group_concat (name, char (10)) FROM tags WHERE session = s.id), "      \
  "s.imported, s.importer, s.origin, s.original_names, s.device, s.started, s.files, s.size, "     \
  "s.mtime_us, s.quality, (SELECT count (*) FROM labels WHERE session = s.id), "                   \
  "(SELECT sum (to_sample - from_sample) FROM labels WHERE session = s.id) "                       \
  "FROM sessions s LEFT JOIN subjects u ON u.id = s.subject LEFT JOIN activities a ON a.id = "     \
  "s.activity "
#define SESSION_ORDER "ORDER BY u.name NULLS LAST, a.name NULLS LAST, s.path, s.id "

static char **
split_names (sqlite3_stmt *row, int column)
{
  const char *names = ecg_store_column_text (row, column);

  return names == NULL ? NULL : g_strsplit (names, "\n", -1);
}

static EcgSession *
new_session (sqlite3_stmt *row)
{
  g_auto (GStrv) leads = split_names (row, 6);
  g_auto (GStrv) tags = split_names (row, 10);
  g_auto (GStrv) original_names = split_names (row, 14);
  g_auto (GStrv) files = split_names (row, 17);
  const gint64           n_samples = sqlite3_column_int64 (row, 5);
  const EcgSessionFields fields = {
    .id = sqlite3_column_int64 (row, 0),
    .path = ecg_store_column_text (row, 1),
    .fingerprint = ecg_store_column_text (row, 2),
    .format = ecg_store_column_text (row, 3),
    .rate_hz = sqlite3_column_double (row, 4),
    .n_samples = n_samples,
    .leads = (const char *const *) leads,
    .subject = ecg_store_column_text (row, 7),
    .activity = ecg_store_column_text (row, 8),
    .notes = ecg_store_column_text (row, 9),
    .tags = (const char *const *) tags,
    .imported = ecg_store_column_text (row, 11),
    .importer = ecg_store_column_text (row, 12),
    .origin = ecg_store_column_text (row, 13),
    .original_names = (const char *const *) original_names,
    .device = ecg_store_column_text (row, 15),
    .started = ecg_store_column_text (row, 16),
    .files = (const char *const *) files,
    .size = sqlite3_column_int64 (row, 18),
    .mtime_us = sqlite3_column_int64 (row, 19),
    .has_quality = sqlite3_column_type (row, 20) != SQLITE_NULL,
    .quality = sqlite3_column_double (row, 20),
    .n_labels = (guint) sqlite3_column_int64 (row, 21),
    .labelled = MIN (sqlite3_column_int64 (row, 22), n_samples),
  };

  return ecg_session_new (&fields);
}

EcgSession *
ecg_store_read_session (EcgStore *self, gint64 id, GError **error)
{
  g_autoptr (sqlite3_stmt) statement =
    ecg_store_prepare (self, error, SESSION_COLUMNS "WHERE s.id = ? AND s.removed = 0", "i", id);

  return ecg_store_step_to_row (self, statement, _ ("The library has no session %" PRId64 "."), id,
                                error)
           ? new_session (statement)
           : NULL;
}

EcgSession *
ecg_store_get_session (EcgStore *self, gint64 id, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return ecg_store_read_session (self, id, error);
}

/* In the pattern of LIKE, `%` and `_` stand for others; what was typed stands for itself. */
static char *
make_pattern (const char *search)
{
  GString *pattern;

  if (search == NULL || *search == '\0')
    return NULL;
  pattern = g_string_new ("%");
  for (const char *c = search; *c != '\0'; c++)
    {
      if (strchr ("%_\\", *c) != NULL)
        g_string_append_c (pattern, '\\');
      g_string_append_c (pattern, *c);
    }
  g_string_append_c (pattern, '%');
  return g_string_free (pattern, FALSE);
}

/* One statement for every filter: what is not asked for is NULL or 0, and lets all through. */
static sqlite3_stmt *
prepare_find (EcgStore *self, const EcgSessionQuery *filter, GError **error)
{
  g_autofree char *pattern = make_pattern (filter->search);

  return ecg_store_prepare (
    self, error,
    SESSION_COLUMNS
    "WHERE s.removed = 0 AND (?1 IS NULL OR coalesce (u.name, '') = ?1)"
    " AND (?2 IS NULL OR coalesce (a.name, '') = ?2 OR EXISTS (SELECT 1 FROM labels l JOIN "
    "activities b ON b.id = l.activity WHERE l.session = s.id AND b.name = ?2))"
    " AND (?3 IS NULL OR EXISTS (SELECT 1 FROM tags WHERE session = s.id AND name = ?3))"
    " AND (?4 IS NULL OR s.path LIKE ?4 ESCAPE '\\' OR s.notes LIKE ?4 ESCAPE '\\'"
    "  OR u.name LIKE ?4 ESCAPE '\\' OR a.name LIKE ?4 ESCAPE '\\'"
    "  OR EXISTS (SELECT 1 FROM tags WHERE session = s.id AND name LIKE ?4 ESCAPE '\\'))"
    " AND (?5 = 0 OR (?5 = 1) = (s.activity IS NOT NULL"
    "  OR EXISTS (SELECT 1 FROM labels WHERE session = s.id)))"
    " AND (?6 <= 0 OR s.quality >= ?6) " SESSION_ORDER "LIMIT ?7 OFFSET ?8",
    "ssssidii", filter->subject, filter->activity, filter->tag, pattern, (gint64) filter->labelled,
    filter->min_quality, filter->limit == 0 ? (gint64) -1 : (gint64) filter->limit,
    (gint64) filter->offset);
}

GPtrArray *
ecg_store_find_sessions (EcgStore *self, const EcgSessionQuery *filter, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (sqlite3_stmt) statement = prepare_find (self, filter, error);
  gboolean row = TRUE;

  while (statement != NULL && ecg_store_step (self, statement, &row, error))
    {
      if (!row)
        return g_steal_pointer (&sessions);
      g_ptr_array_add (sessions, new_session (statement));
    }
  return NULL;
}

GPtrArray *
ecg_store_list_sessions (EcgStore *self, GError **error)
{
  static const EcgSessionQuery all = { 0 };

  return ecg_store_find_sessions (self, &all, error);
}

static char **
list_names (EcgStore *self, const char *sql, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autoptr (sqlite3_stmt) statement = ecg_store_prepare (self, error, sql, "");
  gboolean row = TRUE;

  while (statement != NULL && ecg_store_step (self, statement, &row, error))
    {
      if (!row)
        return g_strv_builder_end (names);
      g_strv_builder_add (names, ecg_store_column_text (statement, 0));
    }
  return NULL;
}

char **
ecg_store_list_subjects (EcgStore *self, GError **error)
{
  return list_names (self,
                     "SELECT name FROM subjects WHERE id IN (SELECT subject FROM sessions WHERE "
                     "removed = 0) ORDER BY name",
                     error);
}

char **
ecg_store_list_activities (EcgStore *self, GError **error)
{
  return list_names (self,
                     "SELECT name FROM activities WHERE id IN (SELECT activity FROM sessions WHERE "
                     "removed = 0) ORDER BY position, id",
                     error);
}

/* A file that came to stand beside a recording may say more of it: a sidecar, or a header. */
static gboolean
companion_came (const EcgSessionFields *fields)
{
  const char      *dot = strrchr (fields->path, '.');
  g_autofree char *stem =
    dot != NULL ? g_strndup (fields->path, (gsize) (dot - fields->path)) : g_strdup (fields->path);
  g_autofree char *sidecar = g_strconcat (fields->path, ".json", NULL);
  g_autofree char *header = g_strconcat (stem, ".hea", NULL);
  const char      *companions[] = { sidecar, header };

  for (gsize i = 0; i < G_N_ELEMENTS (companions); i++)
    {
      g_autofree char *name = g_path_get_basename (companions[i]);

      if (!g_strv_contains (fields->files, name) && g_file_test (companions[i], G_FILE_TEST_EXISTS))
        return TRUE;
    }
  return FALSE;
}

static gboolean
files_are (EcgSession *session)
{
  const EcgSessionFields *fields = ecg_session_get_fields (session);
  g_autofree char        *folder = g_path_get_dirname (fields->path);
  EcgFileFacts            facts;

  return fields->files != NULL && fields->size > 0 && !companion_came (fields) &&
         ecg_file_facts_read (folder, fields->files, &facts) && facts.size == fields->size &&
         facts.mtime_us == fields->mtime_us;
}

gboolean
ecg_store_find_unchanged (EcgStore *self, const char *path, gint64 *id, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (sqlite3_stmt) statement = ecg_store_prepare (
    self, error, SESSION_COLUMNS "WHERE s.path = ? AND s.removed = 0", "s", path);
  gboolean row = TRUE;

  *id = 0;
  while (statement != NULL && ecg_store_step (self, statement, &row, error))
    {
      g_autoptr (EcgSession) session = row ? new_session (statement) : NULL;

      if (session == NULL)
        return TRUE;
      if (files_are (session))
        *id = ecg_session_get_id (session);
    }
  return FALSE;
}

gboolean
ecg_store_add_folder (EcgStore *self, const char *path, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return ecg_store_run (self, error,
                        "INSERT INTO folders (path, used) VALUES "
                        "(?, strftime ('%Y-%m-%dT%H:%M:%fZ', 'now')) "
                        "ON CONFLICT (path) DO UPDATE SET used = excluded.used",
                        "s", path);
}

char **
ecg_store_list_folders (EcgStore *self, GError **error)
{
  return list_names (self, "SELECT path FROM folders ORDER BY used DESC", error);
}

gint64
ecg_store_find_fingerprint (EcgStore *self, const char *fingerprint, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 id;

  if (!ecg_store_query_int (self, &id, 0, error,
                            "SELECT id FROM sessions WHERE fingerprint = ? AND removed = 0", "s",
                            fingerprint))
    return -1;
  return id;
}

static const char *
or_null (const char *text)
{
  return text == NULL || *text == '\0' ? NULL : text;
}

gboolean
ecg_store_write_labels (EcgStore   *self,
                        gint64      id,
                        const char *subject,
                        const char *activity,
                        const char *notes,
                        GError    **error)
{
  subject = or_null (subject);
  activity = or_null (activity);
  return ecg_store_use_subject (self, subject, error) &&
         ecg_store_use_activity (self, activity, error) &&
         ecg_store_run (
           self, error,
           "UPDATE sessions SET subject = (SELECT id FROM subjects WHERE name = ?),"
           " activity = (SELECT id FROM activities WHERE name = ?), notes = ? WHERE id = ?",
           "sssi", subject, activity, or_null (notes), id);
}

gboolean
ecg_store_write_tags (EcgStore *self, gint64 id, const char *const *tags, GError **error)
{
  g_autofree char *all = g_strjoinv ("\n", (char **) tags);

  /* Only what differs is touched: the step then holds no more. */
  if (!ecg_store_run (self, error,
                      "DELETE FROM tags WHERE session = ?1 AND instr (char (10) || ?2 || char (10),"
                      " char (10) || name || char (10)) = 0",
                      "is", id, all))
    return FALSE;
  for (gsize i = 0; tags[i] != NULL; i++)
    if (*tags[i] != '\0' && strchr (tags[i], '\n') == NULL &&
        !ecg_store_run (self, error, "INSERT OR IGNORE INTO tags (session, name) VALUES (?, ?)",
                        "is", id, tags[i]))
      return FALSE;
  return TRUE;
}

static char *
join_names (const char *const *names)
{
  return names == NULL ? NULL : g_strjoinv ("\n", (char **) names);
}

static gint64
insert_session (EcgStore *self, const EcgSessionFields *fields, GError **error)
{
  g_autofree char *leads = join_names (fields->leads);
  g_autofree char *original_names = join_names (fields->original_names);
  g_autofree char *files = join_names (fields->files);
  gint64           id;

  if (!ecg_store_run (
        self, error,
        "INSERT INTO sessions (path, fingerprint, format, rate_hz, n_samples, leads, imported, "
        "importer, origin, original_names, device, started, files, size, mtime_us, quality) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif (?, 0), nullif (?, 0), ?)",
        "sssdissssssssiid", fields->path, fields->fingerprint, fields->format, fields->rate_hz,
        fields->n_samples, leads, fields->imported, fields->importer, fields->origin,
        original_names, fields->device, fields->started, files, fields->size, fields->mtime_us,
        fields->has_quality ? fields->quality : (double) NAN))
    return 0;
  id = sqlite3_last_insert_rowid (self->connection);
  return ecg_store_write_labels (self, id, fields->subject, fields->activity, fields->notes,
                                 error) &&
             (fields->tags == NULL || ecg_store_write_tags (self, id, fields->tags, error))
           ? id
           : 0;
}

/* Never shorter than its labels. */
gboolean
ecg_store_write_reading (EcgStore *self, gint64 id, const EcgSessionFields *fields, GError **error)
{
  g_autofree char *leads = join_names (fields->leads);

  return ecg_store_run (
    self, error,
    "UPDATE sessions SET rate_hz = ?1, leads = ?3, quality = coalesce (?4, quality), "
    "n_samples = max (?2, coalesce ((SELECT max (to_sample) FROM labels WHERE session = ?5), 0)) "
    "WHERE id = ?5",
    "disdi", fields->rate_hz, fields->n_samples, leads,
    fields->has_quality ? fields->quality : (double) NAN, id);
}

/* A session that was removed comes back with the labels that it had; where it lies, and how it is
 * read today, is told anew. */
static gint64
add_session (EcgStore *self, const EcgSessionFields *fields, gboolean *existed, GError **error)
{
  g_autofree char *files = join_names (fields->files);
  gint64           id;

  if (!ecg_store_query_int (self, &id, 0, error, "SELECT id FROM sessions WHERE fingerprint = ?",
                            "s", fields->fingerprint))
    return 0;
  *existed = id != 0;
  if (id == 0)
    return insert_session (self, fields, error);
  return ecg_store_run (self, error,
                        "UPDATE sessions SET path = ?, removed = 0, files = coalesce (?, files), "
                        "size = coalesce (nullif (?, 0), size), "
                        "mtime_us = coalesce (nullif (?, 0), mtime_us) WHERE id = ?",
                        "ssiii", fields->path, files, fields->size, fields->mtime_us, id) &&
             ecg_store_write_reading (self, id, fields, error)
           ? id
           : 0;
}

gint64
ecg_store_add_session (EcgStore               *self,
                       const EcgSessionFields *fields,
                       gboolean               *existed,
                       GError                **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean was_there = FALSE;
  gint64   id;

  if (!ecg_store_begin (self, error))
    return 0;
  id = add_session (self, fields, &was_there, error);
  if (!ecg_store_end (self, id != 0, error))
    return 0;
  if (existed != NULL)
    *existed = was_there;
  return id;
}
