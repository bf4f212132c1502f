"""How a study scales: seconds, memory and tables with one worker, two, dask and ray.

    nice -n 10 .venv/bin/python benchmarks/study_scaling.py --campaigns 1000

Campaigns of 30 cells on the sodium cell, five knobs, by Copress unless
`--strategies` names others, which share them evenly. Wall seconds mean little on a busy machine:
the load stands next to them. CPU seconds are what the runs themselves took; they must be the same
with one worker and with two. `busiest_cpu_s` is all that the busiest process took, its start and
the hand-over of results included: as long as a study takes where each process has a core of its
own, so that one worker's over two workers' is the speed-up on a quiet machine. Memory is
proportional (PSS): what processes share counts once. Each way is measured in a process of its own;
lines are appended to `benchmarks/results/study_scaling.csv`.
"""

import argparse
import csv
import hashlib
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from campaigns.run.study.output.study_report import write_report
from campaigns.run.study.study_matrix import run_study
from campaigns.run.study.study_schema import load_study

RESULTS = Path(__file__).resolve().parent / "results" / "study_scaling.csv"
STUDY = '[study]\nproblem = "sodium"\nstrategies = {strategies}\nseeds = {seeds}\ntrials = 30\n'
WAYS = (("loky", 1), ("loky", 2), ("dask", 2), ("ray", 2))
MILLION = 1e6


@dataclass
class Watched:
    """What this process and all that it started were seen to take.

    Attributes:
        peak_mb: Highest proportional memory of all together.
        by_process_mb: What each held then.
        cpu_s: CPU seconds by process id.
    """

    peak_mb: float = 0.0
    by_process_mb: dict[int, float] = field(default_factory=dict)
    cpu_s: dict[int, float] = field(default_factory=dict)

    def look(self, me: psutil.Process) -> None:
        """Once more."""
        held = {}
        for process in (me, *me.children(recursive=True)):
            try:
                held[process.pid] = process.memory_full_info().pss / 2**20
                spent = process.cpu_times()
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
            self.cpu_s[process.pid] = spent.user + spent.system
        if sum(held.values()) > self.peak_mb:
            self.peak_mb, self.by_process_mb = sum(held.values()), held

    def until(self, stop: threading.Event) -> None:
        """Look every half second."""
        me = psutil.Process()
        while not stop.wait(0.5):
            self.look(me)


def measure(asked: argparse.Namespace, backend: str, jobs: int) -> dict[str, object]:
    """One whole study in a folder of its own."""
    campaigns, strategies = asked.campaigns, asked.strategies
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "study.toml"
        seeds = campaigns // len(strategies)
        said = STUDY.format(strategies=json.dumps(strategies), seeds=seeds)
        file.write_text(said, encoding="utf-8")
        study = load_study(file)
        stop, seen = threading.Event(), Watched()
        watch = threading.Thread(target=seen.until, args=(stop,))
        before_s = time.process_time()
        watch.start()
        began: list[float] = []
        start = time.monotonic()
        results = run_study(
            study,
            backend=backend,
            jobs=jobs,
            on_progress=lambda progress: began.append(time.monotonic()),
        )
        ended = time.monotonic()
        stop.set()
        watch.join()
        seen.cpu_s[os.getpid()] = time.process_time() - before_s
        workers = {int(run.worker.rpartition(":")[2]) for _, run in results.runs()}
        report = write_report(results, study.folder)
        digest = hashlib.sha256(b"".join(path.read_bytes() for path in report.tables)).hexdigest()
        processes = report.workers[0]
    return {
        "backend": backend,
        "jobs": jobs,
        "strategies": "+".join(strategies),
        "campaigns": campaigns,
        "wall_s": ended - start,
        "first_run_after_s": began[1] - start,
        "cpu_s": report.cpu_s,
        "cpu_s_per_campaign": report.cpu_s / campaigns,
        "busiest_cpu_s": max(seen.cpu_s.values()),
        "processes": processes,
        "peak_pss_mb": seen.peak_mb,
        "of_that_workers_mb": sum(seen.by_process_mb.get(pid, 0.0) for pid in workers),
        "of_that_command_mb": seen.by_process_mb.get(os.getpid(), 0.0),
        "load": os.getloadavg()[0],
        "tables_sha256": digest[:16],
        "failed": len(report.failed),
    }


def main() -> None:
    """Measure, append, print; fail where two ways give two tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--campaigns", type=int, default=1000)
    parser.add_argument("--strategies", nargs="+", default=["copress"])
    parser.add_argument("--only", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.only is not None:
        backend, jobs = asked.only
        print(json.dumps(measure(asked, backend, int(jobs))))
        return
    rows = []
    for backend, jobs in WAYS:
        module = {"dask": "distributed"}.get(backend, backend)
        if backend != "loky" and importlib.util.find_spec(module) is None:
            print(f"{backend}: not installed, left out")
            continue
        row = apart(asked, backend, jobs)
        rows.append(row)
        words = (f"{k} {v:.4g}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items())
        print(", ".join(words), flush=True)
        append(row)
    alone, days = rows[0], MILLION * rows[0]["cpu_s_per_campaign"] / 86400.0
    for row in rows[1:]:
        gain = alone["busiest_cpu_s"] / row["busiest_cpu_s"]
        print(f"{row['backend']}: speed-up {gain:.2f} where each process has a core")
    print(f"10^6 campaigns: {days:.1f} days of one core; wall: that over the number of cores")
    assert len({row["tables_sha256"] for row in rows}) == 1, "two ways, two tables"


def apart(asked: argparse.Namespace, backend: str, jobs: int) -> dict[str, Any]:
    """Measure in a process of its own: what one way has loaded is not charged to the next."""
    command = [
        sys.executable,
        __file__,
        "--campaigns",
        str(asked.campaigns),
        "--strategies",
        *asked.strategies,
        "--only",
        backend,
        str(jobs),
    ]
    document = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    row: dict[str, Any] = json.loads(document.stdout.splitlines()[-1])
    return row


def append(row: dict[str, object]) -> None:
    """One line of the kept results."""
    is_new = not RESULTS.exists()
    with RESULTS.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(row), lineterminator="\n")
        if is_new:
            writer.writeheader()
        writer.writerow({k: f"{v:.5g}" if isinstance(v, float) else v for k, v in row.items()})


if __name__ == "__main__":
    main()
