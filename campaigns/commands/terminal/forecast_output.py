"""The forecast of a campaign in the terminal."""

from __future__ import annotations

from dataclasses import asdict

from campaigns.commands.terminal.output import (
    SIMULATED,
    console,
    number,
    plain_table,
    say_simulated,
    show_json,
)
from campaigns.config.campaign_schema import Settings
from campaigns.run.study.forecast import CONFIDENCE, SHARE, ForecastBand
from campaigns.run.study.plan import DOUBT, Design, Forecast
from campaigns.run.study.simulated_lab import SOUND

_ROWS = {
    "cells": "cells pressed until it stops",
    "cells_to_there": "cells until one holds and is near the best",
    "broken": "cells that break",
    "hours": "hours in all",
    "press_hours": "hours at the press",
    "powder_g": "g of electrolyte",
}


def show_plan(plan: Forecast, settings: Settings, as_json: bool) -> None:
    """The forecast, what it rests on, and whether a classical design would do."""
    if as_json:
        show_json({"simulated": True, "notice": SIMULATED, **asdict(plan), "words": words(plan)})
        return
    screen = console()
    say_simulated(screen, True)
    screen.print(_rests_on(plan, settings), markup=False)
    table = plain_table("", "median", f"{SHARE:.0%} of campaigns")
    for name, title in _ROWS.items():
        band = plan.bands[name]
        never = settings.campaign.budget if name == "cells_to_there" else None
        median = number(band.median) if never is None or band.median <= never else "never"
        table.add_row(title, median, _span(band, never))
    screen.print(table)
    for sentence in words(plan):
        screen.print(sentence, markup=False)


def words(plan: Forecast) -> list[str]:
    """The forecast's conclusions in sentences."""
    good = plan.line.advised_there or 0.0
    ends = ", ".join(f"{reason} {share:.0%}" for reason, share in plan.stopped.items())
    return [
        f"Good advice in the end (holds, and near the best): {good:.0%} of campaigns.",
        f"They stop by: {ends}.",
        *_design_words(plan.design),
    ]


def _rests_on(plan: Forecast, settings: Settings) -> str:
    world = plan.world
    differs = [f"powder {world.powder}"] * (world.powder is not None)
    differs += [f"anode {world.anode}"] * (world.anode is not None)
    if world.pellet_sd is not None:
        differs.append(f"{world.pellet_sd:.0%} scatter")
    if world.flaw_share:
        differs.append(f"{world.flaw_share:.0%} break whatever the protocol")
    own = f" ({'; '.join(differs)})" if differs else ""
    return (
        f"{settings.path.name}: {plan.campaigns} simulated campaigns on {plan.preset} cells{own}, "
        f"goal {settings.campaign.goal}.\nEach has a lot of its own, and every assumed number of "
        f"the model drawn within {DOUBT:.0%}. Bands hold {SHARE:.0%} of such campaigns with "
        f"{CONFIDENCE:.0%} confidence.\nholds: {SOUND:.0%} of the cells stay intact, where that "
        "can be had; near the best: within 10 %."
    )


def _span(band: ForecastBand, never: int | None) -> str:
    ends = [
        "never" if never is not None and end > never else number(end)
        for end in (band.low, band.high)
    ]
    return f"{ends[0]} to {ends[1]}"


def _design_words(design: Design) -> list[str]:
    if design.line is None or design.better_advised is None or design.more_broken is None:
        return [f"Would a classical design do? {design.why}"]
    better, broken = design.better_advised, design.more_broken
    verdict = {
        "yes": "Yes, by these simulations",
        "no": "No, by these simulations",
        "open": "Not to be seen from so few simulations",
    }[design.verdict]
    return [
        f"Would a classical design do? {verdict}: {design.kind}, {design.cells} cells",
        f"  ({design.why})",
        f"  good advice {design.line.advised_there or 0.0:.0%}, that is "
        f"{100 * better.mean:+.0f} % ({100 * better.low:+.0f} to {100 * better.high:+.0f}); "
        f"{design.line.broken:.1f} cells break, that is {broken.mean:+.1f} "
        f"({broken.low:+.1f} to {broken.high:+.1f}). Same powders, 90 % bootstrap intervals.",
    ]
