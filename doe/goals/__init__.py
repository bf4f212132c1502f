"""What a campaign wants; one file a goal, each with `GOAL`. The goal's name is the file's name."""

from functools import lru_cache

from doe.domain.goal import Goal
from doe.domain.plug_ins import plug_in, plug_in_names


def names() -> tuple[str, ...]:
    """All goals there are."""
    return plug_in_names(__path__)


@lru_cache
def load(name: str) -> Goal:
    """The goal of that name.

    Raises:
        ValueError: there is none.
    """
    goal: Goal = plug_in(__name__, __path__, name, kind="goal").GOAL
    return goal
