"""A row whose remark nobody understood: the campaign keeps it, learns nothing, stays away."""

from pathlib import Path

import numpy as np
import pytest
from support.campaign import MANUAL, write_campaign

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.files.tables.cell_table import Reading, read_table
from campaigns.optimiser.avoided_settings import NotAt
from campaigns.records.checks.avoided_trials import left_open, settings_to_avoid
from campaigns.records.exchange.table_import import import_table
from campaigns.records.load_trials import read_trials
from campaigns.records.load_views import load_view
from campaigns.run.by_hand.plan_trials import plan_trials
from campaigns.run.by_hand.record_result import record_result
from campaigns.store.open_store import open_campaign
from campaigns.trial.cell_result import CellResult
from campaigns.trial.search_space import space_of

CELLS = """\
copress_mpa,anode_mpa,state,asr_ohm_cm2
250,120,ok,265
300,130,ok,246
300,180,ok,240
350,140,ok,231
350,200,ok,226
400,150,ok,219
400,220,ok,214
450,160,ok,208
{odd}
"""
KNISTERT = "520,210,knistert,90"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    bench = '[impedance]\nsource = "by_hand"\n'
    return load_settings(write_campaign(tmp_path, press=MANUAL, impedance=bench))


def table_in(folder: Path, odd: str) -> Path:
    path = folder / "past.csv"
    path.write_text(CELLS.format(odd=odd), encoding="utf-8")
    return path


def advised(settings: Settings) -> tuple[dict[str, float], tuple[str, ...]]:
    advice = load_view(settings, curves=False).advice
    assert advice is not None
    return {name: float(value) for name, value in advice.point.items()}, advice.cautions


def trials(settings: Settings):
    with open_campaign(settings, create=False) as store:
        return read_trials(store)


def test_an_odd_cell_is_kept_and_named(settings: Settings, tmp_path: Path) -> None:
    done = import_table(settings, table_in(tmp_path, KNISTERT))
    assert len(done.trials) == 9
    assert not done.aside
    assert any("kept as trial 9" in note and "--trial 9" in note for note in done.notes)
    assert [one.number for one in left_open(trials(settings))] == [9]
    again = import_table(settings, table_in(tmp_path, KNISTERT))
    assert (len(again.trials), len(again.known)) == (0, 9)


def test_nothing_is_recommended_or_proposed_next_to_it(settings: Settings, tmp_path: Path) -> None:
    import_table(settings, table_in(tmp_path, KNISTERT))
    rule = NotAt(space_of(settings), ({"copress_mpa": 520.0, "anode_mpa": 210.0},))
    point, cautions = advised(settings)
    assert bool(rule({name: np.array([value]) for name, value in point.items()})[0])
    assert "knistert" in cautions[0]
    assert "cell-0009" in cautions[0]
    planned = plan_trials(settings, 3)
    for number in planned.numbers:
        (one,) = [trial for trial in trials(settings) if trial.number == number]
        values = {name: np.array([float(value)]) for name, value in one.planned.items()}
        assert bool(rule(values)[0])


def test_a_word_of_a_person_answers(settings: Settings, tmp_path: Path) -> None:
    import_table(settings, table_in(tmp_path, KNISTERT))
    record_result(settings, 9, CellResult(damage=0))
    assert not left_open(trials(settings))
    assert not settings_to_avoid(trials(settings))
    assert not any("knistert" in said for said in advised(settings)[1])
    known = import_table(settings, table_in(tmp_path, KNISTERT))
    assert not known.trials


def test_the_table_read_again_with_the_word_answers(settings: Settings, tmp_path: Path) -> None:
    """It stays the same cell: no second one is made of it."""
    import_table(settings, table_in(tmp_path, KNISTERT))
    path = table_in(tmp_path, KNISTERT)
    done = import_table(settings, path, Reading(words={"knistert": "cracked"}))
    assert set(done.trials.values()) == {9}
    every = trials(settings)
    assert len(every) == 9
    assert every[-1].observation is not None
    assert not every[-1].observation.intact
    assert settings_to_avoid(every) == [{"copress_mpa": 520.0, "anode_mpa": 210.0}]
    assert not import_table(settings, path, Reading(words={"knistert": "cracked"})).trials


REMARK = "520,210,ok,90,knistert"


def with_remark(folder: Path) -> Path:
    """The same cells with a column of remarks; one of them is not understood next to `ok`."""
    head, *rows = CELLS.format(odd="").strip().splitlines()
    lines = [f"{head},remark", *(f"{row}," for row in rows), REMARK]
    (folder / "past.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / "past.csv"


@pytest.mark.parametrize(
    ("said", "intact"),
    [
        (Reading(words={"knistert": "nothing"}), True),
        (Reading({"remark": "text"}), True),
        (Reading(words={"knistert": "shorted"}), False),
    ],
    ids=["--word nothing", "--column text", "--word shorted"],
)
def test_a_remark_next_to_ok_is_answered_later(
    settings: Settings, tmp_path: Path, said: Reading, intact: bool
) -> None:
    done = import_table(settings, with_remark(tmp_path))
    assert any("kept as trial 9 (remark: knistert)" in note for note in done.notes)
    assert [one.number for one in left_open(trials(settings))] == [9]
    answered = import_table(settings, with_remark(tmp_path), said)
    assert set(answered.trials.values()) == {9}
    every = trials(settings)
    assert len(every) == 9
    assert not left_open(every)
    assert every[-1].observation is not None
    assert every[-1].observation.intact is intact
    assert every[-1].observation.asr_ohm_cm2 == (90 if intact else None)


def test_a_cracked_cell_of_a_table_is_stayed_away_from(settings: Settings, tmp_path: Path) -> None:
    """Unless another one held at the same settings."""
    import_table(settings, table_in(tmp_path, "450,160,cracked,\n500,190,cracked,"))
    assert settings_to_avoid(trials(settings)) == [{"copress_mpa": 500.0, "anode_mpa": 190.0}]


def test_the_reader_says_the_same(tmp_path: Path) -> None:
    table = read_table(table_in(tmp_path, KNISTERT))
    assert [(cell.row, cell.deciding) for cell in table.doubted] == [(10, "state: knistert")]
