"""A campaign of three knobs with ten cells measured by hand, for the maps of page Understand."""

from pathlib import Path

import numpy as np
from support.campaign import write_campaign

from campaigns.config.load_campaign import load_settings
from campaigns.run.by_hand.record_result import record_result
from campaigns.store.open_store import open_campaign
from campaigns.trial.cell_result import CellResult
from campaigns.trial.proposal import Proposal
from campaigns.trial.search_space import space_of

RELEASE = "[space.release_mpa_s]\nlow = 0.5\nhigh = 50\nscale = 'log'\n"
BEST = {"copress_mpa": 600.0, "anode_mpa": 130.0, "release_mpa_s": 2.0}


def measured_campaign(folder: Path) -> Path:
    """Ten cells by hand; the best is pressed hard and released at 2 MPa/s."""
    path = write_campaign(folder, high=700, budget=30)
    text = path.read_text(encoding="utf-8").replace("release_mpa_s = 10\n", "")
    path.write_text(text + RELEASE, encoding="utf-8")
    settings = load_settings(path)
    space, chance = space_of(settings), np.random.default_rng(4)
    units = np.vstack([chance.random((9, 3)), space.units([BEST])])
    with open_campaign(settings) as store:
        for row in space.snap(space.from_unit(units)):
            point = space.point(row)
            store.plan(
                Proposal(point, {**settings.fixed, **point}, {}, "by design"), simulated=True
            )
    for number, unit in enumerate(units, 1):
        away = float(np.sum((unit - units[-1]) ** 2))
        record_result(settings, number, CellResult(asr_ohm_cm2=100.0 * np.exp(away), damage=0))
    return path
