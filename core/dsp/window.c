#include "core/dsp/window.h"

#include <math.h>

void
ecg_window_hann (double *out, size_t n, bool periodic)
{
  const double period = periodic ? (double) n : (double) n - 1;

  if (n == 1)
    {
      out[0] = 1;
      return;
    }
  for (size_t i = 0; i < n; i++)
    out[i] = 0.5 - 0.5 * cos (2 * M_PI * (double) i / period);
}
