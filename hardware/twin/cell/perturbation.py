"""The same kind of cell with other numbers where nobody has measured them."""

from dataclasses import fields, replace

import numpy as np

from hardware.twin.cell.parameters import CellDesign
from hardware.twin.cell.provenance import Origin, known_numbers


def perturbed(design: CellDesign, swing: float, chance: np.random.Generator) -> CellDesign:
    """Draw every assumed number of a cell again, each by itself, evenly within a share of it.

    Args:
        design: the cell as the preset has it; fitted and stated numbers stay.
        swing: 0.2 draws between 0.8 and 1.2 times each number.
        chance: where the draws come from.
    """
    drawn: dict[str, dict[str, float]] = {}
    for row in known_numbers(design):
        if row.origin is Origin.ASSUMED:
            factor = chance.uniform(1.0 - swing, 1.0 + swing)
            drawn.setdefault(row.table, {})[row.name] = row.value * factor
    tables = {
        entry.name: replace(getattr(design, entry.name), **drawn[entry.name])
        for entry in fields(design)
        if entry.name in drawn
    }
    return replace(design, **tables)
