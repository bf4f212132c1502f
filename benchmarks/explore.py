"""How long `copress explore` takes over the length of its table: a process, start to page written.

    .venv/bin/python benchmarks/explore.py [ROWS ...] [--against OTHER/.venv/bin/copress]

Prints one row a run for benchmarks/EXPLORE.md: wall and processor seconds and the most memory of a
whole `copress explore TABLE --out FOLDER`, four knobs, a tenth of the cells broken, two lots. With
another build the two run by turns, and their answers are compared.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

HEADER = "copress_mpa,copress_dwell_s,anode_mpa,stack_mpa,damage,shorted,asr_ohm_cm2,lot\n"


def table(rows: int, seed: int = 0) -> str:
    """Resistance falls with pressure and dwell; hard pressing breaks; 4 % scatter."""
    rng = np.random.default_rng(seed)
    mpa, anode = rng.uniform(150, 650, rows), rng.uniform(30, 200, rows)
    stack = rng.uniform(5, 90, rows)
    dwell = np.exp(rng.uniform(np.log(5), np.log(600), rows))
    asr = 60 + 40 * np.exp(-mpa / 180) * (1 + 60 / stack) + 200 / (20 + dwell) + 3000 / mpa
    asr = asr * np.exp(rng.normal(0, 0.04, rows)) * np.where(rng.random(rows) < 0.5, 1.0, 1.03)
    broken = rng.random(rows) < 1 / (1 + np.exp((620 - mpa) / 35))
    cells = zip(mpa, dwell, anode, stack, broken, asr, strict=True)
    lines = [
        f"{a:.0f},{d:.0f},{b:.0f},{s:.0f},{2 * k},0,{'' if k else f'{r:.1f}'},{'AB'[n % 2]}"
        for n, (a, d, b, s, k, r) in enumerate(cells)
    ]  # fmt: skip
    return HEADER + "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="*", type=int, default=[200, 2000])
    parser.add_argument("--against", type=Path, help="copress of another build")
    parser.add_argument("--turns", type=int, default=1)
    chosen = parser.parse_args()
    builds = {"this": Path(sys.executable).with_name("copress")}
    builds |= {"other": chosen.against} if chosen.against else {}
    print("| rows | build | wall / s | processor / s | memory / MB | load before |")
    print("|---|---|---|---|---|---|")
    for rows in chosen.rows:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "cells.csv"
            path.write_text(table(rows), encoding="utf-8")
            for _ in range(chosen.turns):
                for name, copress in builds.items():
                    print(f"| {rows} | {name} | {timed(copress, path, name)} |", flush=True)
            advised = {name: point(path.with_name(name)) for name in builds}
            for name, one in advised.items():
                print(f"  {name}: {one}")


def timed(copress: Path, path: Path, name: str) -> str:
    """One run in a process of its own: the columns of the table."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    out = path.with_name(name)
    command = [str(copress), "explore", str(path), "--out", str(out)]
    load, began = os.getloadavg()[0], time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    wall, cpu = time.perf_counter() - began, used.ru_utime + used.ru_stime
    return f"{wall:.1f} | {cpu:.1f} | {used.ru_maxrss / 1024:.0f} | {load:.1f}"


def point(out: Path) -> dict[str, float]:
    """The recommended protocol, its expected resistance and probability to stay intact."""
    advice = json.loads((out / "explore.json").read_text(encoding="utf-8"))["recommendation"]
    values = {name: float(value) for name, value in advice["point"].items()}
    return values | {"asr": advice["asr_ohm_cm2"]["median"], "p_intact": advice["p_intact"]}


if __name__ == "__main__":
    main()
