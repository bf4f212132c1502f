"""What a person reads of the stack pressure under a spectrum."""

import math
from dataclasses import replace
from pathlib import Path

import pytest
from support.presses.press import bench

from campaigns.trial.measurement import fixture_doubt


@pytest.mark.parametrize(
    ("under_mpa", "closed_mpa", "says"),
    [
        (49.0, 50.0, ""),
        (None, 50.0, ""),
        (math.nan, None, ""),
        (30.0, 50.0, "stood at 30.0 MPa during the spectrum, it was closed at 50.0 MPa"),
        (math.nan, 50.0, "could not be read after the spectrum: nobody knows whether it still had"),
    ],
)
def test_a_fixture_that_let_off_or_cannot_be_read_is_said(
    under_mpa: float | None, closed_mpa: float | None, says: str
) -> None:
    doubt = fixture_doubt(under_mpa, closed_mpa)
    assert says in doubt
    assert bool(doubt) == bool(says)


def test_a_silent_load_cell_is_told_from_a_press_that_has_none(tmp_path: Path) -> None:
    with bench(tmp_path, timeout_s=0.06) as b:
        assert b.press.fixture_mpa() == pytest.approx(0.0, abs=1.0)
        b.lab.board.upset.silent = True
        assert math.isnan(b.press.fixture_mpa() or 0.0)
        without = {name: it for name, it in b.press.map.registers.items() if name != "stack"}
        b.press.map = replace(b.press.map, registers=without)
        assert b.press.fixture_mpa() is None
