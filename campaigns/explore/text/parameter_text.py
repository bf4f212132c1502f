"""Knobs in words: which matters, which way, and which pair interacts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from campaigns.explore.analysis.exploration_results import Insight
from campaigns.explore.analysis.interaction import AtOneLevel, Interaction, at_levels, strongest
from campaigns.files.documents.knob_labels import quantity_of, words_of

_MATTERS = 0.05  # chosen: share of the variance below which a knob is said not to matter
_FLAT = 0.02  # chosen: two per cent are less than cells of one lot scatter


def knobs(insight: Insight) -> list[str]:
    """Each knob's share with its interval, and what it does."""
    sensitivity, space = insight.sensitivity, insight.past.space
    if sensitivity is None:
        return [f"{space.dimensions} knobs are too many to split the variance among them."]
    said = []
    for k in np.argsort(-sensitivity.total.median):
        name = space.names[k]
        shares = (
            f"{sensitivity.first.median[k]:.0%} of the variance alone, "
            f"{sensitivity.total.median[k]:.0%} with the others "
            f"(90 %: {sensitivity.total.low[k]:.0%} to {sensitivity.total.high[k]:.0%})"
        )
        if sensitivity.total.high[k] < _MATTERS:
            said.append(f"{_capital(name)} hardly matters: {shares}.")
        else:
            said.append(f"{_capital(name)}: {shares}. {_way(insight, int(k))}")
    return said


def _way(insight: Insight, knob: int) -> str:
    """What happens along the knob through the best point."""
    space, quantity = insight.past.space, insight.past.quantity
    base = space.units([insight.best_point])[0]
    if choices := space.parameters[knob].choices:
        return _each_choice(insight, knob, choices)
    X = np.tile(base, (41, 1))
    X[:, knob] = np.linspace(0.0, 1.0, 41)
    value = insight.models.value_at(X)[0]
    name, x = space.names[knob], space.parameters[knob].from_unit(X[:, knob])
    first, last = value[0], value[-1]
    best = int(np.argmax(value) if quantity.inverted else np.argmin(value))
    from_to = f"from {quantity_of(name, x[0])} to {quantity_of(name, x[-1])}"
    inside = 2 < best < 38
    gain = abs(np.log(value[best] / (max(first, last) if quantity.inverted else min(first, last))))
    if inside and gain > _FLAT:
        return (
            f"Through the best point the {quantity.words} is best near "
            f"{quantity_of(name, x[best])} ({quantity.with_unit(value[best])}) "
            "and worse on either side."
        )
    way = "rises" if last > first else "falls"
    if abs(np.log(last / first)) < _FLAT:
        return f"Through the best point it changes little {from_to}."
    return (
        f"Through the best point the {quantity.words} {way} {from_to}: "
        f"{first:.3g} to {quantity.with_unit(last)}."
    )


def _each_choice(insight: Insight, knob: int, choices: Sequence[str]) -> str:
    """What each choice gives at the best point, the best first."""
    quantity = insight.past.quantity
    X = np.tile(insight.past.space.units([insight.best_point])[0], (len(choices), 1))
    X[:, knob] = np.linspace(0.0, 1.0, len(choices))
    value = insight.models.value_at(X)[0]
    order = np.argsort(-value if quantity.inverted else value)
    each = ", ".join(f"{quantity.with_unit(value[k])} with {choices[k]}" for k in order)
    return f"At the best point the {quantity.words} is {each}."


def interactions(insight: Insight) -> list[str]:
    """The strongest pair: its share, what the model says at each level, what the cells say."""
    found = strongest(insight)
    if found is None:
        return []
    median, low, high = found.share
    a, b = words_of(found.across), words_of(found.by)
    share = f"{median:.0%} of the variance (90 %: {low:.0%} to {high:.0%})"
    if high < _MATTERS:
        return [f"No pair of knobs interacts: the strongest, {a} and {b}, explains {share}."]
    verdict = "interact" if low > 0.01 else "may interact"
    lead = f"{a.capitalize()} and {b} {verdict}: beyond what each does alone they explain {share}."
    return [lead, _by_level(insight, found),
            *(_seen(insight, found, cell) for cell in at_levels(insight, found.across, found.by))
            ]  # fmt: skip


def _by_level(insight: Insight, found: Interaction) -> str:
    quantity = insight.past.quantity
    best = found.best_settings(highest=quantity.inverted)
    parts = [
        f"at {quantity_of(found.by, level)} {words_of(found.by)} the {quantity.best} "
        f"{quantity.words} is expected at {quantity_of(found.across, setting)}"
        for level, setting in zip(found.levels, best, strict=True)
    ]
    return f"By the model, {'; '.join(parts)}."


def _seen(insight: Insight, found: Interaction, at: AtOneLevel) -> str:
    quantity, across = insight.past.quantity, found.across
    worst = "lowest" if quantity.inverted else "highest"
    said = (
        f"The cells themselves at {quantity_of(found.by, at.level)} {words_of(found.by)} "
        f"({at.cells}): {quantity.best} {quantity.with_unit(at.best)} at "
        f"{quantity_of(across, at.best_at)}, {worst} {quantity.with_unit(at.worst)} at "
        f"{quantity_of(across, at.worst_at)}"
    )
    if at.hardest and across == "copress_mpa":
        did = "conducts least" if quantity.name == "sigma_ms_cm" else "does worst"
        return f"{said}: the hardest-pressed pellet {did} there."
    return f"{said}."


def _capital(name: str) -> str:
    words = words_of(name)
    return words[:1].upper() + words[1:]
