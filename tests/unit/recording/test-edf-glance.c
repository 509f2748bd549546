/* What a glance at an EDF file says must be what all of it says. */

#include "core/base/rng.h"
#include "core/recording/edf-scan.h"
#include "core/recording/loader.h"

#include "tests/support/scratch.h"
#include "tests/unit/recording/edf-bytes.h"

#define PER_RECORD 4 /* a second */
#define TEXT_BYTES 64
#define MOST_SAMPLES ((gint64) 1 << 40)

static Scratch scratch;

static GByteArray *
make_header (const char *kind, guint n_records, const char *samples)
{
  g_autofree char *promised = g_strdup_printf ("%u", n_records);
  const EdfBytes   says = { .kind = kind,
                            .n_records = promised,
                            .labels = { "ECG", "EDF Annotations" },
                            .units = { "mV", "" },
                            .digital_min = { NULL, "-32768" },
                            .digital_max = { NULL, "32767" },
                            .physical_min = { NULL, "-1" },
                            .physical_max = { NULL, "1" },
                            .samples = { samples, "32" } };

  return edf_header (&says, 2);
}

static void
append_record (GByteArray *bytes, const char *text)
{
  edf_counts (bytes, 0, PER_RECORD);
  edf_texts (bytes, text, TEXT_BYTES);
}

/* @onsets: in quarters of a second, a sample each. */
static EcgEdfFile *
make_file (const char *kind, const gint64 *onsets, guint n)
{
  g_autoptr (GByteArray) bytes = make_header (kind, n, "4");
  g_autofree char *path = NULL;
  EcgEdfFile      *file;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *text = g_strdup_printf ("%+" G_GINT64_FORMAT ".%02d^^|", onsets[i] / 4,
                                               (int) (25 * (onsets[i] % 4)));

      append_record (bytes, onsets[i] < 0 ? "" : text);
    }
  path = scratch_write (&scratch, "glance.edf", bytes->data, bytes->len);
  file = ecg_edf_file_open (path, NULL, NULL, NULL);
  g_assert_nonnull (file);
  return file;
}

static EcgEdfScan *
glance_at (const EcgEdfFile *file)
{
  g_autoptr (GError) error = NULL;
  EcgEdfScan *scan = ecg_edf_scan_glance (file, 4.0, PER_RECORD, ecg_edf_file_n_samples (file, 0),
                                          MOST_SAMPLES, NULL, &error);

  g_assert_no_error (error);
  return scan;
}

static void
assert_same_places (const EcgEdfFile *file, const EcgEdfScan *glance)
{
  g_autoptr (EcgEdfScan) scan = ecg_edf_scan (
    file, 4.0, PER_RECORD, ecg_edf_file_n_samples (file, 0), MOST_SAMPLES, NULL, NULL, NULL);

  g_assert_nonnull (scan);
  g_assert_nonnull (glance);
  assert_number (glance->start, scan->start);
  g_assert_cmpuint (glance->timeline->runs->len, ==, scan->timeline->runs->len);
  for (guint i = 0; i < scan->timeline->runs->len; i++)
    {
      const EcgEdfRun *a = ecg_edf_timeline_get (glance->timeline, i);
      const EcgEdfRun *b = ecg_edf_timeline_get (scan->timeline, i);

      g_assert_cmpint (a->stored.begin, ==, b->stored.begin);
      g_assert_cmpint (a->stored.end, ==, b->stored.end);
      g_assert_cmpint (a->sample, ==, b->sample);
    }
}

/* Onsets of @n data records with gaps before @n_gaps of them at random, some of one sample. */
static gint64 *
make_onsets (EcgRng *rng, guint n, guint n_gaps)
{
  gint64 *onsets = g_new (gint64, n);
  gint64  at = (gint64) ecg_rng_below (rng, 8);

  for (guint i = 0; i < n; i++)
    onsets[i] = 0;
  for (guint i = 0; n > 1 && i < n_gaps; i++)
    onsets[1 + ecg_rng_below (rng, n - 1)] +=
      1 + (gint64) ecg_rng_below (rng, ecg_rng_below (rng, 2) == 0 ? 2 : 100000);
  for (guint i = 0; i < n; i++)
    {
      at += onsets[i];
      onsets[i] = at;
      at += PER_RECORD;
    }
  return onsets;
}

static void
test_gaps (void)
{
  EcgRng rng;

  ecg_rng_init (&rng, 4, 0);
  for (guint i = 0; i < 300; i++)
    {
      const guint        n = 1 + (guint) ecg_rng_below (&rng, 200);
      g_autofree gint64 *onsets = make_onsets (&rng, n, (guint) ecg_rng_below (&rng, 8));
      g_autoptr (EcgEdfFile) file = make_file ("EDF+D", onsets, n);
      g_autoptr (EcgEdfScan) glance = glance_at (file);

      assert_same_places (file, glance);
    }
}

/* Promised to be without gaps: what onsets say of some is not believed, by a glance or by a scan.
 */
static void
test_uninterrupted (void)
{
  EcgRng rng;

  ecg_rng_init (&rng, 5, 0);
  for (guint i = 0; i < 50; i++)
    {
      const guint        n = 1 + (guint) ecg_rng_below (&rng, 100);
      g_autofree gint64 *onsets = make_onsets (&rng, n, (guint) ecg_rng_below (&rng, 3));
      g_autoptr (EcgEdfFile) file = make_file ("EDF+C", onsets, n);
      g_autoptr (EcgEdfScan) glance = glance_at (file);

      assert_same_places (file, glance);
      g_assert_cmpuint (glance->timeline->runs->len, ==, 1);
    }
}

/* Where a glance is not enough it says so. */
static void
test_unclear (void)
{
  gint64 onsets[200];

  for (gint64 i = 0; i < 200; i++)
    onsets[i] = 8 * i; /* a gap before each */
  g_autoptr (EcgEdfFile) many = make_file ("EDF+D", onsets, 200);
  g_assert_null (glance_at (many));

  for (gint64 i = 0; i < 200; i++)
    onsets[i] = 4 * (199 - i); /* backwards */
  g_autoptr (EcgEdfFile) backwards = make_file ("EDF+D", onsets, 200);
  g_assert_null (glance_at (backwards));

  for (gint64 i = 0; i < 200; i++)
    onsets[i] = i < 100 ? 4 * i : 4 * i + 40; /* found where no time is kept */
  onsets[99] = -1;
  onsets[100] = -1;
  g_autoptr (EcgEdfFile) untimed = make_file ("EDF+D", onsets, 200);
  g_assert_null (glance_at (untimed));

  for (gint64 i = 0; i < 200; i++)
    onsets[i] = i == 0 ? -1 : 4 * i;
  g_autoptr (EcgEdfFile) headless = make_file ("EDF+C", onsets, 200);
  g_assert_null (glance_at (headless));
}

#define LONG_RECORDS 900u
#define LONG_SAMPLES 5000u

/* Too long to be read whole; with @list in data record @at, and a note in each. */
static char *
write_long (const char *kind, guint at, const char *list)
{
  g_autoptr (GByteArray) bytes = make_header (kind, LONG_RECORDS, "5000");
  g_autofree guint8 *counts = g_malloc0 (2 * LONG_SAMPLES);

  for (guint i = 0; i < LONG_RECORDS; i++)
    {
      g_autofree char *texts = g_strdup_printf ("+%u^^|+%u^n^|%s", i, i, i == at ? list : "");

      g_byte_array_append (bytes, counts, 2 * LONG_SAMPLES);
      edf_texts (bytes, texts, TEXT_BYTES);
    }
  return scratch_write (&scratch, "long.edf", bytes->data, bytes->len);
}

static void
check_long (const char *kind, guint at, const char *list, gboolean same)
{
  g_autofree char *path = write_long (kind, at, list);
  g_autoptr (EcgRecording) glance = ecg_recording_glance (path, NULL, NULL, NULL);
  g_autoptr (EcgRecording) whole = ecg_recording_load (path, NULL, NULL, NULL);
  g_autoptr (EcgRecording) completed = NULL;

  g_assert_nonnull (glance);
  g_assert_nonnull (whole);
  g_assert_true (ecg_recording_is_glanced (glance));
  g_assert_false (ecg_recording_is_glanced (whole));
  g_assert_cmpint (ecg_recording_lies_as (glance, whole), ==, same);
  g_assert_cmpuint (ecg_recording_get_annotations (whole)->items->len, ==, LONG_RECORDS);
  g_assert_cmpuint (ecg_recording_get_annotations (glance)->items->len, <, LONG_RECORDS / 2);
  /* A copy that says more is of the same kind. */
  completed = ecg_recording_complete (glance);
  g_assert_true (ecg_recording_is_glanced (completed));
  g_assert_true (ecg_recording_lies_as (completed, glance));
}

/* Marks of ours move or hide samples; a glance sees those at the edges of the file. */
static void
test_marks (void)
{
  static const char missing[] = "+700_1.5^DT4ECG: missing samples^|";
  static const char padding[] = "+899.5_0.5^DT4ECG: padding^|";

  check_long ("EDF+C", 0, "", TRUE);
  check_long ("EDF+D", 0, "", TRUE);
  check_long ("EDF+C", 3, missing, TRUE);
  check_long ("EDF+C", 500, missing, FALSE);
  check_long ("EDF+D", LONG_RECORDS - 1, padding, TRUE);
  check_long ("EDF+D", 600, padding, FALSE);
}

static void
test_short (void)
{
  static const gint64 onsets[] = { 0, 4, 8 };
  g_autoptr (EcgEdfFile) file = make_file ("EDF+D", onsets, 3);
  g_autoptr (EcgRecording) recording =
    ecg_recording_glance (ecg_edf_file_path (file), NULL, NULL, NULL);

  g_assert_nonnull (recording);
  g_assert_false (ecg_recording_is_glanced (recording));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edf-glance/gaps", test_gaps);
  g_test_add_func ("/edf-glance/uninterrupted", test_uninterrupted);
  g_test_add_func ("/edf-glance/unclear", test_unclear);
  g_test_add_func ("/edf-glance/marks", test_marks);
  g_test_add_func ("/edf-glance/short", test_short);
  scratch_open (&scratch);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
