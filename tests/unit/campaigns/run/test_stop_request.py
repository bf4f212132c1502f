"""One call says whether to stop: what came by signal, and what people elsewhere asked for."""

import signal

import pytest

from campaigns.run.stopping.stop_signals import (
    PatientClock,
    StopRequest,
    StopRequestedError,
    interrupting,
)
from hardware.clock import SimulatedClock


def asking(*wishes: str | None) -> StopRequest:
    """A request whose looks find these, one after the other, and then nothing."""
    left = list(wishes)
    request = StopRequest()
    request.listen_to(lambda *, press_moves: left.pop(0) if left else None)
    return request


def test_nobody_asks() -> None:
    assert not StopRequest().poll()
    assert not asking(None).poll(press_moves=True)


@pytest.mark.parametrize("wish", ["stop", "abort"])
def test_while_nothing_moves_stop_and_abort_are_the_same(wish: str) -> None:
    request = asking(wish)
    assert request.poll()
    assert request.count == 1
    assert request.poll(), "it stands"


def test_a_stop_lets_a_moving_press_finish() -> None:
    request = asking("stop")
    assert request.poll(press_moves=True)


def test_an_abort_interrupts_a_moving_press() -> None:
    with pytest.raises(KeyboardInterrupt):
        asking("abort").poll(press_moves=True)


def test_a_stop_and_then_an_abort_interrupt_too() -> None:
    request = asking("stop", "abort")
    assert request.poll(press_moves=True)
    with pytest.raises(KeyboardInterrupt):
        request.poll(press_moves=True)


def test_two_stops_from_elsewhere_are_no_abort() -> None:
    request = asking("stop", "stop")
    assert request.poll()
    assert request.poll()
    assert request.count == 1


def test_a_resume_is_no_wish_to_stop() -> None:
    assert not asking("resume").poll()


def test_the_second_ctrl_c_aborts_and_the_third_changes_nothing() -> None:
    said: list[str] = []
    request = StopRequest(said.append)
    request.ask()
    with pytest.raises(KeyboardInterrupt):
        request.ask()
    request.ask()
    assert len(said) == 1
    assert "after a safe release" in said[0]


def test_the_end_of_the_session_aborts_once() -> None:
    request = StopRequest()
    with pytest.raises(KeyboardInterrupt):
        request.abort()
    request.abort()
    assert request.poll()


def test_who_waits_is_woken_by_a_request() -> None:
    clock = SimulatedClock()
    begun_s = clock.now_s()
    with pytest.raises(StopRequestedError):
        PatientClock(clock, asking(None, None, "stop")).sleep(10.0)
    assert clock.now_s() - begun_s == pytest.approx(1.0), "two slices of half a second"


def test_who_waits_without_a_request_waits_to_the_end() -> None:
    clock = SimulatedClock()
    begun_s = clock.now_s()
    PatientClock(clock, StopRequest()).sleep(1.3)
    assert clock.now_s() - begun_s == pytest.approx(1.3)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_what_releases_by_itself_is_interrupted_by_every_end(name: str) -> None:
    with pytest.raises(KeyboardInterrupt, match=name), interrupting():
        signal.raise_signal(getattr(signal, name))
