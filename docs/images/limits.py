"""The picture of the method's page: how three cells box in the limits of a knob.

python docs/images/limits.py
"""

from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from campaigns import make_strategy
from doe.space import Parameter, Space
from doe.trials import Observation

TARGET = Path(__file__).parent / "limits.svg"
SPACE = Space((Parameter("copress_mpa", 50, 800, step=5),))
CELLS = (
    Observation({"copress_mpa": 430}, damage=2, failure=("cracked",)),
    Observation({"copress_mpa": 260}, asr_ohm_cm2=62.0),
    Observation({"copress_mpa": 330}, damage=2, failure=("cracked",)),
)


def picture() -> Figure:
    """P(holds) against cracking and against crumbling, before any cell and after each."""
    strategy = make_strategy(SPACE)
    pressures = np.arange(50.0, 801.0, 5.0)
    points = [{"copress_mpa": p} for p in pressures]
    figure = Figure(figsize=(9.6, 2.6), layout="constrained")
    axes = figure.subplots(1, len(CELLS) + 1, sharey=True)
    for count, at in enumerate(axes):
        history = CELLS[:count]
        holds = strategy.p_holds(history, points)
        at.plot(pressures, holds["cracked"], color="tab:red", label="cracking")
        at.plot(pressures, holds["crumbled"], color="tab:blue", label="crumbling")
        at.plot(pressures, strategy.p_intact(history, points), color="black", label="P(intact)")
        for cell in history:
            mark, colour = ("o", "black") if cell.intact else ("x", "tab:red")
            at.plot(cell.point["copress_mpa"], 0.04, mark, color=colour)
        at.set_title("before any cell" if not count else f"after {count}", fontsize=9)
        at.set_xlabel("copress_mpa")
    axes[0].set_ylabel("probability to hold")
    axes[0].legend(fontsize=7, loc="lower center")
    return figure


if __name__ == "__main__":
    picture().savefig(TARGET, metadata={"Date": None})
