"""The recommendation in words: question, headline numbers, window, certificate."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor

from campaigns.files.documents.knob_labels import (
    number_of,
    quantity_of,
    setting_of,
    unit_of,
    words_of,
)
from doe.knobs.knob_values import Value
from doe.recommendation.recommendation import Certificate, Missing, Recommendation

QUESTIONS = {
    "low_resistance": "Which pressing protocol gives the lowest area-specific resistance while "
    "the cell stays intact?",
    "integrity": "Which pressing protocol keeps the cell intact most reliably?",
    "cycle_life": "Which pressing protocol keeps most of the capacity over cycling?",
    "pareto": "Which pressing protocols trade resistance, intact cells, capacity kept and time "
    "best against each other?",
}

_LACKS: dict[Missing, str] = {
    "trust": "the model may not be trusted yet",
    "safety": "the recommended protocol is not known to keep nine of ten cells intact",
    "cells": "the cells are too few for so many knobs",
    "certainty": "something better cannot be ruled out",
    "confirmations": "the recommended point needs confirmation",
}


@dataclass(frozen=True)
class SettingRow:
    """One value of the protocol with the room there is about it.

    Attributes:
        words: Name in words.
        unit: Its unit.
        value: The recommended setting.
        window: `540 – 590`, or `fixed`.
    """

    words: str
    unit: str
    value: str
    window: str


def least_shown(advice: Recommendation) -> float:
    """P(intact) that the advice keeps, with the two digits that are printed of it.

    Never above what the recommended protocol itself keeps: figures and sentences that are drawn
    with it cannot leave that protocol out.
    """
    kept = min(advice.least_p_intact, advice.p_intact)
    return floor(100.0 * kept + 1e-9) / 100.0


def question(goal: str) -> str:
    """What the campaign wants to know."""
    return QUESTIONS.get(goal, f"Which pressing protocol is best for {goal.replace('_', ' ')}?")


def setting_rows(
    advice: Recommendation, protocol: Mapping[str, Value], unset: Sequence[str] = ()
) -> list[SettingRow]:
    """Every value of the recommended protocol, varied ones first, with its operating window.

    Args:
        advice: The recommendation.
        protocol: By the names of a campaign file.
        unset: Rates that the press cannot set; they are left out.
    """
    fixed = [name for name in protocol if name not in advice.point and name not in unset]
    names = [*advice.point, *fixed]
    return [
        SettingRow(words_of(n), unit_of(n), setting_of(protocol[n]), _window(advice, n))
        for n in names
    ]


def window_sentence(advice: Recommendation) -> str:
    """What the operating window promises."""
    if advice.window is None:
        return (
            "No operating window yet: not even at the recommended point itself is a good cell "
            "certain enough (9 of 10). More cells near it would show."
        )
    return (
        "Anywhere inside the window at once, a cell is intact and below "
        f"{number_of(advice.window.target_asr_ohm_cm2)} Ω cm² with probability "
        f"{number_of(advice.window.probability, 2)} or more."
    )


def certificate_sentences(certificate: Certificate) -> tuple[str, str]:
    """The certificate: its headline with what is missing, and what it rests on."""
    rests = (
        f"The probability that another protocol, at least as safe, is better by more than "
        f"{number_of(certificate.delta_ohm_cm2, 2)} Ω cm² is "
        f"{_chance(certificate.probability_better)}; knowing the best one would gain "
        f"{_small(certificate.expected_gain_ohm_cm2)} Ω cm² on average; intact cells "
        f"that confirm the point: {certificate.confirmations}, wanted: "
        f"{certificate.confirmations_wanted}."
    )
    if certificate.signed:
        return (
            "The certificate is met: nothing better is likely, and the point is confirmed.",
            rests,
        )
    lacks = _listed([_LACKS[lack] for lack in certificate.missing])
    return f"The certificate is not met yet: {lacks}.", " ".join([rests, *_to_go(certificate)])


def _to_go(certificate: Certificate) -> list[str]:
    """What blocks a certificate that is not met, and how many cells it may take."""
    said = []
    if certificate.rival is not None:
        said.append(f"Most often better: {protocol_line(certificate.rival)}.")
    each = "" if certificate.cell_s is None else f", about {_minutes(certificate.cell_s)} each"
    if certificate.cells_to_go is not None:
        cells = "one more cell" if certificate.cells_to_go == 1 else (
            f"{certificate.cells_to_go} more cells"
        )  # fmt: skip
        said.append(f"It may be met after {cells} as expected{each}.")
    elif not set(certificate.missing) - {"certainty", "confirmations"}:
        said.append(f"It takes more than ten cells{each}.")
    return said


def protocol_line(point: Mapping[str, Value]) -> str:
    """A point in one line: `co-press pressure 570 MPa, co-press dwell 120 s, ...`."""
    return ", ".join(
        f"{words_of(name)} {quantity_of(name, value)}" for name, value in point.items()
    )


def _minutes(seconds: float) -> str:
    return f"{number_of(seconds / 60, 2)} min"


def _listed(parts: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _window(advice: Recommendation, name: str) -> str:
    if name not in advice.point:
        return "fixed"
    if advice.window is None or name not in advice.window.ranges:
        return "–"
    return " – ".join(dict.fromkeys(map(setting_of, advice.window.ranges[name])))


def _small(figure: float) -> str:
    """Two digits; what is smaller than a hundredth is said to be so."""
    return "less than 0.01" if figure < 0.01 else number_of(figure, 2)


def _chance(probability: float) -> str:
    """Two digits; never quite 0, never quite 1."""
    return "more than 0.99" if probability > 0.99 else _small(probability)
