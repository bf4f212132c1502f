"""Of what, when and by whom each cell was made, as people said; seen wherever cells are listed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from campaigns.records.rows.trial_rows import of_trials
from campaigns.store import schema
from campaigns.trial.pressing_day import day_or_text


@dataclass(frozen=True)
class Made:
    """What is known of the making of a cell.

    Attributes:
        lot: Batch of powder.
        operator: Who made it; else who recorded its result.
        day: When, ISO 8601; else the day on which its result was recorded. An earlier version
            kept what was typed, also where it was no day.
    """

    lot: str | None = None
    operator: str | None = None
    day: str | None = None


NOT_KNOWN = Made()


def read_made(connection: Connection, only: Collection[int] | None) -> dict[int, Made]:
    """By row of the trial; of all trials, or `only` of these."""
    found: dict[int, Made] = {}
    end, decision, making = schema.outcome, schema.decision, schema.making
    ends = of_trials(select(end.c.trial_id, end.c.at_utc), end, only)
    for trial_id, at_utc in connection.execute(ends):
        found.setdefault(trial_id, Made(day=str(at_utc)[:10]))
    recorded = select(decision.c.trial_id, decision.c.person).where(
        decision.c.action.in_(("recorded", "imported", "voided"))
    )
    for trial_id, person in connection.execute(of_trials(recorded, decision, only)):
        known = found.get(trial_id, NOT_KNOWN)
        found[trial_id] = known if known.operator else replace(known, operator=person)
    made = select(making.c.trial_id, making.c.lot, making.c.operator, making.c.made_on)
    for trial_id, lot, operator, day in connection.execute(of_trials(made, making, only)):
        known = found.get(trial_id, NOT_KNOWN)
        pressed = day_or_text(day) if day else known.day
        found[trial_id] = Made(lot or known.lot, operator or known.operator, pressed)
    return found
