"""Shorts, told by physics: a short passes Kramers-Kronig and looks like the best cell ever made.

No electrode that blocks or stores ions conducts at rest, so a spectrum without a tail at low
frequency is not one of a sound blocking pellet or full cell, however clean it looks. A symmetric
metal cell does conduct at rest; there only the size of the resistance can tell.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hardware.eis.findings import Cell, Finding
from hardware.eis.fit.tail_onset import MOST_RISE_DEG, Valley
from hardware.eis.spectrum import Complexes, Floats

LEAST_ASR_OHM_CM2 = 1.0
"""No pressed cell is known below this; a thickness and a best known conductivity say it better."""
BLOCKING_PHASE_DEG = -45.0
RESISTIVE_PHASE_DEG: dict[Cell, float] = {"blocking": 6.0, "full": 3.0, "symmetric": 1.0}
"""Less phase than this at every frequency is a plain resistor; reacting metal shows least."""
RESISTIVE_BELOW_HZ = 1e5
BENT_BACK_DEG = 15.0
LOW_ENOUGH_HZ = 100.0
FULL_CELL_HZ = 1.0
LEAST_TAIL = 0.02
LEAST_GROWTH = 0.34


def of_no_capacitance(cell: Cell, f: Floats, z: Complexes) -> Iterator[Finding]:
    """A cell without any capacitive behaviour is a wire."""
    phase = np.degrees(np.angle(z[f < RESISTIVE_BELOW_HZ]))
    if phase.size >= 3 and float(np.percentile(-phase, 95)) < RESISTIVE_PHASE_DEG[cell]:
        yield Finding(
            "short",
            f"a plain resistor of {float(np.median(z.real)):.3g} ohm: no electrode shows below "
            f"{RESISTIVE_BELOW_HZ:g} Hz; the cell is shorted",
        )


def of_least_resistance(asr_ohm_cm2: float, least_asr_ohm_cm2: float) -> Iterator[Finding]:
    """Less resistance than the electrolyte can have means that current takes another way."""
    if asr_ohm_cm2 < least_asr_ohm_cm2:
        yield Finding(
            "short",
            f"{asr_ohm_cm2:.3g} ohm cm2 is less than the {least_asr_ohm_cm2:.3g} ohm cm2 that "
            "electrolyte of this thickness must have; the cell is shorted",
        )


def tail_is_growing(z: Complexes) -> bool:
    """Whether the capacitive part still grows towards the lowest frequency, as a tail does."""
    loss = -z.imag
    if loss.size < 9:
        return bool(loss[-1] > loss[0])
    low = float(np.median(loss[-3:]))
    return bool(low > np.median(loss[-7:-3])) and low > LEAST_TAIL * float(np.abs(z[-1]))


def tail_is_held_up(f: Floats, z: Complexes, noise: float) -> bool:
    """Whether the capacitive part grows too slowly over the last decade to be diffusion alone.

    Diffusion and storage grow by f^-0.4 to f^-1, ever faster as faster arcs die out; a leak beside
    them holds the growth up. Told by a parabola through ln(-Im) against -ln f.
    """
    last = (f <= 10.0 * f[-1]) & (-z.imag > 0.0)
    if int(last.sum()) < 6:
        return False
    x, loss = np.log(f[-1] / f[last]), -z.imag[last]
    weight = loss / (max(noise, 1e-3) * np.abs(z[last]))
    matrix = np.stack([np.ones_like(x), x, x**2], axis=1) * weight[:, None]
    covariance = np.linalg.inv(matrix.T @ matrix)
    _, growth, curvature = covariance @ (matrix.T @ (np.log(loss) * weight))
    gathers_pace = float(curvature) > 1.5 * float(np.sqrt(covariance[2, 2]))
    return float(growth) < LEAST_GROWTH and not gathers_pace


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
        words = f"open-circuit voltage {ocv_v:.3g} V, of at least {least_ocv_v:.3g} V: it holds"
        yield Finding("good", words)


def of_missing_tail(
    cell: Cell, f: Floats, z: Complexes, valley: Valley, noise: float, *, voltage_checked: bool
) -> Iterator[Finding]:
    """A blocking pellet and a full cell end in a tail; without one there is a short beside it."""
    if cell == "blocking":
        yield from _of_blocking_tail(f, z, valley)
    elif cell == "full" and not tail_is_growing(z):
        yield from _of_full_tail(f, z)
    elif cell == "full" and tail_is_held_up(f, z, noise):
        words = (
            f"the tail hardly grows towards {f[-1]:.3g} Hz, as with a leak: check the open-"
            "circuit voltage for a soft short and measure to lower frequency"
        )
        yield Finding("remeasure", words)
    elif cell == "full" and not voltage_checked:
        words = (
            "the tail of a full cell hides a soft short of more than about "
            f"{2.0 * float(z.real[-1]):.2g} ohm: its open-circuit voltage must be checked"
        )
        yield Finding("good", words)


def _of_full_tail(f: Floats, z: Complexes) -> Iterator[Finding]:
    if f[-1] > FULL_CELL_HZ:
        words = f"no diffusion seen down to {f[-1]:.3g} Hz: measure down to 0.1 Hz"
        yield Finding("remeasure", words)
        return
    yield Finding(
        "short",
        f"the spectrum returns to the real axis at {f[-1]:.3g} Hz instead of ending in diffusion "
        f"or storage: the cell conducts at rest, a short of about {float(z.real[-1]):.3g} ohm",
    )


def _of_blocking_tail(f: Floats, z: Complexes, valley: Valley) -> Iterator[Finding]:
    phase = np.degrees(np.angle(z))
    low = float(np.median(phase[-3:]))
    tail = phase[valley.index :]
    steepest = float(np.min(tail)) if tail.size else low
    if low > BLOCKING_PHASE_DEG and _turned_back(f, low, steepest):
        yield Finding(
            "short",
            f"phase {low:.0f} deg at {f[-1]:.3g} Hz, a blocking pellet is below "
            f"{BLOCKING_PHASE_DEG:g} deg: it conducts at rest, a soft short of about "
            f"{float(z.real[-1]):.3g} ohm",
        )
    elif low > BLOCKING_PHASE_DEG:
        yield Finding(
            "remeasure",
            f"phase {low:.0f} deg at the lowest frequency ({f[-1]:.3g} Hz), the tail has not "
            "begun and a short cannot be excluded: measure down to 0.1 Hz",
        )
    elif low > steepest + BENT_BACK_DEG:
        yield Finding(
            "short",
            f"the tail bends back from {steepest:.0f} to {low:.0f} deg towards {f[-1]:.3g} Hz: "
            f"a leak of about {_leak_ohm(z):.3g} ohm parallel to the pellet",
        )


def _turned_back(f: Floats, low_deg: float, steepest_deg: float) -> bool:
    """A phase that came back to zero, or never left it although the sweep goes low enough."""
    never_left = low_deg > -2.0 * MOST_RISE_DEG and f[-1] < LOW_ENOUGH_HZ
    return low_deg > steepest_deg + MOST_RISE_DEG or bool(never_left)


def _leak_ohm(z: Complexes) -> float:
    """Resistance in parallel that the conductance at the lowest frequency would mean."""
    return float(1.0 / (1.0 / z[-1]).real)
