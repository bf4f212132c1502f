"""One step of a protocol in the machine's terms. Pure."""

from dataclasses import dataclass

from hardware.press.load_unit import FORCE, LoadKind


@dataclass(frozen=True)
class StrokePlan:
    """One step in the machine's terms."""

    name: str
    target_load: float
    ramp_rate: float
    dwell_s: float
    release_rate: float
    cap_load: float
    """Lowest of all limits: press and die by load, both by pressure, the PLC's own."""
    load_kind: LoadKind = FORCE
    """What the press loads with: loads are in its unit, rates in its unit per second."""

    @property
    def ramp_s(self) -> float:
        """Planned time from no load to target."""
        return self.target_load / self.ramp_rate

    @property
    def release_s(self) -> float:
        """Planned time from target to no load."""
        return self.target_load / self.release_rate

    def planned_load(self, t_s: float) -> float:
        """Planned load `t_s` after the load began to rise."""
        held_s = t_s - self.ramp_s
        if held_s <= 0.0:
            return max(0.0, self.ramp_rate * t_s)
        return max(0.0, self.target_load - self.release_rate * max(0.0, held_s - self.dwell_s))
