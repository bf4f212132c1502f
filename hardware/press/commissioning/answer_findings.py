"""What a survey says about the answers themselves: whose they are, whole or not, refused. Pure."""

from collections.abc import Iterator, Sequence

from hardware.press.commissioning.line_survey import Survey
from hardware.press.connect.checked import Checked, Mark
from hardware.press.modbus.raw_frames import Heard, ReadRequest, checksum
from hardware.press.register_map.model import PressMap
from hardware.press.register_map.transport import EXCEPTION_WORDS

FEW = 0.01
"""One lost answer in a hundred is read again; more of them are a line to be mended first."""
TRANSIENT = (5, 6, 11)
"""Exceptions after which the same read may succeed."""
ILLEGAL_ADDRESS = 2  # Modbus application protocol V1.1b3, section 7
ADVICE = {
    1: "The device has no {table} registers to read: try the other table ('holding', 'input')",
    4: "Perhaps nobody has this device_id, or the device's own watchdog has expired: look at it",
}
CRC_BYTES = 2  # Modbus over serial line V1.02, section 6.2.2
OFTEN = 0.2  # chosen: one answer in five is no accident


def share(count: int, found: Survey) -> str:
    """So many of all requests."""
    return f"{count} of {len(found.heard)} requests"


def mark_of(count: int, found: Survey) -> Mark:
    """A fault from more than a few on."""
    return "fault" if count > FEW * len(found.heard) else "warn"


def transactions(found: Survey) -> Iterator[Checked]:
    """Answers that carry another transaction id than was asked with."""
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
    yield Checked(
        "fault",
        "transaction id",
        f"{share(len(wrong), found)}: {how}. A late answer would pass for the right one, "
        "so Copress takes none of them. Update the device or gateway, switch it off and on, or "
        "use a gateway that passes RTU frames on (kind = 'rtu-over-tcp').",
    )


def _swapped(got: int, distance: int) -> bool:
    asked = got - distance
    return got == ((asked & 0xFF) << 8 | asked >> 8)


def ids(found: Survey, press_map: PressMap) -> Iterator[Checked]:
    """Answers of another device id."""
    wrong = found.of("other id")
    if not wrong:
        return
    ids = sorted({heard.code for heard in wrong})
    asked = press_map.transport.device_id
    sentence = f"{share(len(wrong), found)}: asked as id {asked}, it answers as id {ids[0]}"
    if len(wrong) == len(found.heard) and len(ids) == 1:
        advice = (
            f"State [transport] device_id = {ids[0]} if that is the press, or correct the device"
        )
        yield Checked("fault", "device id", f"{sentence}. {advice}.")
    else:
        advice = "Such an answer counts as lost. Update the gateway"
        yield Checked(
            mark_of(len(wrong), found), "device id", f"{sentence} now and then. {advice}."
        )


def exceptions(found: Survey) -> Iterator[Checked]:
    """Modbus exceptions, by their code."""
    answers = [heard for asked, heard in found.heard if heard.kind == "exception"]
    for code in sorted({heard.code for heard in answers}):
        count = sum(heard.code == code for heard in answers)
        words = EXCEPTION_WORDS.get(code, "unknown code")
        sentence = f"{share(count, found)} were answered with exception {code} ({words})"
        if code in TRANSIENT and found.counts()["good"]:
            often = count > OFTEN * len(found.heard)
            advice = "Ask less often, or repair the device" if often else "They are read again"
            yield Checked("fault" if often else "warn", "exceptions", f"{sentence}. {advice}.")
        elif code not in (10, 11) and not found.largest:
            where = next(asked for asked, heard in found.heard if heard.code == code)
            advice = ADVICE.get(code, "Correct the map").format(table=where.table)
            yield Checked("fault", "exceptions", f"{sentence}: {_place(where)}. {advice}.")


def _place(request: ReadRequest) -> str:
    return f"{request.count} at {request.table} {request.address}"


def spoilt_answers(found: Survey) -> Iterator[Checked]:
    """Answers that are no whole answers."""
    for kind, words in (
        ("short", "has fewer or more registers than asked"),
        ("garbled", "is no whole frame"),
    ):
        spoilt = found.of(kind)
        if spoilt:
            detail = spoilt[0].detail
            sentence = f"{share(len(spoilt), found)}: the answer {words} ({detail})"
            advice = "It is refused. Update device or gateway; check baudrate and parity"
            if kind == "short" and all(len(heard.trail) == CRC_BYTES for heard in spoilt):
                advice = (
                    "It is refused. Two bytes more in each answer are the CRC of a serial line, "
                    "which a gateway should take off: look for its setting, or update it"
                )
            yield Checked(mark_of(len(spoilt), found), "spoilt answers", f"{sentence}. {advice}.")


def other_protocols(found: Survey) -> Iterator[Checked]:
    """Bytes that are whole, but of another protocol than Modbus TCP."""
    foreign = found.of("other protocol")
    if foreign:
        sentence = f"{share(len(foreign), found)}: {foreign[0].detail}"
        yield Checked(mark_of(len(foreign), found), "protocol", f"{sentence}.")


def extras(found: Survey, press_map: PressMap) -> Iterator[Checked]:
    """What came and was not asked for."""
    heard = [it for _, it in found.heard]
    strays, twice = sum(it.strays for it in heard), sum(it.twice for it in heard)
    if strays:
        sentence = f"{strays} frames came that nobody asked for, in {len(heard)} requests"
        yield Checked("warn", "foreign frames", f"{sentence}. They are passed over by their id")
    if twice:
        sentence = f"{twice} answers came twice, in {len(heard)} requests"
        yield Checked("warn", "double answers", f"{sentence}. The second is passed over")
    if rivals := sum(it.rivals for it in heard):
        sentence = f"{rivals} requests of {len(heard)} were answered twice, and differently"
        advice = (
            "Two devices have the same id, or the gateway sends back what it is sent: either could "
            "be taken for the press. Give each device an id of its own, switch the echo off"
        )
        yield Checked("fault", "two answers", f"{sentence}. {advice}.")
    yield from _bytes_around(heard, press_map)


def _bytes_around(heard: Sequence[Heard], press_map: PressMap) -> Iterator[Checked]:
    leads = [it.lead for it in heard if it.lead and it.kind != "silence"]
    trails = [it.trail for it in heard if it.trail and it.kind != "short"]
    if leads and not press_map.transport.echo:
        sentence = f"{len(leads)} of {len(heard)} answers follow {leads[0].hex(' ')}"
        yield _leading(leads[0], sentence, press_map.transport.device_id)
    if trails:
        sentence = f"{len(trails)} of {len(heard)} answers are followed by {trails[0].hex(' ')}"
        advice = "Check termination, bias resistors and the adapter"
        yield Checked("warn", "garbage", f"{sentence}, which belongs to no frame. {advice}.")


def _leading(lead: bytes, fault: str, device_id: int) -> Checked:
    whole = len(lead) > 2 and checksum(lead[:-2]) == lead[-2:]
    if whole and lead[0] == device_id:
        return Checked(
            "fault",
            "echo",
            f"{fault}, which is what was sent: the adapter echoes. Switch the echo off, or state "
            "[transport] echo = true.",
        )
    if whole:
        return Checked(
            "fault",
            "other device",
            f"{fault}, a frame of device id {lead[0]}: another master or device talks on this "
            "line. A press has its line for itself, or one master asks all of its devices "
            "([devices]).",
        )
    return Checked(
        "fault",
        "garbage",
        f"{fault}, which belongs to no frame: the line is not biased, or the adapter switches too "
        "late. Check termination, bias resistors and the adapter.",
    )


def blocks(found: Survey) -> Iterator[Checked]:
    """Blocks that are not answered as a whole."""
    for request, count in found.largest.items():
        codes = {heard.code for asked, heard in found.heard if asked == request}
        sentence = f"{_place(request)} is not answered"
        if count == 0:
            sentence += ", and no part of it either"
            advice = (
                "Correct address_base (where the manual counts from 1: 1; from 40001: 'modicon') "
                "or the addresses, or state [[blocks]]"
            )
        elif ILLEGAL_ADDRESS in codes:
            sentence += (
                f"; the first {count} are, the next address is one that the device does not have"
            )
            advice = "State [transport] max_gap = 0, correct an address, or state [[blocks]]"
        else:
            sentence += f"; the first {count} are"
            advice = f"State [transport] max_block = {count}"
        yield Checked("fault", "blocks", f"{sentence}. {advice}.")
