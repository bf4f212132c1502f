"""The file to double-click: one for each system, whatever signs the paths have."""

import configparser
import shlex
import subprocess
import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from campaigns.commands.terminal.shortcut import make_shortcut, shortcut
from campaigns.errors import WrongInputError

ODD = PurePosixPath('/home/ada/100 % "sure" $cells\\new')


def test_windows_takes_the_folder_in_which_the_file_lies() -> None:
    python = PureWindowsPath(r"C:\Users\Zoë 100%\copress\Scripts\python.exe")
    made = shortcut(PureWindowsPath(r"S:\cells"), python, "win32")
    assert made.file_name == "Copress.bat"
    assert made.newline == "\r\n"
    call = r'"C:\Users\Zoë 100%%\copress\Scripts\python.exe" -P -m campaigns review "%~dp0."'
    assert call in made.text.splitlines()
    assert "S:" not in made.text


def test_linux_escapes_what_a_desktop_entry_reads_otherwise() -> None:
    made = shortcut(ODD, PurePosixPath("/opt/my python"), "linux")
    entry = configparser.RawConfigParser()
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read_string(made.text)
    value = entry["Desktop Entry"]["Exec"].replace("\\\\", "\\")  # escapes of a value
    quoted = shlex.split(value)  # quotes as in a shell, which leaves \\$ inside them
    words = [word.replace("%%", "%").replace("\\$", "$") for word in quoted]
    assert words == ["/opt/my python", "-P", "-m", "campaigns", "review", str(ODD)]
    assert entry["Desktop Entry"]["Terminal"] == "true"


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script")
def test_the_script_of_macos_runs_in_its_own_folder(tmp_path: Path) -> None:
    folder = tmp_path / "it's mine"
    folder.mkdir()
    python = folder / "py 3"
    python.write_text('#!/bin/sh\necho "$(pwd -P) $*"\n', encoding="utf-8")
    python.chmod(0o755)
    made = shortcut(folder, python, "darwin")
    script = folder / made.file_name
    script.write_text(made.text, encoding="utf-8", newline=made.newline)
    said = subprocess.run(["/bin/sh", script], capture_output=True, text=True, check=True)
    assert said.stdout == f"{folder.resolve()} -P -m campaigns review .\n"


def test_it_is_written_again_but_not_over_what_is_another_file(tmp_path: Path) -> None:
    path = make_shortcut(tmp_path)
    assert make_shortcut(tmp_path) == path
    path.write_text("mine\n", encoding="utf-8")
    with pytest.raises(WrongInputError, match="is not ours"):
        make_shortcut(tmp_path)
    with pytest.raises(WrongInputError, match="no such folder"):
        make_shortcut(tmp_path / "none")
