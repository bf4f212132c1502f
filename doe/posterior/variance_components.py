"""Three noises: the same cell measured again, another cell of the lot, a cell of another lot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt

import numpy as np

from doe.posterior.posterior import Posterior
from doe.trials import Observation

TYPICAL_READING = 0.02
"""Ln units from reading to reading of one mounted cell, before there are two. Chosen: an analyser's
0.5 to 1 % and as much again for contact and temperature (0.2 K are 1 % at 0.35 eV). Readings of
one's own replace it after a few (`_READING_WEIGHT`)."""
_READING_WEIGHT = 2.0  # that expectation counts as two readings


@dataclass(frozen=True)
class Readings:
    """A history with one observation for each cell.

    Attributes:
        cells: in the order of their first reading.
        std: scatter of a cell's readings, ln units; None where no cell was measured twice.
    """

    cells: tuple[Observation, ...]
    std: float | None


def one_per_cell(history: Sequence[Observation]) -> Readings:
    """Put the readings of each cell together.

    The resistance is the geometric mean of the intact readings; its uncertainty is what readings
    scatter, pooled over all cells that were read again, or what the instrument says where that is
    more. The worst grade of damage counts, and a short once seen.
    """
    if isinstance(history, Observation) or not all(isinstance(c, Observation) for c in history):
        raise ValueError(
            "The history is a list of doe.trials.Observation, one a cell; a pandas frame becomes "
            "one with campaigns.history_of(frame, space)."
        )
    groups: dict[object, list[Observation]] = {}
    for row, cell in enumerate(history):
        named = cell.trial is not None
        point = tuple(sorted(cell.point.items()))
        key = (cell.trial, cell.rung, point) if named else ("row", row)
        groups.setdefault(key, []).append(cell)
    if len(groups) == len(history):
        return Readings(tuple(history), None)
    std = _pooled([_logs(group) for group in groups.values()])
    return Readings(tuple(_merged(group, std) for group in groups.values()), std)


def _logs(group: Sequence[Observation]) -> list[float]:
    return [log(c.asr_ohm_cm2) for c in group if c.intact and c.asr_ohm_cm2 is not None]


def _pooled(groups: Sequence[list[float]]) -> float | None:
    """Standard deviation within cells, drawn to the typical one while few were read again."""
    degrees = sum(max(len(logs) - 1, 0) for logs in groups)
    if degrees == 0:
        return None
    squares = sum(float(np.sum((np.array(logs) - np.mean(logs)) ** 2)) for logs in groups if logs)
    return sqrt((_READING_WEIGHT * TYPICAL_READING**2 + squares) / (_READING_WEIGHT + degrees))


def _merged(group: Sequence[Observation], std: float | None) -> Observation:
    """The cell that the readings are of."""
    cell = replace(
        group[0],
        damage=max(reading.damage for reading in group),
        shorted=any(reading.shorted for reading in group),
        failure=tuple({mode for reading in group for mode in reading.failure}),
        retention=next((c.retention for c in reversed(group) if c.retention is not None), None),
    )
    logs = _logs(group)
    if not logs or std is None:
        return cell
    asr = exp(sum(logs) / len(logs))
    said = max(c.asr_std_ohm_cm2 or 0.0 for c in group)
    return replace(cell, asr_ohm_cm2=asr, asr_std_ohm_cm2=max(asr * std / sqrt(len(logs)), said))


@dataclass(frozen=True)
class VarianceComponents:
    """Scatter of ln ASR, one sigma; a tenth is about ten per cent of the ASR.

    Attributes:
        measured_again: of one cell; None where no cell was measured twice.
        pressed_again: another cell of the same lot, measurement included.
        another_lot: what lots differ by in addition; None where there are not two.
        lots: how many lots there are; 0 where nobody noted them.
    """

    measured_again: float | None
    pressed_again: float
    another_lot: float | None
    lots: int


def noises(posterior: Posterior, measured_again: float | None) -> VarianceComponents | None:
    """What the history tells of them; None before the first resistance."""
    if posterior.resistance is None:
        return None
    surface, cells = posterior.resistance, posterior.cells
    lots = len({int(code) for code in cells.lots[cells.resistance.rows] if code >= 0})
    another = surface.lot_std or None
    return VarianceComponents(measured_again, surface.noise_std, another, lots)
