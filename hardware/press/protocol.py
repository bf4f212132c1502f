"""What is asked of a press, and what die, press and cell can bear.

The envelope is the second, independent fence: it does not know what the optimiser wants. It is
asked in the press adapter itself, on every path. It refuses; it never clips, because a clipped
set-point is false data.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property

from hardware.errors import NOT_SENT, UnsafeProtocolError
from hardware.press.load_unit import FORCE, PRESSURE, LoadKind
from hardware.units import MM2_PER_CM2, disc_area_mm2, force_kn, pellet_mpa

STEP_NAMES = ("prepress", "copress", "anode")
_KEYS = {"max_load": "max_force_kn", "min_load": "min_force_kn"}
"""What a file calls a limit, where it is another word than here."""
_COLDEST_DEGC = -50.0  # chosen: no press is cooled further


@dataclass(frozen=True)
class Step:
    """One stroke of the press: ramp up, hold, release."""

    name: str
    """`prepress`, `copress` or `anode`."""
    target_mpa: float
    """Stress on the pellet during the hold."""
    dwell_s: float
    """Time at target; ramps not included."""
    ramp_mpa_s: float
    """Loading rate."""
    release_mpa_s: float
    """Unloading rate; a positive number."""

    @property
    def duration_s(self) -> float:
        """Planned time from first force to no force."""
        return self.target_mpa * (1.0 / self.ramp_mpa_s + 1.0 / self.release_mpa_s) + self.dwell_s


@dataclass(frozen=True)
class PressProtocol:
    """Everything done to one cell, in order; then the fixture is closed at `stack_mpa`."""

    steps: tuple[Step, ...]
    stack_mpa: float | None = None
    """Kept by the fixture during the measurement; None where no fixture is closed by the press."""
    die_degc: float | None = None
    """Die temperature; None on a press without heating."""
    fixture_only: bool = False
    """A pressed cell is put under another stack pressure: no stroke, only the fixture."""

    @property
    def peak_mpa(self) -> float:
        """Highest pressing target."""
        return max((step.target_mpa for step in self.steps), default=0.0)

    @property
    def duration_s(self) -> float:
        """Planned pressing time of all steps."""
        return sum(step.duration_s for step in self.steps)


@dataclass(frozen=True)
class Die:
    """The physical die: geometry and what its maker allows.

    Raises:
        ValueError: if a number is missing, not finite or not positive.
    """

    name: str
    diameter_mm: float | None
    """None of a vessel."""
    max_force_kn: float | None
    """None of a vessel."""
    max_mpa: float
    serial: str = ""
    """Engraved on the die; a person types it when the die is mounted."""
    isostatic: bool = False
    """A vessel, not a die: see `vessel`."""

    def __post_init__(self) -> None:
        keys = ("max_mpa",) if self.isostatic else ("max_mpa", "max_force_kn", "diameter_mm")
        for key in keys:
            _positive(_owner(self), key, getattr(self, key))

    @cached_property
    def area_mm2(self) -> float:
        """Face area of the pellet.

        Raises:
            ValueError: for a vessel, which has none.
        """
        return disc_area_mm2(self.bore_mm)

    @property
    def area_cm2(self) -> float:
        """Face area of the pellet, for impedance."""
        return self.area_mm2 / MM2_PER_CM2

    @property
    def bore_mm(self) -> float:
        """The diameter of a die.

        Raises:
            ValueError: for a vessel, which has none.
        """
        if self.diameter_mm is None:
            raise ValueError(f"{self.in_words} has no diameter")
        return self.diameter_mm

    @property
    def load_kind(self) -> LoadKind:
        """What it is loaded with: force in kN, or in a vessel pressure in MPa."""
        return PRESSURE if self.isostatic else FORCE

    @property
    def noun(self) -> str:
        """`die`, or `vessel` on an isostatic press."""
        return "vessel" if self.isostatic else "die"

    @property
    def in_words(self) -> str:
        """The die in words, or the vessel."""
        kind = "vessel" if self.isostatic else f"{self.diameter_mm:g} mm die"
        return f"{kind} {self.name!r}"

    @property
    def max_load(self) -> float:
        """Highest load that is stated for it: force in kN, or in a vessel pressure in MPa."""
        return self.max_mpa if self.max_force_kn is None else self.max_force_kn

    def load(self, mpa: float) -> float:
        """Load that gives `mpa` on the pellet; in a vessel pressure is pressure."""
        return mpa if self.isostatic else self.force_kn(mpa)

    def force_kn(self, mpa: float) -> float:
        """Force that gives `mpa` in this die.

        Raises:
            ValueError: for a vessel, where there is no force.
        """
        return force_kn(mpa, self.area_mm2)

    def mpa(self, load: float) -> float:
        """Stress in the pellet under that load; in a vessel pressure is pressure."""
        return load if self.isostatic else pellet_mpa(load, self.area_mm2)


def vessel(name: str, max_mpa: float, serial: str = "") -> Die:
    """The vessel of an isostatic press: no diameter, no force, only what its wall bears.

    Raises:
        ValueError: if `max_mpa` is not a finite number above zero.
    """
    return Die(name, None, None, max_mpa, serial, isostatic=True)


@dataclass(frozen=True)
class Envelope:
    """Hard limits of a press with its cell. A missing limit is not "no limit": all must be given.

    Raises:
        ValueError: if a limit is not a finite number above zero.
    """

    max_load: float
    """Force in kN, or the pressure of an isostatic press in MPa."""
    max_mpa: float
    max_ramp_mpa_s: float
    max_release_mpa_s: float
    max_dwell_s: float
    max_stack_mpa: float
    min_load: float = 0.0
    """Below this the sensor is too coarse to control (five times its uncertainty)."""
    max_die_degc: float | None = None
    """Highest die temperature; None on a press without heating."""
    max_heat_k_min: float | None = None
    """Fastest heating of the die; stated wherever the die is heated."""

    def __post_init__(self) -> None:
        heated = self.max_die_degc is not None or self.max_heat_k_min is not None
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name in ("max_die_degc", "max_heat_k_min") and not heated:
                continue
            key = _KEYS.get(field.name, field.name)
            _positive("[limits]", key, value, zero_allowed=field.name == "min_load")

    def check(self, protocol: PressProtocol, die: Die) -> None:
        """Refuse a protocol that die, press or cell cannot bear.

        Raises:
            UnsafeProtocolError: for the first value outside, with value, limit and whose limit it
            is.
        """
        if protocol.fixture_only:
            self._check_fixture_only(protocol)
        elif not protocol.steps:
            raise UnsafeProtocolError(
                f"the protocol has no pressing step. {NOT_SENT} Give at least one of "
                f"{', '.join(STEP_NAMES)}."
            )
        for step in protocol.steps:
            self._check_step(step, die)
        self._check_fixture(protocol, die)

    def _check_fixture_only(self, protocol: PressProtocol) -> None:
        if protocol.steps or not protocol.stack_mpa:
            raise UnsafeProtocolError(
                "a protocol for the fixture alone has no pressing step and a stack pressure. "
                f"{NOT_SENT}"
            )

    def _check_step(self, step: Step, die: Die) -> None:
        if step.name not in STEP_NAMES:
            raise UnsafeProtocolError(
                f"step {step.name!r} is not one of {', '.join(STEP_NAMES)}. {NOT_SENT} "
                "Rename the step."
            )
        for key, low, limit, owner in self._step_limits(die):
            value = getattr(step, key)
            _within(f"step {step.name!r}: {key}", value, low, limit, owner)
        self._check_force(f"step {step.name!r}", step.target_mpa, die)

    def _step_limits(self, die: Die) -> Iterator[tuple[str, float, float, str]]:
        yield "target_mpa", 0.0, die.max_mpa, f"{_owner(die)} max_mpa"
        yield "target_mpa", 0.0, self.max_mpa, "press [limits] max_mpa"
        yield "ramp_mpa_s", 0.0, self.max_ramp_mpa_s, "press [limits] max_ramp_mpa_s"
        yield "release_mpa_s", 0.0, self.max_release_mpa_s, "press [limits] max_release_mpa_s"
        yield "dwell_s", 0.0, self.max_dwell_s, "press [limits] max_dwell_s"

    def _check_force(self, where: str, mpa: float, die: Die) -> None:
        if die.isostatic:  # pressure is pressure: its limits were asked already
            self._check_controllable(f"{where}: {mpa:g} MPa", mpa, die)
            return
        wanted_kn = die.force_kn(mpa)
        sentence = f"{where}: {mpa:g} MPa on a {die.diameter_mm:g} mm die"
        _within(
            f"{sentence}: force_kn",
            wanted_kn,
            0.0,
            die.max_load,
            f"die {die.name!r} max_force_kn",
        )
        _within(
            f"{sentence}: force_kn",
            wanted_kn,
            0.0,
            self.max_load,
            "press [limits] max_force_kn",
        )
        self._check_controllable(f"{sentence} is {wanted_kn:.3g} kN", wanted_kn, die)

    def _check_controllable(self, fault: str, wanted: float, die: Die) -> None:
        if wanted < self.min_load:
            limit = "min_mpa" if die.isostatic else "min_force_kn"
            raise UnsafeProtocolError(
                f"{fault}, below {limit} = {self.min_load:g} {die.load_kind.unit}, the least this "
                f"press can control. {NOT_SENT} Raise the target or use a finer sensor."
            )

    def _check_fixture(self, protocol: PressProtocol, die: Die) -> None:
        if protocol.stack_mpa is not None and protocol.stack_mpa != 0.0:
            owner = "press [limits] max_stack_mpa"
            _within("stack_mpa", protocol.stack_mpa, 0.0, self.max_stack_mpa, owner)
            _within("stack_mpa", protocol.stack_mpa, 0.0, die.max_mpa, f"{_owner(die)} max_mpa")
        if protocol.die_degc is None:
            return
        if self.max_die_degc is None:
            raise UnsafeProtocolError(
                f"die_degc = {protocol.die_degc!r}, but this press has no heating ([limits] has no "
                f"max_die_degc). {NOT_SENT} Leave die_degc out, or state the heated die's limit."
            )
        owner = "press [limits] max_die_degc"
        _within("die_degc", protocol.die_degc, _COLDEST_DEGC, self.max_die_degc, owner)


def _owner(die: Die) -> str:
    return f"{die.noun} {die.name!r}"


def _is_finite_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _within(what: str, value: float, low: float, high: float, owner: str) -> None:
    if _is_finite_number(value) and low < value <= high:
        return
    raise UnsafeProtocolError(
        f"{what} = {_digits(value, limit=high)} is outside ({low:g}, {high:g}] set by {owner}. "
        f"{NOT_SENT} Change the campaign's bounds, or, if the machine really "
        "allows it, that limit in the press file."
    )


def _digits(value: float, *, limit: float) -> str:
    """Six digits of a long number, or all of them where six would show the limit itself."""
    short = f"{value:.6g}" if _is_finite_number(value) else repr(value)
    return repr(value) if len(repr(value)) <= len(short) + 2 or float(short) == limit else short


def _positive(where: str, key: str, value: float | None, *, zero_allowed: bool = False) -> None:
    known = value if value is not None and _is_finite_number(value) else -math.inf
    if known > 0.0 or (zero_allowed and known == 0.0):
        return
    raise ValueError(
        f"{where} {key} = {value!r} must be a finite number above 0: a missing or zero limit would "
        "mean 'no limit'. State what the maker allows."
    )
