"""Where what belongs to one user of this computer is kept: keys, what was said of instruments."""

from __future__ import annotations

import os
from pathlib import Path


def kept_at(name: str, variable: str) -> Path:
    """Place of a user's file: named by an environment variable, else in the settings folder.

    Args:
        name: Of the file.
        variable: The environment variable.
    """
    if named := os.environ.get(variable):
        return Path(named).expanduser()
    if os.name == "nt":
        base = Path(os.environ.get("APPDATA", Path.home() / "AppData" / "Roaming"))
    else:
        base = Path(os.environ.get("XDG_CONFIG_HOME", Path.home() / ".config"))
    return base / "copress" / name
