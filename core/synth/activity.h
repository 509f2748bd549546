#pragma once

#include <glib.h>

/**
 * EcgSynthActivity:
 * @name: as in the comments of a record
 * @rise_bpm: heart rate above sitting, mean over people; @rise_sd_bpm: its spread
 * @trend_bpm: what the rate of the moment is above the mean of two minutes
 * @fast_ms: standard deviation of RR by LF and HF together; @slow_ms: by what is slower
 * @lf_to_hf: power of LF over power of HF
 * @breath_hz: breaths per second
 * @breath_depth: against rest
 * @step_hz: steps, or turns of the cranks, per second; 0 for none; @step_sd_hz: its spread
 * @snr_db: power of the signal over power of all noise
 * @wander: share of the noise that is baseline wander
 * @steps: share that comes with the steps
 * @muscle: share of the muscles
 * @bursts: share of electrodes that slip
 *
 * What an activity does to heart, breath and electrodes. Rates and variabilities were derived from
 * GUDB (25 people, 120 s a task): the deviations make its medians of SDNN and RMSSD.
 */
typedef struct
{
  const char *name;
  double      rise_bpm;
  double      rise_sd_bpm;
  double (*trend_bpm) (double seconds);
  double fast_ms;
  double slow_ms;
  double lf_to_hf;
  double breath_hz;
  double breath_depth;
  double step_hz;
  double step_sd_hz;
  double snr_db;
  double wander;
  double steps;
  double muscle;
  double bursts;
} EcgSynthActivity;

#define ECG_SYNTH_N_ACTIVITIES 5

/** ecg_synth_activity: Returns: (transfer none): activity @index, below %ECG_SYNTH_N_ACTIVITIES. */
const EcgSynthActivity *ecg_synth_activity (guint index);
