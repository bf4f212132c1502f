"""Measure a line by asking on it: answer times, losses, pauses, closures. Reads only.

What the numbers mean is said in `line_findings`.
"""

import itertools
import math
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from hardware.press.modbus.raw_frames import Heard, ReadRequest
from hardware.press.modbus.raw_line import RawLine
from hardware.press.options import DEFAULT_POLL_S
from hardware.press.register_map.transport import SERIAL, Transport

MOST_LOOKS = 300
"""Some hundred looks back to back give a p99 that is worth its name."""
PATIENCE_S = 1.5
"""An answer that is later than this is a lost one."""
HURRY_S = 0.3
"""Patience once the same thing went wrong so often that it will not change."""
ENOUGH_FAULTS = 8  # chosen: eight of one kind are no accident
BLOCK_CODES = (2, 3)
"""Illegal address, illegal value: how a device refuses a block."""
PAUSES_S = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5)  # chosen: each twice the last, up to half a second
PAUSE_LOOKS = 5  # chosen: a pause that works five times works
CLOSED_EACH = 0.3
"""Closed after each answer, every second request finds a closed connection."""
FRESH_LOOKS = 60  # chosen: of one lost answer in twenty three are seen
IDLE_SHARE = 0.2
"""Share of the time that the line is watched without a request."""
BACK_WITHIN_S = 6.0  # chosen: longer than a device takes to give a line free
RETRY_S = 0.1  # chosen: a pause that devices with one connection want


@dataclass
class Survey:
    """What was measured on a line."""

    heard: list[tuple[ReadRequest, Heard]] = field(default_factory=list)
    """Every request, in order: back to back first, then at the pace of a stroke."""
    looks_s: list[float] = field(default_factory=list)
    """Time of whole looks: all blocks once."""
    pause_s: float | None = None
    """Shortest pause with which nothing was lost; None if none is needed or none helps."""
    fresh: list[tuple[float, Heard]] = field(default_factory=list)
    """Where each answer ends its connection: requests on a connection of their own, and the time
    from opening it to the answer."""
    largest: dict[ReadRequest, int] = field(default_factory=dict)
    """Blocks that are refused or not answered, and how many registers of each are answered."""
    idle_s: float = math.nan
    """Time without a request after which the connection is closed."""
    idle_watched_s: float = 0.0
    back_s: float = 0.0
    """Time from closing the connection until the next one was answered; infinite if never."""
    second: str = ""
    """What a second connection does: `` (nothing), `refused` or `throws out the first`."""
    refused: str = ""
    """Why the line could not be opened at all."""

    def counts(self) -> Counter[str]:
        """How often each kind of answer came."""
        return Counter(heard.kind for _, heard in self.heard)

    @property
    def closes_each(self) -> bool:
        """True if the connection is closed after each answer."""
        counts = self.counts()
        return bool(counts["good"]) and counts["closed"] > CLOSED_EACH * len(self.heard)

    def of(self, kind: str) -> list[Heard]:
        """Answers of one kind."""
        return [heard for _, heard in self.heard if heard.kind == kind]


def survey(transport: Transport, requests: Sequence[ReadRequest], seconds: float) -> Survey:
    """Ask for `seconds`, and a little longer where something is wrong."""
    found = Survey()
    line = RawLine(transport)
    try:
        line.open()
        _back_to_back(line, requests, found, seconds)
        counts = found.counts()
        if counts["silence"] and counts["good"]:
            usual_s = median(heard.answer_s for heard in found.of("good"))
            found.pause_s = _shortest_pause(line, requests, max(HURRY_S, 3.0 * usual_s))
        _largest_blocks(line, requests, found)
        if transport.kind not in SERIAL and counts["good"]:
            found.idle_watched_s = IDLE_SHARE * seconds
            line.ask(requests[0], PATIENCE_S)
            found.idle_s = line.closed_within(found.idle_watched_s)
            found.second = _second(line, transport, requests[0])
            line.close()
            found.back_s = _back(transport, requests[0])
            if found.closes_each:
                found.fresh = list(_fresh(transport, requests))
    except OSError as error:
        found.refused = str(error)
    finally:
        line.close()
    time.sleep(found.back_s if found.back_s < BACK_WITHIN_S else 0.0)  # for whoever comes next
    return found


def _back_to_back(
    line: RawLine, requests: Sequence[ReadRequest], found: Survey, seconds: float
) -> None:
    until_s = time.monotonic() + (1.0 - IDLE_SHARE) * seconds
    patience_s = max(PATIENCE_S, 3.0 * line.transport.timeout_s)
    number = 0
    while number == 0 or time.monotonic() < until_s:
        time.sleep(DEFAULT_POLL_S if number > MOST_LOOKS else 0.0)  # then as a stroke asks
        number += 1
        began_s = time.monotonic()
        kinds = []
        for request in requests:
            heard = line.ask(request, patience_s)
            found.heard.append((request, heard))
            kinds.append(heard.kind)
        if set(kinds) == {"good"}:
            found.looks_s.append(time.monotonic() - began_s)
        counts = found.counts()
        faults = sum(counts.values()) - counts["good"]
        if faults >= (ENOUGH_FAULTS if counts["good"] else 2):
            patience_s = HURRY_S
            until_s = min(until_s, time.monotonic() + 2.0)


def _fresh(transport: Transport, requests: Sequence[ReadRequest]) -> Iterator[tuple[float, Heard]]:
    """Ask as the stroke does where each answer ends its connection: one connection a request."""
    for request in itertools.islice(itertools.cycle(requests), FRESH_LOOKS):
        began_s, line = time.monotonic(), RawLine(transport)
        try:
            heard = line.ask(request, PATIENCE_S)
        except OSError as error:
            heard = Heard("closed", detail=str(error))
        finally:
            line.close()
        yield time.monotonic() - began_s, heard


def _shortest_pause(
    line: RawLine, requests: Sequence[ReadRequest], patience_s: float
) -> float | None:
    for pause_s in PAUSES_S:
        kinds = set()
        for request in list(requests) * PAUSE_LOOKS:
            time.sleep(pause_s)
            kinds.add(line.ask(request, patience_s).kind)
            if kinds != {"good"}:
                break
        if kinds == {"good"}:
            return pause_s
    return None


def _largest_blocks(line: RawLine, requests: Sequence[ReadRequest], found: Survey) -> None:
    for request in requests:
        heard = [heard for asked, heard in found.heard if asked == request]
        if request.count < 2 or any(it.kind == "good" for it in heard):
            continue
        last = heard[-1]
        refused = last.kind == "exception" and last.code in BLOCK_CODES
        count = _largest(line, request) if refused or last.kind == "silence" else 0
        if count or refused:
            found.largest[request] = count


def _largest(line: RawLine, request: ReadRequest) -> int:
    """How many registers from its address on are answered, by halving."""
    answered, refused = 0, request.count
    while refused - answered > 1:
        count = (answered + refused) // 2
        part = ReadRequest(request.device_id, request.table, request.address, count)
        time.sleep(RETRY_S)  # for devices that want a pause
        if line.ask(part, PATIENCE_S).kind == "good":
            answered = count
        else:
            refused = count
    return answered


def _second(line: RawLine, transport: Transport, request: ReadRequest) -> str:
    """What happens to two connections; many devices have one only."""
    second = RawLine(transport)
    try:
        other = second.ask(request, PATIENCE_S)
    except OSError:
        return "refused"
    finally:
        second.close()
    if other.kind == "closed":
        return "refused"
    return "throws out the first" if line.ask(request, PATIENCE_S).kind == "closed" else ""


def _back(transport: Transport, request: ReadRequest) -> float:
    """Seconds until a line that was closed is answered again."""
    began_s = time.monotonic()
    while (asked_s := time.monotonic() - began_s) < BACK_WITHIN_S:
        line = RawLine(transport)
        try:
            if line.ask(request, PATIENCE_S).kind not in {"closed", "silence"}:
                return asked_s
        except OSError:
            pass  # refused: not back yet
        finally:
            line.close()
        time.sleep(RETRY_S)
    return math.inf
