"""The die is warm before the ramp: rate, wait, soak. The press is unloaded all the while.

A machine with a set-point of the rate (`sp_heat_rate`) walks by itself; for any other the set-point
of the temperature is walked from here, so that it never runs ahead of `max_heat_k_min`.
"""

import math
from collections import deque
from dataclasses import dataclass, field

from hardware.errors import KEY_FIRST, PressFaultError
from hardware.press.control.readiness import not_ready
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.transport import LinkError
from hardware.press.supervision.abort_latch import AbortLatch
from hardware.press.supervision.supervisor import Supervisor

WALK_EVERY_S = 5.0  # chosen: steps of a tenth of a kelvin at 1 K/min
RATE_OVER_S = 60.0  # chosen: longer than the swing of a regulator
RATE_SLACK = 1.2
"""A regulator swings; a mean rate over a minute beyond this share of the limit is a fault."""
S_PER_MIN = 60.0  # by definition
STILL_HEATED = "the die may be hot and its heater may go on: the last set-point stands"


@dataclass
class Heating:
    """Brings a die to its temperature.

    Args:
        eye: the supervisor.
        die_degc: the wanted temperature.
        latch: where a person asks to stop.
    """

    eye: Supervisor
    die_degc: float
    latch: AbortLatch
    _sent_degc: float = math.nan
    _walked_s: float = -math.inf
    _seen: deque[tuple[float, float]] = field(default_factory=deque)

    def run(self) -> None:
        """Heat and soak.

        Raises:
            PressFaultError: if that does not come about; the press carries no force.
        """
        limits, clock = self.eye.machine.map.supervision, self.eye.clock
        until_s, warm_since_s = clock.now_s() + limits.heat_within_s, math.inf
        try:
            while clock.now_s() - warm_since_s < limits.soak_s:
                look = self.eye.steady_look()
                self._walk(look)
                near = abs(look.die_degc - self.die_degc) <= limits.heat_tolerance_degc
                warm_since_s = min(warm_since_s, look.now_s) if near else math.inf
                self._judge(look, late=look.now_s > until_s)
        except LinkError as error:
            raise _cold(f"the line was lost ({error})", STILL_HEATED) from error

    @property
    def _rate_k_min(self) -> float:
        return self.eye.machine.map.envelope.max_heat_k_min or math.inf

    def _walk(self, look: MachineSnapshot) -> None:
        """Next set-point: the target where the machine keeps the rate, else a step towards it."""
        due = look.now_s >= self._walked_s + WALK_EVERY_S
        if not due or self._sent_degc == self.die_degc or math.isnan(look.die_degc):
            return
        self._walked_s = look.now_s
        step_k = self._rate_k_min / S_PER_MIN * WALK_EVERY_S
        own_rate = "sp_heat_rate" in self.eye.machine.map.setpoints
        if own_rate:
            self.eye.machine.write_setpoints({"sp_heat_rate": self._rate_k_min})
        from_degc = look.die_degc if math.isnan(self._sent_degc) else self._sent_degc
        walked_degc = self.die_degc if own_rate else min(self.die_degc, from_degc + step_k)
        self._send(walked_degc)

    def _send(self, degc: float) -> None:
        self.eye.machine.write_setpoints({"sp_temperature": degc})
        self._sent_degc = degc

    def _judge(self, look: MachineSnapshot, *, late: bool) -> None:
        most_degc = self.eye.machine.map.envelope.max_die_degc or math.inf
        rate_k_min = self._measured_k_min(look)
        if not math.isnan(look.load) and (reasons := not_ready(look, self.eye.machine.map)):
            self._stay(look, "; ".join(reasons))
        if self.latch.reason is not None:
            self._stay(look, f"abort asked for: {self.latch.reason}")
        if look.die_degc > most_degc:
            self._stay(look, f"it is at {look.die_degc:.1f} degC, above {most_degc:g} degC")
        if rate_k_min > RATE_SLACK * self._rate_k_min:
            sentence = f"it heats by {rate_k_min:.1f} K/min, more than {self._rate_k_min:g} K/min"
            self._stay(look, sentence)
        if late:
            seen = f"it stands at {look.die_degc:.1f} degC instead of {self.die_degc:.1f} degC"
            self._stay(look, seen)

    def _measured_k_min(self, look: MachineSnapshot) -> float:
        """Mean rate over the last minute; 0 until a minute was seen."""
        if not math.isnan(look.die_degc):
            self._seen.append((look.now_s, look.die_degc))
        while self._seen and look.now_s - self._seen[0][0] > RATE_OVER_S:
            since_s, from_degc = self._seen.popleft()
            return (look.die_degc - from_degc) * S_PER_MIN / (look.now_s - since_s)
        return 0.0

    def _stay(self, look: MachineSnapshot, why: str) -> None:
        """Heat no further, then say why."""
        held_degc = min(look.die_degc, self.die_degc)
        if math.isnan(held_degc):
            raise _cold(why, STILL_HEATED)
        self._send(held_degc)
        raise _cold(why, "the die may be hot and is heated no further")


def _cold(why: str, heater: str) -> PressFaultError:
    return PressFaultError(
        f"the die did not get warm: {why}. START was not sent; {heater}. Look at the "
        f"heater, then repeat the trial. {KEY_FIRST}"
    )
