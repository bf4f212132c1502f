"""`kill -9` at every write of a running campaign: nothing lost, nothing pressed twice."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.campaign import (
    SharedClock,
    counted_laboratory,
    let_the_press_notice,
    write_campaign,
    write_press_file,
)
from support.forks import forking
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.config.load_campaign import load_settings
from campaigns.records.load_views import load_view
from campaigns.records.views import CampaignView
from campaigns.run.press_journal import lines_of, stroke_file
from hardware.twin.laboratory import Laboratory

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a thing of POSIX"),
]

STROKES = 2  # co-press and anode
STROKE = ("press.intent", "press.started", "press.hold_begin", "press.hold_end", "press.released")
JOURNAL = (
    *("planned", "approved", "started"),
    *(STROKE * STROKES),
    *("press.fixture_intent", "press.fixture_closed", "pressed"),
    *("inspected", "measured", "closed"),
)
"""Of a first trial that nobody killed; `undisturbed` holds it against a real run."""
DELIVERED = JOURNAL.index("pressed")
"""Before this line the last ones of the press go from their file into the store."""
LINE_OF_WRITE = (None, None, *JOURNAL[:DELIVERED], None, *JOURNAL[DELIVERED:])
"""The first two writes make the tables and keep the campaign file."""
WRITES = len(LINE_OF_WRITE)


def write_of(line: str) -> int:
    """Which write puts this line into the journal, or where it waits for it."""
    return LINE_OF_WRITE.index(line) + 1


def lines_after(writes: int) -> int:
    """How many lines there are after so many writes."""
    return sum(line is not None for line in LINE_OF_WRITE[:writes])


STARTED, PRESSED = write_of("started"), write_of("pressed")
"""Writes that begin and end the time in which the press may move: between them things happen in the
world after one write and before the next, so that both sides of a write are a case of their own."""
CASES = [(write, "after") for write in range(1, WRITES)] + [
    (write, "before") for write in range(STARTED + 1, PRESSED + 1)
]

Forks = Callable[..., int]


@dataclass
class Scene:
    """A laboratory that outlives the campaign, and one campaign on it."""

    laboratory: Laboratory
    clock: SharedClock
    begun: list[int]
    campaign: Path
    forks: Forks

    def run(self, *, write: int = 0, when: str = "before", trials: int = 1) -> int:
        """A run of the campaign in a process of its own; its exit code, negative for a signal."""
        clock = self.campaign.parent / "clock"
        return self.forks(
            campaign=str(self.campaign), clock=str(clock), write=write, when=when, trials=trials
        )

    def view(self) -> CampaignView:
        return load_view(load_settings(self.campaign), advise=False)

    def kinds(self, trial: int) -> list[str]:
        """The journal of a trial, with the lines that still wait for the store."""
        if not self.view().trials:
            return []
        kept = [(line.kind, line.at_utc) for line in self.view().trial(trial).events]
        file = stroke_file(self.campaign, f"cell-{trial:04d}")
        waiting = [(line.kind, line.at_utc) for line in lines_of(file)] if file.exists() else []
        return [kind for kind, _ in [*kept, *(line for line in waiting if line not in kept)]]

    def copress(self, *args: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, [args[0], str(self.campaign), *args[1:]])
        return result.exit_code, result.output


@pytest.fixture(scope="module")
def forks() -> Iterator[Forks]:
    with forking(Path(__file__).with_name("campaign_forks.py")) as order:
        yield lambda **what: int(order(**what))


@contextmanager
def staged(folder: Path, forks: Forks) -> Iterator[Scene]:
    clock = SharedClock(folder / "clock")
    with counted_laboratory(folder / "cells", clock) as (laboratory, begun):
        write_press_file(folder, laboratory.port)
        campaign = write_campaign(
            folder,
            press='map = "press.toml"\ndie = "steel-10"\n',
            impedance='[impedance]\nfolder = "cells"\nwait_s = 60\n',
        )
        yield Scene(laboratory, clock, begun, campaign, forks)


@pytest.fixture
def scene(tmp_path: Path, forks: Forks) -> Iterator[Scene]:
    with staged(tmp_path, forks) as scene:
        yield scene


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, forks: Forks) -> list[str]:
    """The journal of a trial that nobody killed; and every write of it is a case."""
    with staged(tmp_path_factory.mktemp("undisturbed"), forks) as scene:
        assert scene.run() == 0
        assert scene.begun == [1] * STROKES
        assert scene.kinds(1) == list(JOURNAL)
    with staged(tmp_path_factory.mktemp("counted"), forks) as scene:
        assert scene.run(write=WRITES, when="after") == -signal.SIGKILL
        assert scene.kinds(1) == list(JOURNAL)
    return list(JOURNAL)


@pytest.mark.parametrize(("write", "when"), CASES)
def test_nothing_is_lost_and_nothing_is_pressed_twice(
    scene: Scene, undisturbed: list[str], write: int, when: str
) -> None:
    assert scene.run(write=write, when=when) == -signal.SIGKILL
    kept = scene.kinds(1) if write > 2 else []
    assert kept == undisturbed[: lines_after(write - (when == "before"))]
    begun = list(scene.begun)
    let_the_press_notice(scene.laboratory, scene.clock)
    code = scene.run()
    if "started" not in kept or "pressed" in kept:
        assert code == 0
        assert scene.begun == [1] * STROKES
        assert scene.kinds(1) == undisturbed
        return
    assert code == 4
    assert scene.begun == begun
    assert scene.view().trials[0].state == "interrupted"
    in_store = [line.kind for line in scene.view().trials[0].events]
    assert in_store == [*kept, "interrupted"]
    assert not list(scene.campaign.parent.glob("*.stroke.jsonl"))
    assert len(scene.view().trials) == 1


def test_the_person_is_shown_the_interrupted_trial_and_decides(scene: Scene) -> None:
    assert scene.run(write=write_of("press.hold_end"), when="after") == -signal.SIGKILL
    assert scene.begun == [1]
    _, seen = scene.copress("status")
    assert "Trial 1 (cell-0001) was begun and has no end" in seen
    let_the_press_notice(scene.laboratory, scene.clock)

    code, said = scene.copress("run")
    assert code == 4
    assert "will not be pressed again" in said
    assert "--void" in said
    assert scene.begun == [1]

    code, said = scene.copress("record", "--trial", "1", "--void", "--reason", "killed in the hold")
    assert code == 0, said
    assert scene.run() == 0
    assert scene.begun == [1, 2, 2]
    first, second = scene.view().trials
    assert (first.outcome, first.observation) == ("rig failed", None)
    assert second.planned == first.planned, "a void trial teaches nothing"
    assert second.observation is not None


def test_a_cell_that_was_pressed_to_the_end_may_be_measured_by_hand(scene: Scene) -> None:
    assert scene.run(write=write_of("press.fixture_closed"), when="after") == -signal.SIGKILL
    assert scene.kinds(1)[-1] == "press.fixture_closed"
    scene.clock.sleep(60.0)
    scene.laboratory.plc.inspect()
    spectrum = scene.campaign.parent / "cells" / "cell-0001.mpt"
    assert spectrum.exists()
    code, said = scene.copress(
        "record", "--trial", "1", "--spectrum", str(spectrum), "--damage", "0"
    )
    assert code == 0, said
    assert scene.view().trial(1).observation is not None
