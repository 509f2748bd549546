#!/usr/bin/python3
"""The tables of core/nn/conv1d-winograd.c, from exact fractions: prints them as C.

A filter of r taps gives m outputs from ten samples when m + r = 11, through the values of polynomials at ten points: 0, four pairs
±p, and infinity (Winograd 1980; Lavin and Gray 2016). Forward: out = A' ((G filter) * (B' samples)), A and G being the powers of the points
and B the inverse of the 10 x 10 Vandermonde matrix. A pair shares its even and odd halves, so that only half of it is stored.

    /usr/bin/python3 tests/golden/nn/make-winograd.py
"""
from fractions import Fraction

PAIRS = [Fraction(2, 5), Fraction(3, 4), Fraction(5, 4), Fraction(3)]
N = 10


def inverse(matrix):
    n = len(matrix)
    rows = [list(row) + [Fraction(int(i == j)) for j in range(n)] for i, row in enumerate(matrix)]
    for i in range(n):
        pivot = next(k for k in range(i, n) if rows[k][i] != 0)
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [v / rows[i][i] for v in rows[i]]
        for k in range(n):
            if k != i:
                rows[k] = [a - rows[k][i] * b for a, b in zip(rows[k], rows[i])]
    return [row[n:] for row in rows]


def show(name, rows):
    print(f'static const float {name}[{len(rows)}][{len(rows[0])}] = {{')
    for row in rows:
        print('  { ' + ', '.join(f'{float(v):.9g}f' if '.' in f'{float(v):.9g}' or 'e' in f'{float(v):.9g}' else f'{float(v):.1f}f'
                                 for v in row) + ' },')
    print('};')


def main():
    points = [Fraction(0)] + [sign * p for p in PAIRS for sign in (1, -1)]
    vandermonde = [[p ** k for k in range(N)] for p in points] + [[Fraction(int(k == N - 1)) for k in range(N)]]
    inverted = inverse(vandermonde)
    b = [[inverted[k][j] for k in range(N)] for j in range(N)]  # b[j][k]: what sample k adds to value j
    pair_rows = [b[1 + 2 * i] for i in range(4)]
    for i in range(4):  # the structure that the C code relies on
        assert pair_rows[i][0] == 0 and pair_rows[i][9] == 0
        assert all(b[2 + 2 * i][k] == (-1) ** k * pair_rows[i][k] for k in range(N))
    assert all(b[0][k] == 0 for k in range(1, N, 2)) and b[0][9] == 0 and all(b[9][k] == 0 for k in range(0, N, 2))
    show('sample_even', [row[2::2] for row in pair_rows])
    show('sample_odd', [row[1:9:2] for row in pair_rows])
    show('sample_ends', [b[0][0::2], b[9][1::2]])
    show('powers', [[p ** k for k in range(7)] for p in PAIRS])


main()
