"""The die is warm before the ramp: set-point, wait, soak. The press is unloaded all the while."""

import math

from hardware.errors import PressFaultError
from hardware.press_supervisor import AbortLatch, Supervisor
from hardware.transport import LinkError


def heat(eye: Supervisor, die_degc: float, latch: AbortLatch) -> None:
    """Bring the die to its temperature and keep it there for the soak time.

    Raises:
        PressFaultError: if that does not come about; the press carries no force.
    """
    limits = eye.machine.map.supervision
    until_s = eye.clock.now_s() + limits.heat_within_s
    warm_since_s = math.inf
    try:
        eye.machine.write_setpoints({"sp_temperature": die_degc})
        while eye.clock.now_s() - warm_since_s < limits.soak_s:
            eye.pause()
            look = eye.look()
            near = abs(look.die_degc - die_degc) <= limits.heat_tolerance_degc  # False for nan
            warm_since_s = min(warm_since_s, look.now_s) if near else math.inf
            _go_on(latch, look.die_degc, die_degc, late=look.now_s > until_s)
    except LinkError as error:
        raise _cold(f"the line was lost ({error})") from error


def _go_on(latch: AbortLatch, seen_degc: float, die_degc: float, *, late: bool) -> None:
    if latch.reason is not None:
        raise _cold(f"abort asked for: {latch.reason}")
    if late:
        raise _cold(f"it stands at {seen_degc:.1f} degC instead of {die_degc:.1f} degC")


def _cold(why: str) -> PressFaultError:
    return PressFaultError(
        f"the die did not come to its temperature: {why}. START was not sent, the press carries no "
        "force; the die may be hot. Look at the heater, then repeat the trial."
    )
