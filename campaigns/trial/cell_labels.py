"""What a cell is called: its label on files, sheets and pages, and one word for how it looks."""

import re
from collections.abc import Callable
from typing import Literal, get_args

from doe.knobs.knob_values import number_text
from doe.trials import Observation


def rung_label(label: str, rung: int) -> str:
    """`cell-0007-r02`: what files of the second rung of that cell are called."""
    return f"{label}-r{rung:02d}"


def sample_label(number: int) -> str:
    """`cell-0007`: what the cell of trial 7 is called on its files."""
    return f"cell-{number:04d}"


_OWN = re.compile(r"(?=.*[^\W_])[\w+-](?:[\w .+-]{0,38}[\w+-])?")
"""A name that is a name of a file everywhere: letters, digits, `_ . + -` and blanks, 40 at most."""
_GIVEN = re.compile(r"cell-\d+(?:-r\d+)?|con|prn|aux|nul|(?:com|lpt)\d", re.IGNORECASE)
"""Labels that campaigns give themselves, and names that Windows keeps for devices."""


def is_own_label(name: str) -> bool:
    """Whether the name that a cell has elsewhere can be its label here, on files and pages."""
    return bool(_OWN.fullmatch(name)) and not _GIVEN.fullmatch(name.partition(".")[0])


_NUMBERED = re.compile(r"(?:the )?(?:cells? )?(?:of )?(?:trials? )?#(\d+)")
"""How models speak of a cell: `#7`, `cells #7 and #9`, `the cell of trial #7`."""


def in_labels(sentence: str, label_of: Callable[[int], str]) -> str:
    """A sentence of the models with the labels that are written on the cells: `#7` is `cell-0007`.

    Args:
        sentence: With numbers of trials.
        label_of: The label of the cell of a trial.
    """
    return _NUMBERED.sub(lambda found: label_of(int(found[1])), sentence)


def rung_number(label: str) -> int | None:
    """Inverse of `rung_label`; None for the label of a whole cell."""
    _, cut, number = label.rpartition("-r")
    return int(number) if cut and number.isdigit() else None


def trial_number(label: str) -> int:
    """Inverse of `sample_label`, also for the files of a rung."""
    return int(label.removeprefix("cell-").partition("-")[0])


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


def cell_in_words(cell: Observation, number: int | None = None) -> str:
    """`cell 4: 186.7 ± 0.5 Ω cm²`, `cell 5: shorted`; the number where the cell has none itself."""
    number = cell.trial if cell.trial is not None else number
    named = "" if number is None else f"cell {number}: "
    if not cell.intact or cell.asr_ohm_cm2 is None:
        return named + condition_of(cell)
    std = cell.asr_std_ohm_cm2
    doubt = "" if std is None else f" \u00b1 {number_text(std, 2)}"
    return f"{named}{number_text(cell.asr_ohm_cm2)}{doubt} \u03a9 cm\u00b2"
