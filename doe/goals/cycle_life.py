"""The least capacity lost in cycling."""

from doe.domain.goal import Goal, log_loss

GOAL = Goal(
    name="cycle_life",
    title="highest share of capacity kept after cycling",
    measure=log_loss,
    needs="the retention of intact cells",
)
