"""Copress with one ingredient left out, to see what each one brings.

What a user can switch is switched as a user would; what nobody should switch is replaced from
outside for the time of a run, so that the product carries no switch for its own benchmark.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

import numpy as np

from doe.facts import FACTS
from doe.knowledge import Knowledge


@dataclass(frozen=True)
class Ablation:
    """What is left out.

    Attributes:
        settings: of `make_strategy`.
        replaced: dotted names and what stands in for them.
    """

    settings: dict[str, object] = field(default_factory=dict)
    replaced: dict[str, object] = field(default_factory=dict)


ONLY_CORRIDOR = Knowledge().without(*(fact.key for fact in FACTS))

ABLATIONS: dict[str, Ablation] = {
    "copress": Ablation(),
    "copress_replicates": Ablation({"replicates": True}),
    "copress_no_knowledge": Ablation({"knowledge": False}),
    "copress_no_shapes": Ablation({"knowledge": ONLY_CORRIDOR}),
    "copress_no_corridor": Ablation({"knowledge": Knowledge().without("corridor")}),
    "copress_no_pull": Ablation({"prior_weight": 0.0}),
    "copress_no_scale": Ablation(
        replaced={"doe.turn.at_its_scale": lambda known, *_: known},
    ),
    "copress_no_sound": Ablation(
        replaced={"surrogate.integrity.Safety.p_sound": lambda at, _: np.ones(at.means.shape[1])},
    ),
    "copress_no_bold": Ablation(
        replaced={"doe.risk.RiskBudget._is_bold": lambda *_: False},
    ),
    "copress_no_confirming": Ablation(replaced={"doe.turn.Turn.confirming": None}),
    "copress_lower_bound": Ablation({"acquisition": "lower_confidence_bound"}),
}


@contextmanager
def left_out(method: str) -> Iterator[None]:
    """Within, Copress lacks what the ablation `method` leaves out; nothing happens for others."""
    with ExitStack() as stack:
        for name, stand_in in ABLATIONS.get(method, Ablation()).replaced.items():
            stack.enter_context(patch(name, stand_in))
        yield
