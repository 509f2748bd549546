/* A record of several files. The input is four of them, each but the last ended by a byte 0: the
 * headers x.hea, y.hea and z.hea and the samples d, which also serve as the annotations x.atr. */

#include "tests/fuzz/fuzz.h"

#include "core/recording/loader.h"

#include <glib/gstdio.h>
#include <string.h>

static void
write_file (const char *folder, const char *name, const uint8_t *bytes, size_t n)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert (g_file_set_contents_full (path, (const char *) bytes, (gssize) n,
                                      G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
load (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "x.hea", NULL);
  g_autoptr (GError) error = NULL;
  EcgRecording *recording = ecg_recording_load (path, NULL, NULL, &error);

  g_assert ((recording == NULL) == (error != NULL));
  g_assert (error == NULL || *error->message != '\0');
  g_clear_pointer (&recording, ecg_recording_unref);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n)
{
  static const char *const headers[] = { "x.hea", "y.hea", "z.hea" };
  static const char *const all[] = { "x.hea", "y.hea", "z.hea", "d", "x.atr" };
  g_autofree char         *folder = g_dir_make_tmp ("dt4ecg-fuzz-XXXXXX", NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (headers); i++)
    {
      const uint8_t *zero = n > 0 ? memchr (bytes, 0, n) : NULL;
      const size_t   length = zero != NULL ? (size_t) (zero - bytes) : n;

      if (length > 0)
        write_file (folder, headers[i], bytes, length);
      bytes += MIN (length + 1, n);
      n -= MIN (length + 1, n);
    }
  write_file (folder, "d", bytes, n);
  write_file (folder, "x.atr", bytes, n);
  load (folder);
  for (size_t i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autofree char *path = g_build_filename (folder, all[i], NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
  return 0;
}
