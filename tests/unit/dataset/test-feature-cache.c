/* What was prepared once is given again, unless the user has set another scale since: the same
 * bytes are other samples then. */

#include "core/dataset/feature-cache.h"

#include "core/recording/loader.h"
#include "core/recording/scale-setting.h"
#include "tests/support/scratch.h"

#include <glib/gstdio.h>
#include <math.h>

#define N 2500

typedef struct
{
  char       *folder;
  char       *header;
  char       *samples;
  EcgSession *session;
} Fixture;

static void
write_record (Fixture *fixture)
{
  gint16 counts[N];

  for (gsize i = 0; i < N; i++)
    counts[i] = GINT16_TO_LE ((gint16) (400.0 * sin (0.3 * (double) i)));
  g_assert_true (
    g_file_set_contents (fixture->samples, (const char *) counts, sizeof counts, NULL));
  g_assert_true (g_file_set_contents (fixture->header,
                                      "r 1 250 2500\nr.dat 16 200/mV 16 0 0 0 0 II\n", -1, NULL));
}

static EcgRecording *
load (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  EcgRecording *recording = ecg_recording_load (fixture->header, NULL, NULL, &error);

  g_assert_no_error (error);
  return recording;
}

static void
setup (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EcgRecording) recording = NULL;
  g_autofree char  *fingerprint = NULL;
  EcgSessionFields  fields = { .format = "wfdb", .rate_hz = 250.0, .n_samples = N };
  const char *const leads[] = { "II", NULL };

  fixture->folder = g_dir_make_tmp ("dt4ecg-XXXXXX", NULL);
  fixture->header = g_build_filename (fixture->folder, "r.hea", NULL);
  fixture->samples = g_build_filename (fixture->folder, "r.dat", NULL);
  write_record (fixture);
  recording = load (fixture);
  fingerprint = ecg_recording_fingerprint (recording, NULL, NULL);
  fields.path = fixture->header;
  fields.fingerprint = fingerprint;
  fields.leads = leads;
  fixture->session = ecg_session_new (&fields);
}

static void
teardown (Fixture *fixture, gconstpointer data)
{
  ecg_feature_cache_clear ();
  g_unlink (fixture->header);
  g_unlink (fixture->samples);
  g_rmdir (fixture->folder);
  g_object_unref (fixture->session);
  g_free (fixture->header);
  g_free (fixture->samples);
  g_free (fixture->folder);
}

static EcgFeatures *
get (Fixture *fixture)
{
  g_auto (EcgPreparation) preparation = { 0 };
  g_autoptr (GError) error = NULL;
  EcgFeatures *features;

  ecg_preparation_init (&preparation, (const char *const[]){ "II", NULL });
  features = ecg_feature_cache_get (fixture->session, &preparation, NULL, &error);
  g_assert_no_error (error);
  return features;
}

static void
set_gain (Fixture *fixture, const char *text)
{
  g_autoptr (EcgRecording) recording = load (fixture);
  g_autoptr (GError) error = NULL;
  EcgScaleChange *changes = ecg_scale_changes_parse (text, recording, &error);

  g_assert_no_error (error);
  g_assert_true (ecg_scale_setting_write (recording, changes, 1, NULL, &error));
  g_assert_no_error (error);
  ecg_scale_changes_free (changes, 1);
}

static void
test_scale (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EcgFeatures) first = get (fixture);
  g_autoptr (EcgFeatures) again = get (fixture);
  g_autoptr (EcgFeatures) halved = NULL;

  g_assert_true (again == first);
  g_assert_cmpstr (first->reading, ==, "250 Hz; II 200(0)/mV");
  set_gain (fixture, "400/mV");
  halved = get (fixture);
  g_assert_cmpstr (halved->reading, ==, "250 Hz; II 400(0)/mV");
  for (gsize i = 0; i < first->n_samples; i++)
    g_assert_cmpfloat_with_epsilon (2.0f * halved->values[i], first->values[i], 1e-4f);
  g_assert_cmpfloat (fabsf (first->values[N / 2 + 3]), >, 0.01f);
}

int
main (int argc, char **argv)
{
  Scratch home;
  int     status;

  g_test_init (&argc, &argv, NULL);
  scratch_open_home (&home);
  g_test_add ("/dataset/feature-cache/scale", Fixture, NULL, setup, test_scale, teardown);
  status = g_test_run ();
  scratch_close (&home);
  return status;
}
