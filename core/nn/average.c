#include "core/nn/average.h"

#include "core/nn/vectorise.h"

#include <assert.h>

ECG_VECTORISED static void
move_towards (float *average, const float *values, size_t n, float share)
{
  for (size_t i = 0; i < n; i++)
    average[i] += share * (values[i] - average[i]);
}

/* What the workers of an update share. */
typedef struct
{
  float       *average;
  const float *values;
  size_t       n;
  float        share;
} Update;

static void
run_update (void *data, size_t worker, size_t width)
{
  const Update *update = data;
  size_t        begin, end;

  ecg_team_slice (update->n, worker, width, &begin, &end);
  move_towards (update->average + begin, update->values + begin, end - begin, update->share);
}

void
ecg_average_update (
  float *average, const float *values, size_t n, size_t n_steps, double decay, EcgTeam *team)
{
  const double bound = (double) (n_steps - 1) / (double) (n_steps + 9);
  Update       update = { .average = average, .values = values, .n = n };

  assert (n_steps > 0 && decay >= 0.0 && decay < 1.0);

  update.share = (float) (1.0 - (decay < bound ? decay : bound));
  ecg_team_run (team, run_update, &update);
}
