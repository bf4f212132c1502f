"""How the demonstration ends: what was learned, the recommendation, the truth, what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from campaigns.commands.terminal.output import console, say_simulated
from campaigns.commands.terminal.text_layout import near, say
from campaigns.config.typed_name import typed_name
from campaigns.files.documents.knob_labels import number_of
from campaigns.report.landscape import slices
from campaigns.report.text.advice import certificate_sentences, least_shown
from campaigns.report.text.lessons import lessons
from campaigns.report.text.protocol_steps import protocol_in_words
from campaigns.run.study.demo_campaign import LEAST_INTACT, RecommendationScore, Written
from doe.knobs.knob_values import Value

if TYPE_CHECKING:
    from rich.console import Console

    from campaigns.records.views import CampaignView
    from doe.recommendation.recommendation import Recommendation
    from doe.strategy import Strategy


def tell_ending(
    view: CampaignView,
    strategy: Strategy,
    protocol: Mapping[str, Value],
    truth: RecommendationScore,
    written: Written,
) -> None:
    """The end of the story, on stdout."""
    screen, advice = console(), view.advice
    if advice is None:
        return
    cuts = slices(strategy, view.history, strategy.space, advice.point)
    learned = lessons(cuts, least_shown(advice))
    _section(screen, "What it learned")
    for sentence in learned:
        say(screen, sentence, lead="  - ")
    _section(screen, "Recommended protocol")
    for number, step in enumerate(protocol_in_words(protocol), start=1):
        say(screen, f"{step.title}: {step.sentence}", lead=f"  {number}. ")
    screen.print()
    _promise(screen, advice)
    _section(screen, "How well it did (the cells are simulated, so the truth is known)")
    _judge(screen, truth)
    _section(screen, "To look at")
    screen.print(f"  report   {near(written.report)}", style="bold")
    screen.print(f"  figures  {near(written.figures[0].parent)}" if written.figures else "")
    _next_steps(screen, view.settings.path)
    say_simulated(screen, view.simulated)


def _section(screen: Console, title: str) -> None:
    screen.print(f"\n{title}", style="bold cyan")


def _promise(screen: Console, advice: Recommendation) -> None:
    asr = advice.asr_ohm_cm2
    say(
        screen,
        f"One more cell pressed so: {number_of(asr.median)} ohm cm2 expected, 9 of 10 within "
        f"{number_of(asr.low)} to {number_of(asr.high)}; intact with probability "
        f"{advice.p_intact:.2f}.",
    )
    say(screen, certificate_sentences(advice.certificate)[0])
    for caution in advice.cautions:
        say(screen, caution, style="yellow")


def _judge(screen: Console, truth: RecommendationScore) -> None:
    say(
        screen,
        f"Recommended: {number_of(truth.asr_ohm_cm2)} ohm cm2, intact with probability "
        f"{truth.p_intact:.2f}. The best there is with {LEAST_INTACT} or more: "
        f"{number_of(truth.best_asr_ohm_cm2)} ohm cm2. "
        f"The recommendation is {_distance(truth.over_best)}.",
    )


def _distance(over_best: float) -> str:
    per_cent = 100.0 * (over_best - 1.0)
    return f"{per_cent:.0f} % above it" if per_cent >= 0.5 else "as good"


def _next_steps(screen: Console, file: Path) -> None:
    file = near(file)
    _section(screen, "And now")
    rows = (
        (
            "Look around in this one",
            (
                f"copress review {typed_name(file)}    (the page, in a browser)",
                f"copress why {typed_name(file)}",
                f"copress status {typed_name(file)}",
            ),
        ),
        (
            "I have a spreadsheet of past cells",
            ("copress explore my-cells.csv --out explored",),
        ),
        (
            "I press by hand",
            (
                "copress new my-cells.toml --press manual",
                "copress propose my-cells.toml",
                "copress record my-cells.toml --trial 1 --spectrum FILE --damage 0",
            ),
        ),
        (
            "I have a press on Modbus",
            (
                "copress press check MY-PRESS.toml    (reads only; moves nothing)",
                "copress new my-cells.toml --press MY-PRESS.toml",
                "copress run my-cells.toml",
            ),
        ),
    )
    for who, commands in rows:
        screen.print(f"  {who}")
        for command in commands:
            screen.print(f"      {command}", markup=False)
    screen.print()
