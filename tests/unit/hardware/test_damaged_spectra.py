"""Files with damage, and files that are none: named with the line, never read as another."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support.instruments.tables import MADE, bare_csv, csv_table, is_made, made
from support.instruments.texts import chi, eclab, gamry, zview

from hardware.eis import read_spectra
from hardware.errors import SpectrumRefusedError

Write = Callable[[bytes], Path]


def test_a_damaged_row_is_stated_by_the_loop_it_was_in_alone(put: Write) -> None:
    lines = eclab(made(29), made(29, ohm=300.0)).split(b"\r\n")
    cells = lines[-10].split(b"\t")
    lines[-10] = b"\t".join([cells[0], b"oops", *cells[2:]])
    first, second = read_spectra(put(b"\r\n".join(lines)))
    assert (len(first), len(second)) == (29, 28)
    assert "left_out" not in first.metadata
    assert second.metadata["left_out"] == (f"line {len(lines) - 9}: 'oops' is no number",)


def test_a_loop_number_that_stands_alone_is_damage(put: Write) -> None:
    rows = csv_table(("f/Hz", "Re/ohm", "Im/ohm", "cycle number"), ("f", "re", "im", "note"))
    lines = rows.decode().split("\n")
    lines[20] = lines[20].rsplit(",", 1)[0] + ",7"
    (spectrum,) = read_spectra(put("\n".join(lines).encode()))
    assert len(spectrum) == len(MADE.frequency_hz) - 1
    assert "fits into no sweep" in str(spectrum.metadata["left_out"])


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
    (reason,) = spectrum.metadata["left_out"]  # type: ignore[misc, attr-defined]
    assert "contradict" in reason


def test_a_frequency_out_of_its_place_is_left_out(put: Write) -> None:
    wrong = csv_table().decode().replace(f"\n{MADE.frequency_hz[20]:.12g},", "\n7,", 1)
    (spectrum,) = read_spectra(put(wrong.encode()))
    assert len(spectrum) == len(MADE.frequency_hz) - 1
    assert not np.isclose(spectrum.frequency_hz, 7.0).any()


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
