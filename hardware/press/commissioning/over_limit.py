"""Proof that the PLC itself refuses what is above its limit, whatever a computer asks for."""

import math
from dataclasses import replace

from hardware.press.commissioning.commissioning_record import Answer, failed, passed
from hardware.press.commissioning.driver import Driver, driver
from hardware.press.commissioning.stand import Stand, orders, still
from hardware.press.modbus.commands import CommandTimeoutError
from hardware.press.register_map.transport import IncoherentError, ModbusRefusedError

OVER = 1.2
"""Times the PLC's own limit."""
KEPT = 0.8
"""Share of what the die bears that is never asked for."""


def over_limit(stand: Stand) -> Answer:
    """More than the PLC's own limit, less than the die bears: the PLC refuses by itself."""
    key = "over_limit"
    limit = _limit(stand)
    wanted, borne = OVER * limit, KEPT * _borne(stand)
    if not wanted <= borne:
        return failed(key, _impossible(stand, limit, borne))
    kind = stand.press_map.load_kind
    stand.tell(
        f"Copress asks for {kind.text(wanted)}: above the PLC's limit of {kind.text(limit)}, "
        "below what the die bears. If the PLC does not refuse, the press moves; Copress lets go at "
        "once."
    )
    if stand.ask("Guard closed, blank in, hand at the button? Type OVER.").strip() != "OVER":
        return failed(key, "the operator did not agree")
    refusal = _ask_for(stand, wanted)
    measured = {"limit_kn": limit, "asked_kn": wanted}
    if refusal is None:
        return failed(key, "the PLC did not refuse; the press was released", **measured)
    at_rest = still(stand, key, None)
    if not at_rest.passed:
        return failed(key, f"{refusal}, and yet: {at_rest.remark}", **measured)
    return replace(passed(key, **measured), remark=f"the PLC refused: {refusal}")


def _limit(stand: Stand) -> float:
    kind = stand.press_map.load_kind
    role = kind.of("lim_force")
    if role not in stand.press_map.registers:
        return stand.number(f"What is the PLC's own limit now, in {kind.unit}?")
    with stand.machine() as machine:
        return machine.value(role)


def _ask_for(stand: Stand, wanted: float) -> str | None:
    """Ask a press at rest for so much; what it refused with, None if it obeyed and was released.

    What is no refusal in so many words is released, also if the press seems to rest: it may have
    taken START and begin later.

    Raises:
        LinkLostError: if the line was lost.
        PressSilentError: if no release was seen after START.
    """
    values, numbers = orders(stand, stand.die.mpa(wanted))
    with driver(stand) as driving:
        if not stand.rests(driving.eye.look()):
            return "it does not rest"
        try:
            driving.arm(values)
        except (ModbusRefusedError, IncoherentError) as error:
            return str(error)
        doubt = _started(driving, numbers)
        look = driving.eye.look()
        if look.ack_seq == driving.seq and look.ack_code:
            driving.begun = False
            return stand.press_map.refusals.get(look.ack_code, f"code {look.ack_code}")
        at_rest = stand.rests(look)
        driving.release()
    return doubt if at_rest else None


def _started(driving: Driver, numbers: dict[str, float]) -> str | None:
    """Send START; why the machine seems not to have taken it, None if it has."""
    try:
        driving.start(numbers)
    except (CommandTimeoutError, ModbusRefusedError, IncoherentError) as error:
        return str(error)
    return None


def _borne(stand: Stand) -> float:
    die, envelope = stand.die, stand.press_map.envelope
    return min(
        die.max_load,
        die.load(die.max_mpa),
        envelope.max_load,
        die.load(envelope.max_mpa),
    )


def _impossible(stand: Stand, limit: float, borne: float) -> str:
    kind = stand.press_map.load_kind
    if math.isnan(limit):
        return "no number was typed for the PLC's own limit"
    return (
        f"it cannot be tried: {OVER:g} times the PLC's own limit of {kind.text(limit)} is more "
        f"than {kind.text(borne)}, which die and press bear with a margin. Lower the PLC's "
        f"limit below {kind.text(borne / OVER)} at its panel, or mount a stronger die"
    )
