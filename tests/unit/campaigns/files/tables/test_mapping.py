"""How a table was read is kept and used again: the second table asks nothing."""

from pathlib import Path

import pytest

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import Reading, read_table
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.mapping import load_mapping, save_mapping
from campaigns.files.tables.question import TableQuestionError

SPRING = "Nr,Kraft,dwell,R,status\n1,22.6,1,90,A\n2,33.9,1,70,A\n3,45.2,2,55,F\n"
SUMMER = "Nr,Kraft,dwell,R,status\n7,28.3,3,80,A\n8,39.6,3,60,F\n"
STATED = Reading(
    overrides={
        "Kraft": "copress_mpa:kN",
        "dwell": "copress_dwell_s:min",
        "R": "asr_ohm_cm2:ohm",
    },
    geometry=Geometry(die_mm=12.0),
    words={"A": "intact", "F": "cracked"},
)


def test_a_mapping_reads_the_next_table_without_a_question(tmp_path: Path) -> None:
    spring, summer = tmp_path / "spring.csv", tmp_path / "summer.csv"
    spring.write_text(SPRING, encoding="utf-8")
    summer.write_text(SUMMER, encoding="utf-8")
    with pytest.raises(TableQuestionError):
        read_table(summer)
    save_mapping(tmp_path / "ours.toml", read_table(spring, reading=STATED), STATED)
    table = read_table(summer, reading=load_mapping(tmp_path / "ours.toml"))
    assert [c.achieved["copress_dwell_s"] for c in table.cells] == [180, 180]
    assert table.cells[0].achieved["copress_mpa"] == pytest.approx(250.227, rel=1e-5)
    assert table.cells[0].results["asr_ohm_cm2"] == pytest.approx(90.4779, rel=1e-5)
    assert [c.damage for c in table.cells] == [0, 2]


def test_a_file_that_is_no_mapping_is_refused_and_kept(tmp_path: Path) -> None:
    spring, other = tmp_path / "spring.csv", tmp_path / "campaign.toml"
    spring.write_text(SPRING, encoding="utf-8")
    other.write_text('[campaign]\nname = "cells"\n', encoding="utf-8")
    with pytest.raises(WrongInputError, match="'campaign' is unknown"):
        save_mapping(other, read_table(spring, reading=STATED), STATED)
    assert "cells" in other.read_text(encoding="utf-8")
    for text, said in (("columns = 3", "columns is a table"), ("[geometry]\ndie_mm = -1", "above"),
                       ("[words]\nA = 1", "write a text"), ("nonsense", "no TOML")):  # fmt: skip
        other.write_text(text, encoding="utf-8")
        with pytest.raises(WrongInputError, match=said):
            load_mapping(other)
    with pytest.raises(WrongInputError, match="no such file"):
        load_mapping(tmp_path / "absent.toml")


@pytest.mark.parametrize(("title", "good", "bad"), [("NOT OK", "", "X"), ("no cracks", "✓", "✗"),
                                                    ("not cracked", "yes", "no")])  # fmt: skip
def test_a_title_that_denies_means_the_same_by_its_mapping(
    tmp_path: Path, title: str, good: str, bad: str
) -> None:
    path = tmp_path / "cells.csv"
    rows = [f"{210 + 90 * k},60,{120 - 9 * k},{bad if k == 1 else good}" for k in range(3)]
    head = f"P (MPa),hold (s),ASR (ohm cm2),{title}"
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    before = read_table(path)
    save_mapping(tmp_path / "how.toml", before, Reading())
    after = read_table(path, reading=load_mapping(tmp_path / "how.toml"))
    for table in (before, after):
        assert [bool(cell.damage) for cell in table.cells] == [False, True, False]
