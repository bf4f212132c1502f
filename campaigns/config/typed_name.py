"""File names in commands that are shown, so that what is copied from the screen works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

_PLAIN = re.compile(r"[\w./\\:+@%,=-]+")
"""Signs that no shell of Linux, macOS or Windows cuts or changes."""


def typed_name(name: str | Path) -> str:
    """The name as it is typed: `"my cells.toml"` with its quotation marks, `cells.toml` without."""
    text = str(name)
    if _PLAIN.fullmatch(text):
        return text
    return shlex.quote(text) if re.search(r"[\"$`!]", text) else f'"{text}"'
