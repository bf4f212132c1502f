"""Proof that the PLC itself refuses what is above its limit, whatever a computer asks for."""

import math
from dataclasses import replace

from hardware.errors import GO_THERE, PressSilentError
from hardware.press.commissioning.record import Answer, failed, passed
from hardware.press.commissioning.stand import Stand, orders, still
from hardware.press.control.release import ReleaseNotSeenError
from hardware.press.modbus.commands import CommandTimeoutError
from hardware.press.register_map.transport import IncoherentError, RefusedError

OVER = 1.2
"""Times the PLC's own limit."""
KEPT = 0.8
"""Share of what the die bears that is never asked for."""


def over_limit(stand: Stand) -> Answer:
    """More than the PLC's own limit, less than the die bears: the PLC refuses by itself."""
    key = "over_limit"
    limit_kn = _limit_kn(stand)
    wanted_kn, borne_kn = OVER * limit_kn, KEPT * _borne_kn(stand)
    if not wanted_kn <= borne_kn:
        return failed(key, _impossible(stand, limit_kn, borne_kn))
    load = stand.press_map.load
    stand.tell(
        f"Copress asks for {load.text(wanted_kn)}: above the PLC's limit of {load.text(limit_kn)}, "
        "below what the die bears. If the PLC does not refuse, the press moves; Copress lets go at "
        "once."
    )
    if stand.ask("Guard closed, blank in, hand at the button? Type OVER.").strip() != "OVER":
        return failed(key, "the operator did not agree")
    refusal = _ask_for(stand, wanted_kn)
    measured = {"limit_kn": limit_kn, "asked_kn": wanted_kn}
    if refusal is None:
        return failed(key, "the PLC did not refuse; the press was released", **measured)
    at_rest = still(stand, key, None)
    if not at_rest.passed:
        return failed(key, f"{refusal}, and yet: {at_rest.remark}", **measured)
    return replace(passed(key, **measured), remark=f"the PLC refused: {refusal}")


def _limit_kn(stand: Stand) -> float:
    load = stand.press_map.load
    role = load.of("lim_force")
    if role not in stand.press_map.registers:
        return stand.number(f"What is the PLC's own limit now, in {load.unit}?")
    with stand.machine() as machine:
        return machine.value(role)


def _ask_for(stand: Stand, wanted_kn: float) -> str | None:
    """Ask a press at rest for so much; what it refused with, None if it obeyed and was released.

    Raises:
        LinkLostError: if the line was lost.
        PressSilentError: if it obeyed and no release was seen.
    """
    values, numbers = orders(stand, stand.die.mpa(wanted_kn))
    with stand.driver() as driver:
        if not stand.rests(driver.eye.look()):
            return "it does not rest"
        try:
            driver.arm(values)
            driver.start(numbers)
        except (CommandTimeoutError, RefusedError, IncoherentError) as error:
            return str(error)
        look = driver.eye.look()
        if look.ack_seq == driver.seq and look.ack_code:
            return stand.press_map.refusals.get(look.ack_code, f"code {look.ack_code}")
        try:
            driver.release()
        except ReleaseNotSeenError as error:
            raise PressSilentError(
                f"the PLC took more than its own limit, and no release was seen ({error}). "
                f"{GO_THERE}"
            ) from error
    return None


def _borne_kn(stand: Stand) -> float:
    die, envelope = stand.die, stand.press_map.envelope
    return min(
        die.max_force_kn,
        die.force_kn(die.max_mpa),
        envelope.max_force_kn,
        die.force_kn(envelope.max_mpa),
    )


def _impossible(stand: Stand, limit_kn: float, borne_kn: float) -> str:
    load = stand.press_map.load
    if math.isnan(limit_kn):
        return "no number was typed for the PLC's own limit"
    return (
        f"it cannot be tried: {OVER:g} times the PLC's own limit of {load.text(limit_kn)} is more "
        f"than {load.text(borne_kn)}, which die and press bear with a margin. Lower the PLC's "
        f"limit below {load.text(borne_kn / OVER)} at its panel, or mount a stronger die"
    )
