"""The normal density; `scipy.stats` has it too and takes a second to load."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
_LN_SQRT_2PI = 0.5 * np.log(2.0 * np.pi)


def ln_normal_density(value: Array, mean: Array, std: Array) -> Array:
    """Ln of the normal density of values (n,) with these means and standard deviations (n,)."""
    z = (value - mean) / std
    return np.asarray(-(z**2) / 2.0 - _LN_SQRT_2PI - np.log(std))
