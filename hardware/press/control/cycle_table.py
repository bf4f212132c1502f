"""The cycle of one stroke as a table: phase x event -> phase.

Two rules. (1) Everything that decides whether the press may be loaded, and whether it may be
started, lives in this file. (2) This file does not know how the press is reached or what time it
is.

One `Cycle` is one stroke of one cell. The only way into `STARTING` is from `ARMED`, and nothing
leads back to `ARMED`: whatever happens, a cycle starts the press at most once. `ASK_RELEASE` is
allowed in every phase.
"""

from collections.abc import Mapping
from enum import StrEnum


class CyclePhase(StrEnum):
    """What the supervisor knows of the stroke."""

    UNLOADED = "unloaded"
    """Nothing asked for yet."""
    ARMED = "armed"
    """Set-points verified, intent written down; START not sent."""
    STARTING = "starting"
    """START is on its way; nobody knows yet whether it arrived."""
    RAMPING = "ramping"
    HOLDING = "holding"
    ADRIFT = "adrift"
    """The line broke during the hold; if the press still holds when it is back, the hold counts."""
    RELEASING = "releasing"
    """The press releases as planned."""
    DONE = "done"
    """Released as planned."""
    ABORTING = "aborting"
    """A release was asked for; not confirmed yet."""
    RELEASED = "released"
    """Release confirmed after an abort, a fault or a refusal."""
    STOPPED = "stopped"
    """The press stopped by itself (fault, emergency stop, local mode); force not known to be
    off."""
    LOST = "lost"
    """No line to a press that may be loaded."""


class CycleEvent(StrEnum):
    """What the supervisor does, or sees."""

    ARM = "arm"
    START = "start"
    REFUSED = "refused"
    """The press refused START; it did not move."""
    SEE_RAMP = "see_ramp"
    SEE_HOLD = "see_hold"
    SEE_RELEASE = "see_release"
    SEE_DONE = "see_done"
    """The press says that the stroke is over and the force is off."""
    SEE_STOP = "see_stop"
    SEE_UNLOADED = "see_unloaded"
    """Force below the threshold and the press at rest."""
    ASK_RELEASE = "ask_release"
    LOSE = "lose"


class CycleError(Exception):
    """An event that cannot happen in that phase: the press does what nobody asked for."""


_P, _E = CyclePhase, CycleEvent

# Every phase takes ASK_RELEASE; it is added below so that no row can forget it.
_ROWS: dict[CyclePhase, dict[CycleEvent, CyclePhase]] = {
    _P.UNLOADED: {_E.ARM: _P.ARMED, _E.LOSE: _P.UNLOADED, _E.SEE_UNLOADED: _P.UNLOADED},
    _P.ARMED: {_E.START: _P.STARTING, _E.LOSE: _P.UNLOADED, _E.SEE_UNLOADED: _P.ARMED},
    _P.STARTING: {
        _E.REFUSED: _P.RELEASED,
        _E.SEE_RAMP: _P.RAMPING,
        _E.SEE_HOLD: _P.HOLDING,
        _E.SEE_RELEASE: _P.RELEASING,
        _E.SEE_DONE: _P.DONE,
        _E.SEE_STOP: _P.STOPPED,
        _E.LOSE: _P.LOST,
    },
    _P.RAMPING: {
        _E.SEE_RAMP: _P.RAMPING,
        _E.SEE_HOLD: _P.HOLDING,
        _E.SEE_RELEASE: _P.RELEASING,
        _E.SEE_DONE: _P.DONE,
        _E.SEE_STOP: _P.STOPPED,
        _E.LOSE: _P.LOST,
    },
    _P.HOLDING: {
        _E.SEE_HOLD: _P.HOLDING,
        _E.SEE_RELEASE: _P.RELEASING,
        _E.SEE_DONE: _P.DONE,
        _E.SEE_STOP: _P.STOPPED,
        _E.LOSE: _P.ADRIFT,
    },
    _P.ADRIFT: {
        _E.SEE_HOLD: _P.HOLDING,
        _E.SEE_RELEASE: _P.RELEASING,
        _E.SEE_DONE: _P.DONE,
        _E.SEE_STOP: _P.STOPPED,
        _E.LOSE: _P.LOST,
    },
    _P.RELEASING: {
        _E.SEE_RELEASE: _P.RELEASING,
        _E.SEE_DONE: _P.DONE,
        _E.SEE_STOP: _P.STOPPED,
        _E.LOSE: _P.LOST,
    },
    _P.DONE: {_E.SEE_DONE: _P.DONE, _E.SEE_UNLOADED: _P.DONE, _E.LOSE: _P.DONE},
    _P.ABORTING: {
        _E.SEE_RAMP: _P.ABORTING,
        _E.SEE_HOLD: _P.ABORTING,
        _E.SEE_RELEASE: _P.ABORTING,
        _E.SEE_DONE: _P.ABORTING,
        _E.SEE_STOP: _P.STOPPED,
        _E.SEE_UNLOADED: _P.RELEASED,
        _E.LOSE: _P.LOST,
    },
    _P.RELEASED: {_E.SEE_UNLOADED: _P.RELEASED, _E.LOSE: _P.RELEASED, _E.SEE_STOP: _P.RELEASED},
    _P.STOPPED: {
        _E.SEE_STOP: _P.STOPPED,
        _E.SEE_UNLOADED: _P.RELEASED,
        _E.LOSE: _P.LOST,
    },
    _P.LOST: {
        _E.SEE_RAMP: _P.LOST,
        _E.SEE_HOLD: _P.LOST,
        _E.SEE_RELEASE: _P.LOST,
        _E.SEE_DONE: _P.LOST,
        _E.SEE_STOP: _P.STOPPED,
        _E.SEE_UNLOADED: _P.RELEASED,
        _E.LOSE: _P.LOST,
    },
}

TRANSITIONS: Mapping[CyclePhase, Mapping[CycleEvent, CyclePhase]] = {
    phase: {**row, CycleEvent.ASK_RELEASE: CyclePhase.ABORTING} for phase, row in _ROWS.items()
}

MAYBE_LOADED = frozenset(CyclePhase) - {
    CyclePhase.UNLOADED,
    CyclePhase.ARMED,
    CyclePhase.DONE,
    CyclePhase.RELEASED,
}
"""Phases in which a person must know that the press may carry force."""


class Cycle:
    """One stroke, from unloaded to unloaded."""

    def __init__(self) -> None:
        self.phase = CyclePhase.UNLOADED

    @property
    def maybe_loaded(self) -> bool:
        """True while it is not proved that the force is off."""
        return self.phase in MAYBE_LOADED

    def feed(self, event: CycleEvent) -> CyclePhase:
        """Take one event.

        Raises:
            CycleError: if the table has no row for it; the phase is left as it was.
        """
        try:
            self.phase = TRANSITIONS[self.phase][event]
        except KeyError:
            raise CycleError(
                f"{event.value!r} cannot happen while the stroke is {self.phase.value!r}"
            ) from None
        return self.phase
