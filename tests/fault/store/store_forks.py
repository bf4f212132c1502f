"""A campaign without a press in processes that kill themselves at a statement of the store.

Started once by the test; imports everything once, then forks for each line of JSON on stdin.
"""

import importlib
import json
import os
import signal
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from sqlalchemy import Engine, event
from support.stores.filled_store import TRACE

from campaigns import make_strategy
from campaigns.records.history import observations, pending_points
from campaigns.records.load_trials import read_trials
from campaigns.run.press_journal import StrokeJournal, deliver_left_over, stroke_file
from campaigns.store.campaign_store import Store
from campaigns.store.open_store import open_store
from campaigns.trial.outcome import Judgement, Outcome, void
from campaigns.trial.proposal import Proposal
from doe.space import Parameter, Space
from doe.trials import Observation
from hardware.inspection import Inspection
from hardware.press.interface import PressRecord
from hardware.press.protocol import PressProtocol

SPACE = Space((Parameter("copress_mpa", 100, 700, 5), Parameter("ramp_mpa_s", 1, 50)))
STRATEGY = make_strategy(SPACE, goal="low_resistance", seed=3, n_initial=50)
CELLS = 3


def count_statements(kill_at: int) -> list[int]:
    """Count statements and commits of this process; die before the `kill_at`-th, if not 0."""
    count = [0]

    def seen(*_: Any) -> None:
        count[0] += 1
        if count[0] == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", seen)
    event.listen(Engine, "commit", seen)
    return count


def work(store: Store, world: Path) -> None:
    """Press cells until there are enough; what was begun and has no end is void."""
    deliver_left_over(store, world)
    for trial in read_trials(store):
        if trial.state == "started":
            store.close_trial(trial.number, void(Outcome.RIG_FAILED, "killed"))
    while len(observations(trials := read_trials(store))) < CELLS:
        number = next((trial.number for trial in trials if trial.state != "closed"), None)
        if number is None:
            point = STRATEGY.propose(observations(trials), pending_points(trials))
            number = store.plan(Proposal(point, point, {}, "why"), simulated=True)
        press(store, number, world)


def press(store: Store, number: int, world: Path) -> None:
    """One cell; the world remembers each stroke."""
    trial = next(trial for trial in read_trials(store) if trial.number == number)
    if trial.state == "planned":
        store.decide(number, "ada", "approved", "")
    if trial.state != "pressed":
        store.begin(number, {})
        with world.open("a", encoding="utf-8") as file:
            file.write(f"{number}\n")
        journal = StrokeJournal(store, number, stroke_file(world, trial.label))
        journal("intent", {"seq": number})
        journal("released", {"seq": number})
        journal.deliver()
        record = PressRecord(number, PressProtocol(()), (), TRACE, 60.0, (), True)
        store.keep_press_record(number, record, trial.planned)
    store.keep_inspection(number, Inspection(trial.label, 0, shorted=False))
    asr_ohm_cm2 = 100.0 + trial.planned["copress_mpa"] / 7.0
    seen = Observation(point=trial.planned, asr_ohm_cm2=asr_ohm_cm2)
    store.close_trial(number, Judgement(Outcome.OBSERVED, seen, "whole"))


def run(order: dict[str, Any]) -> int:
    """One run; how many statements it took. Dies where it is said to."""
    count = count_statements(order["kill_at"])
    with open_store(order["store"], "one") as store:
        work(store, Path(order["world"]))
    return count[0]


def import_everything() -> None:
    """What is imported when it is first needed is imported once, not in every fork."""
    if find_spec("psycopg"):
        importlib.import_module("sqlalchemy.dialects.postgresql.psycopg")
        importlib.import_module("psycopg")
    with tempfile.TemporaryDirectory() as folder, open_store(f"{folder}/warm.db", "one") as store:
        work(store, Path(folder) / "world")


def in_a_fork(order: dict[str, Any], answer: int) -> None:
    """Run and tell the number of statements."""
    os.write(answer, str(run(order)).encode())
    os._exit(0)


def main() -> None:
    """Fork for each order; answer with the exit code and the number of statements."""
    import_everything()
    for line in sys.stdin:
        hear, tell = os.pipe()
        child = os.fork()
        if child == 0:
            in_a_fork(json.loads(line), tell)
        os.close(tell)
        with os.fdopen(hear) as answer:
            statements = int(answer.read() or 0)
        _, status = os.waitpid(child, 0)
        ended = {"code": os.waitstatus_to_exitcode(status), "statements": statements}
        print(json.dumps(ended), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
