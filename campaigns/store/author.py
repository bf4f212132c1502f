"""Who is acting: the name that stands next to every decision."""

from __future__ import annotations

import getpass
import os

NAMED_BY = "COPRESS_PERSON"
"""An environment variable for shared logins: the person's name."""


def who() -> str:
    """The person at this terminal; `unknown` where the system knows no name."""
    if named := os.environ.get(NAMED_BY, "").strip():
        return named
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container without users
        return "unknown"
