"""Past tables as laboratories keep them: read as they were meant, guesses shown."""

from datetime import time

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.effort import examples

from campaigns.files.tables.cell_table import read_table
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.question import TableQuestionError


def table_of(tmp_path, text, name="past.csv", encoding="utf-8", **options):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return read_table(path, **options)


def column(table, name):
    return [cell.achieved.get(name, cell.results.get(name)) for cell in table.cells]


def test_a_german_export_with_bom_semicolons_and_decimal_commas(tmp_path):
    text = (
        "Pressdruck (MPa);Haltezeit (min);Stapeldruck / MPa;Widerstand (Ohm cm²);Charge\n"
        "100;1,5;20;1.234,5;A\n350;10;50,5;41,25;B\n"
    )
    table = table_of(tmp_path, text, encoding="utf-8-sig")
    assert column(table, "copress_mpa") == [100, 350]
    assert column(table, "copress_dwell_s") == [90, 600]
    assert column(table, "stack_mpa") == [20, 50.5]
    assert column(table, "asr_ohm_cm2") == [1234.5, 41.25]
    assert [cell.lot for cell in table.cells] == ["A", "B"]
    assert any("Haltezeit (min) -> copress_dwell_s in min (guess)" in note for note in table.notes)


def test_forces_and_resistances_become_stresses_and_area_specific(tmp_path):
    text = "press force (kN),resistance (ohm)\n31.4159265,10\n15.70796,20\n"
    table = table_of(tmp_path, text, geometry=Geometry(die_mm=10))
    assert column(table, "copress_mpa") == pytest.approx([400, 200])
    assert column(table, "asr_ohm_cm2") == pytest.approx([7.853982, 15.707963])
    other = table_of(tmp_path, text, geometry=Geometry(die_mm=10, area_cm2=0.5))
    assert column(other, "asr_ohm_cm2") == [5, 10]


def test_line_pressure_needs_ram_and_die_and_bar_alone_is_asked_about(tmp_path):
    text = "press (bar),asr_ohm_cm2\n160,50\n80,60\n"
    with pytest.raises(TableQuestionError, match="read on the gauge of the ram"):
        table_of(tmp_path, text)
    pellet = table_of(tmp_path, text, overrides={"press (bar)": "copress_mpa:bar"})
    assert column(pellet, "copress_mpa") == [16, 8]
    by_ram = table_of(tmp_path, text, geometry=Geometry(die_mm=10, ram_mm=50))
    assert column(by_ram, "copress_mpa") == pytest.approx([400, 200])


def test_units_in_the_cells_and_uncertainties(tmp_path):
    text = "copress_mpa,asr_ohm_cm2\n200 MPa,50 ± 2\n3000 bar,40+/-1\n0.25 GPa,45\n"
    table = table_of(tmp_path, text)
    assert column(table, "copress_mpa") == [200, 300, 250]
    assert [cell.results.get("asr_std_ohm_cm2") for cell in table.cells] == [2, 1, None]
    assert any("row 3 in bar, converted" in note for note in table.notes)


def test_planned_and_achieved_are_kept_apart(tmp_path):
    text = "planned_copress_mpa,copress_mpa,asr_ohm_cm2\n300,291.5,50\n400,,40\n"
    table = table_of(tmp_path, text)
    first, second = table.cells
    assert (first.achieved["copress_mpa"], first.planned["copress_mpa"]) == (291.5, 300)
    assert second.achieved["copress_mpa"] == 400  # nobody measured it: the set-point stands in


def test_a_unit_row_and_clock_times(tmp_path):
    book = openpyxl.Workbook()
    for row in (
        ["stress", "dwell", "ASR"],
        ["MPa", "s", "ohm cm2"],
        [200, time(0, 1, 30), 50],
        [300, 60, 40],
    ):
        book.active.append(row)
    book.save(tmp_path / "past.xlsx")
    table = read_table(tmp_path / "past.xlsx")
    assert column(table, "copress_mpa") == [200, 300]
    assert column(table, "copress_dwell_s") == [90, 60]


def test_broken_cells_stay_though_they_have_no_resistance(tmp_path):
    text = "copress_mpa,damage,shorted,asr_ohm_cm2\n200,intact,no,50\n700,cracked,,\n600,0,yes,3\n"
    table = table_of(tmp_path, text)
    assert [cell.damage for cell in table.cells] == [0, 2, 0]
    assert [cell.shorted for cell in table.cells] == [False, None, True]
    assert not table.set_aside


def test_a_guess_can_be_overruled_and_rows_chosen(tmp_path):
    text = "pressure_MPa,value_x,batch\n5,110,A\n10,50,A\n20,35,B\n25,32,B\n"
    columns = {"pressure_MPa": "stack_mpa:MPa", "value_x": "asr_ohm_cm2:ohm"}
    table = table_of(
        tmp_path, text, overrides=columns, geometry=Geometry(area_cm2=2), only={"batch": "B"}
    )
    assert table.knobs == ("stack_mpa",)
    assert column(table, "asr_ohm_cm2") == [70, 64]


def test_parquet_is_read_or_says_what_it_needs(tmp_path):
    path = tmp_path / "past.parquet"
    frame = pd.DataFrame({"copress_mpa": [200, 300], "asr_ohm_cm2": [50.0, None], "damage": [0, 2]})
    try:
        frame.to_parquet(path)
    except ImportError:
        path.write_bytes(b"PAR1 and so on PAR1")
        with pytest.raises(ValueError, match=r"needs pyarrow.*copress\[parquet\]"):
            read_table(path)
    else:
        assert len(read_table(path).cells) == 2


NUMBER = st.floats(0.01, 999.0).map(lambda x: float(f"{x:.6g}"))


@settings(max_examples=examples(25), deadline=None)
@given(rows=st.lists(st.tuples(NUMBER, NUMBER, NUMBER), min_size=2, max_size=8, unique=True))
@pytest.mark.parametrize("way", ["comma", "semicolon", "tab", "excel"])
def test_a_round_trip_through_a_spreadsheet_loses_nothing(tmp_path_factory, way, rows):
    path = tmp_path_factory.mktemp("trip") / ("past.xlsx" if way == "excel" else "past.csv")
    frame = pd.DataFrame(rows, columns=["copress_mpa", "stack_mpa", "asr_ohm_cm2"])
    if way == "excel":
        frame.to_excel(path, index=False)
    elif way == "semicolon":
        frame.to_csv(path, index=False, sep=";", decimal=",", encoding="utf-8-sig")
    else:
        frame.to_csv(path, index=False, sep="\t" if way == "tab" else ",")
    table = read_table(path)
    for name in frame.columns:
        assert column(table, name) == pytest.approx(frame[name].tolist(), rel=1e-12)


def test_the_stack_pressure_under_the_spectrum_is_no_rival_of_the_knob(tmp_path):
    text = "copress_mpa,stack_mpa,asr_ohm_cm2,stack_measured_mpa\n400,60,50,58.3\n450,60,45,57\n"
    table = table_of(tmp_path, text)
    assert column(table, "stack_mpa") == [60, 60]
    assert "stack_measured_mpa" not in table.knobs
