"""What happens to a pressed cell: somebody looks at it, an analyser measures it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from campaigns.errors import WrongInputError
from campaigns.trial.measurement import Analysis, Measurement, measure_file
from hardware.inspection import Inspection


class NotInspectedError(Exception):
    """Nobody has said whether the cell is intact; the trial waits."""


class Bench(Protocol):
    """Inspects and measures cells by their label."""

    def expect(self, label: str) -> None:
        """Be ready for a cell that is about to be pressed.

        Raises:
            WrongInputError: files under that label are there already; they are another cell's.
        """
        ...

    def inspect(self, label: str) -> Inspection:
        """Whether the cell is whole.

        Raises:
            NotInspectedError: nobody has said so in time.
        """
        ...

    def measure(self, label: str) -> Measurement:
        """Its impedance.

        Raises:
            SpectrumRefusedError: no spectrum came in time.
        """
        ...


@dataclass(frozen=True)
class LabBench:
    """A bench made of two questions: who looks at the cell, and which file is its spectrum.

    Attributes:
        look: Label to inspection; waits for it.
        await_file: Label to the analyser's file; waits for it.
        folder: Where files of cells lie; None where a person brings them.
        analysis: How spectra are analysed.
        ocv_v: Label to the voltage of the cell at rest, where a person is asked for it.
        ready: Called with the label of a cell that is about to be pressed.
    """

    look: Callable[[str], Inspection]
    await_file: Callable[[str], Path]
    folder: Path | None
    analysis: Analysis
    ocv_v: Callable[[str], float | None] = field(default=lambda label: None)
    ready: Callable[[str], None] = field(default=lambda label: None)

    def expect(self, label: str) -> None:
        """Refuse to press a cell under a label that has files: they would be taken for its own."""
        here = self.folder is not None and self.folder.is_dir()
        stale = sorted(self.folder.glob(f"{label}*")) if self.folder and here else []
        if stale:
            raise WrongInputError(
                f"{self.folder} holds {stale[0].name}, but {label} has not been pressed yet: the "
                "file belongs to another campaign. Nothing was pressed. Move it away, or give this "
                "campaign a folder of its own ([impedance] folder)."
            )
        self.ready(label)

    def inspect(self, label: str) -> Inspection:
        """Whether the cell is whole."""
        return self.look(label)

    def measure(self, label: str) -> Measurement:
        """Wait for the cell's file, read it, fit it."""
        path = self.await_file(label)
        return measure_file(path, self.analysis, self.ocv_v(label))
