"""What a thousand pressed cells take on the disk: traces at 20 Hz, in the campaign's own store.

Run: python benchmarks/press_traces.py [--trials 1000] [--out FILE.json]

A few cells are really pressed on the simulated laboratory over Modbus TCP, with its sensors' noise
(noise is what does not compress), each some six minutes at 20 looks a second; then the store keeps
them in turn until it holds the wanted number of trials.
"""

import argparse
import json
import sqlite3
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from campaigns.store.open_store import open_store
from campaigns.trial.proposal import Proposal
from campaigns.trial.recipe import achieved_values
from hardware.clock import SimulatedClock
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.interface import PressRecord
from hardware.press.options import PressSettings
from hardware.press.protocol import PressProtocol, Step
from hardware.press.register_map.load import load_press_map
from hardware.twin.laboratory import Laboratory

POLL_S, CELLS, ALLOWED_MB = 0.05, 3, 200.0
VALUES = {
    "copress_mpa": 400.0,
    "copress_dwell_s": 240.0,
    "ramp_mpa_s": 20.0,
    "release_mpa_s": 20.0,
    "anode_mpa": 150.0,
    "anode_dwell_s": 60.0,
    "stack_mpa": 50.0,
}
PROTOCOL = PressProtocol(
    (
        Step("copress", 400.0, 240.0, 20.0, 20.0),
        Step("anode", 150.0, 60.0, 20.0, 20.0),
    ),
    stack_mpa=50.0,
)


def main() -> None:
    """Print what it takes; fail if it is more than allowed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--out", type=Path, help="keep the numbers as JSON")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        records = pressed(Path(folder))
        path = Path(folder) / "campaign.db"
        keep(path, records, asked.trials)
        size_mb = path.stat().st_size / 1e6
    result = {
        "trials": asked.trials,
        "looks_a_trial": sum(record.trace.time_s.size for record in records) / len(records),
        "seconds_a_trial": sum(float(r.trace.time_s[-1]) for r in records) / len(records),
        "store_mb": size_mb,
        "mb_for_1000_trials": 1000.0 * size_mb / asked.trials,
    }
    print(json.dumps(result, indent=2))
    if asked.out is not None:
        asked.out.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    sys.exit(0 if result["mb_for_1000_trials"] < ALLOWED_MB else 1)


def pressed(folder: Path) -> list[PressRecord]:
    """A few cells of the simulated laboratory."""
    clock = SimulatedClock()
    with Laboratory(seed=1, folder=folder, clock=clock) as laboratory:
        press_map = load_press_map("generic_plc")
        line = replace(press_map.transport, port=laboratory.port)
        press = ModbusPlcPress(
            replace(press_map, transport=line),
            press_map.die("steel-10"),
            clock=clock,
            settings=PressSettings(poll_s=POLL_S, lock_folder=folder),
        )
        press.connect()
        records = [
            press.press_cell(sample, PROTOCOL, journal=lambda event, detail: None)
            for sample in range(1, CELLS + 1)
        ]
        press.close()
    return records


def keep(path: Path, records: list[PressRecord], trials: int) -> None:
    """So many trials in a store, each with its plan and its press record."""
    with open_store(path, "traces") as store:
        for index in range(trials):
            record = records[index % len(records)]
            plan = Proposal(point=VALUES, protocol=VALUES, expected={}, why="a benchmark")
            number = store.plan(plan, simulated=True)
            store.keep_press_record(number, record, achieved_values(record, VALUES))
    with sqlite3.connect(path) as connection:
        kept = connection.execute("SELECT count(*) FROM press_record").fetchone()[0]
    if kept != trials:
        raise SystemExit(f"{kept} of {trials} trials were kept")


if __name__ == "__main__":
    main()
