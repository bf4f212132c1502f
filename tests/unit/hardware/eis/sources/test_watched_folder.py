"""The watched folder: the right sample, settled, whole, and nobody else's copy."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from support.instruments.tables import bare_csv, csv_table, made
from support.instruments.texts import eclab, gamry, zview

from hardware.clock import SimulatedClock
from hardware.eis.file_formats import read_spectra
from hardware.eis.parsing.open_circuit_voltage import resting_voltage_v
from hardware.eis.sources.watched_folder import FolderSource
from hardware.errors import SpectrumRefusedError

CELL = "cell-0007"


class Laboratory(SimulatedClock):
    """A clock with a diary: what happens in the folder while the source waits."""

    def __init__(self) -> None:
        super().__init__()
        self.diary: list[tuple[float, Callable[[], object]]] = []

    def at(self, moment_s: float, act: Callable[[], object]) -> None:
        self.diary.append((moment_s, act))

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        due = [entry for entry in self.diary if entry[0] <= self.now_s()]
        self.diary = [entry for entry in self.diary if entry[0] > self.now_s()]
        for _, act in due:
            act()


@pytest.fixture
def lab() -> Laboratory:
    return Laboratory()


@pytest.fixture
def source(tmp_path: Path, lab: Laboratory) -> FolderSource:
    return FolderSource(tmp_path, clock=lab, settle_s=3.0, poll_s=0.5)


def spectrum(ohm: float = 640.0) -> bytes:
    return eclab(made(ohm=ohm))


def test_the_file_of_the_sample_is_taken_once_it_has_settled(
    source: FolderSource, lab: Laboratory, tmp_path: Path
) -> None:
    path = tmp_path / f"{CELL}.mpt"
    lab.at(10.0, lambda: path.write_bytes(spectrum()))
    assert source.await_spectrum(CELL, within_s=60.0) == path
    assert 13.0 <= lab.now_s() <= 14.0


def test_the_original_is_not_moved_or_changed(source: FolderSource, tmp_path: Path) -> None:
    path = tmp_path / f"{CELL}.mpt"
    path.write_bytes(spectrum())
    before = path.stat()
    source.await_spectrum(CELL, within_s=60.0)
    assert path.read_bytes() == spectrum()
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_growing_file_is_waited_for(
    source: FolderSource, lab: Laboratory, tmp_path: Path
) -> None:
    path, content = tmp_path / f"{CELL}.csv", csv_table()
    for k in range(1, 11):
        end = len(content) * k // 10
        lab.at(2.0 * k, lambda end=end: path.write_bytes(content[:end]))  # type: ignore[misc]
    assert source.await_spectrum(CELL, within_s=60.0) == path
    assert lab.now_s() >= 23.0


def test_a_sweep_that_pauses_for_minutes_is_waited_for(
    source: FolderSource, lab: Laboratory, tmp_path: Path
) -> None:
    path, content = tmp_path / f"{CELL}.mpt", spectrum()
    half = content[: content.rindex(b"\n", 0, 2 * len(content) // 3) + 1]
    lab.at(5.0, lambda: path.write_bytes(half))
    lab.at(200.0, lambda: path.write_bytes(content))
    assert source.await_spectrum(CELL, within_s=600.0) == path
    assert lab.now_s() >= 203.0


def test_fewer_points_than_announced_are_waited_for(
    source: FolderSource, lab: Laboratory, tmp_path: Path
) -> None:
    path = tmp_path / f"{CELL}.z"
    path.write_bytes(zview(made(30, low_hz=1e3), announced=49))
    with pytest.raises(SpectrumRefusedError, match="holds 30 of 49 points"):
        source.await_spectrum(CELL, within_s=20.0)
    path.write_bytes(zview())
    assert source.await_spectrum(CELL, within_s=20.0) == path


def test_a_sweep_that_stays_half_written_is_stated_at_the_end(
    source: FolderSource, tmp_path: Path
) -> None:
    half = gamry(made(30, low_hz=1e3), final_hz=0.1)
    (tmp_path / f"{CELL}.DTA").write_bytes(half)
    with pytest.raises(SpectrumRefusedError, match=f"no spectrum of {CELL} .* ends early"):
        source.await_spectrum(CELL, within_s=30.0)


def test_nothing_is_paired_by_time_alone(source: FolderSource, tmp_path: Path) -> None:
    (tmp_path / "export_C01.mpt").write_bytes(spectrum())
    with pytest.raises(SpectrumRefusedError, match=r"export_C01\.mpt has no sample label"):
        source.await_spectrum(CELL, within_s=30.0)


@pytest.mark.parametrize("other", ["cell-0008", "cell-00071", "cell-007", "CELL-0017"])
def test_the_file_of_another_sample_is_not_taken(
    source: FolderSource, lab: Laboratory, tmp_path: Path, other: str
) -> None:
    lab.at(2.0, lambda: (tmp_path / f"{other}.mpt").write_bytes(spectrum()))
    with pytest.raises(SpectrumRefusedError, match="is of another sample"):
        source.await_spectrum(CELL, within_s=30.0)


def test_a_side_file_names_the_sample(source: FolderSource, tmp_path: Path) -> None:
    path = tmp_path / "export_C01.mpt"
    path.write_bytes(spectrum())
    (tmp_path / "export_C01.mpt.sample.json").write_text(json.dumps({"sample_label": CELL}))
    assert source.await_spectrum(CELL, within_s=30.0) == path


def test_a_side_file_that_contradicts_the_name_is_refused(
    source: FolderSource, tmp_path: Path
) -> None:
    (tmp_path / f"{CELL}.mpt").write_bytes(spectrum())
    side = tmp_path / f"{CELL}.mpt.sample.json"
    side.write_text(json.dumps({"sample_label": "cell-0008"}))
    with pytest.raises(SpectrumRefusedError, match="its side file says cell-0008"):
        source.await_spectrum(CELL, within_s=10.0)


def test_a_copy_of_an_earlier_samples_file_is_refused(source: FolderSource, tmp_path: Path) -> None:
    (tmp_path / "cell-0006.mpt").write_bytes(spectrum())
    source.await_spectrum("cell-0006", within_s=10.0)
    shutil.copy(tmp_path / "cell-0006.mpt", tmp_path / f"{CELL}.mpt")
    with pytest.raises(SpectrumRefusedError, match="byte for byte the spectrum of cell-0006"):
        source.await_spectrum(CELL, within_s=10.0)


def test_a_copy_is_known_after_a_restart(
    source: FolderSource, lab: Laboratory, tmp_path: Path
) -> None:
    path = tmp_path / "cell-0006.mpt"
    path.write_bytes(spectrum())
    source.await_spectrum("cell-0006", within_s=10.0)
    path.rename(tmp_path / f"{CELL}.mpt")
    again = FolderSource(tmp_path, clock=lab, used=source.used)
    with pytest.raises(SpectrumRefusedError, match="byte for byte the spectrum of cell-0006"):
        again.await_spectrum(CELL, within_s=10.0)


def test_the_same_content_under_two_samples_is_refused_before_either_is_used(
    source: FolderSource, tmp_path: Path
) -> None:
    for name in (CELL, "cell-0008"):
        (tmp_path / f"{name}.mpt").write_bytes(spectrum())
    with pytest.raises(SpectrumRefusedError, match=r"byte for byte the same as cell-0008\.mpt"):
        source.await_spectrum(CELL, within_s=10.0)


def test_a_second_call_waits_for_another_measurement(
    source: FolderSource, lab: Laboratory, tmp_path: Path
) -> None:
    (tmp_path / f"{CELL}.mpt").write_bytes(spectrum())
    source.await_spectrum(CELL, within_s=10.0)
    second = tmp_path / f"{CELL}_again.mpt"
    lab.at(lab.now_s() + 20.0, lambda: second.write_bytes(spectrum(641.0)))
    assert source.await_spectrum(CELL, within_s=60.0) == second


def test_two_different_files_of_one_sample_are_not_chosen_between(
    source: FolderSource, tmp_path: Path
) -> None:
    (tmp_path / f"{CELL}.mpt").write_bytes(spectrum())
    (tmp_path / f"{CELL} b.mpt").write_bytes(spectrum(700.0))
    with pytest.raises(SpectrumRefusedError, match="two different spectra of cell-0007"):
        source.await_spectrum(CELL, within_s=10.0)


def test_an_unreadable_file_next_to_the_readable_one_does_no_harm(
    source: FolderSource, tmp_path: Path
) -> None:
    (tmp_path / f"{CELL}.mpr").write_bytes(b"BIO-LOGIC MODULAR FILE\x1a" + bytes(200))
    (tmp_path / f"{CELL}.inspection.json").write_text("{}")
    (tmp_path / f"{CELL}.mpt.part").write_bytes(spectrum()[:200])
    (tmp_path / f"{CELL}.mpt").write_bytes(spectrum())
    assert source.await_spectrum(CELL, within_s=10.0).suffix == ".mpt"


def test_a_done_marker_is_waited_for_when_asked(lab: Laboratory, tmp_path: Path) -> None:
    source = FolderSource(tmp_path, clock=lab, done_suffix=".done")
    path = tmp_path / f"{CELL}.csv"
    path.write_bytes(bare_csv())
    lab.at(50.0, (tmp_path / f"{CELL}.csv.done").touch)
    assert source.await_spectrum(CELL, within_s=100.0) == path
    assert lab.now_s() >= 50.0


def test_a_share_that_is_away_is_waited_for_and_stated(lab: Laboratory, tmp_path: Path) -> None:
    share = tmp_path / "share"
    source = FolderSource(share, clock=lab)
    with pytest.raises(SpectrumRefusedError, match="cannot be seen"):
        source.await_spectrum(CELL, within_s=10.0)

    def comes_back() -> None:
        share.mkdir()
        (share / f"{CELL}.mpt").write_bytes(spectrum())

    lab.at(lab.now_s() + 10.0, comes_back)
    assert source.await_spectrum(CELL, within_s=60.0).name == f"{CELL}.mpt"


def test_waiting_ends_when_it_was_said_to(source: FolderSource, lab: Laboratory) -> None:
    with pytest.raises(SpectrumRefusedError, match=r"within 120 s \(nothing came\)"):
        source.await_spectrum(CELL, within_s=120.0)
    assert lab.now_s() == pytest.approx(120.0)


def test_a_file_too_large_is_stated_and_not_read(source: FolderSource, tmp_path: Path) -> None:
    with (tmp_path / f"{CELL}.csv").open("wb") as huge:
        huge.truncate(200_000_000)
    with pytest.raises(SpectrumRefusedError, match="larger than 20 MB"):
        source.await_spectrum(CELL, within_s=10.0)


@pytest.mark.parametrize("wrong", [{"settle_s": -1.0}, {"poll_s": 0.0}])
def test_a_source_that_makes_no_sense_cannot_be_made(
    tmp_path: Path, wrong: dict[str, float]
) -> None:
    with pytest.raises(ValueError, match="must be"):
        FolderSource(tmp_path, **wrong)  # type: ignore[arg-type]


def test_a_campaign_that_asks_for_the_voltage_waits_for_it(tmp_path: Path, lab: Laboratory) -> None:
    path = tmp_path / f"{CELL}.mpt"
    path.write_bytes(spectrum().replace(b"<I>/mA", b"<J>/mA"))  # a current that nobody can read
    asking = FolderSource(tmp_path, clock=lab, needs_ocv=True)
    with pytest.raises(SpectrumRefusedError, match=r'has no open-circuit voltage: write \{"ocv_v"'):
        asking.await_spectrum(CELL, within_s=10.0)
    side = tmp_path / f"{CELL}.mpt.sample.json"
    lab.at(lab.now_s() + 20.0, lambda: side.write_text('{"ocv_v": 2.31}'))
    assert asking.await_spectrum(CELL, within_s=60.0) == path
    assert resting_voltage_v(path) == 2.31


def test_gamry_writes_the_voltage_at_rest_itself(tmp_path: Path, lab: Laboratory) -> None:
    path = tmp_path / f"{CELL}.DTA"
    path.write_bytes(gamry(made()))
    assert FolderSource(tmp_path, clock=lab, needs_ocv=True).await_spectrum(CELL, 30.0) == path
    assert resting_voltage_v(path, read_spectra(path)[-1]) == pytest.approx(0.369159)
