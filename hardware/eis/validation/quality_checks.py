"""Is this spectrum worth fitting? Everything that can be said before any circuit is assumed.

Kramers-Kronig (`kramers_kronig.py`) sees noise, outliers and fast drift, and is blind to shorts
and slow drift; those have gates of their own here and in `shorts.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from hardware.eis.spectrum import Complexes, Floats, Spectrum
from hardware.eis.validation.findings import Finding
from hardware.eis.validation.kramers_kronig import KramersKronig, Mask, linear_kramers_kronig
from hardware.eis.validation.steadiness import Steadiness, steadiness, time_share

POINTS_AT_LEAST = 12  # chosen: two arcs and a tail have nine parameters
DECADES_AT_LEAST = 2.0  # an arc is two decades wide
DEAD_SHARE = 1e-9  # far below the resolution of any analyser
LEAST_OHM = 1e-9
"""Less than either, and a point is no measurement."""
NOISE_REMARK = 0.01  # chosen: analysers are specified to 0.1 to 1 %
NOISE_LIMIT = 0.02  # twice what analysers are specified to
DRIFT_LIMIT = 0.02  # as the noise
STEP_LIMIT = 0.05
"""Gains of the current ranges of one instrument differ by 0.5 to 3 %; more is another fault."""
FLIPPED_PHASE_DEG = 10.0  # inductive at the low end: no passive cell is so
LOW_FREQUENCY_HZ = 1e3  # above it leads may be inductive
OPEN_FARAD = 2e-8  # a contact of 1 cm2 has a hundred times as much; less by the area of a smaller
PELLET_FARAD = 5e-10  # above the 300 pF below
MOST_PELLET_OHM = 3e9
"""A pellet, its holder and its cable have 1 to 300 pF; one of 1 Gohm conducts at some hertz.
Between this and `OPEN_FARAD` (of 1 cm2) lies the gap under an electrode that has lifted."""
OPEN_OHM = 1e7  # chosen: a thousand times what a pressed cell has


@dataclass(frozen=True, eq=False)
class Quality:
    """What can be said of a spectrum before it is fitted.

    Attributes:
        frequency_hz: Frequencies of the points that are fit for use, shape (m,), descending.
        impedance_ohm: Their impedances, shape (m,).
        noise: Relative standard deviation of real and imaginary part, from Kramers-Kronig.
        kept: Which points of the spectrum are in use, shape (n,).
        drift: Relative change between two measurements of the same frequency; None if unknown.
        phase_low_deg: Phase at the lowest frequency, median of the three lowest points.
        findings: What a person should know.
        steady: What changed during the sweep; None when it cannot be fitted.
        can_be_fitted: False when there are too few points or decades for any circuit.
    """

    frequency_hz: Floats
    impedance_ohm: Complexes
    noise: float
    kept: Mask
    drift: float | None
    phase_low_deg: float
    findings: tuple[Finding, ...]
    steady: Steadiness | None = None
    can_be_fitted: bool = True


def check(spectrum: Spectrum, again: Spectrum | None = None, *, area_cm2: float = 1.0) -> Quality:
    """Check a spectrum before it is fitted.

    Args:
        spectrum: What was measured.
        again: The sweep before of the same cell, if one was taken, to see drift.
        area_cm2: Area of the cell: the electrode of a small one has less capacitance.

    Returns:
        The points fit for use, their noise, and findings.
    """
    frequency_hz, impedance_ohm = spectrum.frequency_hz, spectrum.impedance_ohm
    modulus = np.abs(impedance_ohm)
    present = modulus > max(DEAD_SHARE * float(np.median(modulus)), LEAST_OHM)
    unfit = tuple(_of_extent(frequency_hz[present]))
    if unfit:
        return _unfit(spectrum, present, unfit)
    tested = linear_kramers_kronig(frequency_hz[present], impedance_ohm[present])
    kept = present.copy()
    kept[present] = tested.kept
    drift = _drift(spectrum, again)
    f, measured = frequency_hz[kept], impedance_ohm[kept]
    steady = steadiness(f, measured, time_share(spectrum)[kept], tested.per_decade)
    z = steady.impedance_ohm
    findings = [
        *_of_sign(f, measured, tested),
        *_of_noise(tested, steady, spectrum),
        *_of_drift(drift),
        *_of_steps(steady),
        *_of_contact(f, z, OPEN_FARAD * min(area_cm2, 1.0)),
    ]
    return Quality(f, z, steady.noise, kept, drift, phase_low_deg(z), tuple(findings), steady)


def without_top(quality: Quality, top_hz: float) -> Quality:
    """The points up to a frequency: above it an instrument may roll off."""
    inside = quality.frequency_hz <= top_hz
    return replace(
        quality,
        frequency_hz=quality.frequency_hz[inside],
        impedance_ohm=quality.impedance_ohm[inside],
    )


def phase_low_deg(impedance_ohm: Complexes) -> float:
    """Phase at the low-frequency end, median of the three lowest points."""
    return float(np.median(np.degrees(np.angle(impedance_ohm[-3:]))))


def _unfit(spectrum: Spectrum, present: Mask, findings: tuple[Finding, ...]) -> Quality:
    f, z = spectrum.frequency_hz[present], spectrum.impedance_ohm[present]
    phase = phase_low_deg(z) if z.size else 0.0
    return Quality(f, z, 1.0, present, None, phase, findings, can_be_fitted=False)


def _of_extent(frequency_hz: Floats) -> Iterator[Finding]:
    count = frequency_hz.size
    if count < POINTS_AT_LEAST:
        yield Finding(
            "remeasure",
            f"only {count} usable points, at least {POINTS_AT_LEAST} are needed: "
            "measure again, 8 or more points per decade",
        )
        return
    decades = float(np.log10(frequency_hz[0] / frequency_hz[-1]))
    if decades < DECADES_AT_LEAST:
        yield Finding(
            "remeasure",
            f"the sweep spans {decades:.1f} decades, at least {DECADES_AT_LEAST:g} are needed: "
            "measure from the highest frequency of the instrument to 1 Hz or below",
        )


def _of_sign(f: Floats, z: Complexes, tested: KramersKronig) -> Iterator[Finding]:
    low = f < LOW_FREQUENCY_HZ
    phase = float(np.median(np.degrees(np.angle(z[low])))) if low.any() else 0.0
    flipped = phase > FLIPPED_PHASE_DEG
    if not flipped and tested.noise > NOISE_LIMIT:
        flipped = linear_kramers_kronig(f, z.conj()).noise < 0.2 * tested.noise
    if flipped:
        yield Finding(
            "remeasure",
            "the imaginary part seems to have the wrong sign (a cell is capacitive at low "
            f"frequency, here its phase is {phase:+.0f} deg): does the file hold Im or -Im?",
            decisive=True,
        )


def _of_noise(tested: KramersKronig, steady: Steadiness, spectrum: Spectrum) -> Iterator[Finding]:
    dropped = spectrum.frequency_hz.size - int(tested.kept.sum())
    if tested.refused:
        yield Finding(
            "remeasure",
            "more than a tenth of the points lie off any curve a steady cell can have "
            "(Kramers-Kronig): contact, cable or current range; measure again",
        )
    elif dropped:
        yield Finding("good", f"{dropped} outlying point(s) left out (Kramers-Kronig)")
    if steady.noise > NOISE_LIMIT:
        yield Finding(
            "remeasure",
            f"noise of {100 * steady.noise:.1f} % exceeds {100 * NOISE_LIMIT:g} % "
            "(Kramers-Kronig): use a larger amplitude or more averages, or the cell "
            "changed during the sweep",
        )
    elif steady.noise > NOISE_REMARK:
        yield Finding("good", f"noise of {100 * steady.noise:.1f} % is high but usable")


def _of_drift(drift: float | None) -> Iterator[Finding]:
    if drift is not None and abs(drift) > DRIFT_LIMIT:
        yield Finding(
            "remeasure",
            f"measured twice (a repeated point, or the previous sweep of the file), it changed by "
            f"{100 * drift:+.1f} %, more than {100 * DRIFT_LIMIT:g} %: wait and measure again",
        )


def _of_steps(steady: Steadiness) -> Iterator[Finding]:
    """A gain that differs between current ranges is a remark; a contact that gives way is not."""
    for hertz, step in steady.steps:
        words = f"the impedance steps by {100 * step:+.1f} % at {hertz:.3g} Hz (Kramers-Kronig)"
        if abs(step) > STEP_LIMIT:
            cause = "a contact gave way or a current range is wrong; measure again"
            yield Finding("remeasure", f"{words}, more than {100 * STEP_LIMIT:g} %: {cause}")
        else:
            yield Finding("good", f"{words}: a change of current range; in the uncertainty")


def _of_contact(f: Floats, z: Complexes, open_farad: float) -> Iterator[Finding]:
    """An open circuit is a capacitance far too small for any electrode, or no current at all."""
    if float(np.abs(z).min()) > OPEN_OHM:
        words = f"never below {OPEN_OHM:g} ohm: no contact; check the connections"
        yield Finding("open", words, decisive=True)
        return
    farad = 1.0 / (2.0 * np.pi * f[-1] * float(np.abs(z[-1])))
    if phase_low_deg(z) >= -60.0 or farad >= open_farad:
        return
    if farad < PELLET_FARAD and float(np.abs(z[-1])) < MOST_PELLET_OHM:
        words = (
            f"nothing conducts down to {f[-1]:.3g} Hz ({farad:.1e} F, as a pellet alone has): no "
            f"contact, or a pellet of more than {float(np.abs(z[-1])):.2g} ohm; check the "
            "connections and measure to lower frequency"
        )
        yield Finding("remeasure", words, decisive=True)
    else:
        yield Finding(
            "open",
            f"the whole cell has {farad:.1e} F at {f[-1]:.3g} Hz, an electrode in contact has "
            f"more than {open_farad:.1g} F: contact is lost; check connections and stack pressure",
            decisive=True,
        )


def _drift(spectrum: Spectrum, again: Spectrum | None) -> float | None:
    """Largest relative change of the modulus between measurements of one frequency."""
    f, z = spectrum.frequency_hz, np.abs(spectrum.impedance_ohm)
    twice = np.flatnonzero(np.isclose(f[1:], f[:-1], rtol=1e-6)) if f.size > 1 else np.empty(0, int)
    changes = [float(z[i + 1] / z[i] - 1.0) for i in twice if z[i] > 0]
    if again is not None:
        common = (f >= again.frequency_hz.min()) & (f <= again.frequency_hz.max())
        ln_f = np.log(again.frequency_hz[::-1])
        before = np.interp(np.log(f[common]), ln_f, np.abs(again.impedance_ohm)[::-1])
        changes.append(float(np.median(z[common] / before) - 1.0))
    return max(changes, key=abs) if changes else None
