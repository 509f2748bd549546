#include "core/recording/scale-advice.h"

#include "tests/support/heart.h"

#include <string.h>

enum
{
  I,
  II,
  III,
  V1,
  N
};

/* Four leads of a heart, 1 count = 1 µV; II = I + III to the last count. */
static void
make_leads (EcgSeries *leads[N], const double gains[N], const double signs[N], const char *unit)
{
  static const char *const names[N] = { "i", "ECG II", "Lead III", "V1" };
  g_autoptr (EcgSeries) one = heart_lead ("x", "mV", 1.0, 700.0, 0.0);
  g_autoptr (EcgSeries) three = heart_lead ("x", "mV", 1.0, 500.0, 1.0);
  const gsize        n = (gsize) ecg_series_get_length (one);
  const EcgSpan      whole = { 0, (gint64) n };
  g_autofree gint32 *of_one = g_new (gint32, n);
  g_autofree gint32 *of_three = g_new (gint32, n);

  ecg_series_read_counts (one, whole, of_one);
  ecg_series_read_counts (three, whole, of_three);
  for (guint k = 0; k < N; k++)
    {
      const EcgScale scale = { gains[k], 0.0, 16 };
      gint32        *counts = g_new (gint32, n);

      for (gsize t = 0; t < n; t++)
        counts[t] = (gint32) signs[k] * (k == I     ? of_one[t]
                                         : k == III ? of_three[t]
                                         : k == II  ? of_one[t] + of_three[t]
                                                    : -of_one[t]);
      leads[k] = ecg_series_new_digital (names[k], unit, 500.0, counts, n, &scale);
    }
}

static void
free_leads (EcgSeries *leads[N])
{
  for (guint k = 0; k < N; k++)
    ecg_series_unref (leads[k]);
}

static double
extent_of (EcgSeries *lead)
{
  const gsize       n = (gsize) ecg_series_get_length (lead);
  g_autofree float *values = g_new (float, n);
  double            least = 1e9, greatest = -1e9;

  ecg_series_read (lead, (EcgSpan){ 0, (gint64) n }, values);
  for (gsize t = 0; t < n; t++)
    {
      least = fmin (least, (double) values[t]);
      greatest = fmax (greatest, (double) values[t]);
    }
  return greatest - least;
}

static const double straight[N] = { 1, 1, 1, 1 };
static const double microvolts[N] = { 1000, 1000, 1000, 1000 };

static void
test_true (void)
{
  EcgSeries       *leads[N];
  g_autofree char *doubt = NULL;

  make_leads (leads, microvolts, straight, "mV");
  g_assert_null (ecg_scale_advise (leads, N, "x"));
  doubt = ecg_einthoven_doubt (leads, N, "x");
  g_assert_null (doubt);
  free_leads (leads);
}

/* As in LUDB: the gain of each lead is its own extent. */
static void
test_gain_is_extent (void)
{
  EcgSeries *leads[N];
  double     gains[N] = { 1, 1, 1, 1 };
  g_autoptr (EcgScaleAdvice) advice = NULL;

  make_leads (leads, gains, straight, "mV");
  for (guint k = 0; k < N; k++)
    gains[k] = extent_of (leads[k]);
  free_leads (leads);
  make_leads (leads, gains, straight, "mV");
  advice = ecg_scale_advise (leads, N, "x.hea");
  g_assert_nonnull (advice);
  g_assert_nonnull (strstr (advice->doubt, "x.hea"));
  g_assert_nonnull (strstr (advice->suggestion, "its own extent"));
  g_assert_nonnull (strstr (advice->suggestion, "1000 counts per mV"));
  g_assert_cmpuint (advice->n_leads, ==, N);
  for (guint k = 0; k < N; k++)
    {
      g_assert_cmpfloat_with_epsilon (advice->changes[k].scale.gain, 1000.0, 1e-9);
      g_assert_cmpstr (advice->changes[k].unit, ==, "mV");
    }
  free_leads (leads);
}

/* The fourth lead's gain proves nothing: it stays. */
static void
test_false_gains (void)
{
  static const double gains[N] = { 1000, 500, 2000, 1000 };
  EcgSeries          *leads[N];
  g_autoptr (EcgScaleAdvice) advice = NULL;

  make_leads (leads, gains, straight, "mV");
  advice = ecg_scale_advise (leads, N, "x");
  g_assert_nonnull (advice);
  for (guint k = 0; k < 3; k++)
    g_assert_cmpfloat_with_epsilon (advice->changes[k].scale.gain, 1000.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (advice->changes[V1].scale.gain, 0.0, 1e-9);
  g_assert_null (advice->changes[V1].unit);
  free_leads (leads);
}

/* @height: of the QRS complex in counts, a thousand to the unit; (nullable): what is suggested. */
static void
judge_one (
  const char *name, const char *unit, double height, gboolean doubted, const char *suggested)
{
  g_autoptr (EcgSeries) lead = heart_lead (name, unit, 1000.0, height, 0.0);
  EcgSeries *leads[] = { lead };
  g_autoptr (EcgScaleAdvice) advice = ecg_scale_advise (leads, 1, "x");

  g_test_message ("%s in %s, %g", name, unit, height);
  g_assert_true ((advice != NULL) == doubted);
  if (advice == NULL)
    return;
  g_assert_cmpstr (advice->changes[0].unit, ==, suggested);
  g_assert_cmpfloat_with_epsilon (advice->changes[0].scale.gain, 0.0, 1e-9);
  g_assert_true ((advice->suggestion != NULL) == (suggested != NULL));
}

static void
test_amplitude (void)
{
  judge_one ("chest_ecg", "mV", 1000.0, FALSE, NULL);
  judge_one ("chest_ecg", "mV", 200.0, FALSE, NULL);
  judge_one ("chest_ecg", "mV", 900e3, TRUE, "uV");
  judge_one ("I", "V", 900.0, TRUE, "mV");
  judge_one ("I", "V", 900e3, TRUE, "uV");
  judge_one ("I", "uV", 900.0, TRUE, "mV");
  judge_one ("I", "uV", 900e3, FALSE, NULL);
  judge_one ("strip", "mV", 900e3, TRUE, "uV");
  /* 50 mV in any unit a thousand times off is still no heart. */
  judge_one ("I", "mV", 50e3, TRUE, NULL);
  judge_one ("PLETH", "mV", 900e3, FALSE, NULL);
  judge_one ("I", "count", 900e3, FALSE, NULL);
}

/* What is not called an electrocardiogram is left alone beside one that is. */
static void
test_others (void)
{
  g_autoptr (EcgSeries) first = heart_lead ("II", "mV", 1000.0, 800.0, 0.0);
  g_autoptr (EcgSeries) second = heart_lead ("strip", "mV", 1.0, 800.0, 0.0);
  EcgSeries *leads[] = { first, second };

  g_assert_null (ecg_scale_advise (leads, 2, "x"));
  g_assert_null (ecg_einthoven_doubt (leads, 2, "x"));
}

static void
test_no_beats (void)
{
  const EcgScale scale = { 1.0, 0.0, 16 };
  gint32        *counts = g_new0 (gint32, 5000);

  counts[2500] = 30000;
  g_autoptr (EcgSeries) lead = ecg_series_new_digital ("I", "mV", 500.0, counts, 5000, &scale);
  EcgSeries *leads[] = { lead };

  g_assert_null (ecg_scale_advise (leads, 1, "x"));
}

static void
test_einthoven (void)
{
  static const struct
  {
    double      signs[N];
    double      gains[N];
    const char *says;
  } rows[] = {
    { { -1, 1, 1, 1 }, { 1000, 1000, 1000, 1000 }, "if I were upside down" },
    { { 1, 1, -1, 1 }, { 1000, 1000, 1000, 1000 }, "if III were upside down" },
    { { 1, -1, 1, 1 }, { 1000, 1000, 1000, 1000 }, "if II were upside down" },
    { { 1, 1, 1, 1 }, { 2000, 1000, 1000, 1000 }, "I taken 2.00 times and III 1.00 times" },
    { { -1, 1, 1, 1 }, { 2000, 1000, 500, 1000 }, "may not belong together" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      EcgSeries       *leads[N];
      g_autofree char *doubt = NULL;

      make_leads (leads, rows[i].gains, rows[i].signs, "mV");
      doubt = ecg_einthoven_doubt (leads, N, "x");
      if (doubt == NULL || strstr (doubt, rows[i].says) == NULL)
        g_error ("“%s” does not say “%s”", doubt, rows[i].says);
      free_leads (leads);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scale-advice/true", test_true);
  g_test_add_func ("/scale-advice/gain-is-extent", test_gain_is_extent);
  g_test_add_func ("/scale-advice/false-gains", test_false_gains);
  g_test_add_func ("/scale-advice/amplitude", test_amplitude);
  g_test_add_func ("/scale-advice/others", test_others);
  g_test_add_func ("/scale-advice/no-beats", test_no_beats);
  g_test_add_func ("/scale-advice/einthoven", test_einthoven);
  return g_test_run ();
}
