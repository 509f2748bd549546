#include "core/dsp/gaps.h"

#include <math.h>

/* Fills out[begin, end) from its neighbours, of which at least one exists. */
static void
bridge (double *out, size_t begin, size_t end, size_t n)
{
  const double before = begin > 0 ? out[begin - 1] : out[end];
  const double after = end < n ? out[end] : before;
  const double steps = (double) (end - begin + 1);

  for (size_t i = begin; i < end; i++)
    out[i] = before + (after - before) * ((double) (i - begin + 1) / steps);
}

bool
ecg_gaps_fill (double *out, const float *in, size_t n)
{
  bool   any = false;
  size_t i = 0;

  while (i < n)
    {
      const size_t begin = i;

      while (i < n && isnan (in[i]))
        i++;
      if (begin == 0 && i == n)
        {
          for (size_t j = 0; j < n; j++)
            out[j] = 0;
          return true;
        }
      if (i < n)
        out[i] = in[i];
      if (i > begin)
        {
          bridge (out, begin, i, n);
          any = true;
        }
      i++;
    }
  return any;
}
