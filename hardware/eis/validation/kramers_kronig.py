"""Linear Kramers-Kronig test: is this the spectrum of a linear, steady cell, and how noisy is it?

The spectrum is fitted by a series of inductance, resistance, capacitance and M R-C elements of
fixed time constants; this set obeys the Kramers-Kronig relations and is linear in its unknowns
(Boukamp, J. Electrochem. Soc. 142 (1995) 1885; Schoenleber et al., Electrochim. Acta 131 (2014)
20). What it cannot describe is noise, an outlier or a cell that changed while it was measured.
It is blind to shorts and to slow drift: those have gates of their own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hardware.eis.spectrum import Complexes, Floats

Mask = NDArray[np.bool_]

ELEMENTS_PER_DECADE = (0.7, 1.0, 1.5, 2.2, 3.0)  # fewer blur arcs, more follow the noise
OUTLIER_SCALES = 5.0  # of a million normal points four lie beyond
OUTLIER_FLOOR = 0.02  # as the limit of noise: less is no outlier of a good sweep
OUTLIERS_AT_MOST = 0.10  # chosen: with more the rest decides no longer
REWEIGHTINGS = 6  # chosen: weights settle after three or four
RAYLEIGH_MEDIAN = 1.1774
"""Median modulus of a complex residual whose two parts have standard deviation one."""


@dataclass(frozen=True, eq=False)
class KramersKronig:
    """What the test found.

    Attributes:
        noise: Standard deviation of real and imaginary part relative to the modulus, from the
            points that were kept.
        residual: Relative complex residual of every point, shape (n,).
        kept: False where a point is an outlier, shape (n,).
        refused: True when more than a tenth of the points would have to be dropped.
        per_decade: R-C elements per decade that BIC prefers.
    """

    noise: float
    residual: Complexes
    kept: Mask
    refused: bool
    per_decade: float


def linear_kramers_kronig(frequency_hz: Floats, impedance_ohm: Complexes) -> KramersKronig:
    """Run the test and set outliers aside.

    Args:
        frequency_hz: Frequencies, shape (n,), n >= 6.
        impedance_ohm: Impedances, shape (n,).

    Returns:
        Noise, residuals and outliers.
    """
    n = frequency_hz.size
    kept = np.ones(n, dtype=np.bool_)
    residual, noise, chosen = _best_fit(frequency_hz, impedance_ohm, kept, robust=False)
    if float(np.abs(residual).max()) < OUTLIER_FLOOR:
        return KramersKronig(noise, residual, kept, refused=False, per_decade=chosen)
    robust, scale, _ = _best_fit(frequency_hz, impedance_ohm, kept, robust=True)
    far = np.abs(robust) > max(OUTLIER_SCALES * scale, OUTLIER_FLOOR)
    refused = int(far.sum()) > int(OUTLIERS_AT_MOST * n)
    if not refused:
        kept = np.asarray(~far)
    residual, noise, chosen = _best_fit(frequency_hz, impedance_ohm, kept, robust=False)
    return KramersKronig(noise, residual, kept, refused, chosen)


def _best_fit(
    frequency_hz: Floats, impedance_ohm: Complexes, kept: Mask, *, robust: bool
) -> tuple[Complexes, float, float]:
    """Relative residuals and noise with the number of elements that BIC prefers, and it."""
    best: tuple[float, Complexes, float, float] | None = None
    points = 2 * int(kept.sum())
    for per_decade in ELEMENTS_PER_DECADE:
        columns = ladder(frequency_hz, per_decade) / np.abs(impedance_ohm)[:, None]
        unknowns = columns.shape[1]
        if best is not None and unknowns > 0.6 * points:
            break
        residual, rss = _solve(columns, impedance_ohm / np.abs(impedance_ohm), kept, robust)
        score = points * np.log(rss / points + 1e-16) + unknowns * np.log(points)
        if best is None or score < best[0]:
            noise = float(np.sqrt(rss / max(points - unknowns, 1)))
            best = (score, residual, noise, per_decade)
    assert best is not None  # noqa: S101 - the loop ran at least once
    return best[1:]


def ladder(frequency_hz: Floats, per_decade: float) -> Complexes:
    """Resistance, inductance, capacitance and R-C elements of fixed tau, shape (n, 3 + M)."""
    omega = 2.0 * np.pi * frequency_hz
    low, high = np.log10(1.0 / omega.max()) - 0.5, np.log10(1.0 / omega.min()) + 0.5
    tau_s = np.logspace(low, high, max(3, round(per_decade * (high - low))))
    jw = 1j * omega[:, None]
    return np.hstack(
        [np.ones_like(jw), jw / omega.max(), omega.min() / jw, 1.0 / (1.0 + jw * tau_s)]
    )


def _solve(
    columns: Complexes, target: Complexes, kept: Mask, robust: bool
) -> tuple[Complexes, float]:
    """Least squares over real and imaginary part; robust means re-weighted against outliers."""
    weight = kept.astype(np.float64)
    residual = target
    for _ in range(REWEIGHTINGS if robust else 1):
        matrix = np.vstack([columns.real, columns.imag]) * np.tile(weight, 2)[:, None]
        right = np.concatenate([target.real, target.imag]) * np.tile(weight, 2)
        norms = np.linalg.norm(matrix, axis=0)
        solution = np.linalg.lstsq(matrix / norms, right, rcond=1e-12)[0] / norms
        residual = target - columns @ solution
        scale = float(np.median(np.abs(residual))) / RAYLEIGH_MEDIAN + 1e-9
        weight = kept / np.sqrt(1.0 + (np.abs(residual) / (3.0 * scale)) ** 4) ** 0.5
    used = residual[kept]
    rss = float(np.sum(np.abs(used) ** 2)) if not robust else _robust_rss(residual)
    return np.asarray(residual), rss


def _robust_rss(residual: Complexes) -> float:
    scale = float(np.median(np.abs(residual))) / RAYLEIGH_MEDIAN
    return 2.0 * residual.size * scale**2
