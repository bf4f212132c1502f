"""complex analysers and LCR meters that speak SCPI, by a description of the instrument.

Every sweep has a connection of its own: identity, settings and compensation are asked again each
time, so that an instrument that was exchanged, switched off or set by hand in between is noticed.
Nothing is measured before each setting was read back. A sweep counts only as a whole: an overload,
an error or a lost answer at one frequency is no spectrum.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal, Self

import numpy as np
from pydantic import Field, model_validator

from hardware.clock import Clock
from hardware.eis.sources.driven.analyser_interface import AnalyserFinding
from hardware.eis.sources.driven.frequencies import SweepSettings
from hardware.eis.sources.driven.sweep_file import write_sweep
from hardware.errors import AnalyserError, AnalyserSetupError
from hardware.scpi.answer_values import one_number
from hardware.scpi.description import (
    Description,
    SettingTable,
    load_description,
)
from hardware.scpi.sweep import ScpiSweep, refuse_errors
from hardware.scpi.visa_line import ScpiLine, Wiring
from hardware.tables import Positive, Table

KIND = "scpi"
_ADDRESS = re.compile(r"(\w+://)?(?P<host>[\w-]+(\.[\w-]+)+|[\w-]+(?=:\d))(:(?P<port>\d+))?/?")
"""A network address, with a port or with a dot in it; an alias of an installed VISA has neither."""
_TWO_GROUPS = re.compile(r"[+-]?\d+,\d+")


class ConnectionTable(Table):
    """`[connection]`: where the instrument is."""

    resource: str
    """Name as VISA writes it; `simulated`: the analyser of the simulated laboratory."""
    backend: str = "@py"
    """Of PyVISA: `@py` needs no maker's library; empty takes the one that is installed."""
    timeout_s: Positive = 5.0

    @model_validator(mode="after")
    def _is_a_name_of_visa(self) -> Self:
        """Refuse the address of a browser; VISA's own message does not say what is wrong."""
        if found := _ADDRESS.fullmatch(self.resource):
            host, port = found["host"], found["port"] or "PORT"
            raise ValueError(
                f"resource = {self.resource!r} is no name of VISA: the socket of an instrument on "
                f'the network is written "TCPIP::{host}::{port}::SOCKET"'
            )
        return self


class ScpiTable(Table):
    """`[analyser]`: which instrument, and what is asked of it apart from the sweep."""

    kind: Literal["scpi"]
    instrument: str
    serial: str | None = None
    """Serial number as in the answer to `*IDN?`; with it no other instrument is taken."""
    compensation: tuple[str, ...] = Field(default=(), strict=False)
    """Compensations of the description that must be on, e.g. `["open", "short"]`."""
    tries: Annotated[int, Field(ge=1, le=20)] = 3


class File(Table):
    """analyser.toml of an instrument that speaks SCPI."""

    analyser: ScpiTable
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
        self.simulated = False
        self._clock = clock
        self._line = ScpiLine(
            Wiring(**file.connection.model_dump(), write_end=description.instrument.write_end)
        )
        self._refuse_beyond_reach()

    def check(self) -> list[AnalyserFinding]:
        """Identity, settings and compensation; nothing is measured."""
        with self._line as line:
            found = [AnalyserFinding("ok", "identity", self._identify(line))]
            line.write("*CLS")
            try:
                found += [AnalyserFinding("ok", "settings", said) for said in self._set_up(line)]
            except AnalyserSetupError as error:
                return [*found, AnalyserFinding("fault", "settings", str(error))]
            found += self._compensation(line)
        tried = self.description.instrument.tried
        return [*found, AnalyserFinding("warn", "description", f"tried on: {tried}")]

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
            asked = self.file.sweep
            frequencies = [float(f) for f in asked.frequencies()]
            sweep = ScpiSweep(line, self.description, frequencies, asked.averages, self._clock)
            points = sweep.take()
            refuse_errors(line, self.description)
            self._refuse_changed(line)
            self._refuse_other_compensation(line, states)
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

    def _identify(self, line: ScpiLine) -> str:
        """The answer to *IDN?, if it is the instrument that the file is about."""
        identity = line.ask("*IDN?")
        make = self.description.instrument
        found = re.match(make.identity, identity)
        if found is None or _goes_on(found):
            raise AnalyserSetupError(
                f"{self.file.connection.resource} says that it is {identity!r}, not a {make.name}. "
                "Nothing was set. Check the address, or name its own description"
            )
        self.simulated = "SIMULATED" in identity
        serial = self.file.analyser.serial
        if serial is not None and serial not in [part.strip() for part in identity.split(",")]:
            raise AnalyserSetupError(
                f"{self.file.connection.resource} is {identity!r}, but the file asks for serial "
                f"{serial}. Nothing was set"
            )
        return identity

    def _set_up(self, line: ScpiLine) -> list[str]:
        """Make all settings and read them back; says what the instrument has now."""
        for message in self.description.prepare:
            line.write(message)
        said = list(self._settings(line))
        refuse_errors(line, self.description, AnalyserSetupError)
        if other := self._other_parameters(line):
            raise AnalyserSetupError(
                f"{other}: it is set to measure something else. Nothing was measured. Compare the "
                "commands of its description with its manual"
            )
        return said

    def _settings(self, line: ScpiLine) -> Iterator[str]:
        for name, setting in self.description.settings.items():
            wanted = getattr(self.file.sweep, name)
            if wanted is None:
                for message in setting.automatic:
                    line.write(message)
                if setting.automatic:
                    self._refuse_not_automatic(line, name, setting)
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

    def _refuse_not_automatic(self, line: ScpiLine, name: str, setting: SettingTable) -> None:
        """Refuse a bias that stayed on, or a range that stayed fixed."""
        if setting.automatic_ask is None:
            return
        answer = line.ask(setting.automatic_ask)
        if re.fullmatch(setting.automatic_is, answer) is None:
            raise AnalyserSetupError(
                f"{', '.join(setting.automatic)} was sent, but {self.name} answers {answer!r} to "
                f"{setting.automatic_ask}: {name} is still set by hand. Nothing was measured"
            )

    def _other_parameters(self, line: ScpiLine) -> str:
        """What it answers where it does not measure what the description reads; empty else."""
        for name, parameter in self.description.parameters.items():
            answer = line.ask(parameter.ask)
            if re.fullmatch(parameter.answer, answer) is None:
                return f"{self.name} answers {answer!r} to {parameter.ask} ({name})"
        return ""

    def _refuse_changed(self, line: ScpiLine) -> None:
        """Refuse a sweep during which somebody set the instrument at its panel."""
        if other := self._other_parameters(line):
            raise AnalyserError(
                f"after the sweep {other}: somebody set it to measure something else. Nothing of "
                "this sweep is used"
            )
        for name, setting in self.description.settings.items():
            wanted = getattr(self.file.sweep, name)
            if wanted is None:
                self._refuse_not_automatic(line, name, setting)
                continue
            has = _part(line.ask(setting.ask), setting)
            if not math.isclose(has, wanted, rel_tol=setting.tolerance, abs_tol=1e-12):
                raise AnalyserError(
                    f"{name} was {wanted:g} before the sweep and is {has:g} after it: somebody set "
                    f"{self.name} while it measured. Nothing of this sweep is used"
                )

    def _refuse_other_compensation(self, line: ScpiLine, before: list[AnalyserFinding]) -> None:
        """The same of a compensation: with and without it are two impedances of one cell."""
        if (after := self._compensation(line)) != before:
            said = [now.sentence for now in after if now not in before]
            raise AnalyserError(
                f"after the sweep {'; '.join(said)}, before it was not so: somebody set "
                f"{self.name} while it measured. Nothing of this sweep is used"
            )

    def _compensation(self, line: ScpiLine) -> list[AnalyserFinding]:
        found = []
        for name, state in self.description.compensation.items():
            answer = line.ask(state.ask)
            is_on = re.fullmatch(state.on, answer) is not None
            wanted = name in self.file.analyser.compensation
            state_text = f"{name} compensation is {'on' if is_on else 'off'}"
            if wanted and not is_on:
                todo = f"{state_text}; measure it with this fixture and switch it on"
                found.append(AnalyserFinding("fault", "compensation", todo))
            else:
                found.append(AnalyserFinding("ok" if is_on else "warn", "compensation", state_text))
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


def _goes_on(found: re.Match[str]) -> bool:
    """Whether a model's name goes on after what was looked for: an LCR-91 is not an LCR-9."""
    before, after = found[0][-1:], found.string[found.end() : found.end() + 1]
    return before.isalnum() and after.isalnum()


def _part(answer: str, setting: SettingTable) -> float:
    """The value in an answer that may have words next to it, as in `MED,2`.

    Two groups of digits alone may be one number with a decimal comma, and are refused.
    """
    parts = answer.split(",")
    if setting.part == 0 and _TWO_GROUPS.fullmatch(answer):
        return one_number(answer, setting.ask)
    return one_number(parts[min(setting.part, len(parts) - 1)], setting.ask)
