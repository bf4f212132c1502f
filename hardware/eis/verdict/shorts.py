"""Shorts, recognised by physics: one passes Kramers-Kronig and looks like the best cell ever.

A cell is called short only on evidence that nothing else explains: no capacitance at all, less
resistance than electrolyte can have, a double layer that is seen to charge and to close into a
resistance, a pellet that at its lowest frequency has less capacitive part than the largest
electrode, or a voltage that a sound cell does not have. A sweep that ends, a second arc, and the
instrument's own input resistance are other explanations: there the verdict is to measure again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from hardware.eis.spectrum import Complexes, Floats
from hardware.eis.validation.findings import Cell, Finding
from hardware.eis.verdict.tail import tail_is_growing

LEAST_ASR_OHM_CM2 = 1.0
"""No pressed cell is known below this; a thickness and a best known conductivity say it better."""
MEASURED_TIMES = 3.0
"""A tail lies over a small resistance, so its smallest modulus may be a little larger."""
RESISTIVE_PHASE_DEG: dict[Cell, float] = {"blocking": 6.0, "full": 3.0, "symmetric": 1.0}
"""Less phase than this at every frequency is a plain resistor; reacting metal shows least."""
RESISTOR_HZ = (1e5, 1.0)  # see below
RESISTOR_ASR_OHM_CM2 = 5.0
"""A sound cell shows no phase where its arcs are faster than the sweep and its tail is slower.
Below this and over this range neither can be: the thinnest pressed separators have 5 to 10 ohm
cm2."""
LEADS_OHM = 2.0
"""Two leads, their contacts and a bridge have up to this, and the phase of hardly any cell: with
a large electrode that is more than the limit above."""
HARDLY_DEG = 6.0
"""Between two reactive electrodes an interface of a fifth of the whole shows more phase than this;
next to a path of a tenth of the cell's resistance none does."""
HOLDS_V = 1.0
"""With this at rest a cell has no path that a spectrum could show: it would have emptied it."""

CHECK = "are area and unit right?"
SHORTED = "; the cell is shorted"


@dataclass(frozen=True)
class LeastAsr:
    """What the electrolyte must have.

    Attributes:
        ohm_cm2: The limit.
        usual: Whether nobody stated one for this cell.
        named: Whether somebody said which kind of cell it is.
    """

    ohm_cm2: float
    usual: bool
    named: bool


def of_no_capacitance(cell: Cell, f: Floats, z: Complexes, area_cm2: float) -> Iterator[Finding]:
    """A small resistance without any capacitive behaviour is a wire."""
    inside = (f < RESISTOR_HZ[0]) & (f > 0.99 * RESISTOR_HZ[1])
    covered = f[0] >= 0.99 * RESISTOR_HZ[0] and f[-1] <= 1.01 * RESISTOR_HZ[1]
    ohm = float(np.median(z.real))
    if not covered or int(inside.sum()) < 3 or ohm * area_cm2 > RESISTOR_ASR_OHM_CM2:
        return
    if float(np.percentile(-np.degrees(np.angle(z[inside])), 95)) < RESISTIVE_PHASE_DEG[cell]:
        yield Finding(
            "short",
            f"a plain resistor of {ohm:.3g} ohm: no electrode capacitance shows from "
            f"{RESISTOR_HZ[0]:g} to {RESISTOR_HZ[1]:g} Hz{SHORTED}",
        )


def of_hardly_any_capacitance(f: Floats, z: Complexes, area_cm2: float) -> Iterator[Finding]:
    """A symmetric cell of little resistance whose interfaces hardly show: a path may pass them.

    Args:
        f: Frequencies in Hz, shape (n,), descending.
        z: Impedances, shape (n,).
        area_cm2: Area of the cell.

    Yields:
        A finding.
    """
    below = f < RESISTOR_HZ[0]
    ohm = float(np.median(z.real))
    asr = ohm * area_cm2
    large = asr > RESISTOR_ASR_OHM_CM2 and ohm > LEADS_OHM
    if int(below.sum()) < 3 or large or tail_is_growing(z):
        return
    most_deg = float(np.percentile(-np.degrees(np.angle(z[below])), 95))
    if most_deg < HARDLY_DEG:
        yield Finding(
            "remeasure",
            f"{ohm:.3g} ohm ({asr:.3g} ohm cm2) with a phase of {max(most_deg, 0.0):.2g} deg at "
            "most is next to a plain resistor: a short that passes the interfaces looks the same, "
            "behind leads too; compare with the leads alone and with thickness and conductivity of "
            f"the electrolyte; {CHECK}",
        )


def of_least_resistance(
    asr_ohm_cm2: float, asr_std_ohm_cm2: float, z: Complexes, area_cm2: float, least: LeastAsr
) -> Iterator[Finding]:
    """Less resistance than the electrolyte can have means that current takes another way.

    A tail that still grows would be held up by such a path: then area or unit are wrong. So may
    they be where the limit is the usual one and nobody said what was measured.

    Args:
        asr_ohm_cm2: The resistance.
        asr_std_ohm_cm2: Its standard deviation.
        z: Impedances, shape (n,): a fit alone is no evidence.
        area_cm2: Area of the cell.
        least: What the electrolyte must have.

    Yields:
        A finding.
    """
    sure = asr_ohm_cm2 + 2.0 * asr_std_ohm_cm2 < least.ohm_cm2
    if not sure or float(np.abs(z).min()) * area_cm2 > MEASURED_TIMES * least.ohm_cm2:
        return
    words = (
        f"{asr_ohm_cm2:.3g} ohm cm2 is less than the {least.ohm_cm2:.3g} ohm cm2 that electrolyte "
        "of this thickness must have"
    )
    if least.usual and tail_is_growing(z):
        yield Finding(
            "remeasure", f"{words}, but its tail is that of a cell without a short: {CHECK}"
        )
    elif least.usual and not least.named:
        yield Finding(
            "remeasure",
            f"{words}: a short, or no pressed cell; say which kind of cell it is; {CHECK}",
        )
    else:
        yield Finding("short", f"{words}{SHORTED}")


def voltage_holds(ocv_v: float | None, least_ocv_v: float | None) -> bool:
    """Whether the open-circuit voltage is known and that of a cell without a short."""
    least = HOLDS_V if least_ocv_v is None else least_ocv_v
    return ocv_v is not None and abs(ocv_v) >= least


def contradicted_by_voltage(
    findings: Iterable[Finding], cell: Cell, ocv_v: float | None
) -> Iterator[Finding]:
    """Findings on a cell whose voltage holds: a short would have emptied it, so none is asserted.

    Args:
        findings: What the spectrum alone says.
        cell: The kind of cell it was read as.
        ocv_v: The voltage that holds.

    Yields:
        The same findings; a short is to be measured again, with what contradicts it.
    """
    for finding in findings:
        if finding.verdict != "short":
            yield finding
            continue
        asked = CHECK if cell == "full" else f"is it a {cell} cell (--cell full)? {CHECK}"
        yield Finding(
            "remeasure",
            f"{finding.words.removesuffix(SHORTED)}; but at rest it has {ocv_v:.3g} V, "
            f"which a shorted cell would not hold: {asked}",
        )


def of_resting_voltage(ocv_v: float | None, least_ocv_v: float | None) -> Iterator[Finding]:
    """A full cell that has lost its voltage has a short, whatever its spectrum looks like.

    Either polarity counts: leads can be swapped. Where a least voltage is set and none was
    measured, the cell cannot be called good.
    """
    if least_ocv_v is None:
        return
    if ocv_v is None:
        yield Finding(
            "remeasure",
            f"a sound cell has at least {least_ocv_v:.3g} V at rest and its open-circuit voltage "
            "is not known: measure it and state it (a spectrum alone hides a soft short)",
        )
    elif abs(ocv_v) < least_ocv_v:
        yield Finding(
            "short",
            f"open-circuit voltage {ocv_v:.3g} V, a sound cell has at least {least_ocv_v:.3g} V: "
            "the cell discharges itself through a short",
        )
    else:
        words = f"open-circuit voltage {ocv_v:.3g} V, above the {least_ocv_v:.3g} V of a sound cell"
        yield Finding("good", words)
