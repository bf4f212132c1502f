"""One way into the store: leases count, odd values are asked back, readings are of one cell."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support.campaign import MANUAL, write_campaign
from support.instruments.spectra import full_cell
from support.instruments.tables import Made
from support.instruments.texts import eclab

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.errors import WrongInputError
from campaigns.records.checks.unlikely_values import DoubtfulError, remark_on
from campaigns.records.exchange.table_import import import_table
from campaigns.records.history import observations
from campaigns.records.load_trials import read_trial, read_trials
from campaigns.records.load_views import load_trial
from campaigns.run.by_hand.plan_trials import plan_trials
from campaigns.run.by_hand.record_result import record_result
from campaigns.run.by_hand.sheet_record import record_sheet
from campaigns.run.by_hand.sheet_write import SheetRow, proposal_identity, write_run_sheet
from campaigns.store.leases import take
from campaigns.store.open_store import open_campaign
from campaigns.trial.cell_result import CellResult

WHOLE = CellResult(damage=0, asr_ohm_cm2=200.0, lot="A")
F_HZ = np.geomspace(1e6, 0.1, 71)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    found = load_settings(
        write_campaign(tmp_path, press=MANUAL, impedance='[impedance]\nsource = "by_hand"\n')
    )
    plan_trials(found, 2)
    return found


def sheet_of(settings: Settings, folder: Path) -> Path:
    """A sheet on which the cell of trial 1 is filled in."""
    name = settings.campaign.name
    with open_campaign(settings) as store:
        trial = read_trial(store, 1)
    assert trial is not None
    path = folder / "sheet.csv"
    row = SheetRow(proposal_identity(name, 1), trial.protocol, {"campaign": name})
    write_run_sheet(path, [row], list(settings.space))
    with path.open(encoding="utf-8", newline="") as file:
        (cells,) = csv.DictReader(file)
    cells |= {"damage": "0", "asr_ohm_cm2": "200", "lot": "A"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(cells))
        writer.writeheader()
        writer.writerow(cells)
    return path


WAYS: dict[str, Callable[[Settings, Path], object]] = {
    "terminal": lambda settings, folder: record_result(settings, 1, WHOLE),
    "sheet": lambda settings, folder: record_sheet(settings, sheet_of(settings, folder)),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_cell_that_a_worker_has_is_left_to_it(
    settings: Settings, tmp_path: Path, way: str
) -> None:
    with open_campaign(settings) as store:
        trial = read_trial(store, 1)
        assert trial is not None
        assert take(store, [trial.id], "press-2", ("planned", "approved")) == trial.id
    with pytest.raises(WrongInputError, match="on the press of press-2"):
        WAYS[way](settings, tmp_path)
    with open_campaign(settings) as store:
        assert [one.state for one in read_trials(store)] == ["planned", "planned"]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_keeps_the_same(settings: Settings, tmp_path: Path, way: str) -> None:
    WAYS[way](settings, tmp_path)
    with open_campaign(settings) as store:
        trial = read_trial(store, 1)
    assert trial is not None
    assert trial.observation is not None
    assert (trial.observation.asr_ohm_cm2, trial.observation.lot) == (200.0, "A")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (CellResult(damage=0, asr_ohm_cm2=200.0, achieved={"copress_mpa": 900.0}),
         "achieved.copress_mpa"),
        (CellResult(damage=0, asr_ohm_cm2=200.0, achieved={"anode_mpa": 1.0}),
         "achieved.anode_mpa"),
        (CellResult(damage=0, asr_ohm_cm2=2.0), "asr_ohm_cm2"),
        (CellResult(damage=0, asr_ohm_cm2=200.0, lot="a"), "lot"),
    ],
)  # fmt: skip
def test_odd_values_are_asked_back_and_the_answer_is_kept(
    settings: Settings, said: CellResult, field: str
) -> None:
    record_result(settings, 1, WHOLE)
    with pytest.raises(DoubtfulError) as raised:
        record_result(settings, 2, said)
    assert [doubt.field for doubt in raised.value.doubts] == [field]
    kept = record_result(settings, 2, said, sure=True)
    assert kept.overruled == tuple(doubt.sentence for doubt in raised.value.doubts)


def test_a_second_reading_is_of_the_same_cell(settings: Settings) -> None:
    record_result(settings, 1, WHOLE)
    record_result(settings, 1, CellResult(asr_ohm_cm2=206.0), act="again")
    with open_campaign(settings) as store:
        first, second = observations(read_trials(store))
    assert (first.trial, second.trial) == (1, 1)
    assert (first.asr_ohm_cm2, second.asr_ohm_cm2) == (200.0, 206.0)
    assert first.point == second.point


def test_the_spectrum_of_a_second_reading_never_takes_the_place_of_the_first(
    settings: Settings, tmp_path: Path
) -> None:
    for name, ohm in (("monday.mpt", 200.0), ("friday.mpt", 212.0)):
        (tmp_path / name).write_bytes(eclab(Made(F_HZ, full_cell(F_HZ, ohm))))
    record_result(settings, 1, CellResult(damage=0, spectrum=tmp_path / "monday.mpt"))
    with open_campaign(settings) as store:
        before = read_trial(store, 1).observation
    record_result(settings, 1, CellResult(spectrum=tmp_path / "friday.mpt"), act="again")
    assert load_trial(settings, 1).spectrum_file == "monday.mpt"
    for damage, why in ((1, "a hairline, seen later"), (0, "a hair, no hairline")):
        record_result(settings, 1, CellResult(damage=damage), act="correct", why=why)
    with open_campaign(settings) as store:
        after = read_trial(store, 1)
    assert before is not None
    assert after.observation is not None
    assert after.observation.asr_ohm_cm2 == before.asr_ohm_cm2, "of Monday, not of Friday"
    assert len(after.readings) == 1
    record_result(
        settings, 1, CellResult(spectrum=tmp_path / "friday.mpt"), act="correct", why="swapped",
        sure=True,
    )  # fmt: skip
    assert load_trial(settings, 1).spectrum_file == "friday.mpt", "now it is the cell's own"


def test_a_past_cell_that_nobody_looked_at_teaches_when_somebody_does(
    settings: Settings, tmp_path: Path
) -> None:
    table = tmp_path / "past.csv"
    table.write_text(
        "copress_mpa,anode_mpa,asr_ohm_cm2\n400,120,90\n420,130,95\n", encoding="utf-8"
    )
    made = import_table(settings, table)
    number = next(iter(made.trials.values()))
    with open_campaign(settings) as store:
        assert observations(read_trials(store)) == []
    record_result(settings, number, CellResult(damage=0))
    with open_campaign(settings) as store:
        (seen,) = observations(read_trials(store))
    assert seen.asr_ohm_cm2 == 90.0


def test_the_spelling_of_a_lot_is_corrected_without_a_question(settings: Settings) -> None:
    record_result(settings, 1, CellResult(damage=0, asr_ohm_cm2=200.0, lot="a"))
    record_result(settings, 1, CellResult(lot="A"), act="correct", why="typing")
    with pytest.raises(DoubtfulError, match='a lot "A"'):
        record_result(settings, 2, CellResult(damage=0, asr_ohm_cm2=201.0, lot="a"))
    record_result(settings, 2, CellResult(damage=0, asr_ohm_cm2=201.0, lot="A"))


def test_a_note_of_a_crack_on_an_intact_cell_is_remarked_on(settings: Settings) -> None:
    said = CellResult(damage=0, asr_ohm_cm2=200.0, note="small crack at the rim?")
    prepared = record_result(settings, 1, said)
    assert "'small crack at the rim?', and the cell counts as intact" in remark_on(prepared.after)
    assert remark_on(CellResult(damage=0, note="not cracked")) == ""
    assert remark_on(CellResult(damage=2, note="cracked")) == ""
