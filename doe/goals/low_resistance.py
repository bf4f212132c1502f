"""The least resistance that intact cells can have."""

from doe.domain.goal import Goal, log_resistance

GOAL = Goal(
    name="low_resistance",
    title="lowest area-specific resistance among protocols that keep cells intact",
    measure=log_resistance,
    needs="the resistance of intact cells",
)
