"""What a person reads of a trial that cannot go on by itself; in one place, light to import."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from campaigns.config.campaign_schema import Settings
from campaigns.config.typed_name import typed_name
from campaigns.records.views import TrialView
from campaigns.store.journal import SET_ASIDE
from campaigns.trial.cell_labels import sample_label
from campaigns.trial.in_force import InForce
from hardware.errors import KEY_FIRST


def interrupted_sentence(trial: int, file_name: str, rung: int | None = None) -> str:
    """What the person is asked to decide about a trial that was begun and has no end.

    Args:
        trial: Its number.
        file_name: The campaign file.
        rung: The rung that was begun; None for a cell that is measured once.
    """
    command = f"copress record {typed_name(file_name)} --trial {trial}"
    of_rung = "" if rung is None else f" --rung {rung}"
    return (
        f"Trial {trial} ({sample_label(trial)}) was begun and has no end; it will not be pressed "
        f"again. The press may be loaded: look at its own gauge and at the cell. {KEY_FIRST} Then "
        "decide: the cell is worthless: "
        f'{command} --void --reason "..."; it was pressed and measured: '
        f"{command}{of_rung} --spectrum FILE --damage 0."
    )


class HasRungs(Protocol):
    """A trial as it is stored or shown."""

    @property
    def rungs(self) -> Sequence[object]:
        """Points at which its cell is measured; () for a single one."""

    @property
    def climbed(self) -> Sequence[object]:
        """Those that have a result."""


def rung_begun(trial: HasRungs) -> int | None:
    """The first rung without a result; None for a cell that is measured once."""
    return len(trial.climbed) + 1 if len(trial.rungs) > 1 else None


ALLOWED_AGAIN = "it is allowed now, and offered again with the next proposal"


def aside_reason(settings: Settings, trial: TrialView) -> str:
    """Why a trial stands aside; `ALLOWED_AGAIN` where the campaign file of now allows it.

    Of a press that has a file of its own, the limits that its program met last are said.
    """
    if settings.by_hand:
        return InForce.of(settings).why_not(trial.protocol) or ALLOWED_AGAIN
    of_now = [str(e.detail.get("reason", "")) for e in trial.events if e.kind == SET_ASIDE]
    return of_now[-1] if of_now else ""


def aside_words(trial: int, why: str, file_name: str) -> str:
    """What a person reads of a trial that is set aside."""
    if why == ALLOWED_AGAIN:
        return f"Trial {trial} was set aside: {why}."
    return (
        f"Trial {trial} is set aside and will not be pressed: {why}. Give it values that are "
        f"allowed (copress edit {typed_name(file_name)} --trial {trial} --set NAME=VALUE), or "
        f"leave it: it is "
        "offered again when the limits allow it."
    )
