"""One sweep of an instrument that is set up: set, trigger, wait, read; whole, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hardware.clock import Clock
from hardware.errors import AnalyserError
from hardware.scpi.answer_values import (
    impedances,
    numbers,
    refuse_other_frequencies,
    register,
)
from hardware.scpi.description import Description, ReadTable, frequency_words
from hardware.scpi.visa_line import ScpiLine

Point = tuple[float, complex, float]
"""Frequency in Hz, impedance in ohm, moment in s."""

_ERROR_BITS = 0b0011_1100
"""Query, device-dependent, execution and command error of *ESR? (IEEE 488.2, 11.5.1)."""
_POWER_ON_BIT = 0b1000_0000  # IEEE 488.2, 11.5.1
_MOST_ERRORS = 10  # chosen: one screen; a queue may never be empty
_FEW = 3
"""Points of a sweep; chosen: two may round to one value, three are a stuck reading."""
_IN_A_ROW = 5
"""Points of a longer sweep; chosen: a plain resistor reads alike at a few low frequencies."""
_POLITE_S = 1e-3
"""A clock that waits for a stop request notices it even in so short a sleep."""


@dataclass(frozen=True)
class ScpiSweep:
    """What is measured, and on which instrument.

    Attributes:
        line: The open line to it.
        description: How it is spoken to.
        frequencies_hz: In the order in which they are measured.
        averages: Measurements of each point; for how long an answer is waited for.
        clock: What waiting is timed by; a stop request ends it.
    """

    line: ScpiLine
    description: Description
    frequencies_hz: Sequence[float]
    averages: int
    clock: Clock

    def take(self) -> list[Point]:
        """Each point as it was measured.

        Raises:
            AnalyserError: an overload, an error of the instrument, an answer that is late, missing
                or another's, other frequencies than asked for, one value at several in a row.
        """
        points = self._taken()
        count = min(len(points), _IN_A_ROW)
        for place in range(len(points) - count + 1):
            few = points[place : place + count]
            if count >= _FEW and len({impedance for _, impedance, _ in few}) == 1:
                raise AnalyserError(
                    f"{self._name} gives the same impedance ({few[0][1]:.4g} ohm) at {count} "
                    f"frequencies in a row from {few[0][0]:g} Hz, to the last digit: it measured "
                    "once, or not at all. Nothing of this sweep is used. Look whether its display "
                    "is held or its trigger set to the panel"
                )
        return points

    def _taken(self) -> list[Point]:
        start_s = self.clock.now_s()
        if self.description.sweep.kind == "points":
            points = []
            for f in self.frequencies_hz:
                points.append((*self._measured([f])[0], self.clock.now_s() - start_s))
                self.clock.sleep(_POLITE_S)
            return points
        measured = self._measured(self.frequencies_hz)
        lasted_s = self.clock.now_s() - start_s
        # the instrument does not say when it measured each point: time goes with the periods
        share = np.cumsum([self._patience_s(f) for f in self.frequencies_hz])
        moments_s = lasted_s * share / share[-1]
        return [(f, z, float(t)) for (f, z), t in zip(measured, moments_s, strict=True)]

    def _measured(self, asked_hz: Sequence[float]) -> list[tuple[float, complex]]:
        """Set these frequencies, trigger, wait, read."""
        sweep = self.description.sweep
        settings = [message.format(**frequency_words(asked_hz)) for message in sweep.set]
        taken_hz = numbers(self._ask_after(settings, sweep.frequency), sweep.frequency)
        refuse_other_frequencies(asked_hz, taken_hz)
        patience_s = sum(self._patience_s(f) for f in asked_hz)
        before = self._triggered(patience_s)
        if sweep.done is not None:
            patience_s = 0.0  # it is measured: what is read now comes at once
        columns: dict[str, list[float]] = {}
        for read in sweep.read:
            columns |= self._read(read, before, patience_s, len(asked_hz))
            before = ()
        self._refuse_marked(columns.get("status", []), taken_hz)
        return list(zip(taken_hz, impedances(columns, taken_hz, self._name), strict=True))

    @property
    def _name(self) -> str:
        return self.description.instrument.name

    def _triggered(self, patience_s: float) -> tuple[str, ...]:
        """Start the measurement and wait for it; what is left to send with the question for it."""
        sweep = self.description.sweep
        if sweep.done is None:
            return sweep.trigger  # the question waits by itself
        refuse_errors(self.line, self.description)  # the trigger may clear the status registers
        for message in sweep.trigger:
            self.line.write(message)
        deadline_s = self.clock.now_s() + patience_s
        while True:
            status = register(self.line.ask(sweep.done.ask, patience_s), sweep.done.ask)
            if status & sweep.done.mask == sweep.done.equals:
                return ()
            refuse_errors(self.line, self.description)  # an ignored trigger never completes
            if self.clock.now_s() >= deadline_s:
                raise AnalyserError(
                    f"{self._name} is still busy after {patience_s:.0f} s "
                    f"({sweep.done.ask} = {status}). Nothing of this sweep is used"
                )
            self.clock.sleep(sweep.done.every_s)

    def _ask_after(self, messages: Sequence[str], question: str, within_s: float = 0.0) -> str:
        """Send messages and a question; those of one point in a single message.

        Of two short messages in a row TCP holds the second back for 40 ms, at every point.
        """
        if self.description.sweep.kind == "points":
            return self.line.ask(";".join([*messages, question]), within_s)
        for message in messages:
            self.line.write(message)
        return self.line.ask(question, within_s)

    def _patience_s(self, frequency_hz: float) -> float:
        sweep = self.description.sweep
        return self.averages * (sweep.point_s + sweep.periods / frequency_hz)

    def _read(
        self, read: ReadTable, before: Sequence[str], patience_s: float, count: int
    ) -> dict[str, list[float]]:
        values = numbers(self._ask_after([*before, *read.before], read.ask, patience_s), read.ask)
        width = len(read.columns)
        if len(values) != width * count:
            raise AnalyserError(
                f"{self._name} answered {read.ask!r} with {len(values)} values; {width} for each "
                f"of {count} points belong there ({', '.join(read.columns)}). Nothing of it is used"
            )
        return {name: values[i::width] for i, name in enumerate(read.columns) if name != "skip"}

    def _refuse_marked(self, statuses: Sequence[float], taken_hz: Sequence[float]) -> None:
        for f, status in zip(taken_hz, statuses, strict=False):
            if status not in self.description.sweep.good_status:
                raise AnalyserError(
                    f"{self._name} marks the point at {f:g} Hz with status {status:g} (overload, "
                    "level or range). Nothing of this sweep is used. Check contact, range_ohm "
                    "and level_v"
                )


def refuse_errors(
    line: ScpiLine, description: Description, kind: type[AnalyserError] = AnalyserError
) -> None:
    """Ask the event status register: errors since *CLS, and whether it was switched off.

    Args:
        line: The open line.
        description: How the error queue is asked for.
        kind: What an error is raised as.

    Raises:
        AnalyserError: the instrument reports an error, with its own words where it has some.
    """
    name = description.instrument.name
    events = register(line.ask("*ESR?"), "*ESR?")
    if events & _POWER_ON_BIT:
        raise AnalyserError(f"{name} was switched off and on in between")
    if events & _ERROR_BITS:
        reported = _queued_errors(line, description) or f"*ESR? = {events}"
        raise kind(f"{name} reports: {reported}")


def _queued_errors(line: ScpiLine, description: Description) -> str:
    entries: list[str] = []
    while description.errors and len(entries) < _MOST_ERRORS:
        entry = line.ask(description.errors)
        if re.fullmatch(description.no_error, entry):
            break
        entries.append(entry)
    return "; ".join(entries)
