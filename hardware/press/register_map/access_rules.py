"""Can each register be reached and written as the press file wants? One small rule each. Pure."""

from collections.abc import Iterator

from hardware.press.register_map.model import PressMap, register_of
from hardware.press.register_map.register import Register
from hardware.press.register_map.transport import SERIAL

RTU_IDS = range(1, 248)
"""Modbus over Serial Line V1.02, section 2.2: 0 is broadcast, 248 to 255 are reserved."""
RTU_BITS = 8
"""The same, section 2.5.1: an RTU frame has 8 data bits; ASCII has 7."""


def devices_known(press_map: PressMap) -> Iterator[str]:
    """Every device that is named is there, and its id can be on that line."""
    for name, register in press_map.registers.items():
        if register.device and register.device not in press_map.devices:
            yield (
                f"[registers.{name}] device = {register.device!r} is not in [devices]. Add "
                f"[devices.{register.device}] with its device_id, or correct the name."
            )
    for block in press_map.blocks:
        if block.device and block.device not in press_map.devices:
            yield f"[[blocks]] device = {block.device!r} is not in [devices]. Correct the name."
    reached = {"transport": press_map.transport} | {
        f"devices.{name}": transport for name, transport in press_map.devices.items()
    }
    for place, transport in reached.items():
        if transport.kind != "tcp" and transport.device_id not in RTU_IDS:
            yield (
                f"[{place}] device_id = {transport.device_id}: on a serial line ids go from 1 to "
                "247, and 0 would speak to every device at once. Correct it."
            )


def line_possible(press_map: PressMap) -> Iterator[str]:
    """Settings of the line that no device can have."""
    transport = press_map.transport
    if transport.kind == "rtu" and transport.bytesize != RTU_BITS:
        yield (
            f"[transport] bytesize = {transport.bytesize}: RTU has 8 data bits; 7 belong to Modbus "
            "ASCII. State bytesize = 8, or kind = 'ascii'."
        )
    if transport.echo and transport.kind not in SERIAL:
        yield "[transport] echo is for a serial port of this computer. Remove it."


def blocks_whole(press_map: PressMap) -> Iterator[str]:
    """A register lies in one block with all its words; a block is not longer than a read."""
    for block in press_map.blocks:
        if block.count > press_map.transport.max_block:
            yield (
                f"[[blocks]] at {block.table} {block.address}: count = {block.count} is above "
                f"[transport] max_block = {press_map.transport.max_block}. Correct one of the two."
            )
        for register in press_map.registers.values():
            if block.touches(register) and not block.holds(register):
                yield f"{register} lies only partly in [[blocks]] {block.address}. Correct it."
            if block.holds(register) and register.writable and register.readback != "none":
                yield (
                    f"[registers.{register.name}] is written, but can only be read with its "
                    "whole block. Set readback = 'none', and let a command wait for what it causes."
                )


def moves_alone(press_map: PressMap) -> Iterator[str]:
    """What moves the machine when it is written is written by a command, never while arming."""
    beat = register_of(press_map.heartbeat.register_ or "")
    for name in (*press_map.setpoints, beat, press_map.owner_register or ""):
        register = press_map.registers.get(name)
        if register is not None and register.moves:
            yield (
                f"[registers.{name}] moves = true, but it is written while a stroke is prepared or "
                "watched. Write it in [commands] start, e.g. with the value '$force'."
            )


def target_written(press_map: PressMap) -> bool:
    """True if the target reaches the machine: as a set-point, or as a value of START."""
    target = press_map.load_kind.of("sp_force")
    values = {value for step in press_map.commands.get("start", ()) for value in step.values}
    return target in press_map.setpoints or f"${press_map.load_kind.noun}" in values


def running_known(press_map: PressMap) -> Iterator[str]:
    """A running watchdog is looked for where there is a watchdog."""
    beat = press_map.heartbeat
    if beat.running is not None and beat.kind != "watchdog":
        yield "[heartbeat] running is for kind = 'watchdog'. Remove it, or correct kind."


def written_once(press_map: PressMap) -> Iterator[str]:
    """One frame never writes one address under two names."""
    groups: list[tuple[str, tuple[str, ...]]] = [("[setpoints] write", press_map.setpoints)]
    groups += [
        (f"[commands] {command}", step.registers)
        for command, steps in press_map.commands.items()
        for step in steps
        if step.kind == "write"
    ]
    for place, names in groups:
        known = [press_map.registers[n] for n in names if n in press_map.registers]
        for register in _again(known):
            yield f"{place} writes {register} twice, under two names. Remove one."


def _again(registers: list[Register]) -> list[Register]:
    seen: set[tuple[str, str, int]] = set()
    twice = []
    for register in registers:
        place = (register.device, register.table, register.address)
        if place in seen:
            twice.append(register)
        seen.add(place)
    return twice
