#pragma once

#include <glib.h>

/** EcgUnitKind: what a unit measures. */
typedef enum
{
  ECG_UNIT_OTHER, /* mmHg, g, and what is not known */
  ECG_UNIT_VOLTAGE,
  ECG_UNIT_COUNTS, /* of a converter */
} EcgUnitKind;

/**
 * ecg_unit_parse:
 * @unit: `mV`, `uV`, `µV`, `microvolt`, `V`, `nV`, `adu`, `count`; letter case does not matter
 * @millivolts: (out) (optional): in one of a voltage; 1 for all else
 */
EcgUnitKind ecg_unit_parse (const char *unit, double *millivolts);

/** ecg_unit_display: Returns: (transfer none): how @unit is written on the screen: `µV` for `uV`;
 * @unit itself where it is no voltage. */
const char *ecg_unit_display (const char *unit);
