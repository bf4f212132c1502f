"""Settings at which nothing is recommended: a cell pressed there broke, or may have broken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from campaigns.files.tables.cells import rows_said
from campaigns.files.tables.past_cells import PastCell
from doe.domain.constraints import Columns
from doe.domain.values import Value
from doe.space import Parameter, Space

_DIAL = 0.01
"""Share of the range that is a step of the dial where the knob has none: as the steps that are
given to the knobs of a table."""


@dataclass(frozen=True, eq=False)
class NotAt:
    """A rule: no setting within a step of the dial, in every knob, of these.

    Attributes:
        space: the knobs.
        settings: what is avoided.
    """

    space: Space
    settings: tuple[Mapping[str, Value], ...]

    @property
    def text(self) -> str:
        """The rule in words."""
        return "none of the settings whose cells failed or carry a word that is not understood"

    def __call__(self, columns: Columns) -> NDArray[np.bool_]:
        """Which candidates obey: columns of n physical values each to a mask (n,)."""
        rows = np.stack([np.asarray(columns[n], dtype=float) for n in self.space.names], axis=1)
        far, _ = self._tree.query(self._steps(rows), p=np.inf, distance_upper_bound=1.0 + 1e-6)
        return np.asarray(np.isinf(far), dtype=bool)

    @cached_property
    def _tree(self) -> KDTree:
        return KDTree(self._steps(self.space.rows(self.settings)))

    def _steps(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """Physical values (n, d) in steps of the dial; of choices any other is far away."""
        widths = [_unit_step(knob) for knob in self.space.parameters]
        return np.asarray(self.space.to_unit(rows) / np.array(widths))


def _unit_step(knob: Parameter) -> float:
    if knob.choices:
        return 0.5 / len(knob.choices)
    if knob.step is None or knob.scale == "log":
        return _DIAL
    return knob.step / (knob.high - knob.low)


def avoided(
    doubted: Sequence[PastCell], cells: Sequence[PastCell], space: Space
) -> tuple[Mapping[str, Value], ...]:
    """Settings of cells that may have broken, and of those that did with no intact one there.

    Args:
        doubted: cells kept out because what is written of them is in doubt or not understood.
        cells: those that are used.
        space: the knobs.
    """
    held = {_key(c, space) for c in cells if c.looked_at and not (c.shorted or c.damage)}
    failed = [c for c in cells if (c.shorted or c.damage) and _key(c, space) not in held]
    named = [c for c in (*doubted, *failed) if set(space.names) <= set(c.achieved)]
    return tuple({name: c.achieved[name] for name in space.names} for c in named)


def doubt_said(doubted: Sequence[PastCell]) -> str:
    """What must stand at the head of a recommendation; "" where no cell is doubted."""
    if not doubted:
        return ""
    rows = rows_said([cell.row for cell in doubted])
    words = ", ".join(dict.fromkeys(repr(cell.deciding) for cell in doubted[:3]))
    return (
        f"What became of the {'cell' if len(doubted) == 1 else 'cells'} in {rows} is not known "
        f"({words}): kept out, and nothing is recommended within a step of their settings. If "
        "they broke, a protocol near them may break too. Say what it means with --word."
    )


def _key(cell: PastCell, space: Space) -> tuple[Value | None, ...]:
    return tuple(cell.achieved.get(name) for name in space.names)
