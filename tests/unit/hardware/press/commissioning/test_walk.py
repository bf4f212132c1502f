"""The checklist is proved by what is measured: a row of yes proves nothing."""

import contextlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from support.presses.press import IMPATIENT_S, map_at

from hardware.clock import SimulatedClock
from hardware.press.commissioning.checklist import CHECKLIST
from hardware.press.commissioning.commissioning_record import (
    CommissioningRecord,
    Pending,
    load,
    save,
    why_not_unattended,
)
from hardware.press.commissioning.stand import Stand
from hardware.press.commissioning.walk import ClockReading, walk
from hardware.press.options import PressSettings
from hardware.press.register_map.load import SHIPPED, MapError
from hardware.twin.laboratory import Laboratory
from hardware.twin.plc.faults import Upset
from hardware.twin.plc.registers import Command, State

PERSONS = ("A. Meyer", "J. Okafor")


@dataclass
class People:
    """Two people at the simulated press; they do what is asked, unless `careless`."""

    lab: Laboratory
    clock: SimulatedClock
    answers: dict[str, str] = field(default_factory=dict)
    """What is typed where a question holds these words, instead of the right thing."""
    asked: list[str] = field(default_factory=list)
    begun: list[object] = field(default_factory=list)
    ghost: bool = False
    """What is sent into a dead line arrives all the same."""
    _later: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        sleep, start = self.clock.sleep, self.lab.plc.machine.start
        self._written = self.lab.plc.write

        def slept(seconds: float) -> None:
            sleep(seconds)
            for at_s, act in [due for due in self._later if due[0] <= self.clock.now_s()]:
                self._later.remove((at_s, act))
                act()

        def counted(orders: object) -> None:
            self.begun.append(orders)
            start(orders)  # type: ignore[arg-type]

        self.clock.sleep = slept  # type: ignore[method-assign]
        self.lab.plc.machine.start = counted  # type: ignore[method-assign]

    @property
    def upset(self) -> Upset:
        return self.lab.plc.board.upset

    def tell(self, sentence: str) -> None:
        acts = {
            "pull the cable now, start": self._pull,
            "HOLD: hit the emergency stop": lambda: setattr(self.upset, "estop", True),
            "open the guard now": lambda: setattr(self.upset, "guard_open", True),
            "turn the key to local now": lambda: setattr(self.upset, "local", True),
        }
        for words, act in acts.items():
            if words in sentence and words not in self.answers:
                act()

    def _pull(self) -> None:
        self.upset.gone = True
        self.later(10.0, lambda: setattr(self.upset, "gone", False))

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        self._later.append((self.clock.now_s() + seconds, act))

    def ask(self, question: str) -> str:
        self.asked.append(question)
        for words, typed in self.answers.items():
            if words in question:
                return typed
        if question.startswith("Type "):
            return self._begin(question.split()[1])
        return self._answer(question)

    def _begin(self, key: str) -> str:
        """The press stands ready again."""
        self.upset.guard_open = self.upset.local = False
        self.lab.plc.machine.reset()
        if key == "over_limit":
            self.limit_of_plc(5.0)
        return key

    def limit_of_plc(self, limit_kn: float) -> None:
        self.lab.plc.model = replace(self.lab.plc.model, lim_force_kn=limit_kn)

    def _answer(self, question: str) -> str:
        ram_kn = self.lab.plc.machine.ram.force_kn
        if "type OUT" in question and "cable" in question:
            self.upset.gone = True
            if not self.ghost:
                self.lab.plc.write = lambda address, words: 0  # type: ignore[method-assign]
            return "OUT"
        if "type BACK" in question:
            self.upset.gone = False
            self.lab.plc.write = self._written  # type: ignore[method-assign]
            return "BACK"
        if "button" in question and "type OUT" in question:
            self.upset.estop = False
            return "OUT"
        known = {
            "What does the panel show as force": f"{ram_kn:.2f}",
            "What does the panel show as travel": f"{self.position_mm():.2f}",
            "stopwatch": "10.2",
            "on the reference": "2.36",
            "without the cable": "2.1",
            "without the computer": "2,2",
            "OVER": "OVER",
        }
        return next((typed for words, typed in known.items() if words in question), "")

    def position_mm(self) -> float:
        with self.stand.machine() as machine:
            return machine.look().position_mm

    stand: Stand = field(init=False)


@contextmanager
def people(folder: Path, **answers: str) -> Iterator[tuple[People, Path]]:
    clock = SimulatedClock()
    with Laboratory(seed=1, folder=folder / "lab", clock=clock) as lab:
        there = People(lab, clock, answers)
        press_file = folder / "mine.toml"
        press_file.write_bytes((SHIPPED / "generic_plc.toml").read_bytes())
        press_map = map_at(lab.port, timeout_s=IMPATIENT_S)
        there.stand = Stand(
            press_map=press_map,
            die=press_map.die("steel-10"),
            clock=clock,
            ask=there.ask,
            tell=there.tell,
            low_mpa=30.0,
            settings=PressSettings(lock_folder=folder),
        )
        yield there, press_file


def now(wall_s: float = 1000.0, running_s: float = 50.0) -> Callable[[], ClockReading]:
    return lambda: ClockReading("2026-11-29T12:00:00+00:00", wall_s, running_s)


def walked(there: People, press_file: Path, *only: str) -> CommissioningRecord:
    return walk(there.stand, press_file, PERSONS, now(), only)


def remark(record: CommissioningRecord, key: str) -> str:
    return next(answer.remark for answer in record.answers if answer.key == key)


HERE = [item.key for item in CHECKLIST if item.key != "computer_off"]


def test_people_who_do_what_is_asked_pass(tmp_path: Path) -> None:
    with people(tmp_path) as (there, press_file):
        record = walked(there, press_file, *HERE)
        assert [f"{answer.key}: {answer.remark}" for answer in record.failed] == []
        assert {answer.key for answer in record.answers} == set(HERE)
        measured = {answer.key: answer.measured for answer in record.answers}
        assert measured["blank_die"]["measured"] == pytest.approx(10.0, abs=0.5)
        assert measured["force_reference"]["measured"] == pytest.approx(2.36, rel=0.03)
        assert measured["cable"]["lost_s"] >= 2.0
        assert measured["over_limit"] == {"limit_kn": 5.0, "asked_kn": 6.0}
        assert remark(record, "over_limit").startswith("the PLC refused: ")
        reasons = why_not_unattended(there.stand.press_map, press_file)
        assert reasons == ["commissioning: computer_off was not done"]


def test_a_row_of_yes_proves_nothing(tmp_path: Path) -> None:
    with people(tmp_path) as (there, press_file):
        there.stand.ask = lambda question: "yes"
        record = walk(there.stand, press_file, PERSONS, now())
        assert len(record.failed) == len(CHECKLIST)
        assert there.begun == []


@pytest.mark.slow
def test_yes_after_each_begun_item_proves_nothing_either(tmp_path: Path) -> None:
    with people(tmp_path) as (there, press_file):
        there.stand.tell = lambda sentence: None
        there.stand.ask = lambda question: (
            there._begin(question.split()[1]) if question.startswith("Type ") else "yes"
        )
        record = walk(there.stand, press_file, PERSONS, now())
        assert {answer.key for answer in record.answers if answer.passed} == {"abort"}


FAILS = {
    "map": ({"panel show as force": "3.5"}, "3.5 was read off"),
    "blank_die": ({"stopwatch": "14"}, "14 was read off, 10"),
    "force_reference": ({"on the reference": "4.1"}, "4.1 was read off, 2."),
    "cable": ({"without the cable": "9"}, "it fell after 9 s; the deadman waits 2 s"),
    "cable_at_start": ({"then type OUT": "yes"}, "nobody said that the cable is out"),
    "over_limit": ({"Type OVER": "yes"}, "the operator did not agree"),
    "emergency_stop": ({"HOLD: hit the emergency stop": ""}, "the stroke went on to its end"),
    "guard": ({"open the guard now": ""}, "the stroke went on with the guard open"),
    "local_mode": ({"turn the key to local now": ""}, "the stroke went on to its end"),
}


@pytest.mark.parametrize("key", FAILS)
def test_each_item_fails_where_the_measurement_does_not_agree(tmp_path: Path, key: str) -> None:
    answers, spoken = FAILS[key]
    with people(tmp_path, **answers) as (there, press_file):
        record = walked(there, press_file, key)
        assert [answer.key for answer in record.failed] == [key]
        assert spoken in remark(record, key)


def test_a_cable_that_was_never_out_is_seen_and_the_press_is_released(tmp_path: Path) -> None:
    with people(tmp_path, **{"Pull the cable now": "OUT"}) as (there, press_file):
        record = walked(there, press_file, "cable_at_start")
        assert "the cable was not out: START arrived" in remark(record, "cable_at_start")
        assert len(there.begun) == 1
        assert there.lab.plc.machine.ram.force_kn < 0.2


def test_a_start_that_arrives_after_all_is_seen(tmp_path: Path) -> None:
    with people(tmp_path) as (there, press_file):
        there.ghost = True
        record = walked(there, press_file, "cable_at_start")
        spoken = remark(record, "cable_at_start")
        assert "while nobody sent anything" in spoken or "moved by itself" in spoken


def test_a_plc_that_obeys_beyond_its_limit_is_released_at_once(tmp_path: Path) -> None:
    with people(tmp_path) as (there, press_file):
        begin = there._begin

        def deaf(key: str) -> str:
            begin(key)
            there.stand.number = lambda question: 5.0  # type: ignore[method-assign]
            there.limit_of_plc(100.0)
            return key

        there._begin = deaf  # type: ignore[method-assign]
        registers = dict(there.stand.press_map.registers)
        del registers["lim_force"]
        object.__setattr__(there.stand.press_map, "registers", registers)
        record = walked(there, press_file, "over_limit")
        assert "the PLC did not refuse" in remark(record, "over_limit")
        assert there.lab.plc.machine.ram.force_kn < 0.2


def test_a_map_whose_limits_make_it_impossible_says_so(tmp_path: Path) -> None:
    with people(tmp_path) as (there, press_file):
        there._begin = lambda key: key  # type: ignore[method-assign]
        record = walked(there, press_file, "over_limit")
        assert "it cannot be tried: 1.2 times the PLC's own limit" in remark(record, "over_limit")
        assert there.begun == []


def test_the_item_is_written_down_before_the_computer_goes_off(tmp_path: Path) -> None:
    with people(tmp_path) as (there, press_file):
        pending: list[Pending | None] = []

        def spoken(sentence: str) -> None:
            held = load(press_file)
            if "switch this computer off now" in sentence and held is not None:
                pending.append(held.pending)

        there.stand.tell = spoken
        record = walked(there, press_file, "computer_off")
        assert pending == [Pending("computer_off", 1000.0, 50.0)]
        assert remark(record, "computer_off") == "the computer was not switched off in the hold"


def test_a_computer_that_ran_all_the_time_was_not_off(tmp_path: Path) -> None:
    with people(tmp_path) as (there, press_file):
        begun = walked(there, press_file, "map")
        save(replace(begun, pending=Pending("computer_off", 1000.0, 50.0)), press_file)
        record = walk(there.stand, press_file, PERSONS, now(1300.0, 345.0), ["map"])
        assert remark(record, "computer_off") == "this computer was running all the time"


def test_after_power_the_time_is_asked(tmp_path: Path) -> None:
    with people(tmp_path) as (there, press_file):
        record = walked(there, press_file, "map")
        path = tmp_path / "mine.commissioned.json"
        assert load(press_file) == record
        save(replace(record, pending=Pending("computer_off", 1000.0, 50.0)), press_file)
        record = walk(there.stand, press_file, PERSONS, now(1300.0, 20.0), ["map"])
        assert record.pending is None
        off = next(answer for answer in record.answers if answer.key == "computer_off")
        assert (off.passed, off.measured) == (True, {"fell_after_s": 2.2})
        assert json.loads(path.read_text())["persons"] == list(PERSONS)


def test_what_is_proved_is_not_asked_again(tmp_path: Path) -> None:
    with people(tmp_path) as (there, press_file):
        walked(there, press_file, "map", "abort")
        there.asked.clear()
        there.answers = {"Type ": "later"}
        record = walked(there, press_file)
        assert [q.split()[1] for q in there.asked] == [
            item.key for item in CHECKLIST if item.key not in ("map", "abort")
        ]
        assert remark(record, "guard") == "later"


def test_an_unknown_item_and_a_single_person_are_refused(tmp_path: Path) -> None:
    with people(tmp_path) as (there, press_file):
        with pytest.raises(MapError, match="there is no item horn"):
            walked(there, press_file, "horn")
        with pytest.raises(MapError, match="needs 2 persons"):
            walk(there.stand, press_file, ["A. Meyer", " A. Meyer "], now())


@pytest.mark.parametrize("end", ["its answer is lost", "it is acknowledged late", "Ctrl-C"])
def test_a_start_beyond_the_limit_that_breaks_off_is_released(tmp_path: Path, end: str) -> None:
    with people(tmp_path) as (there, press_file):
        begin, obey = there._begin, there.lab.plc._obey
        released: list[int] = []

        def beyond(key: str) -> str:
            begin(key)
            there.limit_of_plc(100.0)
            there.stand.number = lambda question: 5.0  # type: ignore[method-assign]
            return key

        def obeyed(code: int, seq: int) -> None:
            if code == Command.RELEASE:
                released.append(seq)
            if code == Command.START and end == "its answer is lost":
                there.lab._server._drop_next = 1
            if code == Command.START and end == "it is acknowledged late":
                return
            obey(code, seq)
            if code == Command.START and end == "Ctrl-C":
                there.later(0.2, ctrl_c)

        def ctrl_c() -> None:
            raise KeyboardInterrupt

        there._begin = beyond  # type: ignore[method-assign]
        there.lab.plc._obey = obeyed  # type: ignore[method-assign]
        registers = dict(there.stand.press_map.registers)
        del registers["lim_force"]
        object.__setattr__(there.stand.press_map, "registers", registers)
        with contextlib.suppress(KeyboardInterrupt):
            walked(there, press_file, "over_limit")
        assert released
        assert there.lab.plc.machine.ram.force_kn < 0.2
        assert there.lab.plc.machine.state in (State.IDLE, State.ABORTED, State.DONE)
