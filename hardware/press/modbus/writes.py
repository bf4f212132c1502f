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
        self.answered = 0
        """Frames that the machine has answered as it should."""

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
        self.answered += 1

    def _line(self, register: Register) -> Link:
        return opened(self._links[register.device])

    def _with_bit(self, register: Register, bit: int, on: bool) -> list[int]:
        (word,) = self._line(register).read(register.table, register.address, 1)
        return [word | 1 << bit if on else word & ~(1 << bit)]

    def _frames(self, registers: Sequence[Register]) -> list[list[Register]]:
        """Each register alone, in the given order, where the machine takes single words only."""
        if self._map.transport.single_writes:
            return [[register] for register in registers]
        return runs(registers, self._map.transport.max_write)

    def _run(self, run: list[Register], coded: Mapping[str, list[int]]) -> dict[str, list[int]]:
        if run[0].is_bit:
            for register in run:
                on, check = bool(coded[register.name][0]), register.readback == "exact"
                self._line(register).write_coil(register.address, on, read_back=check)
                self.answered += 1
            return {}
        words = [word for register in run for word in coded[register.name]]
        line = self._line(run[0])
        line.write(run[0].address, words, read_back=False)
        self.answered += 1
        if all(register.readback == "none" for register in run):
            return {}
        held = line.read(run[0].table, run[0].address, len(words))
        found: dict[str, list[int]] = {}
        for register in run:
            place = register.address - run[0].address
            if register.readback != "none":
                shown = held[place : place + register.size]
                found[register.name] = self._compared(register, coded[register.name], shown)
        return found

    def _compared(self, register: Register, wanted: list[int], held: list[int]) -> list[int]:
        """What it holds; as written, or within the map's tolerance where it keeps its own steps."""
        if held == wanted:
            return held
        fault = f"wrote {wanted}, the machine holds {held}"
        try:
            asked, kept = register.decode(wanted), register.decode(held)
        except InvalidReadingError as error:
            raise IncoherentError(f"{register}: {fault} ({error})") from error
        unit = register.canonical
        fault = f"{register}: wrote {asked:.6g} {unit}, the machine holds {kept:.6g} {unit}"
        if register.readback == "exact":
            advice = "a machine that keeps its own steps wants readback = 'scaled'"
            raise IncoherentError(f"{fault} ({advice})")
        apart = abs(kept - asked)
        if apart > register.readback_tol:
            raise IncoherentError(
                f"{fault}: {apart:g} {register.canonical} apart, {register.readback_tol:g} allowed"
            )
        return held
