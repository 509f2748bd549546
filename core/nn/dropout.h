#pragma once

#include <stddef.h>

#include "core/base/rng.h"

/**
 * ecg_dropout_draw:
 * @mask: (out caller-allocates): @n factors: 0 with probability @share, else 1 / (1 − @share)
 * @share: in [0, 1)
 * @rng: (nullable): one draw per factor, in order; NULL lets everything through
 *
 * Inverted dropout: what passes is scaled up, so that inference needs no factor.
 */
void ecg_dropout_draw (float *mask, size_t n, float share, EcgRng *rng);

/** ecg_dropout_apply: @out = @mask · @in, element by element; both passes. @out may be @in. */
void ecg_dropout_apply (float *out, const float *in, const float *mask, size_t n);
