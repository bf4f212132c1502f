"""Which registers travel together: blocks to read, runs to write. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from hardware.press.register_map.model import PressMap, WholeBlock
from hardware.press.register_map.register import Register


@dataclass(frozen=True)
class Block:
    """Registers of one device that are read in one frame."""

    table: str
    address: int
    count: int
    registers: tuple[Register, ...]
    device: str = ""

    @cached_property
    def _places(self) -> tuple[tuple[str, slice], ...]:
        """Where each register stands in the block."""
        return tuple(
            (it.name, slice(it.address - self.address, it.address - self.address + it.size))
            for it in self.registers
        )

    def cut(self, words: list[int]) -> dict[str, list[int]]:
        """The words of each register, by name, out of those of the whole block."""
        return {name: words[place] for name, place in self._places}


def grouped(press_map: PressMap, registers: Iterable[Register]) -> list[Block]:
    """Few blocks that cover all registers, none longer or with wider gaps than the map allows.

    Registers of a block that the machine gives out only as a whole are read with that block.
    """
    asked = sorted(registers, key=_place)
    whole = {register: block for register in asked if (block := _whole(press_map, register))}
    groups: list[list[Register]] = []
    for register in (register for register in asked if register not in whole):
        if groups and _joins(press_map, groups[-1], register):
            groups[-1].append(register)
        else:
            groups.append([register])
    return [_block_of(group) for group in groups] + [
        Block(
            block.table,
            block.address,
            block.count,
            tuple(register for register in asked if whole.get(register) is block),
            block.device,
        )
        for block in press_map.blocks
        if any(held is block for held in whole.values())
    ]


def _place(register: Register) -> tuple[str, str, int]:
    return register.device, register.table, register.address


def _whole(press_map: PressMap, register: Register) -> WholeBlock | None:
    return next((block for block in press_map.blocks if block.holds(register)), None)


def _block_of(group: list[Register]) -> Block:
    first = group[0]
    count = _end(group) - first.address
    return Block(first.table, first.address, count, tuple(group), first.device)


def _end(group: list[Register]) -> int:
    return max(register.address + register.size for register in group)


def _joins(press_map: PressMap, group: list[Register], register: Register) -> bool:
    first = group[0]
    end = max(_end(group), register.address + register.size)
    return (
        (register.device, register.table) == (first.device, first.table)
        and register.address - _end(group) <= press_map.max_gap
        and end - first.address <= press_map.transport.max_block
    )


def runs(registers: Iterable[Register], most: int = 123) -> list[list[Register]]:
    """Neighbours together, at most so many words: what can go out in one frame."""
    found: list[list[Register]] = []
    for register in sorted(registers, key=_place):
        last = found[-1][-1] if found else None
        if (
            last is not None
            and (last.device, last.table) == (register.device, register.table)
            and last.address + last.size == register.address
            and _end(found[-1]) - found[-1][0].address + register.size <= most
        ):
            found[-1].append(register)
        else:
            found.append([register])
    return found
