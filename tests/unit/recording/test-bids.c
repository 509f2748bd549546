#include "core/recording/format.h"
#include "core/recording/loader.h"

#include "tests/support/scratch.h"
#include "tests/unit/recording/compare.h"

#include <glib/gstdio.h>

static Scratch scratch;

static const char description[] =
  "{ \"SamplingFrequency\": 100, \"StartTime\": -2, \"Columns\": [\"cardiac\", \"ECG II\"],"
  "  \"ECG II\": { \"Units\": \"mV\", \"Description\": \"lead\" }, \"cardiac\": 3 }";

static GBytes *
pack (const char *text, gssize n)
{
  g_autoptr (GConverter) packer =
    G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 9));
  g_autoptr (GInputStream) plain = g_memory_input_stream_new_from_data (text, n, NULL);
  g_autoptr (GInputStream) packed = g_converter_input_stream_new (plain, packer);
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();

  g_assert_cmpint (
    g_output_stream_splice (out, packed, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL), >, 0);
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (out));
}

static char *
write_packed (const char *name, const char *text)
{
  g_autoptr (GBytes) bytes = pack (text, -1);
  gsize         n;
  gconstpointer data = g_bytes_get_data (bytes, &n);

  return scratch_write (&scratch, name, data, (gssize) n);
}

static void
test_load (void)
{
  g_autofree char *path = write_packed ("sub-07_task-walk_recording-ecg_physio.tsv.gz",
                                        "1\t0.5\n2\tn/a\r\nn/a\t-1.25e-1\n");
  g_autofree char *json =
    scratch_write (&scratch, "sub-07_task-walk_recording-ecg_physio.json", description, -1);
  g_autofree char *events = scratch_write (&scratch, "sub-07_task-walk_events.tsv",
                                           "onset\tduration\ttrial_type\n-1.99\t0\tgo\n", -1);
  g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, NULL, NULL);
  EcgSeries *lead;
  gint32     counts[3];
  float      values[3];

  g_assert_nonnull (recording);
  g_assert_cmpstr (ecg_recording_get_format (recording), ==, "bids");
  g_assert_cmpstr (ecg_recording_get_subject (recording), ==, "07");
  g_assert_cmpstr (ecg_recording_get_activity (recording), ==, "walk");
  g_assert_cmpstr (ecg_recording_get_files (recording)[1], ==, json);
  g_assert_cmpfloat_with_epsilon (ecg_recording_get_rate (recording), 100.0, 1e-12);
  g_assert_cmpint (ecg_recording_get_length (recording), ==, 3);
  lead = ecg_recording_find_lead (recording, "II");
  g_assert_cmpstr (ecg_series_get_unit (lead), ==, "mV");
  ecg_series_read (lead, (EcgSpan){ 0, 3 }, values);
  g_assert_cmpfloat_with_epsilon (values[0], 0.5, 1e-9);
  g_assert_true (isnan (values[1]));
  g_assert_cmpfloat_with_epsilon (values[2], -0.125, 1e-9);
  lead = ecg_recording_get_lead (recording, 0);
  g_assert_cmpstr (ecg_series_get_unit (lead), ==, "a.u.");
  ecg_series_read_counts (lead, (EcgSpan){ 0, 3 }, counts);
  g_assert_cmpint (counts[1], ==, 2);
  g_assert_cmpint (counts[2], ==, ECG_COUNT_MISSING);
  /* The recording began two seconds before the first stimulus. */
  g_assert_cmpint (ecg_annotations_get (ecg_recording_get_annotations (recording), 0)->sample, ==,
                   1);
}

/* A description above the data stands for all data whose names hold its parts. */
static void
test_inheritance (void)
{
  g_autofree char *folder = scratch_path (&scratch, "sub-08");
  g_autofree char *above = NULL;
  g_autofree char *path = NULL;
  g_autofree char *other = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgRecording) recording = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  above = scratch_write (&scratch, "task-sit_physio.json", description, -1);
  path = write_packed ("sub-08/sub-08_task-sit_physio.tsv.gz", "1\t2\n");
  other = write_packed ("sub-08/sub-08_task-run_physio.tsv.gz", "1\t2\n");
  recording = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_nonnull (recording);
  g_assert_cmpstr (ecg_recording_get_files (recording)[1], ==, above);
  g_assert_null (ecg_recording_load (other, NULL, NULL, &error));
  g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_NOT_RECOGNISED);
}

static void
assert_fails (const char *text, const char *json, int code, const char *part)
{
  g_autofree char *path = write_packed ("bad_physio.tsv.gz", text);
  g_autofree char *beside = scratch_write (&scratch, "bad_physio.json", json, -1);
  g_autoptr (GError) error = NULL;

  g_assert_null (ecg_recording_load (path, NULL, NULL, &error));
  g_assert_error (error, ECG_RECORDING_ERROR, code);
  assert_sentence (error, part);
}

static void
test_bad (void)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GString) columns = g_string_new ("{\"SamplingFrequency\":1,\"Columns\":[\"a\"");

  for (guint i = 0; i < 70000; i++)
    g_string_append_c (line, ' ');
  for (guint i = 0; i < 256; i++)
    g_string_append (columns, ",\"a\"");
  g_string_append (columns, "]}");
  assert_fails ("1\n", description, ECG_RECORDING_ERROR_MALFORMED, "line 1: there are fewer");
  assert_fails ("1\t2\n1\t2\t3\n", description, ECG_RECORDING_ERROR_MALFORMED,
                "line 2: there are more");
  assert_fails ("1\t2\n1\tx\n", description, ECG_RECORDING_ERROR_MALFORMED, "line 2: a number");
  assert_fails ("\n", description, ECG_RECORDING_ERROR_EMPTY, "no samples");
  assert_fails (line->str, description, ECG_RECORDING_ERROR_TOO_LARGE, "a line of it is too long");
  assert_fails ("1\n", "[]", ECG_RECORDING_ERROR_MALFORMED, "bad_physio.json");
  assert_fails ("1\n", "{", ECG_RECORDING_ERROR_MALFORMED, "bad_physio.json");
  assert_fails ("1\n", "{\"Columns\":[\"a\"]}", ECG_RECORDING_ERROR_MALFORMED, "SamplingFrequency");
  assert_fails ("1\n", "{\"SamplingFrequency\":0,\"Columns\":[\"a\"]}",
                ECG_RECORDING_ERROR_MALFORMED, "SamplingFrequency");
  assert_fails ("1\n", "{\"SamplingFrequency\":1,\"Columns\":[]}", ECG_RECORDING_ERROR_MALFORMED,
                "Columns");
  assert_fails ("1\n", "{\"SamplingFrequency\":1,\"Columns\":[1]}", ECG_RECORDING_ERROR_MALFORMED,
                "Columns");
  assert_fails ("1\n", "{\"SamplingFrequency\":1,\"StartTime\":\"x\",\"Columns\":[\"a\"]}",
                ECG_RECORDING_ERROR_MALFORMED, "StartTime");
  assert_fails ("1\n", columns->str, ECG_RECORDING_ERROR_MALFORMED, "Columns");
}

/* Cut anywhere, it gives what was whole, and says so, or an error; a changed byte is found. */
static void
test_damaged (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *json = scratch_write (&scratch, "cut_physio.json", description, -1);
  guint8          *data;
  gsize            n;
  guint            n_partial = 0;

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (text, "%u\t%u\n", i * 7919 % 1009, i * 104729 % 1013);
  bytes = pack (text->str, -1);
  data = g_memdup2 (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  n = g_bytes_get_size (bytes);
  for (gsize k = 0; k < n; k += 13)
    {
      g_autofree char *path = scratch_write (&scratch, "cut_physio.tsv.gz", data, (gssize) k);
      g_autoptr (GError) error = NULL;
      g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, NULL, &error);

      g_assert_true ((recording == NULL) == (error != NULL));
      if (recording == NULL)
        continue;
      n_partial++;
      g_assert_cmpint (ecg_recording_get_length (recording), <=, 500);
      g_assert_nonnull (strstr (ecg_recording_get_warnings (recording)[0], "was cut off"));
    }
  g_assert_cmpuint (n_partial, >, 0);
  for (gsize k = 10; k < n; k += 97)
    {
      g_autofree char *path = NULL;
      g_autoptr (EcgRecording) recording = NULL;

      data[k] ^= 4;
      path = scratch_write (&scratch, "cut_physio.tsv.gz", data, (gssize) n);
      data[k] ^= 4;
      recording = ecg_recording_load (path, NULL, NULL, NULL);
      /* All but the last four bytes, the length, which zlib checks as well. */
      g_assert_true (recording == NULL ||
                     g_strv_length ((char **) ecg_recording_get_warnings (recording)) > 0);
    }
  g_free (data);
}

/* RFC 1952, 2.2: two members are one file. */
static void
test_members (void)
{
  g_autoptr (GBytes) first = pack ("1\t2\n3", -1);
  g_autoptr (GBytes) second = pack ("\t4\n5\t6", -1);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree char *json = scratch_write (&scratch, "two_physio.json", description, -1);
  g_autofree char *path = NULL;
  g_autoptr (EcgRecording) recording = NULL;

  g_byte_array_append (out, g_bytes_get_data (first, NULL), (guint) g_bytes_get_size (first));
  g_byte_array_append (out, g_bytes_get_data (second, NULL), (guint) g_bytes_get_size (second));
  path = scratch_write (&scratch, "two_physio.tsv.gz", out->data, out->len);
  recording = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_nonnull (recording);
  g_assert_cmpint (ecg_recording_get_length (recording), ==, 3);
}

static void
test_may_hold (void)
{
  g_assert_true (ecg_format_may_hold ("a/sub-1_physio.tsv.gz"));
  g_assert_true (ecg_format_may_hold ("a/b.tsv"));
  g_assert_false (ecg_format_may_hold ("a/b.gz"));
  g_assert_false (ecg_format_may_hold ("a/sub-1_task-x_events.tsv"));
  g_assert_false (ecg_format_may_hold ("a/participants.tsv"));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  scratch_open_home (&scratch);
  g_test_add_func ("/bids/load", test_load);
  g_test_add_func ("/bids/inheritance", test_inheritance);
  g_test_add_func ("/bids/bad", test_bad);
  g_test_add_func ("/bids/damaged", test_damaged);
  g_test_add_func ("/bids/members", test_members);
  g_test_add_func ("/bids/may-hold", test_may_hold);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
