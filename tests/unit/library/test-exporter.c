/* What leaves the library: every format, with and without the people in it. */

#include "core/library/exporter.h"
#include "core/library/pseudonyms.h"
#include "core/library/store-names.h"
#include "core/recording/comparison.h"
#include "core/recording/loader.h"

#include "tests/support/scratch.h"
#include "tests/unit/recording/compare.h"

#include <glib/gstdio.h>
#include <sys/stat.h>

static Scratch   scratch;
static EcgStore *store;

/* Each of these stands somewhere in the planted recording, in a place of its own. */
static const char *const planted[] = {
  "Anna Müller",        "Müller",       "1961-07-04", "Dr. Grünwald",     "SN-4711-0815",
  "lives in Freiburg",  "Station 3B",   "2024-03-26", "26/03/2024",       "26-MAR-2024",
  "Frau M. felt dizzy", "secret_visit", "Mayer lead", "furlongs of Anna", "15 c Chef's mark",
};

static EcgRecording *
make_planted (EcgRng *rng, guint bits, gboolean annotated)
{
  static const char *const comments[] = { " subject: Anna Müller  sex: F  born: 1961-07-04",
                                          " physician: Dr. Grünwald",
                                          "device: SN-4711-0815  place: Station 3B",
                                          " lives in Freiburg", NULL };
  g_autoptr (GPtrArray) leads = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_series_unref);
  g_autoptr (GDateTime) started = g_date_time_new_utc (2024, 3, 26, 15, 4, 53.25);
  g_autoptr (EcgAnnotations) annotations = ecg_annotations_new ();
  g_autofree char    *path = scratch_write (&scratch, "secret_visit.hea", "x", -1);
  const char         *files[] = { path, NULL };
  const EcgAnnotation marks[] = {
    { .sample = 3, .code = ECG_ANNOTATION_NORMAL },
    { .sample = 9, .code = ECG_ANNOTATION_RHYTHM, .aux = (char *) "(AFIB" },
    { .sample = 12, .code = ECG_ANNOTATION_NOTE, .aux = (char *) "Frau M. felt dizzy" },
    { .sample = 14, .code = ECG_ANNOTATION_NOTE, .aux = (char *) "walking" },
    { .sample = 20, .code = 5, .subtype = -3, .num = 7, .aux = (char *) "Anna Müller" },
  };
  EcgRecordingInfo info = { .format = "test",
                            .path = path,
                            .files = files,
                            .subject = "Anna Müller",
                            .activity = "hand bike",
                            .comments = comments,
                            .started = started };

  g_ptr_array_add (annotations->definitions, g_strdup ("15 c Chef's mark"));
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    ecg_annotations_add (annotations, &marks[i]);
  info.annotations = annotated ? annotations : NULL;
  g_ptr_array_add (leads, make_lead (rng, "ECG I", 257.3, 2001, bits));
  g_ptr_array_add (leads, make_lead (rng, "Mayer lead", 257.3, 2001, bits));
  g_ptr_array_add (leads,
                   ecg_series_new_digital ("V5", "furlongs of Anna", 257.3, g_new0 (gint32, 2001),
                                           2001, &(EcgScale){ 200.0, 0.0, bits }));
  return ecg_recording_new (&info, (EcgSeries *const *) leads->pdata, leads->len);
}

static EcgExportReport *export(EcgRecording *recording,
                               const char   *name,
                               gboolean      deidentify,
                               EcgDates      dates)
{
  const EcgExportSettings settings = { deidentify, dates };
  g_autofree char        *path = scratch_path (&scratch, name);
  g_autoptr (GError) error = NULL;
  EcgExportReport *report =
    ecg_export_signals (store, recording, path, &settings, NULL, NULL, &error);

  g_assert_no_error (error);
  return report;
}

/* An independent look at every file whose name begins so. */
static gboolean
stands_in_files (const char *stem, const char *text)
{
  g_autoptr (GDir) dir = g_dir_open (scratch.folder, 0, NULL);
  gboolean    found = FALSE;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = scratch_path (&scratch, name);
      g_autofree char *bytes = NULL;
      gsize            n;

      if (!g_str_has_prefix (name, stem))
        continue;
      g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
      found = found || memmem (bytes, n, text, strlen (text)) != NULL;
    }
  return found;
}

static EcgRecording *
reload (const char *name)
{
  g_autofree char *path = scratch_path (&scratch, name);
  EcgRecording    *read = ecg_recording_load (path, NULL, NULL, NULL);

  g_assert_nonnull (read);
  return read;
}

static const char *const names[] = { "out.hea",  "out.wav", "out.flac", "out.csv",
                                     "out.aiff", "out.edf", "out.bdf" };

static void
test_deidentified (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      EcgRng rng;

      ecg_rng_init (&rng, 5 + i, 0);
      g_autoptr (EcgRecording) recording = make_planted (&rng, 16, TRUE);
      g_autoptr (EcgExportReport) report = export(recording, names[i], TRUE, ECG_DATES_SHIFT);
      g_autoptr (EcgRecording) read = reload (names[i]);

      g_assert_true (report->same_samples);
      g_assert_cmpuint (report->n_secrets, >=, 15);
      g_assert_cmpint (report->n_searched, >, 2001 * 3);
      for (guint k = 0; k < G_N_ELEMENTS (planted); k++)
        if (stands_in_files ("out", planted[k]))
          g_error ("%s still says “%s”", names[i], planted[k]);
      for (guint k = 0; k < 3; k++)
        {
          const gint64       n = 2001;
          g_autofree gint32 *a = g_new (gint32, n), *b = g_new (gint32, n);

          ecg_series_read_counts (ecg_recording_get_lead (recording, k), (EcgSpan){ 0, n }, a);
          ecg_series_read_counts (ecg_recording_get_lead (read, k), (EcgSpan){ 0, n }, b);
          g_assert_cmpmem (a, 4 * n, b, 4 * n);
        }
      g_assert_cmpstr (ecg_recording_get_activity (read), ==, "hand bike");
      g_assert_cmpstr (ecg_series_get_name (ecg_recording_get_lead (read, 1)), ==, "ECG 2");
      g_assert_cmpstr (ecg_series_get_unit (ecg_recording_get_lead (read, 2)), ==, "NU");
      g_assert_cmpuint (*ecg_recording_get_subject (read), ==, 'P');
    }
}

/* The control: without it, all of the texts are there, so that the search can fail. */
static void
test_plain_says_all (void)
{
  EcgRng rng;

  ecg_rng_init (&rng, 5, 0);
  g_autoptr (EcgRecording) recording = make_planted (&rng, 16, TRUE);
  g_autoptr (EcgExportReport) report = export(recording, "plain.hea", FALSE, ECG_DATES_SHIFT);

  g_assert_true (report->same_samples && report->removals == NULL);
  /* Blanks in a unit are all that WFDB does not hold. */
  g_assert_cmpuint (g_strv_length (report->warnings), ==, 1);
  for (guint k = 0; k < G_N_ELEMENTS (planted); k++)
    if (strchr (planted[k], '-') == NULL && strstr (planted[k], "secret") == NULL &&
        strstr (planted[k], "furlongs") == NULL && !stands_in_files ("plain", planted[k]))
      g_error ("the search does not find “%s”", planted[k]);
}

static void
test_annotations_stay (void)
{
  EcgRng rng;

  ecg_rng_init (&rng, 5, 0);
  g_autoptr (EcgRecording) recording = make_planted (&rng, 12, TRUE);
  g_autoptr (EcgExportReport) report = export(recording, "marks.hea", TRUE, ECG_DATES_SHIFT);
  g_autoptr (EcgRecording) read = reload ("marks.hea");
  const EcgAnnotations *marks = ecg_recording_get_annotations (read);

  g_assert_nonnull (report);
  g_assert_nonnull (marks);
  /* The note of Frau M. and, as no activity of the library, that of walking. */
  g_assert_cmpuint (marks->items->len, ==, 3);
  g_assert_cmpuint (marks->definitions->len, ==, 0);
  g_assert_cmpstr (ecg_annotations_get (marks, 1)->aux, ==, "(AFIB");
  g_assert_cmpint (ecg_annotations_get (marks, 2)->subtype, ==, -3);
  g_assert_null (ecg_annotations_get (marks, 2)->aux);
}

static void
test_dates (void)
{
  static const char *const expected[] = { NULL, "2001-01-01 15:04:53.250000",
                                          "2001-01-01 00:00:00.000000", NULL };
  char                    *shifted[2] = { NULL, NULL };

  for (guint k = 0; k < 5; k++)
    {
      const EcgDates   dates = (EcgDates) (k % 4);
      g_autofree char *text = NULL;
      EcgRng           rng;

      ecg_rng_init (&rng, 5, 0);
      g_autoptr (EcgRecording) recording = make_planted (&rng, 12, FALSE);
      g_autoptr (EcgExportReport) report = export(recording, "dates.csv", TRUE, dates);
      g_autoptr (EcgRecording) read = reload ("dates.csv");

      g_assert_nonnull (report);
      if (dates == ECG_DATES_DROP)
        {
          g_assert_null (ecg_recording_get_started (read));
          continue;
        }
      text = g_date_time_format (ecg_recording_get_started (read), "%F %T.%f");
      if (dates != ECG_DATES_SHIFT)
        g_assert_cmpstr (text, ==, expected[dates]);
      else
        {
          /* Another day, at the same time, and the same for the same subject. */
          g_assert_null (strstr (text, "2024-03-26"));
          g_assert_true (g_str_has_suffix (text, " 15:04:53.250000"));
          shifted[k / 4] = g_steal_pointer (&text);
        }
    }
  g_assert_cmpstr (shifted[0], ==, shifted[1]);
  g_free (shifted[0]);
  g_free (shifted[1]);
}

static void
test_refused (void)
{
  const EcgExportSettings settings = { TRUE, ECG_DATES_SHIFT };
  EcgRng                  rng;

  ecg_rng_init (&rng, 5, 0);
  g_autoptr (EcgRecording) recording = make_planted (&rng, 12, FALSE);
  const guint      n = scratch_count (&scratch);
  g_autofree char *telling = scratch_path (&scratch, "of-müller.csv");
  g_autofree char *visit = scratch_path (&scratch, "secret visit 2.csv");
  g_autofree char *marks = scratch_write (&scratch, "there.atr", "x", 1);
  g_autofree char *there = scratch_path (&scratch, "there.hea");
  const char      *paths[] = { telling, visit, there };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (
        ecg_export_signals (store, recording, paths[i], &settings, NULL, NULL, &error));
      assert_sentence (error, "another");
    }
  g_assert_cmpuint (scratch_count (&scratch), ==, n + 1);
}

/* A source's own file is not overwritten, by whatever name. */
static void
test_source_stays (void)
{
  const EcgExportSettings settings = { TRUE, ECG_DATES_DROP };
  g_autofree char        *source = scratch_write (&scratch, "100.csv", "0,1\n1,2\n2,3\n", -1);
  g_autofree char        *other = scratch_path (&scratch, "200.csv");
  g_autoptr (EcgRecording) recording = ecg_recording_load (source, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *after = NULL;

  g_assert_cmpint (link (source, other), ==, 0);
  g_assert_null (ecg_export_signals (store, recording, other, &settings, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_true (g_file_get_contents (source, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, "0,1\n1,2\n2,3\n");
}

/* What a WAV file says behind its samples, and an EDF header in its fields, are secrets as well. */
static void
test_file_fields (void)
{
  static const char wav[] =
    "RIFF\x56\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\xfa\0\0\0\xf4\1\0\0\2\0\20\0"
    "data\4\0\0\0\1\0\2\0LIST\x26\0\0\0INFOIART\5\0\0\0Klen\0\0ICMT\x0c\0\0\0"
    "ward of Rehm";
  g_autofree char *path = scratch_write (&scratch, "7.wav", wav, sizeof wav - 1);
  g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, NULL, NULL);
  const EcgDeidentification how = { .dates = ECG_DATES_DROP };
  g_autoptr (EcgDisguise) disguise = NULL;
  g_autoptr (GPtrArray) found = NULL;

  g_assert_nonnull (recording);
  disguise = ecg_recording_deidentify (recording, &how);
  found = ecg_disguise_find_leaks (disguise, path, NULL, NULL, NULL);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpstr (found->pdata[0], ==, "Klen");
  g_assert_cmpstr (found->pdata[1], ==, "ward of Rehm");
}

static void
test_pseudonyms (void)
{
  g_autofree char *path = ecg_pseudonyms_dup_path (ecg_store_get_path (store));
  g_autofree char *first = NULL, *text = NULL;
  int              days;
  GStatBuf         about;

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (EcgPseudonyms) table = ecg_pseudonyms_open (ecg_store_get_path (store), NULL);
      const EcgPseudonym *one = ecg_pseudonyms_get (table, "Bob \"the\" Ünal", NULL, NULL);
      const EcgPseudonym *two = ecg_pseudonyms_get (table, "Carla", NULL, NULL);

      g_assert_cmpstr (one->pseudonym, !=, two->pseudonym);
      g_assert_true (one->shift_days < 0 && two->shift_days < 0);
      if (i == 0)
        {
          first = g_strdup (one->pseudonym);
          days = one->shift_days;
        }
      g_assert_cmpstr (one->pseudonym, ==, first);
      g_assert_cmpint (one->shift_days, ==, days);
      /* Who is hidden already is not hidden again; who was named elsewhere keeps that name. */
      g_assert_cmpstr (ecg_pseudonyms_get (table, first, NULL, NULL)->pseudonym, ==, first);
      g_assert_cmpstr (ecg_pseudonyms_get (table, "Carla", "P77", NULL)->pseudonym, ==, "P77");
    }
  g_assert_cmpint (g_stat (path, &about), ==, 0);
  g_assert_cmpuint (about.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "Carla"));
}

/* A pseudonym that the user has given a subject of the library is the one that is used. */
static void
test_chosen_pseudonym (void)
{
  EcgRng rng;

  ecg_rng_init (&rng, 5, 0);
  g_autoptr (EcgRecording) recording = make_planted (&rng, 12, FALSE);

  g_assert_true (ecg_store_add_subject (store, "Anna Müller", NULL));
  g_assert_true (ecg_store_set_pseudonym (store, "Anna Müller", "Proband 7", NULL));
  g_autoptr (EcgExportReport) report = export(recording, "chosen.csv", TRUE, ECG_DATES_DROP);
  g_autoptr (EcgRecording) read = reload ("chosen.csv");

  g_assert_nonnull (report);
  g_assert_cmpstr (ecg_recording_get_subject (read), ==, "Proband 7");
}

static void
test_bad_table (void)
{
  static const char *const bad[] = { "", "[]", "{}", "{\"secret\": \"00\", \"subjects\": []}",
                                     "{\"subjects\": [1]}" };
  g_autofree char         *folder = scratch_path (&scratch, "bad");
  g_autofree char         *library = g_build_filename (folder, "library.db", NULL);
  g_autofree char         *path = ecg_pseudonyms_dup_path (library);

  g_mkdir (folder, 0700);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *after = NULL;

      g_assert_true (g_file_set_contents (path, bad[i], -1, NULL));
      g_assert_null (ecg_pseudonyms_open (library, &error));
      assert_sentence (error, "pseudonyms.json");
      g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
      g_assert_cmpstr (after, ==, bad[i]);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *library = NULL;
  int              status;

  g_test_init (&argc, &argv, NULL);
  scratch_open (&scratch);
  library = scratch_path (&scratch, "library.db");
  store = ecg_store_open (library, NULL);
  g_test_add_func ("/exporter/deidentified", test_deidentified);
  g_test_add_func ("/exporter/plain-says-all", test_plain_says_all);
  g_test_add_func ("/exporter/annotations-stay", test_annotations_stay);
  g_test_add_func ("/exporter/dates", test_dates);
  g_test_add_func ("/exporter/refused", test_refused);
  g_test_add_func ("/exporter/source-stays", test_source_stays);
  g_test_add_func ("/exporter/file-fields", test_file_fields);
  g_test_add_func ("/exporter/pseudonyms", test_pseudonyms);
  g_test_add_func ("/exporter/chosen-pseudonym", test_chosen_pseudonym);
  g_test_add_func ("/exporter/bad-table", test_bad_table);
  status = g_test_run ();
  g_clear_object (&store);
  scratch_close (&scratch);
  return status;
}
