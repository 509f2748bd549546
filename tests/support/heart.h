#pragma once

#include "core/series/series.h"

#include <math.h>

/** heart_value: A QRS complex, 1 high, of 80 ms every 0.8 s, and a T wave; at @seconds. */
static inline double
heart_value (double seconds)
{
  const double phase = fmod (seconds, 0.8) - 0.4;

  return exp (-0.5 * pow (phase / 0.012, 2.0)) - 0.2 * exp (-0.5 * pow ((phase - 0.03) / 0.01, 2)) +
         0.15 * exp (-0.5 * pow ((phase - 0.25) / 0.04, 2.0));
}

/** heart_lead: @height: of a QRS complex, in counts. @shift: between it and that of lead I, whose
 * shape is another, 0 to 1. Returns: (transfer full): ten seconds at 500 Hz, in counts. */
static inline EcgSeries *
heart_lead (const char *name, const char *unit, double gain, double height, double shift)
{
  const EcgScale scale = { gain, 0.0, 16 };
  const gsize    n = 5000;
  gint32        *counts = g_new (gint32, n);

  for (gsize i = 0; i < n; i++)
    {
      const double t = (double) i / 500.0;

      counts[i] =
        (gint32) rint (height * ((1.0 - shift) * heart_value (t) + shift * heart_value (t + 0.02)));
    }
  return ecg_series_new_digital (name, unit, 500.0, counts, n, &scale);
}
