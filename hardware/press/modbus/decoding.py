"""Words from the line to one snapshot of the machine. The whole of a register counts. No I/O."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hardware.press.interface import Phase
from hardware.press.modbus.snapshot import MachineSnapshot
from hardware.press.register_map.model import Alarm, PressMap, bit_of, register_of
from hardware.press.register_map.register import InvalidReadingError, Register
from hardware.units import ram_force_kn

READINGS = ("force", "line", "position", "t_in_state", "peak_force", "temperature", "stack")
COUNTERS = ("ack_seq", "ack_code", "boot_id", "simulated")
_NO_COUNT: int | None = None
Words = Mapping[str, list[int]]
"""What each register holds, by name; shape (size,) each."""


@dataclass(frozen=True)
class Condition:
    """What a look says in whole numbers and bits: it seldom changes from one look to the next."""

    phase: Phase
    counts: Mapping[str, int | None]
    alarms: tuple[Alarm, ...]
    missing: tuple[str, ...]
    invalid: tuple[str, ...]


class Decoder:
    """Knows what the words of one map mean.

    Args:
        press_map: the checked press file.
    """

    def __init__(self, press_map: PressMap) -> None:
        self._map = press_map
        has = press_map.registers
        kind = press_map.load_kind
        self._readings = [(name, has[kind.of(name)]) for name in READINGS if kind.of(name) in has]
        self._counters = [(name, has[name]) for name in COUNTERS if name in has]
        self._alarms: dict[str, list[Alarm]] = {}  # a word of sixteen alarms is turned once
        for alarm in press_map.alarms:
            self._alarms.setdefault(alarm.register, []).append(alarm)
        self._ready: dict[str, list[tuple[int, str]]] = {}
        for name, bit, text in press_map.ready:
            self._ready.setdefault(name, []).append((bit, text))
        named = dict.fromkeys(self._names_of_conditions())
        self._condition_names = [name for name in named if name in has]
        self._before: tuple[list[list[int]], Condition] | None = None
        """The words of the last condition, and what they meant: the same words mean the same."""

    def watched(self) -> list[Register]:
        """Every register that a snapshot needs."""
        names = dict.fromkeys(name for name in self._names() if name in self._map.registers)
        return [register for name in names for register in self.needed(name)]

    def needed(self, name: str) -> list[Register]:
        """The registers without which `name` cannot be understood, itself first."""
        register = self._map.registers[register_of(name)]
        partners = (register.sign, register.decimals)
        found = [self._map.registers[register_of(partner)] for partner in partners if partner]
        return list(dict.fromkeys([register, *found]))

    def value(self, name: str, words: Words) -> float:
        """A quantity in its canonical unit, or one bit of a word as `status.3`.

        Raises:
            InvalidReadingError: if the words cannot be this quantity.
        """
        bit = bit_of(name)
        if bit is not None:
            return float(self._whole(name, words) >> bit & 1)
        register = self._map.registers[name]
        return register.decode(
            words[name],
            negative=register.sign is not None and self.value(register.sign, words) == 1.0,
            decimals=self._whole(register.decimals, words) if register.decimals else 0,
        )

    def snapshot(self, words: Words, asked_s: float, now_s: float) -> MachineSnapshot:
        """One consistent look; what is unknown or invalid is nan."""
        invalid: list[str] = []
        got = dict.fromkeys(READINGS, math.nan)
        for name, register in self._readings:
            got[name] = self._reading(register, words, invalid)
        seen = self._condition(words)
        counts = seen.counts
        beat = self._map.heartbeat.machine
        return MachineSnapshot(
            now_s=now_s,
            took_s=now_s - asked_s,
            phase=seen.phase,
            load=self._load(got),
            line_bar=got["line"],
            position_mm=got["position"],
            in_phase_s=got["t_in_state"],
            peak_load=got["peak_force"],
            die_degc=got["temperature"],
            stack_kn=got["stack"],
            ack_seq=counts["ack_seq"],
            ack_code=counts["ack_code"] or 0,
            boot_id=counts["boot_id"],
            simulated=counts["simulated"] == 1,
            beat=self._bit_or_whole(beat, words) if beat is not None else None,
            alarms=seen.alarms,
            invalid=(*invalid, *seen.invalid),
            missing=seen.missing,
        )

    def _condition(self, words: Words) -> Condition:
        """What whole numbers and bits say; decoded again only where a word has changed."""
        held = [words[name] for name in self._condition_names]
        if self._before is not None and self._before[0] == held:
            return self._before[1]
        invalid: list[str] = []
        counts = dict.fromkeys(COUNTERS, _NO_COUNT)
        for name, register in self._counters:
            counts[name] = register.whole(words[name])
        found = Condition(
            phase=self._phase(words, invalid),
            counts=counts,
            alarms=(*self._alarm_bits(words), *self._alarm_codes(words)),
            missing=tuple(self._missing(words)),
            invalid=tuple(invalid),
        )
        self._before = (held, found)
        return found

    def _names(self) -> Iterator[str]:
        yield from (self._map.load_kind.of(name) for name in READINGS)
        yield from self._names_of_conditions()
        yield register_of(self._map.heartbeat.machine or "")

    def _names_of_conditions(self) -> Iterator[str]:
        press_map = self._map
        yield from COUNTERS
        yield from (alarm.register for alarm in press_map.alarms)
        yield from (codes.register for codes in press_map.alarm_codes)
        yield from (register for register, _, _ in press_map.ready)
        yield from (register_of(name) for _, bits in press_map.state.cases for name in bits)
        yield press_map.state.register or ""

    def _reading(self, register: Register, words: Words, invalid: list[str]) -> float:
        try:
            if register.has_partners:
                return self.value(register.name, words)
            return register.decode(words[register.name])
        except InvalidReadingError as error:
            invalid.append(str(error))
            return math.nan

    def _whole(self, name: str, words: Words) -> int:
        """The whole register as a number; of `status.3` the word `status`."""
        word = register_of(name)
        return self._map.registers[word].whole(words[word])

    def _bit_or_whole(self, name: str, words: Words) -> int:
        bit = bit_of(name)
        whole = self._whole(name, words)
        return whole if bit is None else whole >> bit & 1

    def _alarm_bits(self, words: Words) -> Iterator[Alarm]:
        for register, alarms in self._alarms.items():
            whole = self._whole(register, words)
            for alarm in alarms:
                if (whole >> alarm.bit & 1) != alarm.inverted:
                    yield alarm

    def _missing(self, words: Words) -> Iterator[str]:
        for register, bits in self._ready.items():
            whole = self._whole(register, words)
            for bit, text in bits:
                if not whole >> bit & 1:
                    yield text

    def _alarm_codes(self, words: Words) -> Iterator[Alarm]:
        for codes in self._map.alarm_codes:
            code = self._whole(codes.register, words)
            if code != codes.none:
                yield codes.alarm(code)

    def _load(self, got: Mapping[str, float]) -> float:
        if self._map.load_kind.noun in self._map.registers:
            return got["force"]
        return ram_force_kn(got["line"], self._map.press.ram_area_cm2 or math.nan)

    def _phase(self, words: Words, invalid: list[str]) -> Phase:
        rule = self._map.state
        if rule.register is not None:
            code = rule.code(self._whole(rule.register, words))
            if code in rule.values:
                return rule.values[code]
            invalid.append(f"state {code} is not in the map's [state] values")
            return Phase.FAULT
        for phase, bits in rule.cases:
            if all(self._bit_or_whole(name, words) == value for name, value in bits.items()):
                return phase
        if self._map.press.read_only:
            return Phase.IDLE
        named = dict.fromkeys(register_of(name) for _, bits in rule.cases for name in bits)
        shown = ", ".join(f"{name} = {self._whole(name, words)}" for name in named)
        invalid.append(f"no [[state.when]] of the map fits what the machine shows ({shown})")
        return Phase.FAULT
