"""The least capacity lost in cycling."""

from math import log

from doe.goal import Goal, Measured
from doe.trials import Observation

_LEAST_LOSS = 0.003  # below this a cycler cannot tell losses apart
_LOSS_STD = 0.005  # share of capacity; repeatability of a capacity measurement


def log_loss(cell: Observation) -> Measured | None:
    """Ln of the share of capacity that an intact cell lost."""
    if not cell.intact or cell.retention is None:
        return None
    loss = max(1.0 - cell.retention, _LEAST_LOSS)
    return Measured(log(loss), (_LOSS_STD / max(loss, _LOSS_STD)) ** 2)


GOAL = Goal(
    name="cycle_life",
    title="highest share of capacity kept after cycling",
    measure=log_loss,
    needs="the retention of intact cells",
)
