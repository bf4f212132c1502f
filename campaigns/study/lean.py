"""Keeps out of a worker's memory what it never uses."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def hidden(name: str) -> Iterator[None]:
    """Let imports within find a package missing, unless it is loaded already.

    scikit-learn loads pandas, and pandas pyarrow, wherever they are installed, only to take tables
    as well as arrays: 70 MB in each process of a study, where nobody hands it a table. Afterwards
    the package can be imported as ever.

    Args:
        name: Of a package that whoever imports it within can do without.
    """
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # Python's own way to forbid an import
    try:
        yield
    finally:
        del sys.modules[name]
