#include "core/recording/csv-recipe.h"

#include "core/recording/loader.h"

#include "tests/support/scratch.h"
#include "tests/unit/recording/compare.h"

#include <glib/gstdio.h>

static Scratch scratch;

static char *
write_text (const char *name, const char *text)
{
  return scratch_write (&scratch, name, text, -1);
}

static void
remember (const EcgCsvRecipe *recipe, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *looks = ecg_csv_looks (path, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (ecg_csv_recipe_remember (recipe, path, looks, &error));
  g_assert_no_error (error);
}

static EcgRecording *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  EcgRecording *recording = ecg_recording_load (path, NULL, NULL, &error);

  g_assert_no_error (error);
  return recording;
}

/* What one file of a folder was told holds for the next that looks alike, and for no other. */
static void
test_folder (void)
{
  g_autofree char *first = write_text ("first.csv", "a;b\n1;2\n3;4\n");
  g_autofree char *second = write_text ("second.csv", "a;b\n5;6\n7;8\n9;10\n");
  g_autofree char *other = write_text ("other.csv", "a;c\n1;2\n3;4\n");
  g_autofree char *folder = scratch_path (&scratch, "elsewhere");
  g_autofree char *away = NULL;
  g_auto (EcgCsvRecipe) recipe = { 0 };
  g_autofree char *looks = ecg_csv_looks (first, NULL, NULL);

  ecg_csv_recipe_init (&recipe);
  recipe.rate_hz = 500.0;
  recipe.units = g_strsplit ("uV", ",", -1);
  remember (&recipe, first);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  away = write_text ("elsewhere/first.csv", "a;b\n1;2\n3;4\n");

  g_autoptr (EcgRecording) of_first = load (first);
  g_autoptr (EcgRecording) of_second = load (second);
  g_autoptr (EcgRecording) of_other = load (other);
  g_autoptr (EcgRecording) of_away = load (away);

  g_assert_cmpfloat_with_epsilon (ecg_recording_get_rate (of_first), 500.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (ecg_recording_get_rate (of_second), 500.0, 1e-12);
  g_assert_cmpstr (ecg_series_get_unit (ecg_recording_get_lead (of_second, 1)), ==, "uV");
  g_assert_cmpint (ecg_recording_get_length (of_second), ==, 3);
  g_assert_cmpfloat_with_epsilon (ecg_recording_get_rate (of_other), 250.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (ecg_recording_get_rate (of_away), 250.0, 1e-12);
  /* What was assumed before needs no warning now. */
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (of_second)), ==, 0);

  g_assert_true (ecg_csv_recipe_forget (first, looks, NULL));
  g_autoptr (EcgRecording) forgotten = load (first);

  g_assert_cmpfloat_with_epsilon (ecg_recording_get_rate (forgotten), 250.0, 1e-12);
}

static void
test_all_of_it (void)
{
  g_autofree char *path = write_text ("odd.csv", "Device 7\nmade on Monday\n"
                                                 "1,5|7|10,25\n1,5|8|11,25\n");
  g_auto (EcgCsvRecipe) recipe = { 0 };
  g_autofree char *described = NULL;
  float            value;

  ecg_csv_recipe_init (&recipe);
  recipe.skip_lines = 2;
  recipe.delimiter = '|';
  recipe.has_header = FALSE;
  recipe.decimal_comma = TRUE;
  recipe.time_column = 1;
  recipe.rate_hz = 128.0;
  recipe.names = g_strsplit ("I,II", ",", -1);
  recipe.units = g_strsplit ("mV,uV", ",", -1);
  described = ecg_csv_recipe_describe (&recipe);
  g_assert_cmpstr (described, ==,
                   "128 Hz, I/II, mV/uV, separated by “|”, decimal comma, 2 lines skipped, "
                   "without a header, time in column 2");
  remember (&recipe, path);

  g_autoptr (EcgRecording) recording = load (path);

  g_assert_cmpuint (ecg_recording_get_n_leads (recording), ==, 2);
  g_assert_cmpint (ecg_recording_get_length (recording), ==, 2);
  g_assert_cmpfloat_with_epsilon (ecg_recording_get_rate (recording), 128.0, 1e-12);
  g_assert_cmpstr (ecg_series_get_name (ecg_recording_get_lead (recording, 1)), ==, "II");
  g_assert_cmpstr (ecg_series_get_unit (ecg_recording_get_lead (recording, 1)), ==, "uV");
  ecg_series_read (ecg_recording_get_lead (recording, 1), (EcgSpan){ 1, 2 }, &value);
  g_assert_cmpfloat_with_epsilon (value, 11.25, 1e-6);
}

/* A rising column is taken for time by looking; the recipe knows better. */
static void
test_no_time (void)
{
  g_autofree char *path = write_text ("rising.csv", "1,10\n2,11\n3,10\n4,11\n");
  g_autoptr (EcgRecording) by_looking = load (path);
  g_auto (EcgCsvRecipe) recipe = { 0 };

  ecg_csv_recipe_init (&recipe);
  recipe.time_column = ECG_CSV_NONE;
  remember (&recipe, path);

  g_autoptr (EcgRecording) recording = load (path);

  g_assert_cmpuint (ecg_recording_get_n_leads (by_looking), ==, 1);
  g_assert_cmpuint (ecg_recording_get_n_leads (recording), ==, 2);
}

/* Told in two steps, both hold. */
static void
test_more (void)
{
  g_autofree char *path = write_text ("more.csv", "p,q\n1,2\n3,4\n");
  g_autofree char *looks = ecg_csv_looks (path, NULL, NULL);
  g_auto (EcgCsvRecipe) first = { 0 };
  g_auto (EcgCsvRecipe) second = { 0 };
  g_auto (EcgCsvRecipe) found = { 0 };

  ecg_csv_recipe_init (&first);
  first.rate_hz = 300.0;
  remember (&first, path);
  ecg_csv_recipe_init (&second);
  second.names = g_strsplit ("V1;V2", ";", -1);
  remember (&second, path);
  g_assert_true (ecg_csv_recipe_look_up (&found, path, looks));
  g_assert_cmpfloat_with_epsilon (found.rate_hz, 300.0, 1e-12);
  g_assert_cmpstr (found.names[1], ==, "V2");
  g_assert_cmpint (found.delimiter, ==, ECG_CSV_LOOK);
}

/* What stands in the user's data folder may have been written by anybody. */
static void
test_bad_file (void)
{
  static const char *const bad[] = { "", "[", "x=1", "[a]\nrate=", "\xff\xfe" };
  g_autofree char         *path = write_text ("bad.csv", "1,2\n3,5\n");
  g_autofree char         *recipes =
    g_build_filename (g_get_user_data_dir (), "dt4ecg", "csv-recipes.ini", NULL);
  g_autofree char *folder = g_path_get_dirname (recipes);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (EcgRecording) recording = NULL;

      g_assert_true (g_file_set_contents (recipes, bad[i], -1, NULL));
      recording = load (path);
      g_assert_cmpint (ecg_recording_get_length (recording), ==, 2);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  scratch_open_home (&scratch);
  g_test_add_func ("/csv-recipe/folder", test_folder);
  g_test_add_func ("/csv-recipe/all-of-it", test_all_of_it);
  g_test_add_func ("/csv-recipe/no-time", test_no_time);
  g_test_add_func ("/csv-recipe/more", test_more);
  g_test_add_func ("/csv-recipe/bad-file", test_bad_file);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
