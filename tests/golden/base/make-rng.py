#!/usr/bin/python3
"""xoshiro256++ and SplitMix64 written from the papers, in Python's own integers.

Prints the words that tests/unit/base/test-rng.c expects. The first line checks SplitMix64 against
the vector that its author publishes for the seed 1234567.
"""

M = (1 << 64) - 1
GAMMA = 0x9E3779B97F4A7C15


def mix(x):
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & M
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & M
    return x ^ (x >> 31)


def rotl(x, k):
    return ((x << k) | (x >> (64 - k))) & M


def xoshiro(s):
    while True:
        yield (rotl((s[0] + s[3]) & M, 23) + s[0]) & M
        t = (s[1] << 17) & M
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 45)


def seeded(seed, stream):
    counter = seed ^ mix((stream + GAMMA) & M)
    return xoshiro([mix((counter + (i + 1) * GAMMA) & M) for i in range(4)])


assert mix((1234567 + GAMMA) & M) == 6457827717110365317
plain = xoshiro([1, 2, 3, 4])
print("state 1 2 3 4:", *(next(plain) for _ in range(6)))
for seed, stream in ((0, 0), (42, 0), (42, 1)):
    g = seeded(seed, stream)
    print(f"seed {seed} stream {stream}:", *(hex(next(g)) for _ in range(4)))
