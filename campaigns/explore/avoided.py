"""Which cells of a table keep a recommendation away from their settings, and what is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from campaigns.files.tables.complaints import rows_said
from campaigns.files.tables.past_cells import PastCell
from doe.knobs.knob_values import Value
from doe.space import Space

_ENOUGH = 9
"""Intact cells at a setting for each that broke there: a recommendation asks for P(intact) 0.9."""


def avoided(
    doubted: Sequence[PastCell], cells: Sequence[PastCell], space: Space
) -> tuple[Mapping[str, Value], ...]:
    """Settings of cells that may have broken, and of those that did with too few intact ones there.

    Args:
        doubted: cells kept out because what is written of them is in doubt or not understood.
        cells: those that are used.
        space: the knobs.
    """
    broke = [c for c in cells if c.shorted or c.damage]
    intact = Counter(_key(c, space) for c in cells if c.looked_at and not (c.shorted or c.damage))
    failures = Counter(_key(c, space) for c in broke)
    failed = [c for c in broke if intact[key := _key(c, space)] < _ENOUGH * failures[key]]
    named = [c for c in (*doubted, *failed) if set(space.names) <= set(c.achieved)]
    return tuple({name: c.achieved[name] for name in space.names} for c in named)


def doubt_said(doubted: Sequence[PastCell]) -> str:
    """What must stand at the head of a recommendation; "" where no cell is doubted."""
    if not doubted:
        return ""
    rows = rows_said([cell.row for cell in doubted])
    words = ", ".join(dict.fromkeys(repr(cell.deciding) for cell in doubted[:3]))
    one = len(doubted) == 1
    return (
        f"What became of the {'cell' if one else 'cells'} in {rows} is not known ({words}): kept "
        f"out, and nothing is recommended within a step of {'its' if one else 'their'} settings. "
        f"If {'it' if one else 'they'} broke, a protocol near {'it' if one else 'them'} may break "
        "too. Say what it means with --word."
    )


def _key(cell: PastCell, space: Space) -> tuple[Value | None, ...]:
    return tuple(cell.achieved.get(name) for name in space.names)
