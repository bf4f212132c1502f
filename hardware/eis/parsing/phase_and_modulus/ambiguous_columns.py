"""What the headings leave open, settled by the numbers where they leave no doubt, else refused.

Where a table says a thing twice (real and imaginary part, modulus and phase) the two are compared:
a flipped digit or a wrong sign shows there.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hardware.eis.parsing.column_names import ColumnQuantity
from hardware.eis.parsing.immittance import SIGNED, impedance_ohm, polar_ohm, way_of
from hardware.eis.parsing.instrument_file import Imaginary
from hardware.eis.parsing.phase_and_modulus.imaginary_sign import much_likelier, phase_misfit_deg
from hardware.eis.parsing.quantity_columns import TO_NAME_THEM, QuantityColumn
from hardware.eis.spectrum import Complexes, Floats
from hardware.errors import SpectrumRefusedError

Bools = NDArray[np.bool_]
AGREEMENT = 0.02
"""Instruments print modulus and phase with three digits or more; 2 % is damage, not rounding."""
_CARTESIAN = (ColumnQuantity.REAL, ColumnQuantity.IMAGINARY)


def settle_doubts(
    columns: Mapping[ColumnQuantity, QuantityColumn],
    values: dict[ColumnQuantity, Floats],
    imaginary: Imaginary | None,
) -> tuple[str, ...]:
    """Sign and unit of what the headings leave open; changes `values`, and says what was decided.

    Args:
        columns: What the headings say.
        values: The columns, shape (rows,); the phase and the imaginary part are put right.
        imaginary: What the owner says the imaginary column holds.

    Raises:
        SpectrumRefusedError: the numbers do not decide it.
    """
    if imaginary is not None:
        _state_the_sign(columns, values, imaginary)
    remarks = []
    if ColumnQuantity.PHASE in columns and math.isnan(columns[ColumnQuantity.PHASE].says.factor):
        remarks += _unit_of_phase(values)
    if all(each in values for each in (*_CARTESIAN, ColumnQuantity.MODULUS)):
        remarks += _contradiction(values)
    return tuple(remarks)


def pair_of(values: Mapping[ColumnQuantity, Floats]) -> tuple[ColumnQuantity, ColumnQuantity]:
    """The two columns that give the impedance.

    Raises:
        SpectrumRefusedError: the phase was left out and there is no other.
    """
    pair = way_of(values)
    if pair is None:
        raise SpectrumRefusedError(
            "the phase may be in degrees or in radians; write the unit in its heading, or say it:"
            " --columns frequency=...,modulus=...,phase=HEADING:rad"
        )
    return pair


def refuse_loose_names(
    pair: tuple[ColumnQuantity, ColumnQuantity],
    headings: Sequence[str],
    f_hz: Floats,
    impedance: Complexes,
) -> None:
    """Raise when columns that may mean something else give no impedance by their numbers.

    Ivium calls real and imaginary part `Z1`, `Z2`; other tables number their cells so. `R`, `Cs`,
    `D` and the like are of an LCR meter, or of something else that is measured in ohm or farad.

    Raises:
        SpectrumRefusedError: the phase does not follow the modulus.
    """
    certain = pair in _SAID_OUTRIGHT and not all(_LOOSE_NAME.match(heading) for heading in headings)
    usable = np.isfinite(f_hz) & np.isfinite(impedance) & (np.abs(impedance) > 0.0) & (f_hz > 0.0)
    if certain or not usable.any():
        return
    misfit_deg = phase_misfit_deg(f_hz[usable], impedance[usable])
    if misfit_deg > LOOSE_MISFIT_DEG:
        raise SpectrumRefusedError(
            f"'{headings[0]}' and '{headings[1]}' are no {pair[0].value} and {pair[1].value} of one"
            f" impedance (phase and modulus disagree by {misfit_deg:.0f} deg); name the columns:"
            f" {TO_NAME_THEM}"
        )


_SAID_OUTRIGHT = (
    (ColumnQuantity.REAL, ColumnQuantity.IMAGINARY),
    (ColumnQuantity.MODULUS, ColumnQuantity.PHASE),
)
_LOOSE_NAME = re.compile(r"\s*-?\s*Z[12](?![0-9])", re.I)
LOOSE_MISFIT_DEG = 15.0
"""Measured spectra are within 10 deg at 5 points a decade; two moduli as parts are off by 40."""


def _state_the_sign(
    columns: Mapping[ColumnQuantity, QuantityColumn],
    values: dict[ColumnQuantity, Floats],
    imaginary: Imaginary,
) -> None:
    """Let the owner's word on the imaginary column (or the phase) overrule its heading."""
    quantity = next((each for each in SIGNED if each in values), None)
    if quantity is None:
        return
    undone = math.copysign(1.0, columns[quantity].says.factor)
    values[quantity] = values[quantity] * (-undone if imaginary == "minus_im" else undone)
    if quantity is ColumnQuantity.IMAGINARY:
        values.pop(ColumnQuantity.PHASE, None)


def _unit_of_phase(values: dict[ColumnQuantity, Floats]) -> list[str]:
    """Degrees when it exceeds a full turn in radians, else what the modulus says, else left out."""
    phase = values[ColumnQuantity.PHASE]
    needed = way_of(values) == (ColumnQuantity.MODULUS, ColumnQuantity.PHASE)
    if np.max(np.abs(phase), initial=0.0, where=np.isfinite(phase)) > 2.0 * math.pi:
        return ["the phase names no unit; it is too large for radians: read as deg"] * needed
    del values[ColumnQuantity.PHASE]
    if not needed:
        return []
    f_hz, modulus = values[ColumnQuantity.FREQUENCY], values[ColumnQuantity.MODULUS]
    in_deg, in_rad = polar_ohm(modulus, phase), polar_ohm(modulus, np.rad2deg(phase))
    usable = np.isfinite(in_deg) & np.isfinite(f_hz) & (f_hz > 0.0) & (modulus > 0.0)
    likelier = much_likelier(f_hz[usable], in_deg[usable], in_rad[usable], least_deg=0.0)
    if likelier is None:
        return []
    radians = bool(np.array_equal(likelier, in_rad[usable]))
    values[ColumnQuantity.PHASE] = np.rad2deg(phase) if radians else phase
    return [
        f"the phase names no unit; its values fit the modulus in {'radians' if radians else 'deg'}"
    ]


def agrees(values: Mapping[ColumnQuantity, Floats], impedance: Complexes) -> Bools:
    """Whether modulus (and phase) say the same as real and imaginary part, where both are there.

    A modulus of 0 or NaN says nothing: some exports keep the heading and blank the column.
    """
    same = np.ones(impedance.shape, dtype=np.bool_)
    if ColumnQuantity.MODULUS not in values or ColumnQuantity.REAL not in values:
        return same
    modulus = values[ColumnQuantity.MODULUS]
    with np.errstate(over="ignore", invalid="ignore"):
        phase = values.get(ColumnQuantity.PHASE)
        other = modulus if phase is None else polar_ohm(modulus, phase)
        mine = np.abs(impedance) if phase is None else impedance
        known = np.isfinite(other) & (modulus != 0.0)
        same[known] = np.abs(mine - other)[known] <= AGREEMENT * modulus[known]
    return same


def _contradiction(values: dict[ColumnQuantity, Floats]) -> list[str]:
    """One row that contradicts itself is damage; most of them are a wrong heading or sign."""
    impedance = impedance_ohm(values, _CARTESIAN)
    f_hz, modulus = values[ColumnQuantity.FREQUENCY], np.abs(impedance)
    usable = np.isfinite(f_hz) & np.isfinite(modulus) & (modulus > 0.0) & (f_hz > 0.0)
    if (~agrees(values, impedance))[usable].sum() <= 0.5 * usable.sum():
        return []
    if agrees(values, impedance.conj())[usable].mean() <= 0.5:
        raise SpectrumRefusedError(
            "modulus and phase contradict real and imaginary part in most rows: a heading, a unit"
            " or the order of the columns is wrong"
        )
    likelier = much_likelier(f_hz[usable], impedance[usable], impedance[usable].conj())
    if likelier is None:
        raise SpectrumRefusedError(
            "the imaginary part and the phase have opposite signs, so one of the two headings"
            " is wrong; state what the column holds (--imaginary im or minus-im)"
        )
    as_read = bool(np.array_equal(likelier, impedance[usable]))
    wrong = ColumnQuantity.PHASE if as_read else ColumnQuantity.IMAGINARY
    values[wrong] = -values[wrong]
    return [
        "imaginary part and phase have opposite signs; the modulus shows that the heading of the"
        f" {wrong.value} is wrong, and its sign was turned"
    ]
