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

G_END_DECLS
