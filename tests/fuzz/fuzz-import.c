/* A folder of others that is imported. The input is three files, each but the last ended by a byte
 * 0: records.csv, a.csv, and below it b.hea, whose samples the table's bytes are. */

#include "tests/fuzz/fuzz.h"

#include "core/library/importer.h"
#include "tests/support/scratch.h"

#include <glib/gstdio.h>
#include <string.h>

#define FILES 4
#define IMPORTS_PER_LIBRARY 512

static const char *const names[FILES] = { "records.csv", "a.csv", "sub/b.hea", "sub/d" };

static void
write_file (const char *folder, const char *name, const uint8_t *bytes, size_t n)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert (g_file_set_contents_full (path, (const char *) bytes, (gssize) n,
                                      G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
write_files (const char *folder, const uint8_t *bytes, size_t n)
{
  const uint8_t *all = bytes;
  const size_t   n_all = n;

  for (guint i = 0; i < 3; i++)
    {
      const uint8_t *zero = n > 0 ? memchr (bytes, 0, n) : NULL;
      const size_t   length = zero != NULL && i < 2 ? (size_t) (zero - bytes) : n;

      write_file (folder, names[i], bytes, length);
      bytes += MIN (length + 1, n);
      n -= MIN (length + 1, n);
    }
  write_file (folder, names[3], all, n_all);
}

/* Made anew now and then, or it would grow. */
static EcgStore *
get_store (void)
{
  static EcgStore *store;
  static Scratch   scratch;
  static guint     n;

  if (n++ % IMPORTS_PER_LIBRARY == 0)
    {
      g_autofree char *path = NULL;

      g_clear_object (&store);
      if (scratch.folder != NULL)
        scratch_close (&scratch);
      scratch_open (&scratch);
      path = scratch_path (&scratch, "library.db");
      store = ecg_store_open (path, NULL);
      g_assert (store != NULL);
    }
  return store;
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n)
{
  Scratch          scratch;
  g_autofree char *below = NULL;
  const char      *paths[] = { NULL, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgImportReport) report = NULL;

  scratch_open (&scratch);
  below = scratch_path (&scratch, "sub");
  g_mkdir (below, 0700);
  write_files (scratch.folder, bytes, n);
  paths[0] = scratch.folder;
  report = ecg_import (get_store (), paths, NULL, NULL, &error);
  g_assert ((report == NULL) == (error != NULL));
  g_assert (report == NULL || report->added + report->known + report->refused->len == 2);
  scratch_close (&scratch);
  return 0;
}
