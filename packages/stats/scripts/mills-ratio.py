"""Prints the Chebyshev coefficients in src/distributions/mills-ratio.ts.

(1 + x) m(x), with m the Mills ratio of the standard normal, is smooth in s = (x - 4) / (x + 4) on [-1, 1]
(the substitution of Shepherd and Laframboise, 1981, Mathematics of Computation 36, 249-253, for erfc).
Needs mpmath.
"""

from mpmath import cos, erfc, exp, mp, mpf, pi, sqrt

mp.dps = 50
NODES = 80


def scaled_mills_ratio(s):
    x = 4 * (1 + s) / (1 - s)
    if x > 1e5:
        return (1 / x - 1 / x**3 + 3 / x**5) * (1 + x)
    return sqrt(pi / 2) * erfc(x / sqrt(2)) * exp(x * x / 2) * (1 + x)


angles = [pi * (j + mpf(1) / 2) / NODES for j in range(NODES)]
values = [scaled_mills_ratio(cos(angle)) for angle in angles]
coefficients = [
    2 / mpf(NODES) * sum(value * cos(i * angle) for value, angle in zip(values, angles)) for i in range(NODES)
]
coefficients[0] /= 2
while abs(coefficients[-1]) < 1e-18:
    coefficients.pop()
for coefficient in coefficients:
    print(f"  {float(coefficient)!r},")
