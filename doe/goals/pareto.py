"""Several goals at once: resistance, integrity, retention where it is measured, and time."""

from doe.domain.goal import Goal, log_resistance

GOAL = Goal(
    name="pareto",
    title="resistance, integrity, capacity kept and time per cell, traded against each other",
    measure=log_resistance,
    needs="the resistance of intact cells",
    several=True,
)
