"""Rules for choosing the next cell; one file a rule, each with `score(situation) -> (n,)`.

The rule's name is the file's name. Higher is better; values are logarithms, so that a prior and a
barrier can be added.
"""

from functools import lru_cache

from doe.domain.plug_ins import plug_in, plug_in_names
from doe.scoring.candidate_predictions import Rule


def names() -> tuple[str, ...]:
    """All rules there are."""
    return plug_in_names(__path__)


@lru_cache
def load(name: str) -> Rule:
    """The rule of that name.

    Raises:
        ValueError: there is none.
    """
    rule: Rule = plug_in(__name__, __path__, name, kind="acquisition").score
    return rule
