/* Every reader on its own files, cut at every 97th byte, and with single bytes changed at seeded
 * places: an error that says what, where and what was expected, or what is still there, as it was,
 * and a warning that something is missing. */

#include "core/base/rng.h"
#include "core/recording/events-tsv.h"
#include "core/recording/format.h"
#include "core/recording/loader.h"
#include "core/recording/sidecar.h"

#include "tests/support/scratch.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#define EVERY 97

/* Headers and sidecars: cut at every byte. */
#define SMALL 1024

#define OUR_NAME "our-own"
#define LENGTH 1500
#define N_MISSING 60 /* of both leads together */

/* "1\t2\n3\tn/a\n", packed in one stored block, with the sum of its bytes. */
static const guint8 table[] = { 0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x01,
                                0x0a, 0x00, 0xf5, 0xff, 0x31, 0x09, 0x32, 0x0a, 0x33, 0x09, 0x6e,
                                0x2f, 0x61, 0x0a, 0x02, 0x19, 0xa5, 0x50, 0x0a, 0x00, 0x00, 0x00 };

#define MOST_TRIES 40

/* Bytes that are read of one sample in all its changed forms: large files are tried less often. */
#define MOST_BYTES (4u << 20)

static Scratch scratch;

/* A recording as it is on the disk: copies of all its files, the first of which is opened; and what
 * was read of them before they were damaged. */
typedef struct
{
  GPtrArray    *paths;
  GPtrArray    *bytes; /* GBytes each */
  EcgRecording *original;
  GPtrArray    *values; /* of each lead of the original, float[] */
} Sample;

static void
clear_sample (Sample *sample)
{
  g_clear_pointer (&sample->paths, g_ptr_array_unref);
  g_clear_pointer (&sample->bytes, g_ptr_array_unref);
  g_clear_pointer (&sample->original, ecg_recording_unref);
  g_clear_pointer (&sample->values, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sample, clear_sample)

static void
write_file (const char *path, const guint8 *bytes, gsize n)
{
  /* GLib 2.74 writes into a file that is there without cutting off what was longer. */
  g_unlink (path);
  g_assert_true (g_file_set_contents_full (path, (const char *) bytes, (gssize) n,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
restore (const Sample *sample, guint index)
{
  gsize         n;
  const guint8 *bytes = g_bytes_get_data (sample->bytes->pdata[index], &n);

  write_file (sample->paths->pdata[index], bytes, n);
}

static void
add_file (Sample *sample, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  char            *text;
  gsize            n;

  if (!g_file_get_contents (path, &text, &n, NULL))
    return;
  g_ptr_array_add (sample->paths, scratch_path (&scratch, name));
  g_ptr_array_add (sample->bytes, g_bytes_new_take (text, n));
  restore (sample, sample->paths->len - 1);
}

static EcgRecording *
load (const Sample *sample, GError **error)
{
  return ecg_recording_load (sample->paths->pdata[0], NULL, NULL, error);
}

static float *
read_lead (EcgRecording *recording, guint lead, gint64 n)
{
  float *values = g_new (float, n + 1);

  ecg_series_read (ecg_recording_get_lead (recording, lead), (EcgSpan){ 0, n }, values);
  return values;
}

static gboolean
has_file (const Sample *sample, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *copy = scratch_path (&scratch, name);

  return g_ptr_array_find_with_equal_func (sample->paths, copy, g_str_equal, NULL);
}

/* Copies the files of @recording and what is read beside them, and reads them. */
static void
take_sample (Sample *sample, EcgRecording *recording)
{
  const char *const *files = ecg_recording_get_files (recording);
  g_autofree char   *stem = g_strndup (files[0], strrchr (files[0], '.') - files[0]);
  g_autofree char   *annotations = g_strconcat (stem, ".atr", NULL);
  g_autofree char   *sidecar = ecg_sidecar_path (files[0]);
  g_autofree char   *events = ecg_events_tsv_path (files[0]);
  const char        *beside[] = { annotations, sidecar, events };

  sample->paths = g_ptr_array_new_with_free_func (g_free);
  sample->bytes = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  for (guint i = 0; files[i] != NULL; i++)
    add_file (sample, files[i]);
  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    if (!has_file (sample, beside[i]))
      add_file (sample, beside[i]);
  sample->original = load (sample, NULL);
  g_assert_nonnull (sample->original);
  sample->values = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < ecg_recording_get_n_leads (sample->original); i++)
    g_ptr_array_add (sample->values,
                     read_lead (sample->original, i, ecg_recording_get_length (sample->original)));
}

/* Whether something is said of @damaged that is not said of the original: one that has a sentence
 * of its own may lose it by the damage. */
static gboolean
says_more (EcgRecording *damaged, EcgRecording *original)
{
  const char *const *warnings = ecg_recording_get_warnings (damaged);
  const char *const *known = ecg_recording_get_warnings (original);

  for (guint i = 0; warnings != NULL && warnings[i] != NULL; i++)
    if (known == NULL || !g_strv_contains (known, warnings[i]))
      return TRUE;
  return FALSE;
}

/* What a sentence must name: the file that is wrong, or the one that was opened. */
static gboolean
names_file (const Sample *sample, const char *message)
{
  for (guint i = 0; i < sample->paths->len; i++)
    {
      g_autofree char *name = g_path_get_basename (sample->paths->pdata[i]);
      char            *dot = strchr (name, '.');

      if (dot != NULL)
        *dot = '\0';
      if (strstr (message, name) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
assert_says (const Sample *sample, const GError *error, const char *what)
{
  g_assert_nonnull (error);
  if (!names_file (sample, error->message) || strlen (error->message) < 15)
    g_error ("%s: “%s” does not say what is wrong with which file", what, error->message);
}

static gboolean
is_same (float a, float b)
{
  return (isnan (a) && isnan (b)) || (a >= b && a <= b);
}

/* How many samples that both have are not what they were. */
typedef struct
{
  gint64 changed;
  gint64 missed; /* of those, the ones that are none now */
} Change;

static Change
compare (EcgRecording *damaged, const Sample *sample)
{
  const gint64 n =
    MIN (ecg_recording_get_length (damaged), ecg_recording_get_length (sample->original));
  Change change = { 0, 0 };

  for (guint i = 0; i < MIN (ecg_recording_get_n_leads (damaged), sample->values->len); i++)
    {
      g_autofree float *values = read_lead (damaged, i, n);
      const float      *were = sample->values->pdata[i];

      if (memcmp (values, were, (gsize) n * sizeof *values) == 0)
        continue;
      for (gint64 t = 0; t < n; t++)
        if (!is_same (values[t], were[t]))
          {
            change.changed++;
            change.missed += isnan (values[t]);
          }
    }
  return change;
}

static guint
count_annotations (EcgRecording *recording)
{
  const EcgAnnotations *annotations = ecg_recording_get_annotations (recording);

  return annotations != NULL ? annotations->items->len : 0;
}

static gboolean
has_all (EcgRecording *cut, EcgRecording *original)
{
  return ecg_recording_get_length (cut) == ecg_recording_get_length (original) &&
         ecg_recording_get_n_leads (cut) == ecg_recording_get_n_leads (original) &&
         count_annotations (cut) == count_annotations (original);
}

/* Samples that a cut may spoil: in a text those of the last line, which it goes through; in EDF
 * those that were missing, for what says so stands behind them. */
static gint64
may_change (const Sample *sample)
{
  const char *path = sample->paths->pdata[0];

  if (g_str_has_suffix (path, ".edf") || g_str_has_suffix (path, ".bdf"))
    return N_MISSING;
  return g_str_has_suffix (path, ".csv") ? ecg_recording_get_n_leads (sample->original) : 0;
}

static void
check_cut (const Sample *sample, const char *what, gboolean of_header)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgRecording) cut = load (sample, &error);
  Change change;

  if (cut == NULL)
    {
      assert_says (sample, error, what);
      return;
    }
  change = compare (cut, sample);
  if ((!has_all (cut, sample->original) || change.changed > 0) &&
      !says_more (cut, sample->original))
    g_error ("%s: what is missing is not told: %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT
             " samples, %" G_GINT64_FORMAT " changed",
             what, ecg_recording_get_length (cut), ecg_recording_get_length (sample->original),
             change.changed);
  /* A header that ends early may have lost a gain; that is what the warning is for. */
  if (!of_header && change.changed - change.missed > may_change (sample))
    g_error ("%s: %" G_GINT64_FORMAT " samples are not what they were", what,
             change.changed - change.missed);
}

static guint
count_tries (const Sample *sample)
{
  gsize n = 1;

  for (guint i = 0; i < sample->bytes->len; i++)
    n += g_bytes_get_size (sample->bytes->pdata[i]);
  return (guint) CLAMP (MOST_BYTES / n / sample->bytes->len, 2, MOST_TRIES);
}

/* How many samples one byte may hold part of; 0 where that is not said: what we write ourselves is
 * plain, of others it may be packed, a difference to the sample before, or FLAC. */
static gint64
samples_of_byte (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  return strcmp (name, OUR_NAME ".dat") == 0 ? 1 : 0;
}

static void
check_flip (const Sample *sample, guint index, const char *what)
{
  const gint64 most = samples_of_byte (sample->paths->pdata[index]);
  g_autoptr (GError) error = NULL;
  g_autoptr (EcgRecording) changed = load (sample, &error);
  Change change;

  if (changed == NULL)
    {
      assert_says (sample, error, what);
      return;
    }
  g_assert_cmpint (ecg_recording_get_length (changed), >, 0);
  g_assert_true (isfinite (ecg_recording_get_rate (changed)));
  if (most == 0 || says_more (changed, sample->original))
    return;
  g_assert_cmpint (ecg_recording_get_length (changed), ==,
                   ecg_recording_get_length (sample->original));
  change = compare (changed, sample);
  if (change.changed > most)
    g_error ("%s: %" G_GINT64_FORMAT " samples are not what they were", what, change.changed);
}

/* No cut is left out, unless DT4ECG_FEW_CUTS is in the environment: under a sanitizer all take too
 * long. */
static gsize
step_between (const Sample *sample, gsize n)
{
  return g_getenv ("DT4ECG_FEW_CUTS") == NULL ? 1 : MAX (n / EVERY / count_tries (sample), 1);
}

/* Tables and descriptions beside a recording: what is left of one may be another. */
static gboolean
is_text_beside (const char *path)
{
  return g_str_has_suffix (path, ".json") || g_str_has_suffix (path, ".tsv");
}

static void
cut_file (const Sample *sample, guint index)
{
  const char   *path = sample->paths->pdata[index];
  gsize         n;
  const guint8 *bytes = g_bytes_get_data (sample->bytes->pdata[index], &n);
  const gsize   step = n <= SMALL ? 1 : EVERY * step_between (sample, n);

  for (gsize length = 0; length < n; length += step)
    {
      g_autofree char *what = g_strdup_printf ("%s cut to %zu of %zu bytes", path, length, n);

      /* A table that ends after a line is a table. */
      if (g_str_has_suffix (path, ".csv") && length > 0 && bytes[length - 1] == '\n')
        continue;
      write_file (path, bytes, length);
      if (is_text_beside (path))
        check_flip (sample, index, what);
      else
        check_cut (sample, what, g_str_has_suffix (path, ".hea"));
    }
  restore (sample, index);
}

static void
flip_bytes (const Sample *sample, guint index, EcgRng *rng)
{
  const char        *path = sample->paths->pdata[index];
  const gsize        n = g_bytes_get_size (sample->bytes->pdata[index]);
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (sample->bytes->pdata[index], NULL), n);

  for (guint i = 0; n > 0 && i < count_tries (sample); i++)
    {
      const gsize      at = (gsize) ecg_rng_below (rng, n);
      const guint8     was = bytes[at];
      g_autofree char *what = NULL;

      bytes[at] ^= (guint8) (1 + ecg_rng_below (rng, 255));
      what = g_strdup_printf ("%s with byte %zu changed from %u to %u", path, at, was, bytes[at]);
      write_file (path, bytes, n);
      check_flip (sample, index, what);
      bytes[at] = was;
    }
  restore (sample, index);
}

/* @n_files: how many it has at least */
static void
check_sample (EcgRecording *recording, EcgRng *rng, guint n_files)
{
  g_auto (Sample) sample = { NULL, NULL, NULL, NULL };

  take_sample (&sample, recording);
  g_assert_cmpuint (sample.paths->len, >=, n_files);
  for (guint i = 0; i < sample.paths->len; i++)
    {
      cut_file (&sample, i);
      flip_bytes (&sample, i, rng);
    }
  for (guint i = 0; i < sample.paths->len; i++)
    g_unlink (sample.paths->pdata[i]);
}

/* Our own writers' */

static EcgSeries *
make_lead (EcgRng *rng, const char *name, gsize n)
{
  const EcgScale scale = { 200.0, -3.0, 16 };
  gint32        *counts = g_new (gint32, n);

  for (gsize i = 0; i < n; i++)
    counts[i] = i % (LENGTH / N_MISSING * 2) == 7 ? ECG_COUNT_MISSING
                                                  : (gint32) ecg_rng_below (rng, 4000) - 2000;
  return ecg_series_new_digital (name, "mV", 250.0, counts, n, &scale);
}

static EcgRecording *
make_recording (EcgRng *rng, gsize n)
{
  static const char *const comments[] = { " subject: S01", " activity: walk", NULL };
  const EcgAnnotation      beats[] = { { .sample = 10, .code = 1 },
                                       { .sample = 260, .code = 5, .aux = (char *) "early" } };
  g_autoptr (EcgSeries) first = make_lead (rng, "I", n);
  g_autoptr (EcgSeries) second = make_lead (rng, "II", n);
  g_autoptr (EcgAnnotations) annotations = ecg_annotations_new ();
  EcgSeries             *leads[] = { first, second };
  const EcgRecordingInfo info = { .format = "test",
                                  .path = "nowhere",
                                  .subject = "S01",
                                  .activity = "walk",
                                  .comments = comments,
                                  .annotations = annotations };

  for (guint i = 0; i < 60; i++)
    {
      EcgAnnotation beat = beats[i % 2];

      beat.sample += i / 2 * 300;
      ecg_annotations_add (annotations, &beat);
    }
  return ecg_recording_new (&info, leads, 2);
}

static void
test_our_own (gconstpointer data)
{
  const char *suffix = data;
  EcgRng      rng;

  ecg_rng_init (&rng, 20240901, 0);

  g_autoptr (EcgRecording) made = make_recording (&rng, LENGTH);
  g_autofree char *name = g_strconcat (OUR_NAME, suffix, NULL);
  g_autofree char *folder = scratch_path (&scratch, "written");
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (EcgRecording) written = NULL;
  g_autoptr (GError) error = NULL;

  g_mkdir (folder, 0700);
  g_assert_true (ecg_recording_save (made, path, NULL, NULL, NULL, &error));
  written = ecg_recording_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  check_sample (written, &rng, 1);
}

static void
write_beside (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  write_file (path, (const guint8 *) text, strlen (text));
}

/* Gains and events in files of their own, of audio and of BIDS. */
static void
test_beside (void)
{
  static const char events[] = "onset\tduration\ttrial_type\n0.5\tn/a\tstart\n1\t0.5\trest\n";
  static const char *const names[] = { "beside.wav", "sub-1_physio.tsv.gz" };
  g_autofree char         *folder = scratch_path (&scratch, "beside");
  g_autofree char         *audio = g_build_filename (folder, names[0], NULL);
  EcgRng                   rng;

  ecg_rng_init (&rng, 5, 0);

  g_autoptr (EcgRecording) made = make_recording (&rng, LENGTH);

  g_mkdir (folder, 0700);
  g_assert_true (ecg_recording_save (made, audio, NULL, NULL, NULL, NULL));
  write_beside (folder, "beside_events.tsv", events);
  write_beside (folder, "sub-1_events.tsv", events);
  write_beside (folder, "sub-1_physio.json",
                "{\"SamplingFrequency\": 2, \"StartTime\": 0, \"Columns\": [\"cardiac\", \"II\"],"
                " \"II\": {\"Units\": \"mV\"}}");
  {
    g_autofree char *packed = g_build_filename (folder, names[1], NULL);

    write_file (packed, table, sizeof table);
  }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (EcgRecording) read = ecg_recording_load (path, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (ecg_recording_get_annotations (read));
      check_sample (read, &rng, 3);
    }
}

/* Those of others */

static void
check_folder (const char *folder, EcgRng *rng, guint *n_checked)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (EcgRecording) recording = NULL;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        check_folder (path, rng, n_checked);
      else if (ecg_format_may_hold (path))
        recording = ecg_recording_load (path, NULL, NULL, NULL);
      if (recording != NULL)
        {
          check_sample (recording, rng, 1);
          (*n_checked)++;
        }
    }
}

static void
test_formats (void)
{
  g_autofree char *folder = shared_recording ("formats");
  guint            n_checked = 0;
  EcgRng           rng;

  ecg_rng_init (&rng, 97, 0);
  if (folder == NULL)
    return;
  check_folder (folder, &rng, &n_checked);
  g_assert_cmpuint (n_checked, >, 10);
}

int
main (int argc, char **argv)
{
  static const char *const suffixes[] = { ".hea",  ".wav", ".flac", ".w64", ".rf64",
                                          ".aiff", ".caf", ".csv",  ".edf", ".bdf" };
  int                      status;

  g_test_init (&argc, &argv, NULL);
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  scratch_open (&scratch);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *path = g_strconcat ("/hostile/cuts/", suffixes[i] + 1, NULL);

      if (ecg_format_may_hold (suffixes[i]))
        g_test_add_data_func (path, suffixes[i], test_our_own);
    }
  g_test_add_func ("/hostile/cuts/beside", test_beside);
  g_test_add_func ("/hostile/cuts/formats", test_formats);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
