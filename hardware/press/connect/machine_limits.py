"""What the machine itself allows, next to [limits] of the press file."""

import math
from dataclasses import dataclass

from hardware.press.connect.checked import Checked
from hardware.press.modbus.machine import Machine
from hardware.press.register_map.register import InvalidReadingError


@dataclass(frozen=True)
class MachineLimits:
    """What the machine itself allows, in what it loads with; infinite where it does not tell."""

    load: float = math.inf
    ramp_rate: float = math.inf


def read_limits(machine: Machine) -> tuple[MachineLimits, list[Checked]]:
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
                f"{kind.unit}; the lower one is used",
            )
        )
    return MachineLimits(found["lim_force"], found["lim_ramp"]), findings


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
