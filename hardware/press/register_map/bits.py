"""Do the bits, masks and whole numbers that a press file names exist in their registers? Pure.

A bit beyond its register, or of a float, would never be seen: an emergency stop among them.
"""

from collections.abc import Iterator

from hardware.press.register_map.model import PressMap, register_of, role_units
from hardware.press.register_map.register import FLOATS, Register

WORD_BITS = 16  # of a Modbus register, by definition
COUNTS = ("ack_seq", "ack_code", "boot_id", "simulated")
"""Registers that are compared as whole numbers, by the role that their name gives them."""


def bits_inside(press_map: PressMap) -> Iterator[str]:
    """Each bit that is named lies in its register."""
    for place, word, bit in _named_bits(press_map):
        register = press_map.registers.get(word)
        if register is not None:
            yield from _bit_fault(place, register, bit)


def _named_bits(press_map: PressMap) -> Iterator[tuple[str, str, str]]:
    for alarm in press_map.alarms:
        yield f"[alarms.{alarm.register}] {alarm.bit}", alarm.register, str(alarm.bit)
    for register, number, _ in press_map.ready:
        yield f"[ready.{register}] {number}", register, str(number)
    for place, name in _dotted(press_map):
        word, dot, bit = name.partition(".")
        if dot:
            yield f"{place} {name!r}", word, bit


def _dotted(press_map: PressMap) -> Iterator[tuple[str, str]]:
    for _, bits in press_map.state.cases:
        yield from (("[[state.when]] bits", name) for name in bits)
    for command, steps in press_map.commands.items():
        yield from ((f"[commands] {command}:", name) for s in steps for name in s.registers)
    beat = press_map.heartbeat
    for name in (beat.register_, beat.machine, beat.running):
        if name is not None:
            yield "[heartbeat]", name
    for register in press_map.registers.values():
        if register.sign is not None:
            yield f"[registers.{register.name}] sign =", register.sign


def _bit_fault(place: str, register: Register, bit: str) -> Iterator[str]:
    if register.bits == 0:
        yield (
            f"{place}: {register} is a float and has no bits. Name an integer register, or correct "
            f"[registers.{register.name}] type."
        )
    elif not bit.isascii() or not bit.isdecimal() or int(bit) >= register.bits:
        last = register.bits - 1
        yield (
            f"{place}: {register} has bits 0 to {last}, not {bit!r}; it would never be seen. "
            f"Correct the bit, or [registers.{register.name}] type."
        )


def written_bits_single(press_map: PressMap) -> Iterator[str]:
    """A bit is written by a read, a change and a write of one word."""
    for command, steps in press_map.commands.items():
        names = [
            name for step in steps if step.kind in {"write", "pulse"} for name in step.registers
        ]
        yield from _single(press_map, f"[commands] {command}", names)
    beat = press_map.heartbeat.register_
    yield from _single(press_map, "[heartbeat] register", [beat] if beat is not None else [])


def _single(press_map: PressMap, place: str, names: list[str]) -> Iterator[str]:
    for name in (name for name in names if "." in name):
        register = press_map.registers.get(register_of(name))
        if register is not None and (register.is_bit or register.bits != WORD_BITS):
            yield (
                f"{place}: {name!r} is not a bit of a 16 bit word. Write NAME.0 to NAME.15 of a "
                "register of one word."
            )


def counts_whole(press_map: PressMap) -> Iterator[str]:
    """What is compared as a whole number is one, and is not scaled."""
    for place, name in _counted(press_map):
        register = press_map.registers.get(register_of(name))
        if register is None:
            continue
        if register.type in FLOATS:
            yield (
                f"{place}: {register} is a float, but it is compared as a whole number. Correct "
                f"[registers.{register.name}] type, e.g. 'uint16'."
            )
        elif (register.scale, register.offset) != (1.0, 0.0):
            yield (
                f"{place}: {register} has a scale or an offset, which a whole number does not "
                "take. Remove scale and offset."
            )


def _counted(press_map: PressMap) -> Iterator[tuple[str, str]]:
    state, beat = press_map.state.register, press_map.heartbeat.machine
    yield from ((f"[registers.{name}]", name) for name in COUNTS if name in press_map.registers)
    yield from ((f"[alarm_codes.{it.register}]", it.register) for it in press_map.alarm_codes)
    yield from (("[[state.when]] bits", name) for _, bits in press_map.state.cases for name in bits)
    if state is not None:
        yield "[state] register", state
    if beat is not None:
        yield "[heartbeat] machine", beat
    for register in press_map.registers.values():
        if register.decimals is not None:
            yield f"[registers.{register.name}] decimals", register.decimals


def masks_fit(press_map: PressMap) -> Iterator[str]:
    """A mask cuts bits out of its own register, and only out of one that is read."""
    for name, register in press_map.registers.items():
        place = f"[registers.{name}]"
        if register.mask is None:
            if register.shift:
                yield f"{place} shift = {register.shift} without mask. State the mask too."
            continue
        yield from _mask_fault(place, register, register.mask, register.shift)
        low = (register.mask & -register.mask).bit_length() - 1
        if name in role_units(isostatic=press_map.press.isostatic) and low != register.shift:
            yield (
                f"{place} mask = {register.mask:#x} begins at bit {low}, but shift = "
                f"{register.shift}: the value would be wrong by powers of two. State shift = {low}."
            )
        if register.writable:
            yield f'{place} has a mask and access = "rw": its neighbours would be overwritten.'
    yield from _state_mask(press_map)


def _mask_fault(place: str, register: Register, mask: int, shift: int) -> Iterator[str]:
    if register.bits in {0, 1}:
        yield f"{place} mask: {register} has no field of bits. Remove mask, or correct type."
    elif mask >> register.bits:
        yield f"{place} mask = {mask:#x} reaches beyond {register} of {register.bits} bits."
    if mask >> shift == 0:
        yield f"{place} shift = {shift} leaves nothing of mask = {mask:#x}. Correct one of them."
    elif register.type.startswith("int") and not _contiguous(mask >> shift):
        yield (
            f"{place} mask = {mask:#x} has gaps: a signed field has none. Use the unsigned type, "
            "or correct the mask."
        )


def _contiguous(mask: int) -> bool:
    return mask & (mask + 1) == 0


def _state_mask(press_map: PressMap) -> Iterator[str]:
    rule = press_map.state
    if rule.mask is None:
        if rule.shift:
            yield f"[state] shift = {rule.shift} without mask. State the mask too."
        return
    register = press_map.registers.get(rule.register or "")
    if register is None:
        yield "[state] mask needs register. Name the register whose bits are the state."
        return
    yield from _mask_fault("[state]", register, rule.mask, rule.shift)
    for code in rule.values:
        if code & ~(rule.mask >> rule.shift):
            yield (
                f"[state] values {code}: no register masked with {rule.mask:#x} and shifted by "
                f"{rule.shift} is ever {code}. Correct the number, mask or shift."
            )


def partners_fit(press_map: PressMap) -> Iterator[str]:
    """A sign bit or a register of decimals belongs to a value that is read."""
    for name, register in press_map.registers.items():
        for key, partner in (("sign", register.sign), ("decimals", register.decimals)):
            if partner is None:
                continue
            if register.writable:
                yield f'[registers.{name}] {key} is for values that are read. Set access = "ro".'
            if register.is_bit or register.type == "bool":
                yield f"[registers.{name}] {key}: a single bit has none. Remove it."
        if register.sign is not None and "." not in register.sign:
            yield f"[registers.{name}] sign = {register.sign!r} names no bit. Write REGISTER.BIT."
