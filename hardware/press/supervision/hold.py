"""What a hold shows: kept or not, leaking or not, and by whose clock. Flags only; pure."""

import math
from dataclasses import dataclass, field

from hardware.press.interface import Phase
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.schema.limits import SupervisionTable

CLOCKS_APART_S = 1.0  # chosen: two looks of a slow line, and the granularity of a PLC's clock
SETTLING_S = 3.0
"""The first seconds of a hold are the regulator's, and the powder's quickest."""
SWING, SWING_OF_UNLOADED = 0.0015, 0.1
"""Of the target, and of `unloaded_load`: a smaller rise of the load is noise, not a pump."""
SMOOTH_S = 0.4
"""Noise is smoothed over so long before rises are counted."""
STILL_S = 2.0
"""A live reading of force does not stand exactly still for so long."""
FAR_OFF = 0.05
"""A hold whose mean is further from the target, as a share of it, was another pressing."""
LEAST_S = 10.0
"""A rate of topping up is not recognised from less."""


@dataclass
class HoldWatch:
    """Follows the hold of one stroke.

    Args:
        name: of the step.
        target_load: planned load.
        limits: [supervision] of the press file.
    """

    name: str
    target_load: float
    limits: SupervisionTable
    flags: dict[str, None] = field(default_factory=dict)
    """Ordered set of sentences."""
    seen_otherwise: bool = False
    """The oil gauge shows the same force: a sensor that stands still disagrees with it."""
    lively: bool = False
    """The reading moved at rest, as a live sensor's does: then it does not stand still here."""
    clocks_apart: bool = False
    """The machine's count of time cannot be trusted."""
    _off_band_s: float = 0.0
    _held_since_s: float = math.inf
    _smooth_load: float = math.nan
    _low_load: float = math.nan
    _high_load: float = math.nan
    _topped: float = 0.0
    _degc: list[float] = field(default_factory=list)
    _still: tuple[float, float, int] = (math.nan, math.inf, 0)
    """A reading, since when it stands, how often it was seen."""
    _sum_loads: float = 0.0
    _count: int = 0

    @property
    def mean_degc(self) -> float | None:
        """Mean die temperature of the hold; None where it was not measured."""
        return sum(self._degc) / len(self._degc) if self._degc else None

    def see(self, look: MachineSnapshot, last: MachineSnapshot | None) -> None:
        """Take one look, and the one before it."""
        if last is None or look.phase is not Phase.HOLD or last.phase is not Phase.HOLD:
            return
        self._held_since_s = min(self._held_since_s, last.now_s)
        self._compare_clocks(look)
        self._watch_band(look, last)
        if not math.isnan(look.die_degc):
            self._degc.append(look.die_degc)
        if not math.isnan(look.load):
            self._sum_loads, self._count = self._sum_loads + look.load, self._count + 1
            self._watch_still(look)
            self._watch_pump(look, look.now_s - last.now_s)

    def end(self) -> None:
        """The hold is over: was its mean near the target?"""
        if not self._count:
            return
        off = self._sum_loads / self._count / self.target_load - 1.0
        if abs(off) > max(FAR_OFF, self.limits.hold_tolerance):
            side = "above" if off > 0.0 else "below"
            sentence = f"hold not held: its mean is {abs(off):.0%} {side} the target"
            why = "a saturated sensor, a leak, a set-point in another unit?"
            self.flags[f"{self.name}: {sentence} ({why})"] = None

    def _watch_still(self, look: MachineSnapshot) -> None:
        """Without a second gauge a frozen or saturated sensor shows in a hold only by its peace."""
        still, since_s, times = self._still
        if look.load != still:
            self._still = (look.load, look.now_s, 1)
            return
        self._still = (still, since_s, times + 1)
        long = look.now_s - since_s > STILL_S and times >= self.limits.frozen_samples
        if long and self.lively and not self.seen_otherwise:
            sentence = f"the reading stood exactly still in the hold for more than {STILL_S:g} s"
            self.flags[f"{self.name}: {sentence} (a frozen or saturated sensor?)"] = None

    def _watch_band(self, look: MachineSnapshot, last: MachineSnapshot) -> None:
        off = abs(look.load - self.target_load)
        if off > self.limits.hold_tolerance * self.target_load:
            self._off_band_s += look.now_s - last.now_s
        if self._off_band_s > self.limits.out_of_band_s:
            tolerance = 100.0 * self.limits.hold_tolerance
            sentence = f"hold not held: outside {tolerance:g} % of the target for more than "
            self.flags[f"{self.name}: {sentence}{self.limits.out_of_band_s:g} s"] = None

    def _watch_pump(self, look: MachineSnapshot, step_s: float) -> None:
        """A leak that the pump makes good shows as many small rises of the force."""
        held_s = look.now_s - self._held_since_s
        if held_s < SETTLING_S or math.isnan(self._smooth_load):
            self._smooth_load = self._low_load = self._high_load = look.load
            return
        self._smooth_load += min(step_s / SMOOTH_S, 1.0) * (look.load - self._smooth_load)
        self._count_rises(self._smooth_load)
        rate = 60.0 * self._topped / self.target_load / max(held_s, LEAST_S)
        if rate > self.limits.top_up_per_min:
            allowed = 100.0 * self.limits.top_up_per_min
            sentence = f"hold not held: the pump tops up more than {allowed:g} % a minute (a leak?)"
            self.flags[f"{self.name}: {sentence}"] = None

    def _count_rises(self, load: float) -> None:
        swing = max(SWING * self.target_load, SWING_OF_UNLOADED * self.limits.unloaded_load)
        self._high_load = max(self._high_load, load)
        if load < self._high_load - swing:  # a rise is over
            risen = self._high_load - self._low_load
            self._topped += risen if risen > swing else 0.0
            self._low_load = self._high_load = load
        if self._high_load - self._low_load <= swing:
            self._low_load = min(self._low_load, load)

    def _compare_clocks(self, look: MachineSnapshot) -> None:
        """The dwell by the machine's clock and by ours."""
        if math.isnan(look.in_phase_s):
            return
        ours_s = look.now_s - self._held_since_s
        if abs(look.in_phase_s - ours_s) > CLOCKS_APART_S + 0.05 * ours_s:
            self.clocks_apart = True
            self.flags[f"{self.name}: the PLC's clock and ours disagree about the dwell"] = None
