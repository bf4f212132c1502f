"""Runs campaigns, explores past cells, reviews protocols: the only room that knows the others.

What Python users call is loaded when it is first asked for, so that `copress --help` stays quick.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from campaigns.optimiser.ask_and_tell import Optimizer
    from campaigns.optimiser.frames import candidates, frame_of, history_of, predictions
    from campaigns.optimiser.make_strategy import make_strategy
    from campaigns.records.exchange.scipy_result import optimize_result
    from campaigns.report.notebook import Campaign

__all__ = [
    "Campaign",
    "Optimizer",
    "candidates",
    "frame_of",
    "history_of",
    "make_strategy",
    "optimize_result",
    "predictions",
]

_HOMES = {
    "Campaign": "campaigns.report.notebook",
    "candidates": "campaigns.optimiser.frames",
    "frame_of": "campaigns.optimiser.frames",
    "history_of": "campaigns.optimiser.frames",
    "predictions": "campaigns.optimiser.frames",
    "Optimizer": "campaigns.optimiser.ask_and_tell",
    "make_strategy": "campaigns.optimiser.make_strategy",
    "optimize_result": "campaigns.records.exchange.scipy_result",
}


def __getattr__(name: str) -> Any:
    """Load a public name on first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names, for completion in a notebook."""
    return sorted({*globals(), *__all__})
