"""How many arcs: grow the circuit arc by arc and let BIC choose, with an error floor.

With the pure noise of a good instrument (0.1 %) as error, BIC always over-fits: no circuit of
perfect arcs describes a real cell that well. The floor of the window says how well a circuit can
be expected to describe a cell at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from hardware.eis.fit.circuit import Circuit
from hardware.eis.fit.drt import DrtPeaks, relaxation_times
from hardware.eis.fit.least_squares import BADLY, Fit, FitWindow, fit, start_from
from hardware.eis.spectrum import Floats

HOPELESS = 12.0
"""Growth stops when an added arc made BIC worse by more than this."""


def grown(window: FitWindow, bare: Circuit, orders: Sequence[int]) -> list[Fit]:
    """Fit every order in turn; each starts from the relaxation times, evenly, and from the last.

    Args:
        window: What is fitted.
        bare: The circuit with its bounds and tails; its number of arcs is replaced.
        orders: Numbers of arcs to try, ascending.

    Returns:
        One fit per order tried, in the same sequence.
    """
    peaks = relaxation_times(window.omega, window.impedance_ohm, bare.ln_tau, tail=bare.tails > 0)
    fits: list[Fit] = []
    for arcs in orders:
        circuit = replace(bare, arcs=arcs)
        fits.append(fit(window, circuit, list(_starts(circuit, peaks, fits))))
        if len(fits) > 1 and _hopeless(fits):
            break
    return fits


def _hopeless(fits: Sequence[Fit]) -> bool:
    """One more arc made it worse, and not because an earlier order sits in a trap."""
    earlier = min(fits[:-1], key=lambda f: f.bic)
    trapped = earlier.chi2 > BADLY * 2 * earlier.window.omega.size
    return fits[-1].bic > earlier.bic + HOPELESS and not trapped


def best(fits: Sequence[Fit]) -> Fit:
    """The fit of lowest BIC."""
    return min(fits, key=lambda candidate: candidate.bic)


def _starts(circuit: Circuit, peaks: DrtPeaks, earlier: Sequence[Fit]) -> Iterator[Floats]:
    """Start points, the most promising first."""
    if peaks.peak_ln_tau.size >= circuit.arcs:
        yield start_from(circuit, peaks, np.sort(peaks.peak_ln_tau[: circuit.arcs]).tolist())
    evenly = np.linspace(*circuit.ln_tau, circuit.arcs + 2)[1:-1]
    yield start_from(circuit, peaks, evenly.tolist())
    if earlier and circuit.arcs == earlier[-1].circuit.arcs + 1:
        yield from one_more(circuit, earlier[-1])


def one_more(circuit: Circuit, before: Fit) -> Iterator[Floats]:
    """The last order's result with one small arc more, in the fast and in the slow half.

    Args:
        circuit: The circuit of that order but for one arc more.
        before: The last order's fit.

    Yields:
        Start points.
    """
    old = before.circuit
    ohm = 0.2 * max(before.total_ohm, 1e-6)
    for place in (-1.0, 1.0):
        arc = (float(np.log(ohm)), place, 1.0)
        head, tail = before.theta[: 2 + 3 * old.arcs], before.theta[2 + 3 * old.arcs :]
        yield np.concatenate([head, arc, tail])
