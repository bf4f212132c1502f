"""What a cell is called by how it looks: one word for legends, tables and sentences."""

from typing import Literal, get_args

from doe.trials import Observation

Condition = Literal["intact", "hairline", "cracked", "delaminated", "shorted", "unread"]
CONDITIONS: tuple[Condition, ...] = get_args(Condition)
BROKEN: tuple[Condition, ...] = ("hairline", "cracked", "delaminated", "shorted")

_IN_PIECES = {"delaminated", "crumbled"}


def condition_of(cell: Observation) -> Condition:
    """The kind of cell: a short hides everything else, then damage 0..3 as the inspector saw it.

    A cell in pieces of which a person says "cracked", and neither of the modes of that grade, is
    a cracked one.
    """
    if cell.shorted:
        return "shorted"
    if cell.intact and cell.asr_ohm_cm2 is None:
        return "unread"
    if cell.damage == 3 and "cracked" in cell.failure and not _IN_PIECES & set(cell.failure):
        return "cracked"
    return ("intact", "hairline", "cracked", "delaminated")[cell.damage]
