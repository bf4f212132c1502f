"""How long until Copress answers: the command line, and the import of each room.

    python benchmarks/cold_start.py [--before FOLDER/bin]

Processor seconds (user and system, as the operating system counts them) of fresh processes, the
least of seven: what a machine that does nothing else would make one wait. Compiled code (`.pyc`)
is there, as after the first start; it is kept in a folder of the measurement. `--before` names
the programs of an earlier installation; both are started in turn, so that the load of the machine
meets both.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

RUNS = 5
WANTED_S = {
    "copress --help": 0.3,
    "copress abort --help": 0.35,
    "copress report --help": 0.35,
    "copress explore --help": 0.35,
    "copress design --help": 0.35,
    "copress status": 0.5,
    "import surrogate": 0.5,
}
COMMANDS = (
    *("copress --help", "copress abort --help", "copress run --help", "copress --version"),
    *("copress report --help", "copress explore --help", "copress design --help"),
    "copress status",  # last: it is asked about a campaign
)
IMPORTS = ("pass", *(f"import {room}" for room in ("hardware", "doe", "surrogate", "campaigns")))
PARTS = (
    "from hardware.eis import read_spectra",
    "from hardware.press.register_map.load import load_press_map",
    "from doe.space import Parameter, Space",
    "from surrogate.gp.gp import fit_gaussian_process",
    "from campaigns import make_strategy",
)
CAMPAIGN = "cold.toml"


def with_compiled_code(folder: str) -> dict[str, str]:
    """This environment, with compiled code in a folder next to the campaign."""
    named = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    return named | {"PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled")}


def once_s(command: list[str], folder: str) -> float:
    """Processor seconds of one start."""
    process = subprocess.Popen(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=with_compiled_code(folder),
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{command} failed")
    return used.ru_utime + used.ru_stime


def commands_of(programs: Path, sources: tuple[str, ...]) -> list[list[str]]:
    """Everything that is started, with the programs of one installation."""
    typed = [[str(programs / name), *options] for name, *options in map(str.split, COMMANDS)]
    typed[-1].append(CAMPAIGN)
    python = str(programs / "python")
    return [*typed, *([python, "-c", source] for source in sources)]


def begun(programs: Path, folder: str) -> None:
    """A campaign by hand with one planned cell, whose status is asked."""
    copress = str(programs / "copress")
    for command in (["new", CAMPAIGN, "--press", "manual"], ["propose", CAMPAIGN]):
        subprocess.run([copress, *command], check=True, capture_output=True, cwd=folder)


def measured(installations: list[Path], sources: tuple[str, ...]) -> list[tuple[float, ...]]:
    """Least seconds of each command for each installation, started in turn."""
    with TemporaryDirectory() as top:
        folders = []
        for k, programs in enumerate(installations):
            folder = Path(top) / str(k)
            folder.mkdir()
            begun(programs, str(folder))
            folders.append(str(folder))
        rows = []
        started = [commands_of(programs, sources) for programs in installations]
        for several in zip(*started, strict=True):
            taken = [
                [once_s(command, folder) for command, folder in zip(several, folders, strict=True)]
                for _ in range(RUNS + 1)  # the first one writes the compiled code
            ]
            rows.append(tuple(min(column) for column in zip(*taken[1:], strict=True)))
    return rows


def main() -> None:
    """Measure, write the page, and fail where more than wanted is taken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--before", type=Path, help="programs of an earlier installation")
    before = parser.parse_args().before
    here = Path(sys.executable).parent
    installations = [here] if before is None else [before, here]
    # an earlier build has other modules: only its commands and its rooms can be compared
    sources = (*IMPORTS, *PARTS) if before is None else IMPORTS
    names = [*COMMANDS, *("Python alone" if s == "pass" else s for s in sources)]
    rows = dict(zip(names, measured(installations, sources), strict=True))
    heads = ["CPU seconds"] if before is None else ["before", "now"]
    wanted = ", ".join(f"`{name}` below {limit} s" for name, limit in WANTED_S.items())
    page = [
        "# Cold start",
        "",
        f"Processor seconds of a fresh process, the least of {RUNS}; Python "
        f"{platform.python_version()}. Made by `python benchmarks/cold_start.py`. Wanted: "
        f"{wanted}. The load of the machine was {os.getloadavg()[0]:.1f} on {os.cpu_count()} "
        "processors at the end; a machine that does nothing else takes less.",
        "",
        f"| what | {' | '.join(heads)} |",
        f"|---{'|---:' * len(heads)}|",
        *(f"| `{n}` | {' | '.join(f'{s:.2f}' for s in seconds)} |" for n, seconds in rows.items()),
        "",
    ]
    Path(__file__).with_name("COLD_START.md").write_text("\n".join(page), encoding="utf-8")
    print("\n".join(page))
    for name, limit in WANTED_S.items():
        if rows[name][-1] >= limit:
            raise SystemExit(f"{name} takes {rows[name][-1]:.2f} s, {limit} were wanted")


if __name__ == "__main__":
    main()
