"""A small driven press as a table of registers: its map, its words, a machine on it."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from support.tables.table import Table, table

from hardware.clock import SimulatedClock
from hardware.press.modbus.link import Link
from hardware.press.modbus.machine import Machine
from hardware.press.register_map.load import press_map_from

PLAIN = """
[press]
name = "axis"
kind = "modbus_plc"
[transport]
kind = "tcp"
host = "127.0.0.1"
timeout_s = 0.8
[registers]
state = { address = 0 }
force = { address = 1, type = "int16", scale = 0.01, unit = "kN", valid = [-1.0, 80.0] }
sp_force = { address = 20, scale = 0.01, unit = "kN", valid = [0.0, 80.0], access = "rw" }
cmd = { address = 21, access = "rw" }
[state]
register = "state"
values = { 0 = "idle", 3 = "ramp" }
[setpoints]
write = ["sp_force"]
[commands]
start = [{ write = "cmd", values = 1 }]
release = [{ write = "cmd", values = 2 }]
[heartbeat]
kind = "none"
acknowledged_risk = "somebody stays"
[limits]
max_force_kn = 70.0
max_mpa = 700.0
max_ramp_mpa_s = 100.0
max_release_mpa_s = 100.0
max_dwell_s = 600.0
max_stack_mpa = 100.0
[dies.steel-10]
diameter_mm = 10.0
max_force_kn = 54.0
max_mpa = 700.0
"""
WORDS = table(r0=[0, 150], r20=[0, 0])


def plain(**changes: Any) -> dict[str, Any]:
    """The document, with keys changed: `plain(transport={"pause_s": 0.1})`."""
    document = tomllib.loads(PLAIN)
    for name, change in changes.items():
        held = document.get(name)
        if isinstance(held, dict):
            for key, value in change.items():
                both = isinstance(held.get(key), dict) and isinstance(value, dict)
                held[key] = {**held[key], **value} if both else value
        else:
            document[name] = change
    return document


@contextmanager
def machine_on(
    device: Table, document: dict[str, Any], clock: SimulatedClock | None = None
) -> Iterator[Machine]:
    """The machine of a document, connected to a served table."""
    document["transport"]["port"] = device.port
    press_map = press_map_from(document, "axis.toml")
    link = Link(press_map.transport, clock or SimulatedClock())
    link.open()
    try:
        yield Machine(press_map, link, clock or SimulatedClock())
    finally:
        link.close()
