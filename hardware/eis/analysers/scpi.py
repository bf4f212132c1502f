"""complex analysers and LCR meters that speak SCPI, by a description of the instrument.

Every sweep has a connection of its own: identity, settings and compensation are asked again each
time, so that an instrument that was exchanged, switched off or set by hand in between is noticed.
Nothing is measured before each setting was read back. A sweep counts only as a whole: an overload,
an error or a lost answer at one frequency is no spectrum.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from hardware.clock import Clock
from hardware.eis.sources.driven.frequencies import SweepSettings
from hardware.eis.sources.driven.interface import Finding
from hardware.eis.sources.driven.sweep_file import write_sweep
from hardware.errors import AnalyserError, AnalyserSetupError
from hardware.scpi.description import (
    Description,
    ReadTable,
    SettingTable,
    load_description,
)
from hardware.scpi.line import Line, Wiring
from hardware.scpi.values import impedances, numbers, refuse_other_frequencies
from hardware.tables import Positive, Table

KIND = "scpi"

_ERROR_BITS = 0b0011_1100
"""Query, device-dependent, execution and command error of *ESR? (IEEE 488.2, 11.5.1)."""
_POWER_ON_BIT = 0b1000_0000
_MOST_ERRORS = 10


class ConnectionTable(Table):
    """`[connection]`: where the instrument is."""

    resource: str
    """Name as VISA writes it; `simulated`: the analyser of the simulated laboratory."""
    backend: str = "@py"
    timeout_s: Positive = 5.0
    write_end: str = "\n"
    read_end: str = "\n"


class AnalyserTable(Table):
    """`[analyser]`: which instrument, and what is asked of it besides the sweep."""

    kind: Literal["scpi"]
    instrument: str
    serial: str | None = None
    """Serial number as in the answer to `*IDN?`; with it no other instrument is taken."""
    compensation: tuple[str, ...] = Field(default=(), strict=False)
    """Compensations of the description that must be on, e.g. `["open", "short"]`."""
    tries: Annotated[int, Field(ge=1, le=20)] = 3


class File(Table):
    """analyser.toml of an instrument that speaks SCPI."""

    analyser: AnalyserTable
    connection: ConnectionTable
    sweep: SweepSettings


class ScpiAnalyser:
    """One instrument on one line.

    Args:
        file: What is asked of it.
        description: How it is spoken to.
        clock: What waiting for a measurement is timed by.

    Raises:
        AnalyserSetupError: The file asks for what the instrument cannot do.
    """

    def __init__(self, file: File, description: Description, clock: Clock) -> None:
        self.file, self.description = file, description
        self.name = description.instrument.name
        self._clock = clock
        self._line = Line(Wiring(**file.connection.model_dump()))
        self._refuse_beyond_reach()

    def check(self) -> list[Finding]:
        """Identity, settings and compensation; nothing is measured."""
        with self._line as line:
            found = [Finding("ok", "identity", self._identify(line))]
            line.write("*CLS")
            try:
                found += [Finding("ok", "settings", said) for said in self._set_up(line)]
            except AnalyserSetupError as error:
                return [*found, Finding("fault", "settings", str(error))]
            found += self._compensation(line)
        tried = self.description.instrument.tried
        return [*found, Finding("warn", "description", f"tried on: {tried}")]

    def measure(self, target: Path, label: str) -> Path:
        """One sweep into a table of text."""
        with self._line as line:
            identity = self._identify(line)
            line.write("*CLS")
            settings = self._set_up(line)
            states = self._compensation(line)
            if faults := [state.sentence for state in states if state.mark == "fault"]:
                raise AnalyserSetupError("; ".join(faults))
            begun = datetime.now(UTC).isoformat(timespec="seconds")
            points = self._sweep(line)
            self._refuse_errors(line)
            for message in self.description.finish:
                line.write(message)
        about = {
            "sample": label,
            "instrument": identity,
            "measured": begun,
            "settings": "; ".join(settings),
            "compensation": "; ".join(state.sentence for state in states) or "not known",
        }
        frequency_hz, impedance_ohm, elapsed_s = (
            np.array(column) for column in zip(*points, strict=True)
        )
        return write_sweep(target, about, frequency_hz, impedance_ohm, elapsed_s)

    # --- before a sweep ---------------------------------------------------------------------------

    def _identify(self, line: Line) -> str:
        """The answer to *IDN?, if it is the instrument that the file is about."""
        identity = line.ask("*IDN?")
        make = self.description.instrument
        if not re.match(make.identity, identity):
            raise AnalyserSetupError(
                f"{self.file.connection.resource} says that it is {identity!r}, not a {make.name}. "
                "Nothing was set. Check the address, or name its own description"
            )
        serial = self.file.analyser.serial
        if serial is not None and serial not in [part.strip() for part in identity.split(",")]:
            raise AnalyserSetupError(
                f"{self.file.connection.resource} is {identity!r}, but the file asks for serial "
                f"{serial}. Nothing was set"
            )
        return identity

    def _set_up(self, line: Line) -> list[str]:
        """Make all settings and read them back; says what the instrument has now."""
        for message in self.description.prepare:
            line.write(message)
        said = list(self._settings(line))
        self._refuse_errors(line, AnalyserSetupError)
        return said

    def _settings(self, line: Line) -> Iterator[str]:
        for name, setting in self.description.settings.items():
            wanted = getattr(self.file.sweep, name)
            if wanted is None:
                for message in setting.automatic:
                    line.write(message)
                if setting.automatic:
                    yield f"{name} automatic"
                continue
            for message in setting.set:
                line.write(message.format(**{name: wanted}))
            has = _part(line.ask(setting.ask), setting)
            if not math.isclose(has, wanted, rel_tol=setting.tolerance, abs_tol=1e-12):
                raise AnalyserSetupError(
                    f"{name} = {wanted:g} was sent, but {self.name} has {has:g}. Nothing was "
                    "measured. Ask for what it can do"
                )
            yield f"{name} {has:g}"

    def _compensation(self, line: Line) -> list[Finding]:
        found = []
        for name, state in self.description.compensation.items():
            answer = line.ask(state.ask)
            is_on = re.fullmatch(state.on, answer) is not None
            wanted = name in self.file.analyser.compensation
            told = f"{name} compensation is {'on' if is_on else 'off'}"
            if wanted and not is_on:
                todo = f"{told}; measure it on the instrument with this fixture and switch it on"
                found.append(Finding("fault", "compensation", todo))
            else:
                found.append(Finding("ok" if is_on else "warn", "compensation", told))
        return found

    def _refuse_beyond_reach(self) -> None:
        make, asked = self.description.instrument, self.file.sweep
        frequencies = asked.frequencies()
        if frequencies[0] > make.highest_hz or frequencies[-1] < make.lowest_hz:
            raise AnalyserSetupError(
                f"{frequencies[-1]:g} to {frequencies[0]:g} Hz is asked for; {make.name} reaches "
                f"from {make.lowest_hz:g} to {make.highest_hz:g} Hz"
            )
        if self.description.sweep.kind == "list" and frequencies.size > make.most_points:
            raise AnalyserSetupError(
                f"{frequencies.size} frequencies; {make.name} takes {make.most_points} in one sweep"
            )
        missing = [
            name
            for name in ("range_ohm", "bias_v")
            if getattr(asked, name) is not None and name not in self.description.settings
        ] + [
            name
            for name in self.file.analyser.compensation
            if name not in self.description.compensation
        ]
        if missing:
            raise AnalyserSetupError(f"the description of {make.name} does not know {missing[0]}")

    # --- the sweep --------------------------------------------------------------------------------

    def _sweep(self, line: Line) -> list[tuple[float, complex, float]]:
        """Frequency in Hz, impedance in ohm and moment in s of each point, as measured."""
        asked = [float(f) for f in self.file.sweep.frequencies()]
        start_s = self._clock.now_s()
        if self.description.sweep.kind == "points":
            return [(*self._measured(line, [f])[0], self._clock.now_s() - start_s) for f in asked]
        points = self._measured(line, asked)
        lasted_s = self._clock.now_s() - start_s
        # the instrument does not say when it measured each point: time goes with the periods
        share = np.cumsum([self._patience_s(f) for f in asked])
        moments_s = lasted_s * share / share[-1]
        return [(f, z, float(t)) for (f, z), t in zip(points, moments_s, strict=True)]

    def _measured(self, line: Line, asked_hz: Sequence[float]) -> list[tuple[float, complex]]:
        """Set these frequencies, trigger, wait, read."""
        sweep = self.description.sweep
        for message in sweep.set:
            line.write(message.format(**_frequency_words(asked_hz)))
        taken_hz = numbers(line.ask(sweep.frequency), sweep.frequency)
        refuse_other_frequencies(asked_hz, taken_hz)
        for message in sweep.trigger:
            line.write(message)
        patience_s = sum(self._patience_s(f) for f in asked_hz)
        if sweep.done is not None:
            self._wait(line, patience_s)
        columns: dict[str, list[float]] = {}
        for read in sweep.read:
            columns |= self._read(line, read, patience_s, len(asked_hz))
        for f, status in zip(taken_hz, columns.get("status", []), strict=False):
            if status not in sweep.good_status:
                raise AnalyserError(
                    f"{self.name} marks the point at {f:g} Hz with status {status:g} (overload, "
                    "level or range). Nothing of this sweep is used. Check contact, range_ohm "
                    "and level_v"
                )
        return list(zip(taken_hz, impedances(columns, taken_hz, self.name), strict=True))

    def _patience_s(self, frequency_hz: float) -> float:
        sweep = self.description.sweep
        return self.file.sweep.averages * (sweep.point_s + sweep.periods / frequency_hz)

    def _wait(self, line: Line, patience_s: float) -> None:
        """Ask the status register until the measurement is complete."""
        done = self.description.sweep.done
        if done is None:
            return
        deadline_s = self._clock.now_s() + patience_s
        while True:
            status = int(numbers(line.ask(done.ask, patience_s), done.ask)[0])
            if status & done.mask == done.equals:
                return
            self._refuse_errors(line)  # a trigger that was ignored never completes
            if self._clock.now_s() >= deadline_s:
                raise AnalyserError(
                    f"{self.name} is still busy after {patience_s:.0f} s ({done.ask} = {status}). "
                    "Nothing of this sweep is used"
                )
            self._clock.sleep(done.every_s)

    def _read(
        self, line: Line, read: ReadTable, patience_s: float, count: int
    ) -> dict[str, list[float]]:
        for message in read.before:
            line.write(message)
        values = numbers(line.ask(read.ask, patience_s), read.ask)
        width = len(read.columns)
        if len(values) != width * count:
            raise AnalyserError(
                f"{self.name} answered {read.ask!r} with {len(values)} values; {width} for each of "
                f"{count} points belong there ({', '.join(read.columns)}). Nothing of it is used"
            )
        return {name: values[i::width] for i, name in enumerate(read.columns) if name != "skip"}

    def _refuse_errors(self, line: Line, kind: type[AnalyserError] = AnalyserError) -> None:
        """The event status register: errors since *CLS, and whether it was switched off."""
        events = int(numbers(line.ask("*ESR?"), "*ESR?")[0])
        if events & _POWER_ON_BIT:
            raise AnalyserError(f"{self.name} was switched off and on in between")
        if events & _ERROR_BITS:
            told = self._queued_errors(line) or f"*ESR? = {events}"
            raise kind(f"{self.name} reports: {told}")

    def _queued_errors(self, line: Line) -> str:
        told: list[str] = []
        while self.description.errors and len(told) < _MOST_ERRORS:
            entry = line.ask(self.description.errors)
            if re.fullmatch(self.description.no_error, entry):
                break
            told.append(entry)
        return "; ".join(told)


def open_analyser(file: File, folder: Path, clock: Clock) -> ScpiAnalyser:
    """The instrument of an analyser's file; nothing is sent yet.

    Args:
        file: Its analyser.toml.
        folder: Where that lies; a description of one's own is looked for from there.
        clock: What waiting for a measurement is timed by; a stop request ends it.

    Raises:
        AnalyserSetupError: see `ScpiAnalyser`.
    """
    return ScpiAnalyser(file, load_description(file.analyser.instrument, folder), clock)


def _part(answer: str, setting: SettingTable) -> float:
    """The value in an answer that may have words next to it, as in `MED,2`."""
    parts = answer.split(",")
    return numbers(parts[min(setting.part, len(parts) - 1)], setting.ask)[0]


def _frequency_words(asked_hz: Sequence[float]) -> dict[str, object]:
    return {
        "frequency_hz": f"{asked_hz[0]:.6g}",
        "frequencies_hz": ",".join(f"{f:.6g}" for f in asked_hz),
        "highest_hz": f"{asked_hz[0]:.6g}",
        "lowest_hz": f"{asked_hz[-1]:.6g}",
        "points": len(asked_hz),
    }
