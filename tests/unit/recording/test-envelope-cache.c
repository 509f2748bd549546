#include "core/recording/envelope-cache.h"

#include "core/base/rng.h"
#include "tests/support/scratch.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <utime.h>

#define N_LEADS 2
#define LENGTH 100000

/* A recording whose file is only looked at, with leads that are not in memory. */
typedef struct
{
  Scratch       scratch;
  char         *file;
  EcgRecording *recording;
  EcgSeries    *leads[N_LEADS];
  GPtrArray    *envelopes;
} Case;

static void
read_lead (gpointer data, float *values, EcgSpan span)
{
  for (gint64 i = span.begin; i < span.end; i++)
    values[i - span.begin] =
      i % 5000 < 100 ? NAN : (float) ((i * 7919 + GPOINTER_TO_INT (data)) % 1000) * 0.01f;
}

static void
open_case (Case *self)
{
  EcgRecordingInfo info = { .format = "wfdb" };

  scratch_open (&self->scratch);
  self->file = scratch_write (&self->scratch, "a.dat", "samples", 7);
  info.path = self->file;
  self->envelopes = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_envelope_unref);
  for (int i = 0; i < N_LEADS; i++)
    {
      self->leads[i] = ecg_series_new_computed (i == 0 ? "I" : "II", "mV", 250.0, LENGTH, read_lead,
                                                GINT_TO_POINTER (i), NULL);
      g_ptr_array_add (self->envelopes, ecg_envelope_new (self->leads[i], NULL, NULL));
    }
  self->recording = ecg_recording_new (&info, self->leads, N_LEADS);
}

static void
close_case (Case *self)
{
  ecg_recording_unref (self->recording);
  g_ptr_array_unref (self->envelopes);
  for (guint i = 0; i < N_LEADS; i++)
    ecg_series_unref (self->leads[i]);
  g_free (self->file);
  scratch_close (&self->scratch);
}

static char *
key_of (Case *self, const char *variant)
{
  g_autoptr (GError) error = NULL;
  char *key = ecg_envelope_cache_key (self->recording, variant, NULL, &error);

  g_assert_no_error (error);
  return key;
}

static char *
store (Case *self, const char *variant)
{
  char *key = key_of (self, variant);
  g_autoptr (GError) error = NULL;

  ecg_envelope_cache_store (key, (EcgEnvelope *const *) self->envelopes->pdata, N_LEADS, &error);
  g_assert_no_error (error);
  return key;
}

static char *
cached_path (const char *key)
{
  g_autofree char *name = g_strconcat (key, ".envelope", NULL);

  return g_build_filename (g_get_user_cache_dir (), "dt4ecg", "envelopes", name, NULL);
}

/* Returns: (nullable): what the cache holds. */
static GPtrArray *
load (Case *self, const char *key, guint n)
{
  GPtrArray *envelopes = g_ptr_array_new_with_free_func ((GDestroyNotify) ecg_envelope_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (envelopes, ecg_envelope_new_growing (self->leads[i]));
  if (ecg_envelope_cache_load (key, (EcgEnvelope *const *) envelopes->pdata, n))
    return envelopes;
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (ecg_envelope_get_known (envelopes->pdata[i]), ==, 0);
  g_ptr_array_unref (envelopes);
  return NULL;
}

static void
assert_same_floats (float a, float b)
{
  g_assert_true ((isnan (a) && isnan (b)) || (a <= b && a >= b));
}

static void
test_round_trip (void)
{
  Case   self;
  EcgRng rng;

  open_case (&self);

  g_autofree char *key = store (&self, "raw");
  g_autoptr (GPtrArray) loaded = load (&self, key, N_LEADS);
  g_autofree char *path = cached_path (key);
  GStatBuf         about;

  g_assert_nonnull (loaded);
  ecg_rng_init (&rng, 41, 0);
  for (guint i = 0; i < 500; i++)
    {
      const guint   lead = i % N_LEADS;
      const gint64  begin = (gint64) ecg_rng_below (&rng, LENGTH);
      const gint64  end = begin + 1 + (gint64) ecg_rng_below (&rng, LENGTH);
      const EcgSpan blocks = { begin / 64 * 64, MIN ((end + 63) / 64 * 64, LENGTH) };
      EcgExtent     brute = { NAN, NAN };
      EcgExtent     extent =
        ecg_envelope_measure (loaded->pdata[lead], (EcgSpan){ begin, MIN (end, LENGTH) });

      g_autofree float *values = g_new (float, ecg_span_length (blocks));

      ecg_series_read (self.leads[lead], blocks, values);
      for (gint64 k = 0; k < ecg_span_length (blocks); k++)
        {
          brute.lo = fminf (brute.lo, values[k]);
          brute.hi = fmaxf (brute.hi, values[k]);
        }
      assert_same_floats (extent.lo, brute.lo);
      assert_same_floats (extent.hi, brute.hi);
    }
  g_assert_cmpint (g_stat (path, &about), ==, 0);
  g_assert_cmpint (about.st_mode & 0777, ==, 0600);
  close_case (&self);
}

static void
test_other_keys (void)
{
  Case self;

  open_case (&self);

  g_autofree char *raw = key_of (&self, "raw");
  g_autofree char *again = key_of (&self, "raw");
  g_autofree char *filtered = key_of (&self, "monitor");
  g_autofree char *changed = NULL;
  struct utimbuf   times = { 1000, 1000 };
  g_autofree char *old = NULL;

  g_assert_cmpstr (raw, ==, again);
  g_assert_cmpstr (raw, !=, filtered);
  /* The same size, and the time set back to what it was. */
  utime (self.file, &times);
  old = key_of (&self, "raw");
  {
    FILE *file = g_fopen (self.file, "r+");

    fputs ("Samples", file);
    fclose (file);
  }
  utime (self.file, &times);
  changed = key_of (&self, "raw");
  g_assert_cmpstr (old, !=, changed);
  g_unlink (self.file);
  g_assert_null (ecg_envelope_cache_key (self.recording, "raw", NULL, NULL));
  close_case (&self);
}

static void
put (const char *path, const char *bytes, gsize n)
{
  g_assert_true (
    g_file_set_contents_full (path, bytes, (gssize) n, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

/* Each damaged file is refused; what is stored over it is believed again. */
static void
test_damaged (void)
{
  Case self;

  open_case (&self);

  g_autofree char *key = store (&self, "raw");
  g_autofree char *path = cached_path (key);
  g_autofree char *bytes = NULL;
  gsize            n;

  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  for (gsize at = 0; at < n; at += 97)
    {
      bytes[at] ^= 1 << at % 8;
      put (path, bytes, n);
      g_assert_null (load (&self, key, N_LEADS));
      bytes[at] ^= 1 << at % 8;
      put (path, bytes, at);
      g_assert_null (load (&self, key, N_LEADS));
    }
  g_free (store (&self, "raw"));
  {
    g_autoptr (GPtrArray) loaded = load (&self, key, N_LEADS);

    g_assert_nonnull (loaded);
  }
  close_case (&self);
}

/* A file of another's, and one for fewer leads. */
static void
test_foreign (void)
{
  Case self;

  open_case (&self);

  g_autofree char *raw = store (&self, "raw");
  g_autofree char *other = key_of (&self, "monitor");
  g_autofree char *path = cached_path (raw), *other_path = cached_path (other);
  g_autofree char *bytes = NULL;
  gsize            n;

  g_assert_null (load (&self, raw, 1));
  g_assert_null (load (&self, other, N_LEADS));
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_true (g_file_set_contents (other_path, bytes, (gssize) n, NULL));
  g_assert_null (load (&self, other, N_LEADS));
  g_unlink (other_path);
  g_assert_cmpint (g_mkdir (other_path, 0700), ==, 0);
  g_assert_null (load (&self, other, N_LEADS));
  g_rmdir (other_path);
  close_case (&self);
}

static void
test_trim (void)
{
  Case           self;
  struct utimbuf older = { 1000, 1000 }, newer = { 2000, 2000 };

  open_case (&self);
  ecg_envelope_cache_trim (0);

  g_autofree char *a = store (&self, "a"), *b = store (&self, "b");
  g_autofree char *path_a = cached_path (a), *path_b = cached_path (b);
  GStatBuf         about;

  utime (path_a, &older);
  utime (path_b, &newer);
  g_assert_cmpint (g_stat (path_a, &about), ==, 0);
  ecg_envelope_cache_trim (2 * (gint64) about.st_size);
  g_assert_true (g_file_test (path_a, G_FILE_TEST_EXISTS));
  ecg_envelope_cache_trim (2 * (gint64) about.st_size - 1);
  g_assert_false (g_file_test (path_a, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (path_b, G_FILE_TEST_EXISTS));
  close_case (&self);
}

int
main (int argc, char **argv)
{
  Scratch home;
  int     status;

  g_test_init (&argc, &argv, NULL);
  scratch_open_home (&home);
  g_test_add_func ("/envelope-cache/round-trip", test_round_trip);
  g_test_add_func ("/envelope-cache/other-keys", test_other_keys);
  g_test_add_func ("/envelope-cache/damaged", test_damaged);
  g_test_add_func ("/envelope-cache/foreign", test_foreign);
  g_test_add_func ("/envelope-cache/trim", test_trim);
  status = g_test_run ();
  scratch_close (&home);
  return status;
}
