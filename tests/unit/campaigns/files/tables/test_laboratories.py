"""Tables of two dozen laboratories, each with its language, instrument and habit.

Each reads to the numbers that were meant, or asks one clear question that its own option answers.
"""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import CellTable, Reading, read_table
from campaigns.files.tables.question import TableQuestionError
from campaigns.files.tables.units import Geometry

DIE_12 = Geometry(die_mm=12.0)  # 113.0973 mm2
RAM_40_DIE_12 = Geometry(die_mm=12.0, ram_mm=40.0)  # the ram has 100/9 times the area of the die
TON_MPA = 9806.65 / 113.09733552923255


def text(tmp_path: Path, content: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(content.encode(encoding))
    return path


def book(tmp_path: Path, rows: list[list[object]], *merged: str) -> Path:
    path = tmp_path / "table.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in rows:
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    workbook.save(path)
    return path


def values(table: CellTable, name: str) -> list[float | None]:
    return [cell.achieved.get(name, cell.results.get(name)) for cell in table.cells]


def failed(table: CellTable) -> dict[int, tuple[str, ...]]:
    return {c.row: c.failure for c in table.cells if c.shorted or c.damage}


def test_a_german_laboratory_with_hours_kilonewton_and_a_state(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Probe;Presskraft (kN);Haltezeit (h);Widerstand (kΩ);Befund\n"
        "P1;22,6;0,5;0,15;in Ordnung\nP2;45,2;0,05;0,08;Haarriss am Rand\n"
        "P3;56,5;0,1;0,002;Kurzschluß\nP4;33,9;0,1;0,11;unversehrt\n"
        "P5;33,9;0,2;0,12;keine Risse\n",
    )
    table = read_table(path, geometry=DIE_12)
    assert values(table, "copress_mpa") == pytest.approx(
        [199.8279, 399.6558, 499.5697, 299.7418, 299.7418], rel=1e-5
    )
    assert values(table, "copress_dwell_s") == [1800, 180, 360, 360, 720]
    assert values(table, "asr_ohm_cm2") == pytest.approx(
        [169.646, 90.4779, 2.261947, 124.4071, 135.7168], rel=1e-5
    )
    assert failed(table) == {3: ("cracked",), 4: ("shorted",)}
    assert [cell.damage for cell in table.cells] == [0, 1, 0, 0, 0]


def test_a_french_laboratory_with_tonnes_and_remarks(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Échantillon;Charge appliquée (t);Temps de maintien (min);Résistance (Ω cm²);Remarque\n"
        "A;2;3;88,5;\nB;4;3;51,2;pas de fissure\nC;5;3;47,1;fissurée au bord\n"
        "D;3;1,5;61;\nE;5;1,5;1,9;court-circuit\n",
    )
    table = read_table(path, geometry=DIE_12)
    assert values(table, "copress_mpa") == pytest.approx([k * TON_MPA for k in (2, 4, 5, 3, 5)])
    assert values(table, "copress_dwell_s") == [180, 180, 180, 90, 90]
    assert failed(table) == {4: ("cracked",), 6: ("shorted",)}


def test_a_chinese_laboratory_in_its_own_encoding(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "样品编号,压力(MPa),保压时间(分钟),阻抗(Ω·cm2),状态\n1,200,2,95.5,完好\n2,300,2,70.1,完好\n"
        "3,400,5,55,无裂纹\n4,500,5,48,开裂\n5,600,5,1.2,短路\n6,350,2,61.5,良好\n",
        "gb18030",
    )
    table = read_table(path)
    assert values(table, "copress_mpa") == [200, 300, 400, 500, 600, 350]
    assert values(table, "copress_dwell_s") == [120, 120, 300, 300, 300, 120]
    assert failed(table) == {5: ("cracked",), 6: ("shorted",)}


def test_a_japanese_laboratory_in_shift_jis(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "試料番号,プレス圧力(MPa),保持時間(秒),抵抗(kΩ),備考\n1,250,60,0.12,異常なし\n"
        "2,350,60,0.09,割れなし\n3,450,60,0.07,ひび割れ\n4,550,60,0.0015,ショート\n5,300,120,0.1,\n",
        "cp932",
    )
    table = read_table(path, geometry=Geometry(area_cm2=0.5))
    assert values(table, "asr_ohm_cm2") == pytest.approx([60, 45, 35, 0.75, 50])
    assert values(table, "copress_dwell_s") == [60, 60, 60, 60, 120]
    assert failed(table) == {4: ("cracked",), 5: ("shorted",)}


def test_a_korean_laboratory_with_tons_force_and_a_verdict(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "시료 번호,하중 (톤),유지 시간 (분),저항 (Ω cm2),판정\n1,2,1,90,양호\n2,3,1,70,정상\n"
        "3,4,1,55,균열\n4,5,1,2,단락\n5,4,3,52,양호\n",
    )
    table = read_table(path, geometry=DIE_12)
    assert values(table, "copress_mpa") == pytest.approx([k * TON_MPA for k in (2, 3, 4, 5, 4)])
    assert values(table, "copress_dwell_s") == [60, 60, 60, 60, 180]
    assert failed(table) == {4: ("cracked",), 5: ("shorted",)}


def test_an_american_laboratory_with_pounds_and_psi(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Pellet,Force [lbf],Stack pressure [psi],Hold time [min],ASR [Ohm cm^2],Cracked? (y/n)\n"
        "1,5000,1000,1,90,n\n2,10000,1000,1,60,n\n3,12000,500,2,50,y\n4,7500,500,2,70,n\n",
    )
    table = read_table(path, geometry=DIE_12)
    assert values(table, "copress_mpa")[1] == pytest.approx(44482.216 / 113.0973355, rel=1e-6)
    assert values(table, "stack_mpa") == pytest.approx([6.894757, 6.894757, 3.447379, 3.447379])
    assert values(table, "copress_dwell_s") == [60, 60, 120, 120]
    assert failed(table) == {4: ("cracked",)}


def test_an_indian_laboratory_with_kilograms_on_a_square_centimetre(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "No,Pressure (kg/cm2),Time (min),Resistance (kohm),Area (cm2),Remarks\n"
        "1,2000,1,0.2,0.5,ok\n2,3000,1,0.15,0.5,ok\n3,4000,1,0.12,0.25,broken while ejecting\n"
        "4,5000,2,0.1,0.5,ok\n",
    )
    table = read_table(path)
    assert values(table, "copress_mpa") == pytest.approx([196.133, 294.1995, 392.266, 490.3325])
    assert values(table, "asr_ohm_cm2") == pytest.approx([100, 75, 30, 50])
    assert failed(table) == {4: ("cracked",)}


def test_a_hand_press_with_the_gauge_of_the_ram_in_mpa(tmp_path: Path) -> None:
    content = "cell,oil pressure (MPa),hold (s),ASR (ohm cm2),ok?\n" + "".join(
        f"{k},{18 + 4.5 * k},60,{90 - 5 * k},{'no' if k == 5 else 'yes'}\n" for k in range(1, 6)
    )
    path = text(tmp_path, content)
    with pytest.raises(TableQuestionError, match=r"--ram-mm 50 --die-mm 10"):
        read_table(path)
    table = read_table(path, geometry=RAM_40_DIE_12)
    assert values(table, "copress_mpa") == pytest.approx([250, 300, 350, 400, 450])
    assert failed(table) == {6: ("unknown",)}


def test_an_export_of_origin_with_units_and_comments_under_the_names(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Long Name\tP\tt\tR\tState\nUnits\tMPa\tmin\tkOhm\t\n"
        "Comments\tfabrication pressure\tdwell time\timpedance at 25 C\tafter ejection\n"
        "\t200\t1\t0.4\tok\n\t300\t1\t0.3\tok\n\t400\t1\t0.2\tcracked\n\t350\t2\t0.25\tok\n",
    )
    table = read_table(path, geometry=Geometry(area_cm2=0.25))
    assert values(table, "copress_mpa") == [200, 300, 400, 350]
    assert values(table, "copress_dwell_s") == [60, 60, 60, 120]
    assert values(table, "asr_ohm_cm2") == pytest.approx([100, 75, 50, 62.5])
    assert failed(table) == {6: ("cracked",)}


def test_replicates_side_by_side_with_a_crack_each(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "P (MPa),t (s),ASR 1 (ohm cm2),ASR 2 (ohm cm2),ASR 3 (ohm cm2),"
        "cracked 1,cracked 2,cracked 3\n"
        "200,60,90,92,88,n,n,n\n300,60,70,71,,n,n,\n400,60,50,52,1.5,n,n,y\n",
    )
    table = read_table(path)
    assert [(c.row, c.part) for c in table.cells] == [
        *((2, part) for part in "123"), (3, "1"), (3, "2"), *((4, part) for part in "123"),
    ]  # fmt: skip
    assert values(table, "asr_ohm_cm2") == [90, 92, 88, 70, 71, 50, 52, 1.5]
    assert values(table, "copress_mpa") == [200, 200, 200, 300, 300, 400, 400, 400]
    assert [c.number for c in table.cells if c.damage] == [8]


def test_two_parts_of_a_spectrum_are_asked_about(tmp_path: Path) -> None:
    path = text(
        tmp_path, "copress_mpa,R1 (ohm cm2),R2 (ohm cm2),damage\n200,20,60,0\n300,15,50,0\n"
    )
    with pytest.raises(TableQuestionError, match="replicates"):
        read_table(path)
    table = read_table(path, overrides={"R1 (ohm cm2)": "text"})
    assert values(table, "asr_ohm_cm2") == [60, 50]


def test_merged_heads_with_their_units_and_merged_knobs(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        [
            ["Sample", "Pressing (MPa)", None, "Dwell (min)", "Impedance", "Comment"],
            [None, "cathode side", "anode side", "both", "R (ohm cm2)", None],
            ["a", 400, 80, 2, 60, None],
            ["b", None, None, None, 62, "delaminated"],
            ["c", 500, 100, 5, 50, None],
            ["d", None, None, None, 49, None],
        ],
        "B1:C1", "B3:B4", "C3:C4", "D3:D4", "B5:B6", "C5:C6", "D5:D6",
    )  # fmt: skip
    table = read_table(path)
    assert values(table, "copress_mpa") == [400, 400, 500, 500]
    assert values(table, "anode_mpa") == [80, 80, 100, 100]
    assert values(table, "copress_dwell_s") == [120, 120, 300, 300]
    assert failed(table) == {4: ("delaminated",)}


def test_knobs_written_once_are_asked_about_and_filled_down(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "P (MPa),t (s),ASR (ohm cm2),remark\n200,60,90,\n,,92,\n,,1.1,short\n"
        "300,60,70,\n,,71,\n,,69,\n",
    )
    with pytest.raises(TableQuestionError, match="--fill-down"):
        read_table(path)
    table = read_table(path, reading=Reading(fill_down=True))
    assert values(table, "copress_mpa") == [200, 200, 200, 300, 300, 300]
    assert failed(table) == {4: ("shorted",)}


def test_the_sheet_with_the_cells_is_found_among_others(tmp_path: Path) -> None:
    path = book(tmp_path, [["About"], ["measured by A. B."]])
    workbook = openpyxl.load_workbook(path)
    summary = workbook.create_sheet("Summary")
    for row in (["P (MPa)", "ASR (ohm cm2)"], [200, 91], [300, 70]):
        summary.append(row)
    cells = workbook.create_sheet("Pellets")
    for row in (["P (MPa)", "ASR (ohm cm2)", "ok"], [200, 90, "y"], [200, 92, "y"], [300, 70, "n"]):
        cells.append(row)
    workbook.save(path)
    table = read_table(path)
    assert values(table, "asr_ohm_cm2") == [90, 92, 70]
    said = " ".join(table.notes)
    assert "Sheet 'Pellets' is read" in said
    assert "Summary (2 rows that look like cells)" in said
    assert values(read_table(path, sheet="Summary"), "asr_ohm_cm2") == [91, 70]


def test_titles_footers_means_and_blank_lines_are_no_cells(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Pressing campaign of spring,,,\n(all at 25 C),,,\nID,P (MPa),ASR (ohm cm2),damage\n"
        "a,200,90,0\nb,200,94,0\nMean,200,92,\n\na,300,70,0\nb,300,74,2\nAverage:,300,72,\n\n"
        "* measured by the students,,,\n",
    )
    table = read_table(path)
    assert values(table, "asr_ohm_cm2") == [90, 94, 70, 74]
    assert not table.set_aside


def test_a_mean_without_a_label_at_the_foot(tmp_path: Path) -> None:
    path = text(
        tmp_path, "ID,P (MPa),ASR (ohm cm2),damage\na,200,90,0\nb,300,80,0\nc,400,70,0\n"
        "d,500,60,0\n,350,75,0\n",
    )  # fmt: skip
    assert values(read_table(path), "asr_ohm_cm2") == [90, 80, 70, 60]


def test_words_in_the_place_of_a_resistance(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "P (MPa),t (s),ASR (ohm cm2)\n200,60,90\n300,60,70\n400,60,short\n500,60,cracked\n"
        "350,60,64\n450,60,3.1 (shorted)\n",
    )
    table = read_table(path)
    assert failed(table) == {4: ("shorted",), 5: ("cracked",), 7: ("shorted",)}
    assert table.looked_at


def test_a_short_in_the_name_of_a_cell(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "sample,P (MPa),ASR (ohm cm2)\nS1,200,90\nS2,300,70\nS3 short,400,55\nS4,500,50\n",
    )
    assert failed(read_table(path)) == {4: ("shorted",)}


def test_notes_on_cells_and_rows_struck_through_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    for row in (["P (MPa)", "ASR (ohm cm2)"], [200, 90], [300, 70], [400, 55], [500, 2]):
        sheet.append(row)
    sheet["B3"].comment = Comment("cracked when ejected", "KM")
    for cell in sheet[5]:
        cell.font = Font(strike=True)
    workbook.save(path)
    table = read_table(path)
    assert failed(table) == {3: ("cracked",)}
    assert values(table, "asr_ohm_cm2") == [90, 70, 55]
    assert any("Row 5 is struck through" in note for note in table.notes)


def test_formulas_that_nobody_calculated_are_named(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        [["P (MPa)", "ASR (ohm cm2)", "damage"], [200, 90, 0], [300, "=B2*0.8", 0], [400, 60, 0]],
    )
    table = read_table(path)
    assert values(table, "asr_ohm_cm2") == [90, None, 60]
    assert any("B3: =B2*0.8" in note and "never calculated" in note for note in table.notes)


def test_units_in_every_cell(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "pressing,hold,R,whole\n22.6 kN,1 min,0.1 kOhm,yes\n300 MPa,90 s,120 Ohm,yes\n"
        "4 t,0.05 h,0.0001 MOhm,no\n",
    )
    table = read_table(path, geometry=DIE_12)
    assert values(table, "copress_mpa") == pytest.approx([199.8279, 300, 4 * TON_MPA], rel=1e-6)
    assert values(table, "copress_dwell_s") == pytest.approx([60, 90, 180])
    assert values(table, "asr_ohm_cm2") == pytest.approx([113.0973, 135.7168, 113.0973], rel=1e-6)


def test_milli_and_mega_differ_by_their_case(tmp_path: Path) -> None:
    rows = "200,{},0\n300,{},0\n"
    milli = read_table(text(tmp_path, "copress_mpa,R (mΩ cm2),damage\n" + rows.format(5000, 4000)))
    assert values(milli, "asr_ohm_cm2") == [5, 4]
    mega = read_table(
        text(tmp_path, "copress_mpa,R / MΩ,damage\n" + rows.format(0.5, 0.4)),
        geometry=Geometry(area_cm2=2.0),
    )
    assert values(mega, "asr_ohm_cm2") == [1e6, 8e5]


def test_a_conductivity_becomes_a_resistance_by_the_thickness(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "P (MPa),thickness (µm),σ (mS/cm),damage\n200,800,1.6,0\n300,750,2.5,0\n400,700,2.8,0\n",
    )
    table = read_table(path)
    assert table.result == "sigma_ms_cm"
    assert values(table, "asr_ohm_cm2") == pytest.approx([50, 30, 25])


def test_a_die_for_each_cell(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "die (mm),force (kN),R (Ohm),damage\n10,31.4159265,100,0\n12,45.2389342,100,0\n"
        "13,53.0929158,100,0\n",
    )
    table = read_table(path)
    assert values(table, "copress_mpa") == pytest.approx([400, 400, 400])
    assert values(table, "asr_ohm_cm2") == pytest.approx([78.5398, 113.0973, 132.7323], rel=1e-5)


def test_cells_side_by_side_in_columns(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Sample,A1,A2,A3,A4\nPressure (MPa),200,300,400,500\nDwell (min),1,1,2,2\n"
        "ASR (ohm cm2),90,70,55,1.5\nState,ok,ok,ok,shorted\n",
    )
    table = read_table(path)
    assert values(table, "copress_mpa") == [200, 300, 400, 500]
    assert values(table, "copress_dwell_s") == [60, 60, 120, 120]
    assert list(failed(table).values()) == [("shorted",)]


def test_force_and_stress_of_one_pressing_agree(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Load (kN),Pressure (MPa),ASR (ohm cm2),damage\n22.62,200,90,0\n33.93,300,70,0\n"
        "45.24,400,60,0\n",
    )
    table = read_table(path)
    assert values(table, "copress_mpa") == [200, 300, 400]
    assert any("'Load (kN)' is not used" in note for note in table.notes)


@pytest.mark.parametrize(
    ("content", "asked", "answer"),
    [
        ("Pressure,ASR (ohm cm2),damage\n8,90,0\n16,70,0\n24,60,0\n", "unit is written nowhere",
         {"Pressure": "copress_mpa:kN"}),
        ("P (MPa),dwell,ASR (ohm cm2),damage\n200,1,90,0\n300,3,70,0\n400,10,60,0\n",
         "a time from 1 to 10", {"dwell": "copress_dwell_s:min"}),
        ("P (MPa),resistance,damage\n200,90,0\n300,70,0\n400,60,0\n", "a resistance from 60 to 90",
         {"resistance": "asr_ohm_cm2"}),
        ("Load (tons),ASR (ohm cm2),damage\n2,90,0\n3,70,0\n4,60,0\n", "metric (9.81 kN)",
         {"Load (tons)": "copress_mpa:tonne"}),
        ("P (MPa),R 25C (ohm cm2),R 60C (ohm cm2),damage\n200,90,30,0\n300,70,25,0\n",
         "both look like asr_ohm_cm2", {"R 60C (ohm cm2)": "text"}),
        ("P (MPa),ASR (ohm cm2),status\n200,90,A\n300,70,B\n400,60,A\n",
         "What does each mean", {"status": "text"}),
        ("P (MPa),ASR (ohm cm2),status\n200,90,0\n300,70,1\n400,60,0\n",
         "What does each mean", {"status": "text"}),
    ],
)  # fmt: skip
def test_one_clear_question_and_its_answer(
    tmp_path: Path, content: str, asked: str, answer: dict[str, str]
) -> None:
    path = text(tmp_path, content)
    with pytest.raises(TableQuestionError) as question:
        read_table(path, geometry=DIE_12)
    message = str(question.value)
    assert asked in message
    assert "\n" not in message
    assert question.value.answers
    assert len(read_table(path, geometry=DIE_12, overrides=answer).cells) >= 2


def test_a_row_in_another_unit_is_asked_about(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "P (MPa),ASR (ohm cm2),damage\n200,90,0\n300,70,0\n8,64,0\n400,60,0\n500,55,0\n450,57,0\n",
    )
    with pytest.raises(TableQuestionError, match="row 4 gives 8 MPa where every other"):
        read_table(path)
    table = read_table(path, reading=Reading(as_written=(4,)))
    assert values(table, "copress_mpa") == [200, 300, 8, 400, 500, 450]


def test_a_value_far_below_the_rest_is_a_short_until_somebody_says_otherwise(
    tmp_path: Path,
) -> None:
    path = text(
        tmp_path,
        "P (MPa),ASR (ohm cm2),damage\n200,90,0\n300,70,0\n400,2.9,0\n500,55,0\n450,57,0\n",
    )
    assert failed(read_table(path)) == {4: ("shorted",)}
    assert failed(read_table(path, reading=Reading(as_written=(4,)))) == {}


@pytest.mark.parametrize(
    ("remark", "kept"), [("melted", False), ("maybe short?", False), ("new die", True), ("", True)]
)
def test_words_that_are_not_understood_keep_the_row_out(
    tmp_path: Path, remark: str, kept: bool
) -> None:
    path = text(
        tmp_path,
        f"P (MPa),ASR (ohm cm2),comment\n200,90,\n300,70,{remark}\n400,60,cracked\n500,55,\n",
    )
    table = read_table(path)
    assert (3 in [cell.row for cell in table.cells]) is kept
    assert kept or any("Row 3: comment says" in note for note in table.notes)
    if remark == "melted":
        told = read_table(path, reading=Reading(words={"melted": "intact"}))
        assert {cell.row: cell.damage for cell in told.cells}[3] == 0


def test_a_table_without_any_word_is_never_called_intact(tmp_path: Path) -> None:
    table = read_table(text(tmp_path, "P (MPa),ASR (ohm cm2)\n200,90\n300,70\n400,60\n"))
    assert not table.looked_at
    assert {(cell.damage, cell.shorted) for cell in table.cells} == {(None, None)}


def test_a_meaning_that_is_none_is_refused(tmp_path: Path) -> None:
    path = text(tmp_path, "P (MPa),ASR (ohm cm2),state\n200,90,ok\n300,70,ok\n")
    with pytest.raises(WrongInputError, match="a word means one of intact"):
        read_table(path, reading=Reading(words={"ok": "fine"}))


@pytest.mark.parametrize(
    ("title", "good", "bad", "failure"),
    [
        ("crack length (mm)", "0", "0.7", ("cracked",)),
        ("failure", "no", "yes", ("unknown",)),
        ("failure", "none", "stuck in the die", ("stuck",)),
        ("Kurzschluss (j/n)", "n", "j", ("shorted",)),
        ("fissure ?", "non", "oui", ("cracked",)),
        ("intact", "ja", "nein", ("unknown",)),
        ("Anzahl Risse", "0", "3", ("cracked",)),
        ("short-circuit test", "passed", "failed", ("unknown",)),
        ("delaminated", "-", "x", ("delaminated",)),
        ("外观", "完好", "破损", ("cracked",)),
    ],
)
def test_columns_that_ask_one_question(
    tmp_path: Path, title: str, good: str, bad: str, failure: tuple[str, ...]
) -> None:
    path = text(
        tmp_path, f"P (MPa),ASR (ohm cm2),{title}\n200,90,{good}\n300,70,{bad}\n400,60,{good}\n"
    )
    table = read_table(path)
    assert failed(table) == {3: failure}
    assert len(table.cells) == 3


def test_waves_of_igor_with_their_units(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "IGOR\nWAVES/D\tpressure, dwell, resistance, damage\nBEGIN\n\t200\t1\t90\t0\n"
        "\t300\t2\t70\t0\n\t400\t2\t60\t2\nEND\n"
        'X SetScale d 0,0,"MPa", pressure\nX SetScale d 0,0,"min", dwell\n'
        'X SetScale d 0,0,"Ohm cm2", resistance\n',
    )
    table = read_table(path)
    assert values(table, "copress_mpa") == [200, 300, 400]
    assert values(table, "copress_dwell_s") == [60, 120, 120]
    assert values(table, "asr_ohm_cm2") == [90, 70, 60]
    assert failed(table) == {6: ()}


def test_a_unit_without_a_title_belongs_to_the_head_before_it(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Cell,Pressing,,Anode,,Resistance,damage\n,MPa,s,MPa,min,ohm cm2,\n"
        "1,300,60,50,2,80,0\n2,400,90,60,3,60,0\n",
    )
    table = read_table(path)
    assert values(table, "copress_mpa") == [300, 400]
    assert values(table, "copress_dwell_s") == [60, 90]
    assert values(table, "anode_mpa") == [50, 60]
    assert values(table, "anode_dwell_s") == [120, 180]


def test_a_clock_of_two_parts_is_asked_about(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "P (MPa),dwell,ASR (ohm cm2),damage\n200,0:01:30,90,0\n300,1:30,70,0\n400,0:05:00,60,0\n",
    )
    table = read_table(path)
    assert values(table, "copress_dwell_s") == [90, 300]
    assert any("hours and minutes, or minutes and seconds" in note for note in table.notes)


def test_rows_of_many_words_and_two_numbers_are_cells(tmp_path: Path) -> None:
    head = "ID,operator,powder,lot,glove box,state,P (MPa),ASR (ohm cm2),remark"
    rows = "".join(
        f"c{k},KM,LPSCl,A,west,ok,{p},{r},\n" for k, (p, r) in enumerate(((200, 90), (300, 70)))
    )
    table = read_table(text(tmp_path, f"{head}\n{rows}c3,KM,LPSCl,A,west,cracked,400,,at rim\n"))
    assert values(table, "copress_mpa") == [200, 300, 400]
    assert failed(table) == {4: ("cracked",)}


def test_replicates_counted_under_one_head(tmp_path: Path) -> None:
    path = book(
        tmp_path,
        [
            ["P (MPa)", "t (s)", "ASR (ohm cm2)", None, None, "damage"],
            [None, None, 1, 2, 3, None],
            [200, 60, 90, 91, 92, 0],
            [300, 60, 70, 71, 72, 0],
        ],
        "C1:E1",
    )
    table = read_table(path)
    assert values(table, "asr_ohm_cm2") == [90, 91, 92, 70, 71, 72]
    assert values(table, "copress_mpa") == [200, 200, 200, 300, 300, 300]
