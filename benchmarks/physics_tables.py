"""Published pressing tables, and a comparison of one with a model."""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
TABLES = Path(__file__).resolve().parents[2] / "shared" / "data" / "press"


@dataclass(frozen=True, eq=False)
class Comparison:
    """A published table and what the model says in its place; arrays of shape (n,)."""

    name: str
    table: str
    kind: str
    """fitted, predicted, or partly fitted."""
    x: Values
    paper: Values
    model: Values
    unit: str
    relative: bool = True
    note: str = ""

    @property
    def rms(self) -> float:
        """Root mean square of ln(model/paper), or of the difference where that is the custom."""
        off = np.log(self.model / self.paper) if self.relative else self.model - self.paper
        return float(np.sqrt(np.mean(off**2)))

    @property
    def rms_text(self) -> str:
        """The rms as people say it."""
        return f"{100 * self.rms:.1f} %" if self.relative else f"{self.rms:.3g} {self.unit}"


class Tables:
    """The published tables, by file name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def rows(self, name: str, **wanted: str) -> list[dict[str, str]]:
        """Rows of a table in which the named columns begin as asked for."""
        with (self.folder / f"{name}.csv").open(encoding="utf-8") as file:
            found = list(csv.DictReader(file))
        return [r for r in found if all(r[key].startswith(text) for key, text in wanted.items())]


def column(rows: list[dict[str, str]], name: str) -> Values:
    """Numbers of one column, shape (n,)."""
    return np.array([float(row[name]) for row in rows])
