"""What a campaign wants; one file a goal, each with `GOAL`. The goal's name is the file's name."""

from importlib import import_module
from pkgutil import iter_modules

from doe.domain.goal import Goal


def names() -> tuple[str, ...]:
    """All goals there are."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def load(name: str) -> Goal:
    """The goal of that name.

    Raises:
        ValueError: there is none.
    """
    if name not in names():
        raise ValueError(f"No goal is called {name!r}; there are {', '.join(names())}.")
    goal: Goal = import_module(f"{__name__}.{name}").GOAL
    return goal
