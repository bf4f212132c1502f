"""One row of the campaign's table: what was pressed, whether it held, what it measured."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from doe.space import Point

DAMAGE_GRADES = {0: "intact", 1: "hairline", 2: "cracked", 3: "delaminated or in pieces"}


@dataclass(frozen=True)
class Observation:
    """A cell that was pressed and looked at.

    Rig failures are no observations: they teach nothing about the recipe. A spectrum that was
    refused teaches no resistance, only that spectra may not be read there. The resistance of a
    broken or shorted cell may stand for the record; no model uses it.

    Attributes:
        point: achieved values by parameter name, from the press trace, not the set-points.
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

    def __post_init__(self) -> None:
        """Refuse at once what would poison a model later."""
        _check_point(self.point, "point")
        if self.planned is not None:
            _check_point(self.planned, "planned")
        if self.damage not in DAMAGE_GRADES:
            raise ValueError(f"damage = {self.damage!r} is none of the grades 0, 1, 2, 3.")
        if self.asr_ohm_cm2 is not None and not _is_positive(self.asr_ohm_cm2):
            raise ValueError(
                f"asr_ohm_cm2 = {self.asr_ohm_cm2!r} is not a resistance: a finite number above "
                "zero is needed, or None where nothing was measured."
            )
        if self.asr_std_ohm_cm2 is not None and not _is_nonnegative(self.asr_std_ohm_cm2):
            raise ValueError(
                f"asr_std_ohm_cm2 = {self.asr_std_ohm_cm2!r} is not an uncertainty: a finite "
                "number, zero or above, is needed."
            )
        if self.retention is not None and not _is_share(self.retention):
            raise ValueError(f"retention = {self.retention!r} is not a share between 0 and 1.")

    @property
    def intact(self) -> bool:
        """Neither damaged (not even a hairline) nor shorted."""
        return self.damage == 0 and not self.shorted


def _is_finite(number: object) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and isfinite(number)


def _is_positive(number: float) -> bool:
    return _is_finite(number) and number > 0


def _is_nonnegative(number: float) -> bool:
    return _is_finite(number) and number >= 0


def _is_share(number: float) -> bool:
    return _is_finite(number) and 0 <= number <= 1


def _check_point(point: Point, role: str) -> None:
    if not isinstance(point, Mapping) or not point:
        raise ValueError(f"{role} must map parameter names to values, got {point!r}.")
    for name, number in point.items():
        if not _is_finite(number):
            raise ValueError(f"{role}: {name} = {number!r} is not a finite number.")
