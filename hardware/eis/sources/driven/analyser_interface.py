"""What an analyser that Copress drives promises; one file a kind in `hardware/eis/analysers/`.

A kind is a module with `KIND` (what people write in `[analyser] kind`), `File` (what its
analyser.toml may say, a pydantic model with `analyser.tries`) and
`open_analyser(file, folder, clock)`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol


@dataclass(frozen=True)
class AnalyserFinding:
    """One thing that was checked.

    Attributes:
        mark: `ok`, `warn` (a person should know), `fault` (no sweep would be right).
        what: What was checked, in a word or two.
        sentence: What was found, and what to do.
    """

    mark: Literal["ok", "warn", "fault"]
    what: str
    sentence: str


class Analyser(Protocol):
    """Measures the cell that is connected to it."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def simulated(self) -> bool:
        """It has said that nothing it measures is real; known once it was checked."""
        ...

    def check(self) -> list[AnalyserFinding]:
        """Talk to it without measuring: is it there, is it the right one, what can it do.

        Raises:
            AnalyserError: it cannot be reached at all.
        """
        ...

    def measure(self, target: Path, label: str) -> Path:
        """Take one sweep of the cell that is connected.

        Args:
            target: Path of the file to write, without a suffix.
            label: What the cell is called, e.g. `cell-0007`.

        Returns:
            The file, whole; with a suffix that fits its format.

        Raises:
            AnalyserError: there is no sweep that can be used; no file is left under `target`.
        """
        ...
