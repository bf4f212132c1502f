"""What an answer holds: numbers, frequencies, impedances; an overload is none."""

from __future__ import annotations

import cmath
import math
from collections.abc import Sequence

from hardware.errors import AnalyserError

_OVERLOAD_OHM = 1e15
"""No cell has as much; instruments answer 9.9E37 (SCPI) or 9.9E28 (Hioki) for what they cannot."""
_FREQUENCY_TOLERANCE = 0.01
"""An instrument takes the next frequency that its generator can make."""


def refuse_other_frequencies(asked_hz: Sequence[float], taken_hz: Sequence[float]) -> None:
    """Refuse a sweep at other frequencies than those that were asked for.

    Raises:
        AnalyserError: They differ in number, or by more than the generator's steps explain.
    """
    alike = len(asked_hz) == len(taken_hz) and all(
        math.isclose(a, t, rel_tol=_FREQUENCY_TOLERANCE)
        for a, t in zip(asked_hz, taken_hz, strict=True)
    )
    if not alike:
        raise AnalyserError(
            f"asked for {len(asked_hz)} frequencies from {asked_hz[0]:g} Hz, the instrument has "
            f"{len(taken_hz)} from {taken_hz[0]:g} Hz"
        )


def impedances(
    columns: dict[str, list[float]], taken_hz: Sequence[float], name: str
) -> list[complex]:
    """Impedance in ohm of each point, from the columns of an answer.

    Args:
        columns: `re_ohm` and `im_ohm`, or `z_ohm` and `phase_deg`; each of shape (n,).
        taken_hz: Frequency of each point, shape (n,).
        name: Of the instrument, for messages.

    Raises:
        AnalyserError: A point is an overload, or exactly zero: a place that was never filled.
    """
    if "re_ohm" in columns:
        pairs = zip(columns["re_ohm"], columns["im_ohm"], strict=True)
        values = [complex(re_ohm, im_ohm) for re_ohm, im_ohm in pairs]
    else:
        pairs = zip(columns["z_ohm"], columns["phase_deg"], strict=True)
        values = [cmath.rect(z_ohm, math.radians(phase)) for z_ohm, phase in pairs]
    for f, value in zip(taken_hz, values, strict=True):
        if not cmath.isfinite(value) or abs(value) > _OVERLOAD_OHM or value == 0.0:
            raise AnalyserError(
                f"{name} gives no impedance at {f:g} Hz ({value:.3g}): overload, or not measured. "
                "Nothing of this sweep is used. Check contact, range_ohm and level_v"
            )
    return values


def numbers(answer: str, question: str) -> list[float]:
    """The numbers of an answer, parted by commas (NR1 to NR3 of IEEE 488.2)."""
    try:
        if "_" in answer:  # Python reads 1_0 as ten
            raise ValueError(answer)
        return [float(part) for part in answer.rstrip(",").split(",")]
    except ValueError as error:
        raise AnalyserError(
            f"the answer to {question!r} is not a list of numbers: {answer[:60]!r}. Nothing of it "
            "is used"
        ) from error


def one_number(answer: str, question: str) -> float:
    """The number of an answer that has one.

    Raises:
        AnalyserError: It has several, as one with a decimal comma has, or none.
    """
    found = numbers(answer, question)
    if len(found) != 1:
        raise AnalyserError(
            f"the answer to {question!r} is {answer[:60]!r}: one number belongs there, and a comma "
            "parts two. Nothing of it is used"
        )
    return found[0]


def register(answer: str, question: str) -> int:
    """The bits of a status register.

    Raises:
        AnalyserError: The answer is no whole number from 0 on.
    """
    found = one_number(answer, question)
    if not (math.isfinite(found) and found >= 0.0 and found == int(found)):
        raise AnalyserError(
            f"the answer to {question!r} is {answer[:60]!r}: a status register is a whole number "
            "from 0 on. Nothing of it is used"
        )
    return int(found)
