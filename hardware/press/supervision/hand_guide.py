"""What a hand on the pump is doing, recognised by the force alone, and what to tell it. Pure.

The phases of a stroke are not reported by a load cell; they follow from the force: below the
unloaded threshold nothing, inside the tolerance band the hold, before it the ramp, after it the
release.
"""

import math
from dataclasses import dataclass, field

from hardware.press.interface import Phase
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.schema.limits import SupervisionTable
from hardware.press.supervision.stroke_plan import StrokePlan
from hardware.units import line_bar

MOVING = (Phase.APPROACH, Phase.RAMP, Phase.HOLD, Phase.RELEASE)
STATED = (*MOVING, Phase.IDLE, Phase.DONE)
"""A machine that knows no more says one of these; a fault or a local mode stands as it is."""
ROUNDING = 1e-6  # of the cap: a millionth is below every digit of a display
NEAR_LIMIT = 0.9
"""From this share of the lowest limit on, a force above the target is warned of."""
STILL_S = 3.0
"""A load cell whose reading moved at rest does not stand exactly still for so long. Chosen: thirty
looks in a row at 10 Hz would have to read the same count."""
LEFT_FOR_GOOD = 0.85
"""Below this share of the target, after the hold has begun, the press is being released."""
BLIP_S = 0.5
"""A shorter dip is a bad answer (some gateways give zeros), no release; the force must be off for
so long. Chosen: five looks at 10 Hz, and nobody lets off and pumps up again in that time."""


@dataclass(frozen=True)
class Instruction:
    """What to do now."""

    key: str
    """Changes with what is to be done, not with each reading."""
    sentence: str
    urgent: bool = False
    """Said again and again, with a bell."""


@dataclass
class Guide:
    """Follows one hand-made stroke.

    Args:
        plan: what should be pressed.
        limits: [supervision] of the press file.
        ram_area_cm2: of the press; then its own gauge is named too, which knows no unit of ours.
    """

    plan: StrokePlan
    limits: SupervisionTable
    ram_area_cm2: float | None = None
    phase: Phase = Phase.IDLE
    held_s: float = 0.0
    """Time inside the tolerance band so far."""
    peak_load: float = 0.0
    """Highest force seen."""
    let_go: int = 0
    """So often the force went off before the target was reached."""
    _last_s: float | None = field(default=None, repr=False)
    _left_s: float = field(default=math.inf, repr=False)
    """When the hold was left."""
    _empty_s: float = field(default=math.inf, repr=False)
    """Since when the force is off."""
    _lively: bool = field(default=False, repr=False)
    """The reading moved at rest, as a live sensor's does."""
    _still: tuple[float, float, int] = field(default=(math.nan, math.inf, 0), repr=False)
    """A reading, since when it stands, how often it was seen."""

    @property
    def over(self) -> bool:
        """True when the force has been off again after a hold."""
        return self.phase is Phase.DONE

    def see(self, now_s: float, load: float) -> Phase:
        """Take one reading; returns the phase it belongs to."""
        step_s = now_s - self._last_s if self._last_s is not None else 0.0
        self._last_s = now_s
        self.peak_load = max(self.peak_load, load)
        self._watch_still(now_s, load)
        inside = self._inside(load)
        blip = self.phase is Phase.RELEASE and now_s - self._left_s <= BLIP_S
        if inside and (blip or self.phase in (Phase.HOLD, Phase.RAMP, Phase.IDLE)):
            self.held_s += step_s if blip or self.phase is Phase.HOLD else 0.0
            self.phase = Phase.HOLD
        elif self.phase is Phase.HOLD and load < LEFT_FOR_GOOD * self.plan.target_load:
            self.phase, self._left_s = Phase.RELEASE, now_s
        elif self.phase is Phase.IDLE and load > self.limits.unloaded_load:
            self.phase = Phase.RAMP
        elif self.phase is Phase.RAMP and load <= self.limits.unloaded_load:
            self.phase = Phase.IDLE  # let go before the target: nothing was held
            self.let_go += 1
        empty = self.phase is Phase.RELEASE and abs(load) <= self.limits.unloaded_load
        self._empty_s = min(self._empty_s, now_s) if empty else math.inf
        if empty and now_s - self._empty_s >= BLIP_S:
            self.phase = Phase.DONE
        return self.phase

    def phase_of(self, look: MachineSnapshot) -> Phase:
        """Phase of a machine that tells only whether it works or rests."""
        if look.phase not in STATED or math.isnan(look.load):
            return look.phase
        seen = self.see(look.now_s, look.load)
        if look.phase in MOVING and seen is Phase.IDLE:
            return Phase.APPROACH
        if look.phase in MOVING and seen is Phase.DONE:
            return Phase.RELEASE
        return seen

    @property
    def above_limit(self) -> bool:
        """True once the force was above the lowest limit of press and die."""
        return self.peak_load > self.plan.cap_load * (1.0 + ROUNDING)

    def _watch_still(self, now_s: float, load: float) -> None:
        still, since_s, times = self._still
        if load == still:
            self._still = (still, since_s, times + 1)
            return
        at_rest = max(abs(load), abs(still)) <= self.limits.unloaded_load  # False at first: nan
        self._lively = self._lively or at_rest
        self._still = (load, now_s, 1)

    @property
    def _frozen(self) -> bool:
        _, since_s, times = self._still
        long = self._last_s is not None and self._last_s - since_s > STILL_S
        return self._lively and long and times >= self.limits.frozen_samples

    def advice(self, load: float) -> Instruction:
        """What to do now, in few words."""
        kind, target_load = self.plan.load_kind, self.plan.target_load
        left_s = self.plan.dwell_s - self.held_s
        if load > target_load * (1.0 + self.limits.overshoot):
            return self._too_high(load)
        now = f"(now {kind.text(load)})"
        if self._frozen and self.phase is not Phase.DONE:
            sentence = f"the reading stands exactly still {now}: a frozen {kind.sensor}?"
            advice = "Pump no further; read the press' own gauge"
            return Instruction("still", f"{sentence} {advice}", urgent=True)
        if self.phase in (Phase.IDLE, Phase.RAMP):
            return Instruction(
                "pump", f"pump to {kind.text(target_load)}{self._on_its_gauge} {now}"
            )
        if self.phase is Phase.HOLD and left_s > 0.0:
            inside = self._inside(load)
            more = "" if inside else f"; pump back to {kind.text(target_load)}"
            return Instruction(f"hold {inside}", f"hold {left_s:.0f} s more {now}{more}")
        if self.phase is Phase.DONE:
            end = "this cell is void" if self.above_limit else "well done"
            return Instruction("done", f"released; {end}")
        return Instruction("release", f"release slowly, {self.plan.release_s:.0f} s to zero {now}")

    @property
    def _on_its_gauge(self) -> str:
        """What the press' own gauge shows at the target: a load cell may be in another unit."""
        if self.ram_area_cm2 is None:
            return ""
        shown_bar = line_bar(self.plan.target_load, self.ram_area_cm2)
        return f", {shown_bar:.0f} bar on its own gauge"

    def _too_high(self, load: float) -> Instruction:
        kind, plan = self.plan.load_kind, self.plan
        now, limit = kind.text(load), kind.text(plan.cap_load)
        if load > plan.cap_load * (1.0 + ROUNDING):
            sentence = f"ABOVE THE LIMIT: {now}, press and die bear {limit}; release slowly NOW"
            return Instruction("above", f"{sentence}, this cell is void", urgent=True)
        if load >= NEAR_LIMIT * plan.cap_load:
            sentence = (
                f"NEAR THE LIMIT: {now} of the {limit} that press and die bear; pump no further"
            )
            return Instruction("near", sentence, urgent=True)
        sentence = f"TOO HIGH: {now}; let off slowly to {kind.text(plan.target_load)}"
        return Instruction("high", sentence, urgent=True)

    def _inside(self, load: float) -> bool:
        return abs(load - self.plan.target_load) <= (
            self.limits.hold_tolerance * self.plan.target_load
        )
