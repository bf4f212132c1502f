"""A Windows Python with Copress under Wine, where somebody has built one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.wine import BUILT, Windows


@pytest.fixture(scope="session")
def built() -> Iterator[Path]:
    """The folder of build.sh; skipped where there is none."""
    named = os.environ.get(BUILT, "")
    if not named or not (Path(named) / "interpreter.done").is_file():
        pytest.skip(f"no Windows here: tests/windows/build.sh FOLDER, then {BUILT}=FOLDER")
    yield Path(named)
    Windows(Path(named), Path(named)).stop()


@pytest.fixture
def windows(built: Path, tmp_path: Path) -> Windows:
    return Windows(built, tmp_path)
