#pragma once

#include <stddef.h>
#include <stdint.h>

/**
 * EcgRng:
 * @state: four words, never all zero
 *
 * The state of a random number generator (xoshiro256++, Blackman and Vigna, 2018), a value that is
 * passed in wherever chance is wanted. Copying it copies the future; saving its 32 bytes saves it.
 */
typedef struct
{
  uint64_t state[4];
} EcgRng;

/**
 * ecg_rng_init:
 * @rng: (out caller-allocates): the generator
 * @seed: any number
 * @stream: which of the independent streams of this seed
 *
 * Seeds by SplitMix64, so that near seeds and streams give unrelated sequences.
 */
void ecg_rng_init (EcgRng *rng, uint64_t seed, uint64_t stream);

/** ecg_rng_next: Returns: 64 random bits. */
uint64_t ecg_rng_next (EcgRng *rng);

/** ecg_rng_uniform: Returns: uniform in [0, 1), 53 bits. */
double ecg_rng_uniform (EcgRng *rng);

/** ecg_rng_normal: Returns: standard normal, by Box and Muller; two uniforms a call. */
double ecg_rng_normal (EcgRng *rng);

/** ecg_rng_below: Returns: uniform in [0, @n), without bias; @n > 0. */
uint64_t ecg_rng_below (EcgRng *rng, uint64_t n);

/** ecg_rng_shuffle: Permutes @n indices in place (Fisher and Yates). */
void ecg_rng_shuffle (EcgRng *rng, size_t *indices, size_t n);
