"""A cell that looks much likelier to break than when it was decided on is not pressed unasked.

Trials may be planned and approved ahead, as a batch or by several workers. What the cells before
them show may speak against them by the time their turn comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from campaigns.records.trials import TrialRecord, last_end, observations, read_trials
from campaigns.store.campaign_store import Store
from campaigns.store.journal import OPEN

if TYPE_CHECKING:  # its shape only: who approves a cell loads no model
    from doe.strategy import Strategy

_FALLEN = 0.5  # chosen: a cell half as likely to stay whole is another cell than was decided on


def likelier_to_break(store: Store, strategy: Strategy, trial: TrialRecord) -> str:
    """What speaks against an open trial since the last word on it, in words; empty for nothing.

    Args:
        store: Of the campaign.
        strategy: Judges the trial by what was known then, and by what is known now.
        trial: Planned, edited or approved, and not begun.
    """
    if trial.state not in OPEN or last_end(store) < trial.state_line:
        return ""
    trials = read_trials(store)
    known = [other for other in trials if 0 < (other.closed_line or 0) < trial.state_line]
    before, now = (
        float(strategy.p_intact(observations(cells), [trial.planned])[0])
        for cells in (known, trials)
    )
    if now >= _FALLEN * before:
        return ""
    word = "approved" if trial.state == "approved" else "planned"
    return (
        f"since it was {word} the probability that it stays whole fell from {before:.2f} to "
        f"{now:.2f}"
    )
