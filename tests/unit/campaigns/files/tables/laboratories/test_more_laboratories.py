"""Habits of more laboratories: counts, marks, two pressings, instruments, gauges, odd titles."""

from pathlib import Path

import openpyxl
import pytest
from support.tables.laboratory_tables import TON_MPA, assert_cells

from campaigns.files.tables.cell_table import CellTable, read_table
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.question import TableQuestionError

DIE_10 = Geometry(die_mm=10.0)  # 78.5398 mm2
KN_MPA = 1000.0 / 78.53981633974483
CM2 = 0.7853981633974483  # of the same die


def read(tmp_path: Path, content: str, encoding: str = "utf-8", **geometry: float) -> CellTable:
    path = tmp_path / "cells.csv"
    path.write_bytes(content.encode(encoding))
    return read_table(path, geometry=Geometry(**geometry))


def test_a_japanese_load_cell_with_remarks_on_edges(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "実験日,試料,プレス荷重 [kN],保持時間 [min],抵抗 [Ω],外観,備考\n"
        "2024/5/1,A-1,18,3,150,良,\n2024/5/1,A-2,38,3,95,良,少し欠けあり\n"
        "2024/5/2,A-3,56,3,1.6,良,ショートした\n2024/5/2,A-4,30,3,120,良,割れは見られない\n"
        "2024/5/3,A-5,48,1.5,80,×,ひび\n",
        "cp932",
        die_mm=10.0,
    )
    assert_cells(
        table,
        (18 * KN_MPA, 180, 150 * CM2, "intact"), (38 * KN_MPA, 180, 95 * CM2, "crumbled"),
        (56 * KN_MPA, 180, 1.6 * CM2, "shorted"), (30 * KN_MPA, 180, 120 * CM2, "intact"),
        (48 * KN_MPA, 90, 80 * CM2, "cracked"),
    )  # fmt: skip


def test_a_chinese_table_of_conductivities_in_tonnes(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "序号;成型压力(吨);保压(min);电导率(mS cm-1);厚度/mm;是否短路;备注\n"
        "1;2;5;1,25;0,8;否;\n2;3;5;1,6;0,8;否;边缘掉渣\n3;4;5;1,9;0,76;是;\n4;5;2;2;0,74;否;正常\n",
        die_mm=12.0,
    )
    assert_cells(
        table,
        (2 * TON_MPA, 300, 64, "intact"), (3 * TON_MPA, 300, 50, "crumbled"),
        (4 * TON_MPA, 300, 40, "shorted"), (5 * TON_MPA, 120, 37, "intact"),
    )  # fmt: skip


def test_a_german_hand_press_read_on_its_gauge_in_megohm(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "Versuchsreihe Halid\nBearbeiter: M. Muster\n\n"
        "Nr.;Datum;Manometer [bar];Pressdauer [min];Widerstand [MΩ];Zustand;Bemerkung\n"
        "1;03.04.2025;120;2;0,000135;i.O.;\n2;03.04.2025;180;2;0,000098;i.O.;neue Matrize\n"
        "3;04.04.2025;240;2;0,000071;n.i.O.;leicht bröselig am Rand\n"
        "4;04.04.2025;210;5;0,000083;i.O.;nicht gerissen\n"
        "5;04.04.2025;300;5;0,0000018;Kurzschluss;\nMittelwert;;210;3;0,00008;;\n",
        ram_mm=40.0,
        die_mm=10.0,
    )
    assert_cells(
        table,
        (192, 120, 135 * CM2, "intact"), (288, 120, 98 * CM2, "intact"),
        (384, 120, 71 * CM2, "crumbled"), (336, 300, 83 * CM2, "intact"),
        (480, 300, 1.8 * CM2, "shorted"),
    )  # fmt: skip


def test_a_pressure_whose_unit_ends_like_an_area(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "cell,pressure_kgf_cm2,dwell_s,ASR (ohm cm2),cracked\n"
        "1,2500,60,90,no\n2,3500,60,72,no\n3,4500,120,60,yes\n",
    )
    assert_cells(
        table,
        (245.16625, 60, 90, "intact"), (343.23275, 60, 72, "intact"),
        (441.29925, 120, 60, "cracked"),
    )  # fmt: skip


def test_of_three_replicates_one_cracked_and_nobody_says_which(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "Pressure (MPa),Dwell (s),ASR #1,ASR #2,ASR #3,cracked\n200,60,91,95,89,0/3\n"
        "300,60,72,70,75,0 of 3\n400,60,60,61,2,1/3\n500,60,52,53,51,3/3\n",
    )
    assert_cells(
        table,
        *((200, 60, r, "intact") for r in (91, 95, 89)),
        *((300, 60, r, "intact") for r in (72, 70, 75)),
        *((500, 60, r, "cracked") for r in (52, 53, 51)),
    )
    assert "1/3" in table.set_aside[4]


def test_damage_as_a_share_counts_as_damage(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "P (MPa),dwell (s),ASR (Ohm cm2),damage (%)\n200,60,99,0\n300,60,80,0\n400,60,70,15\n",
    )
    assert_cells(table, (200, 60, 99, "intact"), (300, 60, 80, "intact"), (400, 60, 70, "unknown"))
    assert any("damage (%): 15" in note for note in table.notes)


def test_damaged_yes_or_no_is_understood(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "P (MPa),dwell (s),ASR (Ohm cm2),damaged\n200,60,99,no\n300,60,80,yes\n400,60,70,no\n",
    )
    assert_cells(table, (200, 60, 99, "intact"), (300, 60, 80, "damage 2"), (400, 60, 70, "intact"))


def test_a_number_of_cracks_under_a_title_with_a_hash(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "#,P (MPa),dwell (s),ASR (Ohm cm2),# cracks\n1,200,60,99,0\n2,300,60,80,2\n3,400,60,70,0\n",
    )
    assert_cells(table, (200, 60, 99, "intact"), (300, 60, 80, "cracked"), (400, 60, 70, "intact"))


def test_titles_behind_the_hash_of_a_numeric_export(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "# made by the press program\n# pressure_mpa,dwell_s,asr_ohm_cm2,damage\n"
        "200,60,99,0\n300,60,80,1\n400,60,70,0\n",
    )
    assert_cells(table, (200, 60, 99, "intact"), (300, 60, 80, "damage 1"), (400, 60, 70, "intact"))


def test_an_instrument_export_with_time_stamps_units_and_comments(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "Time stamp,Force,Hold,Z_real\n,kN,min,kOhm\nfrom press,,,EIS 1 MHz\n"
        "2024-01-01 10:00,16,1,0.19\n2024-01-01 11:00,24,1,0.14\n2024-01-01 12:00,32,2,0.12\n",
        die_mm=10.0,
    )
    assert_cells(
        table,
        (16 * KN_MPA, 60, 190 * CM2, "nobody looked"),
        (24 * KN_MPA, 60, 140 * CM2, "nobody looked"),
        (32 * KN_MPA, 120, 120 * CM2, "nobody looked"),
    )  # fmt: skip


def test_remarks_that_judge_some_cells_keep_an_unknown_word_out(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "P (MPa),dwell (s),ASR (Ohm cm2),comment\n200,60,99,ok\n300,60,80,ok\n"
        "400,60,70,voltage strange\n350,60,75,ok\n",
    )
    assert_cells(table, (200, 60, 99, "intact"), (300, 60, 80, "intact"), (350, 60, 75, "intact"))
    assert "voltage strange" in table.set_aside[4]


def test_a_rare_remark_that_is_not_known_keeps_its_row_out(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "P (MPa),dwell (s),ASR (Ohm cm2),comment\n200,60,99,\n300,60,80,\n350,60,75,cracked\n"
        "400,60,7,smells\n",
    )
    assert_cells(table, (200, 60, 99, "intact"), (300, 60, 80, "intact"), (350, 60, 75, "cracked"))
    assert "'smells'" in table.set_aside[5]
    assert [cell.row for cell in table.doubted] == [5]


def test_remarks_good_on_some_rows_do_not_vouch_for_the_others(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "P (MPa),dwell (s),ASR (Ohm cm2),comment\n200,60,99,good\n300,60,80,\n400,60,70,good\n",
    )
    assert_cells(
        table, (200, 60, 99, "intact"), (300, 60, 80, "nobody looked"), (400, 60, 70, "intact")
    )
    assert not table.looked_at


@pytest.mark.parametrize(
    ("titles", "rows", "asked"),
    [
        ("P (MPa),dwell (s),ASR (Ohm cm2),Integrity (1-5)",
         "200,60,99,5\n300,60,80,2\n400,60,70,4\n", "Integrity"),
        ("P (MPa),dwell (s),ASR (Ohm cm2),pass/fail",
         "200,60,99,1\n300,60,80,0\n400,60,70,1\n", "pass/fail"),
        ("P (MPa),dwell (s),ASR (Ohm cm2),cells ok",
         "200,60,99,3\n300,60,80,1\n400,60,70,3\n", "counts cells"),
        ("Press load (ton),Time (min),ASR (ohm cm2),Broken?",
         "2,1,99,N\n3,1,80,N\n4,1,70,Y\n", "tons"),
        ("P1 (MPa),t1 (s),P2 (MPa),t2 (s),ASR (Ohm cm2),Condition",
         "200,60,80,30,99,fine\n300,60,80,30,80,fine\n400,60,90,30,70,two pieces\n", "P2"),
    ],
)  # fmt: skip
def test_one_question_where_only_a_person_knows(
    tmp_path: Path, titles: str, rows: str, asked: str
) -> None:
    with pytest.raises(TableQuestionError) as question:
        read(tmp_path, f"{titles}\n{rows}", die_mm=10.0)
    assert asked in str(question.value)
    assert question.value.answers


def test_two_pressings_under_merged_heads_are_asked_about(tmp_path: Path) -> None:
    path = tmp_path / "cells.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (
        ["Sample", "Cold press", None, "Hot press", None, "ASR (Ohm cm2)", "Outcome"],
        [None, "P (MPa)", "t (min)", "P (MPa)", "T (°C)", None, None],
        ["S1", 300, 2, 100, 80, 90, "ok"], ["S2", 400, 2, 100, 80, 75, "cracked on ejection"],
        ["S3", 350, 5, 150, 80, 1.1, "short circuit"], ["S4", 380, 5, 150, 80, 80, "ok"],
    ):  # fmt: skip
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("D1:E1")
    workbook.save(path)
    with pytest.raises(TableQuestionError, match="Hot press: P"):
        read_table(path)
    table = read_table(path, overrides={"Hot press: P (MPa)": "hot_mpa:MPa"})
    assert_cells(
        table,
        (300, 120, 90, "intact"), (400, 120, 75, "cracked"), (350, 300, 1.1, "shorted"),
        (380, 300, 80, "intact"),
        hot_mpa=[100, 100, 150, 150],
    )  # fmt: skip


def test_units_in_every_cell_of_five_kinds(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        "sample,pressure,hold,resistance,comment\nA,300 MPa,1 min,110 Ohm,good\n"
        "B,31.4 kN,60 s,0.09 kOhm,good\nC,4 t,2 min,80 ohm,broke in half when ejecting\n"
        "D,4500 kg/cm2,2 min,75 Ohm,ok\nE,500 MPa,30 s,70 Ohm,no short; crumbly edge\n",
        die_mm=10.0,
    )
    assert_cells(
        table,
        (300, 60, 110 * CM2, "intact"), (31.4 * KN_MPA, 60, 90 * CM2, "intact"),
        (4 * 9.80665 * KN_MPA, 120, 80 * CM2, "cracked"), (441.29925, 120, 75 * CM2, "intact"),
        (500, 30, 70 * CM2, "crumbled"),
    )  # fmt: skip
