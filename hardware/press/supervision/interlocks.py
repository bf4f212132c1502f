"""When to let go: what the readings of a stroke say about press and cell. Pure; no I/O, no clock.

`trip` gives the reason to release at once; `flags` collects what a person should know of a stroke
that went to its end. Every number comes from [supervision] in the press file.
"""

import math
from dataclasses import dataclass, field

from hardware.press.interface import Phase
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.schema.limits import SupervisionTable
from hardware.press.supervision.crack_watch import CrackWatch
from hardware.press.supervision.hold import HoldWatch
from hardware.press.supervision.stroke_plan import StrokePlan
from hardware.units import ram_force_kn

LOADING = (Phase.APPROACH, Phase.RAMP)
RATES = (Phase.RAMP, Phase.RELEASE)
BAD_READINGS_ALLOWED = 2  # chosen: one flipped bit is no fault, three looks are 0.3 s
RATE_OVER_S = 1.0
"""The rate of rise is taken over at least so long."""
FROZEN_MEANS_MISSED = 0.005
"""A force reading stands still if the plan moved it by this share of the target meanwhile."""


@dataclass
class Interlocks:
    """Watches one stroke.

    Args:
        plan: the stroke.
        limits: [supervision] of the press file.
        ram_area_cm2: for the comparison of force and line; None where it cannot be made.
        ramp_commanded: False where the machine takes no set-point for its ramp.
        max_die_degc: what the heated die bears.
    """

    plan: StrokePlan
    limits: SupervisionTable
    ram_area_cm2: float | None = None
    ramp_commanded: bool = True
    max_die_degc: float | None = None
    flags: dict[str, None] = field(default_factory=dict)
    """Ordered set of sentences."""
    _last: MachineSnapshot | None = None
    _bad: int = 0
    _nothing: int = 0
    _same: int = 0
    _same_since_s: float = 0.0
    _apart: int = 0
    _ramp_since_s: float | None = None
    _risen: tuple[float, float] = (0.0, 0.0)
    _from_mm: float = math.nan
    _rise_from: tuple[float, float] | None = None
    peak_load: float = -math.inf
    """Highest force seen."""
    hold: HoldWatch = field(init=False)
    """What the hold shows."""
    crack: CrackWatch = field(init=False)
    """Whether the cell may have cracked."""

    def __post_init__(self) -> None:
        seen_otherwise = self.ram_area_cm2 is not None
        self.hold = HoldWatch(
            self.plan.name, self.plan.target_load, self.limits, self.flags, seen_otherwise
        )
        self.crack = CrackWatch(self.plan, self.limits, self.hold, self.flags)

    def trip(self, look: MachineSnapshot) -> str | None:
        """The reason to release now, or None."""
        reason = (
            self._invalid(look)
            or self._overshoot(look)
            or self._frozen(look)
            or self._lost_in_hold(look)
            or self._no_rise(look)
            or self._too_fast(look)
            or self._no_travel(look)
            or self._travel_without_force(look)
            or self._sensors_disagree(look)
            or self._too_hot(look)
        )
        self.peak_load = max(self.peak_load, look.load)  # nan on the right is left out
        self.hold.see(look, self._last)
        self.crack.see(look, self._last)
        for alarm in look.alarms:
            if alarm.severity == "warn":
                self.flags[f"alarm of the press: {alarm.text}"] = None
        self._last = look
        return reason

    def _invalid(self, look: MachineSnapshot) -> str | None:
        self._bad = self._bad + 1 if math.isnan(look.load) else 0
        if self._bad <= BAD_READINGS_ALLOWED:
            return None
        noun = self.plan.load_kind.noun
        reason = look.invalid[0] if look.invalid else f"no {noun} reading"
        return f"the {noun} reading is invalid {self._bad} times in a row: {reason}"

    def _overshoot(self, look: MachineSnapshot) -> str | None:
        plan = self.plan
        allowed = plan.target_load * (1.0 + self.limits.overshoot) + self.limits.unloaded_load / 2
        limit = min(allowed, max(plan.cap_load, plan.target_load) * (1.0 + self.limits.overshoot))
        if look.load > limit:
            return (
                f"overshoot: {plan.load_kind.noun} {plan.load_kind.text(look.load)} is above "
                f"{plan.load_kind.text(limit)} (target {plan.load_kind.text(plan.target_load)})"
            )
        return None

    def _frozen(self, look: MachineSnapshot) -> str | None:
        last = self._last
        moving = last is not None and look.phase in RATES and last.phase is look.phase
        if not moving or last is None or look.load != last.load:
            self._same, self._same_since_s = 0, look.now_s
            return None
        self._same += 1
        ramp = look.phase is Phase.RAMP
        rate = self.plan.ramp_rate if ramp else self.plan.release_rate
        missed = rate * (look.now_s - self._same_since_s)
        if self._same < self.limits.frozen_samples:
            return None
        if missed < FROZEN_MEANS_MISSED * self.plan.target_load:
            return None
        if not ramp:
            if look.load > self.limits.unloaded_load:
                sentence = f"the {self.plan.load_kind.noun} stood exactly still in the release"
                self.flags[f"{self.plan.name}: {sentence} (a frozen sensor?)"] = None
            return None
        return (
            f"frozen sensor: the {self.plan.load_kind.noun} reads exactly "
            f"{self.plan.load_kind.text(look.load, 3)} {self._same + 1} times while it should rise"
        )

    def _lost_in_hold(self, look: MachineSnapshot) -> str | None:
        """A sensor whose cable breaks reads nothing, and a regulator that believes it pumps on.

        It falls from one look to the next; a machine that says "hold" while it releases does not.
        """
        last, target_load = self._last, self.plan.target_load
        nothing = look.phase is Phase.HOLD and look.load <= self.limits.unloaded_load
        if nothing and not self._nothing:
            held = last is not None and last.phase is Phase.HOLD and last.load > 0.5 * target_load
            nothing = held and target_load > 2.0 * self.limits.unloaded_load
        self._nothing = self._nothing + 1 if nothing else 0
        if self._nothing <= BAD_READINGS_ALLOWED:
            return None
        kind = self.plan.load_kind
        return (
            f"the {kind.noun} reads {kind.text(look.load)} in the hold (a sensor or its cable "
            "broken, a broken die?)"
        )

    def _no_rise(self, look: MachineSnapshot) -> str | None:
        if look.phase not in LOADING:
            self._ramp_since_s = None
            return None
        if self._ramp_since_s is None:
            self._ramp_since_s = look.now_s
            self._risen = (look.now_s, look.load)
        taken_s = look.now_s - self._ramp_since_s
        allowed_s = self.plan.ramp_s * self.limits.ramp_time_factor + self.limits.ramp_slack_s
        if taken_s > allowed_s:
            return f"the ramp has taken {taken_s:.1f} s; {allowed_s:.1f} s are allowed"
        since_s, from_load = self._risen
        if look.load > from_load + 0.005 * self.plan.target_load:
            self._risen = (look.now_s, look.load)
        elif look.load < -2.0 * self.limits.unloaded_load:
            noun = self.plan.load_kind.noun
            return (
                f"the {noun} falls to {self.plan.load_kind.text(look.load)} while it should rise "
                f"(does [registers.{noun}] need a negative scale?)"
            )
        elif look.now_s - since_s > self._patience_s():
            return (
                f"no rise: the {self.plan.load_kind.noun} stays at "
                f"{self.plan.load_kind.text(look.load)} for {look.now_s - since_s:.1f} s "
                "(no sample, pump off, valve?)"
            )
        return None

    def _too_fast(self, look: MachineSnapshot) -> str | None:
        """The force runs away: a valve that is stuck open, a rate in another unit."""
        if look.phase not in LOADING or not self.ramp_commanded or math.isnan(look.load):
            self._rise_from = None
            return None
        if self._rise_from is None:
            self._rise_from = (look.now_s, look.load)
        since_s, from_load = self._rise_from
        taken_s = look.now_s - since_s
        if taken_s < RATE_OVER_S:
            return None
        self._rise_from = (look.now_s, look.load)
        rate = (look.load - from_load) / taken_s
        allowed = self.limits.ramp_rate_factor * self.plan.ramp_rate
        if rate <= allowed + self.limits.unloaded_load / taken_s:
            return None
        return (
            f"the {self.plan.load_kind.noun} rises by {self.plan.load_kind.text(rate)}/s; "
            f"{self.plan.load_kind.text(self.plan.ramp_rate)}/s were asked for and "
            f"{self.plan.load_kind.text(allowed)}/s are allowed"
        )

    def _travel_without_force(self, look: MachineSnapshot) -> str | None:
        most_mm = self.limits.max_travel_mm
        if most_mm is None or look.phase not in LOADING or math.isnan(self._from_mm):
            return None
        moved_mm = abs(look.position_mm - self._from_mm)
        if not moved_mm > most_mm:  # nan: not seen
            return None
        return (
            f"travel without force: {moved_mm:.2f} mm, more than {most_mm:g} mm, and only "
            f"{self.plan.load_kind.text(look.load)} (no sample, or a broken die?)"
        )

    def _no_travel(self, look: MachineSnapshot) -> str | None:
        """Half of the force is there and the piston has hardly moved: something else is pressed."""
        if look.phase not in LOADING or math.isnan(look.position_mm):
            return None
        if math.isnan(self._from_mm):
            self._from_mm = look.position_mm
        moved_mm = abs(look.position_mm - self._from_mm)
        early = look.load < 0.5 * self.plan.target_load
        if early or moved_mm >= self.limits.min_travel_mm:
            return None
        return (
            f"force without travel: {self.plan.load_kind.text(look.load)} after {moved_mm:.3f} mm, "
            f"at least {self.limits.min_travel_mm:g} mm were expected (die jammed, no powder?)"
        )

    def _patience_s(self) -> float:
        return self.limits.no_rise_s + 0.02 * self.plan.ramp_s

    def _sensors_disagree(self, look: MachineSnapshot) -> str | None:
        if self.ram_area_cm2 is None or math.isnan(look.line_bar):
            return None
        line_kn = ram_force_kn(look.line_bar, self.ram_area_cm2)
        compared_kn = max(line_kn, 0.2 * self.plan.target_load)
        # a gauge that is off by less than "unloaded" proves nothing: at 20 MPa it is mere noise
        allowed = max(self.limits.line_tolerance * compared_kn, self.limits.unloaded_load)
        apart = abs(look.load - line_kn) > allowed
        self._apart = self._apart + 1 if apart else 0
        if self._apart <= BAD_READINGS_ALLOWED:
            return None
        return (
            f"force and oil disagree: the force sensor says {look.load:.2f} kN, the oil says "
            f"{line_kn:.2f} kN{slip(look.load, line_kn)}"
        )

    def _too_hot(self, look: MachineSnapshot) -> str | None:
        if self.max_die_degc is None or not look.die_degc > self.max_die_degc:
            return None
        return f"the die is at {look.die_degc:.1f} degC, above {self.max_die_degc:g} degC"


CLOSE = 0.05
"""Gauges of a press agree within so much, as a share, where units are right."""
SLIPS = {
    -1.0: "the sign of the force",
    1.0 / 14.504: "the oil in psi",
    10.0: "the oil in MPa",
    1.0 / 9.80665: "the force in tonnes",
    0.01: "the area of the ram in mm2",
    1000.0: "the force in N",
    101.97: "the force in kgf",
    224.81: "the force in lbf",
}
"""Force of the sensor over that of the oil, where it is taken for kN and the oil for bar; factors
of NIST SP 811, appendix B.8."""


def slip(force_kn: float, oil_kn: float) -> str:
    """A question for whoever wrote the map; empty where no slip of units explains the two."""
    if oil_kn == 0.0:
        return ""
    for times, what in SLIPS.items():
        if abs(force_kn / oil_kn / times - 1.0) <= CLOSE:
            return f" (does the map mistake {what}?)"
    return ""
