/* What begins like JSON is the description of a table, all else the packed table of a description.
 */

#include "tests/fuzz/fuzz.h"

#include "core/recording/loader.h"

#include <glib/gstdio.h>
#include <string.h>

static const char description[] = "{\"SamplingFrequency\":10,\"Columns\":[\"a\",\"II\"],"
                                  "\"II\":{\"Units\":\"mV\"}}";

/* "1\t2\n3\tn/a\n" in one stored block, with the sum of its bytes */
static const guint8 table[] = { 0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x01,
                                0x0a, 0x00, 0xf5, 0xff, 0x31, 0x09, 0x32, 0x0a, 0x33, 0x09, 0x6e,
                                0x2f, 0x61, 0x0a, 0x02, 0x19, 0xa5, 0x50, 0x0a, 0x00, 0x00, 0x00 };

static void
write_file (const char *path, const void *bytes, gsize n)
{
  g_assert (
    g_file_set_contents_full (path, bytes, (gssize) n, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n)
{
  g_autofree char *folder = g_dir_make_tmp ("dt4ecg-fuzz-XXXXXX", NULL);
  g_autofree char *packed = g_build_filename (folder, "x_physio.tsv.gz", NULL);
  g_autofree char *json = g_build_filename (folder, "x_physio.json", NULL);
  const gboolean   is_json = n > 0 && bytes[0] == '{';
  g_autoptr (GError) error = NULL;
  EcgRecording *recording;

  if (is_json)
    write_file (packed, table, sizeof table);
  else
    write_file (packed, bytes, n);
  if (is_json)
    write_file (json, bytes, n);
  else
    write_file (json, description, strlen (description));
  recording = ecg_recording_load (packed, NULL, NULL, &error);
  g_assert ((recording == NULL) == (error != NULL));
  g_clear_pointer (&recording, ecg_recording_unref);
  g_unlink (packed);
  g_unlink (json);
  g_rmdir (folder);
  return 0;
}
