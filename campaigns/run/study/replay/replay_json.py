"""A replay as a document: the runs side by side, what they can tell, and what they rest on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from sqlalchemy import select

from campaigns.config.campaign_schema import Settings
from campaigns.config.software_versions import versions
from campaigns.errors import NotEnoughError
from campaigns.records.history import observations
from campaigns.records.load_trials import read_trials
from campaigns.run.study.replay.play import (
    OWN,
    ReplayRun,
    as_pressed,
    at_random,
    play,
    rival,
    whole_asr,
)
from campaigns.store import schema
from campaigns.store.audit_chain import BEGINNING, utc_now
from campaigns.store.campaign_store import Store
from campaigns.store.json_codec import plain
from campaigns.store.open_store import open_campaign
from doe.trials import Observation

LEAST_CELLS = 4  # chosen: with fewer there is nothing to choose among

Document = dict[str, object]
OnPick = Callable[[str, int, int], None]
"""Called with the strategy, cells so far, cells in all."""


def replay(
    settings: Settings,
    rivals: Sequence[str],
    *,
    within: float = 0.05,
    most_cells: int | None = None,
    on_pick: OnPick = lambda name, count, of: None,
) -> Document:
    """Let other strategies choose among the campaign's cells; JSON-ready.

    Args:
        settings: The campaign file.
        rivals: Names of `campaigns.run.study.replay.play.names`; the campaign's own is played as
            well.
        within: A cell this much above the campaign's best whole cell counts as having got there.
        most_cells: Only the first so many cells of the campaign; None for all.
        on_pick: Called with each cell.

    Raises:
        NotEnoughError: fewer than four cells, or no whole one that was measured.
        WrongInputError: no such strategy.
    """
    strategies = {name: rival(settings, name) for name in dict.fromkeys((OWN, *rivals))}
    with open_campaign(settings, create=False) as store:
        trials = read_trials(store)
        cells = observations(trials)[:most_cells]
        rests_on = _provenance(store, settings)
    target = _target(cells, within)
    runs = [as_pressed(cells)]
    for name, strategy in strategies.items():
        runs.append(
            play(
                name,
                strategy,
                cells,
                on_pick=lambda count, name=name: on_pick(name, count, len(cells)),  # type: ignore[misc]
            )
        )
    return {
        "campaign": settings.campaign.name,
        "simulated": settings.simulated or any(trial.simulated for trial in trials),
        "cells": len(cells),
        "within": within,
        "target_asr_ohm_cm2": target,
        "at_random_needs": at_random(cells, target),
        "runs": [_run(run, target) for run in runs],
        "in_words": in_words(runs, cells, target),
        "provenance": {**rests_on, "seed": settings.campaign.seed, "strategies": list(strategies)},
    }


def in_words(runs: Sequence[ReplayRun], cells: Sequence[Observation], target: float) -> list[str]:
    """What a replay tells, and what it cannot."""
    own = next(run for run in runs if run.name == OWN)
    said = []
    for run in runs[1:]:
        if run is own:
            continue
        said.append(_against(run, own, target))
    mean = max(run.mean_distance for run in runs)
    return [
        *said,
        f"Each strategy got the nearest of {len(cells)} pressed cells, on average up to "
        f"{mean:.2f} of a knob's range from the one it wanted; towards the end there is hardly a "
        "choice left. What it would have measured at its own points is not known.",
        "The cells were put where the campaign's own strategy looked, which favours it. One "
        "campaign is a single random sample: a difference of a few cells proves nothing. To "
        "compare, copress study runs many simulated campaigns.",
    ]


def _against(run: ReplayRun, own: ReplayRun, target: float) -> str:
    needed, of_own = run.needed(target), own.needed(target)
    if needed is None or of_own is None:  # every run takes every cell, so this is the same for all
        return f'"{run.name}" never got there.'
    if needed == of_own:
        return f'"{run.name}" needed as many cells as the campaign\'s own strategy: {needed}.'
    word = "fewer" if needed < of_own else "more"
    return (
        f'"{run.name}" needed {abs(needed - of_own)} cells {word} than the campaign\'s own '
        f"strategy ({needed} against {of_own}), on these cells."
    )


def _target(cells: Sequence[Observation], within: float) -> float:
    whole = [asr for asr in map(whole_asr, cells) if asr is not None]
    if len(cells) < LEAST_CELLS or not whole:
        raise NotEnoughError(
            f"a replay needs {LEAST_CELLS} cells, one of them intact and measured; there are "
            f"{len(cells)}, {len(whole)} of them intact and measured. Press more."
        )
    return min(whole) * (1.0 + within)


def _run(run: ReplayRun, target: float) -> Document:
    needed = run.needed(target)
    return {
        "strategy": run.name,
        "needed": needed,
        "broken_until_then": run.broken(needed),
        "mean_distance": run.mean_distance,
        "picks": [plain(pick) for pick in run.picks],
    }


def _provenance(store: Store, settings: Settings) -> Document:
    """By what somebody else can repeat it: the very records, the file, the versions."""
    table = schema.audit
    with store.connect() as connection:
        head = connection.scalar(select(table.c.sha256).order_by(table.c.id.desc()).limit(1))
    return {
        "store": str(store.place),
        "chain_head": head or BEGINNING,
        "campaign_file_sha256": hashlib.sha256(settings.path.read_bytes()).hexdigest(),
        "versions": versions(),
        "made_utc": utc_now(),
    }
