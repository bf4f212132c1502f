"""Cholesky factors by LAPACK and BLAS themselves.

scipy's own functions look at every argument again, which costs several times what fifty cells cost
to factorise; a suggestion factorises some eight hundred times.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.linalg.blas import dtrsm
from scipy.linalg.lapack import dpotrf, dpotrs, dtrtri

Array = NDArray[np.float64]


def factorised(K: Array) -> Array:
    """Lower Cholesky factor (n, n) of K (n, n), of which only the lower triangle is read.

    Raises:
        LinAlgError: K is not positive definite, or not finite.
    """
    factor, failed = dpotrf(K, lower=1, clean=1)
    if failed:
        raise np.linalg.LinAlgError(f"Row {failed} of the covariance makes it indefinite.")
    if len(factor) and np.isnan(factor[-1, -1]):
        raise np.linalg.LinAlgError("The covariance holds a value that is not a number.")
    return np.asarray(factor)


def solved(factor: Array, b: Array) -> Array:
    """K^-1 b for b (n,) or (n, m), given the factor of K."""
    return np.asarray(dpotrs(factor, b, lower=1)[0]) if len(b) else b


def reduced(factor: Array, b: Array) -> Array:
    """L^-1 b for b (n, m), given the factor L; as b' L'^-1, which is quicker for large m."""
    return np.asarray(dtrsm(1.0, factor, b.T, side=1, lower=1, trans_a=1).T)


def lengths(b: Array) -> Array:
    """Squared length (m,) of each column of b (n, m)."""
    return np.asarray(np.einsum("ij,ij->j", b, b))


def inverse_diagonal(factor: Array) -> Array:
    """Diagonal (n,) of K^-1, given the factor of K: a sixth of the work of the whole inverse."""
    return lengths(np.asarray(dtrtri(factor, lower=1)[0])) if len(factor) else np.empty(0)
