"""One row of the campaign's table: what was pressed, whether it held, what it measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from numbers import Integral, Real
from typing import Any, Literal, get_args

from doe.space import Point

DAMAGE_GRADES = {0: "intact", 1: "hairline", 2: "cracked", 3: "delaminated or in pieces"}

FailureMode = Literal["cracked", "delaminated", "crumbled", "shorted", "stuck", "unknown"]
"""How a cell can fail: cracked (capping and lamination included), delaminated (a layer came off),
crumbled (too weak to come out in one piece), shorted, stuck (spoilt by ejection), unknown."""
FAILURE_MODES: tuple[FailureMode, ...] = get_args(FailureMode)
MOST_STD = 10.0
"""A standard uncertainty above so many times its resistance says nothing of the resistance; a
number such as 1e300 is a slip."""
LEAST_ASR_OHM_CM2, MOST_ASR_OHM_CM2 = 1e-6, 1e15
"""What can be measured: contacts of clean metals reach 1e-6 ohm cm2, the inputs of impedance
analysers end near 1e12 ohm, and a cell is smaller than 1000 cm2. What lies outside is a slip."""
_MOST_RATIO = 1e150
"""A larger share cannot be squared: floating-point numbers end at 1.8e308."""
_DAMAGING: tuple[FailureMode, ...] = ("cracked", "delaminated", "crumbled", "stuck")
_GRADE_3: tuple[FailureMode, ...] = ("delaminated", "crumbled")


@dataclass(frozen=True)
class Observation:
    """A cell that was pressed and looked at.

    Rig failures are no observations: they teach nothing about the recipe. A spectrum that was
    refused teaches no resistance, only that spectra may not be read there. The resistance of a
    broken or shorted cell may stand for the record; no model uses it.

    Attributes:
        point: achieved values by parameter name, from the press trace, not the set-points; of a
            choice its name.
        damage: 0 intact, 1 hairline, 2 cracked, 3 delaminated or in pieces.
        shorted: the cell is short-circuited.
        asr_ohm_cm2: area-specific resistance; None where it was not measured.
        asr_std_ohm_cm2: its one-sigma uncertainty of measurement.
        lot: batch of powder.
        planned: set-points, where they differ from the achieved values.
        retention: share of the capacity kept after cycling, 0..1.
        trial: number of the trial in the campaign.
        refused: a spectrum was measured, and no resistance could be read from it. A cell that was
            not measured, or whose analyser failed, says nothing of that.
        failure: how the cell failed, one or more of `FAILURE_MODES`; empty where nobody said. With
            damage 1 it says what the cell nearly failed by. ("shorted",) and `shorted` are the same
            statement: either sets the other. Kept in the order of `FAILURE_MODES`.
        cell: name of the cell, where one was measured at several pressures (a series).
        rung: which of its pressures, counted from 1.

    Raises:
        ValueError: a value that no cell can have.
    """

    point: Point
    damage: int = 0
    shorted: bool = False
    asr_ohm_cm2: float | None = None
    asr_std_ohm_cm2: float | None = None
    lot: str | None = None
    planned: Point | None = None
    retention: float | None = None
    trial: int | None = None
    refused: bool = False
    failure: tuple[FailureMode, ...] = ()
    cell: str | None = None
    rung: int | None = None

    def __post_init__(self) -> None:
        """Refuse at once what would poison a model later; scalars of numpy become Python's own."""
        for role in ("point", "planned"):
            if hasattr(given := getattr(self, role), "to_dict"):  # a row of a pandas frame
                object.__setattr__(self, role, given.to_dict())
        _check_point(self.point, "point")
        if self.planned is not None:
            _check_point(self.planned, "planned")
        self._make_plain()
        if self.damage not in DAMAGE_GRADES:
            raise ValueError(f"damage = {self.damage!r} is none of the grades 0, 1, 2, 3.")
        if self.asr_ohm_cm2 is not None and not _is_resistance(self.asr_ohm_cm2):
            raise ValueError(
                f"asr_ohm_cm2 = {self.asr_ohm_cm2!r} is not a resistance: a finite number above "
                f"zero is needed, from {LEAST_ASR_OHM_CM2:g} to {MOST_ASR_OHM_CM2:g}, or None "
                "where nothing was measured."
            )
        if self.asr_std_ohm_cm2 is not None and not _is_nonnegative(self.asr_std_ohm_cm2):
            raise ValueError(
                f"asr_std_ohm_cm2 = {self.asr_std_ohm_cm2!r} is not an uncertainty: a finite "
                "number, zero or above, is needed."
            )
        if (self.asr_std_ohm_cm2 or 0.0) > _MOST_RATIO * (self.asr_ohm_cm2 or 1.0):
            raise ValueError(
                f"asr_std_ohm_cm2 = {self.asr_std_ohm_cm2!r} is not an uncertainty of "
                f"{self.asr_ohm_cm2!r} ohm cm2: it says nothing of it. Leave the resistance out."
            )
        if self.retention is not None and not _is_share(self.retention):
            raise ValueError(f"retention = {self.retention!r} is not a share between 0 and 1.")
        if self.rung is not None and (self.rung < 1 or self.cell is None):
            raise ValueError(
                f"rung = {self.rung!r} of cell {self.cell!r}: rungs are counted from 1, and "
                "belong to a cell with a name."
            )
        self._settle_failure()

    def _make_plain(self) -> None:
        for name in ("point", "planned"):
            if (point := getattr(self, name)) is not None:
                plain = {knob: _plain(value) for knob, value in point.items()}
                object.__setattr__(self, name, plain)
        for name in ("damage", "asr_ohm_cm2", "asr_std_ohm_cm2", "retention", "trial", "rung"):
            object.__setattr__(self, name, _plain(getattr(self, name)))
        for name in ("shorted", "refused"):
            object.__setattr__(self, name, _flag(getattr(self, name), name))

    def _settle_failure(self) -> None:
        """Check the failure modes against damage and short, and put them in order."""
        modes = _checked_modes(self.failure)
        shorted = self.shorted or "shorted" in modes
        seen = [mode for mode in modes if mode != "shorted"]
        explained_by_short = shorted and set(seen) <= {"unknown"}
        if seen and self.damage == 0 and not explained_by_short:
            raise ValueError(
                f"failure = {tuple(seen)!r} with damage = 0: a cell that failed so is damaged. "
                "Give its grade: damage 1 (hairline), 2 (cracked) or 3 (delaminated or in pieces)."
            )
        if modes and shorted:
            modes = modes | {"shorted"}
        object.__setattr__(self, "shorted", shorted)
        object.__setattr__(self, "failure", tuple(m for m in FAILURE_MODES if m in modes))

    @property
    def failed_by(self) -> tuple[FailureMode, ...]:
        """Modes by which the cell failed for certain, nearly failed where damage is 1.

        What was said; where nothing was said of the damage, grade 1 or 2 is "cracked". Grade 3
        alone leaves two modes open: see `failed_by_one_of`.
        """
        said = [mode for mode in self.failure if mode != "unknown"]
        if not said and self.shorted:
            said = ["shorted"]
        if "unknown" not in self.failure and not set(said) - {"shorted"} and self.damage in (1, 2):
            said.append("cracked")
        return tuple(mode for mode in FAILURE_MODES if mode in said)

    @property
    def failed_by_one_of(self) -> tuple[FailureMode, ...]:
        """Modes of which at least one made the cell fail, nobody knows which; () where known.

        Grade 3 without more is "delaminated" or "crumbled"; "unknown" without any other mode may
        be every mode that damages a cell.
        """
        if set(self.failed_by) - {"shorted"} or self.damage == 0:
            return ()
        if "unknown" in self.failure:
            return _DAMAGING
        return _GRADE_3

    @property
    def intact(self) -> bool:
        """Neither damaged (not even a hairline) nor shorted."""
        return self.damage == 0 and not self.shorted


def _checked_modes(failure: object) -> set[str]:
    """The names of the failure modes, all known ones.

    Raises:
        ValueError: it is no sequence of names, or a name is unknown.
    """
    if isinstance(failure, str) or not isinstance(failure, Sequence):
        raise ValueError(
            f"failure = {failure!r} must be a tuple of modes, such as ('cracked',); the modes are "
            f"{', '.join(FAILURE_MODES)}."
        )
    for mode in failure:
        if mode not in FAILURE_MODES:
            raise ValueError(
                f"failure names {mode!r}, which is no way to fail; there are "
                f"{', '.join(FAILURE_MODES)}."
            )
    return set(failure)


def _is_finite(number: object) -> bool:
    return isinstance(number, Real) and not isinstance(number, bool) and isfinite(number)


def _plain(value: Any) -> Any:
    """A scalar of numpy or pandas as Python's own; anything else as it is."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return value
    return int(value) if isinstance(value, Integral) else float(value)


def _flag(value: Any, name: str) -> bool:
    """True or False; a text or NaN is neither, and would count as True.

    Raises:
        ValueError: it is no yes or no.
    """
    if value is None:
        return False
    if not isinstance(value, str) and value in (0, 1):  # also numpy's True
        return bool(value)
    raise ValueError(f"{name} = {value!r} is neither True nor False.")


def _is_resistance(number: float) -> bool:
    return _is_finite(number) and LEAST_ASR_OHM_CM2 <= number <= MOST_ASR_OHM_CM2


def _is_nonnegative(number: float) -> bool:
    return _is_finite(number) and number >= 0


def _is_share(number: float) -> bool:
    return _is_finite(number) and 0 <= number <= 1


def _check_point(point: Point, role: str) -> None:
    if not isinstance(point, Mapping) or not point:
        raise ValueError(f"{role} must map parameter names to values, got {point!r}.")
    for name, value in point.items():
        if not (_is_finite(value) or (isinstance(value, str) and value.strip())):
            raise ValueError(f"{role}: {name} = {value!r} is not a finite number, nor a choice.")
