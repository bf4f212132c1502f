"""Three recorded campaigns: as a campaign file, as Python, and the cells that were pressed.

Run as a program, it prints what each would press next, a line of JSON each.
"""

import json
import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from support.campaign import BENCH_BY_HAND

from campaigns import make_strategy
from campaigns.config.load_campaign import load_settings
from campaigns.optimiser.strategy_from_settings import strategy_of
from doe.recommendation.recommendation import TooFewCellsError
from doe.series import Series
from doe.space import Parameter, Space
from doe.strategy import Strategy
from doe.trials import Observation

BENCH = BENCH_BY_HAND.replace('kind = "manual"', 'kind = "simulated"')
"""A press that sets every number: nothing is rounded to what a hand can set."""


@dataclass(frozen=True)
class Recorded:
    """One campaign, given twice.

    Attributes:
        file: All of its campaign file but the bench.
        knobs: The same space in Python.
        cells: How many were pressed.
        settings: The same settings in Python.
    """

    file: str
    knobs: tuple[Parameter, ...]
    cells: int
    settings: Mapping[str, Any] = field(default_factory=dict)

    def history(self) -> list[Observation]:
        """The cells: spread over the space, their results by a rule of thumb, the same always."""
        space, chance = Space(self.knobs), np.random.default_rng(len(self.file))
        rows = space.from_unit(chance.random((self.cells, len(self.knobs))))
        return [_pressed(space.point(row), k + 1) for k, row in enumerate(rows)]

    def of_file(self, folder: Path) -> Strategy:
        """The strategy of the campaign file."""
        path = folder / "recorded.toml"
        path.write_text(self.file + BENCH, encoding="utf-8")
        return strategy_of(load_settings(path))

    def of_python(self) -> Strategy:
        """The strategy with the same settings as keyword arguments."""
        return make_strategy(Space(self.knobs), **self.settings)


def _pressed(point: Mapping[str, Any], trial: int) -> Observation:
    """Resistance falls with pressure; above 520 MPa and for every seventh cell it breaks."""
    broken = point["copress_mpa"] > 520 or trial % 7 == 0
    asr = 120.0 * math.exp(300.0 / point["copress_mpa"]) * (1.0 + 0.03 * math.sin(trial))
    if broken:
        return Observation(point, damage=2, failure=("cracked",), trial=trial)
    return Observation(point, asr_ohm_cm2=asr, asr_std_ohm_cm2=0.02 * asr, damage=0, trial=trial)


def answers(strategy: Strategy, history: list[Observation]) -> str:
    """What it would press before, in the middle and at the end, and its advice: JSON."""
    said: list[object] = []
    for count in (0, 3, len(history)):
        known = history[:count]
        said.append(dict(strategy.propose(known)))
        try:
            advice = strategy.recommend(known)
        except TooFewCellsError as missing:
            said.append(str(missing))
        else:
            said.append([dict(advice.point), vars(advice.asr_ohm_cm2), advice.p_intact])
    return json.dumps(said, sort_keys=True)


CAMPAIGNS = {
    "rules and replicates": Recorded(
        file="""\
constraints = ["anode_mpa <= 0.75 * copress_mpa"]
[campaign]
name = "rules"
goal = "low_resistance"
budget = 20
seed = 7
[design]
runs = 5
[strategy]
replicates = true
[space.copress_mpa]
low = 100
high = 600
step = 5
[space.anode_mpa]
low = 40
high = 200
step = 2
[space.copress_dwell_s]
low = 10
high = 600
scale = "log"
[fixed]
ramp_mpa_s = 5
release_mpa_s = 5
stack_mpa = 50
anode_dwell_s = 20
""",
        knobs=(
            Parameter("copress_mpa", 100, 600, step=5),
            Parameter("anode_mpa", 40, 200, step=2),
            Parameter("copress_dwell_s", 10, 600, scale="log"),
        ),
        cells=11,
        settings={
            "goal": "low_resistance",
            "seed": 7,
            "n_initial": 5,
            "constraints": ["anode_mpa <= 0.75 * copress_mpa"],
            "fixed": {
                "ramp_mpa_s": 5.0,
                "release_mpa_s": 5.0,
                "stack_mpa": 50.0,
                "anode_dwell_s": 20.0,
            },
            "budget": 20,
            "replicates": True,
        },
    ),
    "choices and a list": Recorded(
        file="""\
[campaign]
name = "choices"
goal = "integrity"
budget = 16
seed = 3
broken_budget = 4
[strategy]
acquisition = "lower_confidence_bound"
[space.copress_mpa]
low = 100
high = 600
step = 5
[space.copress_dwell_s]
values = [60, 120, 300]
scale = "log"
[space.foil]
choices = ["PTFE foil", "bare", "graphite"]
change_s = 600
[fixed]
ramp_mpa_s = 5
release_mpa_s = 5
""",
        knobs=(
            Parameter("copress_mpa", 100, 600, step=5),
            Parameter("copress_dwell_s", values=(60, 120, 300), scale="log"),
            Parameter("foil", choices=("PTFE foil", "bare", "graphite"), change_s=600),
        ),
        cells=9,
        settings={
            "goal": "integrity",
            "seed": 3,
            "fixed": {"ramp_mpa_s": 5.0, "release_mpa_s": 5.0},
            "budget": 16,
            "broken_budget": 4,
            "acquisition": "lower_confidence_bound",
        },
    ),
    "series and costs": Recorded(
        file="""\
[campaign]
name = "series"
goal = "low_resistance"
budget = 12
seed = 123
start = "gentle"
[cost]
handling_s = 900
measurement_s = 300
weight = 0.5
[series]
knob = "copress_mpa"
rungs = 3
stop = "failure"
[space.copress_mpa]
low = 100
high = 600
step = 5
[space.release_mpa_s]
low = 0.5
high = 50
scale = "log"
[fixed]
copress_dwell_s = 60
ramp_mpa_s = 5
""",
        knobs=(
            Parameter("copress_mpa", 100, 600, step=5),
            Parameter("release_mpa_s", 0.5, 50, scale="log"),
        ),
        cells=8,
        settings={
            "goal": "low_resistance",
            "seed": 123,
            "start": "gentle",
            "fixed": {"copress_dwell_s": 60.0, "ramp_mpa_s": 5.0},
            "budget": 12,
            "handling_s": 900,
            "measurement_s": 300,
            "cost_weight": 0.5,
            "series": Series(knob="copress_mpa", rungs=3, stop="failure"),
        },
    ),
}


if __name__ == "__main__":
    for recorded in CAMPAIGNS.values():
        said = answers(recorded.of_file(Path(sys.argv[1])), recorded.history())
        sys.stdout.write(f"{said}\n")
