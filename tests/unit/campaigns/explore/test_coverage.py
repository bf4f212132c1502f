"""Bands that are honest: cells of the simulated laboratory left out of tables of 40."""

from support.tables.past_cells import twin_rows, write_table

from campaigns.explore.dataset import past_of
from campaigns.explore.models import learn
from campaigns.files.tables.cell_table import read_table


def test_nine_of_ten_cells_left_out_fall_into_their_band(tmp_path):
    covered = cells = 0
    for seed in range(100, 106):
        table = write_table(tmp_path / f"{seed}.csv", twin_rows(40, seed=seed))
        judged = learn(past_of(read_table(table))).calibration
        covered, cells = covered + judged.covered, cells + len(judged.measured)
    assert cells > 120
    assert 0.85 <= covered / cells <= 0.95
