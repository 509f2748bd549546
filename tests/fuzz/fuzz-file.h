#pragma once

#include "core/recording/loader.h"

#include <glib/gstdio.h>

/** fuzz_load: Loads @bytes from a file called @name in a folder of this process; a file called
 * @beside, holding @beside_text, may stand beside it. */
static inline void
fuzz_load (
  const uint8_t *bytes, size_t n, const char *name, const char *beside, const char *beside_text)
{
  g_autofree char *folder = g_dir_make_tmp ("dt4ecg-fuzz-XXXXXX", NULL);
  g_autofree char *path = NULL;
  g_autofree char *beside_path = NULL;
  g_autoptr (GError) error = NULL;
  EcgRecording *recording;

  path = g_build_filename (folder, name, NULL);
  beside_path = g_build_filename (folder, beside, NULL);
  g_assert (g_file_set_contents_full (path, (const char *) bytes, (gssize) n,
                                      G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  if (beside_text != NULL)
    g_assert (g_file_set_contents_full (beside_path, beside_text, -1, G_FILE_SET_CONTENTS_NONE,
                                        0600, NULL));
  recording = ecg_recording_load (beside_text != NULL ? beside_path : path, NULL, NULL, &error);
  g_assert ((recording == NULL) == (error != NULL));
  g_clear_pointer (&recording, ecg_recording_unref);
  g_unlink (path);
  if (beside_text != NULL)
    g_unlink (beside_path);
  g_rmdir (folder);
}
