"""The rows of a run sheet for the trials that wait to be pressed."""

from __future__ import annotations

from collections.abc import Iterable

from campaigns.by_hand.sheet_write import SheetRow, gauge_columns, proposal_identity
from campaigns.config.schema import Settings
from campaigns.records.views import TrialView
from campaigns.trial.hand_press import HandPress


def proposal_rows(settings: Settings, trials: Iterable[TrialView]) -> list[SheetRow]:
    """One row a trial, with what force and gauge of a hand press read.

    Args:
        settings: Of the campaign.
        trials: In the order of pressing.
    """
    name = settings.campaign.name
    press = HandPress.of(settings)
    return [
        SheetRow(
            proposal_identity(name, trial.number),
            trial.protocol,
            {
                "campaign": name,
                "trial": str(trial.number),
                "write_on_cell": trial.sample_label,
                **gauge_columns(press, trial.protocol),
            },
        )
        for trial in trials
    ]
