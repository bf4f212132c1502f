"""Cells of pressure series in the simulated laboratory: they outlive the program in their die."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from hardware.twin.plc.simulated_stroke import SimulatedStroke

FILE = "simulated-die.json"
"""In the drop folder: what the cell in the die has been through."""


@dataclass
class InTheDie:
    """The strokes of the cell in the die, rung by rung.

    Attributes:
        folder: Where it is remembered; a simulated cell does not vanish with a process.
        sample: Number of the cell; 0 before the first.
        rungs: Strokes of each rung whose fixture was closed.
        open_strokes: Strokes since the last closing.
        stack_kn: Force of the fixture that is closed on it; 0 where none is.
    """

    folder: Path
    sample: int = 0
    rungs: list[list[SimulatedStroke]] = field(default_factory=list)
    open_strokes: list[SimulatedStroke] = field(default_factory=list)
    stack_kn: float = 0.0

    @classmethod
    def left_in(cls, folder: Path) -> "InTheDie":
        """As the last process left it."""
        file = folder / FILE
        if not file.is_file():
            return cls(folder)
        said = json.loads(file.read_text(encoding="utf-8"))
        return cls(
            folder,
            said["sample"],
            [[SimulatedStroke(**one) for one in rung] for rung in said["rungs"]],
            [SimulatedStroke(**one) for one in said["open_strokes"]],
            said["stack_kn"],
        )

    @property
    def strokes_so_far(self) -> int:
        """Strokes that the cell has seen."""
        return sum(len(rung) for rung in self.rungs) + len(self.open_strokes)

    def struck(self, stroke: SimulatedStroke) -> None:
        """A stroke has ended; another sample is a fresh cell."""
        if stroke.sample != self.sample:
            self.sample, self.rungs, self.open_strokes = stroke.sample, [], []
        self.open_strokes.append(stroke)
        self.stack_kn = 0.0
        self._keep()

    def closed(self, stack_kn: float) -> int:
        """The fixture was closed with that force: a rung has ended; its number, from 1."""
        self.rungs.append(self.open_strokes)
        self.open_strokes, self.stack_kn = [], stack_kn
        self._keep()
        return len(self.rungs)

    def pressed_rungs(self, now: SimulatedStroke | None = None) -> list[list[SimulatedStroke]]:
        """Strokes of the rungs that pressed, those of now last."""
        current = [*self.open_strokes, *([] if now is None else [now])]
        return [rung for rung in (*self.rungs, current) if rung]

    def _keep(self) -> None:
        said = {
            "sample": self.sample,
            "rungs": [[asdict(one) for one in rung] for rung in self.rungs],
            "open_strokes": [asdict(one) for one in self.open_strokes],
            "stack_kn": self.stack_kn,
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / FILE).write_text(json.dumps(said), encoding="utf-8")
