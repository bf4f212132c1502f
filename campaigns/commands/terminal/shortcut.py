"""A file to double-click that opens the start page of the folder in which it lies.

It calls the Python that Copress is installed in by its full path: no environment has to be active.
`-P` keeps the folder's own files from being imported.
"""

from __future__ import annotations

import shlex
import sys
from dataclasses import dataclass
from pathlib import Path, PurePath

from campaigns.errors import WrongInputError

_WINDOWS = """\
@echo off
rem Opens the start page of Copress for the folder in which this file lies.
chcp 65001 >nul
title Copress
"{python}" -P -m campaigns review "%~dp0."
if errorlevel 1 pause
"""
_MAC = """\
#!/bin/sh
# Opens the start page of Copress for the folder in which this file lies.
cd "$(dirname "$0")" && exec {python} -P -m campaigns review .
"""
_LINUX = """\
[Desktop Entry]
Type=Application
Name=Copress
Comment=Start page of the campaigns in {comment}
Exec={python} -P -m campaigns review {folder}
Terminal=true
"""


@dataclass(frozen=True)
class Shortcut:
    """A file to double-click.

    Attributes:
        file_name: As the system wants it.
        text: Of the file.
        newline: Of its lines.
    """

    file_name: str
    text: str
    newline: str


def shortcut(folder: PurePath, python: PurePath, platform: str) -> Shortcut:
    """The file for a system.

    Args:
        folder: Of the campaigns, absolute.
        python: The interpreter that has Copress, absolute.
        platform: As `sys.platform`.
    """
    if platform == "win32":  # cmd.exe reads %...% as a variable unless the sign is doubled
        text = _WINDOWS.format(python=str(python).replace("%", "%%"))
        return Shortcut("Copress.bat", text, "\r\n")
    if platform == "darwin":
        return Shortcut("Copress.command", _MAC.format(python=shlex.quote(str(python))), "\n")
    text = _LINUX.format(
        python=_exec_word(str(python)),
        folder=_exec_word(str(folder)),
        comment=str(folder).replace("\\", "\\\\"),
    )
    return Shortcut("Copress.desktop", text, "\n")


def _exec_word(text: str) -> str:
    """One argument of `Exec` (Desktop Entry Specification 1.5, "The Exec key").

    Reserved signs are escaped inside quotes, `%` is doubled; the value of a key then reads each
    backslash as the beginning of an escape, so that each is doubled once more.
    """
    quoted = "".join(f"\\{sign}" if sign in '"`$\\' else sign for sign in text)
    return f'"{quoted}"'.replace("\\", "\\\\").replace("%", "%%")


def make_shortcut(folder: Path) -> Path:
    """Write the file of this system into the folder.

    Raises:
        WrongInputError: there is no such folder, or a file of that name that is another.
    """
    folder = folder.absolute()
    if not folder.is_dir():
        raise WrongInputError(f"{folder}: no such folder. Make it first.")
    made = shortcut(folder, Path(sys.executable).absolute(), sys.platform)
    path = folder / made.file_name
    if path.exists() and "-m campaigns review" not in path.read_text(encoding="utf-8"):
        raise WrongInputError(f"{path} exists and is not ours. It stays as it is.")
    path.write_text(made.text, encoding="utf-8", newline=made.newline)
    path.chmod(0o755)  # macOS opens a .command only if it may be run
    return path
