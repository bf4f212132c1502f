"""Is there a better protocol anywhere, as safe as the advised one? By draws of whole worlds.

A draw is one way in which the powder may truly be: a shape (what the literature expects, or nothing
expected), scales of the surface, the surface itself, and the thresholds of the margins. Each draw
is asked over the whole allowed space: over an even cover first, then over clouds about what was
best in any of the draws.
"""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from doe.domain.candidates import Candidates, rows_of
from doe.domain.learners import Array, Regression
from doe.posterior.posterior import Posterior
from doe.recommendation.advice_rule import READ

_SCALES = 8
"""Sets of hyperparameters drawn for each shape. With 24 the probability after five campaigns on
tuning powders moved by 0.02 at most; from seed to seed of the draws it scatters by 0.01 to 0.05.
The factor of each is worked out for each pool again: sixteen of 2,000 cells would fill 500 MB."""
DRAWS = 512  # chosen: a probability of 0.1 is known to 0.013
_POOL = 320  # chosen: so many points can be drawn jointly under each set of scales
_HOPE = 1.0  # standard deviations of the margins: doubt is no reason to leave a point out
_LEAST_HOPE = 0.7  # chosen: what is less hopeful is as safe in hardly any draw
_CENTRES = 24  # chosen: with _CLOUD and _WIDTHS about as many points as the pool
_CLOUD = 12  # chosen: see _CENTRES
_WIDTHS = (0.12, 0.04)  # cube widths; chosen: the grain of the cover, and a third of it
_AS_SAFE = 0.02  # of P(intact): less is not distinguished
_BELIEF_ERRS = 0.5
"""How often an untried setting of a coarse dial is as safe though the margins say no: of what lies
beyond all cells they know only what the literature knows of other powders."""
_LEAST_SHARE = 0.25
"""Of each shape, whatever a handful of cells says of it: what a shape rules out without a cell
there, it rules out by belief."""

_CALIBRATION = (-0.87, 1.18)
"""Intercept and slope of the logit of the probability against that of the share of the draws: by
logistic regression on what was said 1269 times in campaigns on 210 random powders, 50 to 91 of five
families. A share of 0.18 was right as 0.065, one of 0.5 as 0.3."""


@dataclass(frozen=True, eq=False)
class Elsewhere:
    """What draws say of the space outside the advised point.

    Attributes:
        probability: that a protocol as safe is better by more than the gain: the share of the draws
            that say so, calibrated.
        expected_gain: share of the advised resistance by which the best one as safe is lower, on
            average over the draws: what knowing all would gain.
        rival: the point (1, d) that is better most often; None where none ever is.
    """

    probability: float
    expected_gain: float
    rival: Array | None


@dataclass(frozen=True, eq=False)
class DrawsQuestion:
    """What the draws are asked.

    Attributes:
        posterior: models of the history.
        x: the advised point (1, d).
        gain: share of the advised resistance by which another one must be lower.
        candidates: what may be pressed.
        starts: allowed coordinates (n, d).
        untried: settings (k, d) next to x on coarse dials, at which no cell was pressed.
    """

    posterior: Posterior
    x: Array
    gain: float
    candidates: Candidates
    starts: Array
    untried: Array


def better_elsewhere(
    question: DrawsQuestion,
    shapes: Sequence[Regression],
    generator: np.random.Generator,
    draws: int = DRAWS,
) -> Elsewhere:
    """Ask the draws.

    Args:
        question: what is asked.
        shapes: the target's model under each shape that is thought possible.
        generator: source of the draws.
        draws: how many.
    """
    models = _drawn(shapes, draws, generator)
    found = _asked(question, models, _hopeful(question, shapes, question.starts), generator)
    if found.best is None:
        return Elsewhere(found.probability, found.expected_gain, None)
    centres, around = _most_frequent(found.best), question.candidates.around
    clouds = [around(centres, width, _CLOUD, generator) for width in _WIDTHS]
    near = rows_of([found.best, *clouds], question.x.shape[1])
    found = _asked(question, models, _hopeful(question, shapes, near), generator)
    rival = None if found.best is None else _most_frequent(found.best)[:1]
    return Elsewhere(found.probability, found.expected_gain, rival)


@dataclass(frozen=True, eq=False)
class _Answer:
    probability: float
    expected_gain: float
    best: Array | None


def _drawn(
    shapes: Sequence[Regression], draws: int, generator: np.random.Generator
) -> list[tuple[Regression, int]]:
    """Models under drawn scales, and how many surfaces are drawn of each."""
    evidence = np.array([shape.log_evidence for shape in shapes])
    share = np.exp(evidence - np.max(evidence))
    share = np.maximum(share / np.sum(share), _LEAST_SHARE if len(shapes) > 1 else 0.0)
    share /= np.sum(share)
    return [
        (model, max(1, round(part * draws / _SCALES)))
        for shape, part in zip(shapes, share, strict=True)
        for model in shape.rescaled(_SCALES, generator)
    ]


def _hopeful(question: DrawsQuestion, shapes: Sequence[Regression], X: Array) -> Array:
    """The advised point, untried settings, and those (n, d) with the best hope under any shape."""
    posterior, x = question.posterior, question.x
    safe = posterior.integrity.at(X).p_intact(_HOPE) >= _LEAST_HOPE
    X = X[safe & (posterior.p_read(X) >= READ)]
    X = X[posterior.no_worse(X, x)]
    kept: set[int] = set()
    for shape in shapes:
        mean, std = shape.predict(X)
        kept |= set(np.argsort(mean - 2 * std, kind="stable")[: _POOL // len(shapes)].tolist())
    return rows_of([x, question.untried, X[sorted(kept)]], x.shape[1])


def _asked(
    question: DrawsQuestion,
    models: Sequence[tuple[Regression, int]],
    pool: Array,
    generator: np.random.Generator,
) -> _Answer:
    surfaces = np.vstack([_surfaces(model, pool, count, generator) for model, count in models])
    whole = question.posterior.integrity.draws(pool, len(surfaces), generator)
    as_safe = whole >= whole[:, :1] - _AS_SAFE
    untried = slice(1, 1 + len(question.untried))
    as_safe[:, untried] |= generator.random(as_safe[:, untried].shape) < _BELIEF_ERRS
    ahead = np.where(as_safe, surfaces[:, :1] - surfaces, -np.inf)
    best = np.argmax(ahead, axis=1)
    most = ahead[np.arange(len(best)), best]
    better = most > -np.log1p(-question.gain)
    expected = float(np.mean(-np.expm1(-most)))
    probability = calibrated(int(np.sum(better)), len(better))
    return _Answer(probability, expected, pool[best[better]] if np.any(better) else None)


def calibrated(better: int, draws: int) -> float:
    """Probability where so many draws say so; half a draw on either side is always possible."""
    intercept, slope = _CALIBRATION
    return float(expit(intercept + slope * logit((better + 0.5) / (draws + 1))))


def _surfaces(model: Regression, pool: Array, count: int, generator: np.random.Generator) -> Array:
    mean, covariance = copy(model).joint(pool)  # its factor goes with it, see `_SCALES`
    jitter = 1e-8 * (1.0 + np.mean(np.diag(covariance)))
    root = np.linalg.cholesky(covariance + jitter * np.eye(len(pool)))
    return np.asarray(mean + generator.standard_normal((count, len(pool))) @ root.T)


def _most_frequent(points: Array) -> Array:
    """The points (n, d) that occur most often first, at most 24."""
    unique, counts = np.unique(points, axis=0, return_counts=True)
    return np.asarray(unique[np.argsort(-counts, kind="stable")[:_CENTRES]])
