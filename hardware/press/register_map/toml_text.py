"""The text of a press file, with the slips that editors and keyboards make. Reads one file."""

import re
import tomllib
from pathlib import Path

from hardware.press.register_map.model import MapError

COMMA = re.compile(r"=[^#\"']*?\b(\d+),(\d+)")
"""A number with a decimal comma where TOML wants a point."""


def toml_document(path: Path) -> dict[str, object]:
    """What stands in a TOML file; a byte order mark at its head is no fault.

    Raises:
        MapError: with file, line and what to do.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise MapError(
            f"{path.name}: is not UTF-8 text ({error}). Save it as UTF-8 in your editor."
        ) from error
    except OSError as error:
        raise MapError(f"{path.name}: cannot be read: {error}. Check the path.") from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MapError(
            f"{path.name}: cannot be read as TOML: {error}.{_comma(text, str(error))} "
            "Correct the file."
        ) from error


def _comma(text: str, error: str) -> str:
    """Names a decimal comma on the line that the error is about."""
    at = re.search(r"line (\d+)", error)
    lines = text.splitlines()
    line = lines[int(at.group(1)) - 1] if at and int(at.group(1)) <= len(lines) else ""
    found = COMMA.search(line)
    if found is None:
        return ""
    whole, fraction = found.groups()
    return f" {whole},{fraction} has a decimal comma: write {whole}.{fraction}."
