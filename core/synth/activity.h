#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * EcgSynthActivity:
 * @name: as it stands in comments and lists
 * @file_name: as it stands in file names
 * @rate_delta, @rate_spread: mean and standard deviation over people of the heart rate above rest,
 * /min
 * @rate_begin, @rate_end: where the rate stands at the beginning and after the trend, relative to
 * its mean, /min
 * @rate_tau_s: time constant of the trend
 * @sd_rr_s: standard deviation of RR around the trend
 * @lf_hf: ratio of their spectral power
 * @breath_hz: respiration
 * @breath_depth: factor on its rotation of the heart
 * @snr_db: signal power over noise power
 * @wander, @muscle, @motion: shares of the noise's power; sum 1
 * @step_hz: of the feet; 0 without
 *
 * What an activity does to a recording: section 4 of the synthetic cohort's description (heart
 * rates from the GUDB's annotations).
 */
typedef struct
{
  const char *name;
  const char *file_name;
  double      rate_delta;
  double      rate_spread;
  double      rate_begin;
  double      rate_end;
  double      rate_tau_s;
  double      sd_rr_s;
  double      lf_hf;
  double      breath_hz;
  double      breath_depth;
  double      snr_db;
  double      wander;
  double      muscle;
  double      motion;
  double      step_hz;
} EcgSynthActivity;

#define ECG_SYNTH_N_ACTIVITIES 5

/** ecg_synth_activities: Returns: (transfer none): the table, %ECG_SYNTH_N_ACTIVITIES rows. */
const EcgSynthActivity *ecg_synth_activities (void);

G_END_DECLS
