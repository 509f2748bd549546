#pragma once

#include <glib.h>

/**
 * EcgCsvRate:
 * @rate_hz: the rate at which the samples are taken to be
 * @measured_hz: by the times alone
 * @jitters: whether the times are far enough from equidistant for @rate_hz to be a guess: the usual
 * rate within 1 % of what was measured
 * @jump_row: the row before which time leaps by more than two and a half samples; −1 for none
 */
typedef struct
{
  double   rate_hz;
  double   measured_hz;
  gboolean jitters;
  gint64   jump_row;
} EcgCsvRate;

/**
 * ecg_csv_rate_estimate:
 * @seconds: (array length=n): rising
 *
 * Finds the rate of equidistant samples from the times that were noted with them: the median slope
 * over half the length (Theil and Sen's idea), which neither jitter nor a few gaps move; then the
 * usual or whole rate that the times cannot tell from it.
 *
 * Returns: FALSE where there are fewer than two
 */
gboolean ecg_csv_rate_estimate (EcgCsvRate *rate, const double *seconds, gsize n);
