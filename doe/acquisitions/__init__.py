"""Rules for choosing the next cell; one file a rule, each with `score(situation) -> (n,)`.

The rule's name is the file's name. Higher is better; values are logarithms, so that a prior and a
barrier can be added.
"""

from importlib import import_module
from pkgutil import iter_modules

from doe.scoring.candidate_predictions import Rule


def names() -> tuple[str, ...]:
    """All rules there are."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def load(name: str) -> Rule:
    """The rule of that name.

    Raises:
        ValueError: there is none.
    """
    if name not in names():
        raise ValueError(f"No acquisition is called {name!r}; there are {', '.join(names())}.")
    rule: Rule = import_module(f"{__name__}.{name}").score
    return rule
