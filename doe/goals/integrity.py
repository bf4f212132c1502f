"""Cells that stay intact; resistance only decides between equally safe protocols."""

from doe.domain.goal import Goal, log_resistance

GOAL = Goal(
    name="integrity",
    title="highest probability that a cell stays intact; resistance breaks ties",
    measure=log_resistance,
    needs="the resistance of intact cells",
    weight=0.05,  # 20 % more resistance weighs as much as 1 % less probability of staying intact
    integrity_weight=1.0,
)
