"""Does the map fit the machine? Probes, limits, heartbeat and plausibility, in words.

For a person to read, in `copress press check`; what every connection proves is in `connect/`.
"""

import math

from hardware.clock import Clock
from hardware.press.commissioning.load_at_rest import plausible
from hardware.press.connect.checked import Checked
from hardware.press.connect.heartbeat import heart, watchdog
from hardware.press.connect.machine_limits import read_limits
from hardware.press.connect.probes import probe
from hardware.press.control.readiness import not_ready
from hardware.press.modbus.machine import Machine
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.transport import LinkError


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
