"""3,500 damaged instrument files: a right result or one clear refusal, never anything else.

Right means: every point that is returned is a point that was written. A flipped digit in a file
that says each number once cannot be known; there the number may differ in that one place.
"""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from support.effort import examples
from support.instruments.field import FIELD
from support.instruments.layouts import LAYOUTS
from support.instruments.tables import MADE

from hardware.eis import read_spectra
from hardware.eis.spectrum import Spectrum
from hardware.errors import SpectrumRefusedError

Corruption = Callable[[bytes, np.random.Generator], bytes]
TEXT_LAYOUTS = [name for name in LAYOUTS if "XLSX" not in name]
TEXTS = {**{name: LAYOUTS[name] for name in TEXT_LAYOUTS}, **FIELD}
ASSUMED = {"assumed_columns", "assumed_units"}
SCALED = (
    "CSV with BOM, kHz and kohm",
    "units in a row of their own",
    "angular frequency",
    "milliohm in capitals where it counts",
    "units in brackets in a row of their own",
    "headings that go on in a second row",
    "one heading over two columns",
    "angular frequency as w",
    "per second",
)
EACH = examples(6)  # seeds for each of the older layouts under each of the corruptions


def truncated(content: bytes, rng: np.random.Generator) -> bytes:
    return content[: int(rng.integers(0, len(content)))]


def beheaded(content: bytes, rng: np.random.Generator) -> bytes:
    return content[int(rng.integers(1, len(content))) :]


def flipped(content: bytes, rng: np.random.Generator) -> bytes:
    held = bytearray(content)
    for _ in range(int(rng.integers(1, 30))):
        held[int(rng.integers(0, len(held)))] = int(rng.integers(0, 256))
    return bytes(held)


def cut_out(content: bytes, rng: np.random.Generator) -> bytes:
    start = int(rng.integers(0, len(content)))
    return content[:start] + content[start + int(rng.integers(1, 400)) :]


def doubled(content: bytes, rng: np.random.Generator) -> bytes:
    start, end = sorted(rng.integers(0, len(content), 2).tolist())
    return content[:end] + content[start:]


def with_words(content: bytes, rng: np.random.Generator) -> bytes:
    wide = content[1:2] == b"\x00" or content.startswith(b"\xff\xfe")
    word = str(
        rng.choice(["NaN", "inf", "1e999", "-1.#IND", "\t\t", ";;;", '"', "0", "##", "1e99"])
    )
    start = int(rng.integers(0, len(content)))
    return content[:start] + word.encode("utf-16-le" if wide else "ascii") + content[start:]


def shuffled_bytes(content: bytes, rng: np.random.Generator) -> bytes:
    start = int(rng.integers(0, len(content)))
    piece = np.frombuffer(content[start : start + 200], dtype=np.uint8)
    return content[:start] + rng.permutation(piece).tobytes() + content[start + 200 :]


CORRUPTIONS: list[Corruption] = [
    truncated, beheaded, flipped, cut_out, doubled, with_words, shuffled_bytes,
]  # fmt: skip
WRONG_AT_MOST = {truncated: 0, beheaded: 0, cut_out: 1, doubled: 1, with_words: 1}
"""What only loses text makes nothing wrong; where two pieces meet, two halves of a number may."""


def read(path: Path, content: bytes) -> list[Spectrum]:
    """The spectra, or none with a sentence; any other exception fails the test."""
    path.write_bytes(content)
    try:
        spectra = read_spectra(path)
    except SpectrumRefusedError as refusal:
        assert 20 < len(str(refusal)) < 700
        return []
    assert spectra
    for spectrum in spectra:
        assert np.isfinite(spectrum.impedance_ohm).all()
        assert (spectrum.frequency_hz > 0.0).all()
    return spectra


def wrong_points(spectrum: Spectrum) -> int:
    """Points that were never written."""
    true = dict(zip(MADE.frequency_hz.tolist(), MADE.impedance_ohm.tolist(), strict=True))
    known_hz = np.array(list(true))
    wrong = 0
    for f, z in zip(spectrum.frequency_hz, spectrum.impedance_ohm, strict=True):
        near = known_hz[np.argmin(np.abs(np.log(known_hz / f)))]
        wrong += abs(near / f - 1.0) > 1e-5 or abs(z - true[float(near)]) > 1e-5 * abs(z)
    return wrong


@pytest.mark.parametrize("corrupt", CORRUPTIONS, ids=lambda c: c.__name__)
def test_damaged_text_gives_a_right_result_or_one_sentence(
    corrupt: Corruption, tmp_path: Path
) -> None:
    read_at_all = 0
    for layout, (name, write) in TEXTS.items():
        content = write()
        for seed in range(EACH if layout in LAYOUTS else max(EACH // 3, 1)):
            rng = np.random.default_rng([seed, len(layout), len(content)])
            for spectrum in read(tmp_path / name, corrupt(content, rng)):
                read_at_all += 1
                if layout in SCALED and ASSUMED & set(spectrum.metadata):
                    continue  # the headings with the units are gone, and the spectrum says so
                allowed = WRONG_AT_MOST.get(corrupt, len(spectrum))
                assert wrong_points(spectrum) <= allowed, (layout, seed)
    assert read_at_all > 0


def test_damaged_workbooks_give_a_right_result_or_one_sentence(tmp_path: Path) -> None:
    content = LAYOUTS["XLSX"][1]()
    for seed in range(examples(100)):
        rng = np.random.default_rng(seed)
        corrupt = CORRUPTIONS[seed % len(CORRUPTIONS)]
        for spectrum in read(tmp_path / "cell.xlsx", corrupt(content, rng)):
            assert wrong_points(spectrum) == 0, seed  # a workbook has check sums


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "x")
        for part in range(12):
            archive.writestr(f"xl/{part}.xml", bytes(10_000_000))
    (tmp_path / "bomb.xlsx").write_bytes(held.getvalue())
    with pytest.raises(SpectrumRefusedError, match="unpacks to 120 MB"):
        read_spectra(tmp_path / "bomb.xlsx")


@pytest.mark.parametrize("seed", range(examples(60)))
def test_columns_in_any_order_read_the_same_by_their_names(seed: int, tmp_path: Path) -> None:
    rng = np.random.default_rng(seed)
    names = [name for name in TEXT_LAYOUTS if name in TABULAR]
    layout = names[seed % len(names)]
    delimiter, encoding = TABULAR[layout]
    text = LAYOUTS[layout][1]().decode(encoding)
    rows = [row.split(delimiter) for row in text.splitlines() if row.strip()]
    order = rng.permutation(len(rows[0]))
    mixed = "\n".join(delimiter.join(row[i] for i in order) for row in rows) + "\n"
    (spectrum,) = read(tmp_path / "cell.txt", mixed.encode(encoding))
    assert len(spectrum) == len(MADE.frequency_hz)
    assert wrong_points(spectrum) == 0


TABULAR = {
    "CSV": (",", "utf-8"),
    "CSV with BOM, kHz and kohm": (",", "utf-8-sig"),
    "CSV, semicolons and decimal commas": (";", "utf-8"),
    "PowerSuite": ("\t", "ascii"),
    "TSV in UTF-16": ("\t", "utf-16"),
    "angular frequency": (",", "utf-8"),
}


@pytest.mark.slow
def test_many_rows_take_bounded_time_and_memory(tmp_path: Path) -> None:
    row = b"1000,5,1\n"
    path = tmp_path / "long.csv"
    heading = b"freq/Hz,Re(Z)/Ohm,-Im(Z)/Ohm\n"
    path.write_bytes(heading + row * 50_000)
    with pytest.raises(SpectrumRefusedError, match="not a sweep"):
        read_spectra(path)
    path.write_bytes(heading + row * 2_000_000)
    with pytest.raises(SpectrumRefusedError, match="more than 120000 rows"):
        read_spectra(path)


@pytest.mark.parametrize(
    "content",
    [
        b"freq/Hz" * 400_000,
        b"freq/Hz," * 400_000 + b"\n" + b"1," * 400_000,
        b"(" * 1_000_000,
        b'"' * 1_000_000,
        b"\n" * 2_000_000,
        b"freq/Hz,Re(Z)/Ohm,-Im(Z)/Ohm\n" + b"1" * 3_000_000,
        b"EXPLAIN\nTAG\t" + b"ZCURVE\tTABLE\n" * 100_000,
        b"<Application>\nVersaStudio\n" + b"Definition=Z Real\n" * 100_000,
    ],
    ids=range(8),
)
def test_hostile_shapes_are_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "hostile.txt").write_bytes(content)
    with pytest.raises(SpectrumRefusedError):
        read_spectra(tmp_path / "hostile.txt")
