"""How a trial ends when two have to do with it: the loop that presses it, and a person.

A worker may be taken for dead, its cell given to a person and decided on, and then turn up again
with a result. What the person said stands; what the worker brings is kept with it.
"""

from __future__ import annotations

from collections.abc import Mapping

from campaigns.config.typed_name import typed_name
from campaigns.records.load_trials import LOOSE
from campaigns.store.audit_chain import Writer
from campaigns.store.campaign_store import Store
from campaigns.store.journal import CLIMBING, close, close_rung, note, state_of
from campaigns.store.json_codec import plain
from campaigns.trial.outcome import Judgement

LATE = "late result"
"""Journal line of a result that came when the trial had its end already; changes no state."""


def end_trial(store: Store, number: int, judgement: Judgement) -> bool:
    """Close a trial with what the loop found; False: it was closed meanwhile, and is left so.

    The late result is then in the trial's journal, whole.
    """

    def end(writer: Writer) -> bool:
        trial_id = store.trial_id(writer.connection, number)
        if state_of(writer.connection, trial_id) != "closed":
            close(writer, trial_id, judgement)
            return True
        note(writer, trial_id, LATE, plain(judgement))
        return False

    return store.write(end)


def keep_rung(
    store: Store, number: int, rung: int, judgement: Judgement, *, goes_on: bool = False
) -> bool:
    """Write the result of one rung; False: the trial was closed meanwhile, and is left so.

    Args:
        store: Of the campaign.
        number: Of the trial.
        rung: Which of the cell's pressures.
        judgement: Of it.
        goes_on: The cell held, and there is a next rung.
    """

    def keep(writer: Writer) -> bool:
        trial_id = store.trial_id(writer.connection, number)
        if state_of(writer.connection, trial_id) == "closed":
            return False
        close_rung(writer, trial_id, rung, judgement)
        if goes_on:
            note(writer, trial_id, CLIMBING, {"rung": rung})
        return True

    return store.write(keep)


def give_to_a_person(store: Store, number: int, detail: Mapping[str, object]) -> bool:
    """Mark a begun trial as interrupted; False: it has gone on meanwhile, and nothing was done."""

    def give(writer: Writer) -> bool:
        trial_id = store.trial_id(writer.connection, number)
        if state_of(writer.connection, trial_id) not in LOOSE:
            return False
        note(writer, trial_id, "interrupted", detail)
        return True

    return store.write(give)


def late_sentence(number: int, judgement: Judgement, file_name: str) -> str:
    """What people read of a late result."""
    return (
        f"Trial {number} was closed by somebody else while its cell was worked on. That end "
        f"stands; what was found now is in its journal ({judgement.outcome}: "
        f"{judgement.sentence}). "
        f"If it should count: copress record {typed_name(file_name)} --trial {number} --correct ..."
    )
