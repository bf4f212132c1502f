"""Which sample a file belongs to: by its name or a side file, never by when it came.

A file in a drop folder is named by people and instruments: `cell-0007.mpt`, `cell-0007_C01.mpr`,
`2026-11-22 cell-0007 EIS.DTA`. The label must stand there whole: `cell-00071` is another cell.
"""

from __future__ import annotations

import re
from pathlib import Path

from hardware.eis.parsing.open_circuit_voltage import SideFileError, side_file


class IdentityError(ValueError):
    """A file says two different things about its sample, or its side file cannot be read."""


def claims(path: Path, sample_label: str) -> bool | None:
    """Whether a file says that it is of this sample.

    Args:
        path: The file. Next to it may lie `<file name>.sample.json`, `{"sample_label": "..."}`;
            one with only an `ocv_v` says nothing about the sample.
        sample_label: E.g. `cell-0007`.

    Returns:
        True or False as the file says; None when it says nothing about any sample.

    Raises:
        IdentityError: name and side file contradict each other, or the name contains two labels.
    """
    named = _labels_in(path.stem, sample_label)
    next_to = _next_to(path)
    if len(named) > 1:
        raise IdentityError(f"its name contains {' and '.join(sorted(named))}")
    if next_to is not None and named and named != {next_to.casefold()}:
        raise IdentityError(f"its name says {named.pop()}, its side file says {next_to}")
    said = {next_to.casefold()} if next_to is not None else named
    return sample_label.casefold() in said if said else None


def _labels_in(stem: str, sample_label: str) -> set[str]:
    """Labels of the same make (`cell-` and digits) that stand whole in a name."""
    text, label = stem.casefold(), sample_label.casefold()
    parts = re.fullmatch(r"(.*?)(\d+)", label)
    patterns = [re.escape(label)]
    if parts and parts[1]:
        patterns.append(re.escape(parts[1]) + r"\d+")
    whole = rf"(?<![a-z0-9])(?:{'|'.join(patterns)})(?![a-z0-9])"
    return set(re.findall(whole, text))


def _next_to(path: Path) -> str | None:
    try:
        next_to = side_file(path)
    except SideFileError as trouble:
        raise IdentityError(str(trouble)) from trouble
    said = next_to.get("sample_label")
    if "sample_label" not in next_to:
        return None
    if not isinstance(said, str):
        raise IdentityError("its side file holds no text as sample_label")
    return said
