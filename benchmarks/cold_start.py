"""How long until Copress answers: the command line, and the import of each room.

    python benchmarks/cold_start.py

Processor seconds (user and system, as the operating system counts them) of fresh processes, the
least of seven: what a machine that does nothing else would make one wait. Compiled code (`.pyc`)
is there, as after the first start.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

RUNS = 7
WANTED_S = 0.3
COMMANDS = ("copress --help", "copress run --help", "copress --version")
IMPORTS = ("pass", *(f"import {room}" for room in ("hardware", "doe", "surrogate", "campaigns")))
PARTS = (
    "from hardware.eis import read_spectra",
    "from hardware.press.register_map.load import load_press_map",
    "from doe.space import Parameter, Space",
    "from surrogate.gp.gp import fit_gaussian_process",
    "from campaigns import make_strategy",
)


def cpu_s(command: list[str]) -> float:
    """Processor seconds of the process, the least of several starts."""
    taken = []
    for _ in range(RUNS + 1):  # the first one writes the compiled code
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        if status:
            raise SystemExit(f"{command} failed")
        taken.append(used.ru_utime + used.ru_stime)
    return min(taken[1:])


def main() -> None:
    next_to = Path(sys.executable).parent
    rows = []
    for command in COMMANDS:
        name, *options = command.split()
        rows.append((command, cpu_s([str(next_to / name), *options])))
    for source in (*IMPORTS, *PARTS):
        said = "Python alone" if source == "pass" else source
        rows.append((said, cpu_s([sys.executable, "-c", source])))
    page = [
        "# Cold start",
        "",
        f"Processor seconds of a fresh process, the least of {RUNS}; Python "
        f"{platform.python_version()}. Made by `python benchmarks/cold_start.py`. "
        f"`copress --help` is wanted below {WANTED_S} s.",
        "",
        "| what | CPU seconds |",
        "|---|---|",
        *(f"| `{said}` | {seconds:.2f} |" for said, seconds in rows),
        "",
    ]
    out = Path(__file__).with_name("COLD_START.md")
    out.write_text("\n".join(page), encoding="utf-8")
    print("\n".join(page))
    if rows[0][1] >= WANTED_S:
        raise SystemExit(f"copress --help takes {rows[0][1]:.2f} s, {WANTED_S} were wanted")


if __name__ == "__main__":
    main()
