"""A person's decisions: the one interface of command line, page and terminal.

Each is one transaction that looks at the state of the trial first, so that a decision which comes
too late is refused instead of kept with what happened. No lock is needed: a running campaign
sees the decision before its next cell, an abort within 0.1 s.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, select

from campaigns.config.campaign_schema import Settings
from campaigns.errors import TakenError, WrongInputError
from campaigns.records.approvals import ENVELOPE, TRIALS, WITHDRAWN, StandingApproval
from campaigns.records.load_trials import TrialRecord, read_trial, read_trials
from campaigns.store import schema
from campaigns.store.audit_chain import Writer
from campaigns.store.campaign_store import Store
from campaigns.store.journal import (
    OPEN,
    SET_ASIDE,
    close,
    decision,
    note,
    state_line,
    state_of,
)
from campaigns.store.json_codec import to_json
from campaigns.trial.in_force import InForce, rules_broken
from campaigns.trial.outcome import Outcome, void
from campaigns.trial.recipe import varied
from campaigns.trial.search_space import off_steps, series_of, space_of
from doe.knobs.knob_values import Value
from doe.series import rungs_of

Seen = Mapping[int, int]
"""By trial, the journal line that its state was read from when the person looked (`lines_seen`):
a decision on what is no longer so, or one that is sent again, is refused. A trial that is not named
is taken as it is."""

_UNDECIDED = (*OPEN, SET_ASIDE)
"""States of a trial that has not been begun."""

NOTHING_SEEN: Seen = MappingProxyType({})


def approve_trials(
    store: Store,
    settings: Settings,
    numbers: Sequence[int],
    person: str,
    why: str,
    *,
    expires_utc: str | None = None,
    seen: Seen = NOTHING_SEEN,
) -> None:
    """Allow these trials to be pressed, all or none.

    Args:
        store: Of the campaign.
        settings: The campaign file as it is now: what it, press or die do not allow is refused.
        numbers: Trials that are planned; an approval that is there is replaced.
        person: Who says so.
        why: In their words; may be empty.
        expires_utc: From then on they must be approved again.
        seen: What the person had before them, see `Seen`.

    Raises:
        TakenError: somebody has decided since the person looked; nothing was approved.
        WrongInputError: a trial is not there, begun or closed, or not allowed by the limits in
            force; nothing was approved.
    """
    _refuse_forbidden(store, settings, numbers)

    def act(writer: Writer) -> None:
        for number in numbers:
            trial_id = _open(store, writer.connection, number, "approve", seen)
            decision(writer, store.campaign_id, trial_id, (person, "approved", why))
        _permit(store, writer, TRIALS, {"trials": list(numbers)}, (person, why, expires_utc))

    store.write(act, why=why, person=person)


def approve_envelope(
    store: Store,
    envelope: StandingApproval,
    person: str,
    why: str,
    *,
    expires_utc: str | None = None,
) -> None:
    """Allow every cell inside these limits; the envelope before it ends."""

    def act(writer: Writer) -> None:
        decision(writer, store.campaign_id, None, (person, "envelope approved", why))
        _permit(store, writer, ENVELOPE, {"envelope": asdict(envelope)}, (person, why, expires_utc))

    store.write(act, why=why, person=person)


def withdraw_envelope(store: Store, person: str, why: str) -> None:
    """Withdraw the approved envelope."""

    def act(writer: Writer) -> None:
        decision(writer, store.campaign_id, None, (person, "envelope withdrawn", why))
        _permit(store, writer, WITHDRAWN, {}, (person, why, None))

    store.write(act, why=why, person=person)


def edit_trial(
    store: Store,
    settings: Settings,
    number: int,
    values: Mapping[str, Value],
    person: str,
    why: str,
    *,
    seen: Seen = NOTHING_SEEN,
) -> TrialRecord:
    """Give a trial other values; what was proposed stays with them. It must be approved again.

    Raises:
        TakenError: somebody has decided since the person looked.
        WrongInputError: no such trial or value, no change, begun or closed, or press and die
            cannot bear it; nothing was changed.
    """
    trial = read_trial(store, number)
    if trial is None:
        raise WrongInputError(f"there is no trial {number}")
    if unknown := sorted(values.keys() - trial.protocol.keys()):
        known = ", ".join(trial.protocol)
        raise WrongInputError(f"trial {number} has no value {unknown[0]}; there are: {known}")
    protocol = {**trial.protocol, **values}
    if trial.state not in _UNDECIDED and number not in seen:
        raise WrongInputError(_too_late(number, trial.state, "edit"))
    if protocol == dict(trial.protocol):
        raise WrongInputError(f"trial {number} has these values already; nothing was changed")
    if rate := next((name for name in values if name in settings.press.unset_rates), None):
        raise WrongInputError(
            f"{rate}: this press sets no such rate. Nothing was changed. Where a valve or a motor "
            f"does, say so in {settings.path.name}: sets_ramp or sets_release under [press]"
        )
    _refuse_unsafe(settings, number, protocol)
    planned = varied(settings, protocol)
    rungs = _rungs_to(settings, planned) if trial.rungs else ()
    row = {"planned": to_json(planned), "protocol": to_json(protocol)}
    row |= {"rungs": to_json(rungs)} if rungs else {}

    def act(writer: Writer) -> None:
        trial_id = _open(store, writer.connection, number, "edit", seen)
        writer.add(schema.edit, trial_id=trial_id, person=person, reason=why, **row)
        decision(writer, store.campaign_id, trial_id, (person, "edited", why))

    store.write(act, why=why, person=person)
    return read_trial(store, number) or trial


def reject_trial(
    store: Store, number: int, person: str, why: str, *, seen: Seen = NOTHING_SEEN
) -> None:
    """Never press this trial; its point is not proposed again.

    Raises:
        TakenError: somebody has decided since the person looked.
        WrongInputError: no such trial, begun or closed, or no reason.
    """
    if not why.strip():
        raise WrongInputError("a rejection needs a reason: the next proposal rests on it")

    def act(writer: Writer) -> None:
        trial_id = _open(store, writer.connection, number, "reject", seen)
        decision(writer, store.campaign_id, trial_id, (person, "rejected", why))
        close(writer, trial_id, void(Outcome.REJECTED, why))

    store.write(act, why=why, person=person)


def place_bet(store: Store, number: int, person: str, asr_ohm_cm2: float) -> None:
    """Note what a person expects of a cell, before it is measured.

    Raises:
        WrongInputError: no such trial, no positive number, or its result is there already.
    """
    if not 0.0 < asr_ohm_cm2 < float("inf"):
        raise WrongInputError(f"{asr_ohm_cm2}: a bet is a resistance above 0, in ohm cm2")

    def act(writer: Writer) -> None:
        trial_id = _id(store, writer.connection, number)
        table = schema.spectrum
        known = writer.connection.scalar(select(table.c.id).where(table.c.trial_id == trial_id))
        if known is not None or state_of(writer.connection, trial_id) == "closed":
            raise WrongInputError(f"trial {number} is measured already: too late for a bet")
        writer.add(schema.bet, trial_id=trial_id, person=person, asr_ohm_cm2=asr_ohm_cm2)
        note(writer, trial_id, "bet", {"person": person, "asr_ohm_cm2": asr_ohm_cm2})

    store.write(act, person=person)


def keep_photo(
    store: Store, number: int, file_name: str, raw: bytes, person: str | None = None
) -> None:
    """Attach a photo to a trial.

    Raises:
        WrongInputError: no such trial.
    """
    row = {"file_name": file_name, "raw": raw, "sha256": hashlib.sha256(raw).hexdigest()}

    def act(writer: Writer) -> None:
        trial_id = _id(store, writer.connection, number)
        writer.add(schema.photo, trial_id=trial_id, **row)
        note(writer, trial_id, "photo", {"file_name": file_name, "sha256": row["sha256"]})

    store.write(act, person=person)


def _permit(
    store: Store,
    writer: Writer,
    kind: str,
    limits: Mapping[str, object],
    said: tuple[str, str, str | None],
) -> None:
    person, why, expires_utc = said
    writer.add(
        schema.permit,
        campaign_id=store.campaign_id,
        kind=kind,
        limits=to_json(limits),
        expires_utc=expires_utc,
        person=person,
        reason=why,
    )


def _refuse_forbidden(store: Store, settings: Settings, numbers: Sequence[int]) -> None:
    limits = InForce.of(settings)
    for trial in read_trials(store, numbers):
        if trial.state in _UNDECIDED and (why := limits.why_not(trial.protocol)):
            raise WrongInputError(
                f"trial {trial.number} is not allowed by the limits in force: {why}. Nothing was "
                f"approved. Give it other values (copress edit "
                f"{settings.typed_name} --trial "
                f"{trial.number} --set NAME=VALUE), or reject it."
            )


def _refuse_unsafe(settings: Settings, number: int, protocol: Mapping[str, Value]) -> None:
    """Refuse what bounds, steps, rules, press or die do not allow now."""
    why = InForce.of(settings).why_not(protocol)
    if not why and (off := off_steps(space_of(settings), protocol)):
        why = off[0]
    if why:
        raise WrongInputError(f"trial {number}: {why}. Nothing was changed.")


def lines_seen(store: Store, numbers: Sequence[int]) -> dict[int, int]:
    """What a person who looks at these trials now has before them; see `Seen`."""
    with store.connect() as connection:
        ids = {number: _id(store, connection, number) for number in numbers}
        return {number: state_line(connection, row)[0] for number, row in ids.items()}


def _open(store: Store, connection: Connection, number: int, act: str, seen: Seen) -> int:
    """The row of a trial that has not been begun, and is as the person saw it."""
    trial_id = _id(store, connection, number)
    line, state = state_line(connection, trial_id)
    if seen.get(number, line) != line:
        raise TakenError(
            f"trial {number} is {state} since you looked: somebody else decided, or this decision "
            "was sent twice. Nothing was done; look again"
        )
    if state not in _UNDECIDED:
        raise WrongInputError(_too_late(number, state, act))
    return trial_id


def _too_late(number: int, state: str, act: str) -> str:
    return f"trial {number} is {state}: too late to {act} it; nothing was done"


def _id(store: Store, connection: Connection, number: int) -> int:
    try:
        return store.trial_id(connection, number)
    except KeyError as error:
        raise WrongInputError(f"there is no trial {number}") from error


def _rungs_to(settings: Settings, point: Mapping[str, Value]) -> tuple[Mapping[str, Value], ...]:
    """The rungs of a cell that a person wants to end at `point`; () without a series."""
    series, space = series_of(settings), space_of(settings)
    if series is None:
        return ()

    def allowed(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
        broken = [rules_broken(settings, space.point(row)) for row in rows]
        return np.array([not one for one in broken], dtype=bool)

    found = rungs_of(series, space, point, allowed)
    return tuple(found)
