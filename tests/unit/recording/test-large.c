/* Recordings too large to be read when they are opened: the same samples, later. */

#include "core/base/rng.h"
#include "core/recording/loader.h"
#include "core/recording/wfdb-codec.h"
#include "tests/support/scratch.h"

#include <glib/gstdio.h>
#include <math.h>
#include <sndfile.h>
#include <string.h>

#define N_LEADS 3
#define LENGTH 1500001

static gint32
count_at (guint lead, gint64 at)
{
  const guint32 mixed = (guint32) (at * 2654435761u + lead * 40503u) >> 8;

  return mixed % 1009 == 0 ? ECG_COUNT_MISSING : (gint32) (mixed % 4095) - 2047;
}

static gint32 *
make_counts (guint lead, gint64 length)
{
  gint32 *counts = g_new (gint32, length);

  for (gint64 i = 0; i < length; i++)
    counts[i] = count_at (lead, i);
  return counts;
}

static EcgRecording *
make_recording (void)
{
  static const char *const names[] = { "I", "II", "V1" };
  const EcgScale           scale = { 200.0, -7.0, 12 };
  const EcgRecordingInfo   info = { .format = "wfdb", .path = "/none" };
  EcgSeries               *leads[N_LEADS];
  EcgRecording            *recording;

  for (guint i = 0; i < N_LEADS; i++)
    leads[i] =
      ecg_series_new_digital (names[i], "mV", 250.0, make_counts (i, LENGTH), LENGTH, &scale);
  recording = ecg_recording_new (&info, leads, N_LEADS);
  for (guint i = 0; i < N_LEADS; i++)
    ecg_series_unref (leads[i]);
  return recording;
}

static void
assert_same_counts (EcgRecording *recording, guint lead, EcgSpan span)
{
  g_autofree gint32 *counts = g_new (gint32, ecg_span_length (span) + 1);

  ecg_series_read_counts (ecg_recording_get_lead (recording, lead), span, counts);
  for (gint64 i = span.begin; i < span.end; i++)
    g_assert_cmpint (counts[i - span.begin], ==, count_at (lead, i));
}

static void
assert_as_made (EcgRecording *recording)
{
  EcgRng rng;

  ecg_rng_init (&rng, 3, 0);
  g_assert_cmpuint (ecg_recording_get_n_leads (recording), ==, N_LEADS);
  g_assert_cmpint (ecg_recording_get_length (recording), ==, LENGTH);
  for (guint i = 0; i < N_LEADS; i++)
    {
      g_assert_nonnull (ecg_series_get_source (ecg_recording_get_lead (recording, i)));
      assert_same_counts (recording, i, (EcgSpan){ 0, LENGTH });
    }
  for (guint i = 0; i < 100; i++)
    {
      const gint64 begin = (gint64) ecg_rng_below (&rng, LENGTH - 1);
      const gint64 end =
        begin + (gint64) ecg_rng_below (&rng, (guint64) MIN (LENGTH - begin, 50000));

      assert_same_counts (recording, (guint) ecg_rng_below (&rng, N_LEADS),
                          (EcgSpan){ begin, end });
    }
  g_assert_true (ecg_recording_check (recording, NULL));
}

/* Interleaved samples of format 212, and their header. */
static char *
write_212 (const Scratch *scratch, gboolean false_sum)
{
  const EcgWfdbCodec *codec = ecg_wfdb_codec (212);
  const gsize         n = (gsize) LENGTH * N_LEADS;
  g_autofree gint32  *codes = g_new (gint32, n);
  g_autofree guint8  *bytes = g_malloc ((gsize) ecg_wfdb_codec_bytes (codec, (gint64) n));
  g_autoptr (GString) header = g_string_new (NULL);
  g_autofree char *data = NULL;
  guint32          sums[N_LEADS] = { 0 };

  for (gsize i = 0; i < n; i++)
    {
      const gint32 count = count_at (i % N_LEADS, (gint64) (i / N_LEADS));

      codes[i] = count == ECG_COUNT_MISSING ? -2048 : count;
      sums[i % N_LEADS] += (guint32) codes[i];
    }
  ecg_wfdb_encode (codec, bytes, codes, n);
  data =
    scratch_write (scratch, "day.dat", bytes, (gssize) ecg_wfdb_codec_bytes (codec, (gint64) n));
  g_string_printf (header, "day %d 250 %d\n", N_LEADS, LENGTH);
  sums[1] += false_sum;
  for (guint i = 0; i < N_LEADS; i++)
    g_string_append_printf (header, "day.dat 212 200(-7)/mV 12 0 %d %d 0 L%u\n", codes[i],
                            (gint16) (sums[i] & 0xffff), i);
  return scratch_write (scratch, "day.hea", header->str, -1);
}

static void
test_212 (void)
{
  Scratch scratch;
  g_autoptr (EcgRecording) recording = NULL;
  g_autofree char *path = NULL;
  g_auto (GStrv) warnings = NULL;
  g_autoptr (GError) error = NULL;

  scratch_open (&scratch);
  path = write_212 (&scratch, FALSE);
  recording = ecg_recording_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_as_made (recording);
  warnings = ecg_recording_verify (recording, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_strv_length (warnings), ==, 0);
  scratch_close (&scratch);
}

static void
test_checksum_is_found_later (void)
{
  Scratch scratch;
  g_autoptr (EcgRecording) recording = NULL;
  g_autofree char *path = NULL;
  g_auto (GStrv) warnings = NULL;

  scratch_open (&scratch);
  path = write_212 (&scratch, TRUE);
  recording = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_nonnull (recording);
  for (guint i = 0; ecg_recording_get_warnings (recording)[i] != NULL; i++)
    g_assert_null (strstr (ecg_recording_get_warnings (recording)[i], "checksum"));
  warnings = ecg_recording_verify (recording, NULL, NULL, NULL);
  g_assert_nonnull (warnings);
  g_assert_cmpuint (g_strv_length (warnings), ==, 1);
  g_assert_nonnull (strstr (warnings[0], "“L1”"));
  scratch_close (&scratch);
}

static void
test_saved_as (gconstpointer data)
{
  const char *name = data;
  Scratch     scratch;
  g_autoptr (EcgRecording) made = make_recording ();
  g_autoptr (EcgRecording) recording = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  scratch_open (&scratch);
  path = scratch_path (&scratch, name);
  ecg_recording_save (made, path, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  recording = ecg_recording_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_as_made (recording);
  scratch_close (&scratch);
}

/* The file is cut while it is open: what is gone is missing, and is not written as such. */
static void
test_cut_meanwhile (gconstpointer data)
{
  const char *name = data;
  Scratch     scratch;
  g_autoptr (EcgRecording) made = make_recording ();
  g_autoptr (EcgRecording) recording = NULL;
  g_autofree char *path = NULL;
  g_autofree char *opened = NULL;
  g_autofree char *copy = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileIOStream) stream = NULL;
  gint32 counts[100];

  scratch_open (&scratch);
  opened = scratch_path (&scratch, g_str_has_suffix (name, ".dat") ? "day.hea" : name);
  path = scratch_path (&scratch, name);
  copy = scratch_path (&scratch, "copy.hea");
  g_assert_true (ecg_recording_save (made, opened, NULL, NULL, NULL, NULL));
  recording = ecg_recording_load (opened, NULL, NULL, NULL);
  g_assert_nonnull (recording);
  file = g_file_new_for_path (path);
  stream = g_file_open_readwrite (file, NULL, NULL);
  g_assert_true (g_seekable_truncate (G_SEEKABLE (stream), 1000000, NULL, NULL));

  assert_same_counts (recording, 1, (EcgSpan){ 0, 1000 });
  g_assert_true (ecg_recording_check (recording, NULL));
  ecg_series_read_counts (ecg_recording_get_lead (recording, 1), (EcgSpan){ LENGTH - 100, LENGTH },
                          counts);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpint (counts[i], ==, ECG_COUNT_MISSING);
  g_assert_false (ecg_recording_check (recording, NULL));
  g_assert_false (ecg_recording_save (recording, copy, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  scratch_close (&scratch);
}

/* Two files, one with two samples a frame, one late by some frames. */
static void
test_skew_and_rates (void)
{
  const gint64       n_frames = 1100000, skew = 37;
  Scratch            scratch;
  g_autofree guint8 *fast = g_malloc (4 * (gsize) n_frames),
                    *slow = g_malloc (4 * (gsize) n_frames);
  g_autofree char   *path = NULL, *a = NULL, *b = NULL;
  g_autofree gint32 *counts = g_new (gint32, 2 * n_frames);
  g_autoptr (EcgRecording) recording = NULL;
  g_autoptr (GError) error = NULL;

  for (gint64 i = 0; i < 2 * n_frames; i++)
    {
      const gint32 code = (gint32) (i % 30011);

      ecg_wfdb_encode (ecg_wfdb_codec (16), fast + 2 * i, &code, 1);
      ecg_wfdb_encode (ecg_wfdb_codec (16), slow + 2 * i, &code, 1);
    }
  scratch_open (&scratch);
  a = scratch_write (&scratch, "a.dat", fast, 4 * n_frames);
  b = scratch_write (&scratch, "b.dat", slow, 4 * n_frames);
  path = scratch_write (&scratch, "two.hea",
                        "two 3 125 1100000\na.dat 16x2 200/mV 16 0 0 0 0 fast\n"
                        "b.dat 16 200/mV 16 0 0 0 0 first\nb.dat 16:37 200/mV 16 0 0 0 0 late\n",
                        -1);
  recording = ecg_recording_load (path, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (ecg_recording_get_length (recording), ==, 2 * n_frames);
  g_assert_nonnull (ecg_series_get_source (ecg_recording_get_lead (recording, 2)));
  ecg_series_read_counts (ecg_recording_get_lead (recording, 0), (EcgSpan){ 0, 2 * n_frames },
                          counts);
  for (gint64 i = 0; i < 2 * n_frames; i++)
    g_assert_cmpint (counts[i], ==, i % 30011);
  ecg_series_read_counts (ecg_recording_get_lead (recording, 1), (EcgSpan){ 0, 2 * n_frames },
                          counts);
  for (gint64 i = 0; i < 2 * n_frames; i++)
    g_assert_cmpint (counts[i], ==, i / 2 * 2 % 30011);
  ecg_series_read_counts (ecg_recording_get_lead (recording, 2), (EcgSpan){ 0, 2 * n_frames },
                          counts);
  for (gint64 i = 0; i < 2 * n_frames; i++)
    if (i / 2 < n_frames - skew)
      g_assert_cmpint (counts[i], ==, ((i / 2 + skew) * 2 + 1) % 30011);
    else
      g_assert_cmpint (counts[i], ==, ECG_COUNT_MISSING);
  scratch_close (&scratch);
}

#define EIGHT_FRAMES 1500000

/* Signal 0 has two samples a frame, signal 1 one; each climbs or falls by less than 8 a sample. */
static gint32
step_at (guint signal, gint64 at)
{
  const guint32 mixed = (guint32) (at * 2654435761u + signal * 40503u) >> 12;

  return (gint32) (mixed % 15) - 7;
}

/* Format 8: levels are sums from the start on, wherever reading begins. */
static void
test_differences (void)
{
  static const gint32 initial[] = { 500, -300 };
  const gint64        lengths[] = { 2 * EIGHT_FRAMES, EIGHT_FRAMES };
  g_autofree guint8  *bytes = g_malloc (3 * EIGHT_FRAMES);
  g_autofree gint32  *fast = g_new (gint32, 2 * EIGHT_FRAMES);
  g_autofree gint32  *slow = g_new (gint32, EIGHT_FRAMES);
  gint32 *const       levels[] = { fast, slow };
  g_autoptr (EcgRecording) recording = NULL;
  g_autofree char *header = NULL, *path = NULL, *data = NULL;
  g_auto (GStrv) warnings = NULL;
  guint32 sums[2] = { 0 };
  Scratch scratch;
  EcgRng  rng;

  for (guint s = 0; s < 2; s++)
    for (gint64 i = 0, level = initial[s]; i < lengths[s]; i++)
      {
        level += step_at (s, i);
        levels[s][i] = (gint32) level;
        sums[s] += (guint32) level;
        bytes[s == 0 ? i / 2 * 3 + i % 2 : 3 * i + 2] = (guint8) step_at (s, i);
      }
  scratch_open (&scratch);
  data = scratch_write (&scratch, "eight.dat", bytes, 3 * EIGHT_FRAMES);
  header = g_strdup_printf ("eight 2 125 %d\neight.dat 8x2 200/mV 16 0 %d %d 0 fast\n"
                            "eight.dat 8 200/mV 16 0 %d %d 0 slow\n",
                            EIGHT_FRAMES, initial[0], (gint16) (sums[0] & 0xffff), initial[1],
                            (gint16) (sums[1] & 0xffff));
  path = scratch_write (&scratch, "eight.hea", header, -1);
  recording = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_nonnull (recording);
  g_assert_nonnull (ecg_series_get_source (ecg_recording_get_lead (recording, 0)));
  ecg_rng_init (&rng, 8, 0);
  for (guint i = 0; i < 200; i++)
    {
      const gint64       begin = (gint64) ecg_rng_below (&rng, 2 * EIGHT_FRAMES - 40000);
      const gint64       n = 1 + (gint64) ecg_rng_below (&rng, i % 2 == 0 ? 40000 : 10);
      g_autofree gint32 *counts = g_new (gint32, n);

      for (guint s = 0; s < 2; s++)
        {
          ecg_series_read_counts (ecg_recording_get_lead (recording, s),
                                  (EcgSpan){ begin, begin + n }, counts);
          for (gint64 k = 0; k < n; k++)
            g_assert_cmpint (counts[k], ==, levels[s][s == 0 ? begin + k : (begin + k) / 2]);
        }
    }
  warnings = ecg_recording_verify (recording, NULL, NULL, NULL);
  g_assert_nonnull (warnings);
  g_assert_cmpuint (g_strv_length (warnings), ==, 0);
  scratch_close (&scratch);
}

#define SEGMENT_FRAMES 1000000
#define GAP_FRAMES 12345

/* A segment of two signals of format 16: samples @from on of the record, divided by @divisor. */
static void
write_segment (const Scratch *scratch, const char *name, gint64 from, gint32 divisor, guint wrong)
{
  g_autofree guint8 *bytes = g_malloc (4 * SEGMENT_FRAMES);
  g_autofree char   *data_name = g_strconcat (name, ".dat", NULL);
  g_autofree char   *header_name = g_strconcat (name, ".hea", NULL);
  g_autofree char   *header = NULL, *path = NULL, *data_path = NULL;
  guint32            sums[2] = { 0, wrong };

  for (gint64 i = 0; i < 2 * SEGMENT_FRAMES; i++)
    {
      const gint32 count = (gint32) ((from + i / 2) % 9973) * 2 * (i % 2 == 0 ? 1 : -1) / divisor;

      sums[i % 2] += (guint32) count;
      ecg_wfdb_encode (ecg_wfdb_codec (16), bytes + 2 * i, &count, 1);
    }
  data_path = scratch_write (scratch, data_name, bytes, 4 * SEGMENT_FRAMES);
  header =
    g_strdup_printf ("%s 2 250 %d\n%s 16 %d/mV 16 0 0 %d 0 up\n%s 16 %d/mV 16 0 0 %d 0 down\n",
                     name, SEGMENT_FRAMES, data_name, 200 / divisor, (gint16) (sums[0] & 0xffff),
                     data_name, 200 / divisor, (gint16) (sums[1] & 0xffff));
  path = scratch_write (scratch, header_name, header, -1);
}

static gint32
segmented_at (guint signal, gint64 at)
{
  const gint64 gap_end = SEGMENT_FRAMES + GAP_FRAMES;

  if (at >= SEGMENT_FRAMES && at < gap_end)
    return ECG_COUNT_MISSING;
  return (gint32) (at % 9973) * 2 * (signal == 0 ? 1 : -1);
}

/* Three segments, one of half the gain, and a gap; one checksum is wrong, one file is not there. */
static void
test_segments (void)
{
  const gint64 length = 3 * SEGMENT_FRAMES + GAP_FRAMES;
  Scratch      scratch;
  EcgRng       rng;
  g_autoptr (EcgRecording) recording = NULL;
  g_autofree char   *path = NULL, *header = NULL, *last = NULL;
  g_autofree gint32 *counts = g_new (gint32, 50000);
  g_auto (GStrv) warnings = NULL;
  g_autofree char *said = NULL;

  scratch_open (&scratch);
  write_segment (&scratch, "a", 0, 1, 0);
  write_segment (&scratch, "b", SEGMENT_FRAMES + GAP_FRAMES, 2, 1);
  write_segment (&scratch, "c", 2 * SEGMENT_FRAMES + GAP_FRAMES, 1, 0);
  write_segment (&scratch, "d", 0, 1, 0);
  header = g_strdup_printf ("all/5 2 250 %" G_GINT64_FORMAT "\na %d\n~ %d\nb %d\nc %d\nd %d\n",
                            length + SEGMENT_FRAMES, SEGMENT_FRAMES, GAP_FRAMES, SEGMENT_FRAMES,
                            SEGMENT_FRAMES, SEGMENT_FRAMES);
  path = scratch_write (&scratch, "all.hea", header, -1);
  last = scratch_path (&scratch, "d.dat");
  g_assert_cmpint (g_unlink (last), ==, 0);
  recording = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_nonnull (recording);
  g_assert_nonnull (ecg_series_get_source (ecg_recording_get_lead (recording, 0)));
  g_assert_cmpint (ecg_recording_get_length (recording), ==, length + SEGMENT_FRAMES);
  /* Header, and data of all that can be read. */
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_files (recording)), ==, 8);
  said = g_strjoinv ("\n", (char **) ecg_recording_get_warnings (recording));
  g_assert_nonnull (strstr (said, "d.dat"));
  g_assert_nonnull (strstr (said, "another gain in “b”"));
  ecg_rng_init (&rng, 12, 0);
  for (guint i = 0; i < 100; i++)
    {
      const gint64 n = 1 + (gint64) ecg_rng_below (&rng, 49999);
      const gint64 begin = i < 3 ? i * SEGMENT_FRAMES - (i > 0 ? 100 : 0)
                                 : (gint64) ecg_rng_below (&rng, (guint64) (length - n));

      for (guint s = 0; s < 2; s++)
        {
          ecg_series_read_counts (ecg_recording_get_lead (recording, s),
                                  (EcgSpan){ begin, begin + n }, counts);
          for (gint64 k = 0; k < n; k++)
            g_assert_cmpint (counts[k], ==, segmented_at (s, begin + k));
        }
    }
  ecg_series_read_counts (ecg_recording_get_lead (recording, 0),
                          (EcgSpan){ length - 1, length + 9999 }, counts);
  g_assert_cmpint (counts[0], ==, segmented_at (0, length - 1));
  for (guint k = 1; k < 10000; k++)
    g_assert_cmpint (counts[k], ==, ECG_COUNT_MISSING);
  g_assert_true (ecg_recording_check (recording, NULL));
  warnings = ecg_recording_verify (recording, NULL, NULL, NULL);
  g_assert_nonnull (warnings);
  g_assert_cmpuint (g_strv_length (warnings), ==, 1);
  g_assert_nonnull (strstr (warnings[0], "checksum"));
  scratch_close (&scratch);
}

#define FLOAT_FRAMES 2200000

static float
float_at (guint channel, gint64 frame)
{
  if (frame % 100003 == 7)
    return NAN;
  return (channel == 0 ? 0.001f : -0.25f) * (float) (frame % 4999);
}

static void
write_floats (const char *path)
{
  SF_INFO  info = { .samplerate = 250, .channels = 2, .format = SF_FORMAT_WAV | SF_FORMAT_FLOAT };
  SNDFILE *file = sf_open (path, SFM_WRITE, &info);
  g_autofree float *values = g_new (float, 2 * FLOAT_FRAMES);

  g_assert_nonnull (file);
  for (gsize i = 0; i < 2 * FLOAT_FRAMES; i++)
    values[i] = float_at (i % 2, (gint64) i / 2);
  g_assert_cmpint (sf_writef_float (file, values, FLOAT_FRAMES), ==, FLOAT_FRAMES);
  sf_close (file);
}

static void
check_values (EcgSeries *lead, guint channel, gint64 begin, double gain, double baseline)
{
  float values[5000];

  ecg_series_read (lead, (EcgSpan){ begin, begin + 5000 }, values);
  for (gint64 k = 0; k < 5000; k++)
    {
      const double expected = ((double) float_at (channel, begin + k) - baseline) / gain;

      if (isnan (expected))
        g_assert_true (isnan (values[k]));
      else
        g_assert_cmpfloat_with_epsilon (values[k], expected, 1e-6 * (1.0 + fabs (expected)));
    }
}

/* Floats stay in their file, and have another scale as well as those in memory. */
static void
test_floats (void)
{
  Scratch scratch;
  g_autoptr (EcgRecording) recording = NULL;
  g_autofree char *path = NULL;

  scratch_open (&scratch);
  path = scratch_path (&scratch, "floats.wav");
  write_floats (path);
  recording = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_nonnull (recording);
  g_assert_cmpint (ecg_recording_get_length (recording), ==, FLOAT_FRAMES);
  for (guint c = 0; c < 2; c++)
    {
      EcgSeries     *lead = ecg_recording_get_lead (recording, c);
      const EcgScale scale = { .gain = 2.0, .baseline = 3.0 };
      g_autoptr (EcgSeries) scaled = ecg_series_rescale (lead, "mV", &scale);

      g_assert_false (ecg_series_is_in_memory (lead));
      g_assert_false (ecg_series_is_in_memory (scaled));
      g_assert_false (ecg_series_get_scale (lead, NULL));
      for (gint64 begin = 0; begin + 5000 <= FLOAT_FRAMES; begin += 430007)
        {
          check_values (lead, c, begin, 1.0, 0.0);
          check_values (scaled, c, begin, 2.0, 3.0);
        }
    }
  g_assert_true (ecg_recording_check (recording, NULL));
  scratch_close (&scratch);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/large/212", test_212);
  g_test_add_func ("/large/checksum-is-found-later", test_checksum_is_found_later);
  g_test_add_data_func ("/large/saved-as/wfdb", "day.hea", test_saved_as);
  g_test_add_data_func ("/large/saved-as/flac", "day.flac", test_saved_as);
  g_test_add_data_func ("/large/saved-as/wav", "day.wav", test_saved_as);
  g_test_add_data_func ("/large/cut-meanwhile/wfdb", "day.dat", test_cut_meanwhile);
  g_test_add_data_func ("/large/cut-meanwhile/flac", "day.flac", test_cut_meanwhile);
  g_test_add_func ("/large/skew-and-rates", test_skew_and_rates);
  g_test_add_func ("/large/differences", test_differences);
  g_test_add_func ("/large/segments", test_segments);
  g_test_add_func ("/large/floats", test_floats);
  return g_test_run ();
}
