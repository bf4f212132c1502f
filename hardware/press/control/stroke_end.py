"""However a stroke ends, it ends in one of three sentences.

Nothing was started; the press has released; the press may be loaded: there is no fourth way out of
the blocks of this file. What may be loaded is released first, then written down, and a record that
cannot be written stands before no sentence. What ended the stroke may be anything: a reading, a
line, a full disk, an interrupt, a fault of this program.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Literal, NoReturn

from typing_extensions import override

from hardware.errors import (
    GO_THERE,
    KEY_FIRST,
    HardwareError,
    PressFaultError,
    PressSilentError,
    PressUnreachableError,
    StrokeInterruptedError,
    UnsafeProtocolError,
)
from hardware.press.control.cycle_table import Cycle, CycleError, CycleEvent, CyclePhase
from hardware.press.control.readiness import is_unloaded
from hardware.press.control.release import Release, ReleaseNotSeenError
from hardware.press.control.stroke_watch import StrokeWatch, TripError
from hardware.press.interface import Journal
from hardware.press.modbus.commands import CommandTimeoutError
from hardware.press.modbus.sequence import ReleaseNumber
from hardware.press.protocol import Step
from hardware.press.register_map.transport import IncoherentError, LinkError, ModbusRefusedError
from hardware.press.supervision.supervisor import Supervisor

LOOK = f"Look at the press and at the cell before the next one. {KEY_FIRST}"
REASONS = (TripError, CycleError, LinkError, HardwareError)
"""Errors whose text is already the reason in words."""


@dataclass(frozen=True)
class Record:
    """The journal of one stroke.

    Args:
        journal: the campaign's write-ahead record.
        detail: what every entry says (sample, step, ...).
        flags: takes what could not be written.
    """

    journal: Journal
    detail: Mapping[str, object]
    flags: dict[str, None]

    def before(self, event: str, more: Mapping[str, object]) -> None:
        """Write down what comes next; where that fails, it does not come."""
        self.journal(event, {**self.detail, **more})

    def during(self, event: str, more: Mapping[str, object]) -> None:
        """Write down what the press does; it goes on if that fails."""
        try:
            self.journal(event, {**self.detail, **more})
        except OSError as error:
            self.flags[f"the journal could not be written: {error}"] = None


class Ending:
    """A block that says, whatever was raised inside, what became of the press; see `after`."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> Literal[False]:
        """Nothing is swallowed."""
        if error is not None:
            self.after(error)
        return False

    def after(self, error: BaseException) -> None:
        """Raise the sentence in place of `error`, unless that is one already."""
        raise NotImplementedError


@dataclass(frozen=True)
class StrokeEnd(Ending):
    """Around one stroke: whatever is raised inside leaves as one of the three sentences.

    Args:
        eye: the supervisor.
        watch: knows the plan, and the highest force seen.
        cycle: knows whether the press may be loaded.
        number: of a RELEASE.
        record: the journal of the stroke.
    """

    eye: Supervisor
    watch: StrokeWatch
    cycle: Cycle
    number: ReleaseNumber
    record: Record

    @override
    def after(self, error: BaseException) -> None:
        """Release if the press may be loaded; then say what became of it."""
        if self.cycle.maybe_loaded:
            self.eye.watch = None  # whatever brought us here must not stop the release
            self._let_go(error)
        if isinstance(error, HardwareError):
            return
        step = f"step {self.watch.plan.name!r}: {in_words(error)}."
        if self.cycle.phase in (CyclePhase.UNLOADED, CyclePhase.ARMED):
            sentence = f"{step} START was not sent and the press did not move."
            raise ended(error, sentence, UnsafeProtocolError) from error
        raise ended(error, f"{step} {shows(self.eye)}", PressFaultError) from error

    def _let_go(self, cause: BaseException) -> NoReturn:
        """Release first, then write it down, then say what happened."""
        step, reason = f"step {self.watch.plan.name!r}", in_words(cause)
        was_seen, kind = self.eye.last_seen(), self.watch.plan.load_kind
        self.cycle.feed(CycleEvent.ASK_RELEASE)
        release = Release(self.eye, self.number, self.watch.plan)
        try:
            look = release.run()
        except ReleaseNotSeenError as error:
            self.cycle.feed(CycleEvent.LOSE)
            sentence = (
                f"{step}: {reason}. A release was asked for but not seen: {error}. The press may "
                f"be loaded (at the fault: {was_seen}; now: {self.eye.last_seen()}). {GO_THERE} "
                "The cell's fate is unknown."
            )
            self._say("lost", {"reason": reason}, PressSilentError(sentence), cause)
        self.cycle.feed(CycleEvent.SEE_UNLOADED)
        peak_load = number_or_none(self.watch.interlocks.peak_load)
        seen = {kind.key("force_kn"): look.load, kind.key("peak_kn"): peak_load}
        seen["moved"] = self.watch.moved
        still = "" if self.watch.moved else " It was not seen to move."
        if self.watch.acknowledged and not self.watch.moved:
            still = " It took START, was not seen to move, and may do so yet."
        sentence = (
            f"{step}: {reason}.{still} The press has released: it shows "
            f"{kind.text(look.load)} "
            f"({was_seen} before). {LOOK} This cell is not pressed again by itself."
        )
        stopped = KeyboardInterrupt() if release.interrupted else cause
        fault = ended(stopped, sentence, PressFaultError)
        self._say("aborted", {"reason": reason, **seen}, fault, cause)

    def _say(
        self, event: str, more: Mapping[str, object], error: BaseException, cause: BaseException
    ) -> NoReturn:
        try:
            self.record.during(event, more)
        finally:
            raise error from cause  # whatever became of the record, the person hears of the press


@dataclass(frozen=True)
class CellEnd(Ending):
    """Around a cell, strokes and what lies between them; see `StrokeEnd`.

    Args:
        eye: the supervisor.
    """

    eye: Supervisor

    @override
    def after(self, error: BaseException) -> None:
        """Say what became of the press."""
        if isinstance(error, HardwareError | StrokeInterruptedError):
            return
        last = self.eye.last
        if not self.eye.started:
            sentence = f"{in_words(error)}. The press was not started."
            raise ended(error, sentence, UnsafeProtocolError) from error
        if last is not None and is_unloaded(last, self.eye.machine.map):
            raise ended(error, f"{in_words(error)}. {shows(self.eye)}", PressFaultError) from error
        raise PressSilentError(
            f"{in_words(error)}. The press may be loaded ({self.eye.last_seen()}). {GO_THERE}"
        ) from error


@contextmanager
def after_strokes(done: Sequence[Step]) -> Iterator[None]:
    """What is refused after the first stroke leaves a cell that is half pressed, not a fresh one.

    Raises:
        PressFaultError: for a refusal after some strokes; the press stands at rest.
    """
    try:
        yield
    except UnsafeProtocolError as error:
        if not done:
            raise
        names = " and ".join(step.name for step in done)
        raise PressFaultError(
            f"{error} This cell has been through {names} already: void it. {KEY_FIRST}"
        ) from error


def ended(
    cause: BaseException, sentence: str, kind: type[HardwareError]
) -> HardwareError | StrokeInterruptedError:
    """The error that says `stated`: an interrupt stays one, everything else becomes `kind`."""
    return kind(sentence) if isinstance(cause, Exception) else StrokeInterruptedError(sentence)


def in_words(error: BaseException) -> str:
    """Why a stroke was ended."""
    if isinstance(error, REASONS):
        return str(error).rstrip(".")
    if not isinstance(error, Exception):
        return "the program was interrupted"
    return f"the program failed ({type(error).__name__}: {error})"


def shows(eye: Supervisor) -> str:
    """The sentence for a press that is seen unloaded."""
    shown = eye.last.load if eye.last is not None else math.nan
    return f"The press has released: it shows {eye.die.load_kind.text(shown)}. {LOOK}"


def number_or_none(value: float) -> float | None:
    """None instead of nan or infinity, which no JSON can carry."""
    return value if math.isfinite(value) else None


def not_armed(step: str, error: LinkError) -> HardwareError:
    """The error for set-points that were not taken; START has not been sent."""
    sentence = f"step {step!r}: the press did not take the set-points: {error}. "
    not_moved = "START was not sent and the press did not move. "
    refused = isinstance(error, ModbusRefusedError) and error.is_map_fault
    if refused or isinstance(error, IncoherentError | CommandTimeoutError):
        return UnsafeProtocolError(
            f"{sentence}{not_moved}Compare the limits set in the PLC with [limits] and [registers] "
            "of the press file."
        )
    return PressUnreachableError(f"{sentence}{not_moved}Check the line, then repeat the trial.")
