/* Writing EDF, EDF+, BDF and BDF+: what is read again is what was written, EDFlib reads it too, and
 * what no file holds is named. */

#include "core/recording/edf-layout.h"
#include "core/recording/edf-mark.h"
#include "core/recording/edf-write.h"
#include "core/recording/loader.h"
#include "core/recording/span-list.h"

#include "tests/support/scratch.h"
#include "tests/unit/recording/compare.h"
#include "tests/unit/recording/edf-bytes.h"

#include <edflib.h>

static Scratch scratch;

typedef struct
{
  double  rate_hz;
  gint64  length;
  guint   bits;
  double  gain;
  double  baseline;
  double  missing; /* share of the samples, alone */
  EcgSpan gap;     /* in all leads */
} Case;

static EcgSeries *
make_case_lead (EcgRng *rng, const char *name, const Case *of)
{
  const EcgScale scale = { of->gain, of->baseline, of->bits };
  const gint32   top = (1 << (of->bits - 1)) - 1;
  gint32        *counts = g_new (gint32, of->length);

  for (gint64 i = 0; i < of->length; i++)
    counts[i] = ecg_span_contains (of->gap, i) || ecg_rng_uniform (rng) < of->missing
                  ? ECG_COUNT_MISSING
                  : (gint32) ecg_rng_below (rng, 2 * (guint64) top + 2) - top - 1;
  return ecg_series_new_digital (name, "mV", of->rate_hz, counts, (gsize) of->length, &scale);
}

static EcgAnnotations *
make_annotations (gint64 length)
{
  static const EcgAnnotation items[] = {
    { 0, 0, ECG_ANNOTATION_NORMAL, 0, 0, 0, NULL },
    { 1, 0, ECG_ANNOTATION_RHYTHM, 0, 0, 0, (char *) "(AFIB" },
    { 1, 3, ECG_ANNOTATION_NOISE, -3, 2, -1, NULL },
    { 2, 0, ECG_ANNOTATION_NOTE, 0, 0, 0, (char *) "Läufer 走る, \t tab" },
    { 3, 2, ECG_ANNOTATION_NOTE, 0, 0, 0, (char *) "normal beat" },
    { 3, 0, ECG_ANNOTATION_NOTE, 0, 0, 0, (char *) "# no comment" },
    { 3, 0, ECG_ANNOTATION_NOTE, 0, 0, 0, NULL },
    { 3, 0, ECG_ANNOTATION_NOTE, 0, 0, 0, (char *) "" },
    { 4, 0, ECG_ANNOTATION_NOTE, 1, 0, 0, (char *) ECG_EDF_MARK_PADDING },
    { 5, 0, 50, 0, 0, 0, (char *) "a code of its own" },
    { -7, 0, 5, 0, 255, 127, NULL },
    { 100000, 0, 38, 0, 0, 0, NULL },
  };
  EcgAnnotations *annotations = ecg_annotations_new ();

  for (guint i = 0; i < G_N_ELEMENTS (items); i++)
    ecg_annotations_add (annotations, &items[i]);
  for (gint64 i = 0; i < MIN (length, 300); i++)
    {
      const EcgAnnotation beat = { .sample = i, .code = 1 + i % 13 };

      ecg_annotations_add (annotations, &beat);
    }
  return annotations;
}

static EcgRecording *
make_case (const Case *of)
{
  static const char *const comments[] = { " sex: F", " note, with \"signs\" and ümlauts", "",
                                          NULL };
  EcgRng                   rng;

  ecg_rng_init (&rng, (guint64) of->length, 0);
  g_autoptr (EcgSeries) first = make_case_lead (&rng, "I", of);
  g_autoptr (EcgSeries) second = make_case_lead (&rng, "chest strap low", of);
  EcgSeries *leads[] = { first, second };
  g_autoptr (EcgAnnotations) annotations = make_annotations (of->length);
  g_autoptr (GDateTime) started = g_date_time_new_utc (2024, 3, 26, 15, 4, 53.25);
  const EcgRecordingInfo info = { .format = "test",
                                  .path = "nowhere",
                                  .subject = "S_01 ä",
                                  .activity = "hand bike",
                                  .comments = comments,
                                  .started = started,
                                  .annotations = annotations };

  return ecg_recording_new (&info, leads, 2);
}

static void
assert_same_annotations (const EcgAnnotations *a, const EcgAnnotations *b)
{
  g_assert_nonnull (a);
  g_assert_cmpuint (a->items->len, ==, b->items->len);
  for (guint i = 0; i < a->items->len; i++)
    {
      const EcgAnnotation *one = ecg_annotations_get (a, i), *other = ecg_annotations_get (b, i);

      g_assert_cmpint (one->sample, ==, other->sample);
      g_assert_cmpint (one->length, ==, other->length);
      g_assert_cmpint (one->code, ==, other->code);
      g_assert_cmpint (one->subtype, ==, other->subtype);
      g_assert_cmpint (one->chan, ==, other->chan);
      g_assert_cmpint (one->num, ==, other->num);
      g_assert_cmpstr (one->aux, ==, other->aux);
    }
}

static char *
save (EcgRecording *recording, const char *name, char **warnings)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GError) error = NULL;
  char *path = scratch_path (&scratch, name);

  g_assert_true (ecg_recording_save (recording, path, NULL, builder, NULL, &error));
  g_assert_no_error (error);
  if (warnings != NULL)
    {
      g_auto (GStrv) sentences = g_strv_builder_end (builder);

      *warnings = g_strjoinv ("\n", sentences);
    }
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

static void
assert_says (const char *warnings, const char *part)
{
  if (strstr (warnings, part) == NULL)
    g_error ("“%s” does not say “%s”", warnings, part);
}

static void
assert_round_trip (const Case *of, const char *name)
{
  g_autoptr (EcgRecording) recording = make_case (of);
  g_autofree char *warnings = NULL;
  g_autofree char *path = save (recording, name, &warnings);
  g_autoptr (EcgRecording) read = load (path);
  const char *const *comments = ecg_recording_get_comments (read);

  assert_same_about (read, recording);
  for (guint i = 0; i < 2; i++)
    assert_same_counts (ecg_recording_get_lead (read, i), ecg_recording_get_lead (recording, i));
  assert_same_annotations (ecg_recording_get_annotations (read),
                           ecg_recording_get_annotations (recording));
  /* Behind what the fields of the header were too short for. */
  g_assert_cmpuint (g_strv_length ((char **) comments), ==, 5);
  g_assert_cmpstr (comments[0], ==, " subject: S_01 ä");
  g_assert_cmpstr (comments[3], ==, " note, with \"signs\" and ümlauts");
  g_assert_cmpstr (comments[4], ==, "");
  if (of->missing > 0.0)
    assert_says (warnings, "missing samples");
  else if (of->gap.end == 0)
    g_assert_true (*warnings == '\0');
}

static void
test_round_trip (void)
{
  static const Case cases[] = {
    { 250.0, 5000, 12, 200.0, 0.0, 0.0, { 0, 0 } },
    { 360.0, 10007, 11, 200.0, 1024.0 - 1024.0, 0.0, { 0, 0 } },
    { 500.0, 1, 16, 1000.0, 0.0, 0.0, { 0, 0 } },
    { 128.0, 7, 16, -200.0, 0.0, 0.0, { 0, 0 } },
    { 97.5, 1234, 16, 32.7675, -0.5, 0.0, { 0, 0 } },
    { 0.5, 40, 14, 0.25, 7.0, 0.0, { 0, 0 } },
    { 1.0 / 3.0, 9, 16, 2000.0, 0.0, 0.0, { 0, 0 } },
    { 1000.0, 30000, 16, 500.0, 0.0, 0.05, { 0, 0 } },
    { 250.0, 20000, 16, 500.0, 0.0, 0.0, { 3000, 15000 } },
    { 250.0, 20011, 16, 500.0, 0.0, 0.01, { 1, 19000 } },
    { 250.0, 20011, 16, 500.0, 0.0, 0.0, { 100, 20011 } },
    { 250.0, 20011, 16, 500.0, 0.0, 0.0, { 0, 20000 } },
    { 250.0, 977, 16, 500.0, 0.0, 0.0, { 0, 977 } },
    { 4.0, 30, 16, 500.0, 0.0, 0.0, { 5, 11 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      assert_round_trip (&cases[i], "round.edf");
      assert_round_trip (&cases[i], "round.bdf");
    }
}

static void
test_24_bits (void)
{
  const Case of = { 250.0, 5003, 24, 5000.0, 100.0, 0.0, { 0, 0 } };

  assert_round_trip (&of, "wide.bdf");
}

/* A gap takes no room. */
static void
test_gap (void)
{
  const Case of = { 250.0, 2000000, 16, 500.0, 0.0, 0.0, { 1000, 1999000 } };
  g_autoptr (EcgRecording) recording = make_case (&of);
  g_autofree char *path = save (recording, "gap.edf", NULL);
  g_autofree char *bytes = NULL;
  g_autoptr (EcgRecording) read = load (path);
  gsize n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_cmpmem (bytes + 192, 5, "EDF+D", 5);
  g_assert_cmpuint (n, <, 100000);
  assert_same_counts (ecg_recording_get_lead (read, 1), ecg_recording_get_lead (recording, 1));
}

/* EDFlib, which shares no line with us, reads the same. */
static void
assert_edflib (const char *path, EcgRecording *recording, int kind)
{
  struct edf_hdr_struct       *header = g_new0 (struct edf_hdr_struct, 1);
  struct edf_annotation_struct annotation;
  const EcgAnnotations        *annotations = ecg_recording_get_annotations (recording);
  const guint                  n = (guint) ecg_recording_get_length (recording);
  g_autofree int              *theirs = g_new (int, n);
  g_autofree gint32           *ours = g_new (gint32, n);

  g_assert_cmpint (edfopen_file_readonly (path, header, EDFLIB_READ_ALL_ANNOTATIONS), ==, 0);
  g_assert_cmpint (header->filetype, ==, kind);
  g_assert_cmpint (header->edfsignals, ==, 2);
  g_assert_cmpint (header->starttime_subsecond, ==, 2500000);
  g_assert_cmpint (header->startdate_year, ==, 2024);
  g_assert_cmpint (header->starttime_minute, ==, 4);
  g_assert_cmpstr (g_strchomp (header->recording_additional), ==, "activity:hand_bike");
  for (guint i = 0; i < 2; i++)
    {
      EcgSeries *lead = ecg_recording_get_lead (recording, i);

      g_assert_cmpstr (g_strchomp (header->signalparam[i].label), ==, ecg_series_get_name (lead));
      g_assert_cmpint (edfread_digital_samples (header->handle, (int) i, (int) n, theirs), ==, n);
      ecg_series_read_counts (lead, (EcgSpan){ 0, n }, ours);
      g_assert_cmpmem (ours, n * sizeof *ours, theirs, n * sizeof *theirs);
    }
  /* Behind the comments. */
  g_assert_cmpint (header->annotations_in_file, ==, annotations->items->len + 5);
  g_assert_cmpint (edf_get_annotation (header->handle, 7, &annotation), ==, 0);
  g_assert_cmpint (annotation.onset, ==, 10000000 / 250);
  g_assert_cmpint (annotation.duration_l, ==, 3 * 10000000 / 250);
  g_assert_cmpstr (annotation.annotation, ==, "signal quality change [-3,2,-1]");
  edfclose_file (header->handle);
  g_free (header);
}

static void
test_edflib (void)
{
  const Case narrow = { 250.0, 5000, 16, 200.0, 0.0, 0.0, { 0, 0 } };
  const Case wide = { 250.0, 5000, 24, 5000.0, 0.0, 0.0, { 0, 0 } };
  g_autoptr (EcgRecording) edf = make_case (&narrow);
  g_autoptr (EcgRecording) bdf = make_case (&wide);
  g_autofree char *edf_path = save (edf, "theirs.edf", NULL);
  g_autofree char *bdf_path = save (bdf, "theirs.bdf", NULL);

  assert_edflib (edf_path, edf, EDFLIB_FILETYPE_EDFPLUS);
  assert_edflib (bdf_path, bdf, EDFLIB_FILETYPE_BDFPLUS);
}

static void
test_plain (void)
{
  const Case of = { 250.0, 2503, 16, 200.0, 0.0, 0.01, { 0, 0 } };
  g_autoptr (EcgRecording) recording = make_case (&of);
  g_autofree char *warnings = NULL;
  g_autofree char *path = save (recording, "plain.rec", &warnings);
  g_autofree char *bytes = NULL;
  g_autoptr (EcgRecording) read = load (path);
  gsize n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_cmpmem (bytes + 192, 5, "     ", 5);
  assert_says (warnings, "no place for annotations: 312 were left out");
  assert_says (warnings, "no place for comments");
  assert_says (warnings, "missing samples");
  assert_says (warnings, "samples that are not of the recording");
  assert_says (warnings, "the start was cut by 0.25 s");
  g_assert_cmpstr (ecg_recording_get_activity (read), ==, "hand bike");
}

static EcgRecording *
make_with (gint32 *counts, gsize n, EcgScale scale, const char *name, const char *unit)
{
  g_autoptr (EcgSeries) lead = ecg_series_new_digital (name, unit, 250.0, counts, n, &scale);
  const EcgRecordingInfo info = { .format = "test", .path = "nowhere" };
  EcgSeries             *leads[] = { lead };

  return ecg_recording_new (&info, leads, 1);
}

static void
assert_values (EcgRecording *read, EcgRecording *recording, double within)
{
  const gint64      n = ecg_recording_get_length (recording);
  g_autofree float *a = g_new (float, n);
  g_autofree float *b = g_new (float, n);

  g_assert_cmpint (ecg_recording_get_length (read), ==, n);
  ecg_series_read (ecg_recording_get_lead (read, 0), (EcgSpan){ 0, n }, a);
  ecg_series_read (ecg_recording_get_lead (recording, 0), (EcgSpan){ 0, n }, b);
  for (gint64 i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (a[i], b[i], within);
}

/* 24-bit data with an offset, in 16 bits: moved; too wide for them: in steps; both named. */
static void
test_too_wide (void)
{
  static const gint32 offset[] = { 1000000, 1000001, 1065000, 999999 };
  static const gint32 wide[] = { -1000000, 1000000, 17, 0 };
  const EcgScale      scale = { 1000.0, 0.0, 24 };
  g_autoptr (EcgRecording) moved =
    make_with (g_memdup2 (offset, sizeof offset), 4, scale, "I", "mV");
  g_autoptr (EcgRecording) divided = make_with (g_memdup2 (wide, sizeof wide), 4, scale, "I", "mV");
  g_autofree char *warnings = NULL;
  g_autofree char *moved_path = save (moved, "moved.edf", &warnings);
  g_autoptr (EcgRecording) moved_read = load (moved_path);
  g_autofree char *divided_path = NULL;
  g_autofree char *kept_path = NULL;
  g_autoptr (EcgRecording) divided_read = NULL;
  g_autoptr (EcgRecording) kept_read = NULL;

  assert_says (warnings, "lead “I” were written less 1032499, to fit into 16 bits");
  assert_values (moved_read, moved, 1e-4);
  g_free (warnings);
  divided_path = save (divided, "divided.edf", &warnings);
  divided_read = load (divided_path);
  assert_says (warnings, "spans 2000001 counts");
  assert_says (warnings, "steps of 50 counts");
  assert_values (divided_read, divided, 0.0251);
  g_free (warnings);
  kept_path = save (divided, "kept.bdf", &warnings);
  kept_read = load (kept_path);
  g_assert_true (*warnings == '\0');
  assert_same_counts (ecg_recording_get_lead (kept_read, 0), ecg_recording_get_lead (divided, 0));
}

/* No decimals of eight characters give this scale, but the counts stay. */
static void
test_scale (void)
{
  g_autoptr (EcgRecording) recording = make_recording (1, 250.0, 1000, 12);
  g_autofree char *warnings = NULL;
  g_autofree char *path = save (recording, "scale.edf", &warnings);
  g_autoptr (EcgRecording) read = load (path);
  gint32   ours[1000], theirs[1000];
  EcgScale scale;

  assert_says (warnings, "The scale of lead “I”, 620.606 counts per mV at -3");
  ecg_series_read_counts (ecg_recording_get_lead (recording, 0), (EcgSpan){ 0, 1000 }, ours);
  ecg_series_read_counts (ecg_recording_get_lead (read, 0), (EcgSpan){ 0, 1000 }, theirs);
  g_assert_cmpmem (ours, sizeof ours, theirs, sizeof theirs);
  g_assert_true (ecg_series_get_scale (ecg_recording_get_lead (read, 0), &scale));
  g_assert_cmpfloat_with_epsilon (scale.gain, 620.606, 1e-3);
  g_assert_cmpuint (scale.bits, ==, 12);
}

static void
test_labels (void)
{
  static const char *const names[] = { "Brust, unterhalb der Rippen",
                                       "Brust, unterhalb des Herzens", "Rücken",
                                       "EDF Annotations" };
  static const char *const written[] = { "Brust, unterhalb", "Brust, unterha 2", "Rucken",
                                         "EDF Annotation 2" };
  const EcgScale           scale = { 100.0, 0.0, 16 };
  EcgSeries               *leads[4];
  const EcgRecordingInfo   info = { .format = "test", .path = "nowhere" };
  g_autofree char         *warnings = NULL;
  g_autofree char         *path = NULL;
  g_autoptr (EcgRecording) recording = NULL;
  g_autoptr (EcgRecording) read = NULL;

  for (guint i = 0; i < 4; i++)
    leads[i] = ecg_series_new_digital (names[i], i == 0 ? "µV" : "Kilopascal", 250.0,
                                       g_new0 (gint32, 5), 5, &scale);
  recording = ecg_recording_new (&info, leads, 4);
  path = save (recording, "labels.edf", &warnings);
  read = load (path);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *said =
        g_strdup_printf ("Lead “%s” was written as “%s”", names[i], written[i]);

      assert_says (warnings, said);
      g_assert_cmpstr (ecg_series_get_name (ecg_recording_get_lead (read, i)), ==, written[i]);
      ecg_series_unref (leads[i]);
    }
  assert_says (warnings, "unit “Kilopascal” of lead “Rücken” was written as “Kilopasc”");
  g_assert_null (strstr (warnings, "µV"));
  g_assert_cmpstr (ecg_series_get_unit (ecg_recording_get_lead (read, 0)), ==, "uV");
}

static void
test_long_texts (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (EcgAnnotations) annotations = ecg_annotations_new ();
  g_autoptr (EcgSeries) lead = NULL;
  const EcgScale   scale = { 100.0, 0.0, 16 };
  EcgRecordingInfo info = { .format = "test", .path = "nowhere", .annotations = annotations };
  EcgAnnotation    annotation = { .sample = 3, .code = ECG_ANNOTATION_NOTE };
  g_autofree char *warnings = NULL;
  g_autofree char *path = NULL;
  g_autoptr (EcgRecording) recording = NULL;
  g_autoptr (EcgRecording) read = NULL;

  while (text->len < 511)
    g_string_append_c (text, 'x');
  g_string_append (text, "ä und mehr");
  annotation.aux = text->str;
  ecg_annotations_add (annotations, &annotation);
  annotation.aux = (char *) "bell \a";
  ecg_annotations_add (annotations, &annotation);
  g_ptr_array_add (annotations->definitions, g_strdup ("50 c calibration pulse"));
  annotations->rate_hz = 1000.0;
  lead = ecg_series_new_digital ("I", "mV", 250.0, g_new0 (gint32, 50), 50, &scale);
  recording = ecg_recording_new (&info, &lead, 1);
  path = save (recording, "texts.edf", &warnings);
  read = load (path);
  assert_says (warnings, "1 text is longer than the 512 bytes");
  assert_says (warnings, "1 control character within a text");
  assert_says (warnings, "2 annotations lie between samples");
  assert_says (warnings, "definitions of an annotator");
  /* Cut before the letter that would be broken. */
  g_assert_cmpuint (strlen (ecg_annotations_get (ecg_recording_get_annotations (read), 0)->aux), ==,
                    511);
  g_assert_cmpint (ecg_annotations_get (ecg_recording_get_annotations (read), 0)->sample, ==, 1);
  g_assert_cmpstr (ecg_annotations_get (ecg_recording_get_annotations (read), 1)->aux, ==,
                   "bell  ");
}

/* 250.0001 Hz is no number of samples in any duration of eight characters. */
static void
test_odd_rate (void)
{
  const EcgScale         scale = { 100.0, 0.0, 16 };
  const EcgRecordingInfo info = { .format = "test", .path = "nowhere" };
  g_autoptr (EcgSeries) lead =
    ecg_series_new_digital ("I", "mV", 250.00010001, g_new0 (gint32, 500), 500, &scale);
  g_autoptr (EcgRecording) recording = ecg_recording_new (&info, &lead, 1);
  g_autofree char *warnings = NULL;
  g_autofree char *path = save (recording, "rate.edf", &warnings);
  g_autoptr (EcgRecording) read = load (path);

  assert_says (warnings, "rate of 250.0001 Hz was written as");
  g_assert_cmpint (ecg_recording_get_length (read), ==, 500);
  g_assert_cmpfloat_with_epsilon (ecg_recording_get_rate (read), 250.0001, 1e-4);
}

/* Nor can a field say how short its data record would be, or a file be empty. */
static void
test_impossible (void)
{
  const EcgScale         scale = { 100.0, 0.0, 16 };
  const EcgRecordingInfo info = { .format = "test", .path = "nowhere" };
  g_autoptr (EcgSeries) fast =
    ecg_series_new_digital ("I", "mV", 1e25, g_new0 (gint32, 500), 500, &scale);
  g_autoptr (EcgSeries) empty = ecg_series_new_digital ("I", "mV", 250.0, NULL, 0, &scale);
  EcgSeries       *leads[] = { fast, empty };
  g_autofree char *path = scratch_path (&scratch, "impossible.edf");

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (EcgRecording) recording = ecg_recording_new (&info, &leads[i], 1);
      g_autoptr (GError) error = NULL;

      g_assert_false (ecg_recording_save (recording, path, NULL, NULL, NULL, &error));
      g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED);
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
test_computed (void)
{
  const EcgRecordingInfo info = { .format = "test", .path = "nowhere" };
  float                 *values = g_new (float, 500);
  g_autoptr (EcgSeries) lead = NULL;
  g_autoptr (EcgRecording) recording = NULL;
  g_autofree char *warnings = NULL;
  g_autofree char *path = NULL;
  g_autoptr (EcgRecording) read = NULL;

  for (guint i = 0; i < 500; i++)
    values[i] = i == 7 ? NAN : (float) sin (i / 20.0);
  lead = ecg_series_new_physical ("I", "mV", 250.0, values, 500);
  recording = ecg_recording_new (&info, &lead, 1);
  path = save (recording, "computed.edf", &warnings);
  read = load (path);
  assert_says (warnings, "computed values of lead “I” were rounded to steps of 5e-05 mV");
  ecg_series_read (ecg_recording_get_lead (read, 0), (EcgSpan){ 0, 500 }, values);
  for (guint i = 0; i < 500; i++)
    if (i == 7)
      g_assert_true (isnan (values[i]));
    else
      g_assert_cmpfloat_with_epsilon (values[i], sin (i / 20.0), 2.6e-5);
}

/* One that stays in its file is written, and read again, block by block. */
static void
test_long (void)
{
  const Case of = { 250.0, 3000000, 16, 200.0, 0.0, 0.00001, { 500000, 1500000 } };
  g_autoptr (EcgRecording) recording = make_case (&of);
  g_autofree char *path = save (recording, "long.edf", NULL);
  g_autoptr (EcgRecording) read = load (path);
  g_autofree char *again_path = save (read, "again.edf", NULL);
  g_autofree char *bytes = NULL, *again = NULL;
  gsize            n, n_again;

  g_assert_nonnull (ecg_series_get_source (ecg_recording_get_lead (read, 0)));
  for (guint i = 0; i < 2; i++)
    assert_same_counts (ecg_recording_get_lead (read, i), ecg_recording_get_lead (recording, i));
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_true (g_file_get_contents (again_path, &again, &n_again, NULL));
  g_assert_cmpmem (bytes, n, again, n_again);
}

/* Whatever an annotation says, its text says too, and whatever a text says. */
static void
test_marks (void)
{
  static const char *const texts[] = { NULL,
                                       "",
                                       "#",
                                       "x",
                                       "Normal beat",
                                       "normal beats",
                                       "normal beat: ",
                                       "normal beat [1,2,3]",
                                       "normal beat [1,2,3]: y",
                                       "normal beat [999,2,3]",
                                       "normal beat [1,2,3] y",
                                       "annotation 50",
                                       "annotation 0",
                                       "annotation 59: z",
                                       "comment annotation: comment annotation",
                                       ECG_EDF_MARK_MISSING "@@I",
                                       ECG_EDF_MARK_PADDING };
  EcgRng                   rng;

  ecg_rng_init (&rng, 11, 0);
  for (guint i = 0; i < 20000; i++)
    {
      const EcgAnnotation annotation = {
        .code = (guint8) (1 + ecg_rng_below (&rng, 58)),
        .subtype =
          ecg_rng_below (&rng, 2) == 0 ? 0 : (gint8) ((int) ecg_rng_below (&rng, 256) - 128),
        .chan = ecg_rng_below (&rng, 2) == 0 ? 0 : (guint8) ecg_rng_below (&rng, 256),
        .num = ecg_rng_below (&rng, 2) == 0 ? 0 : (gint8) ((int) ecg_rng_below (&rng, 256) - 128),
        .aux = (char *) texts[ecg_rng_below (&rng, G_N_ELEMENTS (texts))],
      };
      g_autofree char *text = ecg_edf_mark_print (&annotation);
      EcgAnnotation    read = { 0 };

      ecg_edf_mark_read (&read, text);
      g_assert_cmpint (read.code, ==, annotation.code);
      g_assert_cmpint (read.subtype, ==, annotation.subtype);
      g_assert_cmpint (read.chan, ==, annotation.chan);
      g_assert_cmpint (read.num, ==, annotation.num);
      g_assert_cmpstr (read.aux, ==, annotation.aux);
      g_free (read.aux);
    }
}

static void
test_plain_bdf (void)
{
  const Case       of = { 250.0, 500, 24, 5000.0, 0.0, 0.0, { 0, 0 } };
  const EcgEdfKind kind = { 3, FALSE };
  g_autoptr (EcgRecording) recording = make_case (&of);
  g_autofree char                  *path = scratch_path (&scratch, "plain.bdf");
  g_autofree struct edf_hdr_struct *header = g_new0 (struct edf_hdr_struct, 1);
  g_autoptr (EcgRecording) read = NULL;

  g_assert_true (ecg_edf_write (recording, path, &kind, NULL, NULL, NULL, NULL));
  read = load (path);
  for (guint i = 0; i < 2; i++)
    assert_same_counts (ecg_recording_get_lead (read, i), ecg_recording_get_lead (recording, i));
  g_assert_null (ecg_recording_get_annotations (read));
  g_assert_cmpint (edfopen_file_readonly (path, header, EDFLIB_READ_ALL_ANNOTATIONS), ==, 0);
  g_assert_cmpint (header->filetype, ==, EDFLIB_FILETYPE_BDF);
  edfclose_file (header->handle);
}

/* Records of others, with what they are called and marked: all that comes back differently is
 * named. */
static void
test_records (void)
{
  static const struct
  {
    const char *path;
    gboolean    as_it_was;
  } rows[] = { { "mitdb/100.hea", TRUE },
               { "mitdb/208.hea", TRUE },
               { "ecg-id/Person_01/rec_1.hea", TRUE },
               { "formats/wfdb-python/a103l.hea", TRUE },
               { "formats/wfdb-python/03700181.hea", FALSE },
               { "formats/edf-bdf/pyedflib/test_subsecond.edf", TRUE },
               { "wrist/edf/s2_walk.edf", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *shared = shared_recording (rows[i].path);
      g_autoptr (EcgRecording) recording = NULL;
      g_autoptr (EcgRecording) read = NULL;
      g_autofree char *warnings = NULL;
      g_autofree char *path = NULL;

      if (shared == NULL)
        return;
      recording = load (shared);
      path = save (recording, "record.edf", &warnings);
      read = load (path);
      g_test_message ("%s: %s", rows[i].path, warnings);
      g_assert_true ((*warnings == '\0') == rows[i].as_it_was);
      if (rows[i].as_it_was)
        for (guint k = 0; k < ecg_recording_get_n_leads (recording); k++)
          assert_same_counts (ecg_recording_get_lead (read, k),
                              ecg_recording_get_lead (recording, k));
      if (ecg_recording_get_annotations (recording) != NULL)
        assert_same_annotations (ecg_recording_get_annotations (read),
                                 ecg_recording_get_annotations (recording));
    }
}

/* Whole or not at all, and never over what it was read from. */
static void
test_safe (void)
{
  const Case of = { 250.0, 500, 16, 200.0, 0.0, 0.0, { 0, 0 } };
  g_autoptr (EcgRecording) recording = make_case (&of);
  g_autofree char *path = save (recording, "safe.edf", NULL);
  g_autoptr (EcgRecording) read = load (path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *other = scratch_path (&scratch, "other.edf");
  const EcgEdfKind kind = { 2, TRUE };
  guint            n_files;

  n_files = scratch_count (&scratch);
  g_assert_false (ecg_recording_save (read, path, NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_clear_error (&error);
  g_cancellable_cancel (cancellable);
  g_assert_false (ecg_edf_write (recording, other, &kind, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (ecg_recording_save (recording, "/nowhere/at/all.edf", NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (scratch_count (&scratch), ==, n_files);
}

static GArray *
make_list (EcgRng *rng)
{
  GArray *list = ecg_span_list_new ();

  for (gint64 at = 0; at < 60; at += 1)
    {
      EcgSpan span = { at + (gint64) ecg_rng_below (rng, 9), 0 };

      at = span.end = span.begin + 1 + (gint64) ecg_rng_below (rng, 9);
      g_array_append_val (list, span);
    }
  return list;
}

static gboolean
contains (const GArray *list, gint64 sample)
{
  for (guint i = 0; i < list->len; i++)
    if (ecg_span_contains (g_array_index (list, EcgSpan, i), sample))
      return TRUE;
  return FALSE;
}

static void
test_span_lists (void)
{
  EcgRng rng;

  ecg_rng_init (&rng, 5, 0);
  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (GArray) a = make_list (&rng);
      g_autoptr (GArray) b = make_list (&rng);
      g_autoptr (GArray) both = ecg_span_list_intersect (a, b);
      g_autoptr (GArray) left = ecg_span_list_subtract (a, b);

      for (gint64 at = 0; at < 90; at++)
        {
          g_assert_true (contains (both, at) == (contains (a, at) && contains (b, at)));
          g_assert_true (contains (left, at) == (contains (a, at) && !contains (b, at)));
        }
    }
}

/* Durations by hand: 617 samples of 250 Hz are 2.468 s, and twice that are 1234. */
static void
test_layout (void)
{
  g_autoptr (EcgEdfLayout) fills = ecg_edf_layout_new (2, 2, 250.0, 1234, NULL);
  g_autoptr (EcgEdfLayout) prime = ecg_edf_layout_new (2, 2, 250.0, 20011, NULL);
  g_autoptr (EcgEdfLayout) slow = ecg_edf_layout_new (2, 2, 1.0 / 3.0, 10, NULL);

  g_assert_true (fills->exact && prime->exact && slow->exact);
  g_assert_cmpint (fills->per_record, ==, 617);
  assert_number (ecg_edf_number_value (&fills->seconds), 2.468);
  g_assert_cmpuint (fills->records->len, ==, 2);
  g_assert_cmpint (prime->per_record, ==, 250);
  g_assert_cmpint (ecg_edf_layout_end (prime), ==, 20250);
  g_assert_cmpint (slow->per_record, ==, 1);
  assert_number (ecg_edf_number_value (&slow->seconds), 3.0);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edf-write/round-trip", test_round_trip);
  g_test_add_func ("/edf-write/24-bits", test_24_bits);
  g_test_add_func ("/edf-write/gap", test_gap);
  g_test_add_func ("/edf-write/edflib", test_edflib);
  g_test_add_func ("/edf-write/plain", test_plain);
  g_test_add_func ("/edf-write/too-wide", test_too_wide);
  g_test_add_func ("/edf-write/scale", test_scale);
  g_test_add_func ("/edf-write/labels", test_labels);
  g_test_add_func ("/edf-write/long-texts", test_long_texts);
  g_test_add_func ("/edf-write/odd-rate", test_odd_rate);
  g_test_add_func ("/edf-write/impossible", test_impossible);
  g_test_add_func ("/edf-write/computed", test_computed);
  g_test_add_func ("/edf-write/long", test_long);
  g_test_add_func ("/edf-write/marks", test_marks);
  g_test_add_func ("/edf-write/plain-bdf", test_plain_bdf);
  g_test_add_func ("/edf-write/records", test_records);
  g_test_add_func ("/edf-write/safe", test_safe);
  g_test_add_func ("/edf-write/span-lists", test_span_lists);
  g_test_add_func ("/edf-write/layout", test_layout);
  scratch_open (&scratch);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
