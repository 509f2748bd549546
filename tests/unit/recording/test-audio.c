#include "core/recording/loader.h"
#include "core/recording/scale-setting.h"

#include "tests/support/scratch.h"
#include "tests/unit/recording/compare.h"

static Scratch scratch;

static void
append_number (GByteArray *out, guint32 number, guint n_bytes)
{
  for (guint i = 0; i < n_bytes; i++)
    {
      const guint8 byte = (guint8) (number >> 8 * i);

      g_byte_array_append (out, &byte, 1);
    }
}

/* A WAV file written by hand, of 16 bits. */
static char *
write_wav (const char *name, guint channels, const gint16 *samples, guint n)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();

  g_byte_array_append (out, (const guint8 *) "RIFF", 4);
  append_number (out, 36 + 2 * n, 4);
  g_byte_array_append (out, (const guint8 *) "WAVEfmt ", 8);
  append_number (out, 16, 4);
  append_number (out, 1, 2);
  append_number (out, channels, 2);
  append_number (out, 500, 4);
  append_number (out, 500 * 2 * channels, 4);
  append_number (out, 2 * channels, 2);
  append_number (out, 16, 2);
  g_byte_array_append (out, (const guint8 *) "data", 4);
  append_number (out, 2 * n, 4);
  for (guint i = 0; i < n; i++)
    append_number (out, (guint16) samples[i], 2);
  return scratch_write (&scratch, name, out->data, out->len);
}

static const gint16 four[] = { 1, -1, 32767, -32768 };

static void
test_one_channel (void)
{
  g_autofree char *path = write_wav ("one.wav", 1, four, 4);
  g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, NULL, NULL);
  EcgSeries *lead;
  EcgScale   scale;
  gint32     counts[4];

  g_assert_nonnull (recording);
  g_assert_cmpuint (ecg_recording_get_n_leads (recording), ==, 1);
  g_assert_cmpfloat_with_epsilon (ecg_recording_get_rate (recording), 500.0, 1e-12);
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), ==, 1);
  lead = ecg_recording_get_lead (recording, 0);
  g_assert_cmpstr (ecg_series_get_name (lead), ==, "ECG 1");
  g_assert_true (ecg_series_get_scale (lead, &scale));
  g_assert_cmpfloat_with_epsilon (scale.gain, 200.0, 1e-12);
  g_assert_cmpuint (scale.bits, ==, 16);
  ecg_series_read_counts (lead, (EcgSpan){ 0, 4 }, counts);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (counts[i], ==, four[i]);
}

static void
test_sidecar (void)
{
  static const char json[] =
    "{ \"rate\": 360.5, \"missing\": -32768, \"subject\": \"A\", \"activity\": \"walk\","
    "\"started\": \"2024-03-26T15:04:53Z\", \"comments\": [\"c\"], \"leads\": ["
    "{ \"name\": \"I\", \"unit\": \"uV\", \"gain\": 2, \"baseline\": 1, \"bits\": 12 }, {} ] }";
  g_autofree char *path = write_wav ("two.wav", 2, four, 4);
  g_autofree char *sidecar = scratch_write (&scratch, "two.wav.json", json, -1);
  g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, NULL, NULL);
  float values[2];

  g_assert_nonnull (recording);
  g_assert_cmpfloat_with_epsilon (ecg_recording_get_rate (recording), 360.5, 1e-12);
  g_assert_cmpstr (ecg_recording_get_subject (recording), ==, "A");
  g_assert_cmpstr (ecg_recording_get_activity (recording), ==, "walk");
  g_assert_cmpstr (ecg_recording_get_comments (recording)[0], ==, "c");
  g_assert_cmpint (g_date_time_get_year (ecg_recording_get_started (recording)), ==, 2024);
  g_assert_cmpstr (ecg_recording_get_files (recording)[1], ==, sidecar);
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), ==, 0);
  ecg_series_read (ecg_recording_find_lead (recording, "I"), (EcgSpan){ 0, 2 }, values);
  g_assert_cmpfloat_with_epsilon (values[0], 0.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (values[1], 16383.0, 1e-2);
  ecg_series_read (ecg_recording_get_lead (recording, 1), (EcgSpan){ 0, 2 }, values);
  g_assert_cmpfloat_with_epsilon (values[0], -1.0 / 200.0, 1e-9);
  g_assert_true (isnan (values[1]));
}

static EcgScale
scale_of (EcgRecording *recording, guint index)
{
  EcgScale scale;

  g_assert_true (ecg_series_get_scale (ecg_recording_get_lead (recording, index), &scale));
  return scale;
}

/* As mit2wav of the WFDB software package leaves it beside a WAV file. */
static void
test_header_beside (void)
{
  g_autofree char *path = write_wav ("hea.wav", 2, four, 4);
  g_autofree char *header = scratch_write (&scratch, "hea.hea",
                                           "hea 2 360 2\n"
                                           "hea.wav 16+44 100(3)/mV 12 0 1 0 0 MLII\n"
                                           "hea.wav 16+44 50/uV 12 0 -1 0 0 V5\n"
                                           "# subject: S9\n",
                                           -1);
  g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, NULL, NULL);

  g_assert_nonnull (recording);
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), ==, 0);
  g_assert_cmpstr (ecg_recording_get_files (recording)[1], ==, header);
  g_assert_cmpstr (ecg_recording_get_subject (recording), ==, "S9");
  g_assert_cmpfloat_with_epsilon (ecg_recording_get_rate (recording), 360.0, 1e-12);
  g_assert_cmpstr (ecg_series_get_name (ecg_recording_get_lead (recording, 0)), ==, "MLII");
  g_assert_cmpfloat_with_epsilon (scale_of (recording, 0).gain, 100.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (scale_of (recording, 0).baseline, 3.0, 1e-12);
  g_assert_cmpstr (ecg_series_get_unit (ecg_recording_get_lead (recording, 1)), ==, "uV");
}

static void
test_other_header_beside (void)
{
  g_autofree char *path = write_wav ("other-hea.wav", 1, four, 4);
  g_autofree char *header =
    scratch_write (&scratch, "other-hea.hea", "x 2 360 2\nx.dat 16\nx.dat 16\n", -1);
  g_autoptr (EcgRecording) recording = ecg_recording_load (path, NULL, NULL, NULL);

  g_assert_nonnull (recording);
  /* That it was not used, and what was assumed. */
  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), ==, 2);
  g_assert_cmpfloat_with_epsilon (scale_of (recording, 0).gain, 200.0, 1e-12);
}

/* A sidecar comes before a header, a header before a text. */
static void
test_order (void)
{
  static const guint8 chunk[] = { 'L', 'I', 'S', 'T', 36,  0,   0,  0, 'I', 'N',
                                  'F', 'O', 'I', 'C', 'M', 'T', 24, 0, 0,   0 };
  g_autofree char    *path = write_wav ("order.wav", 2, four, 4);
  g_autofree char    *bytes = NULL;
  g_autoptr (GByteArray) out = g_byte_array_new ();
  gsize n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  bytes[4] += 44;
  g_byte_array_append (out, (const guint8 *) bytes, (guint) n);
  g_byte_array_append (out, chunk, sizeof chunk);
  g_byte_array_append (out, (const guint8 *) "gain: 400/mV;leads: I,II", 24);
  g_free (scratch_write (&scratch, "order.wav", out->data, out->len));
  for (guint step = 0; step < 3; step++)
    {
      static const double gains[] = { 400.0, 300.0, 250.0 };
      g_autoptr (EcgRecording) recording = NULL;

      if (step == 1)
        g_free (scratch_write (&scratch, "order.hea",
                               "order 2 500 2\norder.wav 16+44 300\norder.wav 16+44 300\n", -1));
      if (step == 2)
        g_free (scratch_write (&scratch, "order.wav.json",
                               "{\"leads\":[{\"gain\":250},{\"gain\":250}]}", -1));
      recording = ecg_recording_load (path, NULL, NULL, NULL);
      g_assert_nonnull (recording);
      g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), ==, 0);
      g_assert_cmpfloat_with_epsilon (scale_of (recording, 1).gain, gains[step], 1e-12);
      if (step == 0)
        g_assert_cmpstr (ecg_series_get_name (ecg_recording_get_lead (recording, 1)), ==, "II");
    }
}

/* What is assumed is told until the user has set it. */
static void
test_confirmed (void)
{
  static const gint16 samples[] = { 5, 4, 3, 2 };
  g_autofree char    *path = write_wav ("confirmed.wav", 1, samples, 4);
  g_autoptr (EcgRecording) assumed = ecg_recording_load (path, NULL, NULL, NULL);
  g_autoptr (EcgRecording) confirmed = NULL;
  EcgScaleChange    *changes = ecg_scale_changes_parse ("200/mV", assumed, NULL);
  const char *const *warnings;

  g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (assumed)), ==, 1);
  g_assert_true (ecg_scale_setting_write (assumed, changes, 1, NULL, NULL));
  ecg_scale_changes_free (changes, 1);
  confirmed = ecg_recording_load (path, NULL, NULL, NULL);
  warnings = ecg_recording_get_warnings (confirmed);
  g_assert_cmpuint (g_strv_length ((char **) warnings), ==, 1);
  g_assert_nonnull (strstr (warnings[0], "was set here"));
}

static void
test_bad_sidecar (void)
{
  static const char *const bad[] = {
    "",
    "[]",
    "{",
    "{ \"rate\": \"x\" }",
    "{ \"rate\": -1 }",
    "{ \"leads\": [ 1 ] }",
    "{ \"leads\": [ { \"gain\": 0 } ] }",
    "{ \"leads\": [ { \"bits\": 99 } ] }",
    "{ \"leads\": [ {}, {}, {} ] }",
    "{ \"missing\": 1e300 }",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
  };
  g_autofree char *path = write_wav ("bad.wav", 1, four, 4);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *sidecar = scratch_write (&scratch, "bad.wav.json", bad[i], -1);
      g_autoptr (GError) error = NULL;

      g_assert_null (ecg_recording_load (path, NULL, NULL, &error));
      g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED);
      assert_sentence (error, "bad.wav");
    }
}

static void
test_round_trip (void)
{
  static const struct
  {
    const char *name;
    guint       bits;
  } rows[] = { { "a.wav", 12 },  { "b.wav", 16 },  { "c.wav", 24 },  { "d.wav", 30 },
               { "e.flac", 16 }, { "f.flac", 24 }, { "g.aiff", 24 }, { "h.w64", 16 },
               { "i.caf", 24 },  { "j.rf64", 16 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (EcgRecording) recording = make_recording (i, 360.0 / 7.0, 5001, rows[i].bits);
      g_autofree char *path = scratch_path (&scratch, rows[i].name);
      g_autoptr (EcgRecording) again = NULL;

      g_assert_true (ecg_recording_save (recording, path, NULL, NULL, NULL, NULL));
      again = ecg_recording_load (path, NULL, NULL, NULL);
      g_assert_nonnull (again);
      g_assert_cmpstr (ecg_recording_get_format (again), ==, "audio");
      assert_same_about (again, recording);
      for (guint k = 0; k < 2; k++)
        assert_same_counts (ecg_recording_get_lead (again, k),
                            ecg_recording_get_lead (recording, k));
    }
}

static void
test_values (void)
{
  float *values = g_new (float, 3);

  values[0] = 0.1f;
  values[1] = NAN;
  values[2] = -1e-20f;

  g_autoptr (EcgSeries) lead = ecg_series_new_physical ("x", "mV", 250.0, values, 3);
  EcgSeries             *leads[] = { lead };
  const EcgRecordingInfo info = { .format = "test", .path = "nowhere" };
  g_autoptr (EcgRecording) recording = ecg_recording_new (&info, leads, 1);
  g_autofree char *path = scratch_path (&scratch, "values.wav");
  g_autoptr (EcgRecording) again = NULL;

  g_assert_true (ecg_recording_save (recording, path, NULL, NULL, NULL, NULL));
  again = ecg_recording_load (path, NULL, NULL, NULL);
  g_assert_nonnull (again);
  assert_same_values (ecg_recording_get_lead (again, 0), lead);
}

static void
test_flac_too_wide (void)
{
  g_autoptr (EcgRecording) recording = make_recording (1, 250.0, 100, 30);
  g_autofree char *path = scratch_path (&scratch, "wide.flac");
  const guint      n = scratch_count (&scratch);
  g_autoptr (GError) error = NULL;

  g_assert_false (ecg_recording_save (recording, path, NULL, NULL, NULL, &error));
  g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_UNSUPPORTED);
  g_assert_cmpuint (scratch_count (&scratch), ==, n);
}

/* A FLAC file with a picture put behind its first block (RFC 9639, 8.8) that says it holds
 * @n_promised bytes and holds three. */
static char *
write_picture (const char *name, guint32 n_promised)
{
  enum
  {
    FIRST_BLOCK = 4 + 4 + 34
  };
  static const guint8 picture[] = {
    0x06, 0, 0, 44,                                              /* a picture of 44 bytes */
    0,    0, 0, 3,                                               /* a front cover */
    0,    0, 0, 9,  'i', 'm', 'a', 'g', 'e', '/', 'p', 'n', 'g', /* of that media type */
    0,    0, 0, 0,                                               /* without description */
    0,    0, 0, 1,  0,   0,   0,   1,                            /* one by one */
    0,    0, 0, 1,  0,   0,   0,   0,                            /* of one bit */
  };
  g_autoptr (EcgRecording) recording = make_recording (1, 250.0, 100, 16);
  g_autofree char *plain = scratch_path (&scratch, "plain.flac");
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree char *bytes = NULL;
  const guint8     length[] = { n_promised >> 24 & 0xff, n_promised >> 16 & 0xff,
                                n_promised >> 8 & 0xff, n_promised & 0xff };
  gsize            n;

  g_assert_true (ecg_recording_save (recording, plain, NULL, NULL, NULL, NULL));
  g_assert_true (g_file_get_contents (plain, &bytes, &n, NULL));
  g_byte_array_append (out, (const guint8 *) bytes, FIRST_BLOCK);
  g_byte_array_append (out, picture, sizeof picture);
  g_byte_array_append (out, length, sizeof length);
  g_byte_array_append (out, (const guint8 *) "png", 3);
  g_byte_array_append (out, (const guint8 *) bytes + FIRST_BLOCK, (guint) n - FIRST_BLOCK);
  return scratch_write (&scratch, name, out->data, out->len);
}

static void
test_flac_picture (void)
{
  static const guint32 promised[] = { 4, 1 << 20, 0x7fffffff, 0xffffffff };
  g_autofree char     *good = write_picture ("cover.flac", 3);
  g_autoptr (EcgRecording) recording = ecg_recording_load (good, NULL, NULL, NULL);

  g_assert_nonnull (recording);
  g_assert_cmpint (ecg_recording_get_length (recording), ==, 100);
  for (guint i = 0; i < G_N_ELEMENTS (promised); i++)
    {
      g_autofree char *path = write_picture ("huge.flac", promised[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (ecg_recording_load (path, NULL, NULL, &error));
      g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED);
      assert_sentence (error, "larger than its block");
    }
}

/* libsndfile reads many formats; by their suffix they must not come to it. */
static void
test_only_allowed (void)
{
  static const char *const others[] = { "OggS\0\2\0\0\0\0\0\0\0\0",
                                        ".snd\0\0\0\30\0\0\0\0\0\0",
                                        "Creative Voice File",
                                        "FORM\0\0\0\20"
                                        "8SVXVHDR",
                                        "RIFF\20\0\0\0AVI LIST",
                                        "ID3\3\0\0\0\0\0\0fLaC" };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *path = scratch_write (&scratch, "other.wav", others[i], 14);
      g_autoptr (GError) error = NULL;

      g_assert_null (ecg_recording_load (path, NULL, NULL, &error));
      g_assert_error (error, ECG_RECORDING_ERROR, ECG_RECORDING_ERROR_MALFORMED);
      assert_sentence (error, "does not begin like audio");
    }
}

static void
test_truncated (void)
{
  g_autofree char *path = write_wav ("cut.wav", 2, four, 4);
  g_autofree char *bytes = NULL;
  gsize            n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  for (gsize k = 0; k < n; k++)
    {
      g_autofree char *cut = scratch_write (&scratch, "cut.wav", bytes, (gssize) k);
      g_autoptr (GError) error = NULL;
      EcgRecording *recording = ecg_recording_load (cut, NULL, NULL, &error);

      g_assert_true ((recording == NULL) == (error != NULL));
      if (recording != NULL)
        g_assert_cmpuint (g_strv_length ((char **) ecg_recording_get_warnings (recording)), ==, 2);
      g_clear_pointer (&recording, ecg_recording_unref);
    }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  scratch_open_home (&scratch);
  g_test_add_func ("/audio/one-channel", test_one_channel);
  g_test_add_func ("/audio/sidecar", test_sidecar);
  g_test_add_func ("/audio/header-beside", test_header_beside);
  g_test_add_func ("/audio/other-header-beside", test_other_header_beside);
  g_test_add_func ("/audio/order", test_order);
  g_test_add_func ("/audio/confirmed", test_confirmed);
  g_test_add_func ("/audio/bad-sidecar", test_bad_sidecar);
  g_test_add_func ("/audio/round-trip", test_round_trip);
  g_test_add_func ("/audio/values", test_values);
  g_test_add_func ("/audio/flac-too-wide", test_flac_too_wide);
  g_test_add_func ("/audio/flac-picture", test_flac_picture);
  g_test_add_func ("/audio/only-allowed", test_only_allowed);
  g_test_add_func ("/audio/truncated", test_truncated);
  status = g_test_run ();
  scratch_close (&scratch);
  return status;
}
