"""What the tests of instrument files share."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def put(tmp_path: Path) -> Callable[[bytes], Path]:
    def write(content: bytes, name: str = "cell.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write
