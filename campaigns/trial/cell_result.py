"""What became of one pressed cell: said at the terminal, on a sheet, on the page or by a table.

There is one kind of result, whoever brings it. A field that is None was not said. A later result
adds to the first one; a correction changes the fields that it names and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from math import isfinite
from operator import index
from pathlib import Path

from campaigns.errors import WrongInputError
from campaigns.trial.pressing_day import day_of
from doe.knobs.knob_values import Value, numbers_of
from doe.trials import (
    DAMAGE_GRADES,
    FAILURE_MODES,
    LEAST_ASR_OHM_CM2,
    MOST_ASR_OHM_CM2,
    MOST_STD,
    FailureMode,
)

NO_FAILURE = "none"
"""Typed in the place of a failure mode: takes back what was said of how the cell failed."""

_DAMAGE_OF: Mapping[FailureMode, int] = {
    "cracked": 2,
    "delaminated": 3,
    "crumbled": 3,
    "stuck": 3,
    "unknown": 2,
    "shorted": 0,
}
"""The grade that a way of failing means where nobody gave one (grades: see `DAMAGE_GRADES`)."""


_OF_THE_MEASUREMENT = frozenset({"asr_ohm_cm2", "spectrum", "skipped", "unmeasured"})
_OF_THE_CELL = frozenset({"damage", "shorted", "failure"}) | _OF_THE_MEASUREMENT


def implied_damage(failure: tuple[FailureMode, ...]) -> int:
    """The grade that ways of failing mean where nobody gave one."""
    return max(_DAMAGE_OF[mode] for mode in failure)


@dataclass(frozen=True)
class CellResult:
    """What was said of one cell.

    Attributes:
        damage: Grade 0..3, see `doe.trials.DAMAGE_GRADES`.
        shorted: The cell is short-circuited.
        failure: How it failed, of `doe.trials.FAILURE_MODES`; () takes back what was said.
        asr_ohm_cm2: A resistance that was typed, not read from a spectrum.
        asr_std_ohm_cm2: Its standard uncertainty.
        retention: Share of the capacity kept after cycling, 0..1.
        achieved: What the press did, by name, where it differs from the plan.
        lot: Batch of powder.
        operator: Who made the cell.
        made_on: The day on which it was pressed; written in any way, it becomes 2026-11-29.
        note: Anything else.
        spectrum: The analyser's file; while it is being read a path, afterwards its name.
        ocv_v: Voltage at rest that goes with the spectrum.
        skipped: Intact and not worth measuring: why.
        unmeasured: Intact, its measurement went wrong: why.
        void: The rig failed, the trial says nothing: why.
        rung: Of a pressure series, at which of the cell's pressures, counted from 1. It says where
            the rest was seen, and is nothing that could be added or corrected.

    Raises:
        WrongInputError: a value that no cell can have, or two that contradict each other.
    """

    damage: int | None = None
    shorted: bool | None = None
    failure: tuple[FailureMode, ...] | None = None
    asr_ohm_cm2: float | None = None
    asr_std_ohm_cm2: float | None = None
    retention: float | None = None
    achieved: Mapping[str, Value] = field(default_factory=dict)
    lot: str | None = None
    operator: str | None = None
    made_on: str | None = None
    note: str | None = None
    spectrum: Path | None = None
    ocv_v: float | None = None
    skipped: str | None = None
    unmeasured: str | None = None
    void: str | None = None
    rung: int | None = None

    def __post_init__(self) -> None:
        """Refuse at once what no cell can be; scalars of numpy and pandas become plain numbers.

        Blanks around a word are no part of it: a lot " A" is the lot "A".
        """
        for name in ("asr_ohm_cm2", "asr_std_ohm_cm2", "retention", "ocv_v"):
            if (value := getattr(self, name)) is not None:
                object.__setattr__(self, name, float(value))
        for name in ("lot", "operator", "note"):
            if (text := getattr(self, name)) is not None:
                object.__setattr__(self, name, text.strip())
        if self.made_on is not None:
            object.__setattr__(self, "made_on", day_of(self.made_on))
        plain = {
            name: value if isinstance(value, str) else float(value)
            for name, value in self.achieved.items()
        }
        object.__setattr__(self, "achieved", plain)
        if self.damage is not None and not isinstance(self.damage, bool):
            object.__setattr__(self, "damage", index(self.damage))
        if self.shorted is not None:
            object.__setattr__(self, "shorted", bool(self.shorted))
        self._check_numbers()
        self._check_failure()
        self._check_words()

    @property
    def named(self) -> dict[str, object]:
        """The fields that were said, by name; an empty mapping of achieved values was not."""
        found = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "rung"}
        return {name: value for name, value in found.items() if value not in (None, {})}

    @property
    def intact(self) -> bool:
        """Looked at, and neither damaged nor shorted."""
        return self.damage == 0 and not self.shorted

    @property
    def broken(self) -> bool:
        """Damaged or shorted."""
        return bool(self.shorted) or bool(self.damage)

    def completed(self) -> CellResult:
        """With the grade and the short that the ways of failing mean, where nobody said them."""
        if not self.failure:
            return self
        damage = implied_damage(self.failure) if self.damage is None else self.damage
        return replace(self, damage=damage, shorted=self.shorted or "shorted" in self.failure)

    def with_(self, said: CellResult) -> CellResult:
        """This result with what was said now in its place; everything else stays.

        A new word on the measurement takes the place of the earlier one (a spectrum that of a typed
        resistance), a word on the cell the place of "void", a short or its absence that of
        "shorted" among the ways of failing.

        Raises:
            WrongInputError: the two contradict each other.
        """
        named = dict(said.named)
        gone: set[str] = set()
        if named.keys() & _OF_THE_CELL:
            gone |= {"void"}
        if named.keys() & _OF_THE_MEASUREMENT or "void" in named:
            gone |= {"skipped", "unmeasured"}
        if "spectrum" in named:
            gone |= {"asr_ohm_cm2", "asr_std_ohm_cm2"}
        if "asr_ohm_cm2" in named:
            gone |= {"spectrum", "ocv_v"}
        if said.failure and said.damage is None and not self.damage:
            named["damage"] = implied_damage(said.failure)
        if said.failure and "shorted" in said.failure:
            named["shorted"] = True
        if said.shorted is False and said.failure is None and self.failure:
            named["failure"] = tuple(mode for mode in self.failure if mode != "shorted")
        named["achieved"] = {**self.achieved, **said.achieved}
        return replace(self, **{**dict.fromkeys(gone), **named})  # type: ignore[arg-type]

    def _check_numbers(self) -> None:
        if self.damage is not None and (
            isinstance(self.damage, bool) or self.damage not in DAMAGE_GRADES
        ):
            grades = ", ".join(f"{grade} {words}" for grade, words in DAMAGE_GRADES.items())
            raise WrongInputError(f"damage {self.damage!r}: write {grades}")
        asr, std = self.asr_ohm_cm2, self.asr_std_ohm_cm2
        for name, value in (("asr_ohm_cm2", asr), ("asr_std_ohm_cm2", std)):
            if value is not None and not 0.0 < value < float("inf"):
                raise WrongInputError(f"{_option(name)} {value}: must be a number above 0")
        if asr is not None and not LEAST_ASR_OHM_CM2 <= asr <= MOST_ASR_OHM_CM2:
            raise WrongInputError(
                f"--asr-ohm-cm2 {asr:g}: no instrument measures that. A resistance lies between "
                f"{LEAST_ASR_OHM_CM2:g} and {MOST_ASR_OHM_CM2:g} ohm cm2: correct it."
            )
        if asr is not None and std is not None and std > MOST_STD * asr:
            raise WrongInputError(
                f"--asr-std-ohm-cm2 {std:g}: an uncertainty of {std / asr:.3g} times the "
                f"resistance of {asr:g} ohm cm2 says nothing of it. Leave it out, or correct it."
            )
        if self.retention is not None and not 0.0 <= self.retention <= 1.0:
            raise WrongInputError(
                f"--retention {self.retention:g}: write the share of the capacity kept, 0 to 1 "
                "(91 % is 0.91)"
            )
        for name, number in numbers_of(self.achieved).items():
            if not isfinite(number):
                raise WrongInputError(f"--achieved {name}={number}: must be a number")
        if self.ocv_v is not None and not isfinite(self.ocv_v):
            raise WrongInputError(f"--ocv-v {self.ocv_v}: must be a number")

    def _check_failure(self) -> None:
        for mode in self.failure or ():
            if mode not in FAILURE_MODES:
                known = ", ".join((*FAILURE_MODES, NO_FAILURE))
                raise WrongInputError(f"--failure {mode}: not known; known are {known}")
        if self.failure is None:
            return
        modes = tuple(mode for mode in FAILURE_MODES if mode in self.failure)
        seen = [mode for mode in modes if mode not in ("shorted", "unknown")]
        if "shorted" in modes and self.shorted is False:
            raise WrongInputError("--failure shorted contradicts a cell that is not shorted")
        if (seen or (modes and "shorted" not in modes and not self.shorted)) and self.damage == 0:
            raise WrongInputError(
                f"--damage 0 (intact) contradicts --failure {(seen or modes)[0]}: a cell that "
                "failed so is damaged. Give its grade, 1 hairline, 2 cracked, 3 delaminated or in "
                "pieces; or take the failure back with --failure none."
            )
        object.__setattr__(self, "failure", modes)

    def _check_words(self) -> None:
        results = (self.asr_ohm_cm2, self.spectrum)
        if self.spectrum is not None and self.asr_ohm_cm2 is not None:
            raise WrongInputError("give --spectrum or --asr-ohm-cm2, not both")
        if self.ocv_v is not None and self.spectrum is None:
            raise WrongInputError(
                "--ocv-v goes with --spectrum: it says whether that cell is shorted"
            )
        if (self.skipped or self.unmeasured) and any(one is not None for one in results):
            raise WrongInputError(
                "a measurement that was skipped or failed has no result; give one of the two"
            )


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"
