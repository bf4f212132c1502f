"""Layouts that instruments and programs write in the field; the numbers are ours and known."""

import gzip
from collections.abc import Callable
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from support.instruments.exports import EXPORTS, in_rows, in_turn
from support.instruments.field import FIELD
from support.instruments.makers import (
    eclab_all_variables,
    eclab_modulo_bat,
    eclab_other_technique,
    ivium,
    palmsens,
    relaxis,
    side_by_side,
    zahner,
)
from support.instruments.tables import MADE, Made, csv_table, floats, is_made, made
from support.instruments.texts import eclab, gamry, versastudio

from hardware.eis import read_spectra
from hardware.eis.readers import zahner as zahner_reader
from hardware.errors import SpectrumRefusedError, WrongInputError

Write = Callable[..., Path]


@pytest.mark.parametrize("layout", FIELD)
def test_reads_back_equal(layout: str, tmp_path: Path) -> None:
    name, write = FIELD[layout]
    path = tmp_path / name
    path.write_bytes(write())

    (spectrum,) = read_spectra(path)

    np.testing.assert_allclose(spectrum.frequency_hz, MADE.frequency_hz, rtol=1e-6)
    np.testing.assert_allclose(spectrum.impedance_ohm, MADE.impedance_ohm, rtol=2e-6)


@pytest.mark.parametrize("layout", EXPORTS)
def test_an_export_reads_back_equal(layout: str, put: Write) -> None:
    (spectrum,) = read_spectra(put(EXPORTS[layout]()))

    np.testing.assert_allclose(spectrum.frequency_hz, MADE.frequency_hz, rtol=1e-6)
    np.testing.assert_allclose(spectrum.impedance_ohm, MADE.impedance_ohm, rtol=2e-6)


def test_temperatures_whose_rows_take_turns_are_separate_spectra(put: Write) -> None:
    warm, hot = read_spectra(put(in_turn()))
    assert is_made(warm)
    np.testing.assert_allclose(hot.impedance_ohm, 0.5 * MADE.impedance_ohm, rtol=1e-6)
    assert [each.metadata["temperature_degc"] for each in (warm, hot)] == [25.0, 60.0]


@pytest.mark.parametrize(
    "content",
    [in_rows(("Frequency (Hz)", "Z' (Ohm)", "Z'' (Ohm)")),
     in_rows(("frequency", "realz", "imagz"), "0;1723;49;")],
)  # fmt: skip
def test_quantities_that_stand_in_rows_are_to_be_transposed(put: Write, content: bytes) -> None:
    with pytest.raises(SpectrumRefusedError, match=r"stand in rows.*transpose"):
        read_spectra(put(content))


def test_rows_that_take_turns_without_a_reason_are_refused(put: Write) -> None:
    with pytest.raises(SpectrumRefusedError, match="rows of several sweeps are mixed"):
        read_spectra(put(in_turn(named=False)))


@pytest.mark.parametrize(
    "headings", [("log f", "Z' (ohm)", "Z'' (ohm)"), ("f (Hz)", "|Z| (dB)", "Phase (deg)")]
)
def test_logarithms_are_refused_and_not_offered_as_a_way_out(
    put: Write, headings: tuple[str, ...]
) -> None:
    path = put(csv_table(headings, ("f", "re", "im")))
    with pytest.raises(SpectrumRefusedError, match="logarithms and dB are not read") as refusal:
        read_spectra(path)
    assert "--columns" not in str(refusal.value)
    named = ",".join(
        f"{role}={heading}"
        for role, heading in zip(("frequency", "real", "imag"), headings, strict=True)
    )
    with pytest.raises(WrongInputError, match="logarithms and dB are not read"):
        read_spectra(path, columns=named)


@pytest.mark.parametrize(
    ("headings", "why"),
    [(("Freq. [Hz]", "Zp' [Ohms]", "Zp'' [Ohms]"), "parallel parts"),
     (("Freq. [Hz]", "Eps'", "Eps''"), "permittivity"),
     (("LOGF", "LOGZ", "Phim"), "logarithms"),
     (("freq[Hz]", "S11(REAL)", "S11(IMAG)"), "reflections"),
     (("Frequency", "Data Trace Real", "Data Trace Imag"), "one below the other")],
)  # fmt: skip
def test_what_is_no_part_of_an_impedance_is_refused_also_when_it_is_named(
    put: Write, headings: tuple[str, ...], why: str
) -> None:
    path = put(csv_table(headings, ("f", "re", "im"), between="\t"))
    with pytest.raises(SpectrumRefusedError, match=why) as refusal:
        read_spectra(path)
    assert headings[1] in str(refusal.value)
    with pytest.raises(WrongInputError, match=why):
        read_spectra(path, columns=f"frequency={headings[0]},real={headings[1]},imag={headings[2]}")


@pytest.mark.parametrize("above", ["49\n", "Z60\n49\n", "pellet 7\n"])
def test_columns_below_a_title_can_be_named_by_number(put: Write, above: str) -> None:
    rows = "".join(f"{re!r} {-im!r} {f!r}\n" for f, re, im in floats(MADE))
    path = put((above + rows).encode())
    with pytest.raises(SpectrumRefusedError, match=r"rows have 3 numbers.*frequency=1,real=2"):
        read_spectra(path)
    (spectrum,) = read_spectra(path, columns="frequency=3,real=1,imag=2", imaginary="minus_im")
    assert is_made(spectrum)
    assert is_made(read_spectra(path, columns="frequency=3,real=1,imag=-2")[0])


@pytest.mark.parametrize(
    ("content", "why"),
    [(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "old workbook"),
     (b"<html><table><tr><td>freq/Hz</td></tr></table></html>\n", "HTML"),
     (gzip.compress(csv_table()), "unpack it"), (b"PK\x03\x04" + bytes(600), "unpack it"),
     (b"\x89HDF\r\n\x1a\n" + bytes(600), "HDF5"), (b"%PDF-1.4\n\xe2\xe3" + bytes(600), "document"),
     (b'{"frequency": [1e6, 1e5], "z_real": [1, 2]}\n', "JSON"),
     (b"EC-Lab LOG FILE\r\n\r\nfi   200,000\r\n", "log or the settings"),
     (b"freq/Hz,Z/Ohm\n" + b"".join(b"%d,%d-1.5j\n" % (f, f) for f in range(9, 1, -1)),
      "complex number")],
)  # fmt: skip
def test_what_lies_next_to_spectra_is_refused_by_what_it_is(
    put: Write, content: bytes, why: str
) -> None:
    with pytest.raises(SpectrumRefusedError, match=why):
        read_spectra(put(content))


def test_an_eclab_file_that_a_spreadsheet_saved_has_semicolons(put: Write) -> None:
    assert is_made(read_spectra(put(eclab(comma=True).replace(b"\t", b";")))[0])


@pytest.mark.parametrize(
    ("text", "why"),
    [("# Hz Z RI R 50\n1e6 1 0\n", "not every program"),
     ("# GHz S MA R 50\n1 .9 -1 0 0 0 0 .9 1\n", "several ports"),
     ("# Hz S RI R 50\n[Number of Ports] 1\n1e6 .9 -.1\n", "Touchstone 2")],
)  # fmt: skip
def test_touchstone_whose_meaning_is_not_certain_is_refused(
    put: Write, text: str, why: str
) -> None:
    with pytest.raises(SpectrumRefusedError, match=why):
        read_spectra(put(f"! saved by an analyser\n{text}".encode()))


def test_a_pointer_of_git_is_no_measurement(put: Write) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:0a\nsize 9\n"
    with pytest.raises(SpectrumRefusedError, match="git lfs pull"):
        read_spectra(put(pointer))


def test_more_headings_than_columns_need_something_to_compare(put: Write) -> None:
    text = eclab_all_variables(surplus=("", "Ewe-Ece/V")).decode("latin-1")
    lost = text.replace("|Z|/Ohm\tPhase(Z)/deg", "other/V\tmore/V")
    with pytest.raises(SpectrumRefusedError, match="which show whether the names fit"):
        read_spectra(put(lost.encode("latin-1")))
    shifted = text.replace("freq/Hz\tRe(Z)/Ohm", "freq/Hz\textra\tRe(Z)/Ohm")
    with pytest.raises(SpectrumRefusedError, match="which show whether"):
        read_spectra(put(shifted.encode("latin-1")))


def test_impedances_of_a_modulo_bat_are_stated_apart(put: Write) -> None:
    loops = [made(29, ohm=ohm) for ohm in (100.0, 200.0)]
    spectra = read_spectra(put(eclab_modulo_bat(*loops)))
    assert [spectrum.metadata["loop"] for spectrum in spectra] == [0, 1]
    for spectrum, loop in zip(spectra, loops, strict=True):
        np.testing.assert_allclose(spectrum.impedance_ohm, loop.impedance_ohm, rtol=1e-6)


def test_another_technique_alone_is_refused_by_what_is_missing(put: Write) -> None:
    with pytest.raises(SpectrumRefusedError, match="no column for the frequency"):
        read_spectra(put(eclab_other_technique()))


def test_only_the_counter_electrode_is_refused_until_it_is_named(put: Write) -> None:
    content = (
        eclab()
        .replace(b"(Y)/", b"(Yce)/")
        .replace(b"Re(Z)/Ohm\t-Im(Z)/Ohm", b"Re(Zwe-ce)/Ohm\t-Im(Zwe-ce)/Ohm")
    )
    path = put(content.replace(b"|Z|/Ohm\tPhase(Z)/deg", b"|Zwe-ce|/Ohm\tPhase(Zwe-ce)/deg"))
    with pytest.raises(SpectrumRefusedError, match=r"no column for the .*Re\(Zwe-ce\)/Ohm"):
        read_spectra(path)
    named = "frequency=freq/Hz,real=Re(Zwe-ce)/Ohm,imag=-Im(Zwe-ce)/Ohm"
    assert is_made(read_spectra(path, columns=named)[0])


def test_two_columns_are_refused_with_their_headings(put: Write) -> None:
    path = put(csv_table(("freq/Hz", "Re(Z)/Ohm"), ("f", "re")))
    with pytest.raises(SpectrumRefusedError, match=r"'freq/Hz', 'Re\(Z\)/Ohm'.* two parts"):
        read_spectra(path)


def test_several_measurements_of_a_session_bear_their_titles(put: Write) -> None:
    two = (("Cell 7", MADE), ("Cell 8", made(29, ohm=300.0)))
    for content in (palmsens(*two), ivium(*two)):
        spectra = read_spectra(put(content))
        assert [spectrum.label for spectrum in spectra] == ["cell Cell 7", "cell Cell 8"]
        assert is_made(spectra[0])


def test_sweeps_in_one_block_are_stated_apart(put: Write) -> None:
    down, other = made(31), made(31, ohm=300.0)
    there_and_back = Made(
        np.concatenate([down.frequency_hz, down.frequency_hz[::-1]]),
        np.concatenate([down.impedance_ohm, down.impedance_ohm[::-1]]),
    )
    twice = Made(np.concatenate([down.frequency_hz, other.frequency_hz]),
                 np.concatenate([down.impedance_ohm, other.impedance_ohm]))  # fmt: skip
    for write in (lambda sweep: ivium(("", sweep)), lambda sweep: palmsens(("", sweep))):
        for sweeps in (there_and_back, twice):
            assert [len(spectrum) for spectrum in read_spectra(put(write(sweeps)))] == [31, 31]


def test_a_frequency_measured_twice_stays_in_its_sweep(put: Write) -> None:
    repeat = Made(np.append(MADE.frequency_hz, MADE.frequency_hz[0]),
                  np.append(MADE.impedance_ohm, MADE.impedance_ohm[0]))  # fmt: skip
    for content in (ivium(("", repeat)), palmsens(("", repeat))):
        (spectrum,) = read_spectra(put(content))
        assert len(spectrum) == 50
        assert spectrum.frequency_hz[0] == spectrum.frequency_hz[1]


@pytest.mark.parametrize("names", [("FREQ", "Z'", "Z''"), ("FREQ", "Rs", "X")])
def test_a_workbook_may_have_its_units_in_a_row_of_their_own(
    put: Write, names: tuple[str, ...]
) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (names, ("(kHz)", "(kohm)", "(kohm)")):
        sheet.append(row)
    for f, re, im in floats(MADE):
        sheet.append((f / 1e3, re / 1e3, im / 1e3))
    held = BytesIO()
    book.save(held)
    assert is_made(read_spectra(put(held.getvalue(), "cell.xlsx"))[0])


def test_columns_of_ohm_and_farad_that_are_no_impedance_are_refused(put: Write) -> None:
    path = put(csv_table(("freq/Hz", "R/Ohm", "Cs/F"), ("f", "mod", "cp")))
    with pytest.raises(SpectrumRefusedError, match="no series resistance and series capacitance"):
        read_spectra(path)


def test_a_half_written_ivium_file_is_refused(put: Write) -> None:
    with pytest.raises(SpectrumRefusedError, match=r"announces 60 points and holds 49"):
        read_spectra(put(ivium(announced=60)))


@pytest.mark.parametrize("version", [-2, -1, 0, 42])
def test_a_zahner_file_is_recognised_by_its_head(version: int) -> None:
    assert zahner_reader.recognises(zahner(version=version))


def test_a_zahner_file_is_read_by_the_library_or_names_it(put: Write) -> None:
    path = put(zahner())
    if find_spec("zahner_analysis"):
        assert is_made(read_spectra(path)[0])
        return
    with pytest.raises(SpectrumRefusedError, match=r"pip install zahner-analysis"):
        read_spectra(path)


def test_measurements_next_to_each_other_are_separate_spectra(put: Write) -> None:
    spectra = read_spectra(put(side_by_side(MADE, made(29, ohm=300.0))))
    assert [len(spectrum) for spectrum in spectra] == [49, 29]
    assert is_made(spectra[0])


def test_two_moduli_are_no_real_and_imaginary_part(put: Write) -> None:
    path = put(csv_table(("freq/Hz", "Z1/ohm", "Z2/ohm"), ("f", "mod", "mod")))
    with pytest.raises(
        SpectrumRefusedError, match="no real part and imaginary part of one impedance"
    ):
        read_spectra(path)


def test_a_turn_that_was_measured_once_is_kept(put: Write) -> None:
    rows = floats(made(31))
    text = "freq/Hz,Re(Z)/Ohm,Im(Z)/Ohm\n"
    text += "".join(f"{f},{re},{im}\n" for f, re, im in [*rows, *rows[-2::-1]])
    assert [len(spectrum) for spectrum in read_spectra(put(text.encode()))] == [31, 30]


def test_the_turn_of_a_sweep_belongs_to_both_ways(put: Write) -> None:
    rows = floats(made(31))
    text = "freq/Hz,Re(Z)/Ohm,Im(Z)/Ohm\n"
    text += "".join(f"{f},{re},{im}\n" for f, re, im in [*rows, *rows[::-1]])
    assert [len(spectrum) for spectrum in read_spectra(put(text.encode()))] == [31, 31]


def test_celsius_fahrenheit_and_kelvin_are_one_temperature(put: Write) -> None:
    for unit, value in (("deg C", 35.0), ("\u00b0C", 35.0), ("K", 308.15), ("deg F", 95.0)):
        rows = "".join(f"{f},{re},{im},{value}\n" for f, re, im in floats(MADE))
        path = put(f"freq/Hz,Re(Z)/Ohm,Im(Z)/Ohm,Temp ({unit})\n{rows}".encode())
        (spectrum,) = read_spectra(path)
        assert spectrum.metadata["temperature_degc"] == pytest.approx(35.0)


@pytest.mark.parametrize(
    ("heading", "value", "why"),
    [("Temp (arb)", 35.0, "unit of 'Temp (arb)' is not known"),
     ("Temp (deg C)", -327.67, "no sensor gives")],
)  # fmt: skip
def test_a_temperature_that_is_not_used_is_said(
    put: Write, heading: str, value: float, why: str
) -> None:
    rows = "".join(f"{f},{re},{im},{value}\n" for f, re, im in floats(MADE))
    (spectrum,) = read_spectra(put(f"freq/Hz,Re(Z)/Ohm,Im(Z)/Ohm,{heading}\n{rows}".encode()))
    assert "temperature_degc" not in spectrum.metadata
    assert why in " ".join(spectrum.metadata["remarks"])


def test_versastudio_says_that_its_values_are_raw(put: Write) -> None:
    (spectrum,) = read_spectra(put(versastudio()))
    assert "without the calibration" in " ".join(spectrum.metadata["remarks"])
    assert "remarks" not in read_spectra(put(gamry()))[0].metadata


def test_headings_that_are_not_known_are_shown_with_the_way_out(put: Write) -> None:
    path = put(csv_table(("A", "B", "C"), ("f", "re", "im")))
    with pytest.raises(SpectrumRefusedError, match=r"'A', 'B', 'C'.*--columns frequency="):
        read_spectra(path)


def test_relaxis_puts_spectra_side_by_side(put: Write) -> None:
    first, second = read_spectra(put(relaxis(MADE, made(ohm=300.0))))
    assert is_made(first)
    np.testing.assert_allclose(second.impedance_ohm, made(ohm=300.0).impedance_ohm, rtol=1e-6)


PLAIN = csv_table(("f/Hz", "Z'/ohm", "Z''/ohm"), ("f", "re", "im")).decode()


@pytest.mark.parametrize(
    ("headings", "encoding"),
    [("Freq (Hz),Z\u2019 (Ohm),Z\u2019\u2019 (Ohm)", "cp1252"),
     ("Freq (Hz),Z\u2019 (Ohm),Z\u201d (Ohm)", "cp1252"),
     ("Freq (Hz),Z' (\xce\xa9),Z'' (\xce\xa9)", "utf-8"),
     ("Frequenz (Hz),Z' (\xe2\u201e\xa6),Z'' (\xe2\u201e\xa6)", "utf-8"),
     ("Cz\u0119stotliwo\u015b\u0107 [Hz],Z' [ohm],Z'' [ohm]", "cp1250")],
)  # fmt: skip
def test_signs_that_an_encoding_changed_are_known(put: Write, headings: str, encoding: str) -> None:
    content = PLAIN.replace("f/Hz,Z'/ohm,Z''/ohm", headings).encode(encoding)
    assert is_made(read_spectra(put(content))[0])


def test_columns_of_numbers_are_counted_where_most_rows_are(put: Write) -> None:
    rows = PLAIN.split("\n", 1)[1]
    path = put(("1,2,3,4,5,6\n49\n" + rows).encode())
    with pytest.raises(SpectrumRefusedError, match="its rows have 3 numbers"):
        read_spectra(path)
    assert is_made(read_spectra(path, columns="frequency=1,real=2,imag=3")[0])


def test_repeated_sweeps_whose_ends_are_measured_twice_keep_their_points(put: Write) -> None:
    """As Hioki's sheets: upwards, the first and the last frequency twice, then the next sweep."""
    f, re, im = (np.array(column)[::-1] for column in zip(*MADE.rows(), strict=True))
    twice = [np.concatenate([each[:1], each, each[-1:]]) for each in (f, re, im)]
    rows = "".join(
        f"{a!r},{loop * b!r},{loop * c!r}\n"
        for loop in (1.0, 1.5, 2.0)
        for a, b, c in zip(*(each.tolist() for each in twice), strict=True)
    )
    sweeps = read_spectra(put(f"f/Hz,Z'/ohm,Z''/ohm\n{rows}".encode()))
    assert [len(each) for each in sweeps] == [len(f) + 2] * 3
    for loop, each in zip((1.0, 1.5, 2.0), sweeps, strict=True):
        lowest = each.impedance_ohm[-2:]
        np.testing.assert_allclose(lowest, loop * MADE.impedance_ohm[-1], rtol=1e-9)
