"""Heads, units, replicates, notes and blocks: each form of a table reads to the numbers meant."""

from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font
from support.tables.lab_table import area, kn
from support.tables.laboratory_tables import DIE_12, TON_MPA, assert_cells, book, text, values

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
    assert_cells(
        table,
        (200, 60, 100, "intact"), (300, 60, 75, "intact"), (400, 60, 50, "cracked"),
        (350, 120, 62.5, "intact"),
    )  # fmt: skip


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
    assert_cells(
        table,
        *((200, 60, r, "intact") for r in (90, 92, 88)),
        *((300, 60, r, "intact") for r in (70, 71)),
        (400, 60, 50, "intact"), (400, 60, 52, "intact"), (400, 60, 1.5, "cracked"),
    )  # fmt: skip
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
    assert_cells(
        table,
        (400, 120, 60, "intact"), (400, 120, 62, "delaminated"), (500, 300, 50, "intact"),
        (500, 300, 49, "intact"),
        anode_mpa=[80, 80, 100, 100],
    )  # fmt: skip


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
    assert_cells(table, (200, None, 90, "intact"), (200, None, 92, "intact"),
                 (300, None, 70, "unknown"))  # fmt: skip
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
    assert_cells(
        table,
        (200, None, 90, "intact"), (200, None, 94, "intact"), (300, None, 70, "intact"),
        (300, None, 74, "damage 2"),
    )  # fmt: skip
    assert not table.set_aside


def test_a_mean_without_a_label_at_the_foot(tmp_path: Path) -> None:
    path = text(
        tmp_path, "ID,P (MPa),ASR (ohm cm2),damage\na,200,90,0\nb,300,80,0\nc,400,70,0\n"
        "d,500,60,0\n,350,75,0\n",
    )  # fmt: skip
    assert_cells(
        read_table(path),
        (200, None, 90, "intact"), (300, None, 80, "intact"), (400, None, 70, "intact"),
        (500, None, 60, "intact"),
    )  # fmt: skip


def test_words_in_the_place_of_a_resistance(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "P (MPa),t (s),ASR (ohm cm2)\n200,60,90\n300,60,70\n400,60,short\n500,60,cracked\n"
        "350,60,64\n450,60,3.1 (shorted)\n",
    )
    table = read_table(path)
    assert_cells(
        table,
        (200, 60, 90, "intact"), (300, 60, 70, "intact"), (400, 60, None, "shorted"),
        (500, 60, None, "cracked"), (350, 60, 64, "intact"), (450, 60, 3.1, "shorted"),
    )  # fmt: skip
    assert table.looked_at


def test_a_short_in_the_name_of_a_cell(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "sample,P (MPa),ASR (ohm cm2)\nS1,200,90\nS2,300,70\nS3 short,400,55\nS4,500,50\n",
    )
    assert_cells(
        read_table(path),
        (200, None, 90, "intact"), (300, None, 70, "intact"), (400, None, 55, "shorted"),
        (500, None, 50, "intact"),
    )  # fmt: skip


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
    assert_cells(
        table, (200, None, 90, "intact"), (300, None, 70, "cracked"), (400, None, 55, "intact")
    )
    assert any("Row 5 is struck through" in note for note in table.notes)


def test_units_in_every_cell(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "pressing,hold,R,whole\n22.6 kN,1 min,0.1 kOhm,yes\n300 MPa,90 s,120 Ohm,yes\n"
        "4 t,0.05 h,0.0001 MOhm,no\n",
    )
    table = read_table(path, geometry=DIE_12)
    assert_cells(
        table,
        (kn(22.6, 12), 60, area(100, 12), "intact"), (300, 90, area(120, 12), "intact"),
        (4 * TON_MPA, 180, area(100, 12), "unknown"),
    )  # fmt: skip


def test_milli_and_mega_differ_by_their_case(tmp_path: Path) -> None:
    rows = "200,{},0\n300,{},0\n"
    milli = read_table(text(tmp_path, "copress_mpa,R (mΩ cm2),damage\n" + rows.format(5000, 4000)))
    assert_cells(milli, (200, None, 5, "intact"), (300, None, 4, "intact"))
    mega = read_table(
        text(tmp_path, "copress_mpa,R / MΩ,damage\n" + rows.format(0.5, 0.4)),
        geometry=Geometry(area_cm2=2.0),
    )
    assert_cells(mega, (200, None, 1e6, "intact"), (300, None, 8e5, "intact"))


def test_a_conductivity_becomes_a_resistance_by_the_thickness(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "P (MPa),thickness (µm),σ (mS/cm),damage\n200,800,1.6,0\n300,750,2.5,0\n400,700,2.8,0\n",
    )
    table = read_table(path)
    assert table.result == "sigma_ms_cm"
    assert_cells(
        table, (200, None, 50, "intact"), (300, None, 30, "intact"), (400, None, 25, "intact")
    )


def test_a_die_for_each_cell(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "die (mm),force (kN),R (Ohm),damage\n10,31.4,100,0\n12,45.2,100,0\n13,53.1,100,0\n",
    )
    assert_cells(
        read_table(path),
        (kn(31.4, 10), None, area(100, 10), "intact"),
        (kn(45.2, 12), None, area(100, 12), "intact"),
        (kn(53.1, 13), None, area(100, 13), "intact"),
    )


def test_cells_side_by_side_in_columns(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Sample,A1,A2,A3,A4\nPressure (MPa),200,300,400,500\nDwell (min),1,1,2,2\n"
        "ASR (ohm cm2),90,70,55,1.5\nState,ok,ok,ok,shorted\n",
    )
    table = read_table(path)
    assert_cells(
        table,
        (200, 60, 90, "intact"), (300, 60, 70, "intact"), (400, 120, 55, "intact"),
        (500, 120, 1.5, "shorted"),
    )  # fmt: skip


def test_force_and_stress_of_one_pressing_agree(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Load (kN),Pressure (MPa),ASR (ohm cm2),damage\n22.62,200,90,0\n33.93,300,70,0\n"
        "45.24,400,60,0\n",
    )
    table = read_table(path)
    assert_cells(
        table, (200, None, 90, "intact"), (300, None, 70, "intact"), (400, None, 60, "intact")
    )
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
    assert_cells(
        table, (200, 60, 90, "intact"), (300, 120, 70, "intact"), (400, 120, 60, "damage 2")
    )


def test_a_unit_without_a_title_belongs_to_the_head_before_it(tmp_path: Path) -> None:
    path = text(
        tmp_path,
        "Cell,Pressing,,Anode,,Resistance,damage\n,MPa,s,MPa,min,ohm cm2,\n"
        "1,300,60,50,2,80,0\n2,400,90,60,3,60,0\n",
    )
    table = read_table(path)
    assert_cells(
        table,
        (300, 60, 80, "intact"), (400, 90, 60, "intact"),
        anode_mpa=[50, 60], anode_dwell_s=[120, 180],
    )  # fmt: skip


def test_rows_of_many_words_and_two_numbers_are_cells(tmp_path: Path) -> None:
    head = "ID,operator,powder,lot,glove box,state,P (MPa),ASR (ohm cm2),remark"
    rows = "".join(
        f"c{k},KM,LPSCl,A,west,ok,{p},{r},\n" for k, (p, r) in enumerate(((200, 90), (300, 70)))
    )
    table = read_table(text(tmp_path, f"{head}\n{rows}c3,KM,LPSCl,A,west,cracked,400,,at rim\n"))
    assert_cells(
        table, (200, None, 90, "intact"), (300, None, 70, "intact"), (400, None, None, "cracked")
    )


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
    assert_cells(
        table,
        *((200, 60, r, "intact") for r in (90, 91, 92)),
        *((300, 60, r, "intact") for r in (70, 71, 72)),
    )
