#include "core/synth/activity.h"

#include <math.h>

static double
flat_trend (double seconds)
{
  return 0.0;
}

/* 89 to 94 within 40 s, then down to 88; 91.2 on average. */
static double
arithmetic_trend (double seconds)
{
  if (seconds < 40.0)
    return -2.2 + 5.0 * seconds / 40.0;
  return 2.8 - 6.0 * fmin (seconds - 40.0, 80.0) / 80.0;
}

/* 85 to 93 within a minute; 91 on average. */
static double
bike_trend (double seconds)
{
  return -6.0 + 8.0 * fmin (seconds, 60.0) / 60.0;
}

/* 106 towards 149 with a time constant of 45 s; 134 on average. */
static double
jogging_trend (double seconds)
{
  return 15.0 - 43.0 * exp (-seconds / 45.0);
}

static const EcgSynthActivity activities[ECG_SYNTH_N_ACTIVITIES] = {
  { "sitting", 0.0, 0.0, flat_trend, 47.0, 37.0, 2.7, 0.25, 1.0, 0.0, 0.0, 25.0, 0.7, 0.0, 0.3,
    0.0 },
  { "mental arithmetic", 8.3, 7.9, arithmetic_trend, 39.0, 28.0, 2.6, 0.27, 1.0, 0.0, 0.0, 22.0,
    0.6, 0.0, 0.4, 0.0 },
  { "walking", 11.4, 5.4, flat_trend, 30.0, 28.0, 3.7, 0.33, 1.5, 1.9, 0.1, 12.0, 0.35, 0.4, 0.15,
    0.1 },
  { "hand bike", 10.1, 9.6, bike_trend, 39.0, 18.0, 4.7, 0.32, 1.5, 1.1, 0.1, 14.0, 0.25, 0.1, 0.6,
    0.05 },
  { "jogging", 55.0, 13.6, jogging_trend, 9.9, 8.0, 2.1, 0.6, 2.0, 2.5, 0.12, 6.5, 0.2, 0.5, 0.15,
    0.15 },
};

const EcgSynthActivity *
ecg_synth_activity (guint index)
{
  g_return_val_if_fail (index < ECG_SYNTH_N_ACTIVITIES, NULL);

  return &activities[index];
}
