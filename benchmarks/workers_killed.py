"""Four presses, one PostgreSQL; workers are killed and the server restarts, over and over.

    nice -n 10 python benchmarks/workers_killed.py --cells 200 --seed 0

At random moments a random worker gets a kill -9 and is started again once its press has released,
or the server stops, in good order or at once, and comes back. A person voids each cell that was
interrupted, as `copress record --void` does. Simulated time costs nothing: this is about the
store. In the end there must be `cells` observations, no cell pressed twice, and a whole chain.
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.campaign import let_the_press_notice
from support.stores.postgres import Server, postgres
from support.workers import Bay, Hall, hall_of

from campaigns.config.load_campaign import load_settings
from campaigns.config.store_location import Place
from campaigns.run.by_hand.record_result import record_result
from campaigns.store.verify_store import verify_place
from campaigns.trial.cell_result import CellResult

WORKERS, STROKES = 4, 2
CALM = (1, 6)
"""Cells that are closed between two blows, and at most so many seconds, and some more."""
CALM_S, MORE_S = 120.0, 1.5
RESTARTS = 0.25
"""Share of blows that hit the server."""


@dataclass
class Storm:
    """Kills and restarts until the campaign is done."""

    hall: Hall
    server: Server
    dice: random.Random
    kills: int = 0
    restarts: int = 0
    said: list[tuple[int, str]] = field(default_factory=list)

    def rage(self, cells: int) -> None:
        """Until every cell of the budget is observed and every worker has gone home."""
        for bay in self.hall.bays:
            bay.start()
        while not self.is_done(cells):
            self.calm()
            self.blow()
            self.person()
            self.start_those_that_ended()
        for bay in self.hall.bays:
            self.said.append(bay.end())

    def calm(self) -> None:
        """Some cells long."""
        wanted = self.closed() + self.dice.randint(*CALM)
        until_s = time.monotonic() + CALM_S
        while self.closed() < wanted and time.monotonic() < until_s:
            time.sleep(0.2)
        time.sleep(self.dice.uniform(0.0, MORE_S))

    def closed(self) -> int:
        """Cells that are done with."""
        return sum(trial.state == "closed" for trial in self.hall.trials())

    def is_done(self, cells: int) -> bool:
        """Whether the budget is observed and nothing is open."""
        trials = self.hall.trials()
        observed = sum(trial.observation is not None for trial in trials)
        return observed >= cells and all(trial.state == "closed" for trial in trials)

    def blow(self) -> None:
        """Hit the server or a worker."""
        if self.dice.random() < RESTARTS:
            self.server.stop(self.dice.choice(("fast", "immediate")))
            time.sleep(self.dice.uniform(0.0, 3.0))
            self.server.start()
            self.restarts += 1
            return
        running = [bay for bay in self.hall.bays if alive(bay)]
        if running:
            bay = self.dice.choice(running)
            bay.kill()
            self.kills += 1
            let_the_press_notice(bay.laboratory, bay.clock)
            bay.start()

    def person(self) -> None:
        """Cells that a worker gave to a person are void."""
        settings = load_settings(self.hall.file)
        for trial in self.hall.trials():
            if trial.state == "interrupted":
                report = CellResult(void="its worker was killed")
                record_result(settings, trial.number, report)

    def start_those_that_ended(self) -> None:
        """A worker that had nothing more to do, or called a person, is started again.

        So is one that found no server when it was started: that is said at once, not waited for.
        """
        for bay in self.hall.bays:
            if not alive(bay):
                code, said = bay.end()
                at_the_door = "cannot be reached" in said and "worker.run()" not in said
                assert code in (0, 4) or at_the_door, said
                bay.start()


def alive(bay: Bay) -> bool:
    """Whether its worker runs."""
    return bay.process is not None and bay.process.poll() is None


def storm(cells: int, seed: int) -> dict[str, object]:
    """One campaign; a line of the table."""
    with tempfile.TemporaryDirectory() as folder, postgres() as server:
        store, begun_s = server.url("storm"), time.monotonic()
        with hall_of(Path(folder), store, WORKERS, cells) as hall:
            storm = Storm(hall, server, random.Random(seed))  # noqa: S311
            storm.rage(cells)
            trials = hall.trials()
            strokes = [Counter(bay.begun) for bay in hall.bays]
            on_presses = Counter(sample for of_bay in strokes for sample in of_bay)
            twice = sum(count > 1 for count in on_presses.values())
            twice += sum(count > STROKES for of_bay in strokes for count in of_bay.values())
            observed = [trial.number for trial in trials if trial.observation is not None]
            unpressed = sum(number not in on_presses for number in observed)
            whole = verify_place(Place.of(store)).whole
            return {
                "seed": seed,
                "workers": WORKERS,
                "kills": storm.kills,
                "restarts": storm.restarts,
                "trials": len(trials),
                "observed": len(observed),
                "void": sum(trial.outcome == "rig failed" for trial in trials),
                "pressed_twice": twice,
                "observed_unpressed": unpressed,
                "chain_whole": "yes" if whole else "NO",
                "seconds": round(time.monotonic() - begun_s),
            }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cells", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results/workers_killed.csv"))
    options = parser.parse_args()
    line = storm(options.cells, options.seed)
    first = not options.out.exists()
    with options.out.open("a", newline="") as file:
        writer = csv.DictWriter(file, line)
        if first:
            writer.writeheader()
        writer.writerow(line)
    print(line)


if __name__ == "__main__":
    main()
