"""How long `copress explore` takes over the length of its table: a process, start to page written.

    .venv/bin/python benchmarks/explore.py [ROWS ...]      default 200 2000

Prints one row a table for benchmarks/EXPLORE.md: wall and processor seconds of a whole
`copress explore TABLE --out FOLDER`, four knobs, a tenth of the cells broken, two lots.
"""

import os
import resource
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
    print("| rows | wall / s | processor / s | load before |\n|---|---|---|---|")
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    copress = Path(sys.executable).with_name("copress")
    for rows in [int(text) for text in sys.argv[1:]] or [200, 2000]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "cells.csv"
            path.write_text(table(rows), encoding="utf-8")
            load, before, began = os.getloadavg()[0], cpu_s(), time.perf_counter()
            subprocess.run(
                [copress, "explore", path, "--out", Path(folder) / "out"],
                check=True, capture_output=True, env=environment,
            )  # fmt: skip
            wall, cpu = time.perf_counter() - began, cpu_s() - before
            print(f"| {rows} | {wall:.1f} | {cpu:.1f} | {load:.1f} |", flush=True)


def cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
