"""Any one request of a cell may go wrong, at any moment: nothing escapes, or starts twice."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from support.presses.press import Bench, bench

from hardware.errors import HardwareError, PressSilentError
from hardware.press.protocol import PressProtocol, Step

pytestmark = pytest.mark.slow

PROTOCOL = PressProtocol((Step("copress", 100.0, 1.0, 50.0, 50.0),), stack_mpa=20.0)
FIRST, LAST = 1, 150
"""The cell takes about as many requests: rest, set-points, START, ramp, hold, release, fixture."""
SENTENCES = re.compile("Nothing was sent|was not started|did not move|has released|may be loaded")
"""What an error says of the press; see docs/safety.md."""
KINDS = {"lost": 0, "illegal address": 2, "device failure": 4, "busy": 6}
EACH = {kind: range(FIRST + k, LAST, 7 if kind == "lost" else 6) for k, kind in enumerate(KINDS)}
"""Requests that are hit; the kinds take turns, so that three in five are hit by one of them."""


def spoil(b: Bench, number: int, kind: str) -> None:
    """Let the answer to this request be lost, or be an exception."""
    server, plc, upset = b.lab._server, b.lab.plc, b.lab.board.upset
    read, write, seen = plc.read, plc.write, [0]

    def counted() -> None:
        seen[0] += 1
        hit = seen[0] == number
        upset.exception_code = KINDS[kind] if hit else 0
        server._drop_next += hit and kind == "lost"

    def spoiled_read(address: int, count: int) -> list[int]:
        counted()
        return read(address, count)

    def spoiled_write(address: int, words: Sequence[int]) -> int:
        counted()
        return write(address, words)

    plc.read, plc.write = spoiled_read, spoiled_write  # type: ignore[method-assign]


@pytest.mark.parametrize("kind", KINDS)
def test_any_one_request_may_go_wrong(tmp_path: Path, kind: str) -> None:
    kept = 0
    for number in EACH[kind]:
        folder = tmp_path / str(number)
        with bench(folder, connect=False, timeout_s=0.06) as b:
            spoil(b, number, kind)
            silent = False
            try:
                b.press.connect()
                b.run(PROTOCOL)
                kept += 1
            except PressSilentError:
                silent = True
            except HardwareError as error:
                assert SENTENCES.search(str(error)), f"{number}: {error}"
            assert len(b.begun) <= 1, number
            assert silent or b.true_kn <= 0.2, number
    assert kept > 0
