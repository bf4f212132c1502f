"""The press's own lines in a trial's journal: none of them holds up a press that moves.

What names an act that comes next (`intent`, `started`, `fixture_intent`) is in the store before it
returns: nothing moves yet, and without it nothing will. What happens while the press moves goes
into a file next to the campaign file, which survives a kill of this process, and from there into
the store, in order, before the next act and when the stroke is over. So neither a server that is
away nor a file that another process keeps busy stands between two looks at the press.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sqlalchemy import select

from campaigns.decisions.finished import Stop
from campaigns.errors import StoreError
from campaigns.records.load_trials import read_trials
from campaigns.run.stopping.stop_criteria import StopError
from campaigns.store import schema
from campaigns.store.audit_chain import Writer, utc_now
from campaigns.store.campaign_store import Store
from campaigns.store.json_codec import to_json

BEFORE_AN_ACT = ("intent", "started", "fixture_intent")
_SUFFIX = ".stroke.jsonl"


@dataclass(frozen=True)
class JournalLine:
    """One line, as it will stand in the journal."""

    kind: str
    detail: str
    at_utc: str


def stroke_file(campaign: Path, label: str) -> Path:
    """Where the lines of the cell of that label wait: `my-cells.cell-0007.stroke.jsonl`."""
    return campaign.with_name(f"{campaign.stem}.{label}{_SUFFIX}")


@dataclass
class StrokeJournal:
    """Takes the lines of one trial; what a press calls its journal.

    Attributes:
        store: Where they belong.
        trial: Number of the trial.
        file: Where they wait while the press moves.
    """

    store: Store
    trial: int
    file: Path
    waiting: list[JournalLine] = field(default_factory=list)

    def __call__(self, event: str, detail: Mapping[str, object]) -> None:
        """Take a line.

        Raises:
            StoreError: it names an act that comes next, and the store cannot take it.
        """
        line = JournalLine(f"press.{event}", to_json(detail), utc_now())
        if event in BEFORE_AN_ACT:
            keep_lines(self.store, self.trial, [*self.waiting, line])
            self._forget()
            return
        self.waiting.append(line)
        with suppress(OSError):  # it is in memory still, and the press moves
            append_line(self.file, line)

    def deliver(self, patience_s: float | None = None) -> None:
        """Bring what waits into the store; nothing moves now.

        Args:
            patience_s: So long a server may be away; the store's own patience by default.

        Raises:
            StoreError: it cannot take them; they wait in the file for the next run.
        """
        if self.waiting:
            keep_lines(self.store, self.trial, self.waiting, patience_s)
            self._forget()

    @contextmanager
    def said_first(self, kind: str, sentence: str, tell: Callable[[], None]) -> Iterator[None]:
        """Write down in the block what became of a stroke; people hear of it in any case.

        Args:
            kind: Of the stop.
            sentence: What became of the press, and what to do now.
            tell: Says it now; called where the store does not answer at once.

        Raises:
            StopError: the store took nothing of it; with the sentence, and why.
        """
        try:
            self.deliver(patience_s=0.0)
        except StoreError:
            tell()
        try:
            self.deliver()
            yield
        except StoreError as error:
            raise StopError(
                Stop(kind, f"{sentence} Nothing of it is written down: {error}", 4)
            ) from error

    def _forget(self) -> None:
        self.waiting.clear()
        with suppress(OSError):
            self.file.unlink(missing_ok=True)


def append_line(file: Path, line: JournalLine) -> None:
    """Add a line to the file; a process that is killed now leaves it there."""
    with file.open("a", encoding="utf-8") as out:
        out.write(f"{json.dumps(asdict(line), ensure_ascii=False)}\n")


def lines_of(file: Path) -> list[JournalLine]:
    """What waits in a file; a last line that was cut off is none."""
    found = []
    for text in file.read_text(encoding="utf-8").splitlines():
        try:
            found.append(JournalLine(**json.loads(text)))
        except ValueError:
            break
    return found


def keep_lines(
    store: Store, trial: int, lines: Sequence[JournalLine], patience_s: float | None = None
) -> None:
    """Add these lines to the journal of a trial, in one transaction; none of them twice."""
    table = schema.journal

    def keep(writer: Writer) -> None:
        trial_id = store.trial_id(writer.connection, trial)
        query = select(table.c.kind, table.c.detail, table.c.at_utc)
        known = {
            JournalLine(*row)
            for row in writer.connection.execute(query.where(table.c.trial_id == trial_id))
        }
        for line in lines:
            if line not in known:
                writer.add(table, trial_id=trial_id, **asdict(line))

    store.write(keep, patience_s=patience_s)


def deliver_left_over(store: Store, campaign: Path) -> None:
    """Bring in what a run that was killed left in its files.

    Raises:
        StoreError: the store cannot take it; the files stay.
    """
    for file in sorted(campaign.parent.glob(f"{campaign.stem}.cell-*{_SUFFIX}")):
        labels = {stroke_file(campaign, trial.label): trial.number for trial in read_trials(store)}
        if (number := labels.get(file)) is not None:
            keep_lines(store, number, lines_of(file))
            file.unlink(missing_ok=True)
