/* The first byte picks the format; the rest is the file of samples of two signals. */

#include "tests/fuzz/fuzz.h"

#include "core/recording/wfdb-file.h"

#include <glib/gstdio.h>
#include <unistd.h>

static void
read_all (EcgWfdbFile *file, guint per_frame)
{
  const gint64       n = MIN (ecg_wfdb_file_n_frames (file), 4096);
  g_autofree gint32 *whole = g_new (gint32, (gsize) n * per_frame + 1);
  g_autofree gint32 *part = g_new (gint32, (gsize) n * per_frame + 1);

  /* What is read from the middle is what is read from the start. */
  if (ecg_wfdb_file_read (file, whole, 0, n, NULL, NULL) &&
      ecg_wfdb_file_read (file, part, n / 3, n, NULL, NULL))
    for (gint64 i = 0; i < (n - n / 3) * per_frame; i++)
      g_assert (part[i] == whole[n / 3 * per_frame + i]);
}

int
LLVMFuzzerTestOneInput (const uint8_t *bytes, size_t n)
{
  static const guint  formats[] = { 8, 16, 24, 32, 61, 80, 160, 212, 310, 311, 508, 516, 524 };
  static const gint64 initial[] = { 5, -7 };
  const guint         format = n > 0 ? formats[bytes[0] % G_N_ELEMENTS (formats)] : 8;
  const guint         frame_samples[] = { 1 + (format < 500), 1 };
  const EcgWfdbLayout layout = { ecg_wfdb_codec (format), 2, frame_samples, initial, 1 };
  g_autofree char    *path = NULL;
  g_autoptr (GError) error = NULL;
  EcgWfdbFile *file;

  path = g_strdup_printf ("%s/dt4ecg-fuzz-%d", g_get_tmp_dir (), (int) getpid ());
  g_assert (g_file_set_contents_full (path, (const char *) bytes, (gssize) n,
                                      G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  file = ecg_wfdb_file_open (path, &layout, NULL, &error);
  g_assert ((file == NULL) == (error != NULL));
  if (file != NULL)
    read_all (file, frame_samples[0] + frame_samples[1]);
  g_clear_pointer (&file, ecg_wfdb_file_free);
  g_unlink (path);
  return 0;
}
