"""What the end of a sweep says of a path past the electrolyte: does the tail grow as it should?

A blocking electrode and diffusion charge ever more slowly, so the capacitive part grows towards the
lowest frequency. A parallel path holds the growth up, and in the end closes the tail. A sweep that
ends, and the instrument's own input resistance, look alike: there the verdict is to measure again.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from hardware.eis.spectrum import Complexes, Floats
from hardware.eis.validation.findings import Finding

STEEP_PHASE_DEG = -45.0  # steeper than any diffusion
BENT_BACK_DEG = 15.0  # chosen: several times the phase error of an analyser
LEAST_PHASE_DEG = -10.0  # chosen: less may be noise of a tail that has hardly begun
TURNED = 0.8  # chosen: by a fifth, far beyond noise
DOUBLE_LAYER_FARAD_CM2 = 1e-7
"""What charges with more than this is an electrode; grain boundaries have 1e-8 at most."""
MOST_FARAD_CM2 = 1e-3
"""The largest blocking electrode, a porous carbon; a plain metal has 0.1 to 10 uF/cm2."""
INSTRUMENT_OHM = 5e7
"""Input resistance and leakage of instruments and holders are 1e8 to 1e12 ohm: a path of more than
half the smallest may be theirs."""
LOST_V = 0.05
"""A full cell that shows no tail and has no voltage either has emptied itself through a short."""
LEAST_TAIL = 0.02  # twice the noise that is allowed
LEAST_FULL_TAIL = 0.1
"""A full cell's tail of a tenth of its impedance would be held up by a leak of a third of it."""
LEAST_GROWTH = 0.34  # see below
LEAST_BLOCKING_GROWTH = 0.4  # see below
JUST_BEGUN = 0.55  # of the real part; a larger tail shows by itself whether it is held up
MORE_REAL = 0.12
"""Of the rise of the capacitive part. Of sound tuning draws whose tail has just begun 3 of 41
exceed it; next to a leak of two and a half times the pellet it is 0.19."""
LOSES_PACE, PACE_SDS = 0.06, 4.0  # of diffusion, which is of more kinds; see below
LOSES_BLOCKING_PACE, BLOCKING_PACE_SDS = 0.045, 3.0
"""Diffusion grows by f^-0.4 and more, a blocking tail by f^-0.6 and more. Over the last decade the
slope of a sound blocking tail changes by 0.02 at most; a leak as large as the pellet takes 0.1.
Diffusion is of more kinds: with the narrower limits 7 of 798 more right full cells were flagged."""


def tail_is_growing(z: Complexes) -> bool:
    """Whether the capacitive part still grows towards the lowest frequency, as a tail does."""
    loss = -z.imag
    if loss.size < 9:
        return bool(loss[-1] > loss[0])
    low = float(np.median(loss[-3:]))
    return bool(low > np.median(loss[-7:-3])) and low > LEAST_TAIL * float(np.abs(z[-1]))


def tail_growth(f: Floats, z: Complexes, noise: float) -> tuple[float, float, float] | None:
    """Slope of ln(-Im) over -ln f at the end, its change over the last decade, and the sd of that.

    From a parabola through the last decade; None where fewer than six points are capacitive.
    """
    last = (f <= 10.0 * f[-1]) & (-z.imag > 0.0)
    if int(last.sum()) < 6:
        return None
    x, loss = np.log(f[-1] / f[last]), -z.imag[last]
    weight = loss / (max(noise, 1e-3) * np.abs(z[last]))
    matrix = np.stack([np.ones_like(x), x, x**2], axis=1) * weight[:, None]
    covariance = np.linalg.inv(matrix.T @ matrix)
    _, growth, curvature = covariance @ (matrix.T @ (np.log(loss) * weight))
    decade = 2.0 * np.log(10.0)
    return float(growth), float(decade * curvature), float(decade * np.sqrt(covariance[2, 2]))


def tail_is_held_up(f: Floats, z: Complexes, noise: float, *, blocking: bool) -> bool:
    """Whether the capacitive part grows too slowly over the last decade, or loses pace.

    Diffusion and storage grow by f^-0.4 to f^-1, ever faster as faster arcs die out; a parallel
    leak holds the growth up.
    """
    found = tail_growth(f, z, noise)
    if found is None:
        return False
    growth, change, sd = found
    slow = growth < (LEAST_BLOCKING_GROWTH if blocking else LEAST_GROWTH)
    pace, sds = (LOSES_BLOCKING_PACE, BLOCKING_PACE_SDS) if blocking else (LOSES_PACE, PACE_SDS)
    return (slow and not change > 1.5 * sd) or change < -max(pace, sds * sd)


def real_part_outruns(f: Floats, z: Complexes, noise: float) -> bool:
    """Whether the real part rises by more than a tail of this growth has, over the last decade.

    The growth is that of the end, or of the middle of the decade where the end is held up.

    A constant-phase tail that grows by f^-a rises in the real part by cot(a pi / 2) of what it adds
    to the capacitive part. Next to a leak the real part rises with the square of the tail, long
    before the capacitive part is held up.
    """
    found = tail_growth(f, z, noise)
    growth = 0.0 if found is None else found[0] - 0.5 * min(found[1], 0.0)
    if not LEAST_GROWTH < growth < 1.0:
        return False
    last = z[f <= 10.0 * f[-1]]
    real, loss = (
        float(np.median(part[-3:]) - np.median(part[:3])) for part in (last.real, -last.imag)
    )
    more = real - loss / math.tan(0.5 * math.pi * growth)
    return more > MORE_REAL * loss + 2.0 * noise * float(np.abs(z[-1]))


def of_blocking_tail(f: Floats, z: Complexes, noise: float, area_cm2: float) -> Iterator[Finding]:
    """A blocking pellet ends in a tail: one that closes, or is not there, has a path around it.

    Args:
        f: Frequencies, shape (n,), descending.
        z: Impedances, shape (n,).
        noise: Relative noise.
        area_cm2: Area of the pellet.

    Yields:
        Findings.
    """
    ohm = float(z.real[-1])
    if no_electrode_left(f, z, noise, area_cm2):
        if tail_is_growing(z):
            yield _stores(float(f[-1]), ohm)
            return
        yield Finding(
            "short",
            f"at {f[-1]:.3g} Hz direct current passes the pellet: a soft short of about "
            f"{ohm:.3g} ohm (even the largest electrode would still look capacitive there); if its "
            "electrodes react, as lithium or sodium do, say --cell symmetric",
        )
        return
    phase, loss = np.degrees(np.angle(z)), -z.imag
    charged = 2.0 * np.pi * f * loss * DOUBLE_LAYER_FARAD_CM2 * area_cm2 < 1.0
    steepest = int(np.argmin(np.where(charged, phase, 0.0)))
    steep, low = float(phase[steepest]), float(np.median(phase[-3:]))
    seen = bool(charged[steepest]) and steep < STEEP_PHASE_DEG
    if seen and float(loss[-2:].max()) < TURNED * float(loss[steepest:].max()):
        yield from _closed(ohm, float(f[-1]), steep, low)
    elif seen and low > steep + BENT_BACK_DEG:
        yield _bent(z, float(f[-1]), steep, low)
    elif loss[-1] < JUST_BEGUN * ohm and real_part_outruns(f, z, noise):
        yield Finding(
            "remeasure",
            f"the tail has only just begun at {f[-1]:.3g} Hz and its real part rises faster than "
            "its growth allows, as with a leak past the pellet: measure to lower frequency, or the "
            "direct-current resistance (10 mV until the current is constant)",
        )
    elif low < LEAST_PHASE_DEG and tail_is_held_up(f, z, noise, blocking=True):
        yield Finding(
            "remeasure",
            f"the tail grows too slowly towards {f[-1]:.3g} Hz, as with a leak: measure to lower "
            "frequency, or the direct-current resistance (10 mV until the current is constant)",
        )


def _stores(lowest_hz: float, ohm: float) -> Finding:
    return Finding(
        "remeasure",
        f"at {lowest_hz:.3g} Hz the tail still grows, and with more capacitance than the largest "
        "blocking electrode has: a cell that stores charge (--cell full), or a soft short of about "
        f"{ohm:.3g} ohm; compare with a direct-current measurement",
    )


def no_electrode_left(f: Floats, z: Complexes, noise: float, area_cm2: float) -> bool:
    """Less capacitive part at the end than the largest electrode there is, by a factor of two.

    An end that is more capacitor than resistor conducts not at rest, however large it is: sound
    cells of the simulated laboratory have 1.6 mF/cm2.

    Args:
        f: Frequencies, shape (n,), descending.
        z: Impedances, shape (n,).
        noise: Relative noise.
        area_cm2: Area of the pellet.

    Returns:
        Whether direct current passes, or the cell stores charge.
    """
    if float(np.median(-z.imag[-3:] / z.real[-3:])) > 1.0:
        return False
    loss = float(np.median(-z.imag[-3:])) + 2.0 * noise * float(np.abs(z[-1]))
    least_ohm = 1.0 / (2.0 * np.pi * float(f[-1]) * MOST_FARAD_CM2 * area_cm2)
    return loss < 0.5 * least_ohm and float(np.abs(z[-1])) < INSTRUMENT_OHM


def _closed(ohm: float, lowest_hz: float, steepest: float, low: float) -> Iterator[Finding]:
    words = (
        f"the tail closes: from {steepest:.0f} deg it comes back to {low:.0f} deg at "
        f"{lowest_hz:.3g} Hz, direct current passes through about {ohm:.3g} ohm"
    )
    if ohm < INSTRUMENT_OHM:
        yield Finding("short", f"{words}: a soft short")
    else:
        yield Finding(
            "remeasure",
            f"{words}, which may be the instrument's own input: measure it without a cell",
        )


def _bent(z: Complexes, lowest_hz: float, steepest: float, low: float) -> Finding:
    leak_ohm = float(1.0 / (1.0 / z[-1]).real)
    return Finding(
        "remeasure",
        f"the tail bends back from {steepest:.0f} to {low:.0f} deg towards {lowest_hz:.3g} Hz, as "
        f"with a leak of about {leak_ohm:.3g} ohm: measure to lower frequency, or the "
        "direct-current resistance (10 mV held until the current is constant)",
    )


def of_full_tail(f: Floats, z: Complexes, noise: float, ocv_v: float | None) -> Iterator[Finding]:
    """A full cell ends in diffusion or storage; where it does not, only the voltage tells why.

    Args:
        f: Frequencies, shape (n,), descending.
        z: Impedances, shape (n,).
        noise: Relative noise.
        ocv_v: Open-circuit voltage, if known; one that holds needs no question.

    Yields:
        Findings.
    """
    ohm = float(z.real[-1])
    share = float(np.median(-z.imag[-3:])) / float(np.abs(z[-1]))
    if not tail_is_growing(z) or share < LEAST_FULL_TAIL:
        yield _of_no_diffusion(float(f[-1]), ohm, ocv_v)
    elif tail_is_held_up(f, z, noise, blocking=False):
        yield Finding(
            "remeasure",
            f"the tail hardly grows towards {f[-1]:.3g} Hz, as with a leak: check the open-"
            "circuit voltage for a soft short (state it) or measure to lower frequency",
        )
    else:
        words = (
            "the tail of a full cell hides a soft short of more than about "
            f"{2.0 * ohm:.2g} ohm: its open-circuit voltage must be checked"
        )
        yield Finding("good", words)


def _of_no_diffusion(lowest_hz: float, ohm: float, ocv_v: float | None) -> Finding:
    seen = f"hardly any diffusion shows at {lowest_hz:.3g} Hz"
    if ocv_v is not None and abs(ocv_v) < LOST_V:
        words = f"{seen} and the cell has {ocv_v:.3g} V at rest: a short of about {ohm:.3g} ohm"
        return Finding("short", words)
    return Finding(
        "remeasure",
        f"{seen}: it begins at a lower frequency, or the cell is shorted through about "
        f"{ohm:.3g} ohm; its open-circuit voltage decides (state it)",
    )
