/*
 * How much of a recording can be used, in one number.
 */

#include "core/library/quality.h"

#include <math.h>

/* Of a second, at its largest or smallest value. */
#define MAX_SHARE_AT_RAIL 0.1

static gboolean
carries_signal (const float *values, gsize n)
{
  float least = values[0], greatest = values[0];
  gsize n_least = 0, n_greatest = 0;

  for (gsize i = 0; i < n; i++)
    {
      if (isnan (values[i]))
        return FALSE;
      least = fminf (least, values[i]);
      greatest = fmaxf (greatest, values[i]);
    }
  for (gsize i = 0; i < n; i++)
    {
      n_least += values[i] <= least;
      n_greatest += values[i] >= greatest;
    }
  return greatest > least && (double) MAX (n_least, n_greatest) <= MAX_SHARE_AT_RAIL * (double) n;
}

static gboolean
any_lead_carries_signal (EcgRecording *recording, EcgSpan second, float *values)
{
  for (guint i = 0; i < ecg_recording_get_n_leads (recording); i++)
    {
      ecg_series_read (ecg_recording_get_lead (recording, i), second, values);
      if (carries_signal (values, (gsize) (second.end - second.begin)))
        return TRUE;
    }
  return FALSE;
}

double
ecg_quality_measure (EcgRecording *recording, GCancellable *cancellable)
{
  const gint64      n = (gint64) ceil (MIN (ecg_recording_get_rate (recording), 1e9));
  const gint64      n_seconds = n < 1 ? 0 : ecg_recording_get_length (recording) / n;
  g_autofree float *values = NULL;
  gint64            n_usable = 0;

  if (n_seconds == 0)
    return -1.0;
  values = g_new (float, (gsize) n);
  for (gint64 i = 0; i < n_seconds; i++)
    {
      const EcgSpan second = { i * n, (i + 1) * n };

      if (g_cancellable_is_cancelled (cancellable))
        return -1.0;
      n_usable += any_lead_carries_signal (recording, second, values);
    }
  return (double) n_usable / (double) n_seconds;
}
