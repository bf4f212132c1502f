"""Each way in which a reader has been seen to return a wrong number without a word."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from instrument_layouts import (
    MADE,
    Made,
    bare_csv,
    chi,
    csv_table,
    eclab,
    gamry,
    made,
    versastudio,
    xlsx,
    zview,
)

from hardware.eis import read_spectra
from hardware.eis.spectrum import Complexes, Spectrum
from hardware.errors import SpectrumRefusedError

Write = Callable[[bytes], Path]


@pytest.fixture
def put(tmp_path: Path) -> Write:
    def write(content: bytes, name: str = "cell.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def is_made(spectrum: Spectrum) -> bool:
    return len(spectrum) == len(MADE.frequency_hz) and bool(
        np.allclose(spectrum.impedance_ohm, MADE.impedance_ohm, rtol=1e-6)
    )


def test_csv_with_headings_gives_no_nan_and_no_invented_points(put: Write) -> None:
    (spectrum,) = read_spectra(put(csv_table()))
    assert is_made(spectrum)
    assert np.isfinite(spectrum.impedance_ohm).all()


def test_three_loops_are_three_spectra_not_one_long_one(put: Write) -> None:
    loops = [made(29, ohm=ohm) for ohm in (100.0, 200.0, 300.0)]
    for numbered in (True, False):
        spectra = read_spectra(put(eclab(*loops, loop_numbers=numbered)))
        assert [len(spectrum) for spectrum in spectra] == [29, 29, 29]
        for spectrum, loop in zip(spectra, loops, strict=True):
            np.testing.assert_allclose(spectrum.impedance_ohm, loop.impedance_ohm, rtol=1e-6)
    assert [s.label for s in spectra] == ["cell sweep 1", "cell sweep 2", "cell sweep 3"]


def test_a_damaged_row_is_told_by_the_loop_it_was_in_alone(put: Write) -> None:
    lines = eclab(made(29), made(29, ohm=300.0)).split(b"\r\n")
    cells = lines[-10].split(b"\t")
    lines[-10] = b"\t".join([cells[0], b"oops", *cells[2:]])
    first, second = read_spectra(put(b"\r\n".join(lines)))
    assert (len(first), len(second)) == (29, 28)
    assert "left_out" not in first.metadata
    assert second.metadata["left_out"] == (f"line {len(lines) - 9}: a number cannot be read",)


def test_a_loop_number_that_stands_alone_is_damage(put: Write) -> None:
    rows = csv_table(("f/Hz", "Re/ohm", "Im/ohm", "cycle number"), ("f", "re", "im", "note"))
    lines = rows.decode().split("\n")
    lines[20] = lines[20].rsplit(",", 1)[0] + ",7"
    (spectrum,) = read_spectra(put("\n".join(lines).encode()))
    assert len(spectrum) == len(MADE.frequency_hz) - 1
    assert "fits into no sweep" in str(spectrum.metadata["left_out"])


def test_rows_of_frequency_zero_separate_sweeps_and_are_no_points(put: Write) -> None:
    one, two = csv_table().decode(), csv_table(sweep=made(49, ohm=300.0)).decode()
    rows = two.split("\n", 1)[1]
    spectra = read_spectra(put((one + "0,0,0\n" + rows).encode()))
    assert [len(spectrum) for spectrum in spectra] == [49, 49]
    assert all((spectrum.frequency_hz > 0.0).all() for spectrum in spectra)


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


def test_phase_and_imaginary_part_of_opposite_sign_are_refused(put: Write) -> None:
    headings = ("f/Hz", "Re/ohm", "Im/ohm", "|Z|/ohm", "phase/deg")
    path = put(csv_table(headings, ("f", "re", "im", "mod", "-phase")))
    with pytest.raises(SpectrumRefusedError, match="opposite signs"):
        read_spectra(path)


def test_phase_without_unit_is_refused_unless_it_can_only_be_degrees(put: Write) -> None:
    with pytest.raises(SpectrumRefusedError, match="degrees or in radians"):
        read_spectra(put(csv_table(("f/Hz", "|Z|/ohm", "phase"), ("f", "mod", "radian"))))
    (spectrum,) = read_spectra(put(csv_table(("f/Hz", "|Z|/ohm", "phase"), ("f", "mod", "phase"))))
    assert is_made(spectrum)


@pytest.mark.parametrize("unit", ["ohm cm2", "Ohm.cm²", "S", "MHZ"])
def test_unknown_units_are_refused_not_taken_for_ohm(put: Write, unit: str) -> None:
    heading = f"f ({unit})" if unit == "MHZ" else f"Re(Z) ({unit})"
    columns = (heading, "Re/ohm", "Im/ohm") if unit == "MHZ" else ("f/Hz", heading, "Im/ohm")
    with pytest.raises(SpectrumRefusedError, match="not a unit known"):
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


@pytest.mark.parametrize("lost", [1, 2, 3, 4, 5, 6, 7, 8])
def test_a_number_cut_at_the_end_of_the_file_is_not_read_as_a_smaller_one(
    put: Write, lost: int
) -> None:
    for write in (bare_csv, csv_table, chi, zview, eclab):
        end = {bare_csv: 2, zview: 2, eclab: 2}.get(write, 1)
        (spectrum,) = read_spectra(put(write()[: -end - lost]))
        kept = len(spectrum)
        assert kept >= 48
        np.testing.assert_allclose(spectrum.impedance_ohm, MADE.impedance_ohm[:kept], rtol=1e-6)


def test_a_file_without_last_line_end_keeps_its_last_point_where_its_form_is_fixed(
    put: Write,
) -> None:
    (spectrum,) = read_spectra(put(bare_csv().rstrip()))
    assert is_made(spectrum)


def test_aborted_sweep_is_refused_and_can_be_asked_for(put: Write) -> None:
    path = put(gamry(made(40, low_hz=100.0), aborted=True, final_hz=0.001))
    with pytest.raises(SpectrumRefusedError, match=r"aborted: 40 points down to 100 Hz instead of"):
        read_spectra(path)
    (spectrum,) = read_spectra(path, partial=True)
    assert (len(spectrum), spectrum.metadata["aborted"]) == (40, True)


def test_sweep_aborted_close_to_its_end_is_read_and_says_so(put: Write) -> None:
    (spectrum,) = read_spectra(put(gamry(aborted=True, final_hz=0.8)))
    assert is_made(spectrum)
    assert spectrum.metadata["aborted"] is True


@pytest.mark.parametrize("write", [eclab, gamry, chi])
def test_half_written_sweep_is_refused(put: Write, write: Callable[[], bytes]) -> None:
    content = write()
    lines = content.splitlines(keepends=True)
    rows = [i for i, line in enumerate(lines) if b"+" in line or line.startswith(b"\t2")]
    half = b"".join(lines[: rows[-1] - 20])
    with pytest.raises(SpectrumRefusedError, match="ends early"):
        read_spectra(put(half))


def test_half_written_segment_is_refused(put: Write) -> None:
    content = versastudio()
    with pytest.raises(SpectrumRefusedError, match="half written"):
        read_spectra(put(content[: content.index(b"</Segment1>")]))


def test_two_segments_are_two_spectra_with_labels_of_their_own(put: Write) -> None:
    segment = versastudio().decode().split("<Segment1>")[1].split("</Segment1>")[0]
    head = versastudio().decode().split("<Graph1>")[0]
    second = f"<Segment2>{segment}</Segment2>\r\n"
    spectra = read_spectra(put((head + second).encode()))
    assert [spectrum.label for spectrum in spectra] == ["cell sweep 1", "cell sweep 2"]
    assert all(is_made(spectrum) for spectrum in spectra)


def test_announced_points_are_told_when_a_file_was_trimmed(put: Write) -> None:
    (spectrum,) = read_spectra(put(zview(announced=79)))
    assert spectrum.metadata["announced_points"] == 79


def test_the_finished_loops_are_read_and_the_unfinished_is_told(put: Write) -> None:
    spectra = read_spectra(put(eclab(MADE, made(30, low_hz=1e3))))
    assert [spectrum.metadata["loop"] for spectrum in spectra] == [1]
    assert spectra[0].metadata["unfinished_sweeps"] == ("cell loop 2",)


def test_drift_corrected_columns_give_both_readings_the_corrected_last(put: Write) -> None:
    raw, corrected = read_spectra(put(gamry(drift="columns")))
    assert is_made(corrected)
    assert corrected.metadata["drift_corrected"] is True
    np.testing.assert_allclose(raw.impedance_ohm, 1.01 * MADE.impedance_ohm, rtol=1e-5)
    assert raw.label == "cell (as measured)"


def test_drift_corrected_tables_give_both_readings_the_corrected_last(put: Write) -> None:
    raw, corrected = read_spectra(put(gamry(made(ohm=700.0), MADE, drift="tables")))
    assert is_made(corrected)
    assert raw.metadata["drift_corrected"] is False


def test_a_temperature_that_no_sensor_measured_is_not_logged(put: Write) -> None:
    (spectrum,) = read_spectra(put(gamry()))
    assert "temperature_degc" not in spectrum.metadata


def test_a_flipped_digit_shows_against_modulus_and_phase(put: Write) -> None:
    f, z = MADE.frequency_hz[20], MADE.impedance_ohm[20]
    whole = gamry().decode("latin-1")
    right = f"\t{f:.7g}\t{z.real:.7g}\t"
    assert whole.count(right) == 1
    wrong = f"\t{f:.7g}\t9{z.real:.7g}"
    (spectrum,) = read_spectra(put(whole.replace(right, wrong + "\t").encode("latin-1")))
    assert len(spectrum) == len(MADE.frequency_hz) - 1
    (told,) = spectrum.metadata["left_out"]  # type: ignore[misc, attr-defined]
    assert "contradict" in told


def test_a_frequency_out_of_its_place_is_left_out(put: Write) -> None:
    wrong = csv_table().decode().replace(f"\n{MADE.frequency_hz[20]:.12g},", "\n7,", 1)
    (spectrum,) = read_spectra(put(wrong.encode()))
    assert len(spectrum) == len(MADE.frequency_hz) - 1
    assert not np.isclose(spectrum.frequency_hz, 7.0).any()


def test_a_repeat_of_the_first_frequency_belongs_to_its_sweep(put: Write) -> None:
    first = csv_table().decode().split("\n")[1]
    (spectrum,) = read_spectra(put((csv_table().decode() + first + "\n").encode()))
    assert len(spectrum) == len(MADE.frequency_hz) + 1
    assert spectrum.frequency_hz[0] == spectrum.frequency_hz[1]
    assert spectrum.order is not None
    assert spectrum.order[:2].tolist() == [0, len(MADE.frequency_hz)]


def test_mixed_sweeps_without_loop_number_are_refused(put: Write) -> None:
    a, b = (csv_table(sweep=made(30, ohm=ohm)).decode().split("\n")[1:-1] for ohm in (90.0, 500.0))
    rng = np.random.default_rng(3)
    rows = [str(row) for row in rng.permutation(a + b)]
    with pytest.raises(SpectrumRefusedError, match="several sweeps are mixed"):
        read_spectra(put(("freq/Hz,Re(Z)/Ohm,-Im(Z)/Ohm\n" + "\n".join(rows) + "\n").encode()))


def test_shuffled_rows_of_one_sweep_are_put_in_order(put: Write) -> None:
    head, *rows = csv_table().decode().split("\n")[:-1]
    shuffled = [str(row) for row in np.random.default_rng(4).permutation(rows)]
    (spectrum,) = read_spectra(put("\n".join([head, *shuffled, ""]).encode()))
    assert is_made(spectrum)


def test_sheets_of_a_workbook_are_told_apart(put: Write) -> None:
    headings, columns = ("f/Hz", "Re/ohm", "Im/ohm"), ("f", "re", "im")
    book = xlsx(("before", headings, columns), ("note", ("a", "b"), ("f", "re")),
                ("after", headings, columns))  # fmt: skip
    spectra = read_spectra(put(book))
    assert [s.label for s in spectra] == ["cell (before)", "cell (after)"]


def test_too_much_damage_is_refused_and_names_the_first_line(put: Write) -> None:
    rows = csv_table().decode().split("\n")
    damaged = [row.replace(",", ",oops", 1) if 5 < k < 16 else row for k, row in enumerate(rows)]
    with pytest.raises(SpectrumRefusedError, match=r"10 of 49 rows cannot be used; line 7"):
        read_spectra(put("\n".join(damaged).encode()))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "the file is empty"),
        (b"Dear all,\nthe press is broken.\n", "no impedance table found"),
        (b"\x00\x01\x02" * 300, "no impedance format known"),
        (b"EC-Lab ASCII FILE\r\nNb header lines : 65\r\n", "no line with headings"),
        (b"EXPLAIN\r\nTAG\tCV\r\nTITLE\tLABEL\tCV\tx\r\n", "no impedance table (ZCURVE)"),
        (b"freq/Hz,Re(Z)/Ohm,-Im(Z)/Ohm\n", "nothing was measured yet"),
        (b"freq/Hz,Re(Z)/Ohm,-Im(Z)/Ohm\n1,2,3\n2,3,4\n", "2 points are not a sweep"),
        (b"BIO-LOGIC MODULAR FILE\x1a" + b" " * 80, "pip install galvani"),
    ],
)
def test_what_is_no_spectrum_gets_its_reason(put: Write, content: bytes, why: str) -> None:
    with pytest.raises(SpectrumRefusedError) as refusal:
        read_spectra(put(content))
    if "galvani" in why and "galvani cannot read" in str(refusal.value):
        return  # it is installed here
    assert why in str(refusal.value)
    assert "cell.csv" in str(refusal.value)


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as huge:
        huge.truncate(200_000_000)  # sparse: takes no room on the disk
    with pytest.raises(SpectrumRefusedError, match=r"200 MB is more than a spectrum needs"):
        read_spectra(path)


@pytest.mark.parametrize("name", ["absent.mpt", "", "a\x00b"])
def test_what_is_no_file_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SpectrumRefusedError):
        read_spectra(tmp_path / name)


def test_an_unknown_format_lists_the_known_ones(put: Write) -> None:
    with pytest.raises(SpectrumRefusedError, match=r"no format 'mpt'; there are autolab, chi"):
        read_spectra(put(csv_table()), format="mpt")


@pytest.mark.parametrize("column", ["phase", "radian"])
def test_bare_modulus_and_phase_are_not_taken_for_re_and_im(put: Write, column: str) -> None:
    bare = csv_table(columns=("f", "mod", column)).split(b"\n", 1)[1]
    with pytest.raises(SpectrumRefusedError, match="could be modulus and phase"):
        read_spectra(put(bare))


@pytest.mark.parametrize(
    ("column", "value"), [(0, "1e-30"), (0, "1e40"), (0, "-5"), (1, "1e40"), (1, "1e300")]
)
def test_numbers_that_no_instrument_measures_are_left_out(
    put: Write, column: int, value: str
) -> None:
    rows = csv_table().decode().split("\n")
    cells = rows[20].split(",")
    cells[column] = value
    rows[20] = ",".join(cells)
    (spectrum,) = read_spectra(put("\n".join(rows).encode()))
    assert len(spectrum) == len(MADE.frequency_hz) - 1
    assert "line 21" in str(spectrum.metadata["left_out"])


def test_a_short_circuit_of_exactly_nothing_is_no_point(put: Write) -> None:
    rows = csv_table().decode().split("\n")
    rows[20] = rows[20].split(",")[0] + ",0,0"
    (spectrum,) = read_spectra(put("\n".join(rows).encode()))
    assert len(spectrum) == len(MADE.frequency_hz) - 1


def test_a_logged_temperature_is_kept_and_a_missing_sensor_is_not(put: Write) -> None:
    rows = csv_table().decode().split("\n")
    for said, kept in ((25.5, 25.5), (-327.67, None)):
        logged = [row + ("," + str(said) if k else ",T (°C)") for k, row in enumerate(rows) if row]
        (spectrum,) = read_spectra(put(("\n".join(logged) + "\n").encode()))
        assert spectrum.metadata.get("temperature_degc") == kept
