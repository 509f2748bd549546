#include "core/learn/run-files.h"

#include "core/learn/trainer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

#define MAX_RUN_NAME 100
#define CHECKPOINT_SUFFIX ".safetensors"

gboolean
ecg_run_files_check_name (const char *name, GError **error)
{
  gboolean good = *name != '\0' && *name != '.' && *name != '-' && strlen (name) <= MAX_RUN_NAME &&
                  g_utf8_validate (name, -1, NULL);

  for (const char *c = name; *c != '\0'; c++)
    good = good && *c != G_DIR_SEPARATOR && !g_ascii_iscntrl (*c);
  if (!good)
    g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
                 _ ("“%s” cannot name a run: expected 1 to %d letters, digits, spaces or dashes, "
                    "no slash, no leading dot or dash."),
                 name, MAX_RUN_NAME);
  return good;
}

char *
ecg_run_files_get_checkpoint (const char *checkpoint, guint fold)
{
  g_autofree char *stem = NULL;

  if (fold == 0)
    return g_strdup (checkpoint);
  stem = g_str_has_suffix (checkpoint, CHECKPOINT_SUFFIX)
           ? g_strndup (checkpoint, strlen (checkpoint) - strlen (CHECKPOINT_SUFFIX))
           : g_strdup (checkpoint);
  return g_strdup_printf ("%s.fold%u%s", stem, fold + 1, CHECKPOINT_SUFFIX);
}

/* Another library of the folder may have a run of that name, and a run that was removed its file.
 */
static char *
find_free_path (const char *folder, const char *name)
{
  for (guint i = 1;; i++)
    {
      g_autofree char *file = i == 1 ? g_strconcat (name, CHECKPOINT_SUFFIX, NULL)
                                     : g_strdup_printf ("%s-%u" CHECKPOINT_SUFFIX, name, i);
      g_autofree char *path = g_build_filename (folder, file, NULL);
      g_autofree char *second = ecg_run_files_get_checkpoint (path, 1);

      if (!g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (second, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
}

char *
ecg_run_files_make_path (EcgStore *store, const char *name, GError **error)
{
  g_autofree char *folder = ecg_store_dup_runs_folder (store);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return find_free_path (folder, name);
  g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT,
               _ ("The folder %s for checkpoints cannot be made: %s."), folder, g_strerror (errno));
  return NULL;
}

/* Returns: (nullable): SHA-256, hex. */
static char *
compute_digest (const char *path)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr (GBytes) bytes = file == NULL ? NULL : g_mapped_file_get_bytes (file);

  return bytes == NULL ? NULL : g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
}

JsonNode *
ecg_run_files_list (EcgRun *run)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint fold = 0;; fold++)
    {
      g_autofree char *path =
        ecg_run_files_get_checkpoint (ecg_run_get_fields (run)->checkpoint, fold);
      g_autofree char *digest = compute_digest (path);

      if (digest == NULL)
        break;
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "path");
      json_builder_add_string_value (builder, path);
      json_builder_set_member_name (builder, "sha256");
      json_builder_add_string_value (builder, digest);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  return json_builder_get_root (builder);
}

int
ecg_run_files_lock (const char *checkpoint, GError **error)
{
  g_autofree char *path = g_strconcat (checkpoint, ".lock", NULL);
  const int        lock = g_open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);

  if (lock >= 0 && flock (lock, LOCK_EX | LOCK_NB) == 0)
    return lock;
  if (lock < 0)
    g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_CHECKPOINT,
                 _ ("%s cannot be written: %s."), path, g_strerror (errno));
  else
    g_set_error (error, ECG_LEARN_ERROR, ECG_LEARN_ERROR_INVALID,
                 _ ("The run is being trained already, by this or another program."));
  if (lock >= 0)
    close (lock);
  return -1;
}

void
ecg_run_files_unlock (const char *checkpoint, int lock)
{
  g_autofree char *path = g_strconcat (checkpoint, ".lock", NULL);

  g_unlink (path);
  close (lock);
}
