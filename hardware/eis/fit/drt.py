"""Distribution of relaxation times by non-negative least squares: where arcs may start.

The spectrum is written as leads + ohmic part + a ladder of R-C elements on a fixed grid of time
constants + tails of a few fixed exponents, all non-negative, with Tikhonov regularisation of the
ladder's curvature (Wan et al., Electrochim. Acta 184 (2015) 483). Its peaks are only used as
starting points; no resistance is ever read from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy.optimize import nnls

from hardware.eis.spectrum import Complexes, Floats

GRID_PER_DECADE = 5  # chosen: closer relaxation times cannot be distinguished
SMOOTHNESS = 0.02  # chosen; benchmarks/IMPEDANCE.md has what follows from it
EXPONENTS = (0.35, 0.5, 0.65, 0.8, 0.9, 0.98)
"""Of constant phase elements; chosen: from Warburg's and below to nearly a capacitor."""


@dataclass(frozen=True, eq=False)
class DrtPeaks:
    """Peaks of the distribution, strongest first, and the linear parts that go with them.

    Attributes:
        peak_ohm: Resistance under each peak, shape (p,).
        peak_ln_tau: Centre of each peak, ln(tau / s), shape (p,).
        ohmic_ohm: Ohmic part.
        leads_h: Inductance of the leads.
        tail_ohm: Modulus of the tail at the lowest frequency; 0 without a tail.
        tail_a: Mean exponent of the tail.
    """

    peak_ohm: Floats
    peak_ln_tau: Floats
    ohmic_ohm: float
    leads_h: float
    tail_ohm: float
    tail_a: float


def relaxation_times(
    omega: Floats, impedance_ohm: Complexes, ln_tau: tuple[float, float], *, tail: bool
) -> DrtPeaks:
    """Distribution of relaxation times between two bounds.

    Args:
        omega: Angular frequencies in rad/s, shape (n,).
        impedance_ohm: Impedances, shape (n,).
        ln_tau: Bounds of ln(tau / s) for the ladder.
        tail: Whether constant-phase tails are offered.

    Returns:
        The peaks and the linear parts.
    """
    count = max(4, round((ln_tau[1] - ln_tau[0]) / np.log(10.0) * GRID_PER_DECADE))
    grid = np.linspace(*ln_tau, count)
    modulus = np.abs(impedance_ohm)
    scale = float(np.median(modulus))
    ladder = scale / (1.0 + 1j * omega[:, None] * np.exp(grid))
    lead = (1j * omega * scale / omega.max())[:, None]
    exponents = EXPONENTS if tail else ()
    jw = 1j * omega / omega.min()
    ends = [float(modulus[-1]) * jw**-a for a in exponents]
    columns = np.column_stack([lead, np.full(omega.size, scale + 0j), ladder, *ends])
    x = _non_negative(columns, impedance_ohm, modulus, slice(2, 2 + count))
    peaks = _peaks(grid, x[2 : 2 + count] * scale)
    tails = x[2 + count :] * float(modulus[-1])
    return DrtPeaks(
        peak_ohm=peaks[0],
        peak_ln_tau=peaks[1],
        ohmic_ohm=float(x[1] * scale),
        leads_h=float(x[0] * scale / omega.max()),
        tail_ohm=float(tails.sum()),
        tail_a=float(tails @ exponents / tails.sum()) if tails.sum() > 0 else 0.5,
    )


def _non_negative(
    columns: Complexes, impedance_ohm: Complexes, modulus: Floats, ladder: slice
) -> Floats:
    relative = columns / modulus[:, None]
    target = impedance_ohm / modulus
    count = ladder.stop - ladder.start
    smooth = np.zeros((count - 2, columns.shape[1]))
    smooth[:, ladder] = SMOOTHNESS * np.diff(np.eye(count), n=2, axis=0)
    matrix = np.vstack([relative.real, relative.imag, smooth])
    right = np.concatenate([target.real, target.imag, np.zeros(count - 2)])
    solution: Floats = nnls(matrix, right, maxiter=20 * matrix.shape[1])[0]
    return solution


def _peaks(grid: Floats, gamma: Floats) -> tuple[Floats, Floats]:
    """Cut the ladder at its valleys; resistance and centre of every piece, strongest first."""
    inner = (gamma[1:-1] <= gamma[:-2]) & (gamma[1:-1] < gamma[2:])
    cuts = np.concatenate([[0], np.flatnonzero(inner) + 1, [gamma.size]])
    pieces = [slice(a, b) for a, b in pairwise(cuts) if gamma[a:b].sum() > 0]
    ohm = np.array([gamma[p].sum() for p in pieces])
    centre = np.array([gamma[p] @ grid[p] / gamma[p].sum() for p in pieces])
    strongest = np.argsort(-ohm, kind="stable")
    return ohm[strongest], centre[strongest]
