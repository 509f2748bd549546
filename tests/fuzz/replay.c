/* Replays a corpus without libFuzzer: the folder, then every single byte of each file changed. */

#include "tests/fuzz/fuzz.h"

#include <glib.h>

static void
replay_file (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize            n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  LLVMFuzzerTestOneInput ((const uint8_t *) bytes, n);
  for (gsize i = 0; i < n; i++)
    {
      const char was = bytes[i];

      LLVMFuzzerTestOneInput ((const uint8_t *) bytes, i);
      bytes[i] = (char) (was ^ (1 << i % 8));
      LLVMFuzzerTestOneInput ((const uint8_t *) bytes, n);
      bytes[i] = was;
    }
}

int
main (int argc, char **argv)
{
  g_autoptr (GDir) folder = argc == 2 ? g_dir_open (argv[1], 0, NULL) : NULL;
  const char *name;
  guint       n = 0;

  g_assert_nonnull (folder);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);

      replay_file (path);
      n++;
    }
  g_assert_cmpuint (n, >, 0);
  return 0;
}
