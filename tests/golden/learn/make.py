#!/usr/bin/python3
"""Verification figures of drawn scores, by brute force in NumPy: every threshold is counted by itself, and the equal error rate is where
SciPy finds the two straight-line curves to cross.

    /usr/bin/python3 tests/golden/learn/make.py > tests/golden/learn/golden.txt
"""
import numpy as np
from scipy.optimize import brentq


def main():
    rng = np.random.default_rng(5)
    genuine = np.round(rng.normal(0.7, 0.15, 400), 2)
    impostor = np.round(rng.normal(0.3, 0.15, 3000), 2)
    thresholds = np.unique(np.concatenate([genuine, impostor]))[::-1]
    far = np.array([0.0] + [np.mean(impostor >= t) for t in thresholds])
    frr = np.array([1.0] + [np.mean(genuine < t) for t in thresholds])
    place = np.arange(len(far))
    crossing = brentq(lambda s: np.interp(s, place, far) - np.interp(s, place, frr), 0, len(far) - 1, xtol=1e-13)
    figures = [np.interp(crossing, place, far)] + [1 - frr[far <= f].min() for f in (0.01, 0.001)]
    for name, values in (('genuine', genuine), ('impostor', impostor), ('eer_tar1_tar01', figures)):
        print(name, len(values), *(f'{v:.12g}' for v in values))


main()
