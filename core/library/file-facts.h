#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EcgFileFacts:
 * @size: bytes of all files together
 * @mtime_us: when the newest of them was written, microseconds since 1970
 *
 * By what files are known again without reading them.
 */
typedef struct
{
  gint64 size;
  gint64 mtime_us;
} EcgFileFacts;

/** ecg_file_facts_read: @files: NULL-terminated; those that are not absolute lie in @folder.
 * Returns: FALSE where one is not there. */
gboolean ecg_file_facts_read (const char *folder, const char *const *files, EcgFileFacts *facts);

/** ecg_file_facts_relative: Returns: (transfer full): @files as they are called from @folder, where
 * they lie in it. */
char **ecg_file_facts_relative (const char *folder, const char *const *files);

/** ecg_file_facts_is_new_folder: Links may lead to a folder by a thousand ways. @seen:
 * (element-type utf8): those that were here before, to which @folder is added; frees its keys.
 * Returns: whether
 * @folder is there and is none of them. */
gboolean ecg_file_facts_is_new_folder (GHashTable *seen, const char *folder);

G_END_DECLS
