"""What a cell and its rungs are called on files, sheets and pages."""


def rung_label(label: str, rung: int) -> str:
    """`cell-0007-r02`: what files of the second rung of that cell are called."""
    return f"{label}-r{rung:02d}"


def sample_label(number: int) -> str:
    """`cell-0007`: what the cell of trial 7 is called on its files."""
    return f"cell-{number:04d}"


def rung_number(label: str) -> int | None:
    """Inverse of `rung_label`; None for the label of a whole cell."""
    _, cut, number = label.rpartition("-r")
    return int(number) if cut and number.isdigit() else None


def trial_number(label: str) -> int:
    """Inverse of `sample_label`, also for the files of a rung."""
    return int(label.removeprefix("cell-").partition("-")[0])
