"""Throughput of one and of four presses on one campaign, where waiting for the press dominates.

    python benchmarks/workers.py --cells 8 --factor 3

Every worker is a process of its own, with a simulated press of its own whose clock runs `factor`
times faster than the wall's; the store is a private PostgreSQL. Counted is the time from the first
`started` to the last `closed`, by the database; starting the processes is not.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

TESTS = Path(__file__).parents[1] / "tests"
sys.path.insert(0, str(TESTS))

from sqlalchemy import select  # noqa: E402
from support.campaign import counted_laboratory, write_campaign, write_press_file  # noqa: E402
from support.stores.postgres import postgres  # noqa: E402

from campaigns.config.campaign_schema import Settings  # noqa: E402
from campaigns.config.load_campaign import load_settings  # noqa: E402
from campaigns.run.by_hand.plan_trials import plan_trials  # noqa: E402
from campaigns.run.start_worker import Station, run_worker  # noqa: E402
from campaigns.store import schema  # noqa: E402
from campaigns.store.open_store import open_campaign  # noqa: E402
from hardware.clock import ScaledClock  # noqa: E402

POLL_S = 0.4
FIELDS = ("workers", "cells", "factor", "seconds", "cells_per_hour", "pressed_once")


def work(order: dict[str, str]) -> int:
    """One worker in this process."""
    folder = Path(order["folder"])
    station = Station(folder / "press.toml", order["store"], folder, name=folder.name)
    clock = ScaledClock(float(order["factor"]))
    return run_worker(station, clock=clock, poll_s=POLL_S, idle_s=0.2).exit_code


def seconds(settings: Settings) -> float:
    """From the first begun cell to the last closed one."""
    table = schema.journal
    with open_campaign(settings, create=False) as store, store.connect() as connection:
        rows = connection.execute(select(table.c.kind, table.c.at_utc)).all()
    begun = min(datetime.fromisoformat(row.at_utc) for row in rows if row.kind == "started")
    ended = max(datetime.fromisoformat(row.at_utc) for row in rows if row.kind == "closed")
    return (ended - begun).total_seconds()


def measure(workers: int, cells: int, factor: float) -> dict[str, object]:
    """One campaign."""
    with tempfile.TemporaryDirectory() as name, postgres() as server, ExitStack() as stack:
        home, store = Path(name), server.url(f"workers{workers}")
        file = write_campaign(
            home,
            campaign=f'store = "{store}"\n',
            press='map = "press.toml"\ndie = "steel-10"\n',
            impedance='[impedance]\nfolder = "cells"\nwait_s = 60\n',
            budget=cells,
        )
        file.write_text(file.read_text().replace("runs = 3", f"runs = {cells + 40}"))
        orders, begun = [], []
        for number in range(workers):
            folder = home / f"bay-{number + 1}"
            folder.mkdir()
            bay = counted_laboratory(folder / "cells", ScaledClock(factor))
            laboratory, strokes = stack.enter_context(bay)
            write_press_file(folder, laboratory.port)
            write_press_file(home, laboratory.port)
            begun.append(strokes)
            orders.append({"folder": str(folder), "store": store, "factor": str(factor)})
        (home / "cells").mkdir()
        settings = load_settings(file)
        plan_trials(settings, 1)
        command = [sys.executable, __file__, "--work"]
        running = [subprocess.Popen([*command, json.dumps(order)]) for order in orders]
        codes = [process.wait() for process in running]
        assert codes == [0] * workers, codes
        taken_s = seconds(settings)
        pressed = Counter(sample for strokes in begun for sample in set(strokes))
    once = set(pressed.values()) == {1}
    per_hour = round(3600 * cells / taken_s, 1)
    row = (workers, cells, factor, round(taken_s, 1), per_hour, "yes" if once else "NO")
    return dict(zip(FIELDS, row, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cells", type=int, default=8)
    parser.add_argument("--factor", type=float, default=3.0)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/workers.csv"))
    parser.add_argument("--work", help="for its own use: be one worker")
    options = parser.parse_args()
    if options.work:
        sys.exit(work(json.loads(options.work)))
    with options.out.open("w", newline="") as file:
        writer = csv.DictWriter(file, FIELDS)
        writer.writeheader()
        for workers in (4, 1):
            row = measure(workers, options.cells, options.factor)
            writer.writerow(row)
            file.flush()
            print(row, flush=True)


if __name__ == "__main__":
    main()
