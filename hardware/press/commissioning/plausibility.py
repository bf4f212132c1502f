"""Can what the load sensor shows at rest be true? A wrong unit shows before anything moves."""

import math
from collections.abc import Iterator

from hardware.clock import Clock
from hardware.press.commissioning.findings import Finding
from hardware.press.modbus.machine import Machine
from hardware.press.register_map.register import FLOATS

SAMPLES = 12
EVERY_S = 0.05
REST_SHARE = 0.03
"""Of the range: a press at rest that shows more is loaded, or counts in another unit."""
NOISE_SHARE = 0.01
"""Of the range, from lowest to highest: force cells are ten times better, N for kN is not."""
STEP_SHARE = 0.02
"""Of the range: a force cell that counts in coarser steps is no force cell."""
LIMIT_TIMES = 50.0
"""Times [limits]: a PLC that allows so much counts in another unit."""


def plausible(machine: Machine, clock: Clock, limit_kn: float) -> list[Finding]:
    """Look at the press at rest for half a second.

    Args:
        machine: of a proved map.
        clock: for the time between looks.
        limit_kn: the PLC's own limit; infinite where it tells none.

    Raises:
        LinkError: if the line fails.
    """
    loads_kn = []
    for _ in range(SAMPLES):
        loads_kn.append(machine.look().force_kn)
        clock.sleep(EVERY_S)
    known = [load_kn for load_kn in loads_kn if not math.isnan(load_kn)]
    found = [*_limit(machine, limit_kn), *_step(machine)]
    return found + (list(_rest(machine, known)) if known else [])


def _range_kn(machine: Machine) -> float:
    return machine.map.press.cell_range_kn or machine.map.envelope.max_force_kn


def _unit_advice(machine: Machine) -> str:
    load = machine.map.load
    return (
        f"Is it loaded, is the tare off, does [registers.{load.noun}] lack its scale or a bit for "
        f"the sign (sign = ...), or is it in another unit than "
        f"{machine.map.registers[load.noun].unit or load.unit} (N for kN is 1000 times too much)?"
    )


def _rest(machine: Machine, known: list[float]) -> Iterator[Finding]:
    load, range_kn = machine.map.load, _range_kn(machine)
    if load.noun not in machine.map.registers:
        return
    mean_kn, spread_kn = sum(known) / len(known), max(known) - min(known)
    borne_kn = min((die.max_force_kn for die in machine.map.dies.values()), default=math.inf)
    what = f"{load.noun} at rest"
    if abs(mean_kn) > borne_kn:
        sentence = f"{load.text(mean_kn)} at rest, more than the weakest die bears"
        yield Finding("fault", what, f"{sentence} ({load.text(borne_kn)}). {_unit_advice(machine)}")
    elif abs(mean_kn) > REST_SHARE * range_kn:
        sentence = f"{load.text(mean_kn)} at rest is {abs(mean_kn) / range_kn:.0%} of the range"
        yield Finding("fault", what, f"{sentence}. {_unit_advice(machine)}")
    elif abs(mean_kn) > machine.map.supervision.unloaded_kn:
        yield Finding("warn", what, f"{load.text(mean_kn)} at rest. {_unit_advice(machine)}")
    if spread_kn > NOISE_SHARE * range_kn:
        sentence = (
            f"{load.text(spread_kn)} of noise at rest is {spread_kn / range_kn:.0%} of the range"
        )
        yield Finding("fault", f"noise of the {load.noun}", f"{sentence}. {_unit_advice(machine)}")
    if set(known) == {0.0}:
        sentence = (
            f"it reads exactly 0 {len(known)} times: nothing at rest shows whether unit and scale "
            "are right. Put a known load on and compare (`copress press watch`)"
        )
        yield Finding("warn", what, sentence)


def _step(machine: Machine) -> Iterator[Finding]:
    load, range_kn = machine.map.load, _range_kn(machine)
    register = machine.map.registers.get(load.noun)
    if register is None or register.type in FLOATS or register.decimals is not None:
        return
    step_kn = abs(register.scale * register.factor)
    if step_kn > STEP_SHARE * range_kn:
        sentence = (
            f"one count is {load.text(step_kn, 3)}, {step_kn / range_kn:.0%} of the range. Is "
            f"scale missing, or is [registers.{load.noun}] in another unit than {register.unit}?"
        )
        yield Finding("fault", f"step of the {load.noun}", sentence)


def _limit(machine: Machine, limit_kn: float) -> Iterator[Finding]:
    load, ours_kn = machine.map.load, machine.map.envelope.max_force_kn
    if LIMIT_TIMES * ours_kn < limit_kn < math.inf:
        sentence = (
            f"the PLC's own limit of {load.text(limit_kn, 0)} is {limit_kn / ours_kn:.0f} times "
            f"[limits]: it counts in another unit than [registers.{load.of('lim_force')}] says"
        )
        yield Finding("fault", f"limit of {load.noun}", sentence)
