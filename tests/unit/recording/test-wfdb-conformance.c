/* The samples of wfdb-python against what PhysioNet's rdsamp says of them. */

#include "core/recording/loader.h"

#include "tests/support/scratch.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

typedef struct
{
  const char *record;
  const char *expected;
  gint64      begin;
  guint       averaged; /* samples of ours that make one of rdsamp's */
  gboolean    physical;
  const char *leads; /* their indices, in the order of the columns */
} Row;

static const Row rows[] = {
  { "test01_00s", "record-1a", 0, 1, FALSE, "0123" },
  { "a103l", "record-1c", 20000, 1, FALSE, "01" },
  { "a103l-no-len", "record-1c", 20000, 1, FALSE, "01" },
  { "3000003_0003", "record-1d", 125, 1, TRUE, "1" },
  { "binformats", "record-1f", 0, 1, FALSE, "0123456789" },
  /* The file of samples of 100.hea is that of the database itself. */
  { "../../mitdb/100", "record-2b", 1, 1, FALSE, "1" },
  { "100_3chan", "record-2c", 0, 1, TRUE, "012" },
  { "310derive", "record-2d", 2, 1, FALSE, "01" },
  { "311derive", "record-2e", 1, 1, TRUE, "0" },
  { "test01_00s_skewframe", "record-4a", 0, 2, FALSE, "012" },
  { "multi-segment/fixed1/v102s", "record-multi-fixed-c", 70000, 1, TRUE, "103" },
  { "multi-segment/041s/041s", "record-multi-fixed-d", 0, 1, FALSE, "321" },
  { "flacformats", "record-flac", 0, 1, FALSE, "012" },
};

static char *
read_gzip (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GInputStream) packed = G_INPUT_STREAM (g_file_read (file, NULL, NULL));
  g_autoptr (GConverter) converter =
    G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  g_autoptr (GInputStream) stream = g_converter_input_stream_new (packed, converter);
  g_autoptr (GOutputStream) text = g_memory_output_stream_new_resizable ();

  g_assert_cmpint (g_output_stream_splice (text, stream, G_OUTPUT_STREAM_SPLICE_NONE, NULL, NULL),
                   >, 0);
  g_assert_true (g_output_stream_write_all (text, "", 1, NULL, NULL, NULL));
  g_output_stream_close (text, NULL, NULL);
  return g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (text));
}

/* One number as rdsamp prints it; a slow signal's samples are averaged as it averages, in whole
 * numbers towards 0. */
static char *
print_sample (EcgSeries *lead, const Row *row, gint64 index)
{
  gint32   counts[2];
  gint64   sum = 0;
  EcgScale scale;

  ecg_series_read_counts (lead, (EcgSpan){ index * row->averaged, (index + 1) * row->averaged },
                          counts);
  ecg_series_get_scale (lead, &scale);
  if (row->physical && counts[0] == ECG_COUNT_MISSING)
    return g_strdup ("-");
  if (row->physical)
    return g_strdup_printf ("%.8f", ((double) counts[0] - scale.baseline) / scale.gain);
  for (guint k = 0; k < row->averaged; k++)
    /* rdsamp prints the code of what is missing; only the record in format 212 lacks samples. */
    sum += counts[k] == ECG_COUNT_MISSING ? -2048 : counts[k];
  return g_strdup_printf ("%" G_GINT64_FORMAT, sum / row->averaged);
}

static void
compare_line (EcgRecording *recording, const Row *row, char *line, gint64 index)
{
  const char *column = row->leads;

  g_strdelimit (line, "\t", ' ');
  g_auto (GStrv) words = g_strsplit (line, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      g_autofree char *ours = NULL;

      if (*words[i] == '\0')
        continue;
      g_assert_cmpint (*column, !=, '\0');
      ours =
        print_sample (ecg_recording_get_lead (recording, (guint) (*column++ - '0')), row, index);
      if (strcmp (ours, words[i]) != 0)
        g_error ("%s, sample %" G_GINT64_FORMAT ": “%s”, where rdsamp says “%s”", row->record,
                 index, ours, words[i]);
    }
  g_assert_cmpint (*column, ==, '\0');
}

/* The file holds what its header says. That 100_3chan has a lead called III, which the other two
 * do not give, is true. */
static void
assert_sound (EcgRecording *recording)
{
  const char *const *warnings = ecg_recording_get_warnings (recording);

  for (guint i = 0; warnings != NULL && warnings[i] != NULL; i++)
    if (strstr (warnings[i], "do not agree") == NULL)
      g_error ("%s", warnings[i]);
}

static void
test_row (const Row *row)
{
  g_autofree char *folder = shared_recording ("formats/wfdb-python");
  g_autofree char *name = g_strconcat (row->record, ".hea", NULL);
  g_autofree char *expected = g_strconcat (row->expected, ".gz", NULL);
  g_autofree char *path = NULL;
  g_autofree char *expected_path = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgRecording) recording = NULL;

  if (folder == NULL)
    return;
  path = g_build_filename (folder, name, NULL);
  expected_path = g_build_filename (folder, "expected", expected, NULL);
  recording = ecg_recording_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_sound (recording);
  text = read_gzip (expected_path);
  g_auto (GStrv) lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), >, 0);
  for (guint i = 0; lines[i] != NULL; i++)
    compare_line (recording, row, lines[i], row->begin + i);
}

static void
test_samples (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    test_row (&rows[i]);
}

/* Two of the 32 segments are here. */
static void
test_variable_layout (void)
{
  g_autofree char *path =
    shared_recording ("formats/wfdb-python/multi-segment/p000878/p000878-2137-10-26-16-57.hea");
  g_autoptr (EcgRecording) recording = NULL;
  float before, within;

  if (path == NULL)
    return;
  recording = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_nonnull (recording);
  g_assert_cmpuint (ecg_recording_get_n_leads (recording), ==, 4);
  g_assert_cmpint (ecg_recording_get_length (recording), ==, 3750 + 2000 + 1750);
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), >=, 1);
  ecg_series_read (ecg_recording_find_lead (recording, "II"), (EcgSpan){ 5749, 5750 }, &before);
  ecg_series_read (ecg_recording_find_lead (recording, "PLETH"), (EcgSpan){ 5750, 5751 }, &within);
  g_assert_true (isnan (before));
  g_assert_cmpfloat_with_epsilon (within, (4.0 + 128.0) / 255.0, 1e-6);
}

static void
test_null_segment (void)
{
  g_autofree char *path = shared_recording ("formats/wfdb-c-data/multi.hea");
  g_autoptr (EcgRecording) recording = NULL;
  float values[2];

  if (path == NULL)
    return;
  recording = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_nonnull (recording);
  g_assert_cmpint (ecg_recording_get_length (recording), ==, 45000);
  ecg_series_read (ecg_recording_get_lead (recording, 0), (EcgSpan){ 21600, 21601 }, values);
  ecg_series_read (ecg_recording_get_lead (recording, 0), (EcgSpan){ 23400, 23401 }, values + 1);
  g_assert_true (isnan (values[0]));
  g_assert_cmpfloat_with_epsilon (values[1], (995.0 - 1024.0) / 200.0, 1e-6);
}

static void
load_damaged (const char *folder, const char *header, const char *file, const char *bytes, gsize n)
{
  g_autofree char *path = g_build_filename (folder, header, NULL);
  g_autofree char *dat = g_build_filename (folder, file, NULL);
  g_autoptr (GError) error = NULL;
  EcgRecording *recording;

  /* GLib 2.74 writes into a file that is there without cutting off what was longer. */
  g_unlink (dat);
  g_assert_true (
    g_file_set_contents_full (dat, bytes, (gssize) n, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  recording = ecg_recording_load (path, NULL, NULL, &error);
  g_assert_true ((recording == NULL) == (error != NULL));
  g_clear_pointer (&recording, ecg_recording_unref);
}

/* Cut at every 97th byte, and a bit of each such byte turned: an answer or an error. */
static void
test_damaged (void)
{
  static const char *const records[] = { "310derive", "311derive_3", "3000003_0003", "100_3chan",
                                         "flac_3_constant" };
  g_autofree char         *folder = shared_recording ("formats/wfdb-python");
  Scratch                  scratch;

  if (folder == NULL)
    return;
  scratch_open (&scratch);
  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autofree char *header = g_strconcat (records[i], ".hea", NULL);
      g_autofree char *file = g_strconcat (records[i], ".dat", NULL);
      g_autofree char *header_path = g_build_filename (folder, header, NULL);
      g_autofree char *file_path = g_build_filename (folder, file, NULL);
      g_autofree char *text = NULL;
      g_autofree char *bytes = NULL;
      g_autofree char *copy = NULL;
      gsize            n;

      g_assert_true (g_file_get_contents (header_path, &text, NULL, NULL));
      g_assert_true (g_file_get_contents (file_path, &bytes, &n, NULL));
      copy = scratch_write (&scratch, header, text, -1);
      /* A constant unfolds to millions of samples: fewer cuts of it. */
      for (gsize at = 0; at<n; at += n> 10000 ? 97 * 41 : 97)
        {
          const char was = bytes[at];

          load_damaged (scratch.folder, header, file, bytes, at);
          bytes[at] = (char) (was ^ (1 << at % 8));
          load_damaged (scratch.folder, header, file, bytes, n);
          bytes[at] = was;
        }
    }
  scratch_close (&scratch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wfdb-conformance/samples", test_samples);
  g_test_add_func ("/wfdb-conformance/variable-layout", test_variable_layout);
  g_test_add_func ("/wfdb-conformance/null-segment", test_null_segment);
  g_test_add_func ("/wfdb-conformance/damaged", test_damaged);
  return g_test_run ();
}
