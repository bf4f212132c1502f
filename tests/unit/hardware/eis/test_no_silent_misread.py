"""Each way in which a reader has been seen to return a wrong number without a word."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support.instruments.tables import MADE, Made, bare_csv, csv_table, is_made, made
from support.instruments.texts import eclab

from hardware.eis import read_spectra
from hardware.eis.spectrum import Complexes
from hardware.errors import SpectrumRefusedError

Write = Callable[[bytes], Path]


def test_csv_with_headings_gives_no_nan_and_no_invented_points(put: Write) -> None:
    (spectrum,) = read_spectra(put(csv_table()))
    assert is_made(spectrum)
    assert np.isfinite(spectrum.impedance_ohm).all()


def test_missing_frequency_column_is_named(put: Write) -> None:
    whole = eclab().decode("latin-1")
    without = whole.replace("freq/Hz\t", "")
    with pytest.raises(SpectrumRefusedError, match="no column for the frequency"):
        read_spectra(put(without.encode("latin-1")))


def test_one_heading_too_few_is_not_read_by_position(put: Write) -> None:
    whole = eclab().decode("latin-1")
    with pytest.raises(SpectrumRefusedError, match="names 11 columns and the rows have 12"):
        read_spectra(put(whole.replace("time/s\t", "").encode("latin-1")))


@pytest.mark.parametrize("name", ["Im(Z)/Ohm", "Z'' (ohm)", "im_ohm", "Zimag"])
def test_minus_im_under_a_heading_that_says_im_is_refused(put: Write, name: str) -> None:
    path = put(csv_table(("freq/Hz", "Re(Z)/Ohm", name), ("f", "re", "-im")))
    with pytest.raises(SpectrumRefusedError, match="--imaginary im or minus-im"):
        read_spectra(path)
    (spectrum,) = read_spectra(path, imaginary="minus_im")
    assert is_made(spectrum)


def test_im_under_a_heading_that_says_minus_im_is_refused(put: Write) -> None:
    path = put(csv_table(columns=("f", "re", "im")))
    with pytest.raises(SpectrumRefusedError, match="imaginary"):
        read_spectra(path)
    (spectrum,) = read_spectra(path, imaginary="im")
    assert is_made(spectrum)


def test_a_phase_without_its_minus_is_refused_and_named(put: Write) -> None:
    path = put(csv_table(("f/Hz", "|Z|/Ohm", "Phase/deg"), ("f", "mod", "-phase")))
    with pytest.raises(SpectrumRefusedError, match="or of the phase may hold its negative"):
        read_spectra(path)
    assert is_made(read_spectra(path, imaginary="minus_im")[0])


SHAPES: dict[str, Callable[[Complexes], Complexes]] = {
    "blocking pellet": lambda jw: 12 + 600 / (1 + (jw * 2e-7) ** 0.9) + 1 / (2e-6 * jw**0.9),
    "blocking pellet, tail only": lambda jw: 30 + 2e-7 * jw + 1 / (2e-6 * jw**0.85),
    "arc of a symmetric cell": lambda jw: 10 + 500 / (1 + jw * 5e-6),
    "two depressed arcs": lambda jw: 5 + 50 / (1 + (jw * 1e-6) ** 0.8) + 90 / (1 + jw * 1e-3),
    "full cell with diffusion": lambda jw: 8 + 30 / (1 + jw * 1e-4) + 20 / jw**0.5,
    "low arc behind leads": lambda jw: 0.02 + 3e-8 * jw + 0.04 / (1 + (jw * 0.01) ** 0.9),
    "short behind leads": lambda jw: 1e-3 + 5e-7 * jw,
    "short of an ohm": lambda jw: 0.8 + 2e-7 * jw,
    "lost contact": lambda jw: 20 + 1 / (2e-12 * jw),
}


@pytest.mark.parametrize("noise", [0.0, 0.01])
@pytest.mark.parametrize("shape", SHAPES)
def test_the_right_sign_is_read_and_the_turned_one_refused(
    put: Write, shape: str, noise: float
) -> None:
    f = np.geomspace(7e6, 0.1, 79)
    rng = np.random.default_rng(5)
    z = SHAPES[shape](2j * np.pi * f)
    z = z + noise * np.abs(z) * (rng.standard_normal(79) + 1j * rng.standard_normal(79))
    headings = ("f/Hz", "Re/ohm", "Im/ohm")
    right = csv_table(headings, ("f", "re", "im"), sweep=Made(f, z))
    turned = csv_table(headings, ("f", "re", "-im"), sweep=Made(f, z))
    (spectrum,) = read_spectra(put(right))
    np.testing.assert_allclose(spectrum.impedance_ohm, z, rtol=1e-9)
    with pytest.raises(SpectrumRefusedError, match="--imaginary im or minus-im"):
        read_spectra(put(turned))
    (spectrum,) = read_spectra(put(turned), imaginary="minus_im")
    np.testing.assert_allclose(spectrum.impedance_ohm, z, rtol=1e-9)


def test_a_plain_resistor_has_no_sign_to_doubt(put: Write) -> None:
    f = np.geomspace(1e6, 1.0, 40)
    z = 100.0 + 0.3 * np.random.default_rng(6).standard_normal(40) * 1j
    (spectrum,) = read_spectra(put(csv_table(sweep=Made(f, z))))
    assert len(spectrum) == 40


@pytest.mark.parametrize(
    ("held", "wrong"), [(("re", "im", "mod", "-phase"), "phase"),
                        (("re", "-im", "mod", "phase"), "imaginary part")],
)  # fmt: skip
def test_of_opposite_signs_the_modulus_shows_the_wrong_heading(
    put: Write, held: tuple[str, ...], wrong: str
) -> None:
    headings = ("f/Hz", "Re/ohm", "Im/ohm", "|Z|/ohm", "phase/deg")
    (spectrum,) = read_spectra(put(csv_table(headings, ("f", *held))))
    assert is_made(spectrum)
    (remark,) = spectrum.metadata["remarks"]
    assert f"heading of the {wrong} is wrong" in remark


def test_opposite_signs_of_a_resistor_are_refused(put: Write) -> None:
    rows = "".join(f"{f},100,5,100.12,-2.862\n" for f in (1000, 300, 100, 30, 10, 3))
    table = f"f/Hz,Re/ohm,Im/ohm,|Z|/ohm,phase/deg\n{rows}"
    with pytest.raises(SpectrumRefusedError, match="opposite signs"):
        read_spectra(put(table.encode()))


def test_phase_without_unit_is_what_fits_the_modulus(put: Write) -> None:
    for held in ("radian", "phase"):
        path = put(csv_table(("f/Hz", "|Z|/ohm", "phase"), ("f", "mod", held)))
        (spectrum,) = read_spectra(path)
        assert is_made(spectrum)


def test_small_phase_without_unit_is_refused(put: Write) -> None:
    rows = "".join(f"{f},100,-0.00{place}\n" for place, f in enumerate((1000, 300, 100, 30, 10, 3)))
    with pytest.raises(SpectrumRefusedError, match="degrees or in radians"):
        read_spectra(put(f"f/Hz,|Z|/ohm,phase\n{rows}".encode()))


@pytest.mark.parametrize("unit", ["ohm cm2", "Ohm.cm²", "S", "MHZ"])
def test_unknown_units_are_refused_not_taken_for_ohm(put: Write, unit: str) -> None:
    heading = f"f ({unit})" if unit == "MHZ" else f"Re(Z) ({unit})"
    columns = (heading, "Re/ohm", "Im/ohm") if unit == "MHZ" else ("f/Hz", heading, "Im/ohm")
    with pytest.raises(SpectrumRefusedError, match=r"not a unit known|times an area"):
        read_spectra(put(csv_table(columns, ("f", "re", "im"))))


def test_commas_that_may_be_thousands_are_refused(put: Write) -> None:
    rows = "\n".join(f"{10_000 - 100 * k:,}\t{2_000 + k:,}\t-{1_000 + k:,}" for k in range(30))
    with pytest.raises(SpectrumRefusedError, match="decimal comma, or a comma between thousands"):
        read_spectra(put(f"f/Hz\tRe/ohm\tIm/ohm\n{rows}\n".encode()))


def test_decimal_commas_between_commas_are_refused(put: Write) -> None:
    with pytest.raises(SpectrumRefusedError, match="columns and the rows have"):
        read_spectra(put(csv_table(comma=True, between=",")))


@pytest.mark.parametrize("order", [(0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)])
def test_bare_columns_in_another_order_are_refused(put: Write, order: tuple[int, ...]) -> None:
    rows = [row.split(",") for row in bare_csv().decode().split("\r\n") if row]
    shuffled = "\n".join(",".join(row[i] for i in order) for row in rows) + "\n"
    with pytest.raises(SpectrumRefusedError):
        read_spectra(put(shuffled.encode()))


def test_bare_columns_with_minus_im_are_refused(put: Write) -> None:
    bare = csv_table(columns=("f", "re", "-im")).split(b"\n", 1)[1]
    with pytest.raises(SpectrumRefusedError, match="imaginary"):
        read_spectra(put(bare))
    (spectrum,) = read_spectra(put(bare), imaginary="minus_im")
    assert is_made(spectrum)


def test_four_bare_columns_are_refused(put: Write) -> None:
    bare = csv_table(("a", "b", "c", "d"), ("f", "re", "im", "mod")).split(b"\n", 1)[1]
    with pytest.raises(SpectrumRefusedError, match="4 columns of numbers without headings"):
        read_spectra(put(bare))


def test_two_columns_of_one_quantity_are_refused(put: Write) -> None:
    with pytest.raises(SpectrumRefusedError, match="could both be the real part"):
        read_spectra(put(csv_table(("f/Hz", "Re(Z)/ohm", "Zreal/ohm", "Im/ohm"),
                                   ("f", "re", "mod", "im"))))  # fmt: skip


def test_other_columns_are_not_taken_for_what_they_resemble(put: Write) -> None:
    headings = ("f/Hz", "Re(Y)/Ohm-1", "E Real", "Re(Z)/Ohm", "Z2 Imag", "Im(Z)/Ohm", "log f")
    columns = ("f", "note", "note", "re", "note", "im", "note")
    (spectrum,) = read_spectra(put(csv_table(headings, columns)))
    assert is_made(spectrum)


@pytest.mark.parametrize("column", ["phase", "radian"])
def test_bare_modulus_and_phase_are_not_taken_for_re_and_im(put: Write, column: str) -> None:
    bare = csv_table(columns=("f", "mod", column)).split(b"\n", 1)[1]
    with pytest.raises(SpectrumRefusedError, match="could be modulus and phase"):
        read_spectra(put(bare))


def _scaled(real: float = 1.0, imaginary: float = 1.0) -> Made:
    z = MADE.impedance_ohm
    return Made(MADE.frequency_hz, real * z.real + 1j * imaginary * z.imag)


def _over_log_f() -> Made:
    to_10_hz = made(low_hz=10.0)
    return Made(np.log10(to_10_hz.frequency_hz), to_10_hz.impedance_ohm)


CARTESIAN = (("f/Hz", "Z'", "Z''"), ("f", "re", "im"))
OFF_SCALE = {
    "logarithms": (("f/Hz", "Re/ohm", "Im/ohm"), ("f", "re", "im"), _over_log_f()),
    "in radians": (("f/Hz", "|Z|/ohm", "phase/deg"), ("f", "mod", "radian"), MADE),
    "be a logarithm": (("f/Hz", "|Z|/ohm", "phase/deg"), ("f", "log mod", "phase"), MADE),
    "in dB": (("f/Hz", "|Z|/ohm", "phase/deg"), ("f", "dB mod", "phase"), MADE),
    "in different units": (*CARTESIAN, _scaled(real=1e-3)),
    "imaginary part seem to be in different units": (*CARTESIAN, _scaled(imaginary=1e-3)),
    "more than a full turn": (("f/Hz", "|Z|/ohm", "phase/rad"), ("f", "mod", "phase"), MADE),
}


@pytest.mark.parametrize("why", OFF_SCALE)
def test_a_column_that_is_not_what_its_heading_says_is_refused(put: Write, why: str) -> None:
    headings, columns, sweep = OFF_SCALE[why]
    with pytest.raises(SpectrumRefusedError, match=why):
        read_spectra(put(csv_table(headings, columns, sweep=sweep)))


@pytest.mark.parametrize("twice", ["|Z|/ohm", "phase/deg"])
def test_two_columns_of_one_heading_that_differ_are_asked_about(put: Write, twice: str) -> None:
    headings, columns = ("f/Hz", "|Z|/ohm", "phase/deg", twice), ("f", "mod", "phase", "note")
    with pytest.raises(SpectrumRefusedError, match="could both be the"):
        read_spectra(put(csv_table(headings, columns)))


def test_an_acidity_is_no_phase(put: Write) -> None:
    headings, columns = ("f/Hz", "|Z|/ohm", "phase/deg", "pH"), ("f", "mod", "phase", "note")
    (spectrum,) = read_spectra(put(csv_table(headings, columns)))
    assert is_made(spectrum)
