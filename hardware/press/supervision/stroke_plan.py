"""One step of a protocol in the machine's terms. Pure."""

from dataclasses import dataclass

from hardware.press.load_unit import FORCE, Load


@dataclass(frozen=True)
class StrokePlan:
    """One step in the machine's terms."""

    name: str
    target_kn: float
    ramp_kn_s: float
    dwell_s: float
    release_kn_s: float
    cap_kn: float
    """Lowest of all limits: press, die in kN, die in MPa, the PLC's own."""
    load: Load = FORCE
    """What a person hears of."""

    @property
    def ramp_s(self) -> float:
        """Planned time from no force to target."""
        return self.target_kn / self.ramp_kn_s

    @property
    def release_s(self) -> float:
        """Planned time from target to no force."""
        return self.target_kn / self.release_kn_s

    def planned_kn(self, t_s: float) -> float:
        """Planned force `t_s` after the force began to rise."""
        held_s = t_s - self.ramp_s
        if held_s <= 0.0:
            return max(0.0, self.ramp_kn_s * t_s)
        return max(0.0, self.target_kn - self.release_kn_s * max(0.0, held_s - self.dwell_s))
