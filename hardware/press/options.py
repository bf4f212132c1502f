"""How an adapter behaves; everything about the machine itself is in its map."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

DEFAULT_POLL_S = 0.1  # ten looks a second, a tenth of a deadman of 2 s at most


@dataclass(frozen=True)
class PowderFill:
    """What was filled into the die; without it there is no compaction curve."""

    mass_mg: float
    density_g_cm3: float
    """True density, without pores."""


@dataclass(frozen=True)
class PressSettings:
    """Choices of whoever opens a press."""

    poll_s: float = DEFAULT_POLL_S
    """Time between two looks; 0.1 s or less keeps the trace at 10 Hz or better."""
    simulated: bool = False
    """Set by whoever knows that no machine is behind the line."""
    lock_folder: Path | None = None
    """Where the lock file lives; the system's temporary folder if None."""
    die_serial: str | None = None
    """What a person read off the mounted die; must equal the serial in the press file."""
    tell: Callable[[str], None] | None = None
    """Shows a sentence to whoever presses by hand; nothing is shown if None."""
    powder: PowderFill | None = None
    """What is in the die, for the compaction curve."""
