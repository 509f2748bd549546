/* The points of one curve, found by bisection. */
#include "widgets/curve-series.h"

#include <math.h>

static void
reset_extent (EcgCurveSeries *self)
{
  self->lo = INFINITY;
  self->hi = -INFINITY;
  self->lo_positive = INFINITY;
}

void
ecg_curve_series_init (EcgCurveSeries *self)
{
  self->points = g_array_new (FALSE, FALSE, sizeof (EcgCurvePair));
  reset_extent (self);
}

void
ecg_curve_series_clear (EcgCurveSeries *self)
{
  g_clear_pointer (&self->points, g_array_unref);
}

static const EcgCurvePair *
point_at (const EcgCurveSeries *self, guint index)
{
  return &g_array_index (self->points, EcgCurvePair, index);
}

void
ecg_curve_series_append (EcgCurveSeries *self, double x, double y)
{
  EcgCurvePair pair = { x, y };

  g_return_if_fail (isfinite (x));
  g_return_if_fail (self->points->len == 0 || x >= point_at (self, self->points->len - 1)->x);

  g_array_append_val (self->points, pair);
  if (!isfinite (y))
    return;
  self->lo = MIN (self->lo, y);
  self->hi = MAX (self->hi, y);
  if (y > 0)
    self->lo_positive = MIN (self->lo_positive, y);
}

void
ecg_curve_series_drop_points (EcgCurveSeries *self)
{
  g_array_set_size (self->points, 0);
  reset_extent (self);
}

/* How many points have their x below @x; with @or_at also those at it. */
static guint
count_before (const EcgCurveSeries *self, double x, gboolean or_at)
{
  guint begin = 0;
  guint end = self->points->len;

  while (begin < end)
    {
      const guint  middle = begin + (end - begin) / 2;
      const double at = point_at (self, middle)->x;

      if (at < x || (or_at && at <= x))
        begin = middle + 1;
      else
        end = middle;
    }
  return begin;
}

const EcgCurvePair *
ecg_curve_series_nearest (const EcgCurveSeries *self, double x)
{
  const guint next = count_before (self, x, FALSE);

  if (self->points->len == 0)
    return NULL;
  if (next == 0)
    return point_at (self, 0);
  if (next == self->points->len)
    return point_at (self, next - 1);
  return point_at (self, x - point_at (self, next - 1)->x <= point_at (self, next)->x - x ? next - 1
                                                                                          : next);
}

const EcgCurvePair *
ecg_curve_series_step (const EcgCurveSeries *self, double x, int direction)
{
  guint index;

  if (direction < 0)
    {
      index = count_before (self, x, FALSE);
      return index > 0 ? point_at (self, index - 1) : NULL;
    }
  index = count_before (self, x, TRUE);
  return index < self->points->len ? point_at (self, index) : NULL;
}
