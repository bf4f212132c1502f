"""Versions of Copress and of what its numbers rest on."""

from __future__ import annotations

from importlib.metadata import version

_RESTS_ON = ("copress", "numpy", "scipy", "scikit-learn", "scikit-optimize", "pymodbus")


def versions() -> dict[str, str]:
    """Version by the name of the package."""
    return {name: version(name) for name in _RESTS_ON}
