"""States of a trial, read from its journal."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, select

from campaigns.store import schema
from campaigns.store.audit_chain import Writer
from campaigns.store.json_codec import to_json
from campaigns.trial.outcome import Judgement

STATES = ("planned", "approved", "started", "interrupted", "climbing", "pressed", "closed")
"""States of a trial in the order it runs through them; each is the name of a journal line."""

SET_ASIDE = "set aside"
"""State, and journal line, of a trial that bounds, rules, press or die of today do not allow."""

OFFERED_AGAIN = "offered again"
"""Journal line of a trial that was set aside and is allowed again: it is planned, not approved."""

CLIMBING = "climbing"
"""State of a trial between two rungs of a pressure series: the cell held so far."""

OPEN = ("planned", "approved")
"""Not begun: may still be decided on."""

STATE_OF_LINE = {state: state for state in (*STATES, SET_ASIDE)} | {
    "edited": "planned",
    OFFERED_AGAIN: "planned",
}
"""Journal lines that change the state; an edited trial must be approved again."""


def state_of(connection: Connection, trial_id: int) -> str:
    """The state of one trial, inside a transaction of the caller."""
    return state_line(connection, trial_id)[1]


def state_line(connection: Connection, trial_id: int) -> tuple[int, str]:
    """The journal line that a trial's state was read from, and the state.

    Whoever decides on what they saw names that line: a newer one means that somebody was faster.
    """
    table = schema.journal
    line, kind = connection.execute(
        select(table.c.id, table.c.kind)
        .where(table.c.trial_id == trial_id, table.c.kind.in_(STATE_OF_LINE))
        .order_by(table.c.id.desc())
        .limit(1)
    ).one()
    return int(line), STATE_OF_LINE[kind]


def seen_state(state: str, *, worked_on: bool) -> str:
    """A state as people read it: begun, without an end and nobody at it is interrupted."""
    return "interrupted" if state == "started" and not worked_on else state


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


def close_rung(writer: Writer, trial_id: int, number: int, judgement: Judgement) -> None:
    """Add the result of one rung of a series; the trial itself goes on."""
    observation = judgement.observation
    writer.add(
        schema.rung,
        trial_id=trial_id,
        number=number,
        outcome=str(judgement.outcome),
        observation=None if observation is None else to_json(observation),
        sentence=judgement.sentence,
    )
    note(writer, trial_id, "rung", {"rung": number, "outcome": judgement.outcome})


def decision(
    writer: Writer, campaign_id: int, trial_id: int | None, what: tuple[str, str, str]
) -> None:
    """Add a decision (person, action, reason)."""
    row = dict(zip(("person", "action", "reason"), what, strict=True))
    writer.add(schema.decision, campaign_id=campaign_id, trial_id=trial_id, **row)
    if trial_id is not None:
        note(writer, trial_id, what[1], row)
