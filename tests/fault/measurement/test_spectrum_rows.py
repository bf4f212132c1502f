"""Row 32 of the fault list: the spectrum never comes, is another cell's, or is half written."""

from pathlib import Path

import pytest
from support.presses.press_bench import Bench

from hardware.eis.sources.watched_folder import FolderSource
from hardware.errors import SpectrumRefusedError
from hardware.twin.plc.registers import Command, State


def measured(folder: Path, *faults: str) -> Bench:
    """A cell that is pressed, closed in its fixture, and measured with these faults."""
    bench = Bench(folder, *faults)
    bench.press()
    bench.command(Command.CLOSE_FIXTURE)
    bench.until(State.DONE)
    return bench


@pytest.mark.parametrize("fault", ["no-spectrum", "other-spectrum", "half-spectrum"])
def test_fault_32_eis_file_never_comes_is_anothers_or_half_written(
    tmp_path: Path, fault: str
) -> None:
    folder = tmp_path / "drop"
    bench = measured(folder, fault)
    source = FolderSource(folder, clock=bench.clock)
    with pytest.raises(SpectrumRefusedError, match="cell-0001"):
        source.await_spectrum("cell-0001", 120.0)


def test_fault_32_eis_file_that_is_right_is_taken(tmp_path: Path) -> None:
    folder = tmp_path / "drop"
    bench = measured(folder)
    found = FolderSource(folder, clock=bench.clock).await_spectrum("cell-0001", 120.0)
    assert found.name == "cell-0001.mpt"
