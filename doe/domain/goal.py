"""What a goal is: which value is to be made small, and how much staying intact counts in it."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log

from doe.trials import Observation


@dataclass(frozen=True)
class Measured:
    """A target value of one intact cell, with its own variance of measurement."""

    value: float
    variance: float = 0.0


@dataclass(frozen=True)
class Goal:
    """What a campaign wants.

    The target that is made small is `weight * value - integrity_weight * ln P(intact)`.

    Attributes:
        name: as written in the campaign file.
        title: in words.
        measure: target value of an intact cell; None where it was not measured.
        needs: what must have been measured, in words.
        weight: weight of the measured value.
        integrity_weight: weight of staying intact, beyond the condition that holds for every goal.
        several: several goals are traded against each other (`scalarisation`); the weights then do
            not count.
    """

    name: str
    title: str
    measure: Callable[[Observation], Measured | None]
    needs: str
    weight: float = 1.0
    integrity_weight: float = 0.0
    several: bool = False


def log_resistance(cell: Observation) -> Measured | None:
    """Ln ASR of an intact cell; a broken or shorted one has none worth learning from."""
    if not cell.intact or cell.asr_ohm_cm2 is None:
        return None
    std = cell.asr_std_ohm_cm2 or 0.0
    return Measured(log(cell.asr_ohm_cm2), (std / cell.asr_ohm_cm2) ** 2)


_LEAST_LOSS = 0.003  # below this a cycler cannot tell losses apart
_LOSS_STD = 0.005  # share of capacity; repeatability of a capacity measurement


def log_loss(cell: Observation) -> Measured | None:
    """Ln of the share of capacity that an intact cell lost."""
    if not cell.intact or cell.retention is None:
        return None
    loss = max(1.0 - cell.retention, _LEAST_LOSS)
    return Measured(log(loss), (_LOSS_STD / max(loss, _LOSS_STD)) ** 2)
