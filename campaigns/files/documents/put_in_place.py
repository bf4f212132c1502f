"""The last step of writing a document: the whole file takes the place of the old one."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from campaigns.errors import WrongInputError


@contextmanager
def whole_file(out: Path) -> Iterator[Path]:
    """A path next to `out` to write to; it takes the place of `out` once all of it is written.

    Raises:
        WrongInputError: The old file cannot be replaced.
        OSError: It cannot be written, in words; no part of it stays behind.
    """
    part = out.with_name(f".{out.name}.part")
    try:
        yield part
        put_in_place(part, out)
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        why = error.strerror or str(error)
        old = " What stood there before is untouched." if out.exists() else ""
        raise OSError(f"{out} cannot be written: {why}. Nothing was written.{old}") from error


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
