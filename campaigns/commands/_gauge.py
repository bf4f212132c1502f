"""A gauge that moves with the press while somebody looks: step, phase, pressure, a bar."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from campaigns.recipe import press_protocol

if TYPE_CHECKING:
    from rich.console import Console
    from rich.live import Live

    from hardware.press import Snapshot

CELL_S = 3.2
"""A simulated cell is shown for about so long, however long its pressing would take."""

_FRAME_S = 0.04
_WORDS = {"prepress": "pre-press", "copress": "co-press", "anode": "anode attachment"}
_BAR = 30


@dataclass
class Gauge:
    """Shows the press in one line, and lets the simulated time pass at a pace that eyes can follow.

    Attributes:
        screen: A terminal.
    """

    screen: Console
    _live: Live | None = None
    _top_mpa: float = 1.0
    _whole_s: float = 1.0
    _began: tuple[float, float] | None = None
    _shown: float = field(default=0.0)

    def begin(self, trial: int, protocol: Mapping[str, float]) -> None:
        """A cell is about to be pressed."""
        from rich.live import Live

        planned = press_protocol(protocol)
        self._top_mpa, self._whole_s = planned.peak_mpa, max(planned.duration_s, 1.0)
        self._began = None
        self._live = Live(console=self.screen, transient=True, auto_refresh=False)
        self._live.start()

    def show(self, trial: int, seen: Snapshot) -> None:
        """One look at the press; waits until it is due."""
        now = time.perf_counter()
        if self._began is None:
            self._began = (now, seen.now_s)
        due = self._began[0] + CELL_S * (seen.now_s - self._began[1]) / self._whole_s
        if due - self._shown < _FRAME_S:
            return
        if due > now:
            time.sleep(due - now)
        self._shown = time.perf_counter()
        self._draw(self._line(trial, seen))

    def rest(self, trial: int, words: str) -> None:
        """The press is done; something else happens to the cell."""
        self._draw(f"{trial:>4}      {words}")

    def end(self) -> None:
        """Take the gauge away; the story goes on below."""
        if self._live is not None:
            self._live.stop()
            self._live = None

    def _draw(self, line: str) -> None:
        from rich.text import Text

        if self._live is not None:
            self._live.update(Text(line, style="cyan"), refresh=True)

    def _line(self, trial: int, seen: Snapshot) -> str:
        full = round(_BAR * min(max(seen.mpa / self._top_mpa, 0.0), 1.0))
        bar = "#" * full + "." * (_BAR - full)
        step = _WORDS.get(seen.step, seen.step)
        return f"{trial:>4}      [{bar}] {seen.mpa:4.0f} MPa   {step}, {seen.phase.value}"
