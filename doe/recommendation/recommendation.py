"""The final advice, with everything it rests on."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from html import escape
from typing import Literal

import numpy as np

from doe.knobs.html_table import html_table, interval_bar
from doe.recommendation.reliability import Reliability
from doe.space import Point, Space

Missing = Literal["trust", "safety", "cells", "certainty", "confirmations"]
"""What a certificate can lack."""
_SAME = 1e-9  # cube widths: one point, not two


class TooFewCellsError(ValueError):
    """There is nothing to rest an advice on yet."""


@dataclass(frozen=True)
class Interval:
    """One more cell, pressed so: median and central 90 % interval."""

    median: float
    low: float
    high: float


@dataclass(frozen=True)
class Advice:
    """What is advised, in short.

    Attributes:
        point: the protocol.
        asr_ohm_cm2: what one more cell pressed so would measure.
        p_intact: probability that it holds.
        signed: the certificate is met.
    """

    point: Point
    asr_ohm_cm2: Interval
    p_intact: float
    signed: bool


@dataclass(frozen=True)
class Window:
    """A box of settings in which the target is met; ranges by parameter name.

    Attributes:
        ranges: lowest and highest setting of each knob.
        target_asr_ohm_cm2: the ASR that is met.
        probability: least probability in the box that a cell is intact and meets the target.
    """

    ranges: Mapping[str, tuple[float, float]]
    target_asr_ohm_cm2: float
    probability: float


@dataclass(frozen=True)
class Certificate:
    """Whether it is worth going on.

    Attributes:
        delta_ohm_cm2: gain that would matter.
        probability_better: probability that some protocol, at least as safe, is better by more
            than that.
        expected_gain_ohm_cm2: what knowing the best protocol would gain, on average over the same
            draws.
        confirmations: intact cells that were pressed at the advised point.
        confirmations_wanted: how many make it final.
        signed: it is met: nothing better is likely and the point is confirmed.
        missing: what it lacks to be met: the model may not be trusted yet, the advised protocol is
            not known to hold, cells are too few for the knobs, something better cannot be ruled
            out, the point is unconfirmed.
        rival: the protocol that is most often the better one; None where none is likely to be.
        cells_to_go: how many cells it may take until it is met, if they come out as expected; None
            where more than twelve, or where it is met.
        cell_s: time that one more cell pressed as advised takes; None where nobody asked.
    """

    delta_ohm_cm2: float
    probability_better: float
    expected_gain_ohm_cm2: float
    confirmations: int
    confirmations_wanted: int
    signed: bool
    missing: tuple[Missing, ...] = ()
    rival: Point | None = None
    cells_to_go: int | None = None
    cell_s: float | None = None

    def as_document(self) -> dict[str, object]:
        """Ready for JSON."""
        rival = None if self.rival is None else dict(self.rival)
        return {**vars(self), "missing": list(self.missing), "rival": rival}


@dataclass(frozen=True)
class TestedCell:
    """The best of the cells that were pressed, as it was measured."""

    trial: int
    point: Point
    asr_ohm_cm2: float | None
    p_intact: float


@dataclass(frozen=True)
class Recommendation:
    """The best protocol by the model; not the next experiment.

    Attributes:
        goal: name of the goal.
        point: what to press.
        asr_ohm_cm2: what one more cell pressed so would measure.
        p_intact: probability that it stays intact.
        least_p_intact: protocols of which fewer cells stay intact are not advised, whatever their
            resistance.
        window: box of settings that do as well; None where no such box is known yet.
        evidence: trials that the advice rests on, nearest first.
        certificate: whether it is worth going on.
        reliability: how far the model may be relied on.
        best_tested: the best cell that was pressed.
        cautions: what a reader must know before pressing, in sentences.
        retention: share of capacity that one more cell pressed so keeps; None where the goal is
            another one.
    """

    goal: str
    point: Point
    asr_ohm_cm2: Interval
    p_intact: float
    least_p_intact: float
    window: Window | None
    evidence: tuple[int, ...]
    certificate: Certificate
    reliability: Reliability
    best_tested: TestedCell | None
    cautions: tuple[str, ...]
    retention: Interval | None = None

    def _repr_html_(self) -> str:
        """The protocol with its window and what one more cell would measure, for notebooks."""
        ranges = {} if self.window is None else self.window.ranges
        rows = [
            (name, value if isinstance(value, str) else f"{value:.4g}", _range(ranges.get(name)))
            for name, value in self.point.items()
        ]
        asr = self.asr_ohm_cm2
        met = "met" if self.certificate.signed else "not met yet"
        title = (
            f"Recommended for {self.goal}: intact with P = {self.p_intact:.2f}, certificate {met}"
        )
        table = html_table(title, ("knob", "value", "window"), rows)
        said = "".join(f"<li>{escape(caution)}</li>" for caution in self.cautions)
        return f"{table}{interval_bar(asr.low, asr.median, asr.high, 'ohm cm2')}<ul>{said}</ul>"

    def as_document(self) -> dict[str, object]:
        """Ready for JSON: dictionaries, lists, numbers and texts."""
        document = asdict(self)
        document["point"] = dict(self.point)
        document["evidence"] = list(self.evidence)
        document["cautions"] = list(self.cautions)
        document["certificate"] = self.certificate.as_document()
        document["reliability"]["coverage_interval"] = list(self.reliability.coverage_interval)
        if self.window is not None:
            ranges = {name: list(span) for name, span in self.window.ranges.items()}
            document["window"]["ranges"] = ranges
        return document


def _range(ends: tuple[float, float] | None) -> str:
    return "" if ends is None else f"{ends[0]:.4g} to {ends[1]:.4g}"


def as_set(space: Space, set_to: Callable[[Point], Point] | None, point: Point) -> Point:
    """The same point without what the way through the unit cube has left of it: 15, exactly."""
    if set_to is None:
        return point
    exact = set_to(point)
    same = np.allclose(space.units([exact]), space.units([point]), atol=_SAME)
    return exact if same else point
