#pragma once

#include "core/base/team.h"

#include <stddef.h>

/**
 * ecg_average_update:
 * @average: (inout): of the values of all steps so far; at the first step whatever it is
 * @values: after this step, laid out alike
 * @n: floats in both
 * @n_steps: steps taken, this one included; from 1
 * @decay: in [0, 1): what a step leaves of the average; its memory is 1 / (1 − @decay) steps
 * @team: (nullable): shares the work; nothing else depends on it
 *
 * Moves an exponential moving average of a network's values, as Polyak and Juditsky (1992) average
 * the whole path, by
 *
 *   average ← d · average + (1 − d) · values,   d = min (decay, (n_steps − 1) / (n_steps + 9))
 *
 * The bound is 0 at the first step, so that nothing is left of the initial weights, and lets the
 * memory grow with what there is to remember. Allocates nothing.
 */
void ecg_average_update (
  float *average, const float *values, size_t n, size_t n_steps, double decay, EcgTeam *team);
