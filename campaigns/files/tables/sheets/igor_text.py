"""Igor text (.itx): waves side by side between BEGIN and END, their units in commands below.

Layout after the Igor Pro manual, "Igor Text File Format": `WAVES/D name, name`, `BEGIN`, rows,
`END`, `X SetScale d 0,0,"MPa", name` for the unit of a wave's values.
"""

from __future__ import annotations

import re

from campaigns.errors import WrongInputError
from campaigns.files.tables.sheets.raw_table import RawRow

_WAVES = re.compile(r"^WAVES(?:/\w+(?:=\([^)]*\))?)*\s+(?P<names>.+)$", re.IGNORECASE)
_UNIT = re.compile(
    r"^X\s+SetScale(?:/\w+)?\s+d\s*,?\s*[^,]*,[^,]*,\s*\"(?P<unit>[^\"]*)\"\s*,\s*(?P<names>.+)$",
    re.IGNORECASE,
)


def is_igor_text(text: str) -> bool:
    """Whether a file begins as Igor text does."""
    return text.lstrip("\ufeff").startswith("IGOR\n") or text.startswith("IGOR\r")


def rows_of_igor_text(name: str, text: str) -> list[RawRow]:
    """Titles, units and cells of the first block of waves.

    Raises:
        WrongInputError: there is no complete block of waves.
    """
    lines = text.splitlines()
    start = next((k for k, line in enumerate(lines) if _WAVES.match(line.strip())), None)
    end = next((k for k, line in enumerate(lines) if line.strip().upper() == "END"), None)
    if start is None or end is None or end <= start + 1:
        raise WrongInputError(f"{name} is Igor text without a block of waves (WAVES, BEGIN, END).")
    found = _WAVES.match(lines[start].strip())
    assert found is not None  # noqa: S101  it was looked for
    titles = _names(found["names"])
    units = dict.fromkeys(titles, "")
    for line in lines[end:]:
        if scale := _UNIT.match(line.strip()):
            units |= dict.fromkeys(_names(scale["names"]), scale["unit"])
    head = [RawRow(start + 1, tuple(titles))]
    if any(units.values()):
        head.append(RawRow(start + 1, tuple(units[title] for title in titles)))
    body = [
        RawRow(k + 1, tuple(re.split(r"\t|,|\s{2,}", lines[k].strip())))
        for k in range(start + 2, end)
        if lines[k].strip()
    ]
    return [*head, *body]


def _names(text: str) -> list[str]:
    return [name.strip().strip("'") for name in re.split(r"[,\t]", text) if name.strip()]
