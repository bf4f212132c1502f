"""Nothing is recommended where a cell broke, unless many others of the same setting held."""

from __future__ import annotations

import pytest

from campaigns.explore.avoided import avoided
from campaigns.files.tables.past_cells import PastCell
from doe.space import Parameter, Space

SPACE = Space((Parameter("copress_mpa", 200, 600, 5), Parameter("copress_dwell_s", 10, 600)))


def cell(mpa: float, *, broke: bool, row: int) -> PastCell:
    return PastCell(
        row=row,
        achieved={"copress_mpa": mpa, "copress_dwell_s": 60.0},
        planned={},
        results={"asr_ohm_cm2": 80.0},
        damage=2 if broke else 0,
        shorted=False,
        lot=None,
        texts={},
    )


@pytest.mark.parametrize(
    ("intact", "broken", "stays_away"),
    [(0, 1, True), (2, 1, True), (8, 1, True), (9, 1, False), (9, 2, True), (3, 0, False)],
)
def test_replicates_of_which_some_broke(intact: int, broken: int, stays_away: bool) -> None:
    cells = [cell(430.0, broke=k < broken, row=k) for k in range(intact + broken)]
    settings = avoided((), [*cells, cell(300.0, broke=False, row=99)], SPACE)
    assert {s["copress_mpa"] for s in settings} == ({430.0} if stays_away else set())
