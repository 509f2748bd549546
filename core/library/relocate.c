/*
 * Finds files that moved. A fingerprint decides; name and size only say which files are worth
 * reading.
 */

#include "core/library/relocate.h"

#include "core/library/file-facts.h"
#include "core/library/store-private.h"
#include "core/recording/format.h"
#include "core/recording/loader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Deeper than any sane collection. */
#define MAX_DEPTH 16

typedef struct
{
  EcgStore      *store;
  GHashTable    *by_fingerprint; /* missing sessions */
  GHashTable    *names;          /* what their files were called */
  GHashTable    *sizes;          /* how large those are that are one file */
  gboolean       any_size;       /* one is missing whose size is not known */
  GPtrArray     *others;         /* paths that bear another name */
  GHashTable    *folders;        /* that were searched */
  EcgRelocation *found;
  EcgProgress   *progress;
  GCancellable  *cancellable;
} Search;

static void
search_clear (Search *search)
{
  g_clear_pointer (&search->by_fingerprint, g_hash_table_unref);
  g_clear_pointer (&search->names, g_hash_table_unref);
  g_clear_pointer (&search->sizes, g_hash_table_unref);
  g_clear_pointer (&search->others, g_ptr_array_unref);
  g_clear_pointer (&search->folders, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static void
add_missing (Search *search, EcgSession *session)
{
  const EcgSessionFields *fields = ecg_session_get_fields (session);
  const gboolean one_file = fields->files != NULL && g_strv_length ((char **) fields->files) == 1;

  g_hash_table_insert (search->by_fingerprint, g_strdup (fields->fingerprint),
                       g_object_ref (session));
  g_hash_table_add (search->names, g_path_get_basename (fields->path));
  if (fields->size > 0 && one_file)
    g_hash_table_add (search->sizes, g_memdup2 (&fields->size, sizeof fields->size));
  else if (fields->size == 0)
    search->any_size = TRUE;
}

static void
begin_search (Search *search, EcgStore *store, EcgRelocation *found)
{
  *found = (EcgRelocation){ 0 };
  search->store = store;
  search->found = found;
  search->by_fingerprint = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  search->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  search->sizes = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  search->others = g_ptr_array_new_with_free_func (g_free);
  search->folders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* Where a session's files are now, and what they look like there. */
static gboolean
move_session (EcgStore *store, EcgSession *session, EcgRecording *recording, GError **error)
{
  const char      *path = ecg_recording_get_path (recording);
  g_autofree char *folder = g_path_get_dirname (path);
  g_auto (GStrv) files = ecg_file_facts_relative (folder, ecg_recording_get_files (recording));
  g_autofree char *joined = g_strjoinv ("\n", files);
  EcgFileFacts     facts = { 0 };
  g_autoptr (GMutexLocker) locker = NULL;

  ecg_file_facts_read (folder, (const char *const *) files, &facts);
  locker = g_mutex_locker_new (&store->lock);
  return ecg_store_run (store, error,
                        "UPDATE sessions SET path = ?, files = ?, size = ?, mtime_us = ? "
                        "WHERE id = ?",
                        "ssiii", path, joined, facts.size, facts.mtime_us,
                        ecg_session_get_id (session));
}

/* Reads one file; what is no recording is no news here. */
static gboolean
try_file (Search *search, const char *path, GError **error)
{
  g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, search->cancellable, NULL);
  g_autofree char *fingerprint =
    recording == NULL ? NULL : ecg_recording_fingerprint (recording, search->cancellable, NULL);
  EcgSession *session =
    fingerprint == NULL ? NULL : g_hash_table_lookup (search->by_fingerprint, fingerprint);
  g_autofree char *name = g_path_get_basename (path);

  if (g_cancellable_set_error_if_cancelled (search->cancellable, error))
    return FALSE;
  if (session == NULL)
    return TRUE;
  if (!move_session (search->store, session, recording, error))
    return FALSE;
  search->found->n_found++;
  g_hash_table_remove (search->by_fingerprint, fingerprint);
  ecg_progress_set (search->progress,
                    (double) search->found->n_found / (double) search->found->n_missing, name);
  return TRUE;
}

static gboolean search_folder (Search *search, const char *folder, guint depth, GError **error);

static gboolean
consider (Search *search, const char *path, const char *name, guint depth, GError **error)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return depth >= MAX_DEPTH || search_folder (search, path, depth + 1, error);
  if (g_hash_table_contains (search->names, name))
    return try_file (search, path, error);
  if (ecg_format_may_hold (path))
    g_ptr_array_add (search->others, g_strdup (path));
  return TRUE;
}

static gboolean
search_folder (Search *search, const char *folder, guint depth, GError **error)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  if (!ecg_file_facts_is_new_folder (search->folders, folder))
    return TRUE;
  dir = g_dir_open (folder, 0, NULL);
  ecg_progress_set (search->progress, -1.0, folder);
  while (dir != NULL && g_hash_table_size (search->by_fingerprint) > 0 &&
         (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_cancellable_set_error_if_cancelled (search->cancellable, error))
        return FALSE;
      if (name[0] != '.' && !consider (search, path, name, depth, error))
        return FALSE;
    }
  return TRUE;
}

/* A folder that was left for its depth may be reached from here. */
static gboolean
search_from (Search *search, const char *folder, guint depth, GError **error)
{
  g_hash_table_remove_all (search->folders);
  return search_folder (search, folder, depth, error);
}

/* Files that were given another name. */
static gboolean
search_others (Search *search, GError **error)
{
  for (guint i = 0; i < search->others->len && g_hash_table_size (search->by_fingerprint) > 0; i++)
    {
      const char  *path = search->others->pdata[i];
      const char  *files[] = { path, NULL };
      EcgFileFacts facts;

      if (ecg_file_facts_read (NULL, files, &facts) &&
          (search->any_size || g_hash_table_contains (search->sizes, &facts.size)) &&
          !try_file (search, path, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
collect_missing (Search *search, GError **error)
{
  g_autoptr (GPtrArray) sessions = ecg_store_list_sessions (search->store, error);

  for (guint i = 0; sessions != NULL && i < sessions->len; i++)
    if (!g_file_test (ecg_session_get_path (sessions->pdata[i]), G_FILE_TEST_EXISTS))
      add_missing (search, sessions->pdata[i]);
  search->found->n_missing = g_hash_table_size (search->by_fingerprint);
  return sessions != NULL;
}

gboolean
ecg_relocate (EcgStore      *store,
              const char    *folder,
              EcgRelocation *found,
              EcgProgress   *progress,
              GCancellable  *cancellable,
              GError       **error)
{
  g_auto (Search) search = { .progress = progress, .cancellable = cancellable };
  g_autofree char *whole = g_canonicalize_filename (folder, NULL);

  g_return_val_if_fail (ECG_IS_STORE (store), FALSE);

  if (!g_file_test (whole, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND,
                   _ ("%s is not a folder to search."), folder);
      return FALSE;
    }
  begin_search (&search, store, found);
  return collect_missing (&search, error) && search_folder (&search, whole, 0, error) &&
         search_others (&search, error);
}

/* Folders in which files of the library lie or lay, and those that were imported. */
static char **
list_folders (EcgStore *store, const char *path, GError **error)
{
  g_autoptr (GPtrArray) sessions = ecg_store_list_sessions (store, error);
  g_auto (GStrv) imported = ecg_store_list_folders (store, error);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);

  if (sessions == NULL || imported == NULL)
    return NULL;
  g_ptr_array_add (folders, g_path_get_dirname (path));
  g_hash_table_add (seen, folders->pdata[0]);
  for (guint i = 0; i < sessions->len; i++)
    {
      g_autofree char *folder = g_path_get_dirname (ecg_session_get_path (sessions->pdata[i]));

      if (g_hash_table_contains (seen, folder))
        continue;
      g_hash_table_add (seen, folder);
      g_ptr_array_add (folders, g_steal_pointer (&folder));
    }
  for (gsize i = 0; imported[i] != NULL; i++)
    if (!g_hash_table_contains (seen, imported[i]))
      g_ptr_array_add (folders, g_strdup (imported[i]));
  g_ptr_array_add (folders, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&folders), FALSE);
}

/* Also one above each: folders are renamed more often than files are. */
static gboolean
search_known (Search *search, char **folders, GError **error)
{
  for (gsize i = 0; folders[i] != NULL && g_hash_table_size (search->by_fingerprint) > 0; i++)
    if (!search_from (search, folders[i], 0, error))
      return FALSE;
  for (gsize i = 0; folders[i] != NULL && g_hash_table_size (search->by_fingerprint) > 0; i++)
    {
      g_autofree char *above = g_path_get_dirname (folders[i]);

      /* Not the whole disk, and of a home not all of it. */
      if (strchr (above + 1, '/') != NULL && !g_str_equal (above, g_get_home_dir ()) &&
          !search_from (search, above, MAX_DEPTH - 3, error))
        return FALSE;
    }
  return search_others (search, error);
}

char *
ecg_relocate_session (
  EcgStore *store, gint64 id, EcgProgress *progress, GCancellable *cancellable, GError **error)
{
  g_autoptr (EcgSession) session = ecg_store_get_session (store, id, error);
  g_auto (Search) search = { .progress = progress, .cancellable = cancellable };
  g_auto (GStrv) folders = NULL;
  g_autoptr (EcgSession) now = NULL;
  EcgRelocation found;

  if (session == NULL)
    return NULL;
  if (g_file_test (ecg_session_get_path (session), G_FILE_TEST_EXISTS))
    return g_strdup (ecg_session_get_path (session));
  folders = list_folders (store, ecg_session_get_path (session), error);
  if (folders == NULL)
    return NULL;
  begin_search (&search, store, &found);
  add_missing (&search, session);
  found.n_missing = 1;
  if (!search_known (&search, folders, error))
    return NULL;
  if (found.n_found == 0)
    {
      g_set_error (error, ECG_LIBRARY_ERROR, ECG_LIBRARY_ERROR_NOT_FOUND,
                   _ ("%s is gone, and was not found in or beside the folders that the library "
                      "knows: “dt4ecg library relocate FOLDER” searches another."),
                   ecg_session_get_path (session));
      return NULL;
    }
  now = ecg_store_get_session (store, id, error);
  return now == NULL ? NULL : g_strdup (ecg_session_get_path (now));
}
