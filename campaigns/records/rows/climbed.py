"""Rungs of pressure series as the store has them: what was seen of one cell at each pressure."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from campaigns.store import schema
from campaigns.store.json_codec import record_of
from campaigns.trial.outcome import Outcome, in_todays_words
from doe.knobs.knob_values import Value
from doe.trials import Observation


@dataclass(frozen=True)
class Climbed:
    """One rung with its result.

    Attributes:
        number: Which of the cell's pressures, counted from 1.
        outcome: How it ended.
        observation: What the strategy learns of it; None where nothing.
        sentence: For the person.
    """

    number: int
    outcome: Outcome
    observation: Observation | None
    sentence: str

    @property
    def held(self) -> bool:
        """The cell was seen and is intact."""
        return self.observation is not None and self.observation.intact

    def with_knobs(self, values: Mapping[str, Value]) -> Climbed:
        """The same with a value for each knob, also those that the file varies since."""
        seen = self.observation
        if seen is None:
            return self
        return replace(self, observation=replace(seen, point={**values, **seen.point}))


def read_climbed(
    connection: Connection, only: Collection[int] | None
) -> dict[int, tuple[Climbed, ...]]:
    """The last result of each rung, by row of the trial, in order of the rungs."""
    table = schema.rung
    query = select(table).order_by(table.c.id)
    if only is not None:
        query = query.where(table.c.trial_id.in_(only))
    found: dict[int, dict[int, Climbed]] = {}
    for row in connection.execute(query):
        seen = None if row.observation is None else json.loads(row.observation)
        found.setdefault(row.trial_id, {})[row.number] = Climbed(
            row.number,
            Outcome(row.outcome),
            None if seen is None else record_of(Observation, seen),
            in_todays_words(row.sentence),
        )
    return {key: tuple(rungs[number] for number in sorted(rungs)) for key, rungs in found.items()}


def rungs_from_json(text: str | None) -> tuple[Mapping[str, Value], ...]:
    """Points of a trial's rungs as the store keeps them; () for a cell with one measurement."""
    return () if text is None else tuple(json.loads(text))
