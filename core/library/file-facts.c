/*
 * What the file system says of a recording's files.
 */

#include "core/library/file-facts.h"

#include <string.h>
#include <sys/stat.h>

gboolean
ecg_file_facts_read (const char *folder, const char *const *files, EcgFileFacts *facts)
{
  *facts = (EcgFileFacts){ 0 };
  for (gsize i = 0; files[i] != NULL; i++)
    {
      g_autofree char *path = g_canonicalize_filename (files[i], folder);
      struct stat      status;

      if (stat (path, &status) != 0)
        return FALSE;
      facts->size += (gint64) status.st_size;
      facts->mtime_us = MAX (facts->mtime_us, (gint64) status.st_mtim.tv_sec * G_USEC_PER_SEC +
                                                status.st_mtim.tv_nsec / 1000);
    }
  return TRUE;
}

char **
ecg_file_facts_relative (const char *folder, const char *const *files)
{
  g_autofree char *prefix = g_strconcat (folder, "/", NULL);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (gsize i = 0; files != NULL && files[i] != NULL; i++)
    {
      g_autofree char *path = g_canonicalize_filename (files[i], NULL);

      g_strv_builder_add (names, g_str_has_prefix (path, prefix) ? path + strlen (prefix) : path);
    }
  return g_strv_builder_end (names);
}

gboolean
ecg_file_facts_is_new_folder (GHashTable *seen, const char *folder)
{
  struct stat status;

  return stat (folder, &status) == 0 &&
         g_hash_table_add (seen,
                           g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                            (guint64) status.st_dev, (guint64) status.st_ino));
}
