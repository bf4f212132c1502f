"""Readings of one cell: measuring it again is another noise than pressing another.

Observations with the same trial number and the same achieved point are readings of one cell. They
become one observation, the mean of its readings, so that a cell read five times counts as one cell
pressed; what five readings of the same cell scatter is the repeatability of the measurement.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt

import numpy as np

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

    Raises:
        ValueError: it is no list of observations.
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
