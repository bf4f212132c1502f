"""Campaigns on random powders, pressed to the end of their budget and kept cell by cell.

What is judged on them afterwards (certificates, advice) needs no new campaign. One line of JSON a
campaign; what is there is skipped. All cells are simulated.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from powder_worlds import World, draw, draw_coarse

from campaigns import make_strategy
from doe.strategy import Strategy
from doe.trials import Observation

_PRECISION = 0.02  # of each resistance, one sigma


def world_of(family: str, index: int) -> World:
    """The powder of that number."""
    return draw_coarse(index) if family == "coarse" else draw(family, index)


def strategy_of(world: World) -> Strategy:
    """As a campaign file without further settings sets it up."""
    return make_strategy(world.space, seed=world.index)


def record(path: Path, families: Sequence[str], indices: Sequence[int]) -> None:
    """Press what is missing."""
    done = {(family, index) for family, index, _ in histories(path)}
    for index in indices:
        for family in families:
            if (family, index) not in done:
                world = world_of(family, index)
                line = {"family": family, "index": index, "cells": _pressed(world)}
                with path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(line) + "\n")


def histories(path: Path) -> Iterator[tuple[str, int, list[Observation]]]:
    """Family, number and cells of each campaign that is finished."""
    if not path.exists():
        return
    for text in path.read_text(encoding="utf-8").splitlines():
        line = json.loads(text)
        cells = [
            Observation(
                cell["point"],
                damage=cell["damage"],
                shorted=cell["shorted"],
                failure=tuple(cell["failure"]),
                asr_ohm_cm2=cell["asr_ohm_cm2"],
                asr_std_ohm_cm2=cell["asr_ohm_cm2"] and _PRECISION * cell["asr_ohm_cm2"],
            )
            for cell in line["cells"]
        ]
        yield line["family"], line["index"], cells


def _pressed(world: World) -> list[dict[str, object]]:
    strategy, history, cells = strategy_of(world), [], []
    for cell in range(world.cells):
        point = strategy.propose(history)
        fate = world.press(point, np.random.default_rng([world.index, cell]))
        asr = fate.asr_ohm_cm2
        history.append(
            Observation(
                fate.point,
                damage=fate.damage,
                shorted=fate.shorted,
                failure=fate.failure,  # type: ignore[arg-type]
                asr_ohm_cm2=asr,
                asr_std_ohm_cm2=None if asr is None else _PRECISION * asr,
            )
        )
        cells.append(
            {
                "point": dict(fate.point),
                "damage": fate.damage,
                "shorted": fate.shorted,
                "failure": list(fate.failure),
                "asr_ohm_cm2": asr,
            }
        )
    return cells
