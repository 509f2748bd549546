/* Settings of runs: what is written is read again, what an earlier version did not write means what
 * that version did, and what is out of range is refused by name. */

#include "core/learn/train-settings.h"

static char *
to_text (const EcgTrainSettings *settings)
{
  g_autoptr (JsonNode) node = ecg_train_settings_to_json (settings);

  return json_to_string (node, FALSE);
}

static gboolean
from_text (EcgTrainSettings *settings, const char *text, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);

  return ecg_train_settings_from_json (settings, node, error);
}

static void
test_round_trip (void)
{
  EcgTrainSettings settings, read;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;

  ecg_train_settings_init (&settings);
  settings.seed = 77;
  settings.averaging = 0.75;
  settings.dropout = 0.125;
  settings.keep = ECG_KEEP_ACCURACY;
  settings.low_hz = 0.25;
  settings.high_hz = 95.0;
  settings.mains_hz = 60.0;
  settings.normalisation = ECG_NORMALISE_WINDOW;
  settings.augment_lead_drop = TRUE;
  text = to_text (&settings);
  from_text (&read, text, &error);
  g_assert_no_error (error);
  again = to_text (&read);
  g_assert_cmpstr (again, ==, text);
  g_assert_cmpfloat_with_epsilon (read.averaging, 0.75, 1e-12);
  g_assert_cmpint (read.normalisation, ==, ECG_NORMALISE_WINDOW);
  g_assert_cmpint (read.keep, ==, ECG_KEEP_ACCURACY);
  g_assert_cmpfloat_with_epsilon (read.low_hz, 0.25, 1e-12);
  g_assert_cmpfloat_with_epsilon (read.high_hz, 95.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (read.mains_hz, 60.0, 1e-12);
}

/* Defaults go down the cosine to its end, and read what muscles add without drowning it in noise;
 * the first description of the model does neither. */
static void
test_defaults (void)
{
  EcgTrainSettings settings;

  ecg_train_settings_init (&settings);
  g_assert_cmpuint (settings.epochs, ==, 60);
  g_assert_cmpuint (settings.patience, >=, settings.epochs);
  g_assert_cmpint (settings.keep, ==, ECG_KEEP_LOSS);
  g_assert_cmpfloat_with_epsilon (settings.low_hz, 1.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (settings.high_hz, 95.0, 1e-12);
  g_assert_false (settings.augment_noise);
  g_assert_true (settings.augment_high_pass);
  ecg_train_settings_init_plain (&settings);
  g_assert_cmpuint (settings.patience, ==, 10);
  g_assert_cmpint (settings.keep, ==, ECG_KEEP_ACCURACY);
  g_assert_cmpfloat_with_epsilon (settings.low_hz, 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (settings.high_hz, 40.0, 1e-12);
  g_assert_true (settings.augment_noise);
  g_assert_false (settings.augment_high_pass);
}

static void
test_prepare (void)
{
  EcgTrainSettings settings;
  g_auto (EcgPreparation) preparation = { 0 };

  ecg_train_settings_init (&settings);
  settings.normalisation = ECG_NORMALISE_PEAK;
  settings.low_hz = 0.25;
  settings.high_hz = 95.0;
  settings.mains_hz = 60.0;
  ecg_preparation_init (&preparation, NULL);
  ecg_train_settings_prepare (&settings, &preparation);
  g_assert_cmpint (preparation.normalisation, ==, ECG_NORMALISE_PEAK);
  g_assert_cmpfloat_with_epsilon (preparation.low_hz, 0.25, 1e-12);
  g_assert_cmpfloat_with_epsilon (preparation.high_hz, 95.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (preparation.mains_hz, 60.0, 1e-12);
  g_assert_cmpuint (preparation.window, ==, 1000);
}

/* As version 0.1.0 wrote before it knew averages, dropout, tilt and stretch. */
static const char *const of_earlier_version =
  "{\"protocol\":\"sessions\",\"seed\":5,\"epochs\":60,\"batch\":64,\"patience\":10,\"threads\":1,"
  "\"learning_rate\":0.001,\"weight_decay\":0.0001,\"clip_norm\":5.0,\"alpha\":0.5,"
  "\"balance\":\"gradnorm\",\"size\":\"default\",\"sca\":\"full\",\"pooling\":\"mean\","
  "\"sca_skip\":true,\"normalisation\":\"recording\",\"augment_gain\":true,\"augment_shift\":true,"
  "\"augment_noise\":true,\"augment_wander\":false,\"augment_lead_drop\":false}";

static void
test_earlier_version (void)
{
  EcgTrainSettings read, plain;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *expected = NULL;

  from_text (&read, of_earlier_version, &error);
  g_assert_no_error (error);
  ecg_train_settings_init_plain (&plain);
  plain.protocol = ECG_PROTOCOL_SESSIONS;
  plain.seed = 5;
  plain.threads = 1;
  text = to_text (&read);
  expected = to_text (&plain);
  g_assert_cmpstr (text, ==, expected);
  g_assert_cmpfloat (read.averaging, <=, 0.0);
  g_assert_cmpfloat_with_epsilon (read.low_hz, 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (read.high_hz, 40.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (read.mains_hz, 50.0, 1e-12);
  g_assert_false (read.augment_tilt);
  g_assert_false (read.augment_high_pass);
}

static void
test_out_of_range (void)
{
  static const char *const wrong[] = { "\"averaging\":1.0",     "\"averaging\":-0.1",
                                       "\"averaging\":\"0.9\"", "\"dropout\":1.0",
                                       "\"low_hz\":0.0",        "\"high_hz\":126",
                                       "\"mains_hz\":-1",       "\"normalisation\":\"beats\"" };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autofree char *body = g_strndup (of_earlier_version, strlen (of_earlier_version) - 1);
      g_autofree char *text = g_strdup_printf ("%s,%s}", body, wrong[i]);
      g_auto (GStrv) parts = g_strsplit (wrong[i], "\"", -1);
      EcgTrainSettings read;
      g_autoptr (GError) error = NULL;

      g_assert_false (from_text (&read, text, &error));
      g_assert_nonnull (strstr (error->message, parts[1]));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/learn/train-settings/round-trip", test_round_trip);
  g_test_add_func ("/learn/train-settings/defaults", test_defaults);
  g_test_add_func ("/learn/train-settings/prepare", test_prepare);
  g_test_add_func ("/learn/train-settings/earlier-version", test_earlier_version);
  g_test_add_func ("/learn/train-settings/out-of-range", test_out_of_range);
  return g_test_run ();
}
