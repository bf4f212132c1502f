"""`kill -9` at any statement of the store: nothing lost, nothing begun twice, the chain whole.

`COPRESS_KILL_ROUNDS=500` runs the whole count; `benchmarks/kill_rounds.py` does too, and goes on
where it stopped. By default a few rounds do.
"""

import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.forks import forking
from support.stores.postgres import Server, postgres

from campaigns.config.store_location import Place
from campaigns.records.history import observations, pending_points
from campaigns.records.load_trials import read_trials
from campaigns.store.open_store import open_store
from campaigns.store.verify_store import verify_place
from campaigns.trial.outcome import Outcome
from doe.trials import Observation

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX"),
]

ROUNDS = int(os.environ.get("COPRESS_KILL_ROUNDS", "4"))
SEED = int(os.environ.get("COPRESS_KILL_SEED", "0"))


@dataclass(frozen=True)
class Ended:
    """How a process ended: exit code, and the statements of one that was not killed."""

    code: int
    statements: int


Run = Callable[[str, Path, int], Ended]


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    with forking(Path(__file__).with_name("store_forks.py")) as order:
        yield lambda store, world, kill_at: Ended(
            **order(store=store, world=str(world), kill_at=kill_at)
        )


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres() as server:
        yield server


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_any_statement_may_be_the_last(
    kind: str, run: Run, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    def place(name: str) -> str:
        if kind == "sqlite":
            return str(tmp_path / f"{name}.db")
        server: Server = request.getfixturevalue("server")
        return server.url(name)

    calm = place("calm")
    undisturbed = run(calm, tmp_path / "calm.world", 0)
    assert undisturbed.code == 0
    expected = learned(calm)
    dice, killed = random.Random(SEED), 0  # noqa: S311
    for number in range(ROUNDS):
        store, world = place(f"round{number}"), tmp_path / f"{number}.world"
        for _ in range(2):
            code = run(store, world, dice.randint(1, undisturbed.statements)).code
            killed += code == -signal.SIGKILL
            assert code in (0, -signal.SIGKILL)
        assert run(store, world, 0).code == 0
        assert learned(store) == expected
        strokes = Counter(world.read_text().split())
        assert set(strokes.values()) == {1}, "no second press"
        assert every_stroke_has_its_trial(store, strokes)
        assert verify_place(Place.of(store)).faults == ()
    assert killed >= ROUNDS


def learned(place: str) -> list[Observation]:
    """What the strategy learns from; the same list gives the same next proposal."""
    with open_store(place, "one", create=False) as store:
        trials = read_trials(store)
        assert pending_points(trials) == []
        return observations(trials)


def every_stroke_has_its_trial(place: str, strokes: Counter[str]) -> bool:
    """A stroke of the press is an observation, or a person was notified that it is void."""
    with open_store(place, "one", create=False) as store:
        ends = {str(trial.number): trial.outcome for trial in read_trials(store)}
    return all(ends[number] in (Outcome.OBSERVED, Outcome.RIG_FAILED) for number in strokes)
