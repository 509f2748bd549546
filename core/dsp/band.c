#include "core/dsp/band.h"

#include <assert.h>

#define BAND_ORDER 2
#define NOTCH_Q 30.0

/* GIMA K10 and GE B20 manuals; the diagnostic band is that of the AHA, 1990. */
static const EcgBand bands[ECG_N_BANDS] = {
  [ECG_BAND_DIAGNOSTIC] = { ECG_BAND_DIAGNOSTIC, "diagnostic", 0.05, 150 },
  [ECG_BAND_ST] = { ECG_BAND_ST, "st", 0.05, 40 },
  [ECG_BAND_MONITOR] = { ECG_BAND_MONITOR, "monitor", 0.5, 40 },
  [ECG_BAND_EXERCISE] = { ECG_BAND_EXERCISE, "exercise", 1, 20 },
};

const EcgBand *
ecg_band_get (EcgBandId id)
{
  assert ((size_t) id < ECG_N_BANDS);

  return &bands[id];
}

bool
ecg_band_is_limited (const EcgBand *self, double rate_hz)
{
  return self->high_hz >= rate_hz / 2;
}

bool
ecg_band_design (
  EcgFilter *out, const EcgBand *self, double mains_hz, double rate_hz, bool zero_phase)
{
  const EcgFilterKind kind =
    ecg_band_is_limited (self, rate_hz) ? ECG_FILTER_HIGH_PASS : ECG_FILTER_BAND_PASS;
  double    low_hz = self->low_hz;
  double    high_hz = self->high_hz;
  EcgFilter notch;

  out->n_sections = 0;
  if (zero_phase && !ecg_filter_zero_phase_corners (&low_hz, &high_hz, kind, BAND_ORDER, rate_hz))
    return false;
  if (!ecg_filter_design_butterworth (out, kind, BAND_ORDER, low_hz, high_hz, rate_hz))
    return false;
  if (mains_hz > 0 && ecg_filter_design_notch (&notch, mains_hz, NOTCH_Q, rate_hz))
    return ecg_filter_append (out, &notch);
  return true;
}
