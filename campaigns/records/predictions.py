"""Bets: what people, and the model, expected of cells before they were measured; who was closer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from campaigns.records.load_trials import TrialRecord
from campaigns.store import schema
from campaigns.store.campaign_store import Store

MODEL = "the model"


@dataclass(frozen=True)
class PredictionScore:
    """How well somebody has bet.

    Attributes:
        person: A name, or `the model`.
        cells: Bets that can be scored: the cell was intact and measured.
        off_by: Typical factor between bet and measurement; 1 is perfect. Geometric mean.
        closer_than_model: Cells on which the bet was closer than the model's median.
    """

    person: str
    cells: int
    off_by: float
    closer_than_model: int


def read_bets(store: Store) -> dict[int, dict[str, float]]:
    """The last bet of each person, by row of the trial; ohm cm2."""
    table = schema.bet
    bets: dict[int, dict[str, float]] = {}
    with store.connect() as connection:
        for row in connection.execute(select(table).order_by(table.c.id)):
            bets.setdefault(row.trial_id, {})[row.person] = row.asr_ohm_cm2
    return bets


def scores(
    trials: Sequence[TrialRecord], bets: Mapping[int, Mapping[str, float]]
) -> list[PredictionScore]:
    """Who was closest, best first; the model is scored on the cells that people bet on."""
    errors: dict[str, list[tuple[float, float]]] = {}
    for trial in trials:
        seen = trial.observation and trial.observation.asr_ohm_cm2
        if not seen or trial.id not in bets:
            continue
        expected = _model(trial)
        of_model = math.inf if expected is None else abs(math.log(expected / seen))
        for person, bet in bets[trial.id].items():
            errors.setdefault(person, []).append((abs(math.log(bet / seen)), of_model))
        if expected is not None:
            errors.setdefault(MODEL, []).append((of_model, of_model))
    found = [
        PredictionScore(
            person,
            len(pairs),
            math.exp(sum(own for own, _ in pairs) / len(pairs)),
            sum(own < model for own, model in pairs),
        )
        for person, pairs in errors.items()
    ]
    return sorted(found, key=lambda score: score.off_by)


def _model(trial: TrialRecord) -> float | None:
    expected = trial.expected.get("asr_ohm_cm2")
    return float(expected["median"]) if isinstance(expected, Mapping) else None
