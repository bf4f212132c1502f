"""A program of one's own as analyser: time, exit status, file, and what it leaves running."""

import sys
import time
from pathlib import Path

import pytest
from support.instruments.analysers import source_of

from hardware.clock import SimulatedClock
from hardware.eis.analyser_file import load_analyser
from hardware.errors import AnalyserError


def program(folder: Path, body: str, table: str = "tries = 1") -> Path:
    (folder / "measure.py").write_text(f"import sys, time\n{body}\n", encoding="utf-8")
    file = folder / "analyser.toml"
    file.write_text(
        '[analyser]\nkind = "command"\nname = "the old bridge"\n'
        f'command = ["python", "measure.py", "{{file}}", "--cell={{label}}"]\n{table}\n',
        encoding="utf-8",
    )
    return file


WRITE = (
    "rows = [f'{10 ** (6 - k / 4)},{50 + k},{k + 1}' for k in range(20)]\n"
    "text = '\\n'.join(['freq/Hz,Re(Z)/Ohm,-Im(Z)/Ohm', *rows])\n"
    "open(sys.argv[1], 'w').write(text)"
)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("sys.exit('no contact at pin 3')", r"ended with status 1 \(no contact at pin 3\)"),
        ("sys.exit(7)", r"ended with status 7 \(it said nothing\)"),
        ("pass", "wrote no cell-0003.csv"),
        ("open(sys.argv[1], 'w').close()", "wrote no cell-0003.csv"),
        (f"{WRITE}; sys.exit(1)", "What it wrote is not used"),
        ("open(sys.argv[1], 'w').write('dear all')", "no impedance table"),
    ],
)
def test_only_status_0_and_a_readable_file_are_a_measurement(
    body: str, says: str, tmp_path: Path
) -> None:
    source = source_of(program(tmp_path, body), tmp_path / "cells", SimulatedClock())
    with pytest.raises(AnalyserError, match=says):
        source.await_spectrum("cell-0003")


def test_what_a_failed_program_wrote_is_kept_but_never_taken_for_a_spectrum(tmp_path: Path) -> None:
    file = program(tmp_path, f"{WRITE}; sys.exit(1)")
    with pytest.raises(AnalyserError):
        source_of(file, tmp_path / "cells", SimulatedClock()).await_spectrum("cell-0003")
    assert [path.name for path in (tmp_path / "cells").iterdir()] == [".cell-0003.csv.failed"]


def test_label_and_file_reach_the_program_and_it_runs_in_its_own_folder(tmp_path: Path) -> None:
    body = f"{WRITE}; open('seen.txt', 'w').write(' '.join(sys.argv[1:]))"
    path = source_of(program(tmp_path, body), tmp_path / "cells", SimulatedClock()).await_spectrum(
        "cell-0003"
    )
    assert (tmp_path / "seen.txt").read_text() == f"{path.resolve()} --cell=cell-0003"


def test_a_program_beyond_its_time_is_ended(tmp_path: Path) -> None:
    file = program(tmp_path, "time.sleep(60)", "tries = 1\ntime_limit_s = 0.5")
    with pytest.raises(AnalyserError, match=r"stopped after 0\.5 s \(time_limit_s\)"):
        source_of(file, tmp_path / "cells", SimulatedClock()).await_spectrum("cell-0003")


class StoppedError(Exception):
    """A person asked to stop."""


class StopsWhenThere(SimulatedClock):
    """A stop request that comes once a file is there."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def sleep(self, seconds: float) -> None:
        if self.path.exists() and self.path.read_text():
            raise StoppedError


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks at processes in /proc")
def test_a_stop_request_ends_the_program_and_all_that_it_started(tmp_path: Path) -> None:
    body = (
        "import subprocess\n"
        f"child = subprocess.Popen([{sys.executable!r}, '-c', 'import time; time.sleep(60)'])\n"
        "open('child.txt', 'w').write(str(child.pid))\n"
        "time.sleep(60)"
    )
    seen = tmp_path / "child.txt"
    analyser, _ = load_analyser(program(tmp_path, body), clock=StopsWhenThere(seen))
    with pytest.raises(StoppedError):
        analyser.measure(tmp_path / "cell-0003", "cell-0003")
    pid = int(seen.read_text())
    assert any(_has_ended(pid) or time.sleep(0.02) for _ in range(1000))


def _has_ended(pid: int) -> bool:
    """Gone, or a zombie: it has been killed already and may wait for the processor to end."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return True
    return stat.rpartition(")")[2].split()[0] in "ZX"
