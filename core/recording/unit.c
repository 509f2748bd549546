#include "core/recording/unit.h"

#include <string.h>

typedef struct
{
  const char *name; /* in lower case */
  double      millivolts;
  const char *display;
} Voltage;

/* The micro sign is U+00B5, the Greek letter U+03BC; g_utf8_strdown() turns the one into neither.
 */
static const Voltage voltages[] = {
  { "v", 1e3, "V" },           { "volt", 1e3, "V" },         { "volts", 1e3, "V" },
  { "mv", 1.0, "mV" },         { "millivolt", 1.0, "mV" },   { "millivolts", 1.0, "mV" },
  { "uv", 1e-3, "µV" },        { "\xc2\xb5v", 1e-3, "µV" },  { "\xce\xbcv", 1e-3, "µV" },
  { "microvolt", 1e-3, "µV" }, { "microvolts", 1e-3, "µV" }, { "nv", 1e-6, "nV" },
  { "nanovolt", 1e-6, "nV" },  { "nanovolts", 1e-6, "nV" },
};

static const char *const counts[] = { "adu",   "adc",    "adus", "count", "counts",   "lsb",
                                      "digit", "digits", "bit",  "bits",  "raw",      "nu",
                                      "a.u.",  "au",     "arb.", "units", "adc units" };

static const Voltage *
find_voltage (const char *unit)
{
  g_autofree char *folded = g_ascii_strdown (unit, -1);

  g_strstrip (folded);
  for (gsize i = 0; i < G_N_ELEMENTS (voltages); i++)
    if (strcmp (folded, voltages[i].name) == 0)
      return &voltages[i];
  return NULL;
}

static gboolean
is_counts (const char *unit)
{
  for (gsize i = 0; i < G_N_ELEMENTS (counts); i++)
    if (g_ascii_strcasecmp (unit, counts[i]) == 0)
      return TRUE;
  return FALSE;
}

EcgUnitKind
ecg_unit_parse (const char *unit, double *millivolts)
{
  const Voltage *voltage;

  g_return_val_if_fail (unit != NULL, ECG_UNIT_OTHER);

  voltage = find_voltage (unit);
  if (millivolts != NULL)
    *millivolts = voltage != NULL ? voltage->millivolts : 1.0;
  if (voltage != NULL)
    return ECG_UNIT_VOLTAGE;
  return is_counts (unit) ? ECG_UNIT_COUNTS : ECG_UNIT_OTHER;
}

const char *
ecg_unit_display (const char *unit)
{
  const Voltage *voltage;

  g_return_val_if_fail (unit != NULL, NULL);

  voltage = find_voltage (unit);
  return voltage != NULL ? voltage->display : unit;
}
