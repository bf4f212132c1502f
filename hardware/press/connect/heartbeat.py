"""Does the machine's program run, and does its own watchdog?"""

from hardware.clock import Clock
from hardware.press.connect.checked import Checked
from hardware.press.modbus.machine import Machine
from hardware.press.register_map.register import InvalidReadingError

BEATS_NEEDED = 2  # one change could be a start; two show that it runs
BEAT_WAIT_S = 4.0  # chosen: twice the slowest usual beat of 1 s, and as much again
PROOF_POLL_S = 0.25  # chosen: half of a beat of 0.5 s


def heart(machine: Machine, clock: Clock) -> Checked:
    """Is the PLC's program running: does its heartbeat advance at least twice?

    Raises:
        LinkError: if the line fails.
    """
    if machine.map.heartbeat.machine is None:
        return Checked("warn", "heartbeat of the PLC", "the map names none: a hung PLC looks alive")
    until_s = clock.now_s() + BEAT_WAIT_S
    last, ticks = machine.look().beat, 0
    while ticks < BEATS_NEEDED and clock.now_s() < until_s:
        clock.sleep(PROOF_POLL_S)
        beat = machine.look().beat
        ticks, last = ticks + (beat != last), beat
    if ticks >= BEATS_NEEDED:
        return Checked("ok", "heartbeat of the PLC", "it advances: the PLC's program runs")
    return Checked(
        "fault",
        "heartbeat of the PLC",
        f"it did not advance twice within {BEAT_WAIT_S:g} s: the PLC's program does not run",
    )


def watchdog(machine: Machine) -> list[Checked]:
    """Is the maker's own watchdog on, and quick enough? Makers deliver it switched off.

    Raises:
        LinkError: if the line fails.
    """
    beat, what = machine.map.heartbeat, "watchdog of the machine"
    if beat.kind != "watchdog":
        return []
    try:
        set_s = machine.value("watchdog_time")
    except InvalidReadingError as error:
        return [Checked("fault", what, f"{error}. Correct the map.")]
    if set_s == 0.0:
        sentence = (
            "it is switched off (0): the machine keeps its force when the line breaks. Set it."
        )
        return [Checked("fault", what, sentence)]
    if set_s > (beat.deadman_s or 0.0):
        sentence = f"it is set to {set_s:g} s, [heartbeat] deadman_s is {beat.deadman_s:g}. Set it."
        return [Checked("fault", what, sentence)]
    return [_running(machine, set_s)]


def _running(machine: Machine, set_s: float) -> Checked:
    """A time that is set is not yet a watchdog that runs: some wait for a trigger."""
    beat, what = machine.map.heartbeat, "watchdog of the machine"
    if beat.running is None:
        return Checked("ok", what, f"it is set: {set_s:g} s")
    try:
        shown = machine.value(beat.running)
    except InvalidReadingError as error:
        return Checked("fault", what, f"{error}. Correct the map.")
    if shown == beat.running_equals:
        return Checked("ok", what, f"it runs: {set_s:g} s")
    sentence = (
        f"it is set to {set_s:g} s but does not run: {beat.running} is {shown:g} instead of "
        f"{beat.running_equals:g}. The machine keeps its force when the line breaks. Start the "
        "watchdog as its manual says."
    )
    return Checked("fault", what, sentence)
