"""What the commands of a decision share: which trials are meant, and saying what was kept."""

from __future__ import annotations

from campaigns.commands.terminal.output import assignments, console, show_json
from campaigns.config.campaign_schema import Settings
from campaigns.errors import WrongInputError
from campaigns.records.approvals import StandingApproval
from campaigns.records.load_trials import read_trials
from campaigns.store.campaign_store import Store
from doe.knobs.knob_values import numbers_of


def trials_meant(store: Store, named: list[int], *, every: bool) -> list[int]:
    """Numbers of the trials that a decision is about.

    Raises:
        WrongInputError: none is named, or none is planned.
    """
    if every == bool(named):
        raise WrongInputError("name the trials with --trial N, or take all planned ones with --all")
    if not every:
        return named
    planned = [trial.number for trial in read_trials(store) if trial.state == "planned"]
    if not planned:
        raise WrongInputError("no trial is planned; propose some first: copress propose")
    return planned


def envelope_of(
    settings: Settings, below: list[str], above: list[str], cells: int | None, broken: int | None
) -> StandingApproval:
    """The limits that were typed.

    Raises:
        WrongInputError: a value that the campaign does not have, or no limit at all.
    """
    least = numbers_of(assignments(above, "--above"))
    most = numbers_of(assignments(below, "--below"))
    envelope = StandingApproval(least, most, cells, broken)
    if not (below or above or cells):
        raise WrongInputError("an envelope without --below, --above or --cells allows everything")
    if unknown := sorted({*envelope.low, *envelope.high} - settings.value_names):
        known = ", ".join(sorted(settings.value_names))
        raise WrongInputError(f"{unknown[0]}: this campaign has no such value; there are: {known}")
    return envelope


def _in_words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def show_decision(json: bool, what: str, person: str, why: str, **more: object) -> None:
    """Say what was kept."""
    if json:
        show_json({"decision": what, "person": person, "why": why, **more})
        return
    details = "; ".join(
        f"{key.removesuffix('_utc')}: {_in_words(value)}" for key, value in more.items() if value
    )
    console().print(f"Kept: {what} by {person}{'; ' if details else ''}{details}")
