"""Rows of a trial that belong together, added inside a transaction of the caller."""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from campaigns.errors import TakenError
from campaigns.store import schema
from campaigns.store.array_codec import spectrum_bytes
from campaigns.store.audit_chain import Writer
from campaigns.store.journal import note
from campaigns.store.json_codec import to_json
from campaigns.trial.proposal import Proposal
from hardware.inspection import Inspection

if TYPE_CHECKING:  # its shape only: who keeps a spectrum does not fit it
    from campaigns.trial.measurement import Measurement


def planned(
    writer: Writer,
    campaign_id: int,
    proposal: Proposal,
    *,
    simulated: bool,
    number: int | None = None,
) -> int:
    """A new trial; its number.

    Args:
        writer: Of the transaction.
        campaign_id: Row of the campaign.
        proposal: What to try.
        simulated: The press is.
        number: What number it must get; None for the next one.

    Raises:
        TakenError: another process has planned trial `number` since the strategy looked.
    """
    highest = func.coalesce(func.max(schema.trial.c.number), 0)
    of_campaign = schema.trial.c.campaign_id == campaign_id
    fresh = int(writer.connection.scalar(select(highest).where(of_campaign)) or 0) + 1
    if number not in (None, fresh):
        raise TakenError(f"trial {number} was planned by another process meanwhile")
    trial_id = writer.add(
        schema.trial,
        campaign_id=campaign_id,
        number=fresh,
        planned=to_json(proposal.point),
        protocol=to_json(proposal.protocol),
        expected=to_json(proposal.expected),
        why=proposal.why,
        simulated=simulated,
        rungs=to_json(proposal.rungs) if proposal.rungs else None,
    )
    note(writer, trial_id, "planned", {})
    return fresh


def inspected(
    writer: Writer, trial_id: int, inspection: Inspection, rung: int | None = None
) -> None:
    """What was seen of a cell, at one rung of a series."""
    seen = {"damage": inspection.damage, "shorted": inspection.shorted, "note": inspection.note}
    failure = " ".join(inspection.failure)
    writer.add(schema.inspection, trial_id=trial_id, **seen, failure=failure or None, rung=rung)
    more = ({"failure": failure} if failure else {}) | ({} if rung is None else {"rung": rung})
    note(writer, trial_id, "inspected", seen | more)


def measured(
    writer: Writer,
    trial_id: int,
    measurement: Measurement,
    stack_mpa: float | None = None,
    rung: int | None = None,
) -> None:
    """A spectrum, raw and fitted, or why it cannot be used; and the stack pressure under it."""
    spectrum = measurement.spectrum
    fixture: dict[str, object] = {} if stack_mpa is None else {"stack_mpa": stack_mpa}
    fixture |= {} if rung is None else {"rung": rung}
    writer.add(
        schema.spectrum,
        trial_id=trial_id,
        file_name=measurement.file_name,
        sha256=hashlib.sha256(measurement.raw).hexdigest(),
        raw=zlib.compress(measurement.raw),
        refused=measurement.refused or None,
        sweep=None if spectrum is None else spectrum_bytes(spectrum),
        fit=None if measurement.resistance is None else to_json(measurement.resistance),
        area_cm2=measurement.area_cm2,
        rung=rung,
    )
    note(writer, trial_id, "measured", {**measurement.about(), **fixture})
