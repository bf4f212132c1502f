"""Learns from arrays: Gaussian process on ln(ASR), probability of an intact cell.

The estimators are loaded when they are first asked for: `import surrogate` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from surrogate.estimators.integrity_classifier import IntegrityClassifier
    from surrogate.estimators.resistance_regressor import ResistanceRegressor

__all__ = ["IntegrityClassifier", "ResistanceRegressor"]

_HOMES = {
    "IntegrityClassifier": "surrogate.estimators.integrity_classifier",
    "ResistanceRegressor": "surrogate.estimators.resistance_regressor",
}


def __getattr__(name: str) -> Any:
    """Load an estimator on first use (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names, for completion in a notebook."""
    return sorted({*globals(), *__all__})
