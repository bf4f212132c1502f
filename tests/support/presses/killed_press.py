"""One cell pressed by a process that is killed with SIGKILL; both processes share one clock."""

import json
import multiprocessing
import os
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.sharedctypes import Synchronized
from pathlib import Path

from support.presses.press import ONE_STROKE, map_at

from hardware.press.adapters.modbus_plc import ModbusPlcPress
from hardware.press.interface import InterruptedVerdict, JournalEvent
from hardware.press.options import PressSettings
from hardware.twin.laboratory import Laboratory

LATER_S = 60.0
"""By then the PLC's deadman has released whatever was loaded."""


class SharedClock:
    """Simulated seconds that several processes see; whoever sleeps moves them."""

    def __init__(self, seconds: "Synchronized[float]") -> None:
        self._seconds = seconds

    def now_s(self) -> float:
        return self._seconds.value

    def sleep(self, seconds: float) -> None:
        if seconds > 0.0:
            with self._seconds.get_lock():
                self._seconds.value += seconds


@dataclass(frozen=True)
class Killing:
    """When the process dies: at a journal event (before or after it is written), or at a poll."""

    event: str = ""
    written: bool = True
    poll: int = -1


@dataclass(frozen=True)
class Aftermath:
    """What a second process finds."""

    events: list[JournalEvent]
    started: int
    """Strokes the machine really began for this cell before the second process came."""
    verdict: InterruptedVerdict
    true_kn: float
    pressed_again: int
    """Strokes begun in all, after the cell was pressed again if that was allowed."""


def kill_and_settle(folder: Path, killing: Killing, *, at_once: bool = False) -> Aftermath:
    """Press, kill, wait (unless `at_once`), ask for the verdict; press again if it is allowed."""
    context = multiprocessing.get_context("fork")
    clock = SharedClock(context.Value("d", 0.0))
    port_read, port_write = context.Pipe(duplex=False)
    journal = folder / "journal.jsonl"
    child = context.Process(target=_child, args=(port_read, clock, folder, journal, killing))
    child.start()  # forked before the server's thread exists
    with Laboratory(seed=1, folder=folder, clock=clock) as lab:
        begun = _count_starts(lab)
        port_write.send(lab.port)
        child.join()
        assert child.exitcode == -signal.SIGKILL, child.exitcode
        started = len(begun)
        if not at_once:
            for _ in range(int(LATER_S)):
                clock.sleep(1.0)
                lab.plc.inspect()
        return _second_process(lab, clock, folder, journal, begun, started)


def _second_process(
    lab: Laboratory,
    clock: SharedClock,
    folder: Path,
    journal: Path,
    begun: list[object],
    started: int,
) -> Aftermath:
    events = read_journal(journal)
    press = _press(lab.port, clock, folder)
    verdict = press.settle(1, events)
    true_kn = lab.plc.machine.ram.force_kn
    if verdict.may_press_again and verdict.press_is_free:
        press.connect()
        press.press_cell(1, ONE_STROKE, journal=lambda event, detail: None)
    press.close()
    return Aftermath(events, started, verdict, true_kn, len(begun))


def read_journal(path: Path) -> list[JournalEvent]:
    """Events on the disk, oldest first."""
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row["event"], row["detail"]) for row in rows]


def _count_starts(lab: Laboratory) -> list[object]:
    begun: list[object] = []
    start = lab.plc.machine.start

    def counted(orders: object) -> None:
        begun.append(orders)
        start(orders)  # type: ignore[arg-type]

    lab.plc.machine.start = counted  # type: ignore[method-assign]
    return begun


def _press(port: int, clock: SharedClock, folder: Path) -> ModbusPlcPress:
    press_map = map_at(port, timeout_s=2.0)
    settings = PressSettings(lock_folder=folder)
    return ModbusPlcPress(press_map, press_map.die("steel-10"), clock=clock, settings=settings)


def _child(
    port_read: object, clock: SharedClock, folder: Path, journal: Path, killing: Killing
) -> None:
    port = port_read.recv()  # type: ignore[attr-defined]
    polls = [0]

    def write_ahead(event: str, detail: Mapping[str, object]) -> None:
        if event == killing.event and not killing.written:
            _die()
        with journal.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"event": event, "detail": dict(detail)}) + "\n")
            file.flush()
            os.fsync(file.fileno())
        if event == killing.event:
            _die()

    def watch(seen: object) -> None:
        polls[0] += 1
        if polls[0] == killing.poll:
            _die()

    press = _press(port, clock, folder)
    press.connect()
    press.press_cell(1, ONE_STROKE, journal=write_ahead, watch=watch)
    _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
