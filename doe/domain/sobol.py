"""Scrambled Sobol points, the same that `scipy.stats.qmc.Sobol` gives.

That package takes a second to load, longer than all that is done with the points. Direction
numbers: Joe and Kuo 2008 (new-joe-kuo-6, primitive polynomials and initial numbers of the first
dimensions). Scrambling: a random lower triangular matrix and a digital shift (Matousek 1998), drawn
in the order of SciPy, so that both give the same points from the same generator.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Bits = NDArray[np.uint32]

_BITS = 30  # as scipy's tables of direction numbers (Joe and Kuo 2008)
_POLYNOMIALS = (
    1, 3, 7, 11, 13, 19, 25, 37, 41, 47, 55, 59, 61, 67, 91, 97, 103, 109, 115, 131,
)  # fmt: skip
_INITIAL: tuple[tuple[int, ...], ...] = (
    (1,), (1,), (1, 3), (1, 3, 1), (1, 1, 1), (1, 1, 3, 3), (1, 3, 5, 13), (1, 1, 5, 5, 17),
    (1, 1, 5, 5, 5), (1, 1, 7, 11, 19), (1, 1, 5, 1, 1), (1, 1, 1, 3, 11), (1, 3, 5, 5, 31),
    (1, 3, 3, 9, 7, 49), (1, 1, 1, 15, 21, 21), (1, 3, 1, 13, 27, 49), (1, 1, 1, 15, 7, 5),
    (1, 3, 1, 15, 13, 25), (1, 1, 5, 5, 19, 61), (1, 3, 7, 11, 23, 15, 103),
)  # fmt: skip
MOST_DIMENSIONS = len(_POLYNOMIALS)


def sobol_points(log2: int, dimensions: int, generator: np.random.Generator) -> Array:
    """2^log2 scrambled Sobol points (n, d) in the unit cube.

    Args:
        log2: of the count, 0 to 30.
        dimensions: of the cube.
        generator: spawned from, as SciPy does; each call gives other points.
    """
    if dimensions > MOST_DIMENSIONS:
        from scipy.stats import qmc  # a second of loading, for spaces that hardly anyone has

        sampler = qmc.Sobol(dimensions, rng=generator)
        return np.asarray(sampler.random_base2(log2))
    own = generator.spawn(1)[0]
    powers = np.left_shift(np.uint32(1), np.arange(_BITS, dtype=np.uint32))
    shift = own.integers(2, size=(dimensions, _BITS), dtype=np.uint32) @ powers
    matrix = np.tril(own.integers(2, size=(dimensions, _BITS, _BITS), dtype=np.uint32))
    directions = _scrambled(_directions(dimensions), matrix)
    index = np.arange(2**log2, dtype=np.uint32)
    gray = index ^ (index >> np.uint32(1))
    points = np.tile(shift.astype(np.uint32), (len(index), 1))
    for bit in range(log2):
        chosen = (gray >> np.uint32(bit)) & np.uint32(1)
        points ^= chosen[:, None] * directions[:, bit]
    return np.asarray(points * 0.5**_BITS, dtype=np.float64)


@lru_cache
def _directions(dimensions: int) -> Bits:
    """Direction numbers (d, bits), unscrambled."""
    numbers = np.ones((dimensions, _BITS), dtype=np.uint32)
    for row in range(1, dimensions):
        polynomial, initial = _POLYNOMIALS[row], _INITIAL[row]
        degree = polynomial.bit_length() - 1
        values = list(initial)
        for bit in range(degree, _BITS):
            value = values[bit - degree]
            for k in range(degree):
                if (polynomial >> (degree - 1 - k)) & 1:
                    value ^= values[bit - k - 1] << (k + 1)
            values.append(value)
        numbers[row] = values
    return np.left_shift(numbers, np.arange(_BITS - 1, -1, -1, dtype=np.uint32))


def _scrambled(directions: Bits, matrix: Bits) -> Bits:
    """Direction numbers multiplied by random lower triangular matrices over the field of two."""
    own = np.arange(_BITS)
    matrix[:, own, own] = 1
    bits = (directions[:, :, None] >> np.arange(_BITS, dtype=np.uint32)) & np.uint32(1)
    mixed = (matrix @ bits[:, :, ::-1].transpose(0, 2, 1)) & np.uint32(1)
    weights = np.left_shift(np.uint32(1), np.arange(_BITS - 1, -1, -1, dtype=np.uint32))
    return np.asarray((mixed * weights[:, None]).sum(axis=1), dtype=np.uint32)
