"""Random cuts of the line while a cell is pressed: what becomes of press and cell.

Run: python benchmarks/press_cuts.py [--cuts 200] [--jobs 8] [--seed 0] [--out FILE.json]

Real time, real sockets: the simulated press behind a cable that is cut once for 0.05 to 12 s, at a
random moment from the first connection on, in one direction or in both, held up (the bytes arrive
when it is mended) or refused (connections are reset). It fails if a START reaches the press after
the program has ended, if a press is loaded and nobody was sent there, or if fewer than 95 % of the
cells with a cut shorter than the deadman are finished.
"""

import argparse
import json
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from hardware.errors import HardwareError
from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.options import PressSettings
from hardware.press.protocol import PressProtocol, Step
from hardware.press.register_map.load import load_press_map
from hardware.twin.cable import Cable
from hardware.twin.laboratory import Laboratory

SHORTEST_S, LONGEST_S = 0.05, 12.0
CELL_TAKES_S = 11.0
FINISHED_WANTED = 0.95
CELL = PressProtocol((Step("copress", 30.0, 3.0, 20.0, 20.0),))
Row = dict[str, object]


def main() -> None:
    """Print what became of the cells; fail if a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=200)
    parser.add_argument("--jobs", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--longest", type=float, default=LONGEST_S, help="longest cut in seconds")
    parser.add_argument("--out", type=Path, help="keep the rows as JSON")
    asked = parser.parse_args()
    with ThreadPoolExecutor(asked.jobs) as jobs:
        seeds = range(asked.seed, asked.seed + asked.cuts)
        rows = list(jobs.map(lambda seed: one_cell(seed, asked.longest), seeds))
    totals = summary(rows)
    print(json.dumps(totals, indent=2))
    for row in rows:
        if row["short"] and row["end"] != "finished":
            print(json.dumps(row), file=sys.stderr)
    if asked.out is not None:
        asked.out.write_text(
            json.dumps({**totals, "rows": rows}, indent=2) + "\n", encoding="utf-8"
        )
    good = not totals["started_after_the_end"] and not totals["loaded_without_a_word"]
    sys.exit(0 if good and float(str(totals["short_finished"])) >= FINISHED_WANTED else 1)


def summary(rows: list[Row]) -> Row:
    """Counts over all cells."""
    ends = sorted({str(row["end"]) for row in rows})
    short = [row for row in rows if row["short"]]
    finished = sum(row["end"] == "finished" for row in short)
    return {
        "cuts": len(rows),
        "ends": {end: sum(row["end"] == end for row in rows) for end in ends},
        "started_after_the_end": sum(bool(row["ghost"]) for row in rows),
        "loaded_without_a_word": sum(bool(row["unsaid"]) for row in rows),
        "cuts_shorter_than_the_deadman": len(short),
        "short_finished": finished / len(short) if short else 1.0,
    }


def one_cell(seed: int, longest_s: float) -> Row:
    """Press one cell with one cut."""
    rng = np.random.default_rng(seed)
    at_s = float(rng.uniform(0.0, CELL_TAKES_S))
    for_s = float(rng.uniform(SHORTEST_S, longest_s))
    refuse = bool(rng.random() < 0.3)
    up, down = [(True, True), (True, False), (False, True)][int(rng.integers(3))]
    with (
        tempfile.TemporaryDirectory() as folder,
        Laboratory(seed=1, folder=Path(folder)) as lab,
    ):
        cable = Cable(lab.port)
        begun: list[float] = []
        start = lab.plc.machine.start
        lab.plc.machine.start = lambda orders: (begun.append(time.monotonic()), start(orders))[1]  # type: ignore[method-assign, assignment]
        press = press_at(cable.port, Path(folder))
        over = threading.Event()

        def cut() -> None:
            over.wait(at_s)
            cable.cut(refuse=refuse, up=up, down=down)
            time.sleep(for_s)
            cable.mend()

        cutter = threading.Thread(target=cut)
        cutter.start()
        end, sentence, flags = pressed(press)
        ended_s = time.monotonic()
        over.set()
        cutter.join()
        time.sleep(1.0)
        lab.plc.inspect()
        loaded = lab.plc.machine.ram.force_kn > 0.2 and end not in ("silent",)
        cable.close()
    deadman_s = press.map.heartbeat.deadman_s or 2.0
    return {
        "seed": seed,
        "at_s": round(at_s, 2),
        "for_s": round(for_s, 2),
        "refuse": refuse,
        "up": up,
        "down": down,
        "short": for_s < deadman_s,
        "end": end,
        "sentence": sentence,
        "flags": flags,
        "starts": len(begun),
        "ghost": any(at > ended_s for at in begun) or len(begun) > 1,
        "unsaid": loaded,
    }


def press_at(port: int, folder: Path) -> ModbusPlcPress:
    """A press on that port."""
    press_map = load_press_map("generic_plc")
    press_map = replace(press_map, transport=replace(press_map.transport, port=port))
    settings = PressSettings(lock_folder=folder)
    return ModbusPlcPress(press_map, press_map.die("steel-10"), settings=settings)


def pressed(press: ModbusPlcPress) -> tuple[str, str, list[str]]:
    """How the cell ended, in one word and in the sentence of the error."""
    try:
        press.connect()
        record = press.press_cell(1, CELL, journal=lambda event, detail: None)
    except HardwareError as error:
        names = {
            "PressFaultError": "released",
            "PressSilentError": "silent",
            "PressUnreachableError": "not started",
            "UnsafeProtocolError": "not started",
        }
        return names[type(error).__name__], str(error), []
    finally:
        press.close()
    return "finished", "", list(record.flags)


if __name__ == "__main__":
    main()
