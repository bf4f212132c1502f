"""Tables of imagined laboratories on their two ways into a campaign: `import` and `[transfer]`."""

from pathlib import Path

import pytest
from support.tables.lab_table import Cell, LabTable
from support.tables.laboratories_of_other_habits import OF_OTHER_HABITS
from support.tables.laboratories_that_leave_a_question import ASKED as LEFT_OPEN
from support.tables.laboratories_to_learn_from import PLAIN
from typer.testing import CliRunner

from campaigns.commands.cli import app
from campaigns.config.load_campaign import load_settings
from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import Reading, read_table
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.mapping import mapping_text
from campaigns.files.tables.question import TableQuestionError
from campaigns.optimiser.earlier_cells import earlier_cells
from campaigns.records.load_trials import read_trials
from campaigns.store.open_store import open_campaign
from campaigns.trial.search_space import space_of
from doe.trials import Observation

CAMPAIGN = """\
[campaign]
name = "new-lot"
goal = "low_resistance"
budget = 20
[space.copress_mpa]
low = 50
high = 800
[space.copress_dwell_s]
low = 5
high = 1800
scale = "log"
[fixed]
ramp_mpa_s = 10
release_mpa_s = 2
[press]
kind = "manual"
die = "d10"
diameter_mm = 10
max_force_kn = 70
max_mpa = 850
[impedance]
source = "by_hand"
area_cm2 = 0.785
"""
TRANSFER = """\
[transfer]
tables = ["table.csv"]
mapping = "how.toml"
"""
ASKED = [*LEFT_OPEN, *(lab for lab in OF_OTHER_HABITS if lab.asked)]
READ_AS_THEY_ARE = [*PLAIN, *(lab for lab in OF_OTHER_HABITS if not lab.asked)]
READ = [lab for lab in (*READ_AS_THEY_ARE, *ASKED) if lab.cells]


def files(folder: Path, lab: LabTable, more: str = "") -> Path:
    """The table and a campaign next to it."""
    (folder / "table.csv").write_bytes(lab.content)
    campaign = folder / "new-lot.toml"
    campaign.write_text(CAMPAIGN + more, encoding="utf-8")
    return campaign


def options(lab: LabTable) -> list[str]:
    """What a person answers on the command line."""
    said = [f"--{name.replace('_', '-')}={value}" for name, value in lab.bores.items()]
    said += [f"--column={title}={name}" for title, name in lab.columns.items()]
    return [*said, *(f"--word={word}={meaning}" for word, meaning in lab.words.items())]


def arrived(seen: Observation) -> Cell:
    """What a campaign knows of a cell."""
    mpa, dwell_s = (float(seen.point[name]) for name in ("copress_mpa", "copress_dwell_s"))
    failed = not seen.intact
    return mpa, dwell_s, None if failed else seen.asr_ohm_cm2, tuple(seen.failure)


def check(found: list[Observation], lab: LabTable) -> None:
    assert len(found) == len(lab.cells)
    for seen, wanted in zip(map(arrived, found), lab.cells, strict=True):
        assert seen[:2] == pytest.approx(wanted[:2], rel=1e-9)
        assert (seen[2] is None) == (wanted[2] is None)
        assert seen[2] is None or seen[2] == pytest.approx(wanted[2], rel=1e-9)
        assert seen[3] == wanted[3]


@pytest.mark.parametrize("lab", READ, ids=lambda lab: lab.name)
def test_every_cell_arrives_by_import(tmp_path: Path, lab: LabTable) -> None:
    campaign = files(tmp_path, lab)
    command = ["import", str(tmp_path / "table.csv"), "--campaign", str(campaign), "--yes"]
    result = CliRunner().invoke(app, [*command, *options(lab)])
    assert result.exit_code == 0, result.output
    with open_campaign(load_settings(campaign), create=False) as store:
        seen = [trial.observation for trial in read_trials(store)]
    check([one for one in seen if one is not None], lab)


@pytest.mark.parametrize("lab", READ, ids=lambda lab: lab.name)
def test_every_cell_arrives_by_transfer(tmp_path: Path, lab: LabTable) -> None:
    """Read as a mapping says that was kept of the same table."""
    settings = load_settings(files(tmp_path, lab, TRANSFER))
    table = read_table(tmp_path / "table.csv", reading=lab.answered)
    (tmp_path / "how.toml").write_text(mapping_text(table, lab.answered), encoding="utf-8")
    earlier = earlier_cells(settings, space_of(settings))
    check(list(earlier.cells), lab)
    assert all(earlier.looked_at)


@pytest.mark.parametrize("lab", ASKED, ids=lambda lab: lab.name)
def test_what_is_not_understood_is_asked_on_both_ways(tmp_path: Path, lab: LabTable) -> None:
    """Nothing is written into the campaign before somebody answers."""
    campaign = files(tmp_path, lab, TRANSFER.replace('mapping = "how.toml"\n', ""))
    with pytest.raises(TableQuestionError) as asked:
        read_table(tmp_path / "table.csv", reading=Reading(geometry=Geometry(**lab.bores)))
    assert lab.asked in str(asked.value)
    settings = load_settings(campaign)
    with pytest.raises(WrongInputError) as refused:
        earlier_cells(settings, space_of(settings))
    assert asked.value.question in str(refused.value)
    alone = tmp_path / "alone"
    alone.mkdir()
    command = ["import", str(tmp_path / "table.csv"), "--campaign", str(files(alone, lab)), "--yes"]
    result = CliRunner().invoke(app, [*command, *options(lab)[: len(lab.bores)]])
    assert result.exit_code == 2
    assert lab.asked in " ".join(result.output.split())
    with open_campaign(load_settings(alone / "new-lot.toml")) as store:
        assert not read_trials(store)


@pytest.mark.parametrize(
    "answer", ['[words]\n"knistert" = "nothing"', '[columns]\n"remark" = "text"']
)
def test_a_remark_next_to_ok_is_asked_about_by_transfer(tmp_path: Path, answer: str) -> None:
    rows = "".join(f"{k},{200 + 45 * k},60,{120 - 9 * k},ok,\n" for k in range(5))
    lab = LabTable(
        "a remark that is not understood",
        ("no,P (MPa),t (s),ASR (ohm cm2),state,remark", *rows.split(), "9,450,60,70,ok,knistert"),
        (),
    )
    settings = load_settings(files(tmp_path, lab, TRANSFER))
    (tmp_path / "how.toml").write_text("", encoding="utf-8")
    with pytest.raises(WrongInputError, match="row 7, remark: knistert") as refused:
        earlier_cells(settings, space_of(settings))
    assert '[columns] "TITLE" = "text"' in str(refused.value)
    (tmp_path / "how.toml").write_text(f"{answer}\n", encoding="utf-8")
    seen = earlier_cells(settings, space_of(settings)).cells
    assert [arrived(one) for one in seen[-2:]] == [(380, 60, 84, ()), (450, 60, 70, ())]


def test_a_knob_that_no_column_gives_is_named_once_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "c.toml").write_text(CAMPAIGN, encoding="utf-8")
    table = tmp_path / "past.csv"
    table.write_text(
        "cell,copress_mpa,asr_ohm_cm2,damage\n1,310,88,0\n2,420,61,0\n3,530,47,2\n",
        encoding="utf-8",
    )
    result = CliRunner().invoke(app, ["import", str(table), "--campaign", str(tmp_path / "c.toml")])
    assert result.exit_code != 0
    said = " ".join(result.output.split())
    assert "nothing was imported. No column gives copress_dwell_s, which c.toml varies." in said
    assert "[fixed] copress_dwell_s = ..." in said
    assert "row 2" not in said
