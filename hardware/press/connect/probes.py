"""Constants of known content: do words of the machine mean what the map says?"""

from hardware.press.connect.checked import Checked
from hardware.press.modbus.machine import Machine
from hardware.press.register_map.register import InvalidReadingError


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
