"""From an instrument file to a resistance one can trust.

The functions most people need are here; they are imported when they are asked for, so that looking
into this package costs nothing. `resistance`, of a spectrum already read, is in the module of that
name.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hardware.eis.file_formats import read_spectra
    from hardware.eis.from_file import resistance_from_file

__all__ = ["read_spectra", "resistance_from_file"]

_HOMES = {
    "read_spectra": "hardware.eis.file_formats",
    "resistance_from_file": "hardware.eis.from_file",
}


def __getattr__(name: str) -> object:
    """Import one of the public functions on its first use."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
