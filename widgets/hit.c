/* Who lies under the pointer, by bisection. */
#include "widgets/hit.h"

gsize
ecg_hit_first (const gint64 *positions, gsize n, double position)
{
  gsize lo = 0;
  gsize hi = n;

  while (lo < hi)
    {
      gsize middle = lo + (hi - lo) / 2;

      if ((double) positions[middle] < position)
        lo = middle + 1;
      else
        hi = middle;
    }
  return lo;
}

gssize
ecg_hit_nearest (const gint64 *positions, gsize n, double position)
{
  gsize first = ecg_hit_first (positions, n, position);

  if (n == 0)
    return -1;
  if (first == n)
    return (gssize) n - 1;
  if (first > 0 && position - (double) positions[first - 1] < (double) positions[first] - position)
    return (gssize) first - 1;
  return (gssize) first;
}
