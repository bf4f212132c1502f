"""Rows that are one cell at several pressures: read, imported as one cell, exported again."""

import csv
from pathlib import Path

import pytest
from support.campaign import MANUAL, write_campaign

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.errors import WrongInputError
from campaigns.explore.dataset import cells_counted, past_of
from campaigns.explore.models import learn
from campaigns.files.tables.cell_table import read_table
from campaigns.records.exchange.table_export import write_csv
from campaigns.records.exchange.table_import import import_table
from campaigns.records.history import observations
from campaigns.records.load_trials import read_trials
from campaigns.records.load_views import load_view
from campaigns.report.json_documents import status
from campaigns.run.by_hand.plan_trials import plan_trials
from campaigns.run.by_hand.record_result import record_result
from campaigns.store.open_store import open_campaign
from campaigns.trial.cell_labels import is_own_label
from campaigns.trial.cell_result import CellResult
from doe.trials import Observation

BENCH = '[impedance]\nsource = "by_hand"\n[series]\nrungs = 3\nstop = "failure"\n'
PELLETS = """\
{named},copress_mpa,anode_mpa,damage,failure,asr_ohm_cm2,lot
p1,310,120,0,,212,A
p1,360,120,0,,196,A
p1,420,120,2,cracked,,A
p2,330,140,0,,205,A
p2,380,140,0,,191,A
p3,350,130,0,,199,B
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(write_campaign(tmp_path, press=MANUAL, impedance=BENCH))


def table_in(folder: Path, text: str) -> Path:
    path = folder / "pellets.csv"
    path.write_text(text, encoding="utf-8")
    return path


def history(settings: Settings) -> list[Observation]:
    with open_campaign(settings, create=False) as store:
        return observations(read_trials(store))


def test_rows_of_one_pellet_at_rising_pressures_are_a_series(tmp_path: Path) -> None:
    table = read_table(table_in(tmp_path, PELLETS.format(named="pellet")))
    assert [(one.cell, one.rung) for one in table.cells] == [
        ("p1", 1), ("p1", 2), ("p1", 3), ("p2", 1), ("p2", 2), (None, None),
    ]  # fmt: skip
    assert any("are one cell (p1) at rising pressures" in note for note in table.notes)


def test_a_sample_may_be_a_powder(tmp_path: Path) -> None:
    table = read_table(table_in(tmp_path, PELLETS.format(named="sample")))
    assert {one.rung for one in table.cells} == {None}


def test_a_cell_that_broke_is_not_pressed_on(tmp_path: Path) -> None:
    text = PELLETS.format(named="pellet").replace("p1,310,120,0,,212", "p1,310,120,2,cracked,")
    table = read_table(table_in(tmp_path, text))
    assert [one.rung for one in table.cells if one.texts["cell_id"] == "p1"] == [None] * 3


def test_a_column_of_rungs_says_so(tmp_path: Path) -> None:
    rows = ["cell,rung,copress_mpa,stack_mpa,damage,asr_ohm_cm2"]
    rows += ["c2,2,300,50,0,88", "c2,1,300,20,0,96", "c3,1,320,20,0,91", "c4,,340,20,0,90"]
    table = read_table(table_in(tmp_path, "\n".join(rows)))
    assert [(one.cell, one.rung) for one in table.cells] == [
        ("c2", 2), ("c2", 1), ("c3", 1), (None, None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rung", "said"), [("1", "stands in row"), ("a", "write 1"), ("0", "write 1")]
)
def test_a_rung_that_cannot_be_is_refused(tmp_path: Path, rung: str, said: str) -> None:
    rows = ["cell,rung,copress_mpa,damage,asr_ohm_cm2", "c2,1,300,0,88", f"c2,{rung},350,0,80"]
    with pytest.raises(WrongInputError, match=said):
        read_table(table_in(tmp_path, "\n".join(rows)))


def test_a_series_is_imported_as_one_cell(settings: Settings, tmp_path: Path) -> None:
    path = table_in(tmp_path, PELLETS.format(named="pellet"))
    done = import_table(settings, path)
    assert sorted(set(done.trials.values())) == [1, 2, 3]
    seen = history(settings)
    assert [(one.cell, one.rung, one.intact) for one in seen] == [
        ("p1", 1, True), ("p1", 2, True), ("p1", 3, False),
        ("p2", 1, True), ("p2", 2, True), (None, None, True),
    ]  # fmt: skip
    assert status(load_view(settings, advise=False))["past_cells"] == 3
    again = import_table(settings, path)
    assert not again.trials
    assert len(again.known) == 6


def test_a_pellet_with_one_rung_more_stays_one_cell(settings: Settings, tmp_path: Path) -> None:
    """The table is kept on: p2 was pressed once more since, and rows below have moved."""
    import_table(settings, table_in(tmp_path, PELLETS.format(named="pellet")))
    longer = PELLETS.replace("p2,380,140,0,,191,A\n", "p2,380,140,0,,191,A\np2,430,140,0,,183,A\n")
    path = table_in(tmp_path, longer.format(named="pellet"))
    done = import_table(settings, path)
    assert (list(done.trials.values()), len(done.known)) == ([2], 6)
    of_p2 = [one for one in history(settings) if one.cell == "p2"]
    assert [(one.rung, one.asr_ohm_cm2) for one in of_p2] == [(1, 205.0), (2, 191.0), (3, 183.0)]
    assert not import_table(settings, path).trials


def test_a_pellet_of_a_table_keeps_its_name(settings: Settings, tmp_path: Path) -> None:
    import_table(settings, table_in(tmp_path, PELLETS.format(named="pellet")))
    view = load_view(settings, advise=False)
    assert [trial.sample_label for trial in view.trials][:2] == ["p1", "p2"]
    assert view.in_labels("like cell #2") == "like p2"
    out = tmp_path / "cells.csv"
    write_csv(view, out)
    assert {one.cell for one in read_table(out).cells if one.rung} == {"p1", "p2"}


def test_a_name_of_two_cells_is_the_label_of_one_at_most(
    settings: Settings, tmp_path: Path
) -> None:
    """Another table may call another pellet p1, and one table may write a name twice."""
    import_table(settings, table_in(tmp_path, PELLETS.format(named="pellet")))
    rows = ["cell_id,copress_mpa,anode_mpa,damage,asr_ohm_cm2", "p1,255,85,0,222"]
    rows += ["p7,265,85,0,221", "q,275,85,0,220", "q,285,95,0,219"]
    import_table(settings, table_in(tmp_path, "\n".join(rows)))
    labels = [trial.sample_label for trial in load_view(settings, advise=False).trials]
    assert labels[3:] == ["cell-0004", "p7", "cell-0006", "cell-0007"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [("P-12", True), ("Pellet 3.b", True), ("\u03b2_4", True), ("cell-0007", False), ("a/b", False),
     ("..", False), ("$x$", False), ("nul.1", False), ("p" * 41, False), ("", False)],
)  # fmt: skip
def test_a_label_is_a_name_of_a_file_everywhere(name: str, *, kept: bool) -> None:
    assert is_own_label(name) is kept


def test_exploring_a_table_knows_the_series(tmp_path: Path) -> None:
    past = past_of(read_table(table_in(tmp_path, PELLETS.format(named="pellet"))))
    assert [(one.cell, one.rung) for one in past.history][:3] == [("p1", 1), ("p1", 2), ("p1", 3)]


def test_a_campaign_with_a_series_is_exported_and_read_again(
    settings: Settings, tmp_path: Path
) -> None:
    plan_trials(settings, 1)
    record_result(settings, 1, CellResult(damage=0, asr_ohm_cm2=200.0, lot="A", rung=1))
    record_result(settings, 1, CellResult(damage=2, failure=("cracked",), rung=2))
    out = tmp_path / "cells.csv"
    write_csv(load_view(settings, advise=False), out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["cell"], row["rung"], row["asr_ohm_cm2"]) for row in rows] == [
        ("cell-0001", "1", "200.0"), ("cell-0001", "2", ""),
    ]  # fmt: skip
    assert float(rows[0]["copress_mpa"]) < float(rows[1]["copress_mpa"])
    cells = read_table(out).cells
    assert [(one.cell, one.rung) for one in cells] == [("cell-0001", 1), ("cell-0001", 2)]
    assert [one.damage for one in cells] == [0, 2]


def test_a_pellet_that_came_with_one_row_becomes_a_series(
    settings: Settings, tmp_path: Path
) -> None:
    """p3 had one measurement; the table of the next week knows two more of the same pellet."""
    import_table(settings, table_in(tmp_path, PELLETS.format(named="pellet")))
    longer = PELLETS + "p3,400,130,0,,188,B\np3,460,130,2,cracked,,B\n"
    path = table_in(tmp_path, longer.format(named="pellet"))
    done = import_table(settings, path)
    assert set(done.trials.values()) == {3}
    of_p3 = [one for one in history(settings) if one.cell == "p3"]
    assert [(one.rung, one.asr_ohm_cm2, one.intact) for one in of_p3] == [
        (1, 199.0, True), (2, 188.0, True), (3, None, False),
    ]  # fmt: skip
    assert status(load_view(settings, advise=False))["past_cells"] == 3
    assert not import_table(settings, path).trials


def series_table(scatter: float) -> str:
    """Ten pellets at four pressures each; one differs from the next by its own factor."""
    rows = ["pellet,rung,copress_mpa,copress_dwell_s,damage,asr_ohm_cm2"]
    for k in range(10):
        own = 1.0 + scatter * (-1) ** (k * k // 3)  # not a pattern of the dwell
        for rung, mpa in enumerate((150, 250, 350, 450), 1):
            asr = own * (60 + 9000 / mpa) * (1 + 0.004 * ((3 * k + rung) % 5))
            rows.append(f"q{k},{rung},{mpa},{30 + 20 * (k % 4)},0,{asr:.2f}")
    return "\n".join(rows)


def test_rungs_are_not_taken_for_cells(tmp_path: Path) -> None:
    """Cells differ by 20 %, rungs of one by 1 %: the next cell is as uncertain as cells are."""
    models = learn(past_of(read_table(table_in(tmp_path, series_table(0.2)))))
    assert models.surface.noise_std == pytest.approx(0.2, rel=0.4)
    judged = models.calibration
    assert judged.rmse > 0.12  # each pellet is left out with all its rungs
    assert judged.coverage >= 0.8
    assert "40 readings of 10 cells" in cells_counted(models.past)
    assert any("40 rows are 10 cells" in note for note in models.past.notes)


def test_rungs_that_stand_apart_are_put_together(tmp_path: Path) -> None:
    head, *rows = series_table(0.1).splitlines()
    mixed = "\n".join([head, *rows[::2], *rows[1::2]])
    past = past_of(read_table(table_in(tmp_path, mixed)))
    assert [one.rung for one in past.history] == [1, 2, 3, 4] * 10
