/* Replays a corpus without libFuzzer: every file; then those that people wrote, which have a name
 * and not a sum of libFuzzer's, cut at every byte and with one bit of every byte changed; or at
 * every so many, if told. */

#include "tests/fuzz/fuzz.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define SUM_LENGTH 40

static gboolean
is_found (const char *name)
{
  return strlen (name) == SUM_LENGTH && strspn (name, "0123456789abcdef") == SUM_LENGTH;
}

static void
replay_file (const char *path, gsize step)
{
  g_autofree char *bytes = NULL;
  gsize            n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  LLVMFuzzerTestOneInput ((const uint8_t *) bytes, n);
  for (gsize i = 0; step > 0 && i < n; i += step)
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
  g_autoptr (GDir) folder = argc >= 2 ? g_dir_open (argv[1], 0, NULL) : NULL;
  const gsize step = argc == 3 ? (gsize) g_ascii_strtoull (argv[2], NULL, 10) : 1;
  const char *name;
  guint       n = 0;

  g_assert_nonnull (folder);
  /* Targets write their files there, thousands of times. */
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (argv[1], name, NULL);

      replay_file (path, is_found (name) ? 0 : step);
      n++;
    }
  g_assert_cmpuint (n, >, 0);
  return 0;
}
