"""Runs campaigns, explores past cells, reviews protocols: the only room that knows the others.

What Python users call is loaded when it is first asked for, so that `copress --help` stays quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from campaigns.optimiser.ask_and_tell import Optimizer
    from campaigns.optimiser.make_strategy import make_strategy
    from campaigns.records.optimize_result import optimize_result

__all__ = ["Optimizer", "make_strategy", "optimize_result"]

_HOMES = {
    "Optimizer": "campaigns.optimiser.ask_and_tell",
    "make_strategy": "campaigns.optimiser.make_strategy",
    "optimize_result": "campaigns.records.optimize_result",
}


def __getattr__(name: str) -> Any:
    """Load a public name on first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
