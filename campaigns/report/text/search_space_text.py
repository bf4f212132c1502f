"""The space and the design in words: what could be tried, what was held, how cells were chosen."""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.config.campaign_schema import Settings
from campaigns.config.knob_schema import Knob
from campaigns.files.documents.knob_labels import number_of, unit_of, words_of
from campaigns.records.views import CampaignView
from campaigns.trial.search_space import space_of
from doe.strategy import Strategy


@dataclass(frozen=True)
class SpaceRow:
    """One value of the protocol: what the campaign was free to do with it.

    Attributes:
        words: its name.
        unit: its unit.
        range: `100 – 700`, or the value at which it was held.
        steps: `in steps of 5`, `any value`, `held`.
        scale: `linear`, `logarithmic`, or empty where it was held.
    """

    words: str
    unit: str
    range: str
    steps: str
    scale: str


def space_rows(settings: Settings) -> list[SpaceRow]:
    """Every value of the protocol, varied ones first."""
    settable = {knob.name: knob.step for knob in space_of(settings).parameters}
    varied = [
        SpaceRow(
            words_of(name),
            unit_of(name),
            range_of(knob),
            _steps(knob, settable[name]),
            "" if knob.choices else "logarithmic" if knob.scale == "log" else "linear",
        )
        for name, knob in settings.space.items()
    ]
    held = [
        SpaceRow(words_of(name), unit_of(name), number_of(value), "held", "")
        for name, value in settings.fixed_by_press.items()
    ]
    return varied + held


def range_of(knob: Knob) -> str:
    """`100 – 750`, `60, 120 or 300`, `PTFE foil or bare`."""
    if knob.values or knob.choices:
        return knob.in_words
    return f"{number_of(knob.low)} – {number_of(knob.high)}"


def _steps(knob: Knob, step: float | None) -> str:
    """What the dial can be set to; on a hand press what its gauge can be read to."""
    if knob.values or knob.choices:
        return "one of these"
    return "any value" if step is None else f"in steps of {number_of(step)}"


def design_sentence(view: CampaignView, strategy: Strategy) -> str:
    """How many cells were spread beforehand, how the others were chosen, and what stops it."""
    campaign = view.settings.campaign
    spread = (
        "in the quantiles of published protocols"
        if view.settings.design.kind == "corridor"
        else "evenly over the ranges"
    )
    stop = f"at most {campaign.budget} cells"
    if campaign.broken_budget is not None:
        stop += f" and {campaign.broken_budget} broken ones"
    rule = strategy.settings.acquisition.replace("_", " ")
    if strategy.settings.chooser == "skopt":
        return (
            f"The cells are chosen by plain scikit-optimize: the first {strategy.initial_cells} "
            f"spread evenly (Latin hypercube, seed {campaign.seed}), further ones by its Gaussian "
            f"process. It does not know which cells broke. Budget: {stop}; the certificate may end "
            "it earlier."
        )
    return (
        f"The first {strategy.initial_cells} cells were spread {spread} (Latin hypercube, seed "
        f"{campaign.seed}); each further one was chosen from all cells before it by the "
        f"{rule}. Budget: {stop}; the certificate may end it "
        "earlier."
    )
