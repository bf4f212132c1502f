"""How the memory bears a long campaign: 10,000 trials with traces.

    python benchmarks/store.py --trials 10000 --out benchmarks/results/store.csv

Measures the size of the store, how long `copress status` takes as a process, how long a proposal
reads its history, and how long `copress verify` takes: seconds of the processor, least of five
(verify once), files in the system's cache. Writes skip the disk's own sync, which
costs the same for each; everything that is read is read as ever.
"""

from __future__ import annotations

import argparse
import csv
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

from campaigns.config.load_campaign import load_settings
from campaigns.config.store_location import Place
from campaigns.config.template import campaign_text
from campaigns.records.history import observations
from campaigns.records.load_trials import read_trials
from campaigns.store import schema
from campaigns.store.array_codec import trace_bytes
from campaigns.store.audit_chain import Writer
from campaigns.store.campaign_store import Store
from campaigns.store.journal import close, note
from campaigns.store.json_codec import to_json
from campaigns.store.open_store import open_campaign
from campaigns.store.verify_store import verify_place
from campaigns.trial.outcome import Judgement, Outcome
from doe.trials import Observation
from hardware.recorded_trace import PressTrace

SAMPLES = 8000  # 400 s at 20 Hz
_LINES = ("approved", "started", *(f"press.{n}" for n in range(12)), "measured", "inspected")


def trace(rng: np.random.Generator) -> bytes:
    """A trace with the noise of real sensors: what does not compress."""
    time_s = np.arange(SAMPLES) / 20.0
    mpa = np.clip(time_s * 10, 0, 400) + rng.normal(0, 0.3, SAMPLES)
    return trace_bytes(
        PressTrace(
            time_s=time_s,
            force_kn=mpa * 0.0785,
            mpa=mpa,
            planned_mpa=np.clip(time_s * 10, 0, 400),
            phase=np.where(time_s < 40, "ramp", "hold"),
            step=np.zeros(SAMPLES, dtype=int),
            position_mm=25 - mpa / 1000,
        )
    )


def fill(store: Store, trials: int, point: dict[str, float], protocol: dict[str, float]) -> None:
    """Trials as a campaign leaves them, many to a transaction."""
    rng = np.random.default_rng(0)
    traces = [trace(rng) for _ in range(8)]

    def add(writer: Writer, number: int) -> None:
        row = {"planned": to_json(point), "protocol": to_json(protocol), "expected": "{}"}
        trial = writer.add(
            schema.trial,
            campaign_id=store.campaign_id,
            number=number,
            why="spread evenly over the space",
            simulated=True,
            **row,
        )
        note(writer, trial, "planned", {})
        for kind in _LINES:
            note(writer, trial, kind, {"seq": number, "set": protocol})
        raw = traces[number % len(traces)]
        writer.add(
            schema.press_record,
            trial_id=trial,
            achieved=to_json(protocol),
            steps="[]",
            flags="[]",
            stack_mpa=60.0,
            trace=raw,
            trace_sha256="0" * 64,
            simulated=True,
        )
        note(writer, trial, "pressed", {"flags": []})
        writer.add(schema.inspection, trial_id=trial, damage=0, shorted=False, note="")
        seen = Observation(
            point=point, asr_ohm_cm2=200 + rng.normal(0, 5), asr_std_ohm_cm2=1.0, trial=number
        )
        close(writer, trial, Judgement(Outcome.OBSERVED, seen, "whole"))

    for first in range(1, trials + 1, 500):
        last = min(first + 500, trials + 1)
        store.write(lambda writer, span=range(first, last): [add(writer, n) for n in span])


def timed(act: Callable[[], object], times: int = 5) -> tuple[float, float]:
    """Least seconds of the processor (own, and of children that have ended), and of the clock."""
    taken = []
    for _ in range(times):
        *begun, clock_s = os.times()
        act()
        *ended, now_s = os.times()
        taken.append((sum(ended) - sum(begun), now_s - clock_s))
    return min(cpu for cpu, _ in taken), min(clock for _, clock in taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trials", type=int, default=10_000)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/store.csv"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "long.toml"
        file.write_text(campaign_text(file.name, name="long", budget=100_000))
        settings = load_settings(file)
        knobs = settings.space
        point = {name: float((knob.low + knob.high) / 2) for name, knob in knobs.items()}
        with open_campaign(settings) as store:
            fill(store, options.trials, point, {**point, **settings.fixed})
        size_gb = sum(path.stat().st_size for path in Path(folder).glob("long.db*")) / 1e9
        copress = str(Path(sys.executable).with_name("copress"))
        status = [copress, "status", str(file)]
        nothing = [copress, "--version"]
        quiet = {"stdout": subprocess.DEVNULL, "env": dict(os.environ)}
        start_s, _ = timed(lambda: subprocess.run(nothing, check=True, **quiet))
        status_s, clock_s = timed(lambda: subprocess.run(status, check=True, **quiet))
        json_s, _ = timed(lambda: subprocess.run([*status, "--json"], check=True, **quiet))
        with open_campaign(settings, create=False) as store:
            history_s, _ = timed(lambda: observations(read_trials(store)))
        verify_s, _ = timed(lambda: verify_place(Place.of(settings.store_path)), 1)
    row = {
        "trials": options.trials,
        "store_gb": round(size_gb, 3),
        "status_s": round(status_s, 2),
        "status_by_the_clock_s": round(clock_s, 2),
        "status_json_s": round(json_s, 2),
        "python_starts_s": round(start_s, 2),
        "history_s": round(history_s, 2),
        "verify_s": round(verify_s, 1),
    }
    with options.out.open("w", newline="") as out:
        writer = csv.DictWriter(out, row)
        writer.writeheader()
        writer.writerow(row)
    print(row)


if __name__ == "__main__":
    main()
