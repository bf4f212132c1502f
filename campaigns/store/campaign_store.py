"""The campaign's memory: every change of state is on the disk before the act that it names.

One campaign of one SQLite file by default (write-ahead log, every commit synced), or of a shared
PostgreSQL. Rows are only added, each with its line in the audit chain; the state of a trial is read
from its journal, so a process may die at any moment and the next one sees exactly what was done.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import Connection, Engine, select

from campaigns.config.store_location import Place
from campaigns.errors import StoreAwayError, StoreError, TakenError
from campaigns.store import schema
from campaigns.store.array_codec import trace_bytes
from campaigns.store.audit_chain import Author, Writer
from campaigns.store.connection import PATIENCE_S, patiently, transaction
from campaigns.store.journal import CLIMBING, OPEN, close, decision, note, state_of
from campaigns.store.json_codec import to_json
from campaigns.store.rows import inspected, measured, planned
from campaigns.trial.outcome import Judgement
from campaigns.trial.proposal import Proposal
from doe.knobs.knob_values import Value
from hardware.inspection import Inspection
from hardware.press.interface import PressRecord
from hardware.recorded_trace import PressTrace

if TYPE_CHECKING:  # its shape only: who keeps a spectrum does not fit it
    from campaigns.trial.measurement import Measurement

Kept = TypeVar("Kept")
Act = Callable[[Writer], Kept]


class Store:
    """Writes one campaign's records. Open one with `open_store`."""

    def __init__(self, engine: Engine, place: Place, campaign_id: int, author: Author) -> None:
        self.engine = engine
        self.place = place
        self.campaign_id = campaign_id
        self.author = author
        self.patience_s = PATIENCE_S
        self.knobs: tuple[str, ...] = ()
        """What the campaign file varies now; trials are read with a value for each."""
        self.held: Mapping[str, float] = {}
        """Where knobs stood that no record names."""
        self.logarithmic: frozenset[str] = frozenset()
        """Knobs on a logarithmic scale: a cell that was pressed at zero cannot enter the models."""

    @contextmanager
    def connect(self, patience_s: float | None = None) -> Iterator[Connection]:
        """One transaction to read in: all that is read belongs to one moment.

        Args:
            patience_s: So long a server may be away; the store's own patience by default.

        Raises:
            StoreError: the disk or the file does not let us.
        """
        with ExitStack() as stack:
            patience_s = self.patience_s if patience_s is None else patience_s
            for _ in patiently(self.place, patience_s):
                try:
                    connection = stack.enter_context(_transaction(self.engine, self.place))
                    break
                except StoreAwayError as error:
                    away = error
            else:
                raise away
            yield connection

    def write(
        self,
        act: Act[Kept],
        *,
        why: str = "",
        person: str | None = None,
        patience_s: float | None = None,
    ) -> Kept:
        """Run `act` in one transaction; kept when this returns.

        While a server is away this waits for it, and finds out whether the commit that was cut off
        had been kept: nothing is written twice. It waits for `patience_s`, or the store's own.

        Raises:
            StoreAwayError: the server did not come back in time.
            StoreError: the disk or the file does not let us.
        """
        author = self.author if person is None else replace(self.author, person=person)
        tried: list[tuple[str, Kept]] = []
        last: StoreAwayError | None = None
        for _ in patiently(self.place, self.patience_s if patience_s is None else patience_s):
            try:
                with _transaction(self.engine, self.place, True) as connection:
                    if tried and _kept(connection, tried[-1][0]):
                        return tried[-1][1]
                    writer = Writer(connection, author, why)
                    tried.append((writer.token, act(writer)))
                return tried[-1][1]
            except StoreAwayError as error:
                last = error
        raise last or StoreError(f"{self.place}: nothing was tried")

    def keep_file(self, text: str, versions: Mapping[str, str]) -> None:
        """Remember the campaign file as it is run, if it differs from the last one run."""
        sha256 = _sha256(text.encode())
        table = schema.campaign_file
        of_campaign = table.c.campaign_id == self.campaign_id

        def keep(writer: Writer) -> None:
            query = select(table.c.sha256).where(of_campaign).order_by(table.c.id.desc())
            if writer.connection.scalar(query.limit(1)) != sha256:
                row = {"text": text, "sha256": sha256, "versions": to_json(versions)}
                writer.add(table, campaign_id=self.campaign_id, **row)

        self.write(keep)

    def plan(self, proposal: Proposal, *, simulated: bool, number: int | None = None) -> int:
        """Write a new trial down; its number.

        Args:
            proposal: What to try.
            simulated: The press is.
            number: What number it must get; None for the next one.

        Raises:
            TakenError: another process has planned trial `number` since the strategy looked.
        """

        def plan(writer: Writer) -> int:
            return planned(writer, self.campaign_id, proposal, simulated=simulated, number=number)

        return self.write(plan)

    def note(self, trial: int, kind: str, detail: Mapping[str, object] | None = None) -> None:
        """Add a line to a trial's journal; it is on the disk when this returns."""
        self._of_trial(trial, lambda writer, trial_id: note(writer, trial_id, kind, detail or {}))

    def begin(self, trial: int, detail: Mapping[str, object]) -> None:
        """Write that the press begins with a trial: nobody else can, from here on.

        Raises:
            TakenError: it was begun, rejected or closed meanwhile; nothing was written.
        """

        def begin(writer: Writer, trial_id: int) -> None:
            state = state_of(writer.connection, trial_id)
            if state not in (*OPEN, CLIMBING):
                raise TakenError(f"trial {trial} is {state} meanwhile")
            note(writer, trial_id, "started", detail)

        self._of_trial(trial, begin)

    def keep_press_record(
        self,
        trial: int,
        record: PressRecord,
        achieved: Mapping[str, Value],
        rung: int | None = None,
    ) -> None:
        """What the press did; from here on the cell only waits for its measurement.

        Where a person has closed the trial meanwhile it stays closed, with this next to it.
        """
        trace = trace_bytes(record.trace)

        def keep(writer: Writer, trial_id: int) -> None:
            writer.add(
                schema.press_record,
                trial_id=trial_id,
                achieved=to_json(achieved),
                steps=to_json(record.steps),
                flags=to_json(record.flags),
                stack_mpa=record.stack_mpa,
                trace=trace,
                trace_sha256=_sha256(trace),
                simulated=record.simulated,
                rung=rung,
            )
            late = state_of(writer.connection, trial_id) == "closed"
            kind = "pressed late" if late else "pressed"
            note(writer, trial_id, kind, {"flags": list(record.flags)})

        self._of_trial(trial, keep)

    def keep_cut_trace(self, trial: int, trace: PressTrace) -> None:
        """What was recorded of a cell that was not pressed to its end."""
        raw = trace_bytes(trace)
        row = {"trace": raw, "trace_sha256": _sha256(raw)}
        self._of_trial(
            trial, lambda writer, trial_id: writer.add(schema.cut_trace, trial_id=trial_id, **row)
        )

    def keep_measurement(
        self,
        trial: int,
        measurement: Measurement,
        stack_mpa: float | None = None,
        rung: int | None = None,
    ) -> None:
        """A spectrum, raw and fitted, or why it cannot be used; and the stack pressure under it."""
        self._of_trial(
            trial, lambda writer, trial_id: measured(writer, trial_id, measurement, stack_mpa, rung)
        )

    def keep_inspection(self, trial: int, inspection: Inspection, rung: int | None = None) -> None:
        """What the inspector saw, at one rung of a series."""
        self._of_trial(
            trial, lambda writer, trial_id: inspected(writer, trial_id, inspection, rung)
        )

    def close_trial(self, trial: int, judgement: Judgement) -> None:
        """The trial's end; a later one corrects it, both stay."""
        self._of_trial(trial, lambda writer, trial_id: close(writer, trial_id, judgement))

    def decide(self, trial: int | None, person: str, action: str, reason: str) -> None:
        """A person's decision, written before it has an effect; `action` is a journal line too."""

        def keep(writer: Writer) -> None:
            trial_id = None if trial is None else self.trial_id(writer.connection, trial)
            decision(writer, self.campaign_id, trial_id, (person, action, reason))

        self.write(keep, why=reason, person=person)

    def _of_trial(self, number: int, act: Callable[[Writer, int], object]) -> None:
        self.write(lambda writer: act(writer, self.trial_id(writer.connection, number)))

    def trial_id(self, connection: Connection, number: int) -> int:
        """The row of trial `number`.

        Raises:
            KeyError: there is none of that number.
        """
        table = schema.trial
        found = connection.scalar(
            select(table.c.id).where(
                table.c.campaign_id == self.campaign_id, table.c.number == number
            )
        )
        if found is None:
            raise KeyError(number)
        return int(found)


def _kept(connection: Connection, token: str) -> bool:
    """Whether the transaction of that token was kept before the line went dead."""
    table = schema.audit
    return connection.scalar(select(table.c.id).where(table.c.token == token)) is not None


@contextmanager
def _transaction(engine: Engine, place: Place, writes: bool = False) -> Iterator[Connection]:
    with transaction(engine, place, writes=writes) as connection:
        yield connection


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
