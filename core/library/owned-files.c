/* Files that a header speaks for. */

#include "core/library/owned-files.h"

#include "core/recording/file-input.h"
#include "core/recording/limits.h"
#include "core/recording/wfdb-header.h"

#include <string.h>

struct _EcgOwnedFiles
{
  GHashTable *owners;  /* path → path of the header */
  GHashTable *refused; /* set of paths */
};

void
ecg_owned_files_free (EcgOwnedFiles *self)
{
  g_hash_table_unref (self->owners);
  g_hash_table_unref (self->refused);
  g_free (self);
}

static void
own (EcgOwnedFiles *self, GHashTable *known, const char *header, const char *file)
{
  g_autofree char *folder = g_path_get_dirname (header);
  g_autofree char *path = g_build_filename (folder, file, NULL);

  if (strcmp (path, header) != 0 && g_hash_table_contains (known, path) &&
      !g_hash_table_contains (self->owners, path))
    g_hash_table_insert (self->owners, g_steal_pointer (&path), g_strdup (header));
}

/* What cannot be read here is refused when it is imported. */
static void
read_owner (EcgOwnedFiles *self, GHashTable *known, const char *path, GCancellable *cancellable)
{
  g_autofree char *text = ecg_file_read_text (path, ECG_LIMIT_HEADER, cancellable, NULL);
  g_autoptr (EcgWfdbHeader) header = text != NULL ? ecg_wfdb_header_parse (text, path, NULL) : NULL;

  if (header == NULL)
    return;
  for (guint i = 0; header->signals != NULL && i < header->n_signals; i++)
    if (header->signals[i].file != NULL)
      own (self, known, path, header->signals[i].file);
  for (gint64 i = 0; header->segments != NULL && i < header->n_segments; i++)
    {
      g_autofree char *file = g_strconcat (header->segments[i].name, ".hea", NULL);

      own (self, known, path, file);
    }
}

static void
move_owned_to_end (EcgOwnedFiles *self, GPtrArray *files)
{
  g_autoptr (GPtrArray) owned = g_ptr_array_new ();
  guint n = 0;

  for (guint i = 0; i < files->len; i++)
    if (g_hash_table_contains (self->owners, files->pdata[i]))
      g_ptr_array_add (owned, files->pdata[i]);
    else
      files->pdata[n++] = files->pdata[i];
  for (guint i = 0; i < owned->len; i++)
    files->pdata[n++] = owned->pdata[i];
}

EcgOwnedFiles *
ecg_owned_files_new (GPtrArray *files, GCancellable *cancellable)
{
  EcgOwnedFiles *self = g_new (EcgOwnedFiles, 1);
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);

  self->owners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->refused = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < files->len; i++)
    g_hash_table_add (known, files->pdata[i]);
  for (guint i = 0; i < files->len && !g_cancellable_is_cancelled (cancellable); i++)
    if (g_str_has_suffix (files->pdata[i], ".hea"))
      read_owner (self, known, files->pdata[i], cancellable);
  move_owned_to_end (self, files);
  return self;
}

gboolean
ecg_owned_files_is_taken (EcgOwnedFiles *self, const char *path)
{
  const char *owner = g_hash_table_lookup (self->owners, path);

  return owner != NULL && !g_hash_table_contains (self->refused, owner);
}

void
ecg_owned_files_refuse (EcgOwnedFiles *self, const char *path)
{
  g_hash_table_add (self->refused, g_strdup (path));
}
