"""A named cell of a table that was imported before, and pressed on since: it stays one cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from campaigns.config.campaign_schema import Settings
from campaigns.files.tables.past_cells import PastCell
from campaigns.records.load_trials import TrialRecord
from campaigns.store import schema
from campaigns.store.audit_chain import Writer
from campaigns.store.campaign_store import Store
from campaigns.store.journal import CLIMBING, decision
from campaigns.store.json_codec import to_json
from campaigns.trial.cell_labels import is_own_label
from campaigns.trial.recipe import varied
from doe.knobs.knob_values import Value
from doe.trials import Observation

CELL_NAMED = "imported_cell"
"""What is kept with an imported trial: the name of its cell in the table."""


@dataclass(frozen=True)
class Continued:
    """A trial whose cell a table knows at more pressures.

    Attributes:
        trial: As it is in the store.
        known: Rungs that it has already; they are the first rows of the cell. 0 where it was
            imported with a single measurement: that one is the first rung from now on.
    """

    trial: TrialRecord
    known: int

    def with_rungs(self, points: Sequence[Mapping[str, Value]]) -> TrialRecord:
        """The trial with all the points of its cell."""
        last = points[-1]
        whole = replace(
            self.trial, rungs=tuple(points), planned=last, protocol={**self.trial.protocol, **last}
        )
        if self.known:
            return whole
        return replace(whole, state=CLIMBING, outcome=None, observation=None, sentence="")

    def written(self, writer: Writer, store: Store, person: str, why: str) -> None:
        """Give the trial its further rungs, inside a transaction of the caller.

        `trial` must have them already, see `with_rungs`.
        """
        trial = self.trial
        row = {
            "planned": to_json(trial.planned),
            "protocol": to_json(trial.protocol),
            "rungs": to_json(trial.rungs),
        }
        writer.add(schema.edit, trial_id=trial.id, person=person, reason=why, **row)
        decision(writer, store.campaign_id, trial.id, (person, "edited", why))


def name_of(cell: PastCell) -> str:
    """What the table calls the cell; empty where it has no name."""
    return cell.cell or cell.texts.get("cell_id", "")


def own_labels(before: Sequence[TrialRecord], fresh: Sequence[Sequence[PastCell]]) -> list[str]:
    """The name that is written on each new cell, where it may be its label; else empty.

    Args:
        before: Trials of the campaign.
        fresh: The rows of each cell that is new.

    Returns:
        Of each new cell its name in the table. None that another cell bears, none that looks like
        a label which the campaign gives itself, and none that cannot be the name of a file.
    """
    names = [name_of(rows[0]) for rows in fresh]
    borne = Counter([trial.label.casefold() for trial in before] + [n.casefold() for n in names])
    return [name if is_own_label(name) and borne[name.casefold()] == 1 else "" for name in names]


def continued(
    settings: Settings, before: Sequence[TrialRecord], rows: Sequence[PastCell]
) -> Continued | None:
    """The imported trial of the same cell, where the first rows are what it has; else None.

    A row that has only moved in the table is such a cell too, with nothing new.
    """
    for trial in before:
        if not name_of(rows[0]) or trial.expected.get(CELL_NAMED) != name_of(rows[0]):
            continue
        seen = [one.observation for one in trial.climbed] or [trial.observation]
        as_series = rows[0].rung is not None
        if len(seen) > len(rows) or not (as_series or len(rows) == len(seen) == 1):
            continue
        if all(_same(settings, one, cell) for one, cell in zip(seen, rows, strict=False)):
            becomes_series = as_series and not trial.climbed
            return Continued(trial, 0 if becomes_series else len(seen))
    return None


def _same(settings: Settings, found: Observation | None, cell: PastCell) -> bool:
    """Whether a row says what the store has of a cell, or of one of its rungs."""
    if found is None:
        return False
    point = varied(settings, {**settings.fixed, **cell.achieved})
    said = (cell.damage or 0, bool(cell.shorted), cell.results.get("asr_ohm_cm2"))
    kept = (found.damage, found.shorted, found.asr_ohm_cm2)
    return dict(found.point) == dict(point) and kept == said
