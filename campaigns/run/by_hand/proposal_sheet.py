"""The rows of a run sheet for the trials that wait to be pressed."""

from __future__ import annotations

from collections.abc import Iterable

from campaigns.config.campaign_schema import Settings
from campaigns.records.views import TrialView
from campaigns.run.by_hand.sheet_write import SheetRow, gauge_columns, proposal_identity
from campaigns.trial.hand_press import HandPress
from doe.knobs.knob_values import Value


def proposal_rows(settings: Settings, trials: Iterable[TrialView]) -> list[SheetRow]:
    """One row a trial, or one a rung of its series, with what force and gauge of a press read.

    Args:
        settings: Of the campaign.
        trials: In the order of pressing.
    """
    name = settings.campaign.name
    press = HandPress.of(settings)
    return [
        SheetRow(
            proposal_identity(name, trial.number),
            protocol,
            {
                "campaign": name,
                "trial": str(trial.number),
                "write_on_cell": trial.sample_label,
                **gauge_columns(press, protocol),
            },
            rung,
        )
        for trial in trials
        for rung, protocol in _to_press(trial)
    ]


def _to_press(trial: TrialView) -> list[tuple[int | None, dict[str, Value]]]:
    """The pressures that a cell still sees, each with its rung; one without for a single one."""
    if trial.next_rung is None:
        return [(None, dict(trial.protocol))]
    numbered = list(enumerate(trial.rungs, 1))[trial.next_rung - 1 :]
    return [(number, {**trial.protocol, **rung}) for number, rung in numbered]
