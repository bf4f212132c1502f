"""Was the resistance measured, or does part of it lie below the lowest frequency?

A sweep that ends too early reads a smooth, noiseless and wrong number. What the window must show:

- the arcs that are counted have closed: what extrapolation adds is a tenth at most;
- in a cell that conducts or stores, no slower interface can hide below. Far above its own frequency
  an arc shows as the capacitance it has, so the capacitive part at the lowest frequency says how
  large the capacitance of anything slower must be; from `STORAGE_FARAD_CM2` on it is storage, not
  interface;
- in a blocking pellet, the tail of the electrodes has begun: before that a leak parallel to
  the pellet cannot be distinguished from the pellet.

Advice names a frequency that is lower than the one measured and can be measured, or another way.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hardware.eis.fit.estimate import Estimate
from hardware.eis.fit.interface_share import STORAGE_FARAD_CM2
from hardware.eis.spectrum import Floats
from hardware.eis.validation.findings import Cell, Finding
from hardware.eis.validation.quality_checks import Quality
from hardware.eis.verdict.tail import (
    DOUBLE_LAYER_FARAD_CM2,
    JUST_BEGUN,
    no_electrode_left,
    tail_is_growing,
)
from hardware.eis.verdict.uncertainty import unmeasured_ohm

NOT_AT_ALL_FARAD_CM2 = 6e-3
"""Above it no part of an arc counts. Below, a slow end of a symmetric cell that still grows may be
the rise of an interface before its apex. Of 845 good tuning readings four had such an end: 16 % too
low, one that left 21 % of a slow electrode open, and two right ones, swept not long enough."""
OPEN_SHARE = 0.05
"""Of the resistance, -Im at such an end: before the apex as much lies below, twice as much of a
broad arc."""
MOST_UNMEASURED = 0.10  # as the tenth by which a good reading may be off
TAIL_SHARE = 0.25
"""A pellet's tail has begun when it is a quarter of the resistance: a leak as large as the pellet
would then slow its growth by more than the noise of a sound measurement."""
TAIL_NOISES = 80.0
"""As many times the noise it is at least: with 0.45 % and a tail of 0.3, 22 of 144 tuning pellets
next to a leak of one and a half times their resistance passed every other test."""
LEAST_SHARE = 0.01
"""Less of a tail than this says nothing of where it begins; then the usual electrode is assumed."""
PLAIN_METAL_FARAD_CM2 = 5e-5
"""An end that is more capacitor than resistor and holds less is a double layer: one of metal has
20 uF/cm2 at most, a rough one some more."""
SLOWEST_HZ = 1e-3
"""Below this a point takes an hour: a direct-current measurement is quicker."""
USUAL_FARAD_CM2 = 1e-6
"""A blocking metal on a solid electrolyte has 0.1 to 10 uF/cm2; for advice only."""
KNEE = 0.7  # chosen: deeper than noise makes a minimum
KNEE_DECADES = 3.0  # from the end; an interface closes within them
TAIL_FARAD_CM2 = 3e-4  # between a double layer of 0.01 and storage of 10 mF/cm2
LATEST_KNEE_HZ = 0.3
"""A tail that rises out of a minimum of -Im, and ends no later than here: an interface of 1 mF/cm2
and 500 ohm cm2 lies here, and what still rises below with the capacitance of more is storage."""


def of_window_end(
    cell: Cell, quality: Quality, estimate: Estimate, area_cm2: float
) -> Iterator[Finding]:
    """Whether the arcs have closed and, but for pellets, nothing that counts can be slower.

    Args:
        cell: The kind of cell.
        quality: The checked spectrum.
        estimate: What the fit says.
        area_cm2: Area of the cell.

    Yields:
        Findings.
    """
    f, z = quality.frequency_hz, quality.impedance_ohm
    ohm, lowest_hz = estimate.resistance_ohm, float(f[-1])
    share = max(unmeasured_ohm(estimate, lowest_hz) / ohm, 1.0 - float(z.real.max()) / ohm)
    if cell != "blocking" and _ends_like_plain_metal(quality, area_cm2):
        yield _of_blocking_electrodes(cell, quality, area_cm2)
    elif share > MOST_UNMEASURED:
        slowest_s = float(np.max(estimate.fit.elements.arc_tau_s, initial=0.0))
        needed_hz = min(0.03 / max(slowest_s, 1e-12), lowest_hz / 10.0)
        yield Finding(
            "remeasure",
            f"{100 * share:.0f} % of the resistance was not measured: its arc has not closed at "
            f"{lowest_hz:.3g} Hz; {advice(needed_hz, lowest_hz)}",
        )
    elif cell != "blocking":
        open_end = cell == "symmetric" and _still_opens(quality, ohm)
        limit = NOT_AT_ALL_FARAD_CM2 if open_end else STORAGE_FARAD_CM2
        yield from _of_slower_interface(quality, area_cm2, limit)
    elif least_farad_cm2(quality, area_cm2) < DOUBLE_LAYER_FARAD_CM2:
        yield _of_no_electrode(quality, area_cm2)
    elif tail_share(quality, estimate) < needed_tail_share(quality.noise) and not no_electrode_left(
        f, z, quality.noise, area_cm2
    ):  # else `of_blocking_tail` says so, and where a tail begins is no question
        yield from _of_tail_not_begun(quality, estimate, area_cm2)


def advice(needed_hz: float, lowest_hz: float) -> str:
    """To which frequency to measure, round and below the one measured; or what else to do."""
    if needed_hz < SLOWEST_HZ:
        return (
            "a sweep that shows it takes too long: compare with a direct-current measurement "
            "(10 mV held until the current is constant)"
        )
    exponent = np.floor(np.log10(min(needed_hz, 0.5 * lowest_hz)))
    digit = 3.0 if min(needed_hz, 0.5 * lowest_hz) >= 3.0 * 10.0**exponent else 1.0
    return f"measure down to {digit * 10.0**exponent:.3g} Hz"


def tail_share(quality: Quality, estimate: Estimate) -> float:
    """Capacitive part at the lowest frequency over the resistance."""
    return float(np.median(-quality.impedance_ohm.imag[-3:])) / estimate.resistance_ohm


def needed_tail_share(noise: float) -> float:
    """How much of the resistance a tail must be, so that a leak shows in spite of the noise.

    Args:
        noise: Relative noise of the sweep.

    Returns:
        A share; no more than what shows by itself whether it is held up.
    """
    return min(max(TAIL_SHARE, TAIL_NOISES * noise), JUST_BEGUN)


def least_farad_cm2(quality: Quality, area_cm2: float) -> float:
    """Capacitance that anything slower than the window has at least, noise allowed for."""
    f, z = quality.frequency_hz, quality.impedance_ohm
    loss = max(float(np.median(-z.imag[-3:] * f[-3:])) / float(f[-1]), 0.0)
    noise = 2.0 * quality.noise * float(np.abs(z[-1])) / np.sqrt(3.0)
    return float(1.0 / (2.0 * np.pi * float(f[-1]) * (loss + noise)) / area_cm2)


def _ends_like_plain_metal(quality: Quality, area_cm2: float) -> bool:
    """A growing tail, more capacitor than resistor, of no more than a double layer."""
    z = quality.impedance_ohm
    small = least_farad_cm2(quality, area_cm2) < PLAIN_METAL_FARAD_CM2
    return small and tail_is_growing(z) and bool(-z.imag[-1] > z.real[-1])


def _of_blocking_electrodes(cell: Cell, quality: Quality, area_cm2: float) -> Finding:
    return Finding(
        "remeasure",
        f"the tail is that of blocking electrodes ({1e6 * least_farad_cm2(quality, area_cm2):.2g} "
        f"uF/cm2 at {quality.frequency_hz[-1]:.3g} Hz), which a {cell} cell has not: if it is a "
        "pellet between them, say --cell blocking; else a contact is lost or an electrode does not "
        "react, or the sweep ends too early: measure to a tenth of the lowest frequency",
    )


def _still_opens(quality: Quality, ohm: float) -> bool:
    """Whether the slow end still grows and may be the rise of an arc that matters."""
    z = quality.impedance_ohm
    return tail_is_growing(z) and float(np.median(-z.imag[-3:])) > OPEN_SHARE * ohm


def _of_slower_interface(
    quality: Quality, area_cm2: float, limit_farad_cm2: float
) -> Iterator[Finding]:
    lowest_hz = float(quality.frequency_hz[-1])
    farad_cm2 = least_farad_cm2(quality, area_cm2)
    if farad_cm2 > limit_farad_cm2 or _knee_is_seen(quality, farad_cm2):
        return
    needed_hz = lowest_hz * farad_cm2 / limit_farad_cm2
    yield Finding(
        "remeasure",
        f"an interface slower than {lowest_hz:.3g} Hz may be missing (the capacitive part there is "
        f"that of {1e3 * farad_cm2:.2g} mF/cm2, an interface can have "
        f"{1e3 * limit_farad_cm2:g}): {advice(needed_hz, lowest_hz)}",
    )


def _knee_is_seen(quality: Quality, farad_cm2: float) -> bool:
    """A tail that rises out of a minimum of -Im well inside the window."""
    f, loss = quality.frequency_hz, _smoothed(-quality.impedance_ohm.imag)
    if f[-1] > LATEST_KNEE_HZ or farad_cm2 < TAIL_FARAD_CM2:
        return False
    knee = int(np.argmin(np.where(f < f[-1] * 10.0**KNEE_DECADES, loss, np.inf)))
    before = float(loss[: knee + 1].max())
    return bool(loss[knee] < KNEE * min(before, float(loss[-1])))


def _smoothed(values: Floats) -> Floats:
    padded = np.concatenate([values[:1], values, values[-1:]])
    return np.asarray(np.median(np.stack([padded[:-2], padded[1:-1], padded[2:]]), axis=0))


def _of_no_electrode(quality: Quality, area_cm2: float) -> Finding:
    lowest_hz = float(quality.frequency_hz[-1])
    return Finding(
        "remeasure",
        f"at {lowest_hz:.3g} Hz the pellet shows {least_farad_cm2(quality, area_cm2):.2g} F/cm2, "
        "too little for an electrode: an arc of the electrolyte may not be complete; "
        f"{advice(lowest_hz / 30.0, lowest_hz)}",
    )


def _of_tail_not_begun(quality: Quality, estimate: Estimate, area_cm2: float) -> Iterator[Finding]:
    lowest_hz, ohm = float(quality.frequency_hz[-1]), estimate.resistance_ohm
    typical_hz = 1.0 / (2.0 * np.pi * 0.5 * ohm * USUAL_FARAD_CM2 * area_cm2)
    share = tail_share(quality, estimate)
    seen_hz = lowest_hz * share / (2.0 * TAIL_SHARE) if share > LEAST_SHARE else typical_hz
    needed_hz = min(lowest_hz / 3.0, typical_hz, seen_hz)
    noisy = f"hardly begun, for noise of {100.0 * quality.noise:.2g} %,"
    begun = noisy if share > TAIL_SHARE else "not begun"
    yield Finding(
        "remeasure",
        f"the tail of the electrodes has {begun} at {lowest_hz:.3g} Hz: a leak as resistive as "
        f"the pellet cannot be excluded; {advice(needed_hz, lowest_hz)}",
    )
