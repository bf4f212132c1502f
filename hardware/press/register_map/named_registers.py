"""Which registers a press file names, where, and which of them it writes. Pure."""

from collections.abc import Iterator

from hardware.press.register_map.model import PressMap, register_of


def named_registers(press_map: PressMap) -> Iterator[tuple[str, str]]:
    """Where a register is named, and its name."""
    for name in press_map.setpoints:
        yield "[setpoints] write", name
    for command, steps in press_map.commands.items():
        for step in steps:
            for name in step.registers:
                yield f"[commands] {command}", register_of(name)
    for probe in press_map.probes:
        yield "[[probes]] register", probe.register_
    yield from _watched_registers(press_map)
    yield from _partner_registers(press_map)
    yield from _single_registers(press_map)


def _watched_registers(press_map: PressMap) -> Iterator[tuple[str, str]]:
    for alarm in press_map.alarms:
        yield f"[alarms.{alarm.register}]", alarm.register
    for codes in press_map.alarm_codes:
        yield f"[alarm_codes.{codes.register}]", codes.register
    for register, _, _ in press_map.ready:
        yield f"[ready.{register}]", register
    for _, bits in press_map.state.cases:
        for name in bits:
            yield "[[state.when]] bits", register_of(name)


def _partner_registers(press_map: PressMap) -> Iterator[tuple[str, str]]:
    for name, register in press_map.registers.items():
        for key, partner in (("sign", register.sign), ("decimals", register.decimals)):
            if partner is not None:
                yield f"[registers.{name}] {key}", register_of(partner)


def _single_registers(press_map: PressMap) -> Iterator[tuple[str, str]]:
    singles = {
        "[state] register": press_map.state.register,
        "[acknowledge] register": press_map.refusal_register,
        "[owner] register": press_map.owner_register,
        "[heartbeat] register": press_map.heartbeat.register_,
        "[heartbeat] machine": press_map.heartbeat.machine,
        "[heartbeat] running": press_map.heartbeat.running,
    }
    for place, name in singles.items():
        if name is not None:
            yield place, register_of(name)


def written(press_map: PressMap) -> Iterator[tuple[str, str]]:
    """Where a register is written, and its name."""
    for name in press_map.setpoints:
        yield "[setpoints] write", name
    for command, steps in press_map.commands.items():
        for step in steps:
            if step.kind in {"write", "pulse"}:
                for name in step.registers:
                    yield f"[commands] {command}", register_of(name)
    if press_map.heartbeat.register_ is not None:
        yield "[heartbeat] register", register_of(press_map.heartbeat.register_)
    if press_map.owner_register is not None:
        yield "[owner] register", press_map.owner_register
