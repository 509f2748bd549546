#include "core/recording/csv-rate.h"
#include "core/recording/loader.h"

#include "tests/support/scratch.h"
#include "tests/unit/recording/compare.h"

static Scratch scratch;

static EcgRecording *
load_text (const char *text, GError **error)
{
  g_autofree char *path = scratch_write (&scratch, "x.csv", text, -1);

  return ecg_recording_load (path, NULL, NULL, error);
}

static void
test_ways_of_writing (void)
{
  static const struct
  {
    const char *text;
    double      rate_hz;
    guint       n_leads;
    const char *name;   /* of the first lead */
    const char *unit;   /* likewise */
    double      second; /* its second sample */
  } rows[] = {
    { "time,II\n0,1.5\n0.004,2.5\n0.008,3.5\n", 250.0, 1, "II", "mV", 2.5 },
    { "time (s),II (mV),V5 [uV]\r\n0,1.5,2\r\n0.002,2.5,3\r\n", 500.0, 2, "II", "mV", 2.5 },
    { "\xef\xbb\xbft;I\n0;0,5\n0,01;1,25\n", 100.0, 1, "I", "mV", 1.25 },
    { "Zeit;I\n0,00;0,5\n0,01;1,25\n", 250.0, 2, "Zeit", "mV", 0.01 },
    { "time_ms\tI\n0\t1\n2\t5\n4\t6\n", 500.0, 1, "I", "count", 5.0 },
    { "time\tI\n0\t1\n2\t5\n4\t6\n", 500.0, 1, "I", "count", 5.0 },
    { "0 1\n4 7\n8 2\n12 3\n", 250.0, 1, "ECG 1", "count", 7.0 },
    { "  0.000   1.5  2\n  0.010  -2.5  3\n  0.020  1  4\n", 100.0, 2, "ECG 1", "mV", -2.5 },
    { "# rate: 128\n1\n2\n3\n", 128.0, 1, "ECG 1", "count", 2.0 },
    { "% fs = 62.5 Hz\n1|2\n2|3\n", 62.5, 2, "ECG 1", "count", 2.0 },
    { "sample,I\n0,1\n1,2\n2,3\n", 250.0, 1, "I", "count", 2.0 },
    { "0,4\n1,5\n2,6\n", 250.0, 1, "ECG 1", "count", 5.0 },
    { "'Elapsed time','MLII','V5'\n'hh:mm:ss.mmm','mV','mV'\n"
      "'0:00.000',-0.145,-0.065\n'0:00.010',-0.155,-0.065\n",
      100.0, 2, "MLII", "mV", -0.155 },
    { "2024-03-26 15:04:53.250 ; 1698\n2024-03-26 15:04:53.254 ; 1874\n", 250.0, 1, "ECG 1",
      "count", 1874.0 },
    { "timestamp,I\n2024-12-31T23:59:59.995Z,1\n2025-01-01T00:00:00.000Z,2\n", 200.0, 1, "I",
      "count", 2.0 },
    { "I,II\n1,2,\n3,4,\n", 250.0, 2, "I", "count", 3.0 },
    { "\"I\",\"chest, low (mV)\"\n1,2.5\n3,4\n", 250.0, 2, "I", "count", 3.0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (EcgRecording) recording = load_text (rows[i].text, &error);
      EcgSeries *lead;
      float      value;

      g_assert_no_error (error);
      lead = ecg_recording_get_lead (recording, 0);
      g_test_message ("%s", rows[i].text);
      g_assert_cmpfloat_with_epsilon (ecg_recording_get_rate (recording), rows[i].rate_hz, 1e-9);
      g_assert_cmpuint (ecg_recording_get_n_leads (recording), ==, rows[i].n_leads);
      g_assert_cmpstr (ecg_series_get_name (lead), ==, rows[i].name);
      g_assert_cmpstr (ecg_series_get_unit (lead), ==, rows[i].unit);
      ecg_series_read (lead, (EcgSpan){ 1, 2 }, &value);
      g_assert_cmpfloat_with_epsilon (value, rows[i].second, 1e-6);
    }
}

static void
test_gaps (void)
{
  g_autoptr (EcgRecording) recording = load_text ("I,II,III\n1,0.5,NaN\n,nan,3\n2,,n/a\n", NULL);
  float  values[3];
  gint32 counts[3];

  g_assert_nonnull (recording);
  g_assert_cmpint (ecg_recording_get_length (recording), ==, 3);
  ecg_series_read_counts (ecg_recording_get_lead (recording, 0), (EcgSpan){ 0, 3 }, counts);
  g_assert_cmpint (counts[1], ==, ECG_COUNT_MISSING);
  ecg_series_read (ecg_recording_get_lead (recording, 1), (EcgSpan){ 0, 3 }, values);
  g_assert_true (isnan (values[1]) && isnan (values[2]));
  ecg_series_read (ecg_recording_get_lead (recording, 2), (EcgSpan){ 0, 3 }, values);
  g_assert_true (isnan (values[0]) && isnan (values[2]) && !isnan (values[1]));
}

static void
test_about (void)
{
  g_autoptr (EcgRecording) recording =
    load_text ("# subject: S07\n# activity: walking\ntime,I\n2024-03-26 15:04:53.5,1\n"
               "2024-03-26 15:04:53.504,2\n",
               NULL);
  g_autofree char *started = NULL;

  g_assert_nonnull (recording);
  g_assert_cmpstr (ecg_recording_get_subject (recording), ==, "S07");
  g_assert_cmpstr (ecg_recording_get_activity (recording), ==, "walking");
  started = g_date_time_format (ecg_recording_get_started (recording), "%F %T.%f");
  g_assert_cmpstr (started, ==, "2024-03-26 15:04:53.500000");
}

static void
test_bad (void)
{
  static const struct
  {
    const char *text;
    int         code;
    const char *part;
  } rows[] = {
    { "the quick,brown fox\njumps,over the\nlazy,dog\n", ECG_RECORDING_ERROR_MALFORMED,
      "line 2, column 1: “jumps” is not a number" },
    { "words\n", ECG_RECORDING_ERROR_EMPTY, "no line of numbers" },
    { "\n\n  \n", ECG_RECORDING_ERROR_EMPTY, "no line of numbers" },
    { "# comment\n", ECG_RECORDING_ERROR_EMPTY, "no line of numbers" },
    { "I,II\n1,2\n3,x4\n", ECG_RECORDING_ERROR_MALFORMED, "line 3, column 2: “x4”" },
    { "I,II\n\n# c\n1,2\n3,1e999\n", ECG_RECORDING_ERROR_MALFORMED, "line 5, column 2" },
    { "time\n0\n1\n2\n", ECG_RECORDING_ERROR_EMPTY, "no leads" },
    { "time,I\n2024-03-26 15:04:53.5,1\nlater,2\n", ECG_RECORDING_ERROR_MALFORMED,
      "“later” is not a time" },
    { "time,I\n2024-03-26 5e23:04:53.5,1\n2024-03-26 5e23:04:53.6,2\n",
      ECG_RECORDING_ERROR_MALFORMED, "5e23" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (load_text (rows[i].text, &error));
      assert_sentence (error, rows[i].part);
      g_assert_error (error, ECG_RECORDING_ERROR, rows[i].code);
    }
}

static void
test_late_surplus (void)
{
  g_autoptr (GString) text = g_string_new ("I,II\n");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 40; i++)
    g_string_append (text, "1,2\n");
  g_string_append (text, "1,2,3\n");
  g_assert_null (load_text (text->str, &error));
  assert_sentence (error, "line 42: there are 3 columns, where 2 were expected");
}

static void
test_rounded_times (void)
{
  double     seconds[3600];
  EcgCsvRate rate;

  /* 360 Hz, noted to the millisecond. */
  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    seconds[i] = rint (i * 1000.0 / 360.0) / 1000.0;
  g_assert_true (ecg_csv_rate_estimate (&rate, seconds, G_N_ELEMENTS (seconds)));
  g_assert_cmpfloat_with_epsilon (rate.rate_hz, 360.0, 1e-9);
  g_assert_false (rate.jitters);
  g_assert_cmpint (rate.jump_row, ==, -1);
}

static void
test_jittery_times (void)
{
  double     seconds[5000];
  EcgCsvRate rate;
  EcgRng     rng;

  /* A clock that is half a percent slow, read with jitter, and a gap of ten samples. */
  ecg_rng_init (&rng, 1, 0);
  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    seconds[i] = (i + (i >= 3000 ? 10 : 0)) / 497.5 + 5e-5 * ecg_rng_normal (&rng);
  g_assert_true (ecg_csv_rate_estimate (&rate, seconds, G_N_ELEMENTS (seconds)));
  g_assert_cmpfloat_with_epsilon (rate.rate_hz, 500.0, 1e-9);
  g_assert_true (rate.jump_row == 3000);
}

static void
test_odd_rate (void)
{
  double     seconds[1000];
  EcgCsvRate rate;

  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    seconds[i] = i / 62.5;
  g_assert_true (ecg_csv_rate_estimate (&rate, seconds, G_N_ELEMENTS (seconds)));
  g_assert_cmpfloat_with_epsilon (rate.rate_hz, 62.5, 1e-9);
  for (guint i = 0; i < G_N_ELEMENTS (seconds); i++)
    seconds[i] = -seconds[i];
  g_assert_false (ecg_csv_rate_estimate (&rate, seconds, G_N_ELEMENTS (seconds)));
}

static void
test_round_trip (void)
{
  g_autoptr (EcgRecording) recording = make_recording (5, 360.0 / 7.0, 2001, 16);
  g_autofree char *path = scratch_path (&scratch, "trip.csv");
  g_autoptr (EcgRecording) again = NULL;

  g_assert_true (ecg_recording_save (recording, path, NULL, NULL, NULL, NULL));
  again = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_nonnull (again);
  assert_same_about (again, recording);
  for (guint k = 0; k < 2; k++)
    assert_same_values (ecg_recording_get_lead (again, k), ecg_recording_get_lead (recording, k));
}

static void
test_planted (void)
{
  static const char text[] = "# fs: 100\ntime (s),\"I (mV)\",II\n0,1.5,\n0.01,2.5,3\n0.02,3,nan\n";
  EcgRng            rng;

  ecg_rng_init (&rng, 4, 0);
  for (guint i = 0; i < 800; i++)
    {
      g_autofree char *changed = g_strndup (text, ecg_rng_below (&rng, sizeof text));
      g_autoptr (GError) error = NULL;
      EcgRecording *recording;

      for (guint k = 0; k < 2 && *changed != '\0'; k++)
        changed[ecg_rng_below (&rng, strlen (changed))] = (char) (1 + ecg_rng_below (&rng, 255));
      recording = load_text (changed, &error);
      g_assert_true ((recording == NULL) == (error != NULL));
      g_clear_pointer (&recording, ecg_recording_unref);
    }
}

static void
test_exercise (void)
{
  g_autofree char *folder = shared_recording ("exercise");

  if (folder == NULL)
    return;
  for (guint i = 0; i < 2; i++)
    {
      const char      *name = i == 0 ? "01_01_beh" : "01_01_klud";
      g_autofree char *csv = g_strdup_printf ("%s/csv-samples/%s.csv", folder, name);
      g_autofree char *wfdb = g_strdup_printf ("%s/wfdb/%s.hea", folder, name);
      g_autoptr (EcgRecording) a = ecg_recording_load (csv, NULL, NULL, NULL);
      g_autoptr (EcgRecording) b = ecg_recording_load (wfdb, NULL, NULL, NULL);
      gint32 of_a[1000], of_b[1000];

      g_assert_cmpfloat_with_epsilon (ecg_recording_get_rate (a), 500.0, 1e-9);
      g_assert_cmpint (ecg_recording_get_length (a), ==, ecg_recording_get_length (b));
      ecg_series_read_counts (ecg_recording_get_lead (a, 0), (EcgSpan){ 0, 1000 }, of_a);
      ecg_series_read_counts (ecg_recording_get_lead (b, 0), (EcgSpan){ 0, 1000 }, of_b);
      /* The record was made by taking 2048 off. */
      for (guint k = 0; k < 1000; k++)
        g_assert_cmpint (of_a[k] - 2048, ==, of_b[k]);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/ways-of-writing", test_ways_of_writing);
  g_test_add_func ("/csv/gaps", test_gaps);
  g_test_add_func ("/csv/about", test_about);
  g_test_add_func ("/csv/bad", test_bad);
  g_test_add_func ("/csv/late-surplus", test_late_surplus);
  g_test_add_func ("/csv/rounded-times", test_rounded_times);
  g_test_add_func ("/csv/jittery-times", test_jittery_times);
  g_test_add_func ("/csv/odd-rate", test_odd_rate);
  g_test_add_func ("/csv/round-trip", test_round_trip);
  g_test_add_func ("/csv/planted", test_planted);
  g_test_add_func ("/csv/exercise", test_exercise);
  scratch_open (&scratch);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
