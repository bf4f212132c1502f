"""`copress doctor` on this installation, and on one that another package has overlaid."""

import json
import os
import subprocess
import sys
from pathlib import Path

COPRESS = Path(sys.executable).parent / "copress"


def doctor(*words: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [COPRESS, "doctor", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ | environment,
    )


def test_this_installation_is_sound() -> None:
    done = doctor()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "Sound."


def test_a_foreign_package_named_hardware_is_stated(tmp_path: Path) -> None:
    """As pip leaves it: the distribution hardware 0.33.0 owns files under our room's name."""
    record = tmp_path / "hardware-0.33.0.dist-info"
    record.mkdir()
    (record / "METADATA").write_text("Metadata-Version: 2.1\nName: hardware\nVersion: 0.33.0\n")
    (record / "RECORD").write_text("hardware/__init__.py,,\n")
    (record / "top_level.txt").write_text("hardware\n")
    done = doctor("--json", PYTHONPATH=str(tmp_path))
    document = json.loads(done.stdout)
    assert (done.returncode, document["sound"]) == (1, False)
    (rooms,) = [found for found in document["findings"] if found["part"] == "rooms"]
    assert "hardware was overwritten by hardware" in rooms["said"]


def test_a_map_that_cannot_be_read_is_one_message(tmp_path: Path) -> None:
    done = doctor(str(tmp_path / "nowhere.toml"))
    assert done.returncode == 2
    assert "nowhere.toml" in done.stderr
    assert "Traceback" not in done.stderr
