"""A running campaign in the terminal: a line for each trial, and what the press does now.

Everything goes to stderr. In a pipe there is no moving line, only one line for each trial.
"""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.status import Status

from campaigns.commands.terminal.output import number
from campaigns.config.campaign_schema import Settings
from campaigns.run import events
from campaigns.trial.outcome import Outcome
from campaigns.trial.rung_words import climbing_names
from doe.knobs.knob_values import number_text

_STYLES = {
    Outcome.OBSERVED: "green",
    Outcome.RECIPE_FAILED: "red",
    Outcome.PARTIAL: "cyan",
    Outcome.MEASUREMENT_FAILED: "yellow",
    Outcome.RIG_FAILED: "bold red",
    Outcome.REJECTED: "yellow",
}


class RunProgress:
    """Shows the events of a campaign."""

    def __init__(self, screen: Console, settings: Settings) -> None:
        self._screen = screen
        self._settings = settings
        self._now = Status("", console=screen) if screen.is_terminal else None
        self._expected = ""

    def __enter__(self) -> Self:
        if self._now is not None:
            self._now.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._now is not None:
            self._now.stop()

    def say(self, sentence: str) -> None:
        """A remark; one that brings a bell rings it."""
        if "\a" in sentence:
            self._screen.bell()
        self._screen.print(sentence, style="bold")

    def ask(self, question: str) -> str:
        """Ask the person at the terminal; the moving line stands still meanwhile."""
        if self._now is not None:
            self._now.stop()
        try:
            return self._screen.input(f"{question} ", markup=False)
        finally:
            if self._now is not None:
                self._now.start()

    def show(self, event: events.CampaignEvent) -> None:
        """Show one event."""
        match event:
            case events.CampaignBegun():
                self._begun(event)
            case events.TrialPlanned():
                self._planned(event)
            case events.PressSeen():
                self._seen(event)
            case events.CellPressed(flags=flags):
                self._moving("pressed; waiting for its measurement")
                for flag in flags:
                    self._screen.print(f"      press: {flag}", style="yellow")
            case events.RungBegun() | events.RungClosed():
                self._rung(event)
            case events.MeasureAgain() | events.LateResult() | events.PersonNeeded():
                self._screen.print(f"#{event.trial:<4} {event.sentence}", style="yellow")
            case events.TrialClosed():
                self._closed(event)
            case events.CampaignEnded():
                self._moving("")

    def _rung(self, event: events.RungBegun | events.RungClosed) -> None:
        if isinstance(event, events.RungClosed):
            ended = f"; not pressed on: {event.why_not}" if event.why_not else ""
            self._screen.print(f"      {event.judgement.sentence}{ended}", style="dim")
        elif event.count > 1:
            names = climbing_names(event.rungs)
            values = "  ".join(f"{name} {number(event.point[name])}" for name in names)
            self._screen.print(f"      rung {event.rung} of {event.count}: {values}")

    def _begun(self, event: events.CampaignBegun) -> None:
        campaign = self._settings.campaign
        simulated = " on the SIMULATED press" if event.simulated else ""
        done = (
            f", {event.closed} trial{'s' if event.closed > 1 else ''} done" if event.closed else ""
        )
        self._screen.print(
            f"{campaign.name}{simulated}: goal {campaign.goal}, {campaign.budget} cells{done}",
            style="bold yellow" if event.simulated else "bold",
        )

    def _planned(self, event: events.TrialPlanned) -> None:
        values = "  ".join(f"{name} {number(value)}" for name, value in event.point.items())
        asr = event.expected.get("asr_ohm_cm2")
        self._expected = ""
        if isinstance(asr, dict):
            self._expected = (
                f"expected {number_text(asr['median'])} ({number_text(asr['low'])} to "
                f"{number_text(asr['high'])})"
            )
        self._screen.print(f"#{event.trial:<4} {values}")

    def _seen(self, event: events.PressSeen) -> None:
        seen = event.snapshot
        self._moving(f"#{event.trial} {seen.step or 'press'} {seen.phase}: {seen.mpa:.0f} MPa")

    def _closed(self, event: events.TrialClosed) -> None:
        judgement, best = event.judgement, event.best_asr_ohm_cm2
        parts = [f"      {judgement.sentence}"]
        if judgement.outcome is Outcome.OBSERVED and self._expected:
            parts.append(self._expected)
        if best is not None:
            parts.append(f"best so far {best:.4g}")
        self._screen.print("; ".join(parts), style=_STYLES[judgement.outcome])

    def _moving(self, text: str) -> None:
        if self._now is not None:
            self._now.update(text)
