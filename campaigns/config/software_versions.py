"""What the numbers rest on, by version; what has no campaign file loads no schema for it."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

_RESTS_ON = ("copress", "numpy", "scipy", "scikit-learn", "scikit-optimize", "pymodbus")


def versions() -> dict[str, str]:
    """Version by the name of the package."""
    return {name: _version(name) for name in _RESTS_ON}


@cache  # reading what was installed takes 4 ms a package, and does not change meanwhile
def _version(name: str) -> str:
    return version(name)
