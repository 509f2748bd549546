/* EDF, EDF+, BDF and BDF+ made by hand, byte by byte after the specification. */

#include "core/recording/edf-file.h"
#include "core/recording/edf-library.h"
#include "core/recording/loader.h"

#include "tests/support/scratch.h"
#include "tests/unit/recording/compare.h"
#include "tests/unit/recording/edf-bytes.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/resource.h>
#include <unistd.h>

static Scratch scratch;

static char *
write_file (const char *name, GByteArray *bytes)
{
  return scratch_write (&scratch, name, bytes->data, bytes->len);
}

static EcgRecording *
load (GByteArray *bytes)
{
  g_autofree char *path = write_file ("x.edf", bytes);
  g_autoptr (GError) error = NULL;
  EcgRecording *recording = ecg_recording_load (path, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (recording);
  return recording;
}

static char *
all_warnings (EcgRecording *recording)
{
  return g_strjoinv ("\n", (char **) ecg_recording_get_warnings (recording));
}

/* One warning, which says @part; none where that is NULL. */
static void
assert_warning (EcgRecording *recording, const char *part)
{
  g_autofree char *warnings = all_warnings (recording);

  if (part == NULL && *warnings != '\0')
    g_error ("“%s” is said", warnings);
  else if (part != NULL && (strstr (warnings, part) == NULL || strchr (warnings, '\n') != NULL))
    g_error ("“%s” does not say “%s” alone", warnings, part);
}

static void
assert_counts (EcgRecording *recording, guint lead, const gint32 *counts, gint64 n)
{
  g_autofree gint32 *read = g_new (gint32, n);

  g_assert_cmpint (ecg_recording_get_length (recording), ==, n);
  ecg_series_read_counts (ecg_recording_get_lead (recording, lead), (EcgSpan){ 0, n }, read);
  for (gint64 i = 0; i < n; i++)
    g_assert_cmpint (read[i], ==, counts[i]);
}

/* Two data records of two leads. */
static GByteArray *
make_plain (const EdfBytes *says)
{
  GByteArray *bytes = edf_header (says, 2);

  edf_counts (bytes, 0, 4);
  edf_counts (bytes, -2048, 4);
  edf_counts (bytes, 4, 4);
  edf_counts (bytes, 2044, 4);
  return bytes;
}

static void
test_plain (void)
{
  static const gint32 first[] = { 0, 1, 2, 3, 4, 5, 6, 7 };
  static const gint32 second[] = { -2048, -2047, -2046, -2045, 2044, 2045, 2046, 2047 };
  const EdfBytes      says = { .patient = "S 01",
                               .recording = "activity:walk",
                               .units = { "mV", "uV" } };
  g_autoptr (GByteArray) bytes = make_plain (&says);
  g_autoptr (EcgRecording) recording = load (bytes);
  g_autofree char *started = g_date_time_format_iso8601 (ecg_recording_get_started (recording));
  EcgScale         scale;
  float            value;

  assert_warning (recording, NULL);
  g_assert_cmpstr (ecg_recording_get_format (recording), ==, "edf");
  assert_number (ecg_recording_get_rate (recording), 4.0);
  g_assert_cmpstr (ecg_recording_get_subject (recording), ==, "S 01");
  g_assert_cmpstr (ecg_recording_get_activity (recording), ==, "walk");
  g_assert_cmpstr (started, ==, "2024-03-26T15:04:53Z");
  g_assert_null (ecg_recording_get_annotations (recording));
  g_assert_cmpstr (ecg_series_get_name (ecg_recording_get_lead (recording, 1)), ==, "ECG II");
  g_assert_cmpstr (ecg_series_get_unit (ecg_recording_get_lead (recording, 1)), ==, "uV");
  assert_counts (recording, 0, first, 8);
  assert_counts (recording, 1, second, 8);
  /* 4095 counts over 20.475 mV. */
  g_assert_true (ecg_series_get_scale (ecg_recording_get_lead (recording, 0), &scale));
  assert_number (scale.gain, 200.0);
  assert_number (scale.baseline, 0.0);
  g_assert_cmpuint (scale.bits, ==, 12);
  ecg_series_read (ecg_recording_get_lead (recording, 1), (EcgSpan){ 0, 1 }, &value);
  assert_number (value, -10.24f);
}

/* EDFlib says what it cuts off as if it had been so; the counts of the file are kept. */
static void
test_beyond_range (void)
{
  static const gint32 counts[] = { -300, 300, -101, 101, -100, 100, -99, 99 };
  const EdfBytes      says = { .digital_min = { "-100" }, .digital_max = { "100" } };
  g_autoptr (GByteArray) bytes = edf_header (&says, 1);

  for (guint i = 0; i < 8; i++)
    edf_count (bytes, counts[i], 2);
  g_autoptr (EcgRecording) recording = load (bytes);

  assert_warning (recording, NULL);
  assert_counts (recording, 0, counts, 8);
}

static void
test_bdf (void)
{
  static const gint32 counts[] = { 8388607, -8388608, -1, 65536 };
  const EdfBytes      says = { .version = "\xff"
                                               "BIOSEMI",
                               .kind = "24BIT",
                               .n_records = "1",
                               .digital_min = { "-8388608" },
                               .digital_max = { "8388607" },
                               .physical_min = { "-262144" },
                               .physical_max = { "262144" } };
  g_autoptr (GByteArray) bytes = edf_header (&says, 1);
  EcgScale scale;

  for (guint i = 0; i < 4; i++)
    edf_count (bytes, counts[i], 3);
  g_autoptr (EcgRecording) recording = load (bytes);

  assert_warning (recording, NULL);
  assert_counts (recording, 0, counts, 4);
  g_assert_true (ecg_series_get_scale (ecg_recording_get_lead (recording, 0), &scale));
  assert_number (scale.gain, 16777215.0 / 524288.0);
  g_assert_cmpuint (scale.bits, ==, 24);
}

typedef struct
{
  EdfBytes    says;
  const char *warning; /* where it opens */
  const char *error;   /* where it does not */
} Lie;

static void
test_lies (void)
{
  static const Lie lies[] = {
    { { .version = "1" }, NULL, "does not begin as an EDF or BDF file does" },
    { { .version = "\xff"
                   "BIOSEMJ" },
      NULL,
      "does not begin as an EDF or BDF file does" },
    { { .date = "99.99.99" }, "gives “99.99.99 15.04.53” as its start", NULL },
    { { .time = "25:00:00" }, "as its start", NULL },
    { { .date = "" }, "as its start", NULL },
    { { .bytes = "99999999" }, "gives “99999999” as its size", NULL },
    { { .bytes = "-1" }, "gives “-1” as its size", NULL },
    { { .bytes = "" }, "gives “” as its size", NULL },
    { { .n_records = "99999999" }, "of 99999999 data records it holds 2.", NULL },
    { { .n_records = "3" }, "of 3 data records it holds 2.", NULL },
    { { .n_records = "1" }, "promises 1 data records and holds more; all 2", NULL },
    { { .n_records = "0" }, "promises 0 data records", NULL },
    { { .n_records = "-1" }, "does not say how many data records", NULL },
    { { .n_records = "-2" }, "gives “-2” as its number of data records", NULL },
    { { .n_records = "many" }, "gives “many” as its number of data records", NULL },
    { { .seconds = "0" }, NULL, "gives 0 as the duration of a data record" },
    { { .seconds = "-1" }, NULL, "gives “-1” as its duration of a data record" },
    { { .seconds = "" }, NULL, "gives “” as its duration of a data record" },
    { { .seconds = "nan" }, NULL, "gives “nan” as its duration of a data record" },
    { { .n_signals = "0" }, NULL, "names no signals" },
    { { .n_signals = "-1" }, NULL, "gives “-1” as its number of signals" },
    { { .n_signals = "9999" }, NULL, "but its header takes 2560000" },
    { { .n_signals = "two" }, NULL, "gives “two” as its number of signals" },
    { { .labels = { "ECG", "ECG" } }, "labelled “ECG”", NULL },
    { { .physical_min = { "1" }, .physical_max = { "1.0" } },
      "“ECG I” was left out: its physical minimum and maximum are both 1.",
      NULL },
    { { .physical_min = { "low" } }, "gives “low” as its physical minimum", NULL },
    { { .physical_max = { "" } }, "gives “” as its physical maximum", NULL },
    { { .digital_min = { "2047" } },
      "its digital minimum, 2047, is not below its digital maximum, 2047.",
      NULL },
    { { .digital_min = { "9" }, .digital_max = { "-9" } }, "is not below", NULL },
    { { .digital_min = { "1.5" } }, "gives “1.5” as its digital minimum", NULL },
    { { .digital_max = { "x" } }, "gives “x” as its digital maximum", NULL },
    { { .samples = { "-4" } }, NULL, "gives “-4” as the number of samples of “ECG I”" },
    { { .samples = { "" } }, NULL, "gives “” as the number of samples of “ECG I”" },
    { { .samples = { "99999999" } }, "of 2 data records it holds", NULL },
    { { .samples = { "0", "0" } }, NULL, "holds no samples" },
    { { .physical_min = { "1", "1" }, .physical_max = { "1", "1" } },
      NULL,
      "has no signal that can be read: Signal “ECG I”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr (GByteArray) bytes = make_plain (&lies[i].says);
      g_autofree char *path = write_file ("lie.edf", bytes);
      g_autoptr (GError) error = NULL;
      g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, NULL, &error);

      g_test_message ("%u", i);
      if (lies[i].error != NULL)
        {
          g_assert_null (recording);
          g_assert_cmpuint (error->domain, ==, ECG_RECORDING_ERROR);
          assert_sentence (error, lies[i].error);
        }
      else
        {
          g_assert_no_error (error);
          if (strstr (lies[i].warning, "of 2 data records") == NULL)
            assert_warning (recording, lies[i].warning);
        }
    }
}

/* One of three is lost; the others are what they were. */
static void
test_bad_channel (void)
{
  static const gint32 first[] = { 1, 2, 3, 4, 13, 14, 15, 16 };
  static const gint32 third[] = { 9, 10, 11, 12, 21, 22, 23, 24 };
  const EdfBytes      says = { .physical_min = { NULL, "0" }, .physical_max = { NULL, "0" } };
  g_autoptr (GByteArray) bytes = edf_header (&says, 3);

  edf_counts (bytes, 1, 24);
  g_autoptr (EcgRecording) recording = load (bytes);

  assert_warning (recording, "Signal “ECG II” was left out");
  g_assert_cmpuint (ecg_recording_get_n_leads (recording), ==, 2);
  g_assert_cmpstr (ecg_series_get_name (ecg_recording_get_lead (recording, 1)), ==, "ECG III");
  assert_counts (recording, 0, first, 8);
  assert_counts (recording, 1, third, 8);
}

static void
test_rates (void)
{
  const EdfBytes by_label = { .labels = { "Resp", "chest_ecg", "X" },
                              .samples = { "8", "4", "4" } };
  const EdfBytes by_rate = { .labels = { "A", "B", "C" }, .samples = { "8", "4", "8" } };
  g_autoptr (GByteArray) labelled = edf_header (&by_label, 3);
  g_autoptr (GByteArray) unlabelled = edf_header (&by_rate, 3);

  edf_counts (labelled, 0, 32);
  edf_counts (unlabelled, 0, 40);
  g_autoptr (EcgRecording) ecg = load (labelled);
  g_autoptr (EcgRecording) any = load (unlabelled);

  assert_warning (ecg, "other rates than the ECG's were left out: Resp (8 Hz).");
  g_assert_cmpuint (ecg_recording_get_n_leads (ecg), ==, 2);
  assert_number (ecg_recording_get_rate (ecg), 4.0);
  assert_warning (any, "left out: B (4 Hz).");
  g_assert_cmpuint (ecg_recording_get_n_leads (any), ==, 2);
  assert_number (ecg_recording_get_rate (any), 8.0);
}

static void
test_durations (void)
{
  static const struct
  {
    const char *seconds;
    double      rate_hz;
  } rows[] = {
    { "0.5", 8.0 }, { "3", 4.0 / 3.0 }, { "0.1", 40.0 }, { "2E1", 0.2 }, { "0,25", 16.0 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const EdfBytes says = { .seconds = rows[i].seconds };
      g_autoptr (GByteArray) bytes = make_plain (&says);
      g_autoptr (EcgRecording) recording = load (bytes);

      assert_number (ecg_recording_get_rate (recording), rows[i].rate_hz);
    }
}

#define TEXT_SAMPLES "20"
#define TEXT_BYTES 40

/* A lead of 4 Hz and annotations: a data record for each of @texts. */
static GByteArray *
make_annotated (const char *kind, const char *const *texts, guint n)
{
  g_autofree char *n_records = g_strdup_printf ("%u", n);
  const EdfBytes   says = { .kind = kind,
                            .patient = "P_1 F 02-MAY-1951 Anna_B",
                            .recording = "Startdate 26-MAR-2024 X X X activity:hand_bike",
                            .n_records = n_records,
                            .labels = { "ECG", "EDF Annotations" },
                            .units = { "mV", "" },
                            .digital_min = { NULL, "-32768" },
                            .digital_max = { NULL, "32767" },
                            .physical_min = { NULL, "-1" },
                            .physical_max = { NULL, "1" },
                            .samples = { "4", TEXT_SAMPLES } };
  GByteArray      *bytes = edf_header (&says, 2);

  for (guint i = 0; i < n; i++)
    {
      edf_counts (bytes, (gint32) (4 * i), 4);
      edf_texts (bytes, texts[i], TEXT_BYTES);
    }
  return bytes;
}

static void
assert_annotation (
  EcgRecording *recording, guint index, gint64 sample, gint64 length, const char *aux)
{
  const EcgAnnotation *annotation =
    ecg_annotations_get (ecg_recording_get_annotations (recording), index);

  g_assert_cmpint (annotation->sample, ==, sample);
  g_assert_cmpint (annotation->length, ==, length);
  g_assert_cmpstr (annotation->aux, ==, aux);
}

static void
test_annotations (void)
{
  static const char *const texts[] = { "+0.25^^|+0.75^one^two^|",
                                       "+1.25^^|-1_0.5^before^|+2.25_^x^|",
                                       "+2.25^^|+1.5^normal beat^|+1.75^\xe4^|" };
  g_autoptr (GByteArray) bytes = make_annotated ("EDF+C", texts, 3);
  g_autoptr (EcgRecording) recording = load (bytes);
  const EcgAnnotations *annotations = ecg_recording_get_annotations (recording);
  g_autofree char *comments = g_strjoinv ("|", (char **) ecg_recording_get_comments (recording));
  g_autofree char *started = g_date_time_format_iso8601 (ecg_recording_get_started (recording));

  assert_warning (recording, NULL);
  g_assert_cmpuint (annotations->items->len, ==, 6);
  assert_annotation (recording, 0, 2, 0, "one");
  assert_annotation (recording, 1, 2, 0, "two");
  assert_annotation (recording, 2, -5, 2, "before");
  assert_annotation (recording, 3, 8, 0, "x");
  assert_annotation (recording, 4, 5, 0, NULL);
  g_assert_cmpuint (ecg_annotations_get (annotations, 4)->code, ==, ECG_ANNOTATION_NORMAL);
  assert_annotation (recording, 5, 6, 0, "ä");
  g_assert_cmpstr (ecg_recording_get_subject (recording), ==, "P_1");
  g_assert_cmpstr (ecg_recording_get_activity (recording), ==, "hand bike");
  g_assert_cmpstr (comments, ==, " sex: F| birthdate: 02-MAY-1951| name: Anna B");
  /* With the fraction that the first data record says. */
  g_assert_cmpstr (started, ==, "2024-03-26T15:04:53.250000Z");
}

static void
test_broken_annotations (void)
{
  static const char *const texts[] = { "+0^^|0.5^no sign^|+1_x^bad^|", "+1^^|+2^good^|+3^no end",
                                       "+2^^|+99999999999^far^|+^^|" };
  g_autoptr (GByteArray) bytes = make_annotated ("EDF+C", texts, 3);
  g_autoptr (EcgRecording) recording = load (bytes);

  assert_warning (recording, "holds 5 lists of annotations");
  g_assert_cmpuint (ecg_recording_get_annotations (recording)->items->len, ==, 1);
  assert_annotation (recording, 0, 8, 0, "good");
}

static void
test_interrupted (void)
{
  static const char *const texts[] = { "+0^^|", "+1^^|", "+3.5^^|+3.75^mark^|" };
  static const gint32      counts[] = { 0,
                                        1,
                                        2,
                                        3,
                                        4,
                                        5,
                                        6,
                                        7,
                                        ECG_COUNT_MISSING,
                                        ECG_COUNT_MISSING,
                                        ECG_COUNT_MISSING,
                                        ECG_COUNT_MISSING,
                                        ECG_COUNT_MISSING,
                                        ECG_COUNT_MISSING,
                                        8,
                                        9,
                                        10,
                                        11 };
  g_autoptr (GByteArray) bytes = make_annotated ("EDF+D", texts, 3);
  g_autoptr (GByteArray) continuous = make_annotated ("EDF+C", texts, 3);
  g_autoptr (EcgRecording) recording = load (bytes);
  g_autoptr (EcgRecording) believed = load (continuous);

  assert_warning (recording, "interrupted: 1 gap, of 1.5 s");
  assert_counts (recording, 0, counts, 18);
  assert_annotation (recording, 0, 15, 0, "mark");
  /* Who says that nothing is missing is believed. */
  g_assert_cmpint (ecg_recording_get_length (believed), ==, 12);
  assert_warning (believed, "onset of 1 data record, number 3");
}

static void
test_forged_onsets (void)
{
  static const char *const far[] = { "+0^^|", "+900000000^^|", "+2^^|" };
  static const char *const back[] = { "+5^^|", "+4^^|", "+7^^|" };
  static const gint32      counts[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
  g_autoptr (GByteArray) far_bytes = make_annotated ("EDF+D", far, 3);
  g_autoptr (GByteArray) back_bytes = make_annotated ("EDF+D", back, 3);
  g_autoptr (EcgRecording) recording = load (far_bytes);
  g_autoptr (EcgRecording) backwards = load (back_bytes);

  assert_warning (recording, "onset of 1 data record, number 2, cannot be true");
  assert_counts (recording, 0, counts, 12);
  assert_warning (backwards, "onset of 1 data record, number 2, cannot be true");
  assert_counts (backwards, 0, counts, 12);
}

/* Times that no number of samples holds. */
static void
test_forged_rate (void)
{
  static const char *const texts[] = { "+0^^|+900000000_900000000^far^|" };
  g_autoptr (GByteArray) bytes = make_annotated ("EDF+D", texts, 1);
  g_autoptr (EcgRecording) recording = NULL;

  memcpy (bytes->data + 244, "1E-12   ", 8);
  recording = load (bytes);
  assert_number (ecg_recording_get_rate (recording), 4e12);
  assert_annotation (recording, 0, 1000000000000000, 1000000000000000, "far");
}

static void
test_unknown_start (void)
{
  const EdfBytes says = { .date = "01.01.85", .time = "00.00.00", .patient = "X X X X" };
  g_autoptr (GByteArray) bytes = make_plain (&says);
  g_autoptr (EcgRecording) recording = load (bytes);

  assert_warning (recording, NULL);
  g_assert_null (ecg_recording_get_started (recording));
  g_assert_null (ecg_recording_get_subject (recording));
}

/* Two digits last until 2084; EDF+ says the year in full. */
static void
test_late_start (void)
{
  const EdfBytes says = { .date = "26.03.yy",
                          .kind = "EDF+C",
                          .recording = "Startdate 26-MAR-2124 X X X" };
  g_autoptr (GByteArray) bytes = make_plain (&says);
  g_autoptr (EcgRecording) recording = load (bytes);
  g_autofree char *started = g_date_time_format_iso8601 (ecg_recording_get_started (recording));

  g_assert_cmpstr (started, ==, "2124-03-26T15:04:53Z");
}

/* Any part of any signal is the same part of the whole, in any thread. */
static gpointer
read_parts (gpointer data)
{
  const EcgEdfFile *file = data;
  EcgRng            rng;

  ecg_rng_init (&rng, 1, (guint64) (gsize) g_thread_self ());
  for (guint i = 0; i < 2000; i++)
    {
      const gint64 begin = (gint64) ecg_rng_below (&rng, 9000);
      const gint64 end = begin + (gint64) ecg_rng_below (&rng, 9000);
      const guint  signal = (guint) ecg_rng_below (&rng, 2);
      gint32       counts[9000];

      g_assert_true (ecg_edf_file_read (file, signal, begin, end, counts, NULL));
      for (gint64 k = begin; k < end; k++)
        g_assert_cmpint (counts[k - begin], ==,
                         k >= 10000 ? ECG_COUNT_MISSING : (gint32) (signal * 10000 + k));
    }
  return NULL;
}

static void
test_random_access (void)
{
  const EdfBytes says = { .n_records = "2", .samples = { "5000", "5000" } };
  g_autoptr (GByteArray) bytes = edf_header (&says, 2);
  g_autofree char *path = NULL;
  g_autoptr (EcgEdfFile) file = NULL;
  GThread *threads[4];

  for (gint32 record = 0; record < 2; record++)
    {
      edf_counts (bytes, record * 5000, 5000);
      edf_counts (bytes, 10000 + record * 5000, 5000);
    }
  path = write_file ("parts.edf", bytes);
  file = ecg_edf_file_open (path, NULL, NULL, NULL);
  g_assert_nonnull (file);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_parts, file);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* EDFlib has 64 places, and none for a name that it knows; nobody notices. */
static void
test_crowded_library (void)
{
  const EdfBytes says = { NULL };
  g_autoptr (GByteArray) bytes = make_plain (&says);
  g_autofree char *path = write_file ("crowd.edf", bytes);
  g_autoptr (EcgEdfFile) file = ecg_edf_file_open (path, NULL, NULL, NULL);
  g_autoptr (EcgEdfLibrary) library = ecg_edf_library_open (file, NULL);
  g_autofree char *refusal = NULL;
  g_autoptr (EcgRecording) recording = NULL;

  g_assert_nonnull (library);
  g_assert_null (ecg_edf_library_open (file, &refusal));
  g_assert_null (refusal);
  recording = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_nonnull (recording);
  assert_warning (recording, NULL);
}

/* A long name would run over EDFlib's buffer. */
static void
test_long_name (void)
{
  const EdfBytes says = { NULL };
  g_autoptr (GByteArray) bytes = make_plain (&says);
  g_autoptr (GString) folder = g_string_new (scratch.folder);
  g_autofree char *path = NULL;
  g_autoptr (EcgRecording) recording = NULL;

  while (folder->len < 1200)
    {
      g_string_append_c (folder, G_DIR_SEPARATOR);
      for (guint i = 0; i < 200; i++)
        g_string_append_c (folder, 'x');
      g_assert_cmpint (g_mkdir_with_parents (folder->str, 0700), ==, 0);
    }
  path = g_build_filename (folder->str, "long.edf", NULL);
  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
  recording = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_nonnull (recording);
}

static void
load_any (const char *path)
{
  g_autoptr (GError) error = NULL;
  EcgRecording *recording = ecg_recording_load (path, NULL, NULL, &error);

  g_assert_true ((recording == NULL) == (error != NULL));
  g_clear_pointer (&recording, ecg_recording_unref);
}

static void
load_damaged (const guint8 *bytes, gsize n)
{
  g_autofree char *path = scratch_path (&scratch, "damaged.edf");

  g_assert_true (g_file_set_contents_full (path, (const char *) bytes, (gssize) n,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  load_any (path);
}

static void
test_damaged (void)
{
  static const char *const texts[] = { "+0^^|+0.5_1^one^|", "+1^^|", "+3.5^^|" };
  g_autoptr (GByteArray) bytes = make_annotated ("EDF+D", texts, 3);

  for (guint i = 0; i < bytes->len; i++)
    {
      const guint8 was = bytes->data[i];

      load_damaged (bytes->data, i);
      for (guint bit = 0; bit < 8; bit++)
        {
          bytes->data[i] = (guint8) (was ^ 1 << bit);
          load_damaged (bytes->data, bytes->len);
        }
      bytes->data[i] = was;
    }
}

/* What is cut short says so, and gives what is there. */
static void
test_cut (void)
{
  const EdfBytes says = { NULL };
  g_autoptr (GByteArray) bytes = make_plain (&says);

  for (guint missing = 1; missing < 32; missing++)
    {
      const gint64     held = 32 - missing;
      const gint64     of_first = 4 * (held / 16) + MIN (held % 16 / 2, 4);
      g_autofree char *path =
        scratch_write (&scratch, "cut.edf", bytes->data, (gssize) (bytes->len - missing));
      g_autoptr (GError) error = NULL;
      g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, NULL, &error);
      gint32 last;

      if (of_first == 0)
        {
          g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_EMPTY);
          continue;
        }
      g_assert_no_error (error);
      assert_warning (recording, "cut short: of 2 data records it holds");
      g_assert_cmpint (ecg_recording_get_length (recording), ==, of_first);
      ecg_series_read_counts (ecg_recording_get_lead (recording, 0),
                              (EcgSpan){ of_first - 1, of_first }, &last);
      g_assert_cmpint (last, ==, of_first - 1);
    }
}

/* A bit of each 97th byte flipped, then cut before each. */
static void
damage (const char *bytes, gsize n)
{
  g_autofree char *path = scratch_write (&scratch, "sample.edf", bytes, (gssize) n);
  const int        fd = g_open (path, O_RDWR, 0);

  g_assert_cmpint (fd, >=, 0);
  for (gsize at = 0; at < n; at += 97)
    {
      const char flipped = (char) (bytes[at] ^ 1 << at % 8);

      g_assert_cmpint (pwrite (fd, &flipped, 1, (off_t) at), ==, 1);
      load_any (path);
      g_assert_cmpint (pwrite (fd, bytes + at, 1, (off_t) at), ==, 1);
    }
  for (gsize at = (n - 1) / 97 * 97; at > 0; at -= 97)
    {
      g_assert_cmpint (ftruncate (fd, (off_t) at), ==, 0);
      load_any (path);
    }
  close (fd);
}

static void
test_damaged_samples (void)
{
  static const char *const files[] = { "test_utf8.edf", "test_generator_datarec_generator_2.bdf" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *name = g_build_filename ("formats/edf-bdf/pyedflib", files[i], NULL);
      g_autofree char *path = shared_recording (name);
      g_autofree char *bytes = NULL;
      gsize            n;

      if (path == NULL)
        return;
      g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
      damage (bytes, n);
    }
}

/* Small files that promise much, with 16 MB more than there are now. */
static void
test_memory (void)
{
  static const EdfBytes promises[] = {
    { .n_records = "99999999", .samples = { "99999999", "99999999" } },
    { .samples = { "99999999", "1" } },
    { .labels = { "ECG", "EDF Annotations" }, .kind = "EDF+C", .samples = { "1", "99999999" } },
    { .labels = { "EDF Annotations", "ECG" }, .kind = "EDF+D", .samples = { "99999999", "1" } },
  };
  static const char *const texts[] = { "+0^^|", "+1000^^|", "+2000^^|", "+3000^^|", "+9000^^|" };
  struct rlimit            limit;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      return;
    }
  for (guint pass = 0; pass < 2; pass++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (promises); i++)
        {
          g_autoptr (GByteArray) bytes = make_plain (&promises[i]);

          load_damaged (bytes->data, bytes->len);
        }
      g_autoptr (GByteArray) gaps = make_annotated ("EDF+D", texts, 5);
      load_damaged (gaps->data, gaps->len);
      g_assert_cmpint (getrlimit (RLIMIT_DATA, &limit), ==, 0);
      if (pass == 0)
        {
          g_autofree char *statm = NULL;
          g_auto (GStrv) words = NULL;

          g_assert_true (g_file_get_contents ("/proc/self/statm", &statm, NULL, NULL));
          words = g_strsplit (statm, " ", -1);
          limit.rlim_cur =
            (rlim_t) g_ascii_strtoull (words[5], NULL, 10) * (rlim_t) sysconf (_SC_PAGESIZE) +
            ((rlim_t) 16 << 20);
          g_assert_cmpint (setrlimit (RLIMIT_DATA, &limit), ==, 0);
        }
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edf/plain", test_plain);
  g_test_add_func ("/edf/beyond-range", test_beyond_range);
  g_test_add_func ("/edf/bdf", test_bdf);
  g_test_add_func ("/edf/lies", test_lies);
  g_test_add_func ("/edf/bad-channel", test_bad_channel);
  g_test_add_func ("/edf/rates", test_rates);
  g_test_add_func ("/edf/durations", test_durations);
  g_test_add_func ("/edf/annotations", test_annotations);
  g_test_add_func ("/edf/broken-annotations", test_broken_annotations);
  g_test_add_func ("/edf/interrupted", test_interrupted);
  g_test_add_func ("/edf/forged-onsets", test_forged_onsets);
  g_test_add_func ("/edf/forged-rate", test_forged_rate);
  g_test_add_func ("/edf/unknown-start", test_unknown_start);
  g_test_add_func ("/edf/late-start", test_late_start);
  g_test_add_func ("/edf/random-access", test_random_access);
  g_test_add_func ("/edf/crowded-library", test_crowded_library);
  g_test_add_func ("/edf/long-name", test_long_name);
  g_test_add_func ("/edf/damaged", test_damaged);
  g_test_add_func ("/edf/cut", test_cut);
  g_test_add_func ("/edf/damaged-samples", test_damaged_samples);
  g_test_add_func ("/edf/memory", test_memory);
  scratch_open (&scratch);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
