#pragma once

#include <glib.h>

/**
 * EcgCsvRate:
 * @rate_hz: the rate at which the samples are taken to be
 * @measured_hz: by the times alone
 * @jitters: whether the times are far enough from equidistant for @rate_hz to be a guess: the usual
 * rate within 1 % of what was measured
 * @falls: whether a time is not later than the one before
 * @jump_row: the row before which time leaps by more than two and a half samples; −1 for none
 */
typedef struct
{
  double   rate_hz;
  double   measured_hz;
  gboolean jitters;
  gboolean falls;
  gint64   jump_row;
} EcgCsvRate;

/**
 * ecg_csv_rate_estimate:
 * @seconds: (array length=n): rising, but for jitter
 *
 * Finds the rate of equidistant samples from the times that were noted with them: the median slope
 * over half the length (Theil and Sen's idea), which neither jitter nor a few gaps move; then the
 * usual or whole rate that the times cannot tell from it.
 *
 * Returns: FALSE where there are fewer than two, or they do not rise on the whole
 */
gboolean ecg_csv_rate_estimate (EcgCsvRate *rate, const double *seconds, gsize n);
