"""The computer is asked not to sleep, by whatever the system has for it."""

import time
from pathlib import Path

import pytest
from support.systems import WINDOWS

from campaigns.run.stay_awake import CONTINUOUS, SYSTEM_REQUIRED, stay_awake


def test_windows_is_asked_and_let_go() -> None:
    said: list[int] = []

    def set_state(state: int) -> int:
        said.append(state)
        return CONTINUOUS

    with stay_awake("a press is supervised", set_state) as asked:
        assert asked
        assert said == [CONTINUOUS | SYSTEM_REQUIRED]
    assert said[1:] == [CONTINUOUS]


def test_windows_is_let_go_after_an_error_too() -> None:
    said: list[int] = []
    with (
        pytest.raises(KeyboardInterrupt),
        stay_awake("x", lambda state: said.append(state) or 1),  # type: ignore[func-returns-value]
    ):
        raise KeyboardInterrupt
    assert said[-1] == CONTINUOUS


def test_a_refusal_is_not_taken_for_a_promise() -> None:
    with stay_awake("x", lambda state: 0) as asked:
        assert not asked


def inhibitor(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> Path:
    """A program of that name that notes how it was called, and then waits as the real one does."""
    noted = folder / "called"
    program = folder / name
    program.write_text(
        f'#!/bin/sh\necho "$@" > {noted}.part\n/bin/mv {noted}.part {noted}\nexec /bin/cat\n'
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    return noted


@pytest.mark.skipif(WINDOWS, reason="programs of POSIX systems are made here")
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("systemd-inhibit", "--what=sleep:idle --who=copress --why=a press --mode=block cat"),
        ("caffeinate", "-i cat"),
    ],
)
def test_other_systems_are_asked_by_their_program(
    name: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = inhibitor(tmp_path, monkeypatch, name)
    with stay_awake("a press") as asked:
        assert asked
        deadline_s = time.monotonic() + 30.0
        while not noted.exists() and time.monotonic() < deadline_s:  # in the program's own time
            time.sleep(0.01)
    assert noted.read_text().strip() == words


@pytest.mark.skipif(WINDOWS, reason="Windows itself can always be asked")
def test_where_nothing_can_be_asked_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with stay_awake("a press") as asked:
        assert not asked
