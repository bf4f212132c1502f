"""What a fit strategy hands to the verdict: a resistance, how well it is known, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from hardware.eis.fit.least_squares import Fit
from hardware.eis.fit.tail_onset import Valley
from hardware.eis.spectrum import Floats
from hardware.eis.validation.findings import Finding

MODEL_FLOOR = 0.003
"""Relative misfit that a circuit of a few arcs has even on a noiseless real cell."""


@dataclass(frozen=True, eq=False)
class Estimate:
    """Resistance of one cell from one spectrum.

    Attributes:
        resistance_ohm: Ohmic part plus arcs, the tail excluded.
        std_ohm: Standard deviation, statistical and systematic parts together.
        fit: The circuit shown to the user.
        valley: Where the phase is smallest.
        findings: What a person should know.
        evaluations: Function evaluations spent.
        electrolyte_ohm: The electrolyte's own part, without a contact arc; None where the
            spectrum does not tell it from the electrodes.
        counted: How far each arc of the fit, fast to slow, is in the resistance, 0 to 1; None:
            all of them wholly.
        at_start: Share of the fitted resistance that the cell had when the sweep began.
    """

    resistance_ohm: float
    std_ohm: float
    fit: Fit
    valley: Valley
    findings: tuple[Finding, ...]
    evaluations: int
    electrolyte_ohm: float | None = None
    counted: Floats | None = None
    at_start: float = 1.0

    @property
    def shares(self) -> Floats:
        """How far each arc of the fit is in the resistance, shape (arcs,)."""
        return np.ones(self.fit.circuit.arcs) if self.counted is None else self.counted
