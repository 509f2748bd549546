#pragma once

#include "core/base/rng.h"
#include "core/recording/recording.h"

#include <math.h>
#include <string.h>

/** make_lead: Returns: (transfer full): random counts of @bits bits, every twentieth missing. */
static inline EcgSeries *
make_lead (EcgRng *rng, const char *name, double rate_hz, gsize n, guint bits)
{
  const EcgScale scale = { 620.606, -3.0, bits };
  const gint32   greatest = (1 << (bits - 1)) - 1;
  gint32        *counts = g_new (gint32, n);

  for (gsize i = 0; i < n; i++)
    counts[i] = ecg_rng_below (rng, 20) == 0
                  ? ECG_COUNT_MISSING
                  : (gint32) ecg_rng_below (rng, 2 * (guint64) greatest + 1) - greatest;
  return ecg_series_new_digital (name, "mV", rate_hz, counts, n, &scale);
}

/** make_recording: Returns: (transfer full): two leads of @n random counts with all that can be
 * said of them. */
static inline EcgRecording *
make_recording (guint64 seed, double rate_hz, gsize n, guint bits)
{
  static const char *const comments[] = { " subject: S01  sex: F", " <note> \"x\", 50 %", NULL };
  EcgRng                   rng;

  ecg_rng_init (&rng, seed, 0);

  g_autoptr (EcgSeries) first = make_lead (&rng, "I", rate_hz, n, bits);
  g_autoptr (EcgSeries) second = make_lead (&rng, "chest strap, low", rate_hz, n, bits);
  EcgSeries *leads[] = { first, second };
  g_autoptr (GDateTime) started = g_date_time_new_utc (2024, 3, 26, 15, 4, 53.25);
  const EcgRecordingInfo info = { .format = "test",
                                  .path = "nowhere",
                                  .subject = "S01",
                                  .activity = "hand bike",
                                  .comments = comments,
                                  .started = started };

  return ecg_recording_new (&info, leads, 2);
}

static inline void
assert_same_counts (EcgSeries *a, EcgSeries *b)
{
  const gint64       n = ecg_series_get_length (b);
  g_autofree gint32 *of_a = g_new (gint32, n);
  g_autofree gint32 *of_b = g_new (gint32, n);
  EcgScale           scale_a, scale_b;

  g_assert_cmpint (ecg_series_get_length (a), ==, n);
  g_assert_true (ecg_series_get_scale (a, &scale_a) && ecg_series_get_scale (b, &scale_b));
  g_assert_cmpmem (&scale_a.gain, sizeof (double), &scale_b.gain, sizeof (double));
  g_assert_cmpmem (&scale_a.baseline, sizeof (double), &scale_b.baseline, sizeof (double));
  g_assert_cmpuint (scale_a.bits, ==, scale_b.bits);
  ecg_series_read_counts (a, (EcgSpan){ 0, n }, of_a);
  ecg_series_read_counts (b, (EcgSpan){ 0, n }, of_b);
  g_assert_cmpmem (of_a, (gsize) n * 4, of_b, (gsize) n * 4);
}

static inline void
assert_same_values (EcgSeries *a, EcgSeries *b)
{
  const gint64      n = ecg_series_get_length (b);
  g_autofree float *of_a = g_new (float, n);
  g_autofree float *of_b = g_new (float, n);

  g_assert_cmpint (ecg_series_get_length (a), ==, n);
  ecg_series_read (a, (EcgSpan){ 0, n }, of_a);
  ecg_series_read (b, (EcgSpan){ 0, n }, of_b);
  for (gint64 i = 0; i < n; i++)
    if (isnan (of_b[i]))
      g_assert_true (isnan (of_a[i]));
    else
      g_assert_true (of_a[i] >= of_b[i] && of_a[i] <= of_b[i]);
}

/** assert_same_about: All but the samples, the format and the path. */
static inline void
assert_same_about (EcgRecording *a, EcgRecording *b)
{
  const double rate_a = ecg_recording_get_rate (a), rate_b = ecg_recording_get_rate (b);

  g_assert_cmpmem (&rate_a, sizeof rate_a, &rate_b, sizeof rate_b);
  g_assert_cmpstr (ecg_recording_get_subject (a), ==, ecg_recording_get_subject (b));
  g_assert_cmpstr (ecg_recording_get_activity (a), ==, ecg_recording_get_activity (b));
  g_assert_true (g_date_time_equal (ecg_recording_get_started (a), ecg_recording_get_started (b)));
  g_assert_cmpuint (ecg_recording_get_n_leads (a), ==, ecg_recording_get_n_leads (b));
  for (guint i = 0; i < ecg_recording_get_n_leads (a); i++)
    {
      EcgSeries *lead_a = ecg_recording_get_lead (a, i);
      EcgSeries *lead_b = ecg_recording_get_lead (b, i);

      g_assert_cmpstr (ecg_series_get_name (lead_a), ==, ecg_series_get_name (lead_b));
      g_assert_cmpstr (ecg_series_get_unit (lead_a), ==, ecg_series_get_unit (lead_b));
    }
}

/** assert_sentence: The error is a sentence that says @part. */
static inline void
assert_sentence (const GError *error, const char *part)
{
  g_assert_nonnull (error);
  if (strstr (error->message, part) == NULL)
    g_error ("“%s” does not say “%s”", error->message, part);
}
