"""A folder that is being filled."""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

from hardware.clock import SimulatedClock
from hardware.eis.batch import may_be_spectrum
from hardware.eis.sources.followed_folder import settled_files


class BusyFolder(SimulatedClock):
    """A clock at whose ticks somebody writes: what happens at which second."""

    def __init__(self, happens: dict[float, Callable[[], object]]) -> None:
        super().__init__()
        self.happens = happens

    def sleep(self, seconds: float) -> None:
        super().sleep(seconds)
        for at_s in [at_s for at_s in self.happens if at_s <= self.now_s()]:
            self.happens.pop(at_s)()


def test_a_file_comes_once_it_has_stopped_growing_and_again_when_it_grows(tmp_path: Path) -> None:
    cell, picture = tmp_path / "cell-7.mpt", tmp_path / "cell-7.png"
    clock = BusyFolder({
        1.0: lambda: (cell.write_text("1"), picture.write_text("no spectrum")),
        3.0: lambda: cell.write_text("12"),
        20.0: lambda: cell.write_text("123"),
    })  # fmt: skip
    files = settled_files(tmp_path, may_be_spectrum, clock=clock, settle_s=3.0, poll_s=1.0)
    came = ((path.name, clock.now_s()) for path in files)
    assert list(islice(came, 2)) == [("cell-7.mpt", 6.0), ("cell-7.mpt", 23.0)]


def test_a_file_that_goes_away_is_forgotten(tmp_path: Path) -> None:
    first, second = tmp_path / "a.mpt", tmp_path / "b.mpt"
    first.write_text("1")
    clock = BusyFolder({1.0: first.unlink, 2.0: lambda: second.write_text("2")})
    (came,) = islice(settled_files(tmp_path, may_be_spectrum, clock=clock), 1)
    assert came == second


def test_a_share_that_is_away_for_a_while_is_waited_for(tmp_path: Path) -> None:
    share, away = tmp_path / "share", tmp_path / "away"
    share.mkdir()
    (share / "a.mpt").write_text("1")
    clock = BusyFolder({1.0: lambda: share.rename(away), 8.0: lambda: away.rename(share)})
    (came,) = islice(settled_files(share, may_be_spectrum, clock=clock), 1)
    assert came == share / "a.mpt"


def test_who_asks_to_end_gets_the_file_in_hand_and_no_other(tmp_path: Path) -> None:
    for name in ("a.mpt", "b.mpt"):
        (tmp_path / name).write_text("1")
    came: list[str] = []
    for path in settled_files(
        tmp_path, may_be_spectrum, clock=SimulatedClock(), ended=lambda: bool(came)
    ):
        came.append(path.name)
    assert came == ["a.mpt"]
