"""The press as its controller tells of it, and whether that is news: read from the live file."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from campaigns.web.live.live_file import LiveLines
from doe.knobs.knob_values import Value, numbers_of

STALE_S = 5.0
"""A moving press that has not been heard of for so long: something is wrong between it and us."""

MOST_SAMPLES = 1500  # chosen: more than a curve on a screen has pixels
MOVING = ("approach", "ramp", "hold", "release")


@dataclass(frozen=True)
class Pulse:
    """What the live file says.

    Attributes:
        kind: Of its last line: `planned`, `press`, `pressed`, `closed`, `ended` ...
        trial: The cell it is about; None before the first.
        protocol: What that cell is pressed with.
        samples: Seconds since the first look, MPa, planned MPa; None where there is no plan.
        phase: Of the press.
        step: Of the protocol.
        in_phase_s: How long the press has been in it, if it counts.
        alarms: Standing ones.
        sentence: What the last line says in words.
        at_s: When it was written; seconds since 1970.
    """

    kind: str
    trial: int | None = None
    protocol: Mapping[str, Value] | None = None
    samples: Sequence[tuple[float, float | None, float | None]] = ()
    phase: str = ""
    step: str = ""
    in_phase_s: float | None = None
    alarms: tuple[str, ...] = ()
    sentence: str = ""
    at_s: float = 0.0

    @property
    def mpa(self) -> float | None:
        """Now on the pellet."""
        return self.samples[-1][1] if self.samples else None

    @property
    def planned_mpa(self) -> float | None:
        """What the plan has now."""
        return self.samples[-1][2] if self.samples else None

    @property
    def left_s(self) -> float | None:
        """What is left of the dwell; None outside a hold."""
        if self.phase != "hold" or self.in_phase_s is None or self.protocol is None:
            return None
        dwell_s = numbers_of(self.protocol).get(f"{self.step}_dwell_s")
        return None if dwell_s is None else max(0.0, dwell_s - self.in_phase_s)

    @property
    def pressing(self) -> bool:
        """A cell is in the press."""
        return self.kind == "press"

    def silent_s(self, now_s: float | None = None) -> float:
        """How long nothing was written."""
        return max(0.0, (time.time() if now_s is None else now_s) - self.at_s)


def read_pulse(path: Path, lines: LiveLines | None = None) -> Pulse | None:
    """What the controller has written last; None when it never did.

    Args:
        path: The live file.
        lines: What was read of it before, by one who looks again and again.
    """
    line = (lines or LiveLines()).of(path)
    return _pulse(line) if line else None


def _pulse(lines: Sequence[Mapping[str, object]]) -> Pulse:
    last = lines[-1]
    looks = [line for line in lines if line["kind"] == "press"]
    planned = next((line for line in reversed(lines) if line["kind"] == "planned"), None)
    seen = looks[-1] if looks else {}
    about = next((line["trial"] for line in reversed(lines) if "trial" in line), None)
    protocol = planned["protocol"] if planned else None
    return Pulse(
        kind=str(last["kind"]),
        trial=about if isinstance(about, int) else None,
        protocol=protocol if isinstance(protocol, dict) else None,
        samples=_samples(looks),
        phase=str(seen.get("phase", "")),
        step=str(seen.get("step", "")),
        in_phase_s=_float(seen.get("in_phase_s")),
        alarms=_words(seen.get("alarms")),
        sentence=str(last.get("sentence", "")),
        at_s=_float(last.get("at_s")) or 0.0,
    )


def _samples(
    looks: Sequence[Mapping[str, object]],
) -> list[tuple[float, float | None, float | None]]:
    """Evenly thinned where there are too many."""
    if not looks:
        return []
    begun_s = _float(looks[0]["now_s"]) or 0.0
    thin = -(-len(looks) // MOST_SAMPLES)
    kept = [*looks[:-1:thin], looks[-1]]
    return [
        (
            round((_float(look["now_s"]) or 0.0) - begun_s, 2),
            _float(look["mpa"]),
            _float(look["planned_mpa"]),
        )
        for look in kept
    ]


def _float(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _words(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()
