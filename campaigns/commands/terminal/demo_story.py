"""The demonstration's story in the terminal: one line a cell, what broke, what was learned."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.console import Console

from campaigns.commands.terminal.output import say_simulated
from campaigns.commands.terminal.press_gauge import PressGauge
from campaigns.commands.terminal.text_layout import near, say
from campaigns.config.campaign_schema import Settings
from campaigns.files.documents.knob_labels import number_of, unit_of, words_of
from campaigns.report.figures.style import MARKS
from campaigns.report.text.advice import question
from campaigns.run import events
from campaigns.trial.cell_labels import condition_of
from campaigns.trial.outcome import Outcome
from doe.knobs.knob_values import Value

_SHORT = {
    "copress_mpa": "co-press",
    "copress_dwell_s": "dwell",
    "prepress_mpa": "prepress",
    "ramp_mpa_s": "ramp",
    "release_mpa_s": "release",
    "anode_mpa": "anode",
    "anode_dwell_s": "a. dwell",
    "stack_mpa": "stack",
}
_WIDTH = 9  # characters: a short name or a number, and a blank


@dataclass
class DemoStory:
    """Listens to a campaign and tells it.

    Attributes:
        screen: Where it is shown.
        settings: The campaign.
        gauge: Moves with the press; None where nobody looks.
        initial_cells: Cells of the first design.
    """

    screen: Console
    settings: Settings
    initial_cells: int
    gauge: PressGauge | None = None
    _planned: events.TrialPlanned | None = None
    _best: float | None = None
    _at: Mapping[str, Value] = field(default_factory=dict)

    def open(self) -> None:
        """What is asked, what may be varied, and what answers."""
        say_simulated(self.screen, True)
        self.screen.print()
        say(self.screen, question(self.settings.campaign.goal), lead="The question   ")
        for row, (name, knob) in enumerate(self.settings.space.items()):
            span = f"{number_of(knob.low)} to {number_of(knob.high)} {unit_of(name)}"
            lead = " " * 15 if row else "What may vary  "
            say(self.screen, f"{words_of(name)} {span}", lead=lead)
        analyser = "an analyser that drops EC-Lab files"
        if self.settings.analyser is not None:
            analyser = "an LCR meter that is driven over SCPI"
        elif self.settings.series is not None:
            analyser += " (an LCR meter driven over SCPI: pip install 'copress[analysers]')"
        answers = f"a press PLC over Modbus TCP on this computer; {analyser}"
        say(self.screen, answers, lead="Instruments    ")
        if (series := self.settings.series) is not None:
            climbs = (
                f"each cell is pressed, measured and pressed higher, {series.rungs} times at most"
            )
            say(self.screen, climbs, lead="A series       ")
        self.screen.print()

    def __call__(self, event: events.CampaignEvent) -> None:
        """One event of the campaign."""
        match event:
            case events.CampaignBegun():
                self._begin(event.closed)
            case events.TrialPlanned():
                self._plan(event)
            case events.PressSeen() | events.CellPressed():
                self._press(event)
            case events.RungBegun():
                self._at = event.point
            case events.RungClosed():
                self._rung(event)
            case events.MeasureAgain() | events.LateResult():
                self.screen.print(f"      {event.sentence}", style="yellow")
            case events.TrialClosed():
                self._close(event)
            case events.CampaignEnded():
                sentence = re.split(r" (?:See|Go on)\b", event.sentence)[0]  # said in other words
                file = self.settings.path
                self.screen.print()
                say(self.screen, sentence.replace(file.name, str(near(file))), lead="")

    def _press(self, event: events.PressSeen | events.CellPressed) -> None:
        """The gauge, where somebody looks."""
        if self.gauge is None:
            return
        if isinstance(event, events.PressSeen):
            self.gauge.show(event.trial, event.snapshot)
        else:
            self.gauge.rest(event.trial, "measuring its impedance ...")

    @property
    def _knobs(self) -> tuple[str, ...]:
        return tuple(self.settings.space)

    def _begin(self, closed: int) -> None:
        if closed:
            cells = "1 cell was" if closed == 1 else f"{closed} cells were"
            self.screen.print(f"{cells} pressed before; none is pressed again.\n")
            if closed >= self.settings.campaign.budget:
                return
        head = "".join(f"{_SHORT.get(name, words_of(name)[:8]):>{_WIDTH}}" for name in self._knobs)
        units = "".join(f"{unit_of(name):>{_WIDTH}}" for name in self._knobs)
        self.screen.print(f"cell{head}  what came of it", style="bold")
        self.screen.print(f"    {units}", style="dim")

    def _plan(self, event: events.TrialPlanned) -> None:
        if event.trial == self.initial_cells + 1:
            self.screen.print("      -- from here on the model chooses --", style="cyan")
        self._planned = event
        if self.gauge is not None:
            self.gauge.begin(event.trial, event.protocol)

    def _rung(self, event: events.RungClosed) -> None:
        """A rung that held, above the line of its cell."""
        if self.gauge is not None:
            self.gauge.end()
        cell = event.judgement.observation
        asr = None if cell is None else cell.asr_ohm_cm2
        read = "no resistance" if asr is None else f"{number_of(asr)} ohm cm2"
        ends = f"; not pressed on: {event.why_not}" if event.why_not else ""
        text = f"  rung {event.rung} of {event.count} held, {read}{ends}"
        self.screen.print(f"    {self._values(self._at)}{text}", style="dim")

    def _values(self, point: Mapping[str, Value]) -> str:
        return "".join(f"{number_of(point[name]):>{_WIDTH}}" for name in self._knobs)

    def _close(self, event: events.TrialClosed) -> None:
        if self.gauge is not None:
            self.gauge.end()
        planned = self._planned.point if self._planned is not None else {}
        knobs = self._values(self._at or planned)
        self._at = {}
        words, style = self._result(event)
        self.screen.print(f"{event.trial:>4}{knobs}  ", end="")
        self.screen.print(words, style=style)
        self._best = event.best_asr_ohm_cm2

    def _result(self, event: events.TrialClosed) -> tuple[str, str]:
        """What came of a cell, and how it is coloured."""
        cell, best = event.judgement.observation, event.best_asr_ohm_cm2
        if event.judgement.outcome is Outcome.RECIPE_FAILED and cell is not None:
            return f"{MARKS[condition_of(cell)].word.upper()}{self._surprise()}", "bold red"
        if cell is None or cell.asr_ohm_cm2 is None:
            return event.judgement.sentence, "yellow"
        text = f"{number_of(cell.asr_ohm_cm2)} ohm cm2"
        if cell.asr_ohm_cm2 == best and (self._best is None or best < self._best):
            return f"{text}  best so far", "bold green"
        return text, "green"

    def _surprise(self) -> str:
        """How sure the model was that a broken cell would hold."""
        held = self._planned.expected.get("p_intact") if self._planned is not None else None
        return f"  ({held:.0%} to hold)" if isinstance(held, float) else ""
