"""Titles that leave open what their numbers are: asked about, never passed over."""

from pathlib import Path

import pytest

from campaigns.files.tables.cell_table import CellTable, read_table
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.question import TableQuestionError


def read(
    folder: Path, title: str, numbers: tuple[float, ...], said: str = "", more: str = ""
) -> CellTable:
    head, _, value = more.partition("=")
    lines = [f"pressure (MPa);{title};thickness (mm);state;{head}"]
    lines += [f"{200 + 50 * k};{number};0.5;ok;{value}" for k, number in enumerate(numbers)]
    path = folder / "cells.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_table(path, overrides={title: said} if said else {}, geometry=Geometry(die_mm=10.0))


def resistances(table: CellTable) -> list[float | None]:
    return [cell.results.get("asr_ohm_cm2") for cell in table.cells]


@pytest.mark.parametrize(
    ("title", "numbers"),
    [
        ("ASR [µΩ m2]", (9000.0, 8000.0)),
        ("R·A (µOhm·m²)", (9000.0, 8000.0)),
        ("ASR (mΩ m2)", (9.0, 8.0)),
        ("ASR mΩ·m²", (9.0, 8.0)),
        ("ASR (Ω·m2)", (0.009, 0.008)),
        ("ASR / Ω m^2", (0.009, 0.008)),
        ("ASR (10⁻³ Ω m²)", (9.0, 8.0)),
        ("ASR / 10^1 Ω cm²", (9.0, 8.0)),
    ],
)
def test_an_area_specific_resistance_in_square_metres(
    tmp_path: Path, title: str, numbers: tuple[float, ...]
) -> None:
    assert resistances(read(tmp_path, title, numbers)) == pytest.approx([90.0, 80.0])


@pytest.mark.parametrize("title", ["σ (10⁻⁴ S/cm)", "σ / 10⁻⁴ S cm⁻¹", "sigma [1e-4 S/cm]"])
def test_a_power_of_ten_in_the_unit_is_part_of_it(tmp_path: Path, title: str) -> None:
    assert resistances(read(tmp_path, title, (5.0, 10.0))) == pytest.approx([100.0, 50.0])


@pytest.mark.parametrize(
    ("title", "right"),
    [("σ ×10⁻⁴ S cm⁻¹", "1e-4 S/cm"), ("sigma*1e4 (S/cm)", "1e-4 S/cm"),
     ("conductivity x 10^4 (S/cm)", "1e-4 S/cm")],
)  # fmt: skip
def test_a_power_of_ten_next_to_the_unit_is_asked_about(
    tmp_path: Path, title: str, right: str
) -> None:
    """Some mean that the numbers were multiplied with it, others that they are to be."""
    numbers = (5.0, 10.0)
    with pytest.raises(TableQuestionError, match="carries a power of ten") as asked:
        read(tmp_path, title, numbers)
    assert f"--column '{title}=sigma_ms_cm:{right}'" in asked.value.answers
    assert len(asked.value.answers) == 2
    table = read(tmp_path, title, numbers, f"sigma_ms_cm:{right}")
    assert resistances(table) == pytest.approx([100.0, 50.0])


@pytest.mark.parametrize(
    "title",
    ["log10 sigma", "log10(sigma / S cm-1)", "log σ (S/cm)", "lg(σ/S cm−1)", "ln(sigma)",
     "-log sigma", "log10(ASR / ohm cm2)", "log10(R/Ohm)", "ln R"],
)  # fmt: skip
def test_a_logarithm_is_asked_about_where_it_is_the_only_result(tmp_path: Path, title: str) -> None:
    numbers = (-3.1, -3.0)
    with pytest.raises(TableQuestionError, match="holds logarithms, and no other column a result"):
        read(tmp_path, title, numbers)
    next_to_it = read(tmp_path, title, numbers, more="ASR (ohm cm2)=50")
    assert resistances(next_to_it) == [50.0, 50.0]
    assert any(column.title == title and column.ignored for column in next_to_it.columns)


@pytest.mark.parametrize("title", ["ASR (Ω in²)", "resistance [Ohm per cell]", "ASR, Ω/sq."])
def test_a_unit_that_is_not_known_is_asked_about(tmp_path: Path, title: str) -> None:
    """It is not taken for ohm cm2."""
    with pytest.raises(TableQuestionError, match="names a unit that is not known here"):
        read(tmp_path, title, (90.0, 80.0))
    table = read(tmp_path, title, (90.0, 80.0), "asr_ohm_cm2:ohm cm2")
    assert resistances(table) == [90.0, 80.0]


@pytest.mark.parametrize("title", ["Ohmic resistance", "total resistance (25 C)"])
def test_a_resistance_without_a_unit_is_asked_about(tmp_path: Path, title: str) -> None:
    with pytest.raises(TableQuestionError, match="its unit is written nowhere"):
        read(tmp_path, title, (90.0, 80.0))
    assert resistances(read(tmp_path, "ASR", (90.0, 80.0))) == [90.0, 80.0]


@pytest.mark.parametrize(
    ("title", "answer"),
    [("ASR (ohm cm)", "asr_ohm_cm2:ohm cm2"), ("Widerstand [Ohm cm]", "asr_ohm_cm2:ohm cm2"),
     ("conductivity (mS)", "sigma_ms_cm:mS/cm"), ("电导率 (mS)", "sigma_ms_cm:mS/cm")],
)  # fmt: skip
def test_words_and_unit_of_different_quantities_are_asked_about(
    tmp_path: Path, title: str, answer: str
) -> None:
    with pytest.raises(TableQuestionError, match="different quantities") as asked:
        read(tmp_path, title, (9.0, 8.0))
    assert asked.value.answers[0] == f"--column '{title}={answer}'"
    assert resistances(read(tmp_path, title, (9.0, 8.0), said=answer))[0] is not None


@pytest.mark.parametrize("title", ["resistivity (ohm cm)", "spez. Widerstand (Ohm cm)", "ρ [Ω·cm]"])
def test_a_resistivity_is_read_as_one(tmp_path: Path, title: str) -> None:
    assert resistances(read(tmp_path, title, (500.0, 400.0))) == pytest.approx([25.0, 20.0])


@pytest.mark.parametrize(
    "title", ["log P (MPa)", "sqrt(pressure)", "1/P (1/MPa)", "log10(t/s)", "√(dwell / s)"]
)
def test_a_setting_that_was_worked_out_is_not_left_out_silently(tmp_path: Path, title: str) -> None:
    other = "hold (s)" if "P" in title or "press" in title else "P (MPa)"
    path = tmp_path / "cells.csv"
    rows = [f"{title},{other},ASR (ohm cm2),state", "2.3,150,90,ok", "2.5,200,80,ok"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(TableQuestionError, match="worked out from a setting") as asked:
        read_table(path)
    assert asked.value.answers == (f"--column '{title}=text'",)


def test_the_capital_s_of_a_time_is_no_siemens(tmp_path: Path) -> None:
    path = tmp_path / "cells.csv"
    path.write_text("P (MPa),HOLD (S),ASR (OHM CM2),STATE\n300,45,90,OK\n", encoding="utf-8")
    (cell,) = read_table(path).cells
    assert (cell.achieved["copress_dwell_s"], cell.results["asr_ohm_cm2"]) == (45.0, 90.0)


def test_an_area_specific_resistance_in_square_millimetres(tmp_path: Path) -> None:
    assert resistances(read(tmp_path, "ASR [Ω·mm²]", (9000.0, 8000.0))) == pytest.approx([90, 80])


@pytest.mark.parametrize(
    "title",
    ["면적비저항 (Ω·cm²)", "flächenspezifischer Widerstand (Ohm cm2)", "Area-specific R (ohm cm2)",
     "面积比电阻 (Ω·cm²)", "area specific resistance / Ω cm²"],
)  # fmt: skip
def test_the_words_of_an_area_specific_resistance_are_not_those_of_a_resistivity(
    tmp_path: Path, title: str
) -> None:
    assert resistances(read(tmp_path, title, (90.0, 80.0))) == pytest.approx([90.0, 80.0])


@pytest.mark.parametrize(
    "title", ["ΔASR (ohm cm2)", "ASR/2 (ohm cm2)", "ASR normalised", "predicted ASR (ohm cm2)"]
)
def test_what_is_worked_out_from_a_result_is_asked_about(tmp_path: Path, title: str) -> None:
    with pytest.raises(TableQuestionError, match="Is it the value itself") as asked:
        read(tmp_path, title, (45.0, 40.0))
    assert f"--column '{title}=text' if it is not" in asked.value.answers
    assert resistances(read(tmp_path, title, (45.0, 40.0), said="asr_ohm_cm2:ohm cm2")) == [45, 40]
