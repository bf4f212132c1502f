"""Three columns of numbers without headings: are they frequency, Re(Z) and Im(Z) beyond doubt?

They may as well be f, |Z| and phase, or any three in another order. Only what the numbers show by
themselves counts: a frequency steps in one ratio, a real part is positive, and the phase of an
impedance follows the slope of its modulus (`sign.py`).
"""

from __future__ import annotations

import numpy as np

from hardware.eis.parsing.phase_and_modulus.imaginary_sign import phase_misfit_deg
from hardware.eis.parsing.points import Bools, Points
from hardware.eis.spectrum import Floats
from hardware.errors import SpectrumRefusedError

_PHASES = ((100.0, np.pi / 180.0), (100.0, -np.pi / 180.0), (1.75, 1.0), (1.75, -1.0))
"""How large a phase gets and what turns it into radians: degrees, -degrees, radians, -radians."""


def certainly_cartesian(measured: Points, *, stated: bool) -> Points:
    """The points, when they can only be frequency, Re(Z) and Im(Z).

    Args:
        measured: The three columns taken in this order.
        stated: Whether the owner said what the imaginary column holds, and so that there is one.

    Returns:
        The points, without a first row whose frequency does not fit: the file may begin in it.

    Raises:
        SpectrumRefusedError: another reading is possible.
    """
    resistance_ohm = measured.impedance_ohm.real
    if not _is_frequency_grid(measured.frequency_hz):
        why = "the first does not step evenly like a frequency"
    elif _is_frequency_grid(resistance_ohm) and not _steps_more_evenly(
        measured.frequency_hz, resistance_ohm
    ):
        why = "the second could be a frequency as well"
    elif np.mean(resistance_ohm > 0.0) < 0.9:
        why = "the second is negative, which a real part is not"
    elif not stated and _may_be_polar(measured):
        why = "the last two could be modulus and phase as well"
    else:
        return _without_cut_first_row(measured)
    raise SpectrumRefusedError(
        f"three columns without headings, and {why}: write 'freq/Hz', 'Re(Z)/Ohm', 'Im(Z)/Ohm' (or"
        " '-Im(Z)/Ohm') above the numbers, or say it: --columns frequency=1,real=2,imag=3"
    )


def _may_be_polar(measured: Points) -> bool:
    """Whether modulus and phase fit the numbers as well as real and imaginary part, or better."""
    f_hz, z_ohm = measured.frequency_hz, measured.impedance_ohm
    misfit_deg = phase_misfit_deg(f_hz, z_ohm)
    return any(
        np.abs(z_ohm.imag).max() <= largest
        and phase_misfit_deg(f_hz, z_ohm.real * np.exp(1j * unit * z_ohm.imag)) < 2.0 * misfit_deg
        for largest, unit in _PHASES
    )


def _without_cut_first_row(measured: Points) -> Points:
    first = np.zeros(len(measured), dtype=np.bool_)
    first[0] = not _steps_are_usual(measured.frequency_hz)[0]
    return measured.without(first, "the file may begin in the middle of this frequency")


def _is_frequency_grid(column: Floats) -> bool:
    """Positive, over a decade or more, in steps of one ratio: how every analyser sweeps."""
    if column.size < 3 or (column <= 0.0).any():
        return False
    covers_a_decade = abs(np.log(column[-1] / column[0])) >= np.log(10.0)
    return bool(covers_a_decade and _steps_are_usual(column).mean() >= 0.8)


def _steps_more_evenly(column: Floats, other: Floats) -> bool:
    """Whether one column steps in one ratio far more exactly: an analyser does, a cell does not."""
    spreads = [np.std(steps) / abs(np.mean(steps)) for steps in
               (np.diff(np.log(column)), np.diff(np.log(other)))]  # fmt: skip
    return bool(spreads[0] < 0.2 * spreads[1])


def _steps_are_usual(column: Floats) -> Bools:
    steps = np.diff(np.log(column))
    usual = np.median(steps)
    near: Bools = np.abs(steps - usual) <= 0.25 * abs(usual)
    return near
