"""Everything that can go wrong at a press, by name: what `copress twin --fault NAME` serves.

A fault changes a few fields of `Upset`, at once or when the press enters a state; machine, server
and analyser look at those fields and at nothing else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from hardware.twin.plc.registers import Command, State


@dataclass
class Upset:
    """What is wrong at this moment; the defaults are a healthy laboratory."""

    leak_kn_s: float = 0.0
    overshoot: float = 0.004
    """Of the target, at the end of the ramp."""
    no_rise: bool = False
    force_scale: float = 1.0
    """Force sensor over true force; the oil side is right."""
    frozen: bool = False
    invalid: bool = False
    drift_kn_s: float = 0.0
    tare_kn: float = 0.0
    heat_factor: float = 1.0
    """On the rate at which the die is heated."""
    clamp_kn: float = float("inf")
    estop: bool = False
    guard_open: bool = False
    local: bool = False
    reboot: bool = False
    heartbeat_stops: bool = False
    second_writer: bool = False
    map_version: int = 1
    swapped_words: bool = False
    swapped_bytes: bool = False
    off_by_one: bool = False
    delay_s: float = 0.0
    """Wall-clock seconds before each answer."""
    exception_code: int = 0
    silent: bool = False
    cut: bool = False
    """Close all connections, once."""
    gone: bool = False
    """Close each connection as soon as it asks for anything."""
    wrong_id: bool = False
    spoil: str = ""
    """What is wrong with answers to reads: `short`, `long`, `empty`, `function`."""
    last_seq: int = 0
    """Sequence number that the PLC has taken last, when it starts."""
    drop_reply_to: int = Command.NONE
    spectrum: str = ""
    """`missing`, `half`, `other`: what is wrong with the next spectrum file."""
    analyser: str = ""
    """Of the driven one: `silent late twice closed busy overload wrong-identity`."""
    analyser_times: float = float("inf")
    """How often that happens still."""


@dataclass(frozen=True)
class Fault:
    """One thing that goes wrong."""

    text: str
    effects: Mapping[str, object]
    when: State | None = None
    """State at whose entry the clock starts; None: from the beginning."""
    after_s: float = 0.0
    lasts_s: float = field(default=float("inf"))

    @property
    def in_words(self) -> str:
        """What goes wrong and when, in words."""
        if self.when is None:
            return self.text
        lasts = f", for {self.lasts_s:g} s" if self.lasts_s != float("inf") else ""
        return f"{self.text} ({self.after_s:g} s into {self.when.name.lower()}{lasts})"


FAULTS: dict[str, Fault] = {
    # the line
    "lost-start-reply": Fault("the reply to START never arrives", {"drop_reply_to": Command.START}),
    "lost-release-reply": Fault(
        "the reply to RELEASE never arrives", {"drop_reply_to": Command.RELEASE}
    ),
    "slow": Fault("every answer takes 1.5 s", {"delay_s": 1.5}, State.RAMP, 0.5, 3.0),
    "busy": Fault("device busy (exception 6)", {"exception_code": 6}, State.HOLD, 0.5, 1.0),
    "device-failure": Fault("device failure (exception 4)", {"exception_code": 4}, State.HOLD, 1.0),
    "illegal-function": Fault("exception 1 to everything", {"exception_code": 1}),
    "illegal-address": Fault("exception 2 to everything", {"exception_code": 2}),
    "illegal-value": Fault("exception 3 to everything", {"exception_code": 3}),
    "cut-in-ramp": Fault("the connection is cut once in the ramp", {"cut": True}, State.RAMP, 1.0),
    "cut": Fault("the connection is cut once during the hold", {"cut": True}, State.HOLD, 1.0),
    "gone": Fault("nobody can be reached for 1.5 s", {"gone": True}, State.HOLD, 1.0, 1.5),
    "silent": Fault("nobody answers any more from the ramp on", {"silent": True}, State.RAMP, 1.0),
    "wrong-id": Fault("the PLC has device id 7, not 1", {"wrong_id": True}),
    "short-answers": Fault("answers lack registers", {"spoil": "short"}, State.HOLD, 1.0, 0.5),
    "long-answers": Fault("answers have too much", {"spoil": "long"}, State.HOLD, 1.0, 0.5),
    "empty-answers": Fault("answers hold nothing", {"spoil": "empty"}, State.HOLD, 1.0, 0.5),
    "wrong-function": Fault(
        "answers are of another function", {"spoil": "function"}, State.HOLD, 1.0, 0.5
    ),
    # sensors
    "frozen-force": Fault("the force reading stands still", {"frozen": True}, State.RAMP, 0.5),
    "nan-force": Fault("the force reads NaN", {"invalid": True}, State.HOLD, 1.0),
    "drift": Fault("the force sensor drifts by 0.05 kN/s", {"drift_kn_s": 0.05}),
    "tare-off": Fault("3 kN are shown with nothing in the press", {"tare_kn": 3.0}),
    "oil-disagrees": Fault(
        "the force sensor shows 80 % of what the oil says", {"force_scale": 0.8}, State.RAMP, 0.5
    ),
    "tonnes": Fault(
        "the force is sent in tonnes where kN are expected", {"force_scale": 1 / 9.80665}
    ),
    # the machine
    "leak": Fault("the press loses 0.2 kN/s", {"leak_kn_s": 0.2}, State.HOLD, 1.0),
    "overshoot": Fault("the ramp overshoots by 10 %", {"overshoot": 0.10}),
    "no-rise": Fault("the force does not rise: pump off", {"no_rise": True}, State.RAMP),
    "heats-too-fast": Fault("the die heats at three times its rate", {"heat_factor": 3.0}),
    "estop": Fault("emergency stop during the hold", {"estop": True}, State.HOLD, 1.0),
    "guard": Fault("the guard is opened during the hold", {"guard_open": True}, State.HOLD, 1.0),
    "local": Fault("somebody turns the key to local", {"local": True}, State.HOLD, 1.0),
    # the PLC and its program
    "reboot": Fault("the PLC starts again during the hold", {"reboot": True}, State.HOLD, 1.0),
    "heartbeat-stops": Fault(
        "the PLC program hangs: heartbeat and values stand still",
        {"heartbeat_stops": True},
        State.HOLD,
        1.0,
    ),
    "second-writer": Fault(
        "another client writes the force set-point", {"second_writer": True}, State.HOLD, 1.0
    ),
    "clamp": Fault("the PLC quietly clamps the force set-point to 10 kN", {"clamp_kn": 10.0}),
    "seq-wrap": Fault("the last command had number 65535, the highest", {"last_seq": 65535}),
    "wrong-map": Fault("the PLC has another version of its program", {"map_version": 99}),
    "swapped-words": Fault("words of 32-bit values are swapped (CDAB)", {"swapped_words": True}),
    "swapped-bytes": Fault("bytes in every word are swapped", {"swapped_bytes": True}),
    "off-by-one": Fault("every address is off by one", {"off_by_one": True}),
    # the analyser
    "no-spectrum": Fault("the analyser writes no file", {"spectrum": "missing"}),
    "half-spectrum": Fault("the spectrum file stops in the middle", {"spectrum": "half"}),
    "other-spectrum": Fault("the spectrum is filed under another cell", {"spectrum": "other"}),
    # the analyser that is driven (copress twin --analyser)
    "analyser-silent": Fault("the analyser answers no question", {"analyser": "silent"}),
    "analyser-late": Fault("its data come with the answer after", {"analyser": "late"}),
    "analyser-twice": Fault("its data come twice at once", {"analyser": "twice"}),
    "analyser-closed": Fault("it closes the line when data are asked for", {"analyser": "closed"}),
    "analyser-busy": Fault("somebody uses its panel: triggers are ignored", {"analyser": "busy"}),
    "analyser-overload": Fault("every point exceeds its range", {"analyser": "overload"}),
    "analyser-wrong": Fault("another instrument is there", {"analyser": "wrong-identity"}),
}


def named_fault(name: str) -> Fault:
    """A fault by its name.

    Raises:
        ValueError: if there is none of that name, with the ones that exist.
    """
    if name not in FAULTS:
        raise ValueError(f"unknown fault {name!r}; there are: {', '.join(FAULTS)}")
    return FAULTS[name]


class FaultBoard:
    """Which faults are armed, due and active; applies them to one `Upset` as time passes."""

    def __init__(self, faults: Iterable[Fault] = ()) -> None:
        self.upset = Upset()
        self._armed: list[Fault] = []
        self._due: list[tuple[float, Fault, bool]] = []
        for fault in faults:
            self.arm(fault)

    def arm(self, fault: Fault) -> None:
        """Let a fault happen when its state is next entered, or at once."""
        if fault.when is None:
            self._set(fault, active=True)
        else:
            self._armed.append(fault)

    def clear(self) -> None:
        """Make the laboratory healthy again."""
        self._armed.clear()
        self._due.clear()
        for entry in fields(Upset):
            setattr(self.upset, entry.name, entry.default)

    def analyser_struck(self) -> None:
        """A fault of the driven analyser has happened once more."""
        self.upset.analyser_times -= 1
        if self.upset.analyser_times <= 0:
            self.upset.analyser, self.upset.analyser_times = "", float("inf")

    def entered(self, state: State, now_s: float) -> None:
        """Start the clocks of the faults that wait for this state; each happens once."""
        for fault in [fault for fault in self._armed if fault.when is state]:
            self._armed.remove(fault)
            self._due.append((now_s + fault.after_s, fault, True))
            if fault.lasts_s != float("inf"):
                self._due.append((now_s + fault.after_s + fault.lasts_s, fault, False))

    def tick(self, now_s: float) -> None:
        """Apply what has become due."""
        if not self._due:
            return
        due = [entry for entry in self._due if entry[0] <= now_s]
        for entry in due:
            self._due.remove(entry)
            self._set(entry[1], active=entry[2])

    def _set(self, fault: Fault, *, active: bool) -> None:
        healthy = Upset()
        for name, value in fault.effects.items():
            setattr(self.upset, name, value if active else getattr(healthy, name))
