"""A press that nobody but the operator drives: who reads what to press, and types what happened."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from hardware.errors import PressFaultError, PressSilentError, UnsafeProtocolError
from hardware.press.interface import (
    InterruptedFate,
    InterruptedVerdict,
    Journal,
    JournalEvent,
    PressRecord,
    Snapshot,
    StepRecord,
)
from hardware.press.protocol import Die, Envelope, PressProtocol, Step
from hardware.recorded_trace import PressTrace
from hardware.units import line_bar

Ask = Callable[[str], str]
"""Shows a question, returns what was typed."""
Tell = Callable[[str], None]

FAR_OFF = 0.2
"""A typed value that differs by more than this share of the plan is asked about once more."""
TYPED = "typed by the operator: no trace"
DONE_WORDS = ("", "y", "yes", "done")
FATES = {
    "1": (InterruptedFate.NOT_PRESSED, "the operator says that the cell was not pressed"),
    "2": (InterruptedFate.PRESSED, "the operator says that the cell was pressed to the end"),
    "3": (
        InterruptedFate.INTERRUPTED,
        "the operator says that the pressing was broken off: void the cell",
    ),
    "4": (InterruptedFate.UNKNOWN, "nobody knows what became of the cell: void it"),
}


class ManualPress:
    """Nothing is connected; the operator is the adapter.

    Args:
        die: the mounted die.
        envelope: what press and cell can bear; refuses here as for any press.
        ask: shows a question and returns the answer.
        tell: shows a sentence.
        ram_area_cm2: if known, the gauge reading is given as well.
        simulated: True if the "operator" is a program.
    """

    def __init__(
        self,
        die: Die,
        envelope: Envelope,
        *,
        ask: Ask,
        tell: Tell,
        ram_area_cm2: float | None = None,
        simulated: bool = False,
    ) -> None:
        self.die = die
        self.envelope = envelope
        self.simulated = simulated
        self._ask = ask
        self._tell = tell
        self._ram_area_cm2 = ram_area_cm2

    def connect(self) -> None:
        """Let the operator confirm the mounted die.

        Raises:
            UnsafeProtocolError: if another die is mounted.
        """
        serial = f", serial {self.die.serial}" if self.die.serial else ""
        mounted = f"{self.die.name} ({self.die.diameter_mm:g} mm{serial})"
        answer = self._ask(f"Is die {mounted} mounted? [yes/no] ").strip().lower()
        if answer not in DONE_WORDS:
            raise UnsafeProtocolError(
                f"die {mounted} is not mounted. Nothing was pressed. Mount it, or name the mounted "
                "one in the campaign."
            )

    def press_cell(
        self,
        sample: int,
        protocol: PressProtocol,
        *,
        journal: Journal,
        watch: Callable[[Snapshot], None] | None = None,
    ) -> PressRecord:
        """Tell each step, take down what happened; see `hardware.press.interface.Press.press_cell`.

        Raises:
            UnsafeProtocolError: the protocol is outside the envelope.
            PressFaultError: the operator broke the pressing off.
        """
        del watch  # there is nothing to watch
        self.envelope.check(protocol, self.die)
        records = tuple(self._press_step(sample, step, journal) for step in protocol.steps)
        flags = [TYPED, *self._beyond(records)]
        stack_mpa = self._close_fixture(sample, protocol, journal)
        return PressRecord(
            sample, protocol, records, _no_trace(), stack_mpa, tuple(flags), self.simulated
        )

    def abort(self, reason: str) -> None:
        """Ask the operator to release.

        Raises:
            PressSilentError: if the operator does not confirm it.
        """
        self._tell(f"Release the press slowly now, at its own valve: {reason}.")
        if self._ask("Does its gauge show zero? [yes/no] ").strip().lower() not in DONE_WORDS:
            raise PressSilentError(
                f"a release was asked for ({reason}), but nobody confirmed that the gauge shows "
                "zero. The press may be loaded. Do not open it; go there."
            )

    def settle(self, sample: int, last_events: Sequence[JournalEvent]) -> InterruptedVerdict:
        """Ask the operator what became of the cell."""
        if not any(name == "started" for name, _ in last_events):
            return InterruptedVerdict(
                InterruptedFate.NOT_PRESSED, "nobody was asked to press this cell yet.", True
            )
        question = (
            f"The program was stopped while cell {sample} was being pressed. What became of it? "
            "1 not pressed, 2 pressed to the end, 3 broken off, 4 not known: "
        )
        while (answer := self._ask(question).strip()) not in FATES:
            self._tell("Please type 1, 2, 3 or 4.")
        fate, sentence = FATES[answer]
        return InterruptedVerdict(fate, f"{sentence}.", press_is_free=True)

    def fixture_mpa(self) -> float | None:
        """Nobody measures it."""
        return None

    def close(self) -> None:
        """Nothing to let go of."""

    def _press_step(self, sample: int, step: Step, journal: Journal) -> StepRecord:
        detail = {"sample": sample, "step": step.name, "target_mpa": step.target_mpa}
        journal("intent", {**detail, "seq": 0})
        journal("started", {**detail, "seq": 0})
        self._tell(self._order(sample, step))
        answer = self._ask("Pressed? [yes, or say why not] ").strip()
        if answer.lower() not in DONE_WORDS:
            journal("aborted", {**detail, "reason": answer})
            raise PressFaultError(
                f"step {step.name!r} of cell {sample} was not pressed as asked: {answer}. The "
                "operator has the press in hand; make sure that it is released. Void the cell."
            )
        record = self._take_down(step)
        journal("released", {**detail, "peak_mpa": record.peak_mpa})
        return record

    def _order(self, sample: int, step: Step) -> str:
        wanted_kn = self.die.force_kn(step.target_mpa)
        gauge = ""
        if self._ram_area_cm2 is not None:
            gauge = f" (gauge {line_bar(wanted_kn, self._ram_area_cm2):.0f} bar)"
        return (
            f"Cell {sample}, {step.name}: raise to {wanted_kn:.2f} kN{gauge} = "
            f"{step.target_mpa:g} MPa on die {self.die.name} within "
            f"{step.target_mpa / step.ramp_mpa_s:.0f} s, hold {step.dwell_s:g} s, release slowly "
            f"within {step.target_mpa / step.release_mpa_s:.0f} s."
        )

    def _take_down(self, step: Step) -> StepRecord:
        wanted_kn = self.die.force_kn(step.target_mpa)
        force_kn = self._number("Force held, kN", wanted_kn)
        held_s = self._number("Time held, s", step.dwell_s)
        released_s = self._number("Time of release, s", step.target_mpa / step.release_mpa_s)
        mpa = self.die.mpa(force_kn)
        return StepRecord(
            name=step.name,
            planned=step,
            seq=0,
            peak_mpa=mpa,
            hold_mean_mpa=mpa,
            hold_std_mpa=math.nan,
            dwell_s=held_s,
            ramp_mpa_s=math.nan,
            release_mpa_s=mpa / released_s if released_s > 0.0 else math.nan,
        )

    def _number(self, what: str, planned: float) -> float:
        """A typed number; Enter means as planned; a far-off one is asked about once more."""
        doubted: float | None = None
        while True:
            typed = self._ask(f"{what} [{planned:.4g}]: ").strip().replace(",", ".")
            value = planned if not typed else _parsed(typed)
            if value is None or not math.isfinite(value) or value < 0.0:
                self._tell(f"{typed!r} is not a number; type for example {planned:.4g}.")
            elif abs(value - planned) <= FAR_OFF * planned or value == doubted:
                return value
            else:
                doubted = value
                self._tell(f"{value:g} is far from the planned {planned:.4g}: type it once more.")

    def _beyond(self, records: Sequence[StepRecord]) -> list[str]:
        limit_mpa = min(self.die.max_mpa, self.envelope.max_mpa)
        return [
            f"{record.name}: typed {record.peak_mpa:.0f} MPa, above the limit of {limit_mpa:g} MPa"
            for record in records
            if record.peak_mpa > limit_mpa
        ]

    def _close_fixture(
        self, sample: int, protocol: PressProtocol, journal: Journal
    ) -> float | None:
        if not protocol.stack_mpa:
            return None
        wanted_kn = self.die.force_kn(protocol.stack_mpa)
        journal("fixture_intent", {"sample": sample, "stack_mpa": protocol.stack_mpa})
        self._tell(
            f"Cell {sample}: close the fixture at {wanted_kn:.2f} kN = {protocol.stack_mpa:g} MPa."
        )
        reached_kn = self._number("Force of the fixture, kN", wanted_kn)
        journal("fixture_closed", {"sample": sample, "stack_kn": reached_kn})
        return self.die.mpa(reached_kn)


def _parsed(typed: str) -> float | None:
    try:
        return float(typed)
    except ValueError:
        return None


def _no_trace() -> PressTrace:
    none = np.empty(0)
    return PressTrace(
        none, none, none, none, np.empty(0, dtype=np.str_), np.empty(0, dtype=np.int64), none
    )
