"""What the tests of instrument files share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture
def put(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes, name: str = "cell.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@pytest.fixture(autouse=True, scope="session")
def no_columns_remembered() -> Iterator[None]:
    """What the owner of this computer named for other files does not reach the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COPRESS_COLUMNS_FILE", "no-such-folder/columns.json")
        yield
