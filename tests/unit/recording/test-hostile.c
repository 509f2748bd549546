/* Files that were made to harm: each must be refused by a sentence, or read for what it is. */

#include "core/recording/loader.h"

#include "tests/support/scratch.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static Scratch scratch;

static void
write_text (const char *name, const char *text)
{
  g_free (scratch_write (&scratch, name, text, -1));
}

static void
write_samples (const char *name, gsize n)
{
  g_autofree guint8 *bytes = g_malloc0 (n);

  g_free (scratch_write (&scratch, name, bytes, (gssize) n));
}

static EcgRecording *
load (const char *name, GError **error)
{
  g_autofree char *path = scratch_path (&scratch, name);

  return ecg_recording_load (path, NULL, NULL, error);
}

/* Refused by a sentence that holds @part. */
static void
assert_refused (const char *name, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (load (name, &error));
  g_assert_nonnull (error);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” was expected in: %s", part, error->message);
  g_assert_true (g_str_has_suffix (error->message, "."));
}

/* Its own header says that it goes on to the end of its file. */
static void
test_segment_of_no_length (void)
{
  g_autoptr (EcgRecording) recording = NULL;

  write_text ("x.hea", "x/3 1 250 20\ny 8\nz 0\ny 4\n");
  write_text ("y.hea", "y 1 250 8\nd 16 200\n");
  write_text ("z.hea", "z 1 250\nd 16 200\n");
  write_samples ("d", 400);
  recording = load ("x.hea", NULL);
  g_assert_nonnull (recording);
  g_assert_cmpint (ecg_recording_get_length (recording), ==, 12);
}

static void
test_segments_name_themselves (void)
{
  write_text ("x.hea", "x/2 1 250 20\nx 8\ny 8\n");
  write_text ("y.hea", "y/1 1 250 8\nx 8\n");
  assert_refused ("x.hea", "No segment of “x” is there that holds samples");
}

static void
test_segment_of_endless_length (void)
{
  write_text ("x.hea", "x/3 1 250 20\ny 8\nz 9223372036854775807\ny 8\n");
  write_text ("y.hea", "y 1 250 8\nd 16 200\n");
  write_text ("z.hea", "z 1 250\nd 16 200\n");
  write_samples ("d", 400);
  assert_refused ("x.hea", "more than its files can hold");
}

/* A small file that has one great header read over and over. */
static void
test_segments_share_a_header (void)
{
  g_autoptr (GString) text = g_string_new ("x/64 1 250 640\n");
  g_autoptr (GString) header = g_string_new ("y 1 250 10\nd 16 200\n");

  for (guint i = 0; i < 64; i++)
    g_string_append (text, "y 10\n");
  while (header->len < 500000)
    g_string_append (header, "#\n");
  write_text ("x.hea", text->str);
  write_text ("y.hea", header->str);
  write_samples ("d", 20);
  assert_refused ("x.hea", "larger than 16 MiB together");
}

/* What is wrong with each of a thousand segments is not told a thousand times. */
static void
test_segments_warn_in_bounds (void)
{
  g_autoptr (GString) text = g_string_new ("x/1001 1 250 10000\ny 10\n");
  g_autoptr (EcgRecording) recording = NULL;

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *name = g_strdup_printf ("s%u.hea", i % 500);

      g_string_append_printf (text, "s%u 10\n", i % 500);
      write_text (name, "s 1 500 10\nd 16 200\n");
    }
  write_text ("x.hea", text->str);
  write_text ("y.hea", "y 1 250 10\nd 16 200\n");
  write_samples ("d", 20);
  recording = load ("x.hea", NULL);
  g_assert_nonnull (recording);
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), ==, 65);
}

static void
test_numbers_at_their_limits (void)
{
  static const struct
  {
    const char *header;
    const char *part;
  } rows[] = {
    { "x 1 125 10\nd 16:-9223372036854775808 200\n", "“x.hea”, line 2: the signal's skew" },
    { "x 1 125 10\nd 16:536870913 200\n", "the signal's skew" },
    { "x 1 125 10\nd 16+9223372036854775807 200\n", "byte offset" },
    { "x 1 125 10\nd 516+9223372036854775806 200\n", "byte offset" },
    { "x 1 125 10\nd 16+100000 200\n", "holds 400 bytes" },
    { "x 2 1e308 5\nd 16x10 200\nd 16 200\n", "“x.hea”, line 1: the sampling rate" },
    { "x 1 1e-300 5\nd 16 200\n", "the sampling rate" },
  };

  write_samples ("d", 400);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      write_text ("x.hea", rows[i].header);
      assert_refused ("x.hea", rows[i].part);
    }
}

static void
replace (const char *name, const char *target)
{
  g_autofree char *path = scratch_path (&scratch, name);

  g_unlink (path);
  if (target != NULL)
    g_assert_cmpint (symlink (target, path), ==, 0);
  else
    g_assert_cmpint (mkfifo (path, 0600), ==, 0);
}

/* What never ends, or never begins: reading any of these would hang. */
static void
test_pipes_and_devices (void)
{
  static const char *const targets[] = { NULL, "/dev/zero", "/dev/tty", "pipe" };

  replace ("pipe", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      g_autoptr (EcgRecording) recording = NULL;

      /* the samples, of a plain format and of FLAC */
      write_text ("x.hea", "x 1 250 10\nd 16 200\n");
      replace ("d", targets[i]);
      assert_refused ("x.hea", "“d” is not a regular file");
      write_text ("x.hea", "x 1 250 10\nd 516 200\n");
      assert_refused ("x.hea", "“d” is not a regular file");

      /* the header itself, and the header of a segment */
      replace ("y.hea", targets[i]);
      assert_refused ("y.hea", "“y.hea” is not a regular file");
      write_text ("x.hea", "x/1 1 250 10\ny 10\n");
      assert_refused ("x.hea", "No segment");

      /* what stands beside a recording */
      write_text ("x.csv", "1\n2\n");
      replace ("x.csv.json", targets[i]);
      assert_refused ("x.csv", "“x.csv.json” is not a regular file");
      write_text ("r.hea", "r 1 250 10\nr.dat 16 200\n");
      write_samples ("r.dat", 20);
      replace ("r.atr", targets[i]);
      recording = load ("r.hea", NULL);
      g_assert_nonnull (recording);
      g_assert_nonnull (strstr (ecg_recording_get_warnings (recording)[0], "not a regular file"));
    }
}

static void
test_links_in_a_circle (void)
{
  g_autoptr (GError) error = NULL;

  replace ("one", "two");
  replace ("two", "one");
  write_text ("x.hea", "x 1 250 10\none 16 200\n");
  g_assert_null (load ("x.hea", &error));
  g_assert_nonnull (error);
  replace ("x.hea", "x.hea");
  g_clear_error (&error);
  g_assert_null (load ("x.hea", &error));
  g_assert_nonnull (error);
}

static void
test_names_of_other_folders (void)
{
  static const char *const names[] = { "../x", "/etc/passwd", "../../etc/passwd", "a/../x", "..",
                                       ".",    "a\\b" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *header = g_strdup_printf ("x 1 250 10\n%s 16 200\n", names[i]);
      g_autofree char *segments = g_strdup_printf ("x/1 1 250 10\n%s 10\n", names[i]);

      write_text ("x.hea", header);
      assert_refused ("x.hea", "not a file of its own folder");
      write_text ("x.hea", segments);
      assert_refused ("x.hea", "No segment");
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  scratch_open (&scratch);
  g_test_add_func ("/recording/hostile/segments/no-length", test_segment_of_no_length);
  g_test_add_func ("/recording/hostile/segments/endless", test_segment_of_endless_length);
  g_test_add_func ("/recording/hostile/segments/itself", test_segments_name_themselves);
  g_test_add_func ("/recording/hostile/segments/one-header", test_segments_share_a_header);
  g_test_add_func ("/recording/hostile/segments/warnings", test_segments_warn_in_bounds);
  g_test_add_func ("/recording/hostile/pipes-and-devices", test_pipes_and_devices);
  g_test_add_func ("/recording/hostile/links-in-a-circle", test_links_in_a_circle);
  g_test_add_func ("/recording/hostile/names-of-other-folders", test_names_of_other_folders);
  g_test_add_func ("/recording/hostile/numbers", test_numbers_at_their_limits);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
