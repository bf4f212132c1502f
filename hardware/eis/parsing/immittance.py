"""The ways in which a table says an impedance, and what it then is: Z = f(two columns, frequency).

Series elements add to Z = R + jX, parallel ones to Y = G + jB; a capacitance is -1/(w C) in series
and w C in parallel, an inductance w L; the dissipation factor D = tan(delta) = 1 / Q is R/|X| in
series and G/B in parallel (Keysight Impedance Measurement Handbook, 6th edition, table 1-1).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from hardware.eis.parsing.column_names import ColumnQuantity
from hardware.eis.spectrum import Complexes, Floats

Values = Mapping[ColumnQuantity, Floats]
_Way = Callable[[Floats, Floats, Floats], Complexes]


def polar_ohm(modulus: Floats, phase_deg: Floats) -> Complexes:
    """Impedance of a modulus and a phase in degrees."""
    turned: Complexes = np.exp(1j * np.deg2rad(phase_deg))
    return modulus * turned


def _cartesian(real: Floats, imaginary: Floats, _: Floats) -> Complexes:
    return np.asarray(real + 1j * imaginary, dtype=np.complex128)


def _polar(modulus: Floats, phase_deg: Floats, _: Floats) -> Complexes:
    return polar_ohm(modulus, phase_deg)


def _admittance(conductance: Floats, susceptance: Floats, _: Floats) -> Complexes:
    return np.asarray(1.0 / (conductance + 1j * susceptance), dtype=np.complex128)


def _admittance_polar(modulus: Floats, phase_deg: Floats, _: Floats) -> Complexes:
    return np.asarray(1.0 / polar_ohm(modulus, phase_deg), dtype=np.complex128)


def _rs_cs(resistance: Floats, capacitance: Floats, omega: Floats) -> Complexes:
    return np.asarray(resistance - 1j / (omega * capacitance), dtype=np.complex128)


def _rs_ls(resistance: Floats, inductance: Floats, omega: Floats) -> Complexes:
    return np.asarray(resistance + 1j * omega * inductance, dtype=np.complex128)


def _cs_d(capacitance: Floats, dissipation: Floats, omega: Floats) -> Complexes:
    return np.asarray((dissipation - 1j) / (omega * capacitance), dtype=np.complex128)


def _cp_d(capacitance: Floats, dissipation: Floats, omega: Floats) -> Complexes:
    return np.asarray(1.0 / (omega * capacitance * (dissipation + 1j)), dtype=np.complex128)


def _cs_q(capacitance: Floats, quality: Floats, omega: Floats) -> Complexes:
    return _cs_d(capacitance, 1.0 / np.abs(quality), omega)


def _cp_q(capacitance: Floats, quality: Floats, omega: Floats) -> Complexes:
    return _cp_d(capacitance, 1.0 / np.abs(quality), omega)


def _rp_cp(resistance: Floats, capacitance: Floats, omega: Floats) -> Complexes:
    return np.asarray(1.0 / (1.0 / resistance + 1j * omega * capacitance), dtype=np.complex128)


def _g_cp(conductance: Floats, capacitance: Floats, omega: Floats) -> Complexes:
    return np.asarray(1.0 / (conductance + 1j * omega * capacitance), dtype=np.complex128)


WAYS: Mapping[tuple[ColumnQuantity, ColumnQuantity], _Way] = {
    (ColumnQuantity.REAL, ColumnQuantity.IMAGINARY): _cartesian,
    (ColumnQuantity.MODULUS, ColumnQuantity.PHASE): _polar,
    (ColumnQuantity.RESISTANCE, ColumnQuantity.REACTANCE): _cartesian,
    (ColumnQuantity.REAL, ColumnQuantity.REACTANCE): _cartesian,
    (ColumnQuantity.CONDUCTANCE, ColumnQuantity.SUSCEPTANCE): _admittance,
    (ColumnQuantity.RESISTANCE, ColumnQuantity.SERIES_CAPACITANCE): _rs_cs,
    (ColumnQuantity.RESISTANCE, ColumnQuantity.SERIES_INDUCTANCE): _rs_ls,
    (ColumnQuantity.SERIES_CAPACITANCE, ColumnQuantity.DISSIPATION): _cs_d,
    (ColumnQuantity.PARALLEL_CAPACITANCE, ColumnQuantity.DISSIPATION): _cp_d,
    (ColumnQuantity.PARALLEL_RESISTANCE, ColumnQuantity.PARALLEL_CAPACITANCE): _rp_cp,
    (ColumnQuantity.CONDUCTANCE, ColumnQuantity.PARALLEL_CAPACITANCE): _g_cp,
    (ColumnQuantity.ADMITTANCE, ColumnQuantity.ADMITTANCE_PHASE): _admittance_polar,
    (ColumnQuantity.ADMITTANCE, ColumnQuantity.PHASE): _admittance_polar,
    (ColumnQuantity.SERIES_CAPACITANCE, ColumnQuantity.QUALITY): _cs_q,
    (ColumnQuantity.PARALLEL_CAPACITANCE, ColumnQuantity.QUALITY): _cp_q,
}
"""In the order of preference: the first pair that a table has is read."""

SIGNED = (
    ColumnQuantity.IMAGINARY,
    ColumnQuantity.REACTANCE,
    ColumnQuantity.PHASE,
    ColumnQuantity.SUSCEPTANCE,
    ColumnQuantity.ADMITTANCE_PHASE,
)
"""The columns that the owner's word on the imaginary part (`--imaginary`) is about."""


def way_of(
    quantities: Mapping[ColumnQuantity, object],
) -> tuple[ColumnQuantity, ColumnQuantity] | None:
    """The pair of columns that gives the impedance; None without one."""
    return next((pair for pair in WAYS if all(each in quantities for each in pair)), None)


def impedance_ohm(values: Values, pair: tuple[ColumnQuantity, ColumnQuantity]) -> Complexes:
    """Impedance from a pair of columns in ohm, degree, farad, henry or siemens, shape (n,).

    Args:
        values: Columns in SI units and degrees; the frequency in Hz among them.
        pair: One of `WAYS`.
    """
    omega = 2.0 * np.pi * values[ColumnQuantity.FREQUENCY]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return WAYS[pair](values[pair[0]], values[pair[1]], omega)
