"""What a survey of a line means: the true cause, and which key to change. Pure; no I/O."""

import math
from collections.abc import Iterator, Sequence
from statistics import median

from hardware.press.commissioning.answer_findings import (
    blocks,
    exceptions,
    extras,
    ids,
    mark_of,
    other_protocols,
    share,
    spoilt_answers,
    transactions,
)
from hardware.press.commissioning.line_survey import Survey
from hardware.press.connect.checked import Checked
from hardware.press.options import DEFAULT_POLL_S
from hardware.press.register_map.model import PressMap

UNKNOWN_DEADMAN_S = 2.0
"""Where a map names no deadman: that of the generic map."""


def line_findings(found: Survey, press_map: PressMap, guards: int) -> list[Checked]:
    """Everything that a survey shows.

    Args:
        found: what was measured.
        press_map: the checked press file.
        guards: requests in a poll of a stroke in addition to those of a look.
    """
    times = [heard.answer_s for heard in found.of("good")]
    rules = (
        _answers(times, found, press_map),
        _nothing_good(found, press_map),
        transactions(found),
        ids(found, press_map),
        _silences(found, press_map),
        _closures(found, press_map),
        exceptions(found),
        spoilt_answers(found),
        other_protocols(found),
        extras(found, press_map),
        blocks(found),
        _late(times, found, press_map),
        _supervised(times, found, press_map, guards),
    )
    return [finding for rule in rules for finding in rule]


def _deadman_s(press_map: PressMap) -> float:
    return press_map.heartbeat.deadman_s or UNKNOWN_DEADMAN_S


def p99(times: Sequence[float]) -> float:
    """The time that one of a hundred exceeds; the longest of fewer."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, math.ceil(0.99 * len(ordered)) - 1)]


def _answers(times: Sequence[float], found: Survey, press_map: PressMap) -> Iterator[Checked]:
    if not times:
        return
    sentence = (
        f"{len(times)} of {len(found.heard)} requests answered; median {_ms(median(times))}, p99 "
        f"{_ms(p99(times))}, worst {_ms(max(times))}"
    )
    largest = max((r.count for r, h in found.heard if h.kind == "good"), default=0)
    sentence += f"; largest block {largest} (max_block = {press_map.transport.max_block})"
    yield Checked("ok", "answers", sentence)


def _ms(seconds: float) -> str:
    return f"{1000.0 * seconds:.1f} ms" if seconds < 0.1 else f"{seconds:.2f} s"


def _nothing_good(found: Survey, press_map: PressMap) -> Iterator[Checked]:
    counts = found.counts()
    if counts["good"] or not found.heard:
        return
    device_id = press_map.transport.device_id
    if set(counts) == {"closed"}:
        yield Checked(
            "fault",
            "connection",
            "each connection is accepted and closed without an answer. Most likely another "
            "program holds the only connection that the device has: close it, and try again.",
        )
    elif set(counts) == {"silence"} and not found.largest:
        yield Checked("fault", "silence", _silent(found, press_map))
    elif set(counts) == {"exception"} and {h.code for h in found.of("exception")} <= {10, 11}:
        yield Checked(
            "fault",
            "gateway",
            f"the gateway says that no device with id {device_id} answers behind it. Check "
            "[transport] device_id, and the serial line behind the gateway.",
        )


def _silent(found: Survey, press_map: PressMap) -> str:
    transport = press_map.transport
    if any(heard.lead for heard in found.of("silence")):
        return (
            "the adapter sends back what it is sent, and the device does not answer. Switch the "
            "echo off or state [transport] echo = true; then check wires A and B, baudrate, parity "
            f"and device_id = {transport.device_id}."
        )
    if transport.kind == "tcp":
        return (
            "the connection stands, but nothing is answered. Either no device with id "
            f"{transport.device_id} is there (check [transport] device_id), or what listens on "
            "that port does not speak Modbus TCP (a serial server that passes bytes on wants kind "
            "= 'rtu-over-tcp')."
        )
    return (
        "nothing comes back. Check power, wires A and B, baudrate, parity, stopbits and device_id "
        f"= {transport.device_id} in [transport]."
    )


def _silences(found: Survey, press_map: PressMap) -> Iterator[Checked]:
    lost = found.of("silence")
    if not lost or not found.counts()["good"] or found.of("other transaction"):
        return
    fault = f"{share(len(lost), found)} were not answered"
    pause_s = press_map.transport.pause_s
    if found.pause_s is not None:
        needed_s = pause_s + found.pause_s
        yield Checked(
            "fault",
            "pause",
            f"{fault}, and none is lost with a pause of {needed_s:g} s: the device does not hear "
            "a request that follows its answer too soon. State [transport] pause_s = "
            f"{2.0 * needed_s:g}.",
        )
    elif not found.largest:
        yield Checked(
            mark_of(len(lost), found), "losses", f"{fault}. Check the cable and the line."
        )


def _closures(found: Survey, press_map: PressMap) -> Iterator[Checked]:
    closed, good = found.counts()["closed"], found.counts()["good"]
    if found.closes_each:
        yield _closed_each(found)
    elif good and closed and not _idles_too_soon(found):
        sentence = f"the connection was closed {closed} times within {len(found.heard)} requests"
        yield Checked(
            mark_of(closed, found), "connection", f"{sentence}. Check device and network."
        )
    yield from _idle(found)
    yield from _reopening(found, press_map)


def _closed_each(found: Survey) -> Checked:
    """The stroke opens a connection for each request there; that must be answered each time."""
    fault = "the connection is closed after each answer"
    lost = sum(heard.kind != "good" for _, heard in found.fresh)
    if lost or not found.fresh:
        return Checked(
            "fault",
            "connection",
            f"{fault}, and of {len(found.fresh)} requests on connections of their own {lost} were "
            "not answered: a stroke cannot be watched on it. Switch that off in the device "
            "(keep-alive, persistent connection) or use another gateway.",
        )
    opened_s = median(seconds for seconds, _ in found.fresh)
    return Checked(
        "warn",
        "connection",
        f"{fault}: each request of a stroke opens a new one, which takes {_ms(opened_s)}. Switch "
        "that off in the device if it can be (keep-alive, persistent connection).",
    )


def _idles_too_soon(found: Survey) -> bool:
    """True if the pause between two looks of a stroke closes the connection."""
    return found.idle_s < 2.0 * DEFAULT_POLL_S


def _idle(found: Survey) -> Iterator[Checked]:
    if math.isnan(found.idle_s) or found.closes_each:
        return
    sentence = f"the connection is closed after {found.idle_s:.2f} s without a request"
    if _idles_too_soon(found):
        advice = (
            "a stroke is looked at every 0.1 s, so it is opened again for each look, and the "
            "record says so. Lengthen that time in the device"
        )
        yield Checked("warn", "idle connection", f"{sentence}; {advice}.")
    else:
        yield Checked("ok", "idle connection", f"{sentence}; a stroke asks more often than that")


def _reopening(found: Survey, press_map: PressMap) -> Iterator[Checked]:
    if found.back_s > _deadman_s(press_map):
        back = "not at all" if math.isinf(found.back_s) else f"after {found.back_s:.1f} s"
        yield Checked(
            "fault",
            "reconnection",
            f"once closed, the connection can be opened again {back}; the deadman waits "
            f"{_deadman_s(press_map):g} s. A short interruption would cost the cell. Shorten the "
            "device's time-out of connections, or let it take more than one.",
        )
    elif found.back_s > 0.5:
        sentence = f"once closed, the connection can be opened again after {found.back_s:.1f} s"
        yield Checked("warn", "reconnection", sentence)
    if found.second:
        yield Checked(
            "warn",
            "connections",
            f"a second connection {_second_words(found.second)}: run no other program, no second "
            "`copress press watch`, while a cell is pressed",
        )


def _second_words(second: str) -> str:
    return "is refused" if second == "refused" else second


def _late(times: Sequence[float], found: Survey, press_map: PressMap) -> Iterator[Checked]:
    timeout_s = press_map.transport.timeout_s
    late = [time_s for time_s in times if time_s > timeout_s]
    if not late:
        return
    wanted_s = math.ceil(13.0 * max(late)) / 10.0
    sentence = f"{share(len(late), found)} were answered later than timeout_s = {timeout_s:g}"
    if 2.0 * wanted_s <= _deadman_s(press_map):
        advice = f"State [transport] timeout_s = {wanted_s:g}"
    else:
        advice = (
            f"The line is too slow for deadman_s = {_deadman_s(press_map):g}: make it faster, or "
            f"give the machine a deadman of {2.0 * wanted_s:g} s and state timeout_s = {wanted_s:g}"
        )
    yield Checked(mark_of(len(late), found), "late answers", f"{sentence}. {advice}.")


def _supervised(
    times: Sequence[float], found: Survey, press_map: PressMap, guards: int
) -> Iterator[Checked]:
    """One poll of a stroke: all blocks, the set-points that somebody might change, a heartbeat."""
    if found.fresh:
        times = [seconds for seconds, heard in found.fresh if heard.kind == "good"]
    in_time = [time_s for time_s in times if time_s <= press_map.transport.timeout_s]
    if not in_time or not (found.looks_s or found.fresh):
        return
    each_s = p99(in_time) + press_map.transport.pause_s
    requests = len({asked for asked, _ in found.heard}) + guards + 1
    poll_s, deadman_s = requests * each_s, _deadman_s(press_map)
    fault = f"one poll of a stroke takes {_ms(poll_s)} ({requests} requests, p99)"
    if poll_s > deadman_s / 2.0:
        yield Checked(
            "fault",
            "supervision",
            f"{fault}; the deadman waits {deadman_s:g} s. A stroke could not be supervised. Raise "
            "max_gap so that fewer blocks are read, make the line faster, or lengthen deadman_s in "
            "the machine and in the map.",
        )
    elif poll_s > DEFAULT_POLL_S:
        yield Checked(
            "warn", "supervision", f"{fault}: the trace has {1.0 / poll_s:.1f} samples a second"
        )
    else:
        yield Checked("ok", "supervision", fault)
