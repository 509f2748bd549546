#include "core/recording/format.h"
#include "core/recording/loader.h"

#include "tests/support/scratch.h"
#include "tests/unit/recording/compare.h"

static Scratch scratch;

static void
assert_refused (const char *path, GQuark domain, int code, const char *part)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ecg_recording_load (path, NULL, NULL, &error));
  g_assert_error (error, domain, code);
  assert_sentence (error, part);
}

static void
test_refused (void)
{
  g_autofree char *empty = scratch_write (&scratch, "empty.csv", "", 0);
  g_autofree char *binary = scratch_write (&scratch, "binary.txt", "1\n\0\1\2", 5);
  g_autofree char *image = scratch_write (&scratch, "x.png", "\x89PNG....", 8);
  g_autofree char *riff = scratch_write (&scratch, "x.wav", "RIFF\1\2\3\4WAVEzzzz", 16);
  g_autofree char *absent = scratch_path (&scratch, "absent.csv");

  assert_refused (empty, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY, "“empty.csv” is empty");
  assert_refused (binary, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED, "binary");
  assert_refused (image, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_NOT_RECOGNISED, "“x.png”");
  assert_refused (riff, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED, "“x.wav”");
  assert_refused (absent, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "“absent.csv”");
  assert_refused (scratch.folder, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY, "folder");
  assert_refused ("/dev/null", G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, "regular");
}

static void
test_table (void)
{
  g_assert_cmpstr (ecg_format_by_id ("wfdb")->suffixes[0], ==, ".hea");
  g_assert_cmpstr (ecg_format_by_id ("edf")->suffixes[1], ==, ".bdf");
  g_assert_true (ecg_format_may_hold ("/a/B.HEA"));
  g_assert_true (ecg_format_may_hold ("x.flac"));
  g_assert_false (ecg_format_may_hold ("x.dat"));
  g_assert_false (ecg_format_may_hold ("x.csv.json"));
  g_assert_false (ecg_format_may_hold ("folder.csv/readme"));
}

static void
test_save_elsewhere (void)
{
  g_autoptr (EcgRecording) recording = make_recording (1, 250.0, 10, 12);
  g_autofree char *path = scratch_path (&scratch, "x.png");
  g_autoptr (GError) error = NULL;

  g_assert_false (ecg_recording_save (recording, path, NULL, NULL, NULL, &error));
  g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED);
}

static void
test_find_lead (void)
{
  g_autoptr (EcgRecording) recording = make_recording (1, 250.0, 10, 12);

  g_assert_true (ecg_recording_find_lead (recording, "i") == ecg_recording_get_lead (recording, 0));
  g_assert_null (ecg_recording_find_lead (recording, "II"));
  g_assert_cmpfloat_with_epsilon (ecg_recording_get_seconds (recording), 0.04, 1e-12);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format/refused", test_refused);
  g_test_add_func ("/format/table", test_table);
  g_test_add_func ("/format/save-elsewhere", test_save_elsewhere);
  g_test_add_func ("/format/find-lead", test_find_lead);
  scratch_open (&scratch);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
