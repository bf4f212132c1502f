"""A grid of results under settings reads back to the same cells, or a sentence says what lacks."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.effort import examples

from campaigns.errors import WrongInputError
from campaigns.files.tables.cell_table import read_table
from campaigns.files.tables.column_units import Geometry

DIE_MM2 = 113.09733552923255
PRESSURES = {"MPa": 1.0, "kN": 1000.0 / DIE_MM2, "t": 9806.65 / DIE_MM2}
TIMES = {"s": 1.0, "min": 60.0}
RESULTS = {"ASR (ohm cm2)": 1.0, "Flächenwiderstand [kOhm cm2]": 1e3, "面积比电阻 (Ω·cm²)": 1.0,
           "R (ohm)": 1.13097335529232}  # fmt: skip
WORDS = (
    ("pressure", "dwell"),
    ("Pressdruck", "Haltezeit"),
    ("压力", "保压时间"),
    ("압력", "유지시간"),
)


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    mpas=st.lists(st.integers(130, 700), min_size=2, max_size=4, unique=True),
    dwells=st.lists(st.integers(20, 3000), min_size=2, max_size=4, unique=True),
    asr=st.lists(st.floats(20.0, 200.0), min_size=16, max_size=16),
    how=st.tuples(
        st.sampled_from(sorted(PRESSURES)),
        st.sampled_from(sorted(TIMES)),
        st.sampled_from(sorted(RESULTS)),
        st.sampled_from(WORDS),
        st.sampled_from(["corner", "unit", "above", "bare"]),
        st.booleans(),
        st.booleans(),
    ),
    cracked=st.none() | st.integers(0, 3),
)
def test_it_reads_back_or_says_what_lacks(
    tmp_path: Path,
    mpas: list[int],
    dwells: list[int],
    asr: list[float],
    how: tuple[str, str, str, tuple[str, str], str, bool, bool],
    cracked: int | None,
) -> None:
    *both, result, words, heads, pressure_down, merged = how
    units = (both[0], both[1])
    factors = (PRESSURES[units[0]], TIMES[units[1]])
    settings_now = ([float(f"{v / factors[0]:.6g}") for v in mpas],
                    [float(f"{v / factors[1]:.6g}") for v in dwells])  # fmt: skip
    down, across = (0, 1) if pressure_down else (1, 0)
    titles = [f"{words[k]} ({units[k]})" for k in (0, 1)]
    corner = f"{titles[down]} \\ {titles[across]}" if heads == "corner" else titles[down]
    top: list[object] = list(settings_now[across])
    if heads == "unit":
        top = [f"{value:.6g} {units[across]}" for value in top]
    above = [result, titles[across]] if heads == "above" else [result]
    body: list[list[object]] = [
        [value, *(asr[4 * i + j] / RESULTS[result] for j in range(len(top)))]
        for i, value in enumerate(settings_now[down])
    ]
    if cracked is not None:
        body[cracked % len(body)][1] = "cracked"
    workbook = openpyxl.Workbook()
    for row in [above, [corner, *top], *body]:
        workbook.active.append(row)
    if merged and len(above) == 1:
        workbook.active.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(top) + 1)
    workbook.save(tmp_path / "table.xlsx")
    try:
        table = read_table(tmp_path / "table.xlsx", geometry=Geometry(die_mm=12.0))
    except WrongInputError as said:
        assert "across the top" in str(said) or "--column" in str(said)
        assert heads in ("bare", "above") or "--column" in str(said)
        return
    want = {}
    for i, d in enumerate(settings_now[down]):
        for j, a in enumerate(settings_now[across]):
            pair = (d * factors[down], a * factors[across])
            broken = cracked is not None and (i, j) == (cracked % len(body), 0)
            want[pair if pressure_down else pair[::-1]] = None if broken else asr[4 * i + j]
    found = {(c.achieved["copress_mpa"], c.achieved["copress_dwell_s"]): c for c in table.cells}
    assert sorted(found) == [pytest.approx(pair, rel=1e-9) for pair in sorted(want)]
    for pair, cell in zip(sorted(want), (found[key] for key in sorted(found)), strict=True):
        if want[pair] is None:
            assert cell.damage
        else:
            assert cell.results["asr_ohm_cm2"] == pytest.approx(want[pair], rel=1e-9)
