"""How a study scales: seconds, memory and tables with one worker, two, dask and ray.

    nice -n 10 .venv/bin/python benchmarks/study_scaling.py --campaigns 1000

Campaigns of 30 cells on the sodium cell, five knobs. Wall seconds, and so the speed-up, mean little
on a busy machine: the load stands beside them. CPU seconds are what the runs themselves took; they
must be the same with one worker and with two. Lines are appended to
`benchmarks/results/study_scaling.csv`.
"""

import argparse
import csv
import hashlib
import importlib.util
import os
import tempfile
import threading
import time
from pathlib import Path

import psutil

from campaigns.study.matrix import run_study
from campaigns.study.report import write_report
from campaigns.study.settings import load_study

RESULTS = Path(__file__).resolve().parent / "results" / "study_scaling.csv"
STUDY = '[study]\nproblem = "sodium"\nstrategies = ["copress"]\nseeds = {seeds}\ntrials = 30\n'
WAYS = (("loky", 1), ("loky", 2), ("dask", 2), ("ray", 2))
MILLION = 1e6


def peak_mb(stop: threading.Event, seen: list[float]) -> None:
    """Highest proportional memory of this process and all that it started."""
    me = psutil.Process()
    while not stop.wait(1.0):
        total = 0
        for process in (me, *me.children(recursive=True)):
            try:
                total += process.memory_full_info().pss
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
        seen.append(total / 2**20)


def measure(backend: str, jobs: int, campaigns: int) -> dict[str, object]:
    """One whole study in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "study.toml"
        file.write_text(STUDY.format(seeds=campaigns), encoding="utf-8")
        study = load_study(file)
        stop, seen = threading.Event(), [0.0]
        watch = threading.Thread(target=peak_mb, args=(stop, seen))
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
        report = write_report(results, study.folder)
        digest = hashlib.sha256(b"".join(path.read_bytes() for path in report.tables)).hexdigest()
        processes = report.workers[0]
    return {
        "backend": backend,
        "jobs": jobs,
        "campaigns": campaigns,
        "wall_s": ended - start,
        "first_run_after_s": began[1] - start,
        "cpu_s": report.cpu_s,
        "cpu_s_per_campaign": report.cpu_s / campaigns,
        "processes": processes,
        "peak_pss_mb": max(seen),
        "load": os.getloadavg()[0],
        "tables_sha256": digest[:16],
        "failed": len(report.failed),
    }


def main() -> None:
    """Measure, append, print; fail where two ways give two tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--campaigns", type=int, default=1000)
    campaigns = parser.parse_args().campaigns
    rows = []
    for backend, jobs in WAYS:
        module = {"dask": "distributed"}.get(backend, backend)
        if backend != "loky" and importlib.util.find_spec(module) is None:
            print(f"{backend}: not installed, left out")
            continue
        rows.append(measure(backend, jobs, campaigns))
        row = rows[-1]
        told = (f"{k} {v:.4g}" if isinstance(v, float) else f"{k} {v}" for k, v in row.items())
        print(", ".join(told), flush=True)
        append(row)
    days = MILLION * float(str(rows[0]["cpu_s_per_campaign"])) / 86400.0
    print(f"10^6 campaigns: {days:.1f} days of one core; wall: that over the number of cores")
    assert len({row["tables_sha256"] for row in rows}) == 1, "two ways, two tables"


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
