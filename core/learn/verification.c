/*
 * One walk down the sorted scores, threshold by threshold; equal scores are one threshold.
 */

#include "core/learn/verification.h"

#include <math.h>
#include <stdlib.h>

const double ecg_verification_far[2] = { 0.01, 0.001 };

static int
compare_trials (const void *a, const void *b)
{
  const EcgTrial *x = a, *y = b;

  return (x->score < y->score) - (x->score > y->score);
}

void
ecg_verification_sort (EcgTrial *trials, gsize n)
{
  qsort (trials, n, sizeof *trials, compare_trials);
}

/* Where the walk is: how many of each kind are accepted so far. */
typedef struct
{
  const EcgTrial *trials;
  gsize           n;
  gsize           next;
  const guint    *weights;
  double          n_accepted[2]; /* impostors, genuine */
  double          n_all[2];
} Walk;

static double
get_weight (const Walk *walk, gsize i)
{
  return walk->weights == NULL ? 1.0 : (double) walk->weights[walk->trials[i].group];
}

static void
begin (Walk *walk, const EcgTrial *trials, gsize n, const guint *weights)
{
  *walk = (Walk){ .trials = trials, .n = n, .weights = weights };
  for (gsize i = 0; i < n; i++)
    walk->n_all[trials[i].is_genuine] += get_weight (walk, i);
}

static EcgRocPoint
get_point (const Walk *walk)
{
  return (EcgRocPoint){ walk->n_accepted[0] / walk->n_all[0],
                        1.0 - walk->n_accepted[1] / walk->n_all[1] };
}

/* Lowers the threshold to the next score. Returns: FALSE at the end. */
static gboolean
step (Walk *walk)
{
  const gsize first = walk->next;

  for (; walk->next < walk->n &&
         (walk->next == first || !(walk->trials[walk->next].score < walk->trials[first].score));
       walk->next++)
    walk->n_accepted[walk->trials[walk->next].is_genuine] += get_weight (walk, walk->next);
  return walk->next > first;
}

static double
find_crossing (EcgRocPoint before, EcgRocPoint after)
{
  const double above = before.frr - before.far, below = after.far - after.frr;

  return before.far + above / (above + below) * (after.far - before.far);
}

void
ecg_verification_measure (EcgVerification *self,
                          const EcgTrial  *trials,
                          gsize            n,
                          const guint     *weights)
{
  EcgRocPoint last = { 0.0, 1.0 };
  gboolean    crossed = FALSE;
  Walk        walk;

  *self = (EcgVerification){ NAN, { 0.0, 0.0 } };
  begin (&walk, trials, n, weights);
  if (!(walk.n_all[0] > 0.0 && walk.n_all[1] > 0.0))
    {
      self->tar[0] = self->tar[1] = NAN;
      return;
    }
  while (step (&walk))
    {
      const EcgRocPoint point = get_point (&walk);

      for (gsize i = 0; i < G_N_ELEMENTS (self->tar); i++)
        if (point.far <= ecg_verification_far[i])
          self->tar[i] = 1.0 - point.frr;
      if (!crossed && point.far >= point.frr)
        {
          self->eer = find_crossing (last, point);
          crossed = TRUE;
        }
      last = point;
    }
}

GArray *
ecg_verification_curve (const EcgTrial *trials, gsize n, gsize n_points)
{
  GArray     *points = g_array_new (FALSE, FALSE, sizeof (EcgRocPoint));
  EcgRocPoint last = { 0.0, 1.0 };
  Walk        walk;

  begin (&walk, trials, n, NULL);
  if (!(walk.n_all[0] > 0.0 && walk.n_all[1] > 0.0))
    return points;
  g_array_append_val (points, last);
  while (step (&walk))
    {
      const EcgRocPoint point = get_point (&walk);

      if (fabs (point.far - last.far) + fabs (point.frr - last.frr) < 2.0 / (double) n_points &&
          walk.next < n)
        continue;
      g_array_append_val (points, point);
      last = point;
    }
  return points;
}
