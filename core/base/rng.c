/*
 * xoshiro256++ (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018),
 * seeded by SplitMix64 (Steele et al., 2014).
 */

#include "core/base/rng.h"

#include <assert.h>
#include <math.h>

static uint64_t
split_mix (uint64_t *state)
{
  uint64_t z = *state += UINT64_C (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * UINT64_C (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static uint64_t
rotate_left (uint64_t x, unsigned bits)
{
  return (x << bits) | (x >> (64 - bits));
}

void
ecg_rng_init (EcgRng *rng, uint64_t seed, uint64_t stream)
{
  uint64_t mixed_stream = stream;
  uint64_t state = seed ^ split_mix (&mixed_stream);

  for (size_t i = 0; i < 4; i++)
    rng->state[i] = split_mix (&state);
}

uint64_t
ecg_rng_next (EcgRng *rng)
{
  uint64_t      *s = rng->state;
  const uint64_t result = rotate_left (s[0] + s[3], 23) + s[0];
  const uint64_t t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = rotate_left (s[3], 45);
  return result;
}

double
ecg_rng_uniform (EcgRng *rng)
{
  return (double) (ecg_rng_next (rng) >> 11) * 0x1.0p-53;
}

double
ecg_rng_normal (EcgRng *rng)
{
  /* 1 − u is in (0, 1], so that the logarithm is finite. */
  const double radius = sqrt (-2.0 * log (1.0 - ecg_rng_uniform (rng)));

  return radius * cos (2.0 * M_PI * ecg_rng_uniform (rng));
}

uint64_t
ecg_rng_below (EcgRng *rng, uint64_t n)
{
  uint64_t threshold, bits;

  assert (n > 0);

  /* The 2^64 mod n lowest numbers would make the low results likelier: they are drawn again. */
  threshold = -n % n;
  do
    bits = ecg_rng_next (rng);
  while (bits < threshold);
  return bits % n;
}

void
ecg_rng_shuffle (EcgRng *rng, size_t *indices, size_t n)
{
  for (size_t i = n; i > 1; i--)
    {
      const size_t j = ecg_rng_below (rng, i);
      const size_t kept = indices[i - 1];

      indices[i - 1] = indices[j];
      indices[j] = kept;
    }
}
