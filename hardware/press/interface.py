"""What the campaign knows of a press: the Protocol `Press`, and the records it gives back.

Planned, commanded and achieved are three things. A `PressRecord` keeps the plan next to what the
trace shows was achieved; whoever learns from it learns from the achieved values.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple, Protocol

from hardware.press.protocol import PressProtocol, Step
from hardware.recorded_trace import PressTrace

Journal = Callable[[str, Mapping[str, object]], None]
"""`journal(event, detail)`: written BEFORE the act it names; durable when it returns.

Events, in order, for each step: `intent` (sequence number, set-points, boot id; nothing written
yet), `started` (the START frame goes out next), `hold_begin`, `hold_end`, `released`; then
`fixture_intent`, `fixture_closed`; at any moment `interrupted` (of the line; the stroke goes on),
`aborted` (release asked for) or `lost` (press silent).
"""

JournalEvent = tuple[str, Mapping[str, object]]


class Phase(StrEnum):
    """Where the press is in its cycle."""

    INIT = "init"
    IDLE = "idle"
    APPROACH = "approach"
    RAMP = "ramp"
    HOLD = "hold"
    RELEASE = "release"
    DONE = "done"
    ABORTED = "aborted"
    FAULT = "fault"
    ESTOP = "estop"
    MANUAL = "manual"


class Snapshot(NamedTuple):
    """One consistent look at the press."""

    now_s: float
    """Monotonic seconds of the supervisor's clock."""
    phase: Phase
    force_kn: float
    """nan on an isostatic press, which has none."""
    mpa: float
    """Force over the area of the mounted die; in a vessel the pressure of its fluid."""
    planned_mpa: float
    """What the plan has at this moment; nan outside a step."""
    step: str = ""
    position_mm: float | None = None
    line_bar: float | None = None
    die_degc: float | None = None
    in_phase_s: float | None = None
    """The press' own count of time in its state."""
    alarms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Compaction:
    """Fingerprint of a powder from one ramp."""

    yield_mpa: float
    """Heckel's P_y."""
    intercept: float
    """Heckel's A."""
    heckel_r2: float
    kawakita_a: float
    """Largest relative loss of volume."""
    kawakita_b_per_mpa: float
    springback: float
    """Elastic recovery of thickness in the die, relative to the loaded thickness."""
    window_mpa: tuple[float, float]
    samples: int


@dataclass(frozen=True)
class StepRecord:
    """One step: planned, and achieved as the trace shows it."""

    name: str
    planned: Step
    seq: int
    """Sequence number of its START; 0 where the press has none."""
    peak_mpa: float
    hold_mean_mpa: float
    hold_std_mpa: float
    dwell_s: float
    ramp_mpa_s: float
    release_mpa_s: float
    die_degc: float | None = None
    """Mean die temperature of the hold; None where nobody measures it."""
    between: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Lowest and highest possible value of what the trace does not show sharply, by name: a gap
    lay over its edge. Its value is then the middle, or nan; empty when all is known."""
    compaction: Compaction | None = None
    """Of the step that densified the powder; None where travel, mass or density is not known."""


@dataclass(frozen=True, eq=False)
class PressRecord:
    """One pressed cell."""

    sample: int
    planned: PressProtocol
    steps: tuple[StepRecord, ...]
    trace: PressTrace
    stack_mpa: float | None
    """Achieved when the fixture was closed; None where there is none or it is not measured."""
    flags: tuple[str, ...]
    """What a person should know: `hold not held ...`, `suspected crack ...`; empty when all was
    well."""
    simulated: bool


class InterruptedFate(StrEnum):
    """What became of the cell of an interrupted trial."""

    NOT_PRESSED = "not_pressed"
    """Provably: no force was applied. The only fate after which the same trial may be started."""
    PRESSED = "pressed"
    """The cycle ended while nobody watched; a person decides what the cell is worth."""
    INTERRUPTED = "interrupted"
    """The cycle was cut short; force is off; the cell has a history nobody planned."""
    LOADED = "loaded"
    """The press still carries force: watch it to its end or release it."""
    UNKNOWN = "unknown"
    """Nothing can be proved; a person looks at the cell."""


@dataclass(frozen=True)
class InterruptedVerdict:
    """What reading the press tells of an interrupted trial. Reading only: nothing was started."""

    fate: InterruptedFate
    sentence: str
    """For the person: what is known, what happened to the press, what to do now."""
    press_is_free: bool
    """True if the press stands idle and unloaded, ready for another cell."""
    load: float | None = None
    """What the press shows: force in kN, or in a vessel pressure in MPa."""
    phase: Phase | None = None

    @property
    def may_press_again(self) -> bool:
        """True only if it is proved that the cell has seen no force."""
        return self.fate is InterruptedFate.NOT_PRESSED


class Press(Protocol):
    """A press that one can ask to press one cell, to release, and to say what became of one."""

    @property
    def simulated(self) -> bool:
        """True if no real machine is behind it; said in every record."""
        ...

    def connect(self) -> None:
        """Reach the press and prove that map, limits and machine agree.

        Raises:
            PressSilentError: if it cannot be reached.
            UnsafeProtocolError: if the map or the limits do not fit; nothing was sent.
        """
        ...

    def press_cell(
        self,
        sample: int,
        protocol: PressProtocol,
        *,
        journal: Journal,
        watch: Callable[[Snapshot], None] | None = None,
    ) -> PressRecord:
        """Press one cell, from unloaded to unloaded, and close its fixture.

        Raises:
            UnsafeProtocolError: refused before START; nothing was sent that moves.
            PressFaultError: stopped; force is released.
            PressSilentError: state unknown, perhaps loaded.
        """
        ...

    def abort(self, reason: str) -> None:
        """Release in a controlled way; allowed in any state, from any thread.

        Raises:
            PressSilentError: if the release cannot be confirmed.
        """
        ...

    def settle(self, sample: int, last_events: Sequence[JournalEvent]) -> InterruptedVerdict:
        """Say what became of a cell whose trial has no end. Reads the press; never starts it."""
        ...

    def fixture_mpa(self) -> float | None:
        """Stack pressure in the fixture now, as during a spectrum; None where nobody measures it.

        Reads only, and never raises: nan where the load cell cannot be read now.
        """
        ...

    def close(self) -> None:
        """Let go of the line. Does not move the press."""
        ...
