"""The decision card: why this cell, and how another idea would compare."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from doe.domain.arrays import BROKEN_RUN, last_run
from doe.knobs.knob_values import number_text
from doe.posterior.posterior import Posterior
from doe.posterior.prediction import Prediction, forecast
from doe.scoring.cost import CellTime
from doe.scoring.maximise_acquisition import Score

Array = NDArray[np.float64]

_NEAREST = 3  # chosen: one sentence
_WORTH_SAYING = 0.97  # chosen: less than three per cent of risk is not worth a word
_SAME_PLACE = 0.05
"""Chosen: of a knob's width. A person rounds what is proposed by up to a twentieth of it; a point
farther off is another one, and not what the proposal is for."""

_MODES = {
    "cracked": "cracking",
    "delaminated": "delamination",
    "crumbled": "crumbling",
    "shorted": "shorts",
    "stuck": "sticking",
    "damage": "damage",
    "otherwise": "other causes",
}
Role = Literal["earlier", "design", "search", "confirmation", "last", "replicate"]
_LEADS: dict[Role, str] = {
    "earlier": "What the earlier campaign advises: shows what its cells are worth here",
    "design": "Part of the first design",
    "confirmation": "Confirms what would be recommended now",
    "last": "One of the last cells of the budget, where it improves the final advice most",
    "replicate": "Pressed again: tells more than any new point would",
}


@dataclass(frozen=True)
class Neighbour:
    """A cell that was pressed close by; distance in widths of the space."""

    trial: int
    distance: float


@dataclass(frozen=True)
class Explanation:
    """What speaks for a point.

    Attributes:
        asr_median: expected ASR of one more cell, ohm cm2; None while none was measured.
        asr_low: lower end of its 90 % interval.
        asr_high: upper end.
        p_intact: probability of staying intact.
        explore_share: 0 = pressed because it should be good, 1 = because it would teach.
        relative_score: expected use of this point over that of the proposal, 1 = as good.
        nearest: the nearest cells so far.
        why: all of it in a sentence.
        time: what a cell pressed so costs; None where nobody asked.
        p_holds: probability to hold against each mode of failure.
        beliefs: limits that lie elsewhere than the literature has them, a sentence each.
        literature: how far what is published of each knob is still relied on, 0..1.
    """

    asr_median: float | None
    asr_low: float | None
    asr_high: float | None
    p_intact: float
    explore_share: float
    relative_score: float
    nearest: tuple[Neighbour, ...]
    why: str
    time: CellTime | None = None
    p_holds: Mapping[str, float] = field(default_factory=dict)
    beliefs: tuple[str, ...] = ()
    literature: Mapping[str, float] = field(default_factory=dict)

    @property
    def holds_in_words(self) -> str:
        """For instance "delamination 0.88, cracking 0.97", the nearest limit first."""
        ordered = sorted((p, mode) for mode, p in self.p_holds.items())
        return ", ".join(f"{_MODES.get(mode, mode)} {p:.2f}" for p, mode in ordered)


def explain(
    posterior: Posterior,
    asked: Array,
    chosen: Array,
    score: Score,
    generator: np.random.Generator,
    *,
    role: Role,
    beliefs: tuple[str, ...] = (),
    literature: Mapping[str, float] | None = None,
) -> Explanation:
    """Decision card of coordinates `asked` (1, d) and of the proposal `chosen` (1, d)."""
    expected = forecast(posterior, asked)
    share = 1.0 if posterior.target is None else _explore_share(posterior, asked, generator)
    scores = score(np.vstack([asked, chosen]))
    nearest = _nearest(posterior, asked)
    relative = float(np.exp(np.clip(scores[0] - scores[1], -50.0, 0.0)))
    known = posterior.resistance is not None
    holds = {mode: float(p[0]) for mode, p in posterior.integrity.at(asked).p_holds().items()}
    here = role if float(np.max(np.abs(asked - chosen))) <= _SAME_PLACE else None
    return Explanation(
        float(expected.asr_median[0]) if known else None,
        float(expected.asr_low[0]) if known else None,
        float(expected.asr_high[0]) if known else None,
        float(expected.p_intact[0]),
        share,
        relative,
        nearest,
        _after_broken(posterior, beliefs)
        + _sentence(posterior, expected, share, nearest, here, holds),
        p_holds=holds,
        beliefs=beliefs,
        literature=literature or {},
    )


def climbing_said(p_first: float) -> str:
    """Said of a cell that climbs: of which pressure the other numbers are, and where it begins."""
    return (
        f" It begins at its first rung, where it should stay intact with probability {p_first:.2f}"
        ", and climbs from there; all else that is expected is of a fresh cell pressed at its last "
        "rung at once."
    )


def _after_broken(posterior: Posterior, beliefs: tuple[str, ...]) -> str:
    """What is believed now, said after a run of broken cells."""
    run = last_run(posterior.cells.ended_intact)
    if run < BROKEN_RUN:
        return ""
    now = "; ".join(beliefs) if beliefs else "no limit is known well yet"
    return f"{run} cells broke one after another. What is believed now: {now}. "


def _nearest_limit(holds: Mapping[str, float]) -> str:
    """The modes that are likeliest, in words; empty where every one is unlikely."""
    near = sorted((p, mode) for mode, p in holds.items() if p < _WORTH_SAYING)[:2]
    said = [f"against {_MODES.get(mode, mode)} {p:.2f}" for p, mode in near]
    return f" (holds {', '.join(said)})" if said else ""


def _explore_share(posterior: Posterior, X: Array, generator: np.random.Generator) -> float:
    """Share of the expected improvement that is owed to doubt: sigma phi against delta Phi."""
    mean, std = posterior.objective(X)
    ahead = float(np.mean(posterior.incumbents(generator))) - float(mean[0])
    z = ahead / float(std[0])
    doubt = float(std[0]) * float(np.exp(-0.5 * z * z)) / np.sqrt(2 * np.pi)
    sure = max(ahead, 0.0) * float(ndtr(z))
    return 1.0 if doubt + sure <= 0 else float(doubt / (doubt + sure))


def _nearest(posterior: Posterior, X: Array) -> tuple[Neighbour, ...]:
    distance = np.sqrt(np.mean((posterior.cells.units - X) ** 2, axis=1))
    found: dict[int, float] = {}  # of the rungs of a cell the nearest
    for row in np.argsort(distance, kind="stable"):
        found.setdefault(posterior.cells.trials[row], float(distance[row]))
        if len(found) == _NEAREST:
            break
    return tuple(Neighbour(trial, apart) for trial, apart in found.items())


def _sentence(
    posterior: Posterior,
    expected: Prediction,
    share: float,
    nearest: tuple[Neighbour, ...],
    role: Role | None,
    modes: Mapping[str, float],
) -> str:
    holds = f"it should stay intact with probability {expected.p_intact[0]:.2f}"
    holds += _nearest_limit(modes)
    if posterior.target is None or posterior.resistance is None:
        lead = "" if role is None else _LEADS.get(role, "")
        lead = lead or "Search for a cell that holds"
        known = holds if len(posterior.cells) else "no cell of this campaign has a result yet"
        return f"{lead}: {known}."
    asr = (
        f"{number_text(expected.asr_median[0], 3)} ohm cm2 expected (90 % of cells within "
        f"{number_text(expected.asr_low[0], 3)} to {number_text(expected.asr_high[0], 3)})"
    )
    aims = f"{share:.0%} to learn, {1 - share:.0%} to gain"
    lead = aims if role is None else _LEADS.get(role, aims)
    near = ", ".join(f"#{neighbour.trial}" for neighbour in nearest)
    return f"{lead}: {asr}; {holds}; nearest cells so far: {near}."
