"""Columns that hold something else than their headings say, shown by phase and modulus together.

The phase of an impedance follows the slope of its modulus (see `imaginary_sign`). Radians under a
heading that says degrees, a logarithm under one that says Hz or ohm, and a real part in kilo-ohm
next to an imaginary part in ohm contradict it, and agree once they are put right.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hardware.eis.parsing.column_names import ColumnQuantity
from hardware.eis.parsing.phase_and_modulus.imaginary_sign import (
    has_wrong_sign,
    phase_misfit_deg,
)
from hardware.eis.spectrum import Complexes, Floats
from hardware.errors import SpectrumRefusedError

LOOKED_AT = 0.75
"""The quantile of the points that is compared: half of a spectrum in mixed units may be a tail,
which fits by itself."""
WRONG_DEG = 30.0
"""Of 1,285 spectra of public repositories and simulated ones the farthest off was 20 deg."""
MUCH_BETTER = 0.4
"""Put right, those that were tried are off by a fifth or less of what they were as read."""
FULL_TURN_DEG = 360.0  # by definition
HIGHEST_LOG10_HZ = 11.0  # 100 GHz, beyond any impedance analyser
HIGHEST_LOG10_OHM = 16.0  # beyond any electrometer
KILO = 1e3  # ohm next to kilo-ohm or milli-ohm; by a million one part would vanish in any spectrum
BOTH_MATTER = 0.05
"""Of the modulus, the smaller part at the points that are compared: a part that vanishes on another
scale leaves a resistor or a capacitor, which agree with themselves whatever they were."""
DECIBEL = 20.0  # of a decade of an amplitude

_POLAR = (ColumnQuantity.MODULUS, ColumnQuantity.PHASE)
_CARTESIAN = (ColumnQuantity.REAL, ColumnQuantity.IMAGINARY)
_Read = tuple[Floats, Complexes]


def refuse_wrong_scale(
    pair: tuple[ColumnQuantity, ColumnQuantity], frequency_hz: Floats, impedance_ohm: Complexes
) -> None:
    """Raise when a spectrum agrees with itself only on another scale of one of its columns.

    Args:
        pair: The columns that gave the impedance.
        frequency_hz: Shape (n,).
        impedance_ohm: Shape (n,).

    Raises:
        SpectrumRefusedError: with what the column seems to hold.
    """
    usable = np.isfinite(frequency_hz) & np.isfinite(impedance_ohm) & (frequency_hz > 0.0)
    usable &= np.abs(impedance_ohm) > 0.0
    f, z = frequency_hz[usable], impedance_ohm[usable]
    as_read = _misfit_deg(f, z) if f.size else 0.0
    if as_read <= WRONG_DEG or has_wrong_sign(f, z):
        return
    enough = MUCH_BETTER * min(as_read, _swapped(f, z))
    for seems, (other_f, other_z) in _on_other_scales(pair, f, z):
        put_right = _misfit_deg(other_f, other_z)
        if put_right < enough:
            raise SpectrumRefusedError(
                f"phase and modulus contradict each other (off by {as_read:.0f} deg): {seems}"
                f" (then by {put_right:.0f} deg). Export it in the unit that its heading names, or"
                " name the columns with their units: --columns frequency=HEADING:Hz,..."
            )


def _misfit_deg(f: Floats, z: Complexes) -> float:
    return phase_misfit_deg(f, z, share=LOOKED_AT)


def _swapped(f: Floats, z: Complexes) -> float:
    """The misfit with the parts in each other's place, which is refused as such."""
    return min(_misfit_deg(f, other) for other in (1j * z.conj(), -1j * z))


def _on_other_scales(
    pair: tuple[ColumnQuantity, ColumnQuantity], f: Floats, z: Complexes
) -> Iterator[tuple[str, _Read]]:
    """What the columns may hold, and the spectrum that this would be."""
    if f.max() < HIGHEST_LOG10_HZ:
        yield "the frequencies seem to be logarithms", (10.0**f, z)
    if pair == _POLAR:
        size, turn = np.abs(z), np.exp(1j * np.rad2deg(np.angle(z)))
        yield "the phase seems to be in radians", (f, np.asarray(size * turn))
        if size.max() < HIGHEST_LOG10_OHM:
            yield "the modulus seems to be a logarithm", (f, 10.0**size * z / size)
        if size.max() < DECIBEL * HIGHEST_LOG10_OHM:
            yield "the modulus seems to be in dB", (f, 10.0 ** (size / DECIBEL) * z / size)
    if pair == _CARTESIAN:
        for real, imaginary in ((KILO, 1.0), (1.0, KILO)):
            parts = np.asarray(real * z.real + 1j * imaginary * z.imag)
            smaller = np.minimum(np.abs(parts.real), np.abs(parts.imag)) / np.abs(parts)
            if float(np.quantile(smaller, LOOKED_AT)) > BOTH_MATTER:
                yield "real and imaginary part seem to be in different units", (f, parts)


def refuse_more_than_a_turn(phase_deg: Floats, heading: str, turned: float) -> None:
    """Raise for a phase beyond a full turn, as degrees are that were taken for radians.

    Args:
        phase_deg: Shape (n,).
        heading: Of its column.
        turned: From its unit to degrees.
    """
    most = float(np.max(np.abs(phase_deg), initial=0.0, where=np.isfinite(phase_deg)))
    if most > FULL_TURN_DEG:
        raise SpectrumRefusedError(
            f"'{heading}' goes to {most / abs(turned):.4g}, which is {most:.0f} deg and more than a"
            " full turn: the values are in another unit than the heading says; name it: --columns"
            " frequency=...,modulus=...,phase=HEADING:deg"
        )
