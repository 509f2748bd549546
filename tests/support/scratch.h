#pragma once

#include <gio/gio.h>

/** Scratch: a folder of a test's own, removed with all that is in it. */
typedef struct
{
  char *folder;
} Scratch;

static inline void
scratch_open (Scratch *scratch)
{
  scratch->folder = g_dir_make_tmp ("dt4ecg-XXXXXX", NULL);
  g_assert_nonnull (scratch->folder);
}

/** scratch_open_home: As scratch_open(), and moves the user's folders into `home` within. To be
 * called before anything has asked for them; #G_TEST_OPTION_ISOLATE_DIRS leaks in GLib 2.74. */
static inline void
scratch_open_home (Scratch *scratch)
{
  static const char *const folders[][2] = { { "HOME", "." },
                                            { "XDG_CACHE_HOME", "cache" },
                                            { "XDG_CONFIG_HOME", "config" },
                                            { "XDG_DATA_HOME", "data" },
                                            { "XDG_STATE_HOME", "state" } };

  scratch_open (scratch);
  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (scratch->folder, "home", folders[i][1], NULL);

      g_setenv (folders[i][0], path, TRUE);
    }
}

static inline void
scratch_remove (GFile *file)
{
  g_autoptr (GFileEnumerator) children = g_file_enumerate_children (
    file, "standard::name", G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFile *child = NULL;

  while (children != NULL && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL) &&
         child != NULL)
    scratch_remove (child);
  g_file_delete (file, NULL, NULL);
}

static inline void
scratch_close (Scratch *scratch)
{
  g_autoptr (GFile) folder = g_file_new_for_path (scratch->folder);

  scratch_remove (folder);
  g_clear_pointer (&scratch->folder, g_free);
}

/** scratch_path: Returns: (transfer full): where @name is in the folder. */
static inline char *
scratch_path (const Scratch *scratch, const char *name)
{
  return g_build_filename (scratch->folder, name, NULL);
}

/** scratch_write: Writes a file. Returns: (transfer full): its path. */
static inline char *
scratch_write (const Scratch *scratch, const char *name, const void *bytes, gssize n)
{
  char *path = scratch_path (scratch, name);

  g_assert_true (g_file_set_contents (path, bytes, n, NULL));
  return path;
}

/** scratch_count: Returns: how many files the folder holds. */
static inline guint
scratch_count (const Scratch *scratch)
{
  g_autoptr (GDir) dir = g_dir_open (scratch->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/** shared_recording: Returns: (transfer full) (nullable): @path in the folder of recordings; NULL,
 * and the test skipped, where that is absent. */
static inline char *
shared_recording (const char *path)
{
  const char      *named = g_getenv ("DT4ECG_RECORDINGS");
  g_autofree char *beside =
    g_test_build_filename (G_TEST_DIST, "..", "..", "shared", "recordings", NULL);
  char *whole = g_build_filename (named != NULL ? named : beside, path, NULL);

  if (g_file_test (whole, G_FILE_TEST_EXISTS))
    return whole;
  g_test_skip ("the folder of recordings is not here");
  g_free (whole);
  return NULL;
}
