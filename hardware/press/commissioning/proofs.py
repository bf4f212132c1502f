"""How each item of the checklist is proved: what is measured, and what it must be.

No item is passed by a yes: it wants a number that agrees with a measurement, or an event that was
seen on the line.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from hardware.press.commissioning.commissioning_record import Answer, failed, passed
from hardware.press.commissioning.driver import Driver, driver
from hardware.press.commissioning.over_limit import over_limit
from hardware.press.commissioning.stand import (
    SHORT_HOLD_S,
    STILL_S,
    SeenStroke,
    Stand,
    orders,
    still,
)
from hardware.press.interface import Phase
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.model import PressMap
from hardware.press.register_map.transport import (
    LinkError,
    LinkLostError,
)

Proof = Callable[[Stand], Answer]
LONG_HOLD_S = 60.0  # chosen: time for two persons to read panel and gauge
TIME_SHARE, TIME_S = 0.15, 1.0
"""A stopwatch in a hand is this good."""
LOAD_SHARE = 0.01
"""Of the range: what panel and screen may differ by."""
REFERENCE_SHARE = 0.02
"""Of the peak: an ordinary reference cell and a quick eye."""
CABLE_OUT_S = 10.0  # longer than the deadman, and than TCP tries again in silence


def _agrees(key: str, what: str, typed: float, measured: float, allowed: float) -> Answer:
    """A number that somebody read off against one that was measured."""
    numbers = {"read_off": typed, "measured": measured}
    if math.isnan(typed):
        return failed(key, f"{what}: no number was typed", **numbers)
    if not abs(typed - measured) <= allowed:
        sentence = f"{what}: {typed:g} was read off, {measured:.3g} measured; {allowed:.2g} allowed"
        return failed(key, sentence, **numbers)
    return passed(key, **numbers)


def _full_range(press_map: PressMap) -> float:
    return press_map.press.cell_range_kn or press_map.envelope.max_load


def map_agrees(stand: Stand) -> Answer:
    """The panel shows what the screen shows, at rest."""
    kind = stand.press_map.load_kind
    look = stand.looks(0.0)[-1]
    typed = stand.number(f"What does the panel show as {kind.noun}, in {kind.unit}?")
    allowed = max(
        LOAD_SHARE * _full_range(stand.press_map), stand.press_map.supervision.unloaded_load
    )
    answer = _agrees("map", f"{kind.noun}, {kind.unit}", typed, look.load, allowed)
    if not answer.passed or math.isnan(look.position_mm):
        return answer
    typed = stand.number("What does the panel show as travel, in mm?")
    return _agrees("map", "travel, mm", typed, look.position_mm, 0.5)


def blank_die(stand: Stand) -> Answer:
    """It goes up, holds as long as a stopwatch says, and comes down."""
    found = stand.stroke(SHORT_HOLD_S)
    if found.record is None:
        return _not_finished("blank_die", found)
    held_s = found.record.steps[0].dwell_s
    typed = stand.number("How long was the hold by your stopwatch, in s?")
    return _agrees("blank_die", "hold, s", typed, held_s, max(TIME_S, TIME_SHARE * held_s))


def force_reference(stand: Stand) -> Answer:
    """The load on the screen is that of the reference."""
    found = stand.stroke(SHORT_HOLD_S)
    if found.record is None:
        return _not_finished("force_reference", found)
    kind = stand.press_map.load_kind
    peak = stand.die.load(found.peak)
    typed = stand.number(f"What was the largest {kind.noun} on the reference, in {kind.unit}?")
    error_kn = 2.0 * stand.press_map.press.cell_error * _full_range(stand.press_map)
    allowed = max(REFERENCE_SHARE * peak, error_kn)
    return _agrees("force_reference", f"{kind.noun}, {kind.unit}", typed, peak, allowed)


def _not_finished(key: str, found: SeenStroke) -> Answer:
    return failed(key, f"the stroke was not finished: {found.error}")


def abort(stand: Stand) -> Answer:
    """A release in the hold comes down slowly and rests."""
    found = stand.stroke(LONG_HOLD_S, lambda press: press.abort("commissioning"))
    if found.error is None:
        return failed("abort", "the stroke went on to its end")
    held_s, down_s = found.seconds_in(Phase.HOLD), found.seconds_in(Phase.RELEASE)
    look = stand.looks(0.0)[-1]
    if not stand.rests(look):
        return failed("abort", f"it does not rest: {look.phase.value}", held_s=held_s)
    if found.seen and down_s < 0.2:
        return failed("abort", "the load fell at once", held_s=held_s, release_s=down_s)
    return passed("abort", held_s=held_s, release_s=down_s)


def cable(stand: Stand) -> Answer:
    """Without a line the machine releases by itself within its deadman."""
    deadman_s = stand.press_map.heartbeat.deadman_s
    if deadman_s is None:
        return failed("cable", "the machine has no deadman: it keeps its load without a line")
    text = "HOLD: pull the cable now, start the stopwatch; put it back after 10 s."
    found = stand.stroke(LONG_HOLD_S, lambda press: stand.tell(text))
    look = stand.looks(0.0)[-1]
    lost_s = found.longest_gap_s if found.record is not None else _lost_s(found, look)
    if lost_s < deadman_s:
        sentence = f"the line was away for {lost_s:.1f} s only; the deadman waits {deadman_s:g} s"
        return failed("cable", sentence, lost_s=lost_s)
    if not stand.rests(look):
        return failed("cable", "the press is still loaded", lost_s=lost_s)
    noun = stand.press_map.load_kind.noun
    typed = stand.number(f"After how many seconds without the cable did the {noun} fall?")
    measured = {"lost_s": lost_s, "fell_after_s": typed}
    if not 0.0 < typed <= (1.0 + TIME_SHARE) * deadman_s + TIME_S:
        sentence = f"it fell after {typed:g} s; the deadman waits {deadman_s:g} s"
        return failed("cable", sentence, **measured)
    return passed("cable", **measured)


def _lost_s(found: SeenStroke, look: MachineSnapshot) -> float:
    """The line was lost for good in the stroke, and is back now."""
    last_s = found.seen[-1].now_s if found.seen else look.now_s
    return max(found.longest_gap_s, look.now_s - last_s)


def cable_at_start(stand: Stand) -> Answer:
    """A START that is sent without a cable never arrives later."""
    key = "cable_at_start"
    values, numbers = orders(stand, stand.low_mpa)
    with driver(stand) as driving:
        before = driving.eye.look()
        if not stand.rests(before):
            return failed(key, "the press does not rest")
        driving.arm(values)
        if stand.ask("Pull the cable now, then type OUT.").strip() != "OUT":
            return failed(key, "nobody said that the cable is out")
        if not _lost(driving, numbers):
            driving.release()
            return failed(key, "the cable was not out: START arrived. The press was released")
    stand.clock.sleep(CABLE_OUT_S)
    if stand.ask("Put the cable back, then type BACK.").strip() != "BACK":
        return failed(key, "nobody said that the cable is back")
    return still(stand, key, before.ack_seq)


def _lost(driving: Driver, numbers: dict[str, float]) -> bool:
    """True if START was sent into a line that is dead; the line is closed then."""
    try:
        driving.start(numbers)
    except LinkLostError:
        driving.machine.link.close()
        driving.begun = False  # whether it arrives later is what is proved
        return True
    except LinkError:
        return False  # whatever it said, it answered
    return False


def emergency_stop(stand: Stand) -> Answer:
    """It is seen, and letting the button out starts nothing."""
    key = "emergency_stop"
    seen = _seen_in_hold(stand, "HOLD: hit the emergency stop now.", "estop", Phase.ESTOP)
    if seen is not None:
        return failed(key, seen)
    if stand.ask("Let the button out, do not reset yet, then type OUT.").strip() != "OUT":
        return failed(key, "nobody said that the button is out")
    looks = stand.looks(STILL_S)
    if any(look.phase in (Phase.APPROACH, Phase.RAMP) for look in looks):
        return failed(key, "the press started again when the button was let out")
    return passed(key, still_s=STILL_S)


def guard(stand: Stand) -> Answer:
    """Opening it ends the stroke, or its lock does not let anybody."""
    found = stand.stroke(LONG_HOLD_S, lambda press: stand.tell("HOLD: open the guard now."))
    if found.record is None:
        look = stand.looks(0.0)[-1]
        if stand.rests(look):
            return passed("guard", held_s=found.seconds_in(Phase.HOLD))
        return failed("guard", f"the stroke ended, but the press is loaded: {found.error}")
    if (
        stand.ask("The stroke went on. Type LOCKED if the lock did not let you.").strip()
        == "LOCKED"
    ):
        return replace(passed("guard"), remark="its lock does not open in a stroke")
    return failed("guard", "the stroke went on with the guard open")


def local_mode(stand: Stand) -> Answer:
    """The key is seen, and Copress stops writing."""
    text = "HOLD: turn the key to local now."
    seen = _seen_in_hold(stand, text, "local", Phase.MANUAL)
    if seen is not None:
        return failed("local_mode", seen)
    stand.ask("Release it at its panel, turn the key back, then press Enter.")
    look = stand.looks(0.0)[-1]
    if not stand.rests(look):
        return failed("local_mode", f"the press does not rest: {look.phase.value}")
    return passed("local_mode")


def _seen_in_hold(stand: Stand, text: str, severity: str, phase: Phase) -> str | None:
    """Why an event in the hold was not seen; None if it was."""
    found = stand.stroke(LONG_HOLD_S, lambda press: stand.tell(text))
    if found.record is not None:
        return "the stroke went on to its end: nothing was seen of it"
    texts = {alarm.text for alarm in stand.press_map.alarms if alarm.severity == severity}
    during = any(snap.phase is phase or texts & set(snap.alarms) for snap in found.seen)
    look = stand.looks(0.0)[-1]
    after = look.phase is phase or any(alarm.severity == severity for alarm in look.alarms)
    return None if during or after else f"the stroke ended for another reason: {found.error}"


def computer_off(stand: Stand) -> Answer:
    """The first half; the second is `after_power` when the computer is on again."""
    text = "HOLD: switch this computer off now."
    stand.stroke(2.0 * LONG_HOLD_S, lambda press: stand.tell(text))
    return failed("computer_off", "the computer was not switched off in the hold")


def after_power(stand: Stand) -> Answer:
    """The computer was off: the machine must have released by itself."""
    look = stand.looks(0.0)[-1]
    if not stand.rests(look):
        return failed("computer_off", f"the press does not rest: {look.phase.value}")
    noun, deadman_s = stand.press_map.load_kind.noun, stand.press_map.heartbeat.deadman_s
    typed = stand.number(f"After how many seconds without the computer did the {noun} fall?")
    allowed_s = math.inf if deadman_s is None else (1.0 + TIME_SHARE) * deadman_s + TIME_S
    if not 0.0 < typed <= allowed_s:
        return failed("computer_off", f"{typed:g} s; {allowed_s:.1f} s are allowed")
    return passed("computer_off", fell_after_s=typed)


PROOFS: Mapping[str, Proof] = {
    "map": map_agrees,
    "blank_die": blank_die,
    "force_reference": force_reference,
    "abort": abort,
    "cable": cable,
    "cable_at_start": cable_at_start,
    "over_limit": over_limit,
    "emergency_stop": emergency_stop,
    "guard": guard,
    "local_mode": local_mode,
    "computer_off": computer_off,
}
