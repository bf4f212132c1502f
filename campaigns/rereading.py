"""Trials read anew after the campaign file has changed: a knob that varies now stood somewhere.

What stands in the store is never altered. A value that was fixed when a cell was pressed is in the
cell's own records; it joins the point when the file makes a knob of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from campaigns.faults import WrongInputError

if TYPE_CHECKING:
    from campaigns.history import TrialRecord


def reread(
    trials: Sequence[TrialRecord], knobs: Sequence[str], held: Mapping[str, float]
) -> list[TrialRecord]:
    """The trials with a value for each of the knobs.

    Args:
        trials: As they were written.
        knobs: What the campaign file varies now.
        held: Where knobs stood that no record names, `[transfer.held]`.

    Raises:
        WrongInputError: nothing says where a knob stood.
    """
    names = frozenset(knobs)
    return [trial if _names_all(trial, names) else _completed(trial, knobs, held)
            for trial in trials]  # fmt: skip


def _names_all(trial: TrialRecord, names: frozenset[str]) -> bool:
    seen = trial.observation
    return trial.planned.keys() >= names and (seen is None or seen.point.keys() >= names)


def _completed(trial: TrialRecord, knobs: Sequence[str], held: Mapping[str, float]) -> TrialRecord:
    commanded = {**held, **trial.protocol}
    if unknown := [name for name in knobs if name not in commanded]:
        name = unknown[0]
        raise WrongInputError(
            f"trial {trial.number} was planned before the campaign varied {name}, and no record "
            f"says at which value it stood. Say so: [transfer.held] {name} = ..."
        )
    set_to = {name: commanded[name] for name in knobs}
    came_to = {**set_to, **{name: value for name, value in (trial.achieved or {}).items()
                            if name in set_to}}  # fmt: skip
    seen = trial.observation
    return replace(
        trial,
        planned={**set_to, **trial.planned},
        proposed={**set_to, **trial.proposed},
        protocol={**set_to, **trial.protocol},
        achieved=None if trial.achieved is None else {**came_to, **trial.achieved},
        observation=None if seen is None else replace(seen, point={**came_to, **seen.point}),
    )
