/* The EDF and BDF files of pyedflib and of the wrist set against an independent reading of them. */

#include "core/recording/edf-library.h"
#include "core/recording/loader.h"

#include "tests/golden/recording/edf-files.h"
#include "tests/support/scratch.h"

#include <string.h>

static Scratch scratch;

/* @path, or what it unpacks to. */
static char *
unpack (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) unpacked = NULL;
  g_autoptr (GInputStream) packed = NULL;
  g_autoptr (GConverter) converter = NULL;
  g_autoptr (GInputStream) stream = NULL;
  g_autoptr (GOutputStream) out = NULL;
  char *target;

  if (!g_str_has_suffix (path, ".gz"))
    return g_strdup (path);
  target = scratch_path (&scratch, "unpacked.edf");
  unpacked = g_file_new_for_path (target);
  packed = G_INPUT_STREAM (g_file_read (file, NULL, NULL));
  converter = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  stream = g_converter_input_stream_new (packed, converter);
  out = G_OUTPUT_STREAM (
    g_file_replace (unpacked, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, NULL));
  g_assert_cmpint (
    g_output_stream_splice (out, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL), >, 0);
  return target;
}

static void
assert_counts (EcgSeries *lead, const char *digest)
{
  const gint64       n = ecg_series_get_length (lead);
  g_autofree gint32 *counts = g_new (gint32, n);
  g_autofree char   *ours = NULL;

  ecg_series_read_counts (lead, (EcgSpan){ 0, n }, counts);
  for (gint64 i = 0; i < n; i++)
    counts[i] = GINT32_TO_LE (counts[i]);
  ours = g_compute_checksum_for_data (G_CHECKSUM_SHA1, (const guchar *) counts, (gsize) n * 4);
  g_assert_cmpstr (ours, ==, digest);
}

static void
assert_notes (EcgRecording *recording, guint first, guint n)
{
  const EcgAnnotations *annotations = ecg_recording_get_annotations (recording);

  g_assert_cmpuint (annotations != NULL ? annotations->items->len : 0, ==, n);
  for (guint i = 0; i < n; i++)
    {
      const EcgAnnotation *annotation = ecg_annotations_get (annotations, i);

      g_assert_cmpint (annotation->sample, ==, edf_notes[first + i].sample);
      g_assert_cmpint (annotation->length, ==, edf_notes[first + i].length);
      g_assert_cmpuint (annotation->code, ==, ECG_ANNOTATION_NOTE);
      g_assert_cmpstr (annotation->aux, ==, edf_notes[first + i].text);
    }
}

static void
test_file (guint row)
{
  g_autofree char *shared = shared_recording (edf_files[row].path);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgRecording) recording = NULL;
  EcgSeries *lead;
  EcgScale   scale;
  double     rate_hz;

  if (shared == NULL)
    return;
  path = unpack (shared);
  recording = ecg_recording_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ecg_recording_get_n_leads (recording), ==, edf_files[row].n_leads);
  rate_hz = ecg_recording_get_rate (recording);
  g_assert_true (memcmp (&rate_hz, &edf_files[row].rate_hz, sizeof rate_hz) == 0);
  g_assert_cmpint (ecg_recording_get_length (recording), ==, edf_files[row].length);
  lead = ecg_recording_get_lead (recording, edf_files[row].lead);
  g_assert_cmpstr (ecg_series_get_name (lead), ==, edf_files[row].label);
  g_assert_cmpstr (ecg_series_get_unit (lead), ==, edf_files[row].unit);
  g_assert_true (ecg_series_get_scale (lead, &scale));
  g_assert_true (memcmp (&scale.gain, &edf_files[row].gain, sizeof scale.gain) == 0);
  g_assert_true (memcmp (&scale.baseline, &edf_files[row].baseline, sizeof scale.baseline) == 0);
  assert_counts (lead, edf_files[row].digest);
  assert_notes (recording, edf_files[row].first_note, edf_files[row].n_notes);
}

static void
test_files (void)
{
  for (guint row = 0; row < G_N_ELEMENTS (edf_files); row++)
    test_file (row);
}

/* What the standard's own example of identification becomes. */
static void
test_identity (void)
{
  g_autofree char *shared = shared_recording ("formats/edf-bdf/pyedflib/test_generator.edf.gz");
  g_autofree char *path = NULL;
  g_autofree char *started = NULL;
  g_autofree char *comments = NULL;
  g_autoptr (EcgRecording) recording = NULL;

  if (shared == NULL)
    return;
  path = unpack (shared);
  recording = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_nonnull (recording);
  started = g_date_time_format_iso8601 (ecg_recording_get_started (recording));
  comments = g_strjoinv ("|", (char **) ecg_recording_get_comments (recording));
  g_assert_cmpstr (started, ==, "2011-04-04T12:57:02Z");
  g_assert_cmpstr (ecg_recording_get_subject (recording), ==, "abcxyz99");
  g_assert_cmpstr (comments, ==,
                   " sex: M| birthdate: 30-JUN-1969| name: Hans Muller| patient: patient"
                   "| administration: Dr. X| technician: Mr. Spotty| equipment: test generator"
                   "| recording: unit test file");
}

static void
test_subsecond (void)
{
  g_autofree char *path = shared_recording ("formats/edf-bdf/pyedflib/test_subsecond.edf");
  g_autofree char *started = NULL;
  g_autoptr (EcgRecording) recording = NULL;

  if (path == NULL)
    return;
  recording = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_nonnull (recording);
  started = g_date_time_format_iso8601 (ecg_recording_get_started (recording));
  g_assert_cmpstr (started, ==, "2020-01-24T04:05:56.394531Z");
}

/* The labels of the wrist set are cut to 16 characters. */
static void
test_colliding_labels (void)
{
  g_autofree char *path = shared_recording ("wrist/edf/s2_walk.edf");
  g_autoptr (EcgRecording) recording = NULL;

  if (path == NULL)
    return;
  recording = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_nonnull (recording);
  for (guint i = 0; i < 15; i++)
    for (guint k = 0; k < i; k++)
      g_assert_cmpstr (ecg_series_get_name (ecg_recording_get_lead (recording, i)), !=,
                       ecg_series_get_name (ecg_recording_get_lead (recording, k)));
  g_assert_cmpstr (ecg_series_get_name (ecg_recording_get_lead (recording, 6)), ==,
                   "wrist_low_noise_ 2");
  g_assert_nonnull (
    strstr (ecg_recording_get_warnings (recording)[0], "“wrist_low_noise_”, “wrist_wide_range”"));
}

/* EDFlib reads each of these files, and as we do. */
static void
test_library (void)
{
  for (guint row = 0; row < G_N_ELEMENTS (edf_files); row++)
    {
      g_autofree char *shared = shared_recording (edf_files[row].path);
      g_autofree char *path = NULL;
      g_autoptr (EcgEdfFile) file = NULL;
      g_autoptr (EcgEdfLibrary) library = NULL;

      if (shared == NULL)
        return;
      path = unpack (shared);
      file = ecg_edf_file_open (path, NULL, NULL, NULL);
      g_assert_nonnull (file);
      library = ecg_edf_library_open (file, NULL);
      g_assert_nonnull (library);
      for (guint i = 0; i < ecg_edf_file_header (file)->n_signals; i++)
        {
          gint32 ours[1000], theirs[1000];

          if (ecg_edf_file_header (file)->signals[i].annotations)
            continue;
          g_assert_true (ecg_edf_file_read (file, i, 777, 1777, ours, NULL));
          if (ecg_edf_library_read (library, i, 777, 1777, theirs))
            g_assert_cmpmem (ours, sizeof ours, theirs, sizeof theirs);
        }
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edf-conformance/files", test_files);
  g_test_add_func ("/edf-conformance/identity", test_identity);
  g_test_add_func ("/edf-conformance/subsecond", test_subsecond);
  g_test_add_func ("/edf-conformance/colliding-labels", test_colliding_labels);
  g_test_add_func ("/edf-conformance/library", test_library);
  scratch_open (&scratch);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
