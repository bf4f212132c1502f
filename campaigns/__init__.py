"""Runs campaigns, explores past cells, reviews protocols: the only room that knows the others.

`make_strategy` is loaded when it is first asked for, so that `copress --help` stays quick.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from campaigns.optimiser.make_strategy import make_strategy

__all__ = ["make_strategy"]


def __getattr__(name: str) -> Any:
    """Load `make_strategy` on first use (PEP 562)."""
    if name != "make_strategy":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from campaigns.optimiser.make_strategy import make_strategy

    return make_strategy
