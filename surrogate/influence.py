"""What a single cell holds up: the surface without each cell, in closed form."""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve

from surrogate.gp import GaussianProcess

Array = NDArray[np.float64]


def without_each(surface: GaussianProcess, X: Array) -> Array:
    """Mean of the surface at X (m, d) had cell j been missing: (m, n), one column a cell.

    Hyperparameters are kept. With C the covariance of the n cells and a = C^-1 y, leaving out j
    changes the weights by -(C^-1)_j a_j / (C^-1)_jj (Rasmussen and Williams 2006, section 5.4.2).
    """
    inverse = cho_solve((surface.factor, True), np.eye(len(surface.X)))
    mean, _ = surface.predict(X)
    reach = surface.kernel(X, surface.X) @ inverse
    return np.asarray(
        mean[:, None] - surface.spread * reach * (surface.weights / np.diag(inverse))[None, :]
    )
