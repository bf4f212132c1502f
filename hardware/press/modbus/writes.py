"""How a machine is written to: neighbours in one frame, each register read back as its map says."""

from collections.abc import Mapping, Sequence

from hardware.press.modbus.link import Link
from hardware.press.register_map.blocks import runs
from hardware.press.register_map.model import PressMap
from hardware.press.register_map.register import InvalidReadingError, Register
from hardware.press.register_map.transport import IncoherentError


def links_of(press_map: PressMap, link: Link) -> Mapping[str, Link]:
    """The line to each device of a map, by its name; that of the press itself has none."""
    others = {name: link.to(transport) for name, transport in press_map.devices.items()}
    return {"": link, **others}


def opened(link: Link) -> Link:
    """A line of its own to another device is opened when it is needed.

    Raises:
        LinkLostError: if nobody is there.
    """
    if link.is_companion and not link.is_open:
        link.open()
    return link


class Writes:
    """Writes to one press, by the names of its map.

    Args:
        press_map: the checked press file.
        links: the verified line to each device; see `links_of`.
    """

    def __init__(self, press_map: PressMap, links: Mapping[str, Link]) -> None:
        self._map = press_map
        self._links = links

    def together(self, values: Mapping[str, float]) -> dict[str, list[int]]:
        """Write registers, neighbours in one frame; returns the words that each then holds.

        Raises:
            ValueError: if a value does not fit its register; nothing was written.
            LinkError: if the line fails or the machine holds something else.
        """
        registers = [self._map.registers[name] for name in values]
        coded = {r.name: r.encode(values[name]) for r, name in zip(registers, values, strict=True)}
        for run in self._frames(registers):
            coded.update(self._run(run, coded))
        return coded

    def one(self, name: str, value: float, *, read_back: bool = True) -> None:
        """Write one register, or one bit of a word as `control.3`.

        A bit is a read, a change, a write: there is one writer, and function 22 is not portable.

        Raises:
            LinkError: if the line fails or the machine holds something else.
        """
        name, dot, bit = name.partition(".")
        register = self._map.registers[name]
        words = self._with_bit(register, int(bit), bool(value)) if dot else register.encode(value)
        exact = read_back and register.readback == "exact"
        if register.is_bit:
            self._line(register).write_coil(register.address, bool(words[0]), read_back=exact)
        else:
            self._line(register).write(register.address, words, read_back=exact)

    def _line(self, register: Register) -> Link:
        return opened(self._links[register.device])

    def _with_bit(self, register: Register, bit: int, on: bool) -> list[int]:
        (word,) = self._line(register).read(register.table, register.address, 1)
        return [word | 1 << bit if on else word & ~(1 << bit)]

    def _frames(self, registers: Sequence[Register]) -> list[list[Register]]:
        """Each register alone, in the given order, where the machine takes single words only."""
        if self._map.transport.single_writes:
            return [[register] for register in registers]
        return runs(registers)

    def _run(self, run: list[Register], coded: Mapping[str, list[int]]) -> dict[str, list[int]]:
        exact = all(register.readback == "exact" for register in run)
        if run[0].is_bit:
            for register in run:
                on, check = bool(coded[register.name][0]), register.readback == "exact"
                self._line(register).write_coil(register.address, on, read_back=check)
            return {}
        words = [word for register in run for word in coded[register.name]]
        self._line(run[0]).write(run[0].address, words, read_back=exact)
        if exact:
            return {}
        wanted = {r.name: coded[r.name] for r in run if r.readback != "none"}
        return {r.name: self._read_back(r, wanted[r.name]) for r in run if r.name in wanted}

    def _read_back(self, register: Register, wanted: list[int]) -> list[int]:
        """What it holds; as written, or within the map's tolerance where it keeps its own steps."""
        held = self._line(register).read(register.table, register.address, register.size)
        if held == wanted:
            return held
        fault = f"write of {wanted} to {register}: wrote {wanted}, the machine holds {held}"
        if register.readback == "exact":
            raise IncoherentError(fault)
        try:
            apart = abs(register.decode(held) - register.decode(wanted))
        except InvalidReadingError as error:
            raise IncoherentError(f"{fault} ({error})") from error
        if apart > register.readback_tol:
            raise IncoherentError(
                f"{fault}: {apart:g} {register.canonical} apart, {register.readback_tol:g} allowed"
            )
        return held
