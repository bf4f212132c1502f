"""An analyser that fails in a campaign: the cell stays where it is, and is measured later."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support.campaign import MANUAL, counted_laboratory, write_campaign, write_press_file
from support.instruments.analysers import PATIENT_S, POINTS, served, write_scpi_file

from campaigns.config.load_campaign import load_settings
from campaigns.errors import WrongInputError
from campaigns.records.load_views import load_view
from campaigns.records.views import TrialView
from campaigns.run.start_run import run_campaign
from campaigns.run.stopping.stop_criteria import Stop
from hardware.clock import SimulatedClock
from hardware.twin.laboratory import Laboratory
from hardware.twin.scpi.analyser_server import ScpiServer

ANALYSER = '[analyser]\nfile = "analyser.toml"\n[impedance]\nfolder = "cells"\ncell = "symmetric"\n'
IMPATIENT_S = 0.4


@dataclass
class Scene:
    laboratory: Laboratory
    analyser: ScpiServer
    clock: SimulatedClock
    begun: list[int]
    campaign: Path

    def run(self) -> Stop:
        return run_campaign(load_settings(self.campaign), clock=self.clock, trials=1)

    def trial(self) -> TrialView:
        return load_view(load_settings(self.campaign), advise=False).trial(1)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    clock = SimulatedClock()
    with (
        counted_laboratory(tmp_path / "cells", clock) as (laboratory, begun),
        served(POINTS, clock) as analyser,
    ):
        laboratory.bench.driven = True
        write_press_file(tmp_path, laboratory.port)
        write_scpi_file(
            tmp_path / "analyser.toml", analyser.resource, POINTS, tries=2, ends_hz=(2e5, 0.1)
        )
        press = 'map = "press.toml"\ndie = "steel-10"\n'
        campaign = write_campaign(tmp_path, press=press, impedance=ANALYSER)
        yield Scene(laboratory, analyser, clock, begun, campaign)


def test_the_cell_waits_pressed_and_is_measured_by_the_next_run_not_pressed_again(
    scene: Scene,
) -> None:
    upset = scene.analyser.board.upset
    upset.analyser = "overload"
    stop = scene.run()
    assert (stop.kind, stop.exit_code) == ("analyser", 4)
    assert "cell-0001" in stop.sentence
    assert "leave it in the fixture" in stop.sentence
    assert "The fixture keeps 59.96 MPa on it" in stop.sentence
    assert scene.trial().state == "pressed"
    pressed = list(scene.begun)
    scene.laboratory.plc.inspect()
    assert scene.laboratory.plc.machine.ram.force_kn < 0.1  # nothing is left loaded
    upset.analyser = ""
    assert scene.run().kind == "trials"
    assert scene.begun == pressed
    trial = scene.trial()
    assert trial.outcome == "observed"
    assert trial.spectrum_file == "cell-0001.csv"


@pytest.mark.parametrize(
    ("fault", "says", "timeout_s"),
    [("silent", "gave no answer", IMPATIENT_S), ("wrong-identity", "VOLTMETER", PATIENT_S)],
)
def test_no_cell_is_pressed_that_the_analyser_could_not_measure(
    scene: Scene, tmp_path: Path, fault: str, says: str, timeout_s: float
) -> None:
    write_scpi_file(
        tmp_path / "analyser.toml", scene.analyser.resource, POINTS, timeout_s=timeout_s
    )
    scene.analyser.board.upset.analyser = fault
    with pytest.raises(WrongInputError, match=f"{says}.*Nothing was pressed"):
        scene.run()
    assert scene.begun == []


def test_a_simulated_analyser_measures_for_no_real_press(scene: Scene, tmp_path: Path) -> None:
    campaign = write_campaign(tmp_path, name="real", press=MANUAL, impedance=ANALYSER)
    from campaigns.decisions.approval_policy import Person

    person = Person(ask=lambda question: "", tell=lambda sentence: None)
    with pytest.raises(WrongInputError, match="is a simulated one, and the press is real"):
        run_campaign(load_settings(campaign), clock=scene.clock, trials=1, person=person)


def test_a_missing_analyser_file_is_said_before_anything_is_pressed(
    scene: Scene, tmp_path: Path
) -> None:
    (tmp_path / "analyser.toml").unlink()
    with pytest.raises(WrongInputError, match=r"analyser\.toml: there is no such file"):
        scene.run()
    assert scene.begun == []
