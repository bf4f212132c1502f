"""The forecast of a campaign: its bands, what they are made of, what is said of a design."""

import numpy as np
import pytest
from support.campaign import write_campaign

from campaigns.commands.terminal.forecast_output import words
from campaigns.config.load_campaign import load_settings
from campaigns.errors import WrongInputError
from campaigns.run.study.forecast import FEWEST, QUANTITIES, Taken, bands, taken
from campaigns.run.study.plan import World, forecast_problem, plan_campaign
from campaigns.run.study.simulate import StudyCell, StudyRun


def spread(values):
    return [Taken(*[float(value)] * len(QUANTITIES)) for value in values]


@pytest.mark.parametrize("n", [46, 60, 100, 200])
def test_bands_hold_nine_in_ten_with_the_confidence_they_claim(n):
    chance, kept = np.random.default_rng(n), []
    for _ in range(400):
        band = bands(spread(chance.random(n)))["hours"]
        kept.append(band.high - band.low >= 0.9)
    assert np.mean(kept) > 0.92  # 0.95 is claimed; 400 draws tell it to 0.011


def test_more_campaigns_give_narrower_bands():
    chance = np.random.default_rng(1)
    widths = [
        np.ptp([b.low, b.high])
        for n in (60, 2000)
        for b in (bands(spread(chance.random(n)))["cells"],)
    ]
    assert widths[1] < 0.93 < widths[0]


def test_too_few_campaigns_give_no_band(tmp_path):
    with pytest.raises(ValueError, match="at least 46"):
        bands(spread(range(FEWEST - 1)))
    settings = load_settings(write_campaign(tmp_path))
    with pytest.raises(WrongInputError, match="--campaigns 5: a band needs at least 46"):
        plan_campaign(settings, World(), tmp_path / "plan", campaigns=5)
    assert not (tmp_path / "plan").exists()


def test_hours_and_powder_are_the_files_own(tmp_path):
    pellet = "[pellet]\nmass_mg = 150.0\ndensity_g_cm3 = 1.9\n"
    pellet += "[cost]\nhandling_s = 500\nmeasurement_s = 400\n"
    settings = load_settings(write_campaign(tmp_path, impedance=pellet))
    cell = StudyCell(1, {}, 0, False, 50.0, None, 50.0, 0.9, False, press_s=900.0)
    cracked = StudyCell(2, {}, 2, False, None, None, 50.0, 0.9, True, press_s=900.0)
    took = taken(StudyRun("key", (cell, cracked, cell, cell)), settings, 0.785)
    assert took == Taken(4, 2, 1, hours=2.0, press_hours=1.0, powder_g=0.6)
    never = taken(StudyRun("key", (cell,)), settings, 0.785)
    assert never.cells_to_there == settings.campaign.budget + 1


def test_powder_follows_the_die_where_no_pellet_is_described(tmp_path):
    settings = load_settings(write_campaign(tmp_path))
    cell = StudyCell(1, {}, 0, False, 50.0, None, 50.0, 0.9, False, press_s=1.0)
    small, large = (taken(StudyRun("key", (cell,)), settings, area) for area in (0.7854, 1.5708))
    assert (small.powder_g, large.powder_g) == (0.08, 0.16)


@pytest.mark.slow  # many campaigns
def test_a_forecast_answers_every_question_and_resumes(tmp_path):
    settings = load_settings(write_campaign(tmp_path, budget=3))
    seen: list[int] = []
    world = World(flaw_share=0.2, pellet_sd=0.1)

    def plan():
        return plan_campaign(
            settings, world, tmp_path / "plan", campaigns=FEWEST, jobs=1,
            on_progress=lambda progress: seen.append(progress.done),
        )  # fmt: skip

    first = plan()
    assert first.campaigns == FEWEST
    assert set(first.bands) == set(QUANTITIES)
    assert first.bands["cells"].high <= 3
    assert first.bands["broken"].high >= 1  # one in five
    assert sum(first.stopped.values()) == pytest.approx(1.0)
    assert first.design.kind == "sobol" or "no classical design fits" in first.design.why
    assert any("classical design" in sentence for sentence in words(first))
    seen.clear()
    assert plan() == first
    assert seen == [seen[0]]  # nothing was left to do


def test_each_simulated_campaign_has_a_powder_of_its_own(tmp_path):
    from campaigns.run.study.simulated_lab import VirtualLaboratory

    problem = forecast_problem(load_settings(write_campaign(tmp_path)), World())
    point = {"copress_mpa": 400.0, "anode_mpa": 120.0}
    cells = [VirtualLaboratory(problem, seed).press(point, 1) for seed in range(8)]
    assert len({cell.asr_ohm_cm2 for cell in cells if cell.intact}) > 3
    assert {cell.lot for cell in cells} == {"lot-1"}
