"""From a step in MPa to the set-points of a machine. Pure."""

import math
from collections.abc import Iterator

from hardware.errors import NOT_SENT, UnsafeProtocolError
from hardware.press.protocol import Die, PressProtocol, Step
from hardware.press.register_map.model import PressMap
from hardware.press.supervision.stroke_plan import StrokePlan


def stroke_plan(step: Step, die: Die, press_map: PressMap, machine_limit: float) -> StrokePlan:
    """One step in what the press loads with, with the lowest of all limits."""
    envelope = press_map.envelope
    caps = (
        envelope.max_load,
        die.max_load,
        die.load(die.max_mpa),
        die.load(envelope.max_mpa),
        machine_limit,
    )
    return StrokePlan(
        name=step.name,
        target_load=die.load(step.target_mpa),
        ramp_rate=die.load(step.ramp_mpa_s),
        dwell_s=step.dwell_s,
        release_rate=die.load(step.release_mpa_s),
        cap_load=min(caps),
        load_kind=die.load_kind,
    )


def setpoints(
    plan: StrokePlan, press_map: PressMap, protocol: PressProtocol, die: Die, sample: int
) -> dict[str, float]:
    """Value of every set-point register of the map, canonical units.

    Raises:
        UnsafeProtocolError: if a value does not fit its register, or rounds beyond the caps.
    """
    known = {
        plan.load_kind.of("sp_force"): plan.target_load,
        "sp_ramp": plan.ramp_rate,
        "sp_dwell": plan.dwell_s,
        "sp_release": plan.release_rate,
        "hold_tol": press_map.supervision.hold_tolerance * plan.target_load,
        "sample": float(sample & 0xFFFF),
        "sp_stack": die.load(protocol.stack_mpa or 0.0),
        "sp_heat_rate": press_map.envelope.max_heat_k_min or math.nan,
        "sp_temperature": protocol.die_degc if protocol.die_degc is not None else math.nan,
    }
    _check_heat(press_map, protocol)
    values = {name: known.get(name, 0.0) for name in press_map.setpoints}
    for name, value in values.items():
        _check_coded(press_map, name, value, plan)
    _check_commands(press_map, plan, protocol.stack_mpa and die.load(protocol.stack_mpa))
    return values


def command_numbers(plan: StrokePlan) -> dict[str, float]:
    """What the `$` names of START stand for; loads in the unit of the press, rates per second."""
    return {
        plan.load_kind.noun: plan.target_load,
        "ramp": plan.ramp_rate,
        "dwell": plan.dwell_s,
        "release": plan.release_rate,
    }


def _check_commands(press_map: PressMap, plan: StrokePlan, stack_kn: float | None) -> None:
    """Numbers that a command itself writes fit their registers: asked before its first step."""
    numbers = command_numbers(plan) | ({"stack": stack_kn} if stack_kn else {})
    for name, number in _numbers_written(press_map):
        if number in numbers:
            _check_coded(press_map, name, numbers[number], plan)


def _numbers_written(press_map: PressMap) -> Iterator[tuple[str, str]]:
    """Registers that START and the closing of the fixture write a number to, and its name."""
    for command in ("start", "close_fixture"):
        for step in press_map.commands.get(command, ()):
            if step.kind == "write":
                for name, value in zip(step.registers, step.values, strict=True):
                    yield name, str(value).removeprefix("$")


def _is_target(press_map: PressMap, name: str) -> bool:
    """The set-point of the load, or a register to which START itself writes it."""
    noun = press_map.load_kind.noun
    return name == press_map.load_kind.of("sp_force") or (name, noun) in _numbers_written(press_map)


def _check_heat(press_map: PressMap, protocol: PressProtocol) -> None:
    heated = "sp_temperature" in press_map.setpoints
    if heated and protocol.die_degc is None:
        raise UnsafeProtocolError(
            f"this press heats its die, but the protocol has no die_degc. {NOT_SENT} State "
            "die_degc; room temperature is a value too."
        )
    if protocol.die_degc is not None and not heated:
        raise UnsafeProtocolError(
            f"die_degc = {protocol.die_degc:g}, but {press_map.source} has no set-point "
            f"sp_temperature. {NOT_SENT} Leave die_degc out, or add it."
        )


def _check_coded(press_map: PressMap, name: str, value: float, plan: StrokePlan) -> None:
    try:
        held = press_map.registers[name].quantised(value)
    except ValueError as error:
        raise UnsafeProtocolError(
            f"step {plan.name!r}: {error}. {NOT_SENT} Change the protocol, or "
            f"correct `valid` and `type` of [registers.{name}] in {press_map.source}."
        ) from error
    if _is_target(press_map, name) and held > plan.cap_load * (1.0 + 1e-6):
        raise UnsafeProtocolError(
            f"step {plan.name!r}: {name} = {plan.load_kind.text(held, 3)} is above "
            f"{plan.load_kind.text(plan.cap_load, 3)}, the lowest limit of press, die and PLC. "
            f"{NOT_SENT} Lower the target."
        )
    if name == "sp_dwell" and held <= 0.0:
        raise UnsafeProtocolError(
            f"step {plan.name!r}: dwell_s = {value:g} is sent as {held:g}: the press counts "
            f"in coarser steps. {NOT_SENT} Use a longer dwell."
        )
