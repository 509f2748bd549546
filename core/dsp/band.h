#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "core/dsp/filter-design.h"

/** EcgBandId: the bands that monitors and carts name. The values are stored in settings. */
typedef enum
{
  ECG_BAND_DIAGNOSTIC, /* 0.05–150 Hz */
  ECG_BAND_ST,         /* 0.05–40 Hz */
  ECG_BAND_MONITOR,    /* 0.5–40 Hz */
  ECG_BAND_EXERCISE,   /* 1–20 Hz */
} EcgBandId;

#define ECG_N_BANDS 4

/**
 * EcgBand:
 * @id: which
 * @name: nick, lower case, not for the screen: "monitor"
 * @low_hz: lower corner
 * @high_hz: upper corner
 */
typedef struct
{
  EcgBandId   id;
  const char *name;
  double      low_hz;
  double      high_hz;
} EcgBand;

/** ecg_band_get: Returns: (transfer none): the entry of the table. */
const EcgBand *ecg_band_get (EcgBandId id);

/** ecg_band_is_limited: Returns: whether the upper corner lies at or above half the rate, so that
 * sampling, not the filter, ends the band; say so on the screen. */
bool ecg_band_is_limited (const EcgBand *self, double rate_hz);

/**
 * ecg_band_design:
 * @out: (out caller-allocates): the filter; passes everything where the function fails
 * @self: a band; of the table or of one's own
 * @mains_hz: notched out with Q 30; 0, or at or above half the rate, for no notch
 * @rate_hz: sampling rate
 * @zero_phase: whether the filter will run forward and backward
 *
 * Designs the filter of a band: Butterworth, order 2 on both sides, −3 dB at the corners of the
 * band in the way that it will run. A band limited by sampling becomes a high-pass.
 *
 * Returns: false where even the lower corner cannot be
 */
bool ecg_band_design (EcgFilter     *out,
                      const EcgBand *self,
                      double         mains_hz,
                      double         rate_hz,
                      bool           zero_phase) __attribute__ ((warn_unused_result));
