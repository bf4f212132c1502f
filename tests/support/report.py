"""What the tests of the report are given: cells of every kind, a small real campaign."""

import atexit
from functools import cache
from pathlib import Path
from shutil import copytree, rmtree
from tempfile import mkdtemp

import numpy as np

from campaigns.config.load_campaign import load_settings
from campaigns.config.template import campaign_text
from campaigns.optimiser.strategy_from_settings import strategy_of
from campaigns.records.load_views import load_view
from campaigns.records.views import CampaignView
from campaigns.report.landscape import Axis, Landscape, Slice
from campaigns.run.start_run import run_campaign
from campaigns.trial.press_limits import limits_of
from doe.strategy import Strategy
from doe.trials import Observation
from hardware.eis.spectrum import Spectrum
from hardware.press.interface import Phase, StepRecord
from hardware.press.protocol import Die, Step
from hardware.recorded_trace import PressTrace

SHORTED_READS_OHM_CM2 = 3.0


def cells() -> list[Observation]:
    """One of every kind; the short reads lowest, as shorts do."""
    return [
        Observation(_point(430, 120), asr_ohm_cm2=210.0, asr_std_ohm_cm2=4.0, trial=1),
        Observation(_point(300, 60), damage=3, trial=2),
        Observation(_point(480, 180), shorted=True, asr_ohm_cm2=SHORTED_READS_OHM_CM2, trial=3),
        Observation(_point(520, 110), asr_ohm_cm2=185.0, asr_std_ohm_cm2=3.0, trial=4),
        Observation(_point(690, 120), damage=2, trial=5),
        Observation(_point(610, 120), damage=1, trial=6),
        Observation(_point(500, 115), trial=7),
        Observation(_point(450, 125), asr_ohm_cm2=195.0, asr_std_ohm_cm2=3.0, trial=8),
    ]


def a_landscape() -> Landscape:
    """Resistance falls with pressure; cells break above 600 MPa."""
    x = Axis("copress_mpa", np.linspace(100.0, 700.0, 25), "linear")
    y = Axis("release_mpa_s", np.geomspace(0.5, 50.0, 21), "log")
    mpa, _ = np.meshgrid(x.values, y.values)
    held = {"anode_mpa": 120.0, "stack_mpa": 60.0}
    return Landscape(x, y, 160.0 + 20000.0 / mpa, 1.0 / (1.0 + np.exp((mpa - 600.0) / 20.0)), held)


def a_slice() -> Slice:
    """Along the co-press pressure of the landscape."""
    mpa = np.linspace(100.0, 700.0, 61)
    asr = 160.0 + 20000.0 / mpa
    p_intact = 1.0 / (1.0 + np.exp((mpa - 600.0) / 20.0))
    return Slice(Axis("copress_mpa", mpa, "linear"), asr, 0.9 * asr, 1.1 * asr, p_intact, at=500.0)


def a_spectrum() -> Spectrum:
    """An arc of 100 ohm and a blocking tail."""
    frequency_hz = np.geomspace(1e6, 0.1, 40)
    omega = 2j * np.pi * frequency_hz
    impedance_ohm = 20.0 + 100.0 / (1.0 + omega * 1e-5) + 1.0 / (omega * 1e-2)
    return Spectrum(frequency_hz, impedance_ohm, label="cell-0001")


def a_trace() -> tuple[PressTrace, tuple[StepRecord, ...]]:
    """One co-press step: 10 s up, 20 s held a little low, 10 s down."""
    time_s = np.arange(0.0, 41.0, 0.1)
    planned_mpa = np.interp(time_s, [0, 10, 30, 40, 41], [0, 500, 500, 0, 0])
    phase = np.select(
        [time_s < 10, time_s < 30, time_s < 40],
        [Phase.RAMP.value, Phase.HOLD.value, Phase.RELEASE.value],
        Phase.DONE.value,
    )
    trace = PressTrace(
        time_s=time_s,
        force_kn=planned_mpa * 0.0785,
        mpa=planned_mpa * 0.99,
        planned_mpa=planned_mpa,
        phase=phase.astype(np.str_),
        step=np.where(time_s < 40, 0, -1),
        position_mm=np.full(time_s.size, np.nan),
    )
    step = Step("copress", 500.0, 20.0, 50.0, 50.0)
    return trace, (StepRecord("copress", step, 1, 497.0, 495.0, 0.5, 20.0, 50.0, 50.0),)


def a_campaign(folder: Path, trials: int = 8) -> tuple[CampaignView, Strategy, Die]:
    """A campaign that was really run on the simulated laboratory, in a folder of its own."""
    copytree(_run_once(trials), folder, dirs_exist_ok=True)
    return _read(folder)


@cache
def the_campaign() -> tuple[CampaignView, Strategy, Die]:
    """The same for tests that only look at it: read once."""
    return _read(_run_once(8))


@cache
def _run_once(trials: int) -> Path:
    """The folder of a campaign; pressed once for all tests of this process."""
    folder = Path(mkdtemp(prefix="copress-tests-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    file = folder / "small.toml"
    file.write_text(campaign_text(file.name, name="small", seed=0, budget=trials), "utf-8")
    run_campaign(load_settings(file), poll_s=0.5)
    return folder


def _read(folder: Path) -> tuple[CampaignView, Strategy, Die]:
    settings = load_settings(folder / "small.toml")
    return load_view(settings), strategy_of(settings), limits_of(settings).die


def _point(copress_mpa: float, anode_mpa: float) -> dict[str, float]:
    return {"copress_mpa": copress_mpa, "anode_mpa": anode_mpa, "release_mpa_s": 5.0}
