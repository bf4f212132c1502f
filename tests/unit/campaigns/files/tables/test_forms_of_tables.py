"""Heads, units, replicates, notes and blocks: each form of a table reads to the numbers meant."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from support.tables.laboratory_tables import DIE_12, TON_MPA, book, failed, text, values

from campaigns.files.tables.cell_table import read_table
from campaigns.files.tables.column_units import Geometry


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
