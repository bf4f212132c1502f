"""Which registers travel together: blocks to read, runs to write. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass

from hardware.press.register_map.model import PressMap
from hardware.press.register_map.register import Register


@dataclass(frozen=True)
class Block:
    """Registers that are read in one frame."""

    table: str
    address: int
    count: int
    registers: tuple[Register, ...]


def grouped(press_map: PressMap, registers: Iterable[Register]) -> list[Block]:
    """Few blocks that cover all registers, none longer or with wider gaps than the map allows."""
    groups: list[list[Register]] = []
    for register in sorted(registers, key=lambda r: (r.table, r.address)):
        if groups and _joins(press_map, groups[-1], register):
            groups[-1].append(register)
        else:
            groups.append([register])
    return [
        Block(g[0].table, g[0].address, g[-1].address + g[-1].size - g[0].address, tuple(g))
        for g in groups
    ]


def _joins(press_map: PressMap, group: list[Register], register: Register) -> bool:
    first, last = group[0], group[-1]
    return (
        register.table == last.table
        and register.address - (last.address + last.size) <= press_map.max_gap
        and register.address + register.size - first.address <= press_map.transport.max_block
    )


def runs(registers: Iterable[Register]) -> list[list[Register]]:
    """Neighbours together: what can go out in one frame."""
    found: list[list[Register]] = []
    for register in sorted(registers, key=lambda r: (r.table, r.address)):
        last = found[-1][-1] if found else None
        if (
            last is not None
            and last.table == register.table
            and last.address + last.size == register.address
        ):
            found[-1].append(register)
        else:
            found.append([register])
    return found
