"""The machine behind a press file: one consistent look, set-points in one frame, commands in steps.

No judgement here: what a look means and what to do about it is the supervisor's business.
"""

from collections.abc import Callable, Iterable, Mapping

from hardware.clock import Clock
from hardware.press.modbus.commands import Commands
from hardware.press.modbus.decoding import Decoder
from hardware.press.modbus.link import Link
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.modbus.writes import Writes, links_of, opened
from hardware.press.register_map.blocks import Block, grouped
from hardware.press.register_map.model import PressMap


class Machine:
    """Reads and writes of one press, by the names of its map.

    Args:
        press_map: the checked press file.
        link: the verified line.
        clock: the supervisor's clock.
    """

    def __init__(self, press_map: PressMap, link: Link, clock: Clock) -> None:
        self.map = press_map
        self.link = link
        self._clock = clock
        self._links = links_of(press_map, link)
        self._decoder = Decoder(press_map)
        self._blocks = grouped(press_map, self._decoder.watched())
        self._guarded = [press_map.registers[name] for name in press_map.setpoints]
        if press_map.owner_register is not None:
            self._guarded.append(press_map.registers[press_map.owner_register])
        self._guard_blocks = grouped(press_map, self._guarded)
        self._held: dict[str, list[int]] = {}
        self._writes = Writes(press_map, self._links)
        self._commands = Commands(press_map, Writes(press_map, self._links), self.value, clock)
        self._beat = 0

    def look(self) -> MachineSnapshot:
        """Read everything worth watching, in as few frames as the machine allows.

        Raises:
            LinkError: if the line fails.
        """
        asked_s = self._clock.now_s()
        words = self._read_blocks(self._blocks)
        return self._decoder.snapshot(words, asked_s, self._clock.now_s())

    def value(self, name: str) -> float:
        """One register by name, or one bit of a word as `status.3`.

        Raises:
            LinkError: if the line fails.
            InvalidReadingError: if what came cannot be the quantity.
        """
        words = self._read_blocks(grouped(self.map, self._decoder.needed(name)))
        return self._decoder.value(name, words)

    def write_setpoints(self, values: Mapping[str, float]) -> dict[str, float]:
        """Write set-points, neighbours in one frame, each read back; returns what is really held.

        Raises:
            ValueError: if a value does not fit its register; nothing was written.
            LinkError: if the line fails or the machine holds something else.
        """
        held = self._writes.together(values)
        self._held.update({name: held[name] for name in held if self._verifiable(name)})
        return {name: self.map.registers[name].decode(words) for name, words in held.items()}

    def strangers(self) -> list[str]:
        """Set-points (and owner token) that no longer hold what we wrote; empty when all is ours.

        Raises:
            LinkError: if the line fails.
        """
        words = self._read_blocks(self._guard_blocks)
        other = {n: words[n] for n, held in self._held.items() if n in words and words[n] != held}
        cleared = [n for n in other if n in self.map.setpoints and not any(other[n])]
        if self.map.setpoints_cleared:
            other = {n: held for n, held in other.items() if n not in cleared}
        elif cleared == list(other) and len(cleared) > 1:
            return [
                f"{', '.join(cleared)} hold 0 (a machine that sets them to 0 itself when it takes "
                "START wants [setpoints] cleared_by_start = true)"
            ]
        return [f"{n}: we wrote {self._held[n]}, it holds {other[n]}" for n in other]

    def command(
        self, name: str, seq: int, pause: Callable[[], object], numbers: Mapping[str, float]
    ) -> None:
        """Give a command of the map, step by step; nothing is repeated.

        Args:
            name: key in [commands].
            seq: stands for `$seq`.
            pause: called between two looks at what is waited for.
            numbers: what other `$` names stand for.

        Raises:
            CommandTimeoutError: if a wait was in vain.
            LinkError: if the line fails; the command may have arrived.
        """
        self._commands.give(name, seq, pause, numbers)

    def partly_given(self, name: str) -> bool:
        """True if a command broke off after the machine had answered a write of it."""
        return self._commands.partly_given(name)

    def finish_command(self, name: str, seq: int, numbers: Mapping[str, float]) -> None:
        """Write what a command that broke off, and was taken, has still to write.

        Raises:
            LinkError: if the line fails.
        """
        self._commands.finish(name, seq, numbers, taken=True)

    def take_back(self) -> None:
        """Lower what a START or a closing of the fixture that broke off has left standing.

        Raises:
            LinkError: if the line fails.
        """
        self._commands.take_back()

    def beat(self) -> None:
        """Show the machine that the supervisor lives.

        Raises:
            LinkError: if the line fails.
        """
        table = self.map.heartbeat
        if table.register_ is None or table.kind == "none":
            return
        self._beat = (self._beat + 1) % (2 if table.kind == "toggle" else 0x10000)
        self._writes.one(table.register_, float(self._beat), read_back=False)

    def owner_beats(self, clock: Clock) -> bool:
        """True if somebody else's heartbeat advances: the press has a living owner.

        Raises:
            LinkError: if the line fails.
        """
        table = self.map.heartbeat
        if table.register_ is None:
            return True  # nothing proves that the owner is gone
        before = self.value(table.register_)
        until_s = clock.now_s() + (table.deadman_s or 4.0 * table.period_s) + table.period_s
        while clock.now_s() < until_s:
            clock.sleep(table.period_s / 2.0)
            if self.value(table.register_) != before:
                return True
        return False

    def take(self, token: int) -> None:
        """Put our token into the machine; 0 gives it back.

        Raises:
            LinkError: if the line fails.
        """
        if self.map.owner_register is not None:
            self._writes.one(self.map.owner_register, float(token))
            self._held[self.map.owner_register] = [token]

    def _verifiable(self, name: str) -> bool:
        return self.map.registers[name].readback != "none"

    def _read_blocks(self, blocks: Iterable[Block]) -> dict[str, list[int]]:
        words: dict[str, list[int]] = {}
        for block in blocks:
            words.update(self._read_block(block))
        return words

    def _read_block(self, block: Block) -> dict[str, list[int]]:
        table = block.registers[0].table
        words = opened(self._links[block.device]).read(table, block.address, block.count)
        return block.cut(words)
