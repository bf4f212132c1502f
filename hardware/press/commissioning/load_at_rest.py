"""Can what the load sensor shows at rest be true? A wrong unit shows before anything moves."""

import math
from collections.abc import Iterator

from hardware.clock import Clock
from hardware.press.connect.checked import Checked
from hardware.press.modbus.machine import Machine
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.register import FLOATS

SAMPLES = 12  # chosen: the spread of a sensor is known to a fifth
EVERY_S = 0.05  # chosen: twelve looks within a second
REST_SHARE = 0.03
"""Of the range: a press at rest that shows more is loaded, or counts in another unit."""
NOISE_SHARE = 0.01
"""Of the range, from lowest to highest: force cells are ten times better, N for kN is not."""
STEP_SHARE = 0.02
"""Of the range: a force cell that counts in coarser steps is no force cell."""
CLOCK_TIMES = 3.0
"""The press's count of time in its state may run so much faster or slower than ours over half a
second, where it counts whole seconds."""
LIMIT_TIMES = 50.0
"""Times [limits]: a PLC that allows so much counts in another unit."""


def plausible(
    machine: Machine, clock: Clock, limit: float, before: MachineSnapshot
) -> list[Checked]:
    """Look at the press at rest for half a second.

    Args:
        machine: of a proved map.
        clock: for the time between looks.
        limit: the PLC's own limit; infinite where it tells none.
        before: an earlier look.

    Raises:
        LinkError: if the line fails.
    """
    looks = []
    for _ in range(SAMPLES):
        looks.append(machine.look())
        clock.sleep(EVERY_S)
    known = [look.load for look in looks if not math.isnan(look.load)]
    found = [*_limit(machine, limit), *_step(machine), *_boot([before, *looks])]
    found += _time_in_state(looks[0], looks[-1])
    return found + (list(_rest(machine, known)) if known else [])


def _boot(looks: list[MachineSnapshot]) -> Iterator[Checked]:
    """A number that counts by itself says nothing of a restart, and ends every stroke."""
    if len(seen := {look.boot_id for look in looks}) > 1:
        sentence = (
            f"it changed while nobody restarted the PLC ({looks[0].boot_id} became "
            f"{looks[-1].boot_id}; {len(seen)} values): every stroke would be released. Does "
            "[registers.boot_id] count time or beats? It must change with a restart only, or be "
            "left out of the map."
        )
        yield Checked("fault", "boot id", sentence)


def _time_in_state(first: MachineSnapshot, last: MachineSnapshot) -> Iterator[Checked]:
    """Seconds that are milliseconds or minutes make a wrong dwell, and a crack of a slow release.

    A count that stands still at rest, or started again meanwhile, shows nothing.
    """
    counted_s = last.in_phase_s - first.in_phase_s
    if last.phase is not first.phase or not counted_s > 0.0:
        return
    ours_s = last.now_s - first.now_s
    if 1.0 / CLOCK_TIMES <= counted_s / ours_s <= CLOCK_TIMES:
        return
    sentence = (
        f"it advances by {counted_s:.3g} s in {ours_s:.2f} s: is [registers.t_in_state] in another "
        "unit than the map says (unit = 'ms' or 'min', or a scale)?"
    )
    yield Checked("fault", "time in state", sentence)


def _full_range(machine: Machine) -> float:
    return machine.map.press.cell_range_kn or machine.map.envelope.max_load


def _unit_advice(machine: Machine) -> str:
    kind = machine.map.load_kind
    return (
        f"Is it loaded, is the tare off, does [registers.{kind.noun}] lack its scale or a bit for "
        f"the sign (sign = ...), or is it in another unit than "
        f"{machine.map.registers[kind.noun].unit or kind.unit} (N for kN is 1000 times too much)?"
    )


def _rest(machine: Machine, known: list[float]) -> Iterator[Checked]:
    kind, full_range = machine.map.load_kind, _full_range(machine)
    if kind.noun not in machine.map.registers:
        return
    mean, spread = sum(known) / len(known), max(known) - min(known)
    borne = min((die.max_load for die in machine.map.dies.values()), default=math.inf)
    what = f"{kind.noun} at rest"
    if abs(mean) > borne:
        sentence = f"{kind.text(mean)} at rest, more than the weakest die bears"
        yield Checked("fault", what, f"{sentence} ({kind.text(borne)}). {_unit_advice(machine)}")
    elif abs(mean) > REST_SHARE * full_range:
        sentence = f"{kind.text(mean)} at rest is {abs(mean) / full_range:.0%} of the range"
        yield Checked("fault", what, f"{sentence}. {_unit_advice(machine)}")
    elif abs(mean) > machine.map.supervision.unloaded_load:
        yield Checked("warn", what, f"{kind.text(mean)} at rest. {_unit_advice(machine)}")
    if spread > NOISE_SHARE * full_range:
        sentence = f"{kind.text(spread)} of noise at rest is {spread / full_range:.0%} of the range"
        yield Checked("fault", f"noise of the {kind.noun}", f"{sentence}. {_unit_advice(machine)}")
    if set(known) == {0.0}:
        sentence = (
            f"it reads exactly 0 {len(known)} times: nothing at rest shows whether unit and scale "
            "are right. Put a known load on and compare (`copress press watch`)"
        )
        yield Checked("warn", what, sentence)


def _step(machine: Machine) -> Iterator[Checked]:
    kind, full_range = machine.map.load_kind, _full_range(machine)
    register = machine.map.registers.get(kind.noun)
    if register is None or register.type in FLOATS or register.decimals is not None:
        return
    step = abs(register.scale * register.factor)
    if step > STEP_SHARE * full_range:
        sentence = (
            f"one count is {kind.text(step, 3)}, {step / full_range:.0%} of the range. Is "
            f"scale missing, or is [registers.{kind.noun}] in another unit than {register.unit}?"
        )
        yield Checked("fault", f"step of the {kind.noun}", sentence)


def _limit(machine: Machine, limit: float) -> Iterator[Checked]:
    kind, ours = machine.map.load_kind, machine.map.envelope.max_load
    if LIMIT_TIMES * ours < limit < math.inf:
        sentence = (
            f"the PLC's own limit of {kind.text(limit, 0)} is {limit / ours:.0f} times "
            f"[limits]: it counts in another unit than [registers.{kind.of('lim_force')}] says"
        )
        yield Checked("fault", f"limit of {kind.noun}", sentence)
