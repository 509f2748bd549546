#include "core/synth/activity.h"

static const EcgSynthActivity activities[ECG_SYNTH_N_ACTIVITIES] = {
  { "sitting", "sitting", 0.0, 2.0, 0.0, 0.0, 60.0, 0.050, 2.7, 0.25, 1.0, 25.0, 0.7, 0.3, 0.0,
    0.0 },
  { "mental arithmetic", "mental-arithmetic", 8.3, 5.0, 3.0, -2.0, 40.0, 0.042, 2.6, 0.27, 1.0,
    22.0, 0.6, 0.4, 0.0, 0.0 },
  { "walking", "walking", 11.4, 5.4, 0.0, 0.0, 60.0, 0.034, 3.7, 0.32, 1.6, 12.0, 0.3, 0.2, 0.5,
    1.9 },
  { "hand bike", "hand-bike", 10.1, 6.0, -6.0, 3.0, 25.0, 0.038, 4.7, 0.33, 1.4, 14.0, 0.3, 0.6,
    0.1, 1.1 },
  { "jogging", "jogging", 55.0, 13.6, -27.5, 17.0, 45.0, 0.008, 2.1, 0.60, 2.0, 6.5, 0.25, 0.15,
    0.6, 2.5 },
};

const EcgSynthActivity *
ecg_synth_activities (void)
{
  return activities;
}
