/* What is written is what is read: every format, on seeded random recordings. */

#include "core/recording/comparison.h"
#include "core/recording/loader.h"

#include "tests/support/scratch.h"
#include "tests/unit/recording/compare.h"

#define N_CASES 24

static Scratch scratch;

/* Counts of so many bits, with their extremes, and missing samples at both ends and within. */
static EcgSeries *
make_counted (EcgRng *rng, const char *name, double rate_hz, gsize n, guint bits)
{
  static const double gains[] = { 200.0, 620.606, -1.0 / 3.0, 1e-3, 123456.789, 1.0 };
  static const double baselines[] = { 0.0, 1024.0, -7.5, 1.0 / 3.0 };
  const EcgScale scale = { gains[ecg_rng_below (rng, 6)], baselines[ecg_rng_below (rng, 4)], bits };
  const gint32   greatest = (gint32) (((gint64) 1 << (bits - 1)) - 1);
  gint32        *counts = g_new (gint32, n);

  for (gsize i = 0; i < n; i++)
    switch (ecg_rng_below (rng, 12))
      {
      case 0:
        counts[i] = ECG_COUNT_MISSING;
        break;
      case 1:
        counts[i] = greatest;
        break;
      case 2:
        counts[i] = -greatest;
        break;
      default:
        counts[i] = (gint32) ((gint64) ecg_rng_below (rng, 2 * (guint64) greatest + 1) - greatest);
        break;
      }
  counts[0] = counts[n - 1] = ECG_COUNT_MISSING;
  return ecg_series_new_digital (name, "µV", rate_hz, counts, n, &scale);
}

static EcgSeries *
make_physical (EcgRng *rng, const char *name, double rate_hz, gsize n)
{
  float *values = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    values[i] = ecg_rng_below (rng, 9) == 0
                  ? NAN
                  : (float) (((double) ecg_rng_below (rng, 2000001) - 1e6) * 3.7e-7);
  return ecg_series_new_physical (name, "mV", rate_hz, values, n);
}

typedef struct
{
  guint    n_leads;
  guint    bits; /* 0 for values without counts */
  double   rate_hz;
  gsize    length;
  gboolean has_words;
} Case;

static Case
draw_case (EcgRng *rng, guint most_bits)
{
  static const double rates[] = { 250.0, 360.0, 257.3, 1000.0, 1000.0 / 3.0, 0.5 };
  static const guint  widths[] = { 8, 11, 12, 16, 17, 24, 31 };
  Case                drawn;

  do
    drawn.bits = widths[ecg_rng_below (rng, G_N_ELEMENTS (widths))];
  while (drawn.bits > most_bits);
  drawn.n_leads = 1 + (guint) ecg_rng_below (rng, 5);
  drawn.rate_hz = rates[ecg_rng_below (rng, G_N_ELEMENTS (rates))];
  drawn.length = 2 + (gsize) ecg_rng_below (rng, 9000);
  drawn.has_words = ecg_rng_below (rng, 2) == 0;
  return drawn;
}

static EcgRecording *
make_case (EcgRng *rng, const Case *drawn)
{
  static const char *const names[] = { "I", "ECG II", "chest, low", "Ableitung µ", "aVF" };
  static const char *const comments[] = { " 71 M 954 654 x2", " Bemerkung: „müde“, 3 % \"x\"",
                                          NULL };
  g_autoptr (GPtrArray) leads = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_series_unref);
  g_autoptr (GDateTime) started = g_date_time_new_utc (2024, 3, 26, 15, 4, 53.25);
  EcgRecordingInfo info = { .format = "test", .path = "nowhere" };

  if (drawn->has_words)
    {
      info.subject = "Anna Müller";
      info.activity = "hand bike";
      info.comments = comments;
      info.started = started;
    }
  for (guint i = 0; i < drawn->n_leads; i++)
    g_ptr_array_add (leads, drawn->bits == 0
                              ? make_physical (rng, names[i], drawn->rate_hz, drawn->length)
                              : make_counted (rng, names[i], drawn->rate_hz, drawn->length,
                                              i == 0 ? drawn->bits : MIN (drawn->bits, 12)));
  return ecg_recording_new (&info, (EcgSeries *const *) leads->pdata, leads->len);
}

static EcgComparison *
write_and_compare (EcgRecording *recording, const char *suffix)
{
  g_autofree char *name = g_strconcat ("trip", suffix, NULL);
  g_autofree char *path = scratch_path (&scratch, name);
  g_autoptr (EcgRecording) read = NULL;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) warnings = NULL;
  g_autoptr (GError) error = NULL;
  EcgComparison *comparison;

  ecg_recording_save (recording, path, NULL, builder, NULL, &error);
  g_assert_no_error (error);
  warnings = g_strv_builder_end (builder);
  g_assert_cmpuint (g_strv_length (warnings), ==, 0);
  read = ecg_recording_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  comparison = ecg_recording_compare (recording, read, NULL, &error);
  g_assert_no_error (error);
  return comparison;
}

static void
check_identity (const char *suffix, guint most_bits, gboolean physical)
{
  EcgRng rng;

  ecg_rng_init (&rng, 11, 0);
  for (guint i = 0; i < N_CASES; i++)
    {
      Case drawn = draw_case (&rng, most_bits);

      if (physical)
        drawn.bits = 0;
      g_autoptr (EcgRecording) recording = make_case (&rng, &drawn);
      g_autoptr (EcgComparison) comparison = write_and_compare (recording, suffix);

      if (comparison->differences[0] != NULL)
        g_error ("%s, case %u: %s", suffix, i, comparison->differences[0]);
      g_assert_true (comparison->same_samples);
    }
}

static void
test_wfdb (void)
{
  check_identity (".hea", 31, FALSE);
}

static void
test_flac (void)
{
  check_identity (".flac", 24, FALSE);
}

static void
test_wav (void)
{
  check_identity (".wav", 31, FALSE);
  check_identity (".wav", 31, TRUE);
}

static void
test_csv (void)
{
  check_identity (".csv", 31, FALSE);
  check_identity (".csv", 31, TRUE);
  check_identity (".tsv", 31, FALSE);
}

/* Every count comes back. What EDF cannot hold, such as a scale of more than eight digits, it says
 * itself, before it is found by looking. */
static void
check_counts (const char *suffix, guint most_bits)
{
  EcgRng rng;
  guint  n_whole = 0;

  ecg_rng_init (&rng, 12, 0);
  for (guint i = 0; i < N_CASES; i++)
    {
      const Case drawn = draw_case (&rng, most_bits);
      g_autoptr (EcgRecording) recording = make_case (&rng, &drawn);
      g_autofree char *name = g_strconcat ("trip", suffix, NULL);
      g_autofree char *path = scratch_path (&scratch, name);
      g_autoptr (EcgRecording) read = NULL;
      g_autoptr (EcgComparison) comparison = NULL;
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      g_auto (GStrv) warnings = NULL;
      g_autoptr (GError) error = NULL;

      ecg_recording_save (recording, path, NULL, builder, NULL, &error);
      g_assert_no_error (error);
      warnings = g_strv_builder_end (builder);
      read = ecg_recording_load (path, NULL, NULL, &error);
      g_assert_no_error (error);
      comparison = ecg_recording_compare (recording, read, NULL, NULL);
      if (!comparison->same_samples)
        g_error ("%s, case %u: %s", suffix, i, comparison->differences[0]);
      if (comparison->differences[0] != NULL && warnings[0] == NULL)
        g_error ("%s, case %u: nothing was said of “%s”", suffix, i, comparison->differences[0]);
      n_whole += comparison->differences[0] == NULL;
    }
  g_assert_cmpuint (n_whole, >, 0);
}

static void
test_edf (void)
{
  check_counts (".edf", 16);
  check_counts (".bdf", 24);
}

/* A value that somebody has changed is no longer that of a count. */
static void
test_csv_changed (void)
{
  g_autofree char *path =
    scratch_write (&scratch, "changed.csv",
                   "# recipe: {\"rate\": 100, \"leads\": [{\"name\": \"II\", \"gain\": 200, "
                   "\"bits\": 12}]}\ntime (s),\"other (V)\"\n0,0.005\n0.01,0.0075\n0.02,\n",
                   -1);
  g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, NULL, NULL);
  float values[3];

  g_assert_nonnull (recording);
  g_assert_cmpstr (ecg_series_get_name (ecg_recording_get_lead (recording, 0)), ==, "II");
  g_assert_false (ecg_series_get_scale (ecg_recording_get_lead (recording, 0), NULL));
  g_assert_nonnull (strstr (ecg_recording_get_warnings (recording)[0], "lead II were changed"));
  ecg_series_read (ecg_recording_get_lead (recording, 0), (EcgSpan){ 0, 3 }, values);
  g_assert_cmpfloat_with_epsilon (values[1], 0.0075f, 1e-9f);
  g_assert_true (isnan (values[2]));
}

static void
test_csv_bad_recipe (void)
{
  g_autofree char *path = scratch_write (&scratch, "bad.csv", "# recipe: {\n0,1\n1,2\n", -1);
  g_autoptr (GError) error = NULL;

  g_assert_null (ecg_recording_load (path, NULL, NULL, &error));
  g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED);
  assert_sentence (error, "bad.csv");
}

/* 12-bit converters give files of format 212, wider counts others. */
static void
test_wfdb_format (void)
{
  static const struct
  {
    guint       bits;
    const char *word;
  } rows[] = { { 12, ".dat 212 " }, { 16, ".dat 16 " }, { 24, ".dat 24 " }, { 31, ".dat 32 " } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const Case drawn = { .n_leads = 3, .bits = rows[i].bits, .rate_hz = 360.0, .length = 33 };
      g_autofree char *path = scratch_path (&scratch, "form.hea");
      g_autofree char *text = NULL;
      EcgRng           rng;

      ecg_rng_init (&rng, i, 0);
      g_autoptr (EcgRecording) recording = make_case (&rng, &drawn);
      g_assert_true (ecg_recording_save (recording, path, NULL, NULL, NULL, NULL));
      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      g_assert_nonnull (strstr (text, rows[i].word));
    }
}

/* What a format cannot hold is told, in as many sentences. */
static void
test_losses_are_told (void)
{
  static const char *const comments[] = { " two\nlines", NULL };
  gint32                  *counts = g_new0 (gint32, 3);
  float                   *values = g_new0 (float, 3);

  values[1] = 0.123456789f;
  values[2] = 1.0f;
  g_autoptr (EcgSeries) counted =
    ecg_series_new_digital ("odd\nname", "a b", 250.0, counts, 3, &(EcgScale){ 200.0, 0.0, 12 });
  g_autoptr (EcgSeries) physical = ecg_series_new_physical ("II", "mV", 250.0, values, 3);
  EcgSeries             *leads[] = { counted, physical };
  const EcgRecordingInfo info = { .format = "test", .path = "nowhere", .comments = comments };
  g_autoptr (EcgRecording) recording = ecg_recording_new (&info, leads, 2);
  g_autoptr (EcgComparison) comparison = write_and_compare (recording, ".hea");
  static const char *const parts[] = { "under the name “odd name”", "“a b”, is kept as “a_b”",
                                       "Lead II: its values are kept as whole counts",
                                       "Lead II: 1 values are rounded", "1 comment is not kept" };

  g_assert_false (comparison->same_samples);
  g_assert_cmpuint (g_strv_length (comparison->differences), ==, G_N_ELEMENTS (parts));
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (strstr (comparison->differences[i], parts[i]) == NULL)
      g_error ("“%s” does not say “%s”", comparison->differences[i], parts[i]);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  scratch_open (&scratch);
  g_test_add_func ("/round-trip/wfdb", test_wfdb);
  g_test_add_func ("/round-trip/wfdb-format", test_wfdb_format);
  g_test_add_func ("/round-trip/flac", test_flac);
  g_test_add_func ("/round-trip/wav", test_wav);
  g_test_add_func ("/round-trip/csv", test_csv);
  g_test_add_func ("/round-trip/edf", test_edf);
  g_test_add_func ("/round-trip/csv-changed", test_csv_changed);
  g_test_add_func ("/round-trip/csv-bad-recipe", test_csv_bad_recipe);
  g_test_add_func ("/round-trip/losses-are-told", test_losses_are_told);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
