"""Rows that belong together, added inside a transaction of the caller."""

from __future__ import annotations

from collections.abc import Mapping

from campaigns import store_schema as schema
from campaigns.audit import Writer
from campaigns.codec import to_json
from campaigns.outcome import Judgement


def note(writer: Writer, trial_id: int, kind: str, detail: Mapping[str, object]) -> None:
    """Add a line to a trial's journal."""
    writer.add(schema.journal, trial_id=trial_id, kind=kind, detail=to_json(detail))


def close(writer: Writer, trial_id: int, judgement: Judgement) -> None:
    """Add a trial's end."""
    observation = judgement.observation
    writer.add(
        schema.outcome,
        trial_id=trial_id,
        outcome=str(judgement.outcome),
        observation=None if observation is None else to_json(observation),
        sentence=judgement.sentence,
    )
    note(writer, trial_id, "closed", {"outcome": judgement.outcome})


def decision(
    writer: Writer, campaign_id: int, trial_id: int | None, what: tuple[str, str, str]
) -> None:
    """Add a decision (person, action, reason)."""
    row = dict(zip(("person", "action", "reason"), what, strict=True))
    writer.add(schema.decision, campaign_id=campaign_id, trial_id=trial_id, **row)
    if trial_id is not None:
        note(writer, trial_id, what[1], row)
