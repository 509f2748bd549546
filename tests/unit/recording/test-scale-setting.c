#include "core/recording/scale-setting.h"

#include "core/recording/loader.h"

#include "tests/support/heart.h"
#include "tests/support/scratch.h"

#include <glib/gstdio.h>
#include <string.h>

static Scratch scratch;

/* Leads called @names, a QRS complex of 800 counts each, written as WFDB. */
static char *
write_record (const char *name, const char *unit, double gain)
{
  g_autoptr (EcgSeries) first = heart_lead ("II", unit, gain, 800.0, 0.0);
  g_autoptr (EcgSeries) second = heart_lead ("RESP", "l", gain, 900.0, 0.0);
  EcgSeries             *leads[] = { first, second };
  const EcgRecordingInfo info = { .format = "test", .path = "nowhere" };
  g_autoptr (EcgRecording) recording = ecg_recording_new (&info, leads, 2);
  char *path = scratch_path (&scratch, name);

  g_assert_true (ecg_recording_save (recording, path, NULL, NULL, NULL, NULL));
  return path;
}

static EcgRecording *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  EcgRecording *recording = ecg_recording_load (path, NULL, NULL, &error);

  g_assert_no_error (error);
  return recording;
}

static double
tallest (EcgRecording *recording, guint index)
{
  float  values[5000];
  double most = 0.0;

  ecg_series_read (ecg_recording_get_lead (recording, index), (EcgSpan){ 0, 5000 }, values);
  for (guint i = 0; i < 5000; i++)
    most = fmax (most, (double) values[i]);
  return most;
}

static gboolean
says (EcgRecording *recording, const char *part)
{
  const char *const *warnings = ecg_recording_get_warnings (recording);

  for (guint i = 0; warnings != NULL && warnings[i] != NULL; i++)
    if (strstr (warnings[i], part) != NULL)
      return TRUE;
  return FALSE;
}

static void
test_accept (void)
{
  g_autofree char *path = write_record ("a.hea", "mV", 1.0);
  g_autofree char *bytes = NULL;
  g_autofree char *bytes_after = NULL;
  g_autoptr (EcgRecording) doubted = load (path);
  g_autoptr (EcgRecording) accepted = NULL;
  g_autoptr (EcgRecording) forgotten = NULL;
  g_autoptr (GError) error = NULL;
  EcgScale scale;

  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  g_assert_nonnull (ecg_recording_get_scale_advice (doubted));
  g_assert_true (says (doubted, "cannot be true"));
  /* A doubt alone changes nothing. */
  g_assert_cmpfloat_with_epsilon (tallest (doubted, 0), 800.0, 8.0);

  g_assert_true (ecg_scale_setting_accept (doubted, NULL, &error));
  g_assert_no_error (error);
  accepted = load (path);
  g_assert_null (ecg_recording_get_scale_advice (accepted));
  g_assert_cmpstr (ecg_series_get_unit (ecg_recording_get_lead (accepted, 0)), ==, "uV");
  g_assert_true (ecg_series_get_scale (ecg_recording_get_lead (accepted, 0), &scale));
  g_assert_cmpfloat_with_epsilon (scale.gain, 1.0, 1e-12);
  g_assert_cmpuint (scale.bits, ==, 16);
  g_assert_true (says (accepted, "was set here: II µV"));
  g_assert_cmpstr (ecg_series_get_unit (ecg_recording_get_lead (accepted, 1)), ==, "l");
  g_assert_true (g_file_get_contents (path, &bytes_after, NULL, NULL));
  g_assert_cmpstr (bytes, ==, bytes_after);

  g_assert_false (ecg_scale_setting_accept (accepted, NULL, &error));
  g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED);
  g_assert_true (ecg_scale_setting_forget (accepted, NULL, NULL));
  forgotten = load (path);
  g_assert_nonnull (ecg_recording_get_scale_advice (forgotten));
  g_assert_true (ecg_scale_setting_forget (forgotten, NULL, NULL));
}

/* A setting goes with the bytes of a recording, not with its place; another is not touched. */
static void
test_moved (void)
{
  g_autofree char *path = write_record ("b.hea", "mV", 500.0);
  g_autofree char *other = write_record ("c.hea", "mV", 400.0);
  g_autofree char *folder = scratch_path (&scratch, "elsewhere");
  g_autoptr (EcgRecording) recording = load (path);
  g_autoptr (EcgRecording) moved = NULL;
  g_autoptr (EcgRecording) untouched = NULL;
  EcgScaleChange *changes = ecg_scale_changes_parse ("800/mV", recording, NULL);

  g_assert_nonnull (changes);
  g_assert_true (ecg_scale_setting_write (recording, changes, 2, NULL, NULL));
  ecg_scale_changes_free (changes, 2);
  g_assert_true (ecg_scale_setting_exists (ecg_recording_get_files (recording), NULL));
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (const char *const *suffix = (const char *const[]){ "hea", "dat", NULL }; *suffix; suffix++)
    {
      g_autofree char *from = g_strdup_printf ("%s/b.%s", scratch.folder, *suffix);
      g_autofree char *to = g_strdup_printf ("%s/b.%s", folder, *suffix);

      g_assert_cmpint (g_rename (from, to), ==, 0);
    }
  g_autofree char *there = g_build_filename (folder, "b.hea", NULL);

  moved = load (there);
  g_assert_cmpfloat_with_epsilon (tallest (moved, 0), 1.0, 1e-2);
  g_assert_cmpfloat_with_epsilon (tallest (moved, 1), 900.0 / 500.0, 1e-2);
  untouched = load (other);
  g_assert_cmpfloat_with_epsilon (tallest (untouched, 0), 2.0, 1e-2);
  g_assert_false (ecg_scale_setting_exists (ecg_recording_get_files (untouched), NULL));
}

static void
test_parse (void)
{
  g_autofree char *path = write_record ("d.hea", "mV", 500.0);
  g_autoptr (EcgRecording) recording = load (path);
  static const char *const bad[] = { "",        "x",      "0/mV",      "200/", "200/kg",
                                     "1(x)/mV", "200 mV", "V1=200/mV", "II=",  "nan/mV" };
  EcgScaleChange          *changes =
    ecg_scale_changes_parse ("ecg ii=200(1024)/uV, RESP=3", recording, NULL);

  g_assert_nonnull (changes);
  g_assert_cmpfloat_with_epsilon (changes[0].scale.gain, 200.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (changes[0].scale.baseline, 1024.0, 1e-12);
  g_assert_cmpstr (changes[0].unit, ==, "uV");
  g_assert_cmpfloat_with_epsilon (changes[1].scale.gain, 3.0, 1e-12);
  g_assert_null (changes[1].unit);
  ecg_scale_changes_free (changes, 2);
  changes = ecg_scale_changes_parse ("uV", recording, NULL);
  g_assert_cmpstr (changes[0].unit, ==, "uV");
  g_assert_null (changes[1].unit); /* a breath is not in volts */
  ecg_scale_changes_free (changes, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_null (ecg_scale_changes_parse (bad[i], recording, &error));
      g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED);
    }
}

/* What stands in the user's data folder may have been written by anybody. */
static void
test_bad_setting (void)
{
  g_autofree char *path = write_record ("e.hea", "mV", 350.0);
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "dt4ecg", "scales", NULL);
  g_autoptr (EcgRecording) recording = load (path);
  static const char *const bad[] = { "[", "{\"leads\":[{}]}", "{\"leads\":[{\"gain\":0},{}]}" };
  EcgScaleChange          *changes = ecg_scale_changes_parse ("1/mV", recording, NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;
  guint       n_tried = 0;

  g_assert_true (ecg_scale_setting_write (recording, changes, 2, NULL, NULL));
  ecg_scale_changes_free (changes, 2);
  dir = g_dir_open (folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
      {
        g_autofree char *setting = g_build_filename (folder, name, NULL);
        g_autofree char *text = NULL;
        g_autoptr (GError) error = NULL;

        g_assert_true (g_file_get_contents (setting, &text, NULL, NULL));
        if (strstr (text, "e.hea") == NULL)
          continue;
        g_assert_true (g_file_set_contents (setting, bad[i], -1, NULL));
        g_assert_null (ecg_recording_load (path, NULL, NULL, &error));
        g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED);
        g_assert_true (g_file_set_contents (setting, text, -1, NULL));
        n_tried++;
      }
  g_assert_cmpuint (n_tried, ==, G_N_ELEMENTS (bad));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  scratch_open_home (&scratch);
  g_test_add_func ("/scale-setting/accept", test_accept);
  g_test_add_func ("/scale-setting/moved", test_moved);
  g_test_add_func ("/scale-setting/parse", test_parse);
  g_test_add_func ("/scale-setting/bad-setting", test_bad_setting);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
