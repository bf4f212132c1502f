"""What people have allowed: single trials, batches of them, and envelopes; each may expire."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from campaigns.records.load_trials import TrialRecord
from campaigns.store import schema
from campaigns.store.campaign_store import Store
from campaigns.store.connection import patient
from campaigns.trial.outcome import BROKEN
from doe.domain.arrays import BROKEN_RUN, last_run
from doe.knobs.knob_values import Value, numbers_of

TRIALS, ENVELOPE, WITHDRAWN = "trials", "envelope", "withdrawn"
"""Kinds of permit; `withdrawn` ends the envelope before it."""
FREE = "autonomy: free"
"""Stands for a person where nobody is asked."""
_INSIDE = "inside envelope "


@dataclass(frozen=True)
class StandingApproval:
    """Inside these limits the campaign presses without asking again.

    Attributes:
        low: Smallest value allowed, by name of the protocol's value.
        high: Largest value allowed.
        cells: So many cells in all; None for no such limit.
        broken: So many of them may break; the next is not pressed. None for no such limit.
    """

    low: Mapping[str, float]
    high: Mapping[str, float]
    cells: int | None = None
    broken: int | None = None

    def outside(self, protocol: Mapping[str, Value]) -> str:
        """Which value is not allowed, in words; empty when all are."""
        values = numbers_of(protocol)
        for name, limit in self.low.items():
            if values[name] < limit:
                return f"{name} = {values[name]:g} is below {limit:g}"
        for name, limit in self.high.items():
            if values[name] > limit:
                return f"{name} = {values[name]:g} is above {limit:g}"
        return ""


@dataclass(frozen=True)
class Permit:
    """One word of one person.

    Attributes:
        id: Its row.
        kind: `trials`, `envelope` or `withdrawn`.
        trials: Numbers of the trials that it allows.
        envelope: Its limits.
        expires_utc: From then on it allows nothing; None for never.
        person: Who.
        reason: Why.
    """

    id: int
    kind: str
    trials: tuple[int, ...]
    envelope: StandingApproval | None
    expires_utc: str | None
    person: str
    reason: str

    def expired(self, now: datetime | None = None) -> bool:
        """It no longer allows anything."""
        now = now or datetime.now(UTC)
        return self.expires_utc is not None and datetime.fromisoformat(self.expires_utc) <= now


@patient
def read_permits(store: Store) -> list[Permit]:
    """All permits of the campaign, oldest first."""
    table = schema.permit
    of_campaign = table.c.campaign_id == store.campaign_id
    with store.connect() as connection:
        rows = connection.execute(select(table).where(of_campaign).order_by(table.c.id)).all()
    return [_permit(row) for row in rows]


def permit_of(permits: list[Permit], trial: int) -> Permit | None:
    """The last word on that trial."""
    named = [permit for permit in permits if trial in permit.trials]
    return named[-1] if named else None


def standing_envelope(permits: list[Permit]) -> Permit | None:
    """The last envelope, unless it was withdrawn; it may have expired."""
    words = [permit for permit in permits if permit.kind in (ENVELOPE, WITHDRAWN)]
    return words[-1] if words and words[-1].kind == ENVELOPE else None


def inside(permit: Permit) -> str:
    """The reason that stands next to an approval which an envelope gave."""
    return f"{_INSIDE}{permit.id}"


def without_a_person(said: str, reason: str) -> bool:
    """True for an approval that stood on an envelope, or on `autonomy = "free"`: no person's word.

    It counts for as long as what it stood on does.
    """
    return said == FREE or reason.startswith(_INSIDE)


@patient
def last_approval(store: Store, trial: TrialRecord) -> tuple[str, str]:
    """By whom a trial was approved last, and the reason; empty if it never was."""
    table = schema.decision
    of_trial = (table.c.trial_id == trial.id, table.c.action == "approved")
    query = select(table.c.person, table.c.reason).where(*of_trial).order_by(table.c.id.desc())
    with store.connect() as connection:
        row = connection.execute(query.limit(1)).first()
    return ("", "") if row is None else (row.person, row.reason)


def why_not_inside(
    store: Store, permit: Permit, trial: TrialRecord, all_: list[TrialRecord]
) -> str:
    """Why `permit` does not allow `trial`, in words; empty when it does."""
    envelope = permit.envelope
    if envelope is None:
        return "is no envelope"
    if permit.expired():
        return f"expired at {permit.expires_utc}"
    if outside := envelope.outside(trial.protocol):
        return f"does not cover this cell: {outside}"
    if (run := broken_in_a_row(all_)) >= BROKEN_RUN:
        return f"does not cover a cell after {run} that broke one after another"
    return _used_up(store, permit, envelope, trial, all_)


def _used_up(
    store: Store,
    permit: Permit,
    envelope: StandingApproval,
    trial: TrialRecord,
    all_: Sequence[TrialRecord],
) -> str:
    """Which number of the envelope is reached, in words; empty when none is."""
    used = _used(store, permit) - {trial.id}
    if envelope.cells is not None and len(used) >= envelope.cells:
        return f"is used up: {len(used)} cells"
    broken = sum(other.id in used and other.outcome is BROKEN for other in all_)
    if envelope.broken is not None and broken > envelope.broken:
        return f"is used up: broken cells {broken}, allowed {envelope.broken}"
    return ""


def broken_since_approval(trial: TrialRecord, all_: Iterable[TrialRecord]) -> int:
    """Cells that broke one after another since `trial` was approved, up to the last one."""
    approved = trial.approved_line or 0
    return broken_in_a_row(other for other in all_ if (other.closed_line or 0) > approved)


def broken_in_a_row(trials: Iterable[TrialRecord]) -> int:
    """Cells that broke one after another, up to the last one that was pressed and judged."""
    ended = [trial for trial in trials if trial.observation is not None and trial.closed_line]
    ended.sort(key=lambda trial: trial.closed_line or 0)
    return last_run([trial.outcome is not BROKEN for trial in ended])


@patient
def _used(store: Store, permit: Permit) -> set[int]:
    """Rows of the trials that were approved by that envelope."""
    table = schema.decision
    with store.connect() as connection:
        query = select(table.c.trial_id).where(
            table.c.campaign_id == store.campaign_id, table.c.reason == inside(permit)
        )
        return set(connection.scalars(query).all())


def _permit(row: Any) -> Permit:
    limits = json.loads(row.limits)
    envelope = StandingApproval(**limits["envelope"]) if "envelope" in limits else None
    numbers = tuple(limits.get("trials", ()))
    return Permit(row.id, row.kind, numbers, envelope, row.expires_utc, row.person, row.reason)
