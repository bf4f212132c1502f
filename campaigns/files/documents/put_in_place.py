"""The last step of writing a document: the whole file takes the place of the old one."""

from pathlib import Path

from campaigns.errors import WrongInputError


def put_in_place(part: Path, out: Path) -> None:
    """Move a file that was written whole to its place; nothing half-written stays behind.

    Raises:
        WrongInputError: The old file cannot be replaced; on Windows it is open in a viewer.
    """
    try:
        part.replace(out)
    except PermissionError as error:
        part.unlink(missing_ok=True)
        raise held_elsewhere(out) from error


def held_elsewhere(out: Path) -> WrongInputError:
    """What is said of a file that another program holds."""
    return WrongInputError(
        f"{out} cannot be replaced: it is open in another program, or may not be written. "
        f"Close {out.name}, then try again. The old file is untouched."
    )
