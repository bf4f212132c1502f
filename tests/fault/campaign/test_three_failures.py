"""The recipe failed, the rig failed, the measurement failed: learned from differently."""

import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from support.campaign import counted_laboratory, write_campaign, write_press_file
from support.systems import signal_named

from campaigns.config.load_campaign import load_settings
from campaigns.decisions.finished import Stop
from campaigns.records.exchange.table_export import rows
from campaigns.records.load_views import load_view
from campaigns.records.views import CampaignView, TrialView
from campaigns.report.cell_rows import cell_rows
from campaigns.run import events
from campaigns.run.start_run import run_campaign
from hardware.clock import SimulatedClock
from hardware.twin.laboratory import Laboratory

STROKES = 2


@dataclass
class Scene:
    laboratory: Laboratory
    clock: SimulatedClock
    begun: list[int]
    campaign: Path
    sent: list[events.CampaignEvent] = field(default_factory=list)
    when: Callable[[events.CampaignEvent], None] = lambda event: None

    def run(self, trials: int = 1) -> Stop:
        return run_campaign(
            load_settings(self.campaign), on_event=self.hear, clock=self.clock, trials=trials
        )

    def hear(self, event: events.CampaignEvent) -> None:
        self.sent.append(event)
        self.when(event)

    def view(self) -> CampaignView:
        return load_view(load_settings(self.campaign), advise=False)

    def trial(self) -> TrialView:
        return self.view().trial(1)

    @property
    def force_kn(self) -> float:
        self.laboratory.plc.inspect()
        return self.laboratory.plc.machine.ram.force_kn


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    clock = SimulatedClock()
    with counted_laboratory(tmp_path / "cells", clock) as (laboratory, begun):
        write_press_file(tmp_path, laboratory.port)
        campaign = write_campaign(
            tmp_path,
            press='map = "press.toml"\ndie = "steel-10"\n',
            impedance='[impedance]\nfolder = "cells"\nwait_s = 60\n',
        )
        yield Scene(laboratory, clock, begun, campaign)


def in_hold(act: Callable[[], None]) -> Callable[[events.CampaignEvent], None]:
    """Do something once, when the press holds."""
    done: list[bool] = []

    def when(event: events.CampaignEvent) -> None:
        if isinstance(event, events.PressSeen) and event.snapshot.phase == "hold" and not done:
            done.append(True)
            act()

    return when


def ctrl_c(times: int, name: str = "SIGINT") -> Callable[[], None]:
    number = signal_named(name)

    def press_keys() -> None:
        for _ in range(times):
            signal.raise_signal(number)

    return press_keys


# --- the rig -----------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", ["estop", "guard", "nan-force"])
def test_a_press_that_fails_voids_the_trial_and_calls_a_person(scene: Scene, fault: str) -> None:
    scene.laboratory.inject(fault)
    stop = scene.run()
    assert stop.exit_code == 4, stop
    assert scene.view().history == ()
    assert scene.begun == [1]
    if scene.trial().state == "closed":
        assert scene.trial().outcome == "rig failed"
    else:
        assert scene.trial().state == "interrupted"


def test_a_press_that_falls_silent_leaves_the_trial_to_a_person(scene: Scene) -> None:
    scene.when = in_hold(scene.laboratory._server.stop)
    stop = scene.run()
    assert (stop.kind, stop.exit_code) == ("press silent", 4)
    assert scene.trial().state == "interrupted"
    assert scene.view().history == ()


# --- the measurement ---------------------------------------------------------------------------


def test_without_a_spectrum_the_cell_still_teaches_that_it_is_whole(scene: Scene) -> None:
    scene.laboratory.inject("no-spectrum")
    assert scene.run().exit_code == 0
    assert scene.trial().outcome in ("measurement failed", "recipe failed")
    assert scene.trial().asr_ohm_cm2 is None
    assert scene.trial().observation is not None
    assert any(isinstance(event, events.MeasureAgain) for event in scene.sent)


# --- the recipe --------------------------------------------------------------------------------


def test_a_broken_cell_is_a_result(scene: Scene) -> None:
    text = scene.campaign.read_text(encoding="utf-8").replace(
        "low = 100\nhigh = 160", "low = 20\nhigh = 30"
    )
    scene.campaign.write_text(text, encoding="utf-8")
    assert scene.run().exit_code == 0
    trial = scene.trial()
    assert trial.outcome == "recipe failed"
    assert trial.observation is not None
    assert trial.observation.damage > 0 or trial.observation.shorted
    assert trial.asr_ohm_cm2 is None
    assert trial.trace is not None, "what broke it can be looked at"


# --- a person stops it -------------------------------------------------------------------------


def test_once_stops_after_a_safe_release_and_the_cell_is_measured_later(scene: Scene) -> None:
    scene.when = in_hold(ctrl_c(1))
    stop = scene.run()
    assert (stop.kind, stop.exit_code) == ("stopped", 130), stop.sentence
    assert scene.begun == [1] * STROKES, "the cell was finished"
    assert scene.trial().state == "pressed"
    assert scene.force_kn == 0.0

    scene.when = lambda event: None
    assert scene.run().exit_code == 0
    assert scene.begun == [1] * STROKES, "and never pressed again"
    assert scene.trial().state == "closed"


@pytest.mark.parametrize(
    ("times", "name"), [(2, "SIGINT"), (1, "SIGTERM"), (1, "SIGHUP"), (1, "SIGBREAK")]
)
def test_twice_or_the_end_of_the_session_releases_at_once_and_voids_the_cell(
    scene: Scene, times: int, name: str
) -> None:
    scene.when = in_hold(ctrl_c(times, name))
    stop = scene.run()
    assert (stop.kind, stop.exit_code) == ("aborted", 130)
    assert scene.begun == [1]
    assert scene.force_kn == 0.0
    assert scene.trial().outcome == "rig failed"
    assert scene.view().history == ()


@pytest.mark.parametrize("loses", [False, True])
def test_the_stack_pressure_under_the_spectrum_is_kept_and_a_loose_fixture_stated(
    scene: Scene, loses: bool
) -> None:
    closed_kn: list[float] = []

    def when(event: events.CampaignEvent) -> None:
        if isinstance(event, events.CellPressed):
            machine = scene.laboratory.plc.machine
            closed_kn.append(machine.stack_kn)
            machine.stack_kn *= 0.5 if loses else 1.0

    scene.when = when
    assert scene.run().exit_code == 0
    (measured,) = (line for line in scene.trial().events if line.kind == "measured")
    share = 0.5 if loses else 1.0
    assert measured.detail["stack_mpa"] == pytest.approx(
        scene.laboratory.die.mpa(closed_kn[0]) * share, rel=0.02
    )
    words = [event.sentence for event in scene.sent if isinstance(event, events.MeasureAgain)]
    assert any("close it again and measure again" in sentence for sentence in words) is loses
    view = scene.view()
    (exported,), (reported,) = rows(view), cell_rows(view.trials, view.settings.space)
    assert exported["stack_measured_mpa"] == measured.detail["stack_mpa"]
    assert float(reported.stack) == pytest.approx(60.0 * share, rel=0.05)
    assert ("the fixture stood at" in reported.note) is loses
