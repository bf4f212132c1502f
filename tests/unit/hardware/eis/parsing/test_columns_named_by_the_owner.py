"""Columns that a person named: with units, by number, in workbooks, and remembered by layout."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.instruments.makers import eclab_all_variables
from support.instruments.tables import csv_table, is_made, xlsx
from support.instruments.texts import eclab

from hardware.eis import read_spectra
from hardware.eis.parsing.stated_columns import (
    VARIABLE,
    memory_path,
    remember,
    remembered,
    stated_columns,
)
from hardware.errors import SpectrumRefusedError, WrongInputError

Write = Callable[..., Path]
NAMED = "frequency=A,real=B,imag=C"


@pytest.fixture(autouse=True)
def _own_memory(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "settings" / "columns.json"))


@pytest.mark.parametrize(
    ("headings", "held", "said"),
    [
        (("A", "B", "C"), ("f", "re", "im"), NAMED),
        (("A", "B", "C"), ("kf", "kre", "-kim"), "frequency=A:kHz,real=B:kohm,imag=C:kohm"),
        (
            ("A (kHz)", "B (kohm)", "C"),
            ("kf", "kre", "im"),
            "frequency=A (kHz),real=B (kohm),imag=C",
        ),
        (("A\tB\tC\nkHz", "kohm", "kohm"), ("kf", "kre", "kim"), NAMED),
        (("A", "B", "-C"), ("f", "kre", "-kim"), "frequency=A,real=B:kohm,imag=-C:kohm"),
        (("A", "B", "C"), ("f", "kre", "-im"), "frequency=A,real=B:kohm,imag=-C"),
        (("x, raw", "B", "-C"), ("f", "re", "-im"), "frequency=x, raw,real=B,imag=-C"),
        (("A", "M", "P"), ("f", "mod", "radian"), "frequency=A,modulus=M,phase=P:rad"),
    ],
)
def test_named_columns_are_read(
    put: Write, headings: tuple[str, ...], held: tuple[str, ...], said: str
) -> None:
    path = put(csv_table(headings, held, between="\t"))
    minus = "minus_im" if "-kim" in held and "C" in headings else None
    (spectrum,) = read_spectra(path, columns=said, imaginary=minus)
    assert is_made(spectrum)


def test_named_columns_overrule_what_the_headings_say(put: Write) -> None:
    path = put(csv_table(("freq/Hz", "Re(Z)/Ohm", "other", "Im(Z)/Ohm"), ("f", "note", "re", "im")))
    (spectrum,) = read_spectra(path, columns="frequency=freq/Hz,real=other,imag=Im(Z)/Ohm")
    assert is_made(spectrum)


def test_columns_without_headings_are_named_by_number(put: Write) -> None:
    bare = csv_table(("", ""), ("note", "im", "f", "re")).split(b"\n", 1)[1]
    (spectrum,) = read_spectra(put(bare), columns="frequency=3,real=4,imag=2")
    assert is_made(spectrum)


def test_columns_of_a_workbook_are_named_too(put: Write) -> None:
    path = put(xlsx(("pellet", ("A", "B", "C"), ("f", "re", "im"))), "cell.xlsx")
    with pytest.raises(SpectrumRefusedError, match=r"in sheet 'pellet' the headings are 'A', 'B'"):
        read_spectra(path)
    assert is_made(read_spectra(path, columns=NAMED)[0])


@pytest.mark.parametrize("said", ["freq=A", "frequency=", "A,B,C"])
def test_what_is_not_of_this_form_is_refused_with_the_form(said: str) -> None:
    with pytest.raises(WrongInputError, match=r"--columns .*frequency=HEADING"):
        stated_columns(said)


def test_a_unit_of_another_quantity_is_refused() -> None:
    with pytest.raises(WrongInputError, match="none of the frequency"):
        stated_columns("frequency=A (ohm),real=B,imag=C")


def test_a_heading_that_is_not_there_is_refused(put: Write) -> None:
    with pytest.raises(SpectrumRefusedError, match=r"no line has the headings .*'Q'"):
        read_spectra(put(csv_table(("A", "B", "C"), ("f", "re", "im"))), columns=f"{NAMED[:-1]}Q")


def test_a_layout_is_remembered_by_its_row_of_headings(put: Write) -> None:
    path = put(csv_table(("A", "B", "C"), ("f", "re", "im")))
    (first,) = read_spectra(path, columns=NAMED)
    remember(first.metadata["named_layout"], stated_columns(NAMED))

    (again,) = read_spectra(path)

    assert is_made(again)
    assert again.metadata["remarks"] == (f"columns as they were named for this layout: {NAMED}",)
    with pytest.raises(SpectrumRefusedError, match="'A', 'B', 'D'"):
        read_spectra(put(csv_table(("A", "B", "D"), ("f", "re", "im")), "other.csv"))


def test_the_newest_word_on_a_layout_counts() -> None:
    remember(("A", "B"), stated_columns("frequency=A,real=B"))
    remember(("A", "B"), stated_columns("frequency=B,real=A"))
    said = remembered([("x",), ("A", "B")])
    assert said is not None
    assert (said.text, said.remembered) == ("frequency=B,real=A", True)


def test_a_damaged_memory_is_said(put: Write) -> None:
    memory_path().parent.mkdir()
    memory_path().write_text("{]", encoding="utf-8")
    with pytest.raises(SpectrumRefusedError, match=r"columns\.json cannot be read"):
        read_spectra(put(csv_table(("A", "B", "C"), ("f", "re", "im"))))


def test_a_makers_file_without_the_named_columns_is_read_by_its_own_headings(put: Write) -> None:
    (spectrum,) = read_spectra(put(eclab(), "cell.mpt"), columns="frequency=Q1,real=Q2,imag=Q3")
    assert is_made(spectrum)
    assert "read by its own headings" in " ".join(spectrum.metadata["remarks"])


def test_another_electrode_of_a_makers_file_can_be_named(put: Write) -> None:
    text = eclab_all_variables().decode("latin-1")
    text = text.replace("Re(Permittivity)\tIm(Permittivity)", "Re(Zce)/Ohm\t-Im(Zce)/Ohm")
    named = "frequency=freq/Hz,real=Re(Z)/Ohm,imag=-Im(Z)/Ohm"
    (spectrum,) = read_spectra(put(text.encode("latin-1"), "cell.mpt"), columns=named)
    assert is_made(spectrum)
    (other,) = read_spectra(
        put(text.encode("latin-1"), "cell.mpt"), columns=named.replace("(Z)", "(Zce)")
    )
    assert not is_made(other)
    assert len(other) == len(spectrum)
