"""A gauge that moves with the press while somebody looks: step, phase, pressure, a bar."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

from rich.console import Console
from rich.live import Live
from rich.text import Text

from campaigns.trial.recipe import press_protocol
from doe.knobs.knob_values import Value
from hardware.press.interface import Snapshot

_FRAME_S = 0.04  # chosen: 25 frames a second look steady
_WORDS = {"prepress": "pre-press", "copress": "co-press", "anode": "anode attachment"}
_BAR = 30  # characters; chosen: fits a terminal of 80 columns next to the numbers


@dataclass
class PressGauge:
    """Shows the press in one line.

    Attributes:
        screen: A terminal.
    """

    screen: Console
    _live: Live | None = None
    _top_mpa: float = 1.0
    _shown_s: float = 0.0

    def begin(self, trial: int, protocol: Mapping[str, Value]) -> None:
        """A cell is about to be pressed."""
        self._top_mpa = press_protocol(protocol).peak_mpa
        self._live = Live(console=self.screen, transient=True, auto_refresh=False)
        self._live.start()

    def show(self, trial: int, seen: Snapshot) -> None:
        """One look at the press; most of them come too fast for eyes and are not drawn."""
        now_s = time.perf_counter()
        if seen.step and now_s - self._shown_s >= _FRAME_S:
            self._shown_s = now_s
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

        if self._live is not None:
            self._live.update(Text(line, style="cyan"), refresh=True)

    def _line(self, trial: int, seen: Snapshot) -> str:
        full = round(_BAR * min(max(seen.mpa / self._top_mpa, 0.0), 1.0))
        bar = "#" * full + "." * (_BAR - full)
        step = _WORDS.get(seen.step, seen.step)
        return f"{trial:>4}      [{bar}] {max(seen.mpa, 0.0):4.0f} MPa   {step}, {seen.phase.value}"
