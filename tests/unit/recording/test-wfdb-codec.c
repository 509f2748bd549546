#include "core/recording/wfdb-codec.h"

#include "tests/golden/recording/wfdb-codecs.h"

#define N 11

/* However few of the samples the file holds. */
static void
test_decode (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wfdb_codecs); i++)
    {
      const EcgWfdbCodec *codec = ecg_wfdb_codec (wfdb_codecs[i].format);

      g_assert_nonnull (codec);
      g_assert_cmpint (ecg_wfdb_codec_bytes (codec, N), ==, wfdb_codecs[i].n_bytes);
      for (gsize n = 0; n <= N; n++)
        {
          const gsize        n_bytes = (gsize) ecg_wfdb_codec_bytes (codec, (gint64) n);
          g_autofree guint8 *bytes = g_memdup2 (wfdb_codecs[i].bytes, n_bytes);
          gint32             samples[N];

          g_assert_cmpint (ecg_wfdb_codec_samples (codec, (gint64) n_bytes), >=, n);
          ecg_wfdb_decode (codec, samples, n, bytes);
          for (gsize k = 0; k < n; k++)
            if (codec->group_samples < 3 || k / 3 < n / 3)
              g_assert_cmpint (samples[k], ==, wfdb_codecs[i].samples[k]);
        }
    }
}

static void
test_encode (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (wfdb_codecs); i++)
    {
      const guint format = wfdb_codecs[i].format;
      gint32      samples[N];
      guint8      bytes[44];

      if (format != 16 && format != 24 && format != 32 && format != 212)
        continue;
      for (gsize k = 0; k < N; k++)
        samples[k] = (gint32) wfdb_codecs[i].samples[k];
      ecg_wfdb_encode (ecg_wfdb_codec (format), bytes, samples, N);
      g_assert_cmpmem (bytes, wfdb_codecs[i].n_bytes, wfdb_codecs[i].bytes, wfdb_codecs[i].n_bytes);
    }
}

static void
test_unknown (void)
{
  g_assert_null (ecg_wfdb_codec (0));
  g_assert_null (ecg_wfdb_codec (17));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wfdb-codec/decode", test_decode);
  g_test_add_func ("/wfdb-codec/encode", test_encode);
  g_test_add_func ("/wfdb-codec/unknown", test_unknown);
  return g_test_run ();
}
