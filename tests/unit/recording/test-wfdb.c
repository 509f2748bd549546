#include "core/recording/format.h"
#include "core/recording/loader.h"

#include "tests/support/scratch.h"
#include "tests/unit/recording/compare.h"

static Scratch scratch;

static EcgRecording *
load_record (const char *header, const void *bytes, gssize n, GError **error)
{
  g_autofree char *path = scratch_write (&scratch, "r.hea", header, -1);
  g_autofree char *dat = scratch_write (&scratch, "r.dat", bytes, n);

  return ecg_recording_load (path, NULL, NULL, error);
}

static void
test_defaults (void)
{
  g_autoptr (EcgRecording) recording =
    load_record ("r 1\r\nr.dat 16\r\n", "\1\0\0\x80\5\0", 6, NULL);
  EcgSeries *lead;
  EcgScale   scale;
  gint32     counts[3];

  g_assert_nonnull (recording);
  g_assert_cmpstr (ecg_recording_get_format (recording), ==, "wfdb");
  lead = ecg_recording_get_lead (recording, 0);
  g_assert_cmpfloat_with_epsilon (ecg_series_get_rate (lead), 250.0, 1e-12);
  g_assert_true (ecg_series_get_scale (lead, &scale));
  g_assert_cmpfloat_with_epsilon (scale.gain, 200.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (scale.baseline, 0.0, 1e-12);
  g_assert_cmpuint (scale.bits, ==, 12);
  g_assert_cmpstr (ecg_series_get_unit (lead), ==, "mV");
  g_assert_cmpstr (ecg_series_get_name (lead), ==, "ECG 1");
  g_assert_cmpint (ecg_series_get_length (lead), ==, 3);
  ecg_series_read_counts (lead, (EcgSpan){ 0, 3 }, counts);
  g_assert_cmpint (counts[0], ==, 1);
  g_assert_cmpint (counts[1], ==, ECG_COUNT_MISSING);
  g_assert_cmpint (counts[2], ==, 5);
}

static void
test_all_fields (void)
{
  static const char   header[] = "# before\n"
                                 "r 2 360/720.5(10) 2 1:02:03.5 26/03/2024\n"
                                 "r.dat 212+1 -100.5(-7)/uV 11 1024 995 0 0 lead with blanks \n"
                                 "r.dat 212+1 0/mV 11 1024 1011 0 0 V5\n"
                                 "# subject: 01  sex: M\n#activity: walk\n";
  static const guint8 bytes[] = { 0x55, 0xe3, 0x33, 0xf3, 0x00, 0x78, 0xff };
  g_autoptr (EcgRecording) recording = load_record (header, bytes, sizeof bytes, NULL);
  EcgScale         scale;
  gint32           counts[2];
  g_autofree char *started = NULL;

  g_assert_nonnull (recording);
  started = g_date_time_format (ecg_recording_get_started (recording), "%F %T.%f");
  g_assert_cmpstr (started, ==, "2024-03-26 01:02:03.500000");
  g_assert_cmpfloat_with_epsilon (ecg_recording_get_rate (recording), 360.0, 1e-12);
  g_assert_cmpstr (ecg_recording_get_subject (recording), ==, "01");
  g_assert_cmpstr (ecg_recording_get_activity (recording), ==, "walk");
  g_assert_cmpstr (ecg_recording_get_comments (recording)[0], ==, " before");
  g_assert_cmpstr (ecg_recording_get_comments (recording)[2], ==, "activity: walk");

  ecg_series_get_scale (ecg_recording_get_lead (recording, 0), &scale);
  g_assert_cmpfloat_with_epsilon (scale.gain, -100.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (scale.baseline, -7.0, 1e-12);
  g_assert_cmpstr (ecg_series_get_name (ecg_recording_get_lead (recording, 0)), ==,
                   "lead with blanks");
  ecg_series_get_scale (ecg_recording_get_lead (recording, 1), &scale);
  g_assert_cmpfloat_with_epsilon (scale.gain, 200.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (scale.baseline, 1024.0, 1e-12);

  ecg_series_read_counts (ecg_recording_get_lead (recording, 0), (EcgSpan){ 0, 2 }, counts);
  g_assert_cmpint (counts[0], ==, 995);
  g_assert_cmpint (counts[1], ==, ECG_COUNT_MISSING);
  ecg_series_read_counts (ecg_recording_get_lead (recording, 1), (EcgSpan){ 0, 2 }, counts);
  g_assert_cmpint (counts[1], ==, 2047);
  /* The sums of the samples are not 0. */
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), ==, 2);
}

static void
test_several_files (void)
{
  g_autofree char *other = scratch_write (&scratch, "o.dat", "\7\0\10\0", 4);
  g_autoptr (EcgRecording) recording =
    load_record ("r 2 100\no.dat 16\nr.dat 212\n", "\1\0\2\3\0", 5, NULL);
  g_autofree char *fingerprint = NULL;
  float            value;

  g_assert_nonnull (recording);
  g_assert_cmpint (ecg_recording_get_length (recording), ==, 2);
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_files (recording)), ==, 3);
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), ==, 1);
  ecg_series_read (ecg_recording_get_lead (recording, 1), (EcgSpan){ 1, 2 }, &value);
  g_assert_cmpfloat_with_epsilon (value, 0.01f, 1e-9);

  /* sha256sum of "r 2 100\no.dat 16\nr.dat 212\n", then o.dat and r.dat. */
  fingerprint = ecg_recording_fingerprint (recording, NULL, NULL);
  g_assert_cmpstr (fingerprint, ==,
                   "118bb956e05521ff299936941c774a535afa141fbd75cb9751ea1fe1c9e43e2a");
}

static void
test_bad (void)
{
  static const struct
  {
    const char *header;
    int         code;
    const char *part;
  } rows[] = {
    { "x", ECG_RECORDING_ERROR_MALFORMED, "line 1" },
    { "# only a comment\n", ECG_RECORDING_ERROR_MALFORMED, "record line" },
    { "r 0\n", ECG_RECORDING_ERROR_EMPTY, "no signals" },
    { "r 1\n~ 0\n", ECG_RECORDING_ERROR_EMPTY, "no signals" },
    { "r 2\nr.dat 16\n", ECG_RECORDING_ERROR_MALFORMED, "last of the signals" },
    { "r -1\n", ECG_RECORDING_ERROR_MALFORMED, "line 1" },
    { "r 100000\n", ECG_RECORDING_ERROR_TOO_LARGE, "100000 signals" },
    { "r 1 0\nr.dat 16\n", ECG_RECORDING_ERROR_MALFORMED, "rate" },
    { "r 1 -5\nr.dat 16\n", ECG_RECORDING_ERROR_MALFORMED, "rate" },
    { "r 1 nan\nr.dat 16\n", ECG_RECORDING_ERROR_MALFORMED, "rate" },
    { "r 1 250 x\nr.dat 16\n", ECG_RECORDING_ERROR_MALFORMED, "number of samples" },
    { "r 1 250 -4\nr.dat 16\n", ECG_RECORDING_ERROR_MALFORMED, "number of samples" },
    { "r 1 250 99999999999999\nr.dat 16\n", ECG_RECORDING_ERROR_TOO_LARGE, "99999999999999" },
    { "r 1 250 9223372036854775807\nr.dat 212\n", ECG_RECORDING_ERROR_TOO_LARGE, "samples" },
    { "r 1 250 99999999999999999999\nr.dat 16\n", ECG_RECORDING_ERROR_MALFORMED, "samples" },
    { "r 1 250 50\nr.dat 16\n", ECG_RECORDING_ERROR_MALFORMED,
      "holds 8 bytes, but its header promises 100" },
    { "r 1\nr.dat 16+8\n", ECG_RECORDING_ERROR_EMPTY, "no samples" },
    { "r 1\nr.dat 16+-8\n", ECG_RECORDING_ERROR_MALFORMED, "line 2" },
    { "r 1\nr.dat sixteen\n", ECG_RECORDING_ERROR_MALFORMED, "format" },
    { "r 1\nr.dat 62\n", ECG_RECORDING_ERROR_UNSUPPORTED, "format 62" },
    { "r 1\nr.dat 16x5\n", ECG_RECORDING_ERROR_EMPTY, "no samples" },
    { "r 1\nr.dat 516\n", ECG_RECORDING_ERROR_MALFORMED, "FLAC" },
    { "r 3\nr.dat 16x32767\nr.dat 16x32767\nr.dat 16x32767\n", ECG_RECORDING_ERROR_TOO_LARGE,
      "in a frame" },
    { "r/2 1 250 100\na 50\n", ECG_RECORDING_ERROR_MALFORMED, "segments" },
    { "r/0 1 250\n", ECG_RECORDING_ERROR_MALFORMED, "segments" },
    { "r 1\nr.dat 16 fast\n", ECG_RECORDING_ERROR_MALFORMED, "gain" },
    { "r 1\nr.dat 16 200(x)\n", ECG_RECORDING_ERROR_MALFORMED, "baseline" },
    { "r 1\nr.dat 16 200 99\n", ECG_RECORDING_ERROR_MALFORMED, "32 bits" },
    { "r 1\nr.dat 16 200 x\n", ECG_RECORDING_ERROR_MALFORMED, "whole numbers" },
    { "r 2\nr.dat 16\nr.dat 212\n", ECG_RECORDING_ERROR_MALFORMED, "two formats" },
    { "r 1\n../../etc/passwd 16\n", ECG_RECORDING_ERROR_MALFORMED, "own folder" },
    { "r 1\n/etc/passwd 16\n", ECG_RECORDING_ERROR_MALFORMED, "own folder" },
    { "r 1\n.. 16\n", ECG_RECORDING_ERROR_MALFORMED, "own folder" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (load_record (rows[i].header, "abcdefgh", 8, &error));
      assert_sentence (error, rows[i].part);
      g_assert_error (error, ECG_RECORDING_ERROR, rows[i].code);
    }
}

/* Three segments, the middle one a gap and a fourth not there; the second has another gain. */
static void
test_segments (void)
{
  static const gint32 expected[] = { 1, 2, ECG_COUNT_MISSING, ECG_COUNT_MISSING, 6, 8 };
  g_autofree char    *a = scratch_write (&scratch, "a.hea", "a 1 100 2\na.dat 16 100\n", -1);
  g_autofree char    *b = scratch_write (&scratch, "b.hea", "b 1 100 2\nb.dat 16 50\n", -1);
  g_autofree char    *a_dat = scratch_write (&scratch, "a.dat", "\1\0\2\0", 4);
  g_autofree char    *b_dat = scratch_write (&scratch, "b.dat", "\3\0\4\0", 4);
  g_autofree char    *path =
    scratch_write (&scratch, "m.hea", "m/4 1 100 106\r\na 2\r\n~ 2\r\nb 2\r\nnone 100\r\n", -1);
  g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, NULL, NULL);
  gint32 counts[6];

  g_assert_nonnull (recording);
  g_assert_cmpint (ecg_recording_get_length (recording), ==, 6);
  ecg_series_read_counts (ecg_recording_get_lead (recording, 0), (EcgSpan){ 0, 6 }, counts);
  g_assert_cmpmem (counts, sizeof counts, expected, sizeof expected);
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), ==, 2);
}

/* One frame: a slow sample, held, and two fast ones; the fast signal lags by a frame. */
static void
test_frames_and_skew (void)
{
  static const gint32 slow[] = { 1, 1, 4, 4 };
  static const gint32 fast[] = { 5, 6, ECG_COUNT_MISSING, ECG_COUNT_MISSING };
  g_autoptr (EcgRecording) recording =
    load_record ("r 2 100 2\nr.dat 16\nr.dat 16x2:1\n", "\1\0\2\0\3\0\4\0\5\0\6\0", 12, NULL);
  gint32 counts[4];

  g_assert_nonnull (recording);
  g_assert_cmpfloat_with_epsilon (ecg_recording_get_rate (recording), 200.0, 1e-12);
  ecg_series_read_counts (ecg_recording_get_lead (recording, 0), (EcgSpan){ 0, 4 }, counts);
  g_assert_cmpmem (counts, sizeof counts, slow, sizeof slow);
  ecg_series_read_counts (ecg_recording_get_lead (recording, 1), (EcgSpan){ 0, 4 }, counts);
  g_assert_cmpmem (counts, sizeof counts, fast, sizeof fast);
}

/* A mark beside the samples is read, kept when saved, and missed where it is cut. */
static void
test_annotations (void)
{
  static const guint8 marks[] = { 0x02, 0x70, 0x02, 0xfc, '(', 'N', 0, 0 };
  g_autofree char    *path = scratch_write (&scratch, "n.hea", "n 1\nn.dat 16\n", -1);
  g_autofree char    *dat = scratch_write (&scratch, "n.dat", "\1\0\2\0\3\0", 6);
  g_autofree char    *atr = scratch_write (&scratch, "n.atr", marks, sizeof marks);
  g_autofree char    *saved = scratch_path (&scratch, "n2.hea");
  g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, NULL, NULL);
  g_autoptr (EcgRecording) again = NULL;
  const EcgAnnotations *kept;

  g_assert_nonnull (recording);
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), ==, 0);
  g_assert_true (ecg_recording_save (recording, saved, NULL, NULL, NULL, NULL));
  again = ecg_recording_load (saved, NULL, NULL, NULL);
  kept = ecg_recording_get_annotations (again);
  g_assert_nonnull (kept);
  g_assert_cmpuint (kept->items->len, ==, 1);
  g_assert_cmpint (ecg_annotations_get (kept, 0)->sample, ==, 2);
  g_assert_cmpstr (ecg_annotations_get (kept, 0)->aux, ==, "(N");

  g_assert_true (g_file_set_contents (atr, (const char *) marks, 5, NULL));
  g_clear_pointer (&again, ecg_recording_unref);
  again = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (again)), ==, 1);
}

/* What the format cannot hold of the annotations is said, once; where it holds all, nothing is. */
static void
test_save_warns (void)
{
  static const gint64 lengths[] = { 0, 100 };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autoptr (EcgRecording) plain = make_recording (1, 250.0, 200, 12);
      EcgSeries *leads[] = { ecg_recording_get_lead (plain, 0) };
      g_autoptr (EcgAnnotations) annotations = ecg_annotations_new ();
      const EcgAnnotation mark = { .sample = 5, .length = lengths[i], .code = 1 };
      EcgRecordingInfo info = { .format = "test", .path = "nowhere", .annotations = annotations };
      g_autoptr (EcgRecording) recording = NULL;
      g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
      g_autofree char *path = scratch_path (&scratch, "warn.hea");
      g_auto (GStrv) warnings = NULL;

      ecg_annotations_add (annotations, &mark);
      recording = ecg_recording_new (&info, leads, 1);
      g_assert_true (ecg_recording_save (recording, path, NULL, builder, NULL, NULL));
      warnings = g_strv_builder_end (builder);
      g_assert_cmpuint (g_strv_length (warnings), ==, i);
      g_assert_true (i == 0 || strstr (warnings[0], "cannot hold 1 of") != NULL);
    }
}

static void
test_absent_file (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (load_record ("r 1\nabsent.dat 16\n", "", 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  assert_sentence (error, "“absent.dat”");
}

static void
test_companion (void)
{
  g_autoptr (EcgRecording) written = load_record ("r 1\nr.dat 16\n", "\1\0", 2, NULL);
  g_autofree char *dat = scratch_path (&scratch, "r.dat");
  g_autofree char *lone = scratch_write (&scratch, "lone.dat", "\1\0", 2);
  g_autofree char *header = scratch_path (&scratch, "r.hea");
  g_autoptr (EcgRecording) recording = ecg_recording_load (dat, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (recording);
  g_assert_cmpstr (ecg_recording_get_path (recording), ==, header);
  g_assert_null (ecg_recording_load (lone, NULL, NULL, &error));
  g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_NOT_RECOGNISED);
  assert_sentence (error, "“lone.hea”");
}

static void
test_round_trip (void)
{
  static const guint widths[] = { 8, 12, 16, 17, 24, 31 };

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      g_autoptr (EcgRecording) recording = make_recording (i, 360.0 / 7.0, 1001, widths[i]);
      g_autofree char *path = scratch_path (&scratch, "w.hea");
      g_autoptr (EcgRecording) again = NULL;

      g_assert_true (ecg_recording_save (recording, path, NULL, NULL, NULL, NULL));
      again = ecg_recording_load (path, NULL, NULL, NULL);
      g_assert_nonnull (again);
      assert_same_about (again, recording);
      /* What the checksum and the first sample say is true. */
      g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (again)), ==, 0);
      for (guint k = 0; k < 2; k++)
        assert_same_counts (ecg_recording_get_lead (again, k),
                            ecg_recording_get_lead (recording, k));
    }
}

static void
test_save_refused (void)
{
  g_autoptr (EcgRecording) small = make_recording (1, 250.0, 100, 12);
  g_autofree char *odd = scratch_path (&scratch, "a b.hea");
  g_autofree char *nowhere = scratch_path (&scratch, "none/r.hea");
  g_autofree char *own = scratch_path (&scratch, "own.hea");
  const guint      n = scratch_count (&scratch);
  g_autoptr (GError) error = NULL;

  g_assert_false (ecg_recording_save (small, odd, NULL, NULL, NULL, &error));
  g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_false (ecg_recording_save (small, nowhere, NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpuint (scratch_count (&scratch), ==, n);

  g_assert_true (ecg_recording_save (small, own, NULL, NULL, NULL, NULL));
  g_autoptr (EcgRecording) read = ecg_recording_load (own, NULL, NULL, NULL);
  g_assert_false (ecg_recording_save (read, own, NULL, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_EXISTS);
  g_assert_cmpuint (scratch_count (&scratch), ==, n + 2);
}

static void
test_truncated_dat (void)
{
  static const char header[] = "r 2 250 5\nr.dat 212\nr.dat 212\n";
  static const char bytes[15];

  for (gssize n = 0; n < (gssize) sizeof bytes; n++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (load_record (header, bytes, n, &error));
      g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED);
      assert_sentence (error, "header promises 15");
    }
}

static void
test_truncated_header (void)
{
  static const char header[] = "r 2 360/720(0) 2 1:02:03 26/03/2024\n"
                               "r.dat 212+0 200(1024)/mV 11 1024 995 0 0 MLII\n"
                               "r.dat 212x1:0+0 200 11 1024 1011 0 0 V5\n# x\n";

  for (gsize n = 0; n < sizeof header; n++)
    {
      g_autofree char *part = g_strndup (header, n);
      g_autoptr (GError) error = NULL;
      EcgRecording *recording = load_record (part, "abcdefgh", 8, &error);

      g_assert_true ((recording == NULL) == (error != NULL));
      g_clear_pointer (&recording, ecg_recording_unref);
    }
}

/* Whatever single byte is wrong: an answer or an error, never both. */
static void
test_planted (void)
{
  static const char header[] = "r 1 250 4 0:0:1 1/2/2003\nr.dat 16 200(0)/mV 12 0 1 2 0 I\n";
  EcgRng            rng;

  ecg_rng_init (&rng, 3, 0);
  for (guint i = 0; i < 500; i++)
    {
      g_autofree char *changed = g_strdup (header);
      g_autoptr (GError) error = NULL;
      EcgRecording *recording;

      changed[ecg_rng_below (&rng, sizeof header - 1)] = (char) (1 + ecg_rng_below (&rng, 255));
      recording = load_record (changed, "abcdefgh", 8, &error);
      g_assert_true ((recording == NULL) == (error != NULL));
      g_clear_pointer (&recording, ecg_recording_unref);
    }
}

static void
test_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (EcgRecording) recording = make_recording (1, 250.0, 100, 12);
  g_autofree char *path = scratch_path (&scratch, "c.hea");
  const guint      n = scratch_count (&scratch);
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (ecg_recording_save (recording, path, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (scratch_count (&scratch), ==, n);
  g_clear_error (&error);
  g_assert_null (ecg_recording_load (path, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
load_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EcgRecording) recording = ecg_recording_glance_finish (result, NULL);

  g_assert_nonnull (recording);
  *(gboolean *) user_data = TRUE;
}

static void
test_async (void)
{
  g_autoptr (EcgRecording) recording = load_record ("r 1\nr.dat 16\n", "\1\0", 2, NULL);
  g_autoptr (EcgProgress) progress = ecg_progress_new ();
  gboolean done = FALSE;

  ecg_recording_glance_async (ecg_recording_get_path (recording), progress, NULL, load_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat_with_epsilon (ecg_progress_get_fraction (progress), 1.0, 1e-12);
}

/* The header's first samples and checksums are PhysioNet's own. */
static void
test_mitdb (void)
{
  g_autofree char *path = shared_recording ("mitdb/100.hea");
  g_autoptr (EcgRecording) recording = NULL;
  gint32 count;

  if (path == NULL)
    return;
  recording = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_nonnull (recording);
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), ==, 0);
  g_assert_cmpint (ecg_recording_get_length (recording), ==, 650000);
  ecg_series_read_counts (ecg_recording_get_lead (recording, 0), (EcgSpan){ 0, 1 }, &count);
  g_assert_cmpint (count, ==, 995);
  ecg_series_read_counts (ecg_recording_find_lead (recording, "v5"), (EcgSpan){ 0, 1 }, &count);
  g_assert_cmpint (count, ==, 1011);
}

static void
test_exercise (void)
{
  g_autofree char *folder = shared_recording ("exercise/wfdb");
  g_autoptr (GDir) dir = folder != NULL ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;
  guint       n = 0;

  if (dir == NULL)
    return;
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (!g_str_has_suffix (name, ".hea"))
        continue;
      g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, NULL, NULL);

      g_assert_nonnull (recording);
      g_assert_nonnull (ecg_recording_get_subject (recording));
      g_assert_nonnull (ecg_recording_get_activity (recording));
      g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), ==, 0);
      n++;
    }
  g_assert_cmpuint (n, ==, 79);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wfdb/defaults", test_defaults);
  g_test_add_func ("/wfdb/all-fields", test_all_fields);
  g_test_add_func ("/wfdb/several-files", test_several_files);
  g_test_add_func ("/wfdb/bad", test_bad);
  g_test_add_func ("/wfdb/segments", test_segments);
  g_test_add_func ("/wfdb/frames-and-skew", test_frames_and_skew);
  g_test_add_func ("/wfdb/annotations", test_annotations);
  g_test_add_func ("/wfdb/save-warns", test_save_warns);
  g_test_add_func ("/wfdb/absent-file", test_absent_file);
  g_test_add_func ("/wfdb/companion", test_companion);
  g_test_add_func ("/wfdb/round-trip", test_round_trip);
  g_test_add_func ("/wfdb/save-refused", test_save_refused);
  g_test_add_func ("/wfdb/truncated-dat", test_truncated_dat);
  g_test_add_func ("/wfdb/truncated-header", test_truncated_header);
  g_test_add_func ("/wfdb/planted", test_planted);
  g_test_add_func ("/wfdb/cancelled", test_cancelled);
  g_test_add_func ("/wfdb/async", test_async);
  g_test_add_func ("/wfdb/mitdb", test_mitdb);
  g_test_add_func ("/wfdb/exercise", test_exercise);
  scratch_open (&scratch);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
