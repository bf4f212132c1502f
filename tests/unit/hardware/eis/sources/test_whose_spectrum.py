"""Whose spectrum a file is: by its name, by its side file, or by what a person names."""

from pathlib import Path

import pytest
from support.instruments.tables import made
from support.instruments.texts import eclab

from hardware.eis.parsing.open_circuit_voltage import SideFileError, resting_voltage_v
from hardware.eis.sources.by_hand import ByHandSource
from hardware.eis.sources.sample_identity import IdentityError, claims
from hardware.errors import SpectrumRefusedError

CELL = "cell-0007"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cell-0007.mpt", True),
        ("CELL-0007_C01.mpt", True),
        ("2026-11-22 cell-0007 EIS.DTA", True),
        ("cell-0008.mpt", False),
        ("xcell-0007.mpt", None),
        ("cell-0007b.mpt", None),
        ("export.mpt", None),
    ],
)
def test_a_label_counts_only_when_it_stands_whole(name: str, said: bool | None) -> None:
    assert claims(Path(name), CELL) is said


def test_a_name_with_two_labels_is_an_error() -> None:
    with pytest.raises(IdentityError, match="cell-0007 and cell-0008"):
        claims(Path("cell-0007 vs cell-0008.mpt"), CELL)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"sample_label": 7}', "\x00"])
def test_a_broken_side_file_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "export.mpt.sample.json").write_text(text)
    with pytest.raises(IdentityError, match="side file"):
        claims(tmp_path / "export.mpt", CELL)


def test_by_hand_asks_until_a_readable_file_of_the_sample_is_named(tmp_path: Path) -> None:
    right, other = tmp_path / f"{CELL}.mpt", tmp_path / "cell-0008.mpt"
    right.write_bytes(eclab(made()))
    other.write_bytes(eclab(made(ohm=300.0)))
    typed = iter([str(tmp_path / "absent.mpt"), str(other), f' "{right}" '])
    seen: list[str] = []
    source = ByHandSource(lambda _: next(typed), seen.append)
    assert source.await_spectrum(CELL) == right
    assert "cannot be read" in seen[0]
    assert "another sample" in seen[1]


def test_by_hand_gives_up_on_an_empty_answer() -> None:
    with pytest.raises(SpectrumRefusedError, match="measure it again"):
        ByHandSource(lambda _: "", print).await_spectrum(CELL)


@pytest.mark.parametrize("wrong", ['{"ocv_v": "2.3"}', '{"ocv_v": true}', '{"ocv_v": 1e9}', "[1]"])
def test_a_side_file_without_sense_is_stated(tmp_path: Path, wrong: str) -> None:
    path = tmp_path / f"{CELL}.mpt"
    path.with_name(f"{CELL}.mpt.sample.json").write_text(wrong)
    with pytest.raises(SideFileError, match="side file"):
        resting_voltage_v(path)


def test_by_hand_asks_for_the_voltage_until_it_is_a_number() -> None:
    typed, seen = iter(["two", "2,31 V"]), list[str]()
    assert ByHandSource(lambda _: next(typed), seen.append).ask_ocv_v(CELL) == 2.31
    assert seen == ["'two' is not a number of volts"]
    assert ByHandSource(lambda _: "", print).ask_ocv_v(CELL) is None
