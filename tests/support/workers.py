"""Several presses on one campaign: bays that outlive their workers, and workers that are killed."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from support.campaign import SharedClock, counted_laboratory, write_campaign, write_press_file
from support.systems import kill_at_once

from campaigns.config.load_campaign import load_settings
from campaigns.records.load_trials import TrialRecord, read_trials
from campaigns.run.by_hand.plan_trials import plan_trials
from campaigns.store.open_store import open_campaign
from hardware.twin.laboratory import Laboratory

POLL_S = 1.0
IMPEDANCE = '[impedance]\nfolder = "cells"\nwait_s = 60\n'
ENVIRONMENT = {
    **os.environ,
    "COPRESS_LEASE_S": "4",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


@dataclass
class Bay:
    """One press with its worker; the press outlives it."""

    name: str
    folder: Path
    store: str
    laboratory: Laboratory
    clock: SharedClock
    begun: list[int]
    longest_s: float
    """A worker that hangs for longer is a failure with its words, no silence."""
    process: "subprocess.Popen[str] | None" = None

    def start(self) -> None:
        order = {
            "folder": str(self.folder),
            "store": self.store,
            "name": self.name,
            "poll_s": POLL_S,
        }
        script = str(Path(__file__).parents[1] / "fault" / "campaign" / "worker_process.py")
        self.process = subprocess.Popen(
            [sys.executable, script, json.dumps(order)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=ENVIRONMENT,
        )

    def end(self) -> tuple[int, str]:
        assert self.process is not None
        try:
            said, _ = self.process.communicate(timeout=self.longest_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            said, _ = self.process.communicate()
            raise AssertionError(
                f"{self.name} had not ended after {self.longest_s} s: {said!r}"
            ) from None
        return self.process.returncode, said

    def kill(self) -> None:
        assert self.process is not None
        kill_at_once(self.process.pid)
        self.end()


@dataclass
class Hall:
    """Several bays on one campaign."""

    file: Path
    store: str
    longest_s: float
    bays: list[Bay] = field(default_factory=list)

    def trials(self) -> list[TrialRecord]:
        with open_campaign(load_settings(self.file), create=False) as store:
            return read_trials(store)

    def pressed(self) -> Counter[int]:
        """How many strokes each trial had, on all presses; a cell has two."""
        return Counter(sample for bay in self.bays for sample in set(bay.begun))

    def wait_until(self, closed: int) -> None:
        with open_campaign(load_settings(self.file), create=False) as store:
            until_s = time.monotonic() + self.longest_s
            while sum(trial.state == "closed" for trial in read_trials(store)) < closed:
                assert any(bay.process and bay.process.poll() is None for bay in self.bays)
                assert time.monotonic() < until_s, [trial.state for trial in read_trials(store)]
                time.sleep(0.05)


@contextmanager
def hall_of(folder: Path, store: str, bays: int, trials: int) -> Iterator[Hall]:
    """A hall with so many bays and a campaign of so many cells, its first trial planned."""
    longest_s = 60.0 + 12.0 * trials
    file = write_campaign(
        folder,
        campaign=f'store = "{store}"\n',
        press='map = "press.toml"\ndie = "steel-10"\n',
        impedance=IMPEDANCE,
        budget=trials,
    )
    file.write_text(file.read_text().replace("runs = 3", f"runs = {trials + 40}"))
    with ExitStack() as stack:
        hall = Hall(file, store, longest_s)
        for number in range(1, bays + 1):
            home = folder / f"bay-{number}"
            home.mkdir()
            clock = SharedClock(home / "clock")
            laboratory, begun = stack.enter_context(counted_laboratory(home / "cells", clock))
            write_press_file(home, laboratory.port)
            hall.bays.append(Bay(home.name, home, store, laboratory, clock, begun, longest_s))
        write_press_file(folder, hall.bays[0].laboratory.port)
        (folder / "cells").mkdir()
        plan_trials(load_settings(file), 1)
        yield hall
        for bay in hall.bays:
            if bay.process is not None and bay.process.poll() is None:
                bay.process.kill()
                bay.process.communicate()
