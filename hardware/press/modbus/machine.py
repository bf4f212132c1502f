"""The machine behind a press file: one consistent look, set-points in one frame, commands in steps.

No judgement here: what a look means and what to do about it is the supervisor's business.
"""

import math
from collections.abc import Callable, Mapping

from hardware.clock import Clock
from hardware.press.interface import Phase
from hardware.press.modbus.commands import Commands
from hardware.press.modbus.link import Link
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.modbus.writes import Writes
from hardware.press.register_map.blocks import Block, grouped
from hardware.press.register_map.model import PressMap
from hardware.press.register_map.register import InvalidReadingError, Register
from hardware.units import ram_force_kn

READINGS = ("force", "line", "position", "t_in_state", "peak_force", "temperature", "stack")
COUNTERS = ("ack_seq", "ack_code", "boot_id", "simulated")


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
        self._blocks = grouped(press_map, _watched(press_map))
        self._guarded = [press_map.registers[name] for name in press_map.setpoints]
        if press_map.owner_register is not None:
            self._guarded.append(press_map.registers[press_map.owner_register])
        self._guard_blocks = grouped(press_map, self._guarded)
        self._held: dict[str, list[int]] = {}
        self._writes = Writes(press_map, link)
        self._commands = Commands(press_map, self._writes, self.value, clock)
        self._beat = 0

    def look(self) -> MachineSnapshot:
        """Read everything worth watching, in as few frames as the machine allows.

        Raises:
            LinkError: if the line fails.
        """
        words: dict[str, list[int]] = {}
        for block in self._blocks:
            words.update(self._read_block(block))
        return self._decode(words)

    def value(self, name: str) -> float:
        """One register by name, or one bit of a word as `status.3`.

        Raises:
            LinkError: if the line fails.
            InvalidReadingError: if what came cannot be the quantity.
        """
        name, dot, bit = name.partition(".")
        register = self.map.registers[name]
        words = self.link.read(register.table, register.address, register.size)
        return float(words[0] >> int(bit) & 1) if dot else register.decode(words)

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
        words: dict[str, list[int]] = {}
        for block in self._guard_blocks:
            words.update(self._read_block(block))
        return [
            f"{name}: we wrote {held}, it holds {words[name]}"
            for name, held in self._held.items()
            if name in words and words[name] != held
        ]

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

    def _read_block(self, block: Block) -> dict[str, list[int]]:
        table = block.registers[0].table
        words = self.link.read(table, block.address, block.count)
        return {
            r.name: words[r.address - block.address : r.address - block.address + r.size]
            for r in block.registers
        }

    def _decode(self, words: Mapping[str, list[int]]) -> MachineSnapshot:
        invalid: list[str] = []
        load = self.map.load
        got = {name: self._reading(load.of(name), words, invalid) for name in READINGS}
        counts = {name: self._counter(name, words) for name in COUNTERS}
        beat = self.map.heartbeat.machine
        return MachineSnapshot(
            now_s=self._clock.now_s(),
            phase=self._phase(words, invalid),
            force_kn=self._force_kn(got),
            line_bar=got["line"],
            position_mm=got["position"],
            in_phase_s=got["t_in_state"],
            peak_kn=got["peak_force"],
            die_degc=got["temperature"],
            stack_kn=got["stack"],
            ack_seq=counts["ack_seq"],
            ack_code=counts["ack_code"] or 0,
            boot_id=counts["boot_id"],
            simulated=counts["simulated"] == 1,
            beat=self._counter(beat, words) if beat is not None else None,
            alarms=tuple(a for a in self.map.alarms if words[a.register][0] >> a.bit & 1),
            invalid=tuple(invalid),
            missing=tuple(
                text for name, bit, text in self.map.ready if not words[name][0] >> bit & 1
            ),
        )

    def _reading(self, name: str, words: Mapping[str, list[int]], invalid: list[str]) -> float:
        if name not in words:
            return math.nan
        try:
            return self.map.registers[name].decode(words[name])
        except InvalidReadingError as error:
            invalid.append(str(error))
            return math.nan

    def _counter(self, name: str, words: Mapping[str, list[int]]) -> int | None:
        return words[name][0] if name in words else None

    def _force_kn(self, got: Mapping[str, float]) -> float:
        if self.map.load.noun in self.map.registers:
            return got["force"]
        return ram_force_kn(got["line"], self.map.press.ram_area_cm2 or math.nan)

    def _phase(self, words: Mapping[str, list[int]], invalid: list[str]) -> Phase:
        rule = self.map.state
        if rule.register is not None:
            code = words[rule.register][0]
            if code in rule.values:
                return rule.values[code]
            invalid.append(f"state {code} is not in the map's [state] values")
            return Phase.FAULT
        for phase, bits in rule.cases:
            if all(_bit_or_word(words, name) == value for name, value in bits.items()):
                return phase
        if self.map.press.read_only:
            return Phase.IDLE
        invalid.append("no [[state.when]] of the map fits what the machine shows")
        return Phase.FAULT


def _watched(press_map: PressMap) -> list[Register]:
    readings = (press_map.load.of(name) for name in READINGS)
    names = [*readings, *COUNTERS, *(alarm.register for alarm in press_map.alarms)]
    names += [register for register, _, _ in press_map.ready]
    names += [name.partition(".")[0] for _, bits in press_map.state.cases for name in bits]
    names += [press_map.state.register or "", press_map.heartbeat.machine or ""]
    wanted = dict.fromkeys(name for name in names if name in press_map.registers)
    return [press_map.registers[name] for name in wanted]


def _bit_or_word(words: Mapping[str, list[int]], name: str) -> int:
    """`status` is the word, `status.4` its bit 4."""
    register, dot, bit = name.partition(".")
    word = words[register][0]
    return word >> int(bit) & 1 if dot else word
