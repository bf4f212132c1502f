"""Units in titles with a prefix apart, a number before them or a factor behind them."""

from pathlib import Path

import pytest
from support.tables.laboratory_tables import text

from campaigns.files.tables.cell_table import read_table
from campaigns.files.tables.column_units import Geometry
from campaigns.files.tables.question import TableQuestionError

ONE_CM2 = Geometry(area_cm2=1.0, die_mm=10.0)


def table_of(tmp_path: Path, *titles: str) -> Path:
    """Pressures 260 to 460, times 2 to 6, results 61 to 65 under these titles."""
    rows = "".join(f"{210 + 50 * k}\t{k + 1}\t{66 - k}\tok\n" for k in range(1, 6))
    return text(tmp_path, "\t".join((*titles, "state")) + f"\n{rows}")


@pytest.mark.parametrize(
    ("title", "ohm_cm2"),
    [
        ("R (k Ohm)", 65e3), ("R [M Ω]", 65e6), ("R (m Ohm)", 65e-3), ("R in k Ohm", 65e3),
        ("R k Ohm", 65e3), ("ASR (k Ω cm²)", 65e3), ("R (kilo ohm)", 65e3), ("R (x100 Ohm)", 6500),
    ],
)  # fmt: skip
def test_a_prefix_apart_counts(tmp_path: Path, title: str, ohm_cm2: float) -> None:
    path = table_of(tmp_path, "P (MPa)", "t (min)", title)
    first = read_table(path, geometry=ONE_CM2).cells[0]
    assert first.results["asr_ohm_cm2"] == pytest.approx(ohm_cm2, rel=1e-9)


@pytest.mark.parametrize(
    ("pressure", "time", "result"),
    [
        ("P (MPa)", "t (min)", "R (1000 Ohm)"), ("P (MPa)", "t (min)", "R (T Ohm)"),
        ("P (MPa)", "t (min)", "R (Ohm) x10"), ("P (MPa)", "t (10 s)", "R (Ohm)"),
        ("P x10 (MPa)", "t (min)", "R (Ohm)"), ("P/100 MPa", "t (min)", "R (Ohm)"),
        ("P (hundred MPa)", "t (min)", "R (Ohm)"), ("F (N)", "t (min)", "R (Ohm)"),
    ],
)  # fmt: skip
def test_a_number_or_a_factor_at_a_unit_is_asked_about(
    tmp_path: Path, pressure: str, time: str, result: str
) -> None:
    with pytest.raises(TableQuestionError):
        read_table(table_of(tmp_path, pressure, time, result), geometry=ONE_CM2)


def test_a_factor_is_offered_both_ways(tmp_path: Path) -> None:
    path = table_of(tmp_path, "P (MPa)", "t (min)", "R*100 (Ohm)")
    with pytest.raises(TableQuestionError) as asked:
        read_table(path, geometry=ONE_CM2)
    assert asked.value.answers == (
        "--column 'R*100 (Ohm)=asr_ohm_cm2:1e2 ohm'", "--column 'R*100 (Ohm)=asr_ohm_cm2:1e-2 ohm'",
    )  # fmt: skip


def test_an_m_of_a_time_is_a_minute(tmp_path: Path) -> None:
    path = table_of(tmp_path, "P (MPa)", "hold (m)", "R (Ohm)")
    assert read_table(path, geometry=ONE_CM2).cells[0].achieved["copress_dwell_s"] == 120.0


def test_short_tons_are_tons_and_no_short_circuits(tmp_path: Path) -> None:
    rows = "".join(f"{k}\t60\t{90 - 7 * k}\tok\n" for k in (2, 3, 4))
    path = text(tmp_path, f"F (short tons)\tt (s)\tASR (ohm cm2)\tstate\n{rows}")
    first = read_table(path, geometry=ONE_CM2).cells[0]
    assert not first.shorted
    assert first.achieved["copress_mpa"] == pytest.approx(2 * 8896.443230521 / 78.53981633974483)
