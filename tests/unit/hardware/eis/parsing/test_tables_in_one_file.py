"""Several tables and several kinds of rows in one file: each is read as what it is, or named."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support.instruments.tables import MADE, floats, is_made

from hardware.eis import read_spectra
from hardware.errors import SpectrumRefusedError

Write = Callable[..., Path]


def _table(headings: str, *columns: Callable[[float, float, float], float]) -> str:
    rows = "".join(
        ",".join(repr(column(f, re, im)) for column in columns) + "\n" for f, re, im in floats(MADE)
    )
    return f"{headings}\n{rows}"


MEASURED = _table("f/Hz,Z'/ohm,Z''/ohm", lambda f, *_: f, lambda _, re, __: re, lambda *z: z[2])


@pytest.mark.parametrize(
    ("headings", "columns"),
    [("f/Hz,Z'/kohm,Z''/kohm", (lambda f, *_: f, lambda _, re, __: re / 500.0,
                                lambda *z: z[2] / 500.0)),
     ("f/Hz,Z''/ohm,Z'/ohm", (lambda f, *_: f, lambda *z: 2.0 * z[2],
                              lambda _, re, __: 2.0 * re)),
     ("f,Z',Z''\nkHz,ohm,ohm", (lambda f, *_: f / 1e3, lambda _, re, __: 2.0 * re,
                                lambda *z: 2.0 * z[2]))],
)  # fmt: skip
def test_a_table_below_another_is_read_by_its_own_headings(
    put: Write, headings: str, columns: tuple[Callable[[float, float, float], float], ...]
) -> None:
    first, second = read_spectra(put((MEASURED + "\n" + _table(headings, *columns)).encode()))
    assert is_made(first)
    np.testing.assert_allclose(second.frequency_hz, MADE.frequency_hz, rtol=1e-9)
    np.testing.assert_allclose(second.impedance_ohm, 2.0 * MADE.impedance_ohm, rtol=1e-9)


@pytest.mark.parametrize(
    ("headings", "columns"),
    [("f,Z',Z''", None), ("A,B,C", "frequency=A,real=B,imag=C")],
)
def test_other_units_below_the_same_headings_count(
    put: Write, headings: str, columns: str | None
) -> None:
    first, second = (
        "".join(f"{f / hertz!r},{re / ohm!r},{im / ohm!r}\n" for f, re, im in floats(MADE))
        for hertz, ohm in ((1.0, 1.0), (1e3, 500.0))
    )
    text = f"{headings}\nHz,ohm,ohm\n{first}{headings}\nkHz,kohm,kohm\n{second}"
    once, twice = read_spectra(put(text.encode()), columns=columns)
    assert is_made(once)
    assert "left_out" not in twice.metadata
    np.testing.assert_allclose(twice.frequency_hz, MADE.frequency_hz, rtol=1e-9)
    np.testing.assert_allclose(twice.impedance_ohm, 2.0 * MADE.impedance_ohm, rtol=1e-9)


def test_fitted_values_below_the_measured_ones_are_no_measurement(put: Write) -> None:
    fitted = _table("f/Hz,Z'fit/ohm,Z''fit/ohm", *(lambda f, *_: f,) * 3)
    (spectrum,) = read_spectra(put((MEASURED + fitted).encode()))
    assert is_made(spectrum)
    (remark,) = spectrum.metadata["remarks"]
    assert remark.startswith("the table below line 51 is not read: there is no column for the real")


@pytest.mark.parametrize("nothing", ["", "NaN", "--"])
def test_rows_of_other_steps_are_passed_over(put: Write, nothing: str) -> None:
    rest = f"{nothing},{nothing},{nothing}\n" * 30
    heading, rows = MEASURED.split("\n", 1)
    (spectrum,) = read_spectra(put(f"{heading}\n{rest}{rows}{rest}".encode()))
    assert is_made(spectrum)
    assert "left_out" not in spectrum.metadata


def test_a_row_with_a_frequency_and_no_impedance_is_damage(put: Write) -> None:
    heading, first, *rows = MEASURED.split("\n")
    lost = first.split(",")[0] + ",NaN,NaN"
    (spectrum,) = read_spectra(put("\n".join([heading, lost, *rows]).encode()))
    assert spectrum.metadata["left_out"] == ("line 2: 'NaN' is no number",)


@pytest.mark.parametrize("order", [(0, 2, 1), (0, -2, 1)])
def test_parts_in_each_others_place_are_refused(put: Write, order: tuple[int, ...]) -> None:
    heading, *rows = MEASURED.strip().split("\n")
    cells = [[float(cell) for cell in row.split(",")] for row in rows]
    swapped = [",".join(repr(-row[2] if at < 0 else row[at]) for at in order) for row in cells]
    with pytest.raises(SpectrumRefusedError, match=r"in each other's place.*are swapped"):
        read_spectra(put("\n".join([heading, *swapped, ""]).encode()))


def test_a_point_measured_again_in_between_is_a_repeat_of_its_sweep(put: Write) -> None:
    heading, *rows = MEASURED.strip().split("\n")
    path = put("\n".join([heading, *rows[:20], rows[5], *rows[20:], ""]).encode())
    (spectrum,) = read_spectra(path)
    assert len(spectrum) == len(rows) + 1
    assert np.count_nonzero(np.diff(spectrum.frequency_hz) == 0.0) == 1


_TWICE = (lambda _, re, __: 2.0 * re, lambda *z: 2.0 * z[2])
_ONCE = (lambda _, re, __: re, lambda *z: z[2])


@pytest.mark.parametrize(
    ("headings", "columns"),
    [("f/Hz,Z'/ohm,Z''/ohm,Z'/ohm,Z''/ohm", (*_ONCE, *_TWICE)),
     ("f/Hz,Z'/ohm,Z''/ohm,|Z|/ohm,Z'/ohm,Z''/ohm,|Z|/ohm",
      (*_ONCE, lambda _, re, im: abs(re + 1j * im),
       *_TWICE, lambda _, re, im: 2.0 * abs(re + 1j * im)))],
)  # fmt: skip
def test_cells_next_to_each_other_share_a_column_of_frequencies(
    put: Write, headings: str, columns: tuple[Callable[[float, float, float], float], ...]
) -> None:
    table = ",pellet 1,,pellet 2\n" + _table(headings, lambda f, *_: f, *columns)
    first, second = read_spectra(put(table.encode()))
    assert is_made(first)
    np.testing.assert_allclose(second.frequency_hz, MADE.frequency_hz, rtol=1e-9)
    np.testing.assert_allclose(second.impedance_ohm, 2.0 * MADE.impedance_ohm, rtol=1e-9)


def test_two_real_parts_that_no_imaginary_part_follows_are_asked_about(put: Write) -> None:
    columns = (_ONCE[0], _TWICE[0], _ONCE[1])
    table = _table("f/Hz,Z'/ohm,Z'/ohm,Z''/ohm", lambda f, *_: f, *columns)
    with pytest.raises(SpectrumRefusedError, match="could both be the real part"):
        read_spectra(put(table.encode()))
