"""A press adapter on the simulated laboratory, in lock step, for the tests of the press room."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from hardware.clock import SimulatedClock
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.interface import PressRecord
from hardware.press.options import PressSettings
from hardware.press.protocol import PressProtocol, Step
from hardware.press.register_map.load import load_press_map
from hardware.press.register_map.model import PressMap
from hardware.press.register_map.register import Register
from hardware.twin.laboratory import Laboratory
from hardware.twin.plc.registers import State

COPRESS = Step("copress", target_mpa=300.0, dwell_s=20.0, ramp_mpa_s=20.0, release_mpa_s=20.0)
ANODE = Step("anode", target_mpa=120.0, dwell_s=10.0, ramp_mpa_s=20.0, release_mpa_s=20.0)
ONE_STROKE = PressProtocol((COPRESS,))
WHOLE = PressProtocol((COPRESS, ANODE), stack_mpa=50.0)
PATIENT_S = 2.0
"""Reply timeout in tests where every request is answered: a busy machine is no lost line."""
IMPATIENT_S = 0.2
"""The same where answers are lost on purpose, and waited for."""


def map_at(port: int, **transport: object) -> PressMap:
    """The shipped generic map, pointed at a test server."""
    press_map = load_press_map("generic_plc")
    changed = {"port": port, "timeout_s": PATIENT_S, **transport}
    return replace(press_map, transport=replace(press_map.transport, **changed))


@dataclass
class Bench:
    """A laboratory, a press connected to it, and what was journalled."""

    lab: Laboratory
    press: ModbusPlcPress
    clock: SimulatedClock
    events: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    begun: list[State] = field(default_factory=list)
    """One entry for every stroke the machine itself has begun."""

    def __post_init__(self) -> None:
        machine, start = self.lab.plc.machine, self.lab.plc.machine.start

        def counted(orders: object) -> None:
            self.begun.append(machine.state)
            start(orders)  # type: ignore[arg-type]

        machine.start = counted  # type: ignore[method-assign]

    @property
    def names(self) -> list[str]:
        """The journal's events."""
        return [name for name, _ in self.events]

    def journal(self, event: str, detail: Mapping[str, object]) -> None:
        """Keep what would be written to the store."""
        json.dumps(detail, allow_nan=False)  # a record on the disk takes no nan and no infinity
        self.events.append((event, dict(detail)))

    def run(self, protocol: PressProtocol = ONE_STROKE, sample: int = 1) -> PressRecord:
        """Press one cell."""
        return self.press.press_cell(sample, protocol, journal=self.journal)

    @property
    def true_kn(self) -> float:
        """Force that is really on the cell, whatever the sensor says."""
        self.lab.plc.inspect()
        return self.lab.plc.machine.ram.force_kn


@contextmanager
def bench(
    folder: Path, *faults: str, connect: bool = True, poll_s: float = 0.1, **transport: object
) -> Iterator[Bench]:
    """A connected press on a simulated laboratory with these faults armed."""
    clock = SimulatedClock()
    with Laboratory(seed=1, folder=folder, clock=clock, faults=faults) as lab:
        timeout_s = IMPATIENT_S if faults else PATIENT_S
        press_map = map_at(lab.port, **{"timeout_s": timeout_s, **transport})
        settings = PressSettings(poll_s=poll_s, lock_folder=folder)
        press = ModbusPlcPress(press_map, press_map.die("steel-10"), clock=clock, settings=settings)
        there = Bench(lab, press, clock)
        if connect:
            press.connect()
        try:
            yield there
        finally:
            there.press.close()  # a test may have put another in its place


def warm(b: Bench, *, own_rate: bool = False) -> ModbusPlcPress:
    """The same press with a heated die: 200 degC and 10 K/min are what it bears."""
    common = {"type": "float32", "low": 0.0, "high": 300.0, "writable": True}
    ours = [Register("sp_temperature", "holding", 24, unit="degC", canonical="degC", **common)]  # type: ignore[arg-type]
    if own_rate:
        more = Register("sp_heat_rate", "holding", 26, unit="K/min", canonical="K/min", **common)  # type: ignore[arg-type]
        ours.append(more)
    old = b.press.map
    heated = replace(
        old,
        registers={**old.registers, **{register.name: register for register in ours}},
        setpoints=(*old.setpoints, *(register.name for register in ours)),
        envelope=replace(old.envelope, max_die_degc=200.0, max_heat_k_min=10.0),
        supervision=old.supervision.model_copy(update={"heat_within_s": 1200.0}),
    )
    settings = b.press._settings
    b.press.close()
    b.press = ModbusPlcPress(heated, b.press.die, clock=b.clock, settings=settings)
    b.press.connect()
    return b.press
