"""Does the map fit the machine? Probes, limits, heartbeat and plausibility, in words.

Used by every connect, and by `copress press check` for a person to read.
"""

import math
from dataclasses import dataclass

from hardware.clock import Clock
from hardware.press.commissioning.findings import Checked
from hardware.press.commissioning.plausibility import plausible
from hardware.press.control.setpoints import not_ready
from hardware.press.modbus.machine import Machine
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.register import InvalidReadingError
from hardware.press.register_map.transport import LinkError

BEATS_NEEDED = 2  # one change could be a start; two show that it runs
BEAT_WAIT_S = 4.0  # chosen: twice the slowest usual beat of 1 s, and as much again
PROOF_POLL_S = 0.25  # chosen: half of a beat of 0.5 s


@dataclass(frozen=True)
class Limits:
    """What the machine itself allows, in what it loads with; infinite where it does not tell."""

    load: float = math.inf
    ramp_rate: float = math.inf


def probe(machine: Machine) -> list[Checked]:
    """Compare constants of known content: they prove address base, word order and map version.

    Raises:
        LinkError: if the line fails.
    """
    found = [_probe_one(machine, p.register_, p.equals, p.tol) for p in machine.map.probes]
    if len(found) > 1 and all(f.mark == "fault" for f in found) and _all_zero(machine):
        sentence = (
            "every probe holds 0: does a gateway answer for a device that is off, or is not there? "
            "Look at the device, at [transport] device_id, and at the gateway's setting for a "
            "device that fails (it must not answer with zeros)."
        )
        found.append(Checked("fault", "probes", sentence))
    return found


def _all_zero(machine: Machine) -> bool:
    """True if each probe reads 0 and none should."""
    probes = machine.map.probes
    if any(p.equals == 0.0 for p in probes):
        return False
    try:
        return all(machine.value(p.register_) == 0.0 for p in probes)
    except InvalidReadingError:
        return False


def _probe_one(machine: Machine, name: str, equals: float, tol: float) -> Checked:
    register = machine.map.registers[name]
    advice = "Check address_base, word_order, byte_order and the version of the PLC's program."
    try:
        found = machine.value(name)
    except InvalidReadingError as error:
        return Checked("fault", f"probe {name}", f"{error}. {advice}")
    if abs(found - equals) <= tol:
        return Checked("ok", f"probe {name}", f"{register} holds {found:.10g}, as the map says")
    return Checked(
        "fault",
        f"probe {name}",
        f"{register} holds {found:.10g} instead of {equals:.10g}. {advice}",
    )


def read_limits(machine: Machine) -> tuple[Limits, list[Checked]]:
    """The machine's own limits, compared with [limits] of the press file.

    Raises:
        LinkError: if the line fails.
    """
    findings: list[Checked] = []
    kind = machine.map.load_kind
    roles = ("lim_force", "lim_ramp")
    found = {role: _limit(machine, kind.of(role), findings) for role in roles}
    ours = machine.map.envelope.max_load
    if ours > found["lim_force"] < math.inf:
        findings.append(
            Checked(
                "warn",
                f"limit of {kind.noun}",
                f"the PLC allows {found['lim_force']:g} {kind.unit}, [limits] {ours:g} "
                f"{kind.unit}; the lower counts",
            )
        )
    return Limits(found["lim_force"], found["lim_ramp"]), findings


def _limit(machine: Machine, name: str, findings: list[Checked]) -> float:
    register = machine.map.registers.get(name)
    if register is None:
        return math.inf
    try:
        value = machine.value(name)
    except InvalidReadingError as error:
        findings.append(Checked("fault", name, f"{error}. Correct the map."))
        return 0.0
    findings.append(Checked("ok", name, f"the PLC's own limit is {value:g} {register.canonical}"))
    return value


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


def readings(look: MachineSnapshot, machine: Machine) -> list[Checked]:
    """What the machine shows at rest, and whether that is plausible."""
    findings = [
        Checked("fault", "reading", f"{reason}. Correct the map.") for reason in look.invalid
    ]
    findings += [Checked("warn", "readiness", reason) for reason in not_ready(look, machine.map)]
    if not math.isnan(look.load):
        kind = machine.map.load_kind
        reason = f"state {look.phase.value!r}, {kind.noun} {kind.text(look.load)}"
        findings.append(Checked("ok", "reading", reason))
    if look.simulated:
        findings.append(Checked("warn", "simulated", "this is a simulated press, no machine"))
    return findings


def resolution(machine: Machine, target_load: float) -> Checked:
    """Can the force cell see the target? It should be five times its error or more."""
    table = machine.map.press
    if table.isostatic:
        sentence = f"[limits] min_mpa = {target_load:g}: five times the sensor's error, or more?"
        return Checked("ok" if target_load > 0.0 else "warn", "pressure sensor", sentence)
    if table.cell_range_kn is None:
        return Checked("warn", "force cell", "[press] cell_range_kn is not stated; not compared")
    error_kn = table.cell_range_kn * table.cell_error
    sentence = f"error {error_kn:.2f} kN, smallest target {target_load:.2f} kN"
    return Checked("ok" if target_load >= 5.0 * error_kn else "warn", "force cell", sentence)


def prove(machine: Machine, clock: Clock) -> list[Checked]:
    """Everything that can be proved without moving anything.

    Raises:
        LinkError: if nobody answers at all.
    """
    findings = probe(machine)
    if any(finding.mark == "fault" for finding in findings):
        return findings  # with wrong words every further number would be noise
    try:
        limits, limit_findings = read_limits(machine)
        findings += limit_findings
        findings += watchdog(machine)
        before = machine.look()
        findings.append(heart(machine, clock))
        findings += readings(machine.look(), machine)
        findings += plausible(machine, clock, limits.load, before)
    except LinkError as error:
        findings.append(Checked("fault", "line", f"{error}. Correct the map or the line."))
    findings.append(resolution(machine, machine.map.envelope.min_load))
    return findings
