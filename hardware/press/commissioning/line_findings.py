"""What a survey of a line means: the true cause, and which key to change. Pure; no I/O."""

import math
from collections.abc import Iterator, Sequence
from statistics import median

from hardware.press.commissioning.findings import Finding, Mark
from hardware.press.commissioning.line_survey import Survey
from hardware.press.modbus.raw_line import Heard, Request, checksum
from hardware.press.options import DEFAULT_POLL_S
from hardware.press.register_map.model import PressMap
from hardware.press.register_map.transport import EXCEPTION_WORDS

FEW = 0.01
"""One lost answer in a hundred is read again; more of them are a line to be mended first."""
TRANSIENT = (5, 6, 11)
"""Exceptions after which the same read may succeed."""
ILLEGAL_ADDRESS = 2
OFTEN = 0.2
UNKNOWN_DEADMAN_S = 2.0
CLOSED_EACH = 0.3
"""Closed after each answer, every second request finds a closed connection."""


def line_findings(found: Survey, press_map: PressMap, guards: int) -> list[Finding]:
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
        _transactions(found),
        _ids(found, press_map),
        _silences(found, press_map),
        _closures(found, press_map),
        _exceptions(found),
        _spoilt(found),
        _extras(found, press_map),
        _blocks(found),
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


def _share(count: int, found: Survey) -> str:
    return f"{count} of {len(found.heard)} requests"


def _answers(times: Sequence[float], found: Survey, press_map: PressMap) -> Iterator[Finding]:
    if not times:
        return
    told = (
        f"{len(times)} of {len(found.heard)} requests answered; median {_ms(median(times))}, p99 "
        f"{_ms(p99(times))}, worst {_ms(max(times))}"
    )
    largest = max((r.count for r, h in found.heard if h.kind == "good"), default=0)
    told += f"; largest block {largest} (max_block = {press_map.transport.max_block})"
    yield Finding("ok", "answers", told)


def _ms(seconds: float) -> str:
    return f"{1000.0 * seconds:.1f} ms" if seconds < 0.1 else f"{seconds:.2f} s"


def _nothing_good(found: Survey, press_map: PressMap) -> Iterator[Finding]:
    counts = found.counts()
    if counts["good"] or not found.heard:
        return
    device_id = press_map.transport.device_id
    if set(counts) == {"closed"}:
        yield Finding(
            "fault",
            "connection",
            "each connection is accepted and closed without an answer. Most likely another "
            "program holds the only connection that the device has: close it, and try again.",
        )
    elif set(counts) == {"silence"} and not found.largest:
        yield Finding("fault", "silence", _silent(found, press_map))
    elif set(counts) == {"exception"} and {h.code for h in found.of("exception")} <= {10, 11}:
        yield Finding(
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


def _transactions(found: Survey) -> Iterator[Finding]:
    wrong = found.of("other transaction")
    if not wrong:
        return
    distances = {heard.code for heard in wrong}
    if all(heard.detail == "0" for heard in wrong):
        how = "the transaction id of its answers is always 0"
    elif distances == {-1}:
        how = "it is one answer behind: each answer belongs to the request before"
    elif distances == {1}:
        how = "it counts transaction ids by itself and is one ahead"
    elif all(_swapped(int(heard.detail), heard.code) for heard in wrong):
        how = "the two bytes of the transaction id are swapped in its answers"
    else:
        how = f"its answers carry foreign transaction ids, e.g. {wrong[0].detail}"
    yield Finding(
        "fault",
        "transaction id",
        f"{_share(len(wrong), found)}: {how}. A late answer could not be told from the right one, "
        "so Copress takes none of them. Update the device or gateway, switch it off and on, or "
        "use a gateway that passes RTU frames on (kind = 'rtu-over-tcp').",
    )


def _swapped(got: int, distance: int) -> bool:
    asked = got - distance
    return got == ((asked & 0xFF) << 8 | asked >> 8)


def _ids(found: Survey, press_map: PressMap) -> Iterator[Finding]:
    wrong = found.of("other id")
    if not wrong:
        return
    ids = sorted({heard.code for heard in wrong})
    asked = press_map.transport.device_id
    told = f"{_share(len(wrong), found)}: asked as id {asked}, it answers as id {ids[0]}"
    if len(wrong) == len(found.heard) and len(ids) == 1:
        advice = (
            f"State [transport] device_id = {ids[0]} if that is the press, or correct the device"
        )
        yield Finding("fault", "device id", f"{told}. {advice}.")
    else:
        advice = "Such an answer counts as lost. Update the gateway"
        yield Finding(_mark(len(wrong), found), "device id", f"{told} now and then. {advice}.")


def _mark(count: int, found: Survey) -> Mark:
    return "fault" if count > FEW * len(found.heard) else "warn"


def _silences(found: Survey, press_map: PressMap) -> Iterator[Finding]:
    lost = found.of("silence")
    if not lost or not found.counts()["good"] or found.of("other transaction"):
        return
    told = f"{_share(len(lost), found)} were not answered"
    pause_s = press_map.transport.pause_s
    if found.pause_s is not None:
        needed_s = pause_s + found.pause_s
        yield Finding(
            "fault",
            "pause",
            f"{told}, and none is lost with a pause of {needed_s:g} s: the device does not hear a "
            "request that follows its answer too soon. State [transport] pause_s = "
            f"{2.0 * needed_s:g}.",
        )
    elif not found.largest:
        yield Finding(_mark(len(lost), found), "losses", f"{told}. Check the cable and the line.")


def _closures(found: Survey, press_map: PressMap) -> Iterator[Finding]:
    closed, good = found.counts()["closed"], found.counts()["good"]
    if good and closed > CLOSED_EACH * len(found.heard):
        yield Finding(
            "fault",
            "connection",
            "the connection is closed after each answer: a stroke cannot be watched on it. Switch "
            "that off in the device (keep-alive, persistent connection) or use another gateway.",
        )
    elif good and closed:
        told = f"the connection was closed {closed} times within {len(found.heard)} requests"
        yield Finding(_mark(closed, found), "connection", f"{told}. Check device and network.")
    yield from _idle(found)
    yield from _reopening(found, press_map)


def _idle(found: Survey) -> Iterator[Finding]:
    if math.isnan(found.idle_s) or found.counts()["closed"] > CLOSED_EACH * len(found.heard):
        return
    told = f"the connection is closed after {found.idle_s:.2f} s without a request"
    if found.idle_s < 2.0 * DEFAULT_POLL_S:
        advice = "a stroke is looked at every 0.1 s. Lengthen that time in the device"
        yield Finding("fault", "idle connection", f"{told}; {advice}.")
    else:
        yield Finding("ok", "idle connection", f"{told}; a stroke asks more often than that")


def _reopening(found: Survey, press_map: PressMap) -> Iterator[Finding]:
    if found.back_s > _deadman_s(press_map):
        back = "not at all" if math.isinf(found.back_s) else f"after {found.back_s:.1f} s"
        yield Finding(
            "fault",
            "reconnection",
            f"once closed, the connection can be opened again {back}; the deadman waits "
            f"{_deadman_s(press_map):g} s. A short interruption would cost the cell. Shorten the "
            "device's time-out of connections, or let it take more than one.",
        )
    elif found.back_s > 0.5:
        told = f"once closed, the connection can be opened again after {found.back_s:.1f} s"
        yield Finding("warn", "reconnection", told)
    if found.second:
        yield Finding(
            "warn",
            "connections",
            f"a second connection {_second_words(found.second)}: run no other program, no second "
            "`copress press watch`, while a cell is pressed",
        )


def _second_words(second: str) -> str:
    return "is refused" if second == "refused" else second


def _exceptions(found: Survey) -> Iterator[Finding]:
    told = [heard for asked, heard in found.heard if heard.kind == "exception"]
    for code in sorted({heard.code for heard in told}):
        count = sum(heard.code == code for heard in told)
        words = EXCEPTION_WORDS.get(code, "unknown code")
        sentence = f"{_share(count, found)} were answered with exception {code} ({words})"
        if code in TRANSIENT and found.counts()["good"]:
            often = count > OFTEN * len(found.heard)
            advice = "Ask less often or mend the device" if often else "They are read again"
            yield Finding("fault" if often else "warn", "exceptions", f"{sentence}. {advice}.")
        elif code not in (10, 11) and not found.largest:
            where = next(asked for asked, heard in found.heard if heard.code == code)
            yield Finding("fault", "exceptions", f"{sentence}: {_place(where)}. Correct the map.")


def _place(request: Request) -> str:
    return f"{request.count} at {request.table} {request.address}"


def _spoilt(found: Survey) -> Iterator[Finding]:
    for kind, words in (
        ("short", "has fewer or more registers than asked"),
        ("garbled", "is no whole frame"),
    ):
        spoilt = found.of(kind)
        if spoilt:
            told = f"{_share(len(spoilt), found)}: the answer {words} ({spoilt[0].detail})"
            advice = "It is refused. Update device or gateway; check baudrate and parity"
            yield Finding(_mark(len(spoilt), found), "spoilt answers", f"{told}. {advice}.")


def _extras(found: Survey, press_map: PressMap) -> Iterator[Finding]:
    heard = [it for _, it in found.heard]
    strays, twice = sum(it.strays for it in heard), sum(it.twice for it in heard)
    if strays:
        told = f"{strays} frames came that nobody asked for, in {len(heard)} requests"
        yield Finding("warn", "foreign frames", f"{told}. They are passed over by their id")
    if twice:
        told = f"{twice} answers came twice, in {len(heard)} requests"
        yield Finding("warn", "double answers", f"{told}. The second is passed over")
    yield from _bytes_around(heard, press_map)


def _bytes_around(heard: Sequence[Heard], press_map: PressMap) -> Iterator[Finding]:
    leads = [it.lead for it in heard if it.lead and it.kind != "silence"]
    trails = [it.trail for it in heard if it.trail]
    if leads and not press_map.transport.echo:
        told = f"{len(leads)} of {len(heard)} answers follow {leads[0].hex(' ')}"
        yield _leading(leads[0], told, press_map.transport.device_id)
    if trails:
        told = f"{len(trails)} of {len(heard)} answers are followed by {trails[0].hex(' ')}"
        advice = "Check termination, bias resistors and the adapter"
        yield Finding("warn", "garbage", f"{told}, which belongs to no frame. {advice}.")


def _leading(lead: bytes, told: str, device_id: int) -> Finding:
    whole = len(lead) > 2 and checksum(lead[:-2]) == lead[-2:]
    if whole and lead[0] == device_id:
        return Finding(
            "fault",
            "echo",
            f"{told}, which is what was sent: the adapter echoes. Switch the echo off, or state "
            "[transport] echo = true.",
        )
    if whole:
        return Finding(
            "fault",
            "other device",
            f"{told}, a frame of device id {lead[0]}: another master or device talks on this line. "
            "A press has its line for itself, or one master asks all of its devices ([devices]).",
        )
    return Finding(
        "fault",
        "garbage",
        f"{told}, which belongs to no frame: the line is not biased, or the adapter switches too "
        "late. Check termination, bias resistors and the adapter.",
    )


def _blocks(found: Survey) -> Iterator[Finding]:
    for request, count in found.largest.items():
        codes = {heard.code for asked, heard in found.heard if asked == request}
        told = f"{_place(request)} is not answered"
        if count == 0:
            told += ", and no part of it either"
            advice = "Correct address_base or the addresses, or state [[blocks]]"
        elif ILLEGAL_ADDRESS in codes:
            told += (
                f"; the first {count} are, the next address is one that the device does not have"
            )
            advice = "State [transport] max_gap = 0, correct an address, or state [[blocks]]"
        else:
            told += f"; the first {count} are"
            advice = f"State [transport] max_block = {count}"
        yield Finding("fault", "blocks", f"{told}. {advice}.")


def _late(times: Sequence[float], found: Survey, press_map: PressMap) -> Iterator[Finding]:
    timeout_s = press_map.transport.timeout_s
    late = [time_s for time_s in times if time_s > timeout_s]
    if not late:
        return
    wanted_s = math.ceil(13.0 * max(late)) / 10.0
    told = f"{_share(len(late), found)} were answered later than timeout_s = {timeout_s:g}"
    if 2.0 * wanted_s <= _deadman_s(press_map):
        advice = f"State [transport] timeout_s = {wanted_s:g}"
    else:
        advice = (
            f"The line is too slow for deadman_s = {_deadman_s(press_map):g}: make it faster, or "
            f"give the machine a deadman of {2.0 * wanted_s:g} s and state timeout_s = {wanted_s:g}"
        )
    yield Finding(_mark(len(late), found), "late answers", f"{told}. {advice}.")


def _supervised(
    times: Sequence[float], found: Survey, press_map: PressMap, guards: int
) -> Iterator[Finding]:
    """One poll of a stroke: all blocks, the set-points that somebody might change, a heartbeat."""
    if not times or not found.looks_s:
        return
    in_time = [time_s for time_s in times if time_s <= press_map.transport.timeout_s]
    if not in_time:
        return
    each_s = p99(in_time) + press_map.transport.pause_s
    requests = len({asked for asked, _ in found.heard}) + guards + 1
    poll_s, deadman_s = requests * each_s, _deadman_s(press_map)
    told = f"one poll of a stroke takes {_ms(poll_s)} ({requests} requests, p99)"
    if poll_s > deadman_s / 2.0:
        yield Finding(
            "fault",
            "supervision",
            f"{told}; the deadman waits {deadman_s:g} s. A stroke could not be supervised. Raise "
            "max_gap so that fewer blocks are read, make the line faster, or lengthen deadman_s in "
            "the machine and in the map.",
        )
    elif poll_s > DEFAULT_POLL_S:
        yield Finding(
            "warn", "supervision", f"{told}: the trace has {1.0 / poll_s:.1f} samples a second"
        )
    else:
        yield Finding("ok", "supervision", told)
