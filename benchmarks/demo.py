"""Does the demonstration find a good protocol, in time? Ten seeds of `copress demo --fast`.

Each recommendation goes through the physics of the simulated cell without noise and is held
against the best protocol of the space that stays intact with a probability of 0.85.

    python benchmarks/demo.py                 # ten seeds, one after the other; writes the table
    python benchmarks/demo.py --seeds 3       # fewer, only printed
"""

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path

HERE = Path(__file__).parent
SEEDS = 10
LEAST_INTACT = 0.85
CLOSE, MOST_OVER_BEST = 1.10, 1.15
MOST_SECONDS = 30.0
WANTED_CLOSE = 0.8


@dataclass(frozen=True)
class Run:
    """One demonstration."""

    seed: int
    over_best: float
    p_intact: float
    asr_ohm_cm2: float
    promised_ohm_cm2: float
    promised_p_intact: float
    cells: int
    broken: int
    stopped: str
    seconds: float
    cpu_seconds: float

    @property
    def good(self) -> bool:
        """Whole with enough certainty and close to the best."""
        return self.p_intact >= LEAST_INTACT and self.over_best <= MOST_OVER_BEST


def demonstrate(seed: int, folder: Path) -> Run:
    """One demonstration through the command line, as a person would start it."""
    command = [Path(sys.executable).parent / "copress", "demo", "--fast", "--json"]
    began, used = time.perf_counter(), cpu_seconds()
    ended = subprocess.run(
        [*command, "--seed", str(seed), "--out", str(folder / f"seed-{seed}")],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1")},
    )
    seconds = time.perf_counter() - began
    if ended.returncode != 0:
        raise SystemExit(f"seed {seed}: exit {ended.returncode}\n{ended.stderr}")
    document = json.loads(ended.stdout)
    truth = document["truth"]
    return Run(
        seed=seed,
        over_best=truth["asr_ohm_cm2"] / truth["best_asr_ohm_cm2"],
        p_intact=truth["p_intact"],
        asr_ohm_cm2=truth["asr_ohm_cm2"],
        promised_ohm_cm2=document["asr_ohm_cm2"]["median"],
        promised_p_intact=document["p_intact"],
        cells=document["cells"],
        broken=document["broken"],
        stopped=document["stopped"],
        seconds=seconds,
        cpu_seconds=cpu_seconds() - used,
    )


def cpu_seconds() -> float:
    """What all demonstrations so far have used of a core."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def line(run: Run) -> str:
    """One row of the table."""
    good = "yes" if run.good else "no"
    return (
        f"| {run.seed} | {run.over_best:.3f} | {run.p_intact:.2f} | {run.asr_ohm_cm2:.0f} | "
        f"{run.promised_ohm_cm2:.0f} | {run.promised_p_intact:.2f} | {run.cells} | {run.broken} | "
        f"{run.stopped} | {run.seconds:.0f} | {run.cpu_seconds:.0f} | {good} |"
    )


COLUMNS = (
    "seed",
    "ASR over best",
    "true P(intact)",
    "true ASR",
    "promised ASR",
    "promised P(intact)",
    "cells",
    "broken",
    "stopped by",
    "seconds",
    "CPU seconds",
    "good",
)
HEAD = f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|"


def verdict(runs: list[Run]) -> str:
    """Whether the acceptance holds, in a sentence."""
    sound, good = sum(run.p_intact >= LEAST_INTACT for run in runs), sum(run.good for run in runs)
    close = sum(run.good and run.over_best <= CLOSE for run in runs)
    quick = sum(run.seconds < MOST_SECONDS for run in runs)
    return (
        f"Of {len(runs)} recommendations {sound} stay intact with probability {LEAST_INTACT} or "
        f"more; of these {good} are within {MOST_OVER_BEST - 1:.0%} of the best ASR (all are "
        "wanted) and "
        f"{close} within {CLOSE - 1:.0%} ({WANTED_CLOSE:.0%} are wanted); {quick} took less than "
        f"{MOST_SECONDS:.0f} s. Stopped by the budget means that the demonstration "
        "says that the certificate is not met."
    )


def write(runs: list[Run]) -> None:
    """The table for machines and for readers."""
    (HERE / "results").mkdir(exist_ok=True)
    with (HERE / "results" / "demo.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, [field.name for field in fields(Run)], lineterminator="\n")
        table.writeheader()
        table.writerows(asdict(run) for run in runs)
    text = (
        "# What the demonstration finds\n\n"
        f"{' '.join((__doc__ or '').split('    python')[0].split())}\n\n"
        f"Made by `python benchmarks/demo.py` on {os.cpu_count()} cores; all cells are SIMULATED. "
        "ASR in ohm cm2. Seconds depend on what else the machine does, CPU seconds hardly.\n\n"
        f"{HEAD}\n" + "\n".join(line(run) for run in runs) + f"\n\n{verdict(runs)}\n"
    )
    (HERE / "DEMO.md").write_text(text, encoding="utf-8")


def main() -> int:
    """Run the seeds, print the table; exit code 1 if the acceptance fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=SEEDS)
    wanted = parser.parse_args().seeds
    print(HEAD, flush=True)
    runs = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(wanted):
            runs.append(demonstrate(seed, Path(folder)))
            print(line(runs[-1]), flush=True)
    print(f"\n{verdict(runs)}")
    if wanted == SEEDS:
        write(runs)
    close = sum(run.over_best <= CLOSE for run in runs) >= WANTED_CLOSE * len(runs)
    held = close and all(run.good and run.seconds < MOST_SECONDS for run in runs)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
