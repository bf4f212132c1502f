"""The best protocol by the model: never the lowest cell, never where cells may break."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from doe.domain.candidates import Candidates
from doe.posterior.posterior import SOUND, Posterior
from doe.posterior.prediction import Prediction, forecast
from doe.recommendation.operating_window import operating_window
from doe.recommendation.recommendation import Interval, Recommendation, TestedCell, TooFewCellsError
from doe.recommendation.stopping_certificate import certify, confirmations
from doe.scoring.maximise_acquisition import Score, best_point, corrected
from doe.trials import Observation

Array = NDArray[np.float64]

__all__ = ["Recommendation", "TooFewCellsError", "recommend"]

SAFE_P_INTACT = 0.9
FEWEST_CELLS = 2
_HARDLY_BELOW = 0.01
_BELOW_SAFEST = 0.06  # where nothing reaches 0.9 yet, resistance still counts near the safest
_REPEATABILITY = 0.015  # cube widths: how exactly a press meets its settings
_JITTERS = 16
_ROWS = 2048  # points that the models are asked about at a time
_STEEPNESS = 60.0
_CAUTION = 0.3  # standard deviations of doubt that count against a protocol
INTEGRITY_WEIGHT = 6.0
DOUBT = 1.5
"""One per cent of broken cells costs as much as six of resistance, margins read so many standard
deviations lower when points are compared: with 1.5 for the 6, advice on five knobs was 1 % better
and truly safe in 87 % of 60 simulated campaigns for 93 %."""
INTEGRITY_WEIGHT_BOXED, DOUBT_BOXED = 1.0, 0.5
"""The same where the limits of failure are known: their probabilities are calibrated. With 2 and 1
the advice on the simulated laboratory was 5 % worse and as safe."""
_AS_SAFE = 0.02  # of P(intact): less is not distinguished
_HOPE = 0.5  # standard deviations of the margins
_EVIDENCE = 8
_READ = 0.5
"""Where fewer spectra than that can be used, the resistance is a guess, and nothing is advised."""
_OFTEN_READ = 0.8  # chosen: below, one spectrum in five cannot be used, which is said


def recommend(
    posterior: Posterior,
    history: Sequence[Observation],
    candidates: Candidates,
    advised: tuple[Array, float],
    starts: Array,
    generator: np.random.Generator,
) -> Recommendation:
    """Advice from fitted models.

    Args:
        posterior: models of the history.
        history: the cells.
        candidates: what may be pressed.
        advised: the best point (1, d) that holds and its P(intact), by `safest_best`.
        starts: allowed coordinates (n, d), which the certificate compares with.
        generator: source of chance.
    """
    x, p_intact = advised
    expected = forecast(posterior, x)
    asr = Interval(*(float(part[0]) for part in _parts(expected)))
    safe = _safe_pool(posterior, x, starts)
    safe = safe[posterior.no_worse(safe, x)]
    return Recommendation(
        goal=posterior.goal.name,
        point=candidates.space.point(candidates.space.snap(candidates.space.from_unit(x))[0]),
        asr_ohm_cm2=asr,
        p_intact=p_intact,
        window=operating_window(posterior, candidates, x[0], asr, generator),
        evidence=_evidence(posterior, x),
        certificate=certify(
            posterior, x, safe, asr.median, generator, holds=p_intact >= SAFE_P_INTACT
        ),
        best_tested=_best_tested(posterior, history),
        cautions=_cautions(p_intact, posterior, x, candidates.space.choice_columns),
    )


def check_enough(posterior: Posterior, cells: int) -> None:
    """Refuse advice that rests on nothing.

    Raises:
        TooFewCellsError: fewer than two intact cells with the goal's value measured.
    """
    measured = len(posterior.cells.target.rows)
    if measured < FEWEST_CELLS or posterior.resistance is None:
        raise TooFewCellsError(
            f"Nothing can be recommended yet: {cells} cells so far, of which {measured} "
            f"tell {posterior.goal.needs}; at least {FEWEST_CELLS} are needed. Press more cells."
        )


def safest_best(
    posterior: Posterior, candidates: Candidates, starts: Array, generator: np.random.Generator
) -> tuple[Array, float]:
    """The model's best point (1, d) among those that hold; its P(intact) as a press meets it."""
    jitter = generator.normal(scale=_REPEATABILITY, size=(_JITTERS, starts.shape[1]))
    wanted = wanted_p_intact(
        float(np.max(posterior.p_intact(starts))), limits_known=posterior.limits_known
    )
    x = best_point(safe_score(posterior, wanted, jitter), candidates, starts, generator)[None, :]
    return x, float(_repeated_p_intact(posterior, x, jitter)[0])


def wanted_p_intact(reached: float, *, limits_known: bool = False) -> float:
    """Least P(intact) of an advice, where the safest of all protocols has `reached`.

    Where the limits of failure are known, nothing below 0.85 is traded for resistance.
    """
    near = reached - _BELOW_SAFEST
    if limits_known:
        near = max(near, min(reached - _HARDLY_BELOW, SOUND))
    return min(SAFE_P_INTACT, near)


def _parts(expected: Prediction) -> tuple[Array, Array, Array]:
    return expected.asr_median, expected.asr_low, expected.asr_high


def safe_score(posterior: Posterior, wanted: float, jitter: Array | None = None) -> Score:
    """Minus the objective, a little doubt counted against it, under P(intact) >= wanted.

    `jitter` (k, d) is what a press makes of the same settings; P(intact) is averaged over it, for
    as many points as the best eight need: the average only ever lowers a score.
    """
    weight, doubt = INTEGRITY_WEIGHT, DOUBT
    if posterior.limits_known:
        weight, doubt = INTEGRITY_WEIGHT_BOXED, DOUBT_BOXED

    def score(X: Array) -> Array:
        mean, std = posterior.objective(X)
        safety = posterior.integrity.at(X)
        p = safety.p_intact()
        doubted = np.maximum(safety.p_intact(-doubt), 1e-12)
        gain = weight * np.log(doubted) - (mean + _CAUTION * std)
        gain -= _STEEPNESS * np.maximum(0.0, _READ - posterior.p_read(X))

        hoped = gain - _STEEPNESS * np.maximum(0.0, wanted - p)
        if jitter is None:
            return hoped

        def met(rows: NDArray[np.int64]) -> Array:
            held = np.minimum(p[rows], _repeated_p_intact(posterior, X[rows], jitter))
            return np.asarray(gain[rows] - _STEEPNESS * np.maximum(0.0, wanted - held))

        return corrected(hoped, p >= wanted - 0.1, met)  # below, the average changes nothing

    return score


def _repeated_p_intact(posterior: Posterior, X: Array, jitter: Array) -> Array:
    """P(intact) (n,) averaged over what the press makes of the same settings."""
    if len(X) == 0:
        return np.empty(0)
    at_once = max(1, _ROWS // len(X))  # few points are asked with all their shifts together
    parts = [
        posterior.p_intact((X + shifts[:, None, :]).reshape(-1, X.shape[1])).reshape(
            len(shifts), -1
        )
        for shifts in np.split(jitter, range(at_once, len(jitter), at_once))
    ]
    return np.asarray(np.mean(np.vstack(parts), axis=0))


def _safe_pool(posterior: Posterior, x: Array, starts: Array) -> Array:
    """Points that are as safe as x (1, d) or may turn out to be: doubt is no reason to stop.

    What is gained by breaking more cells is nothing better: the advice has weighed it already.
    """
    hopeful, advised = (posterior.integrity.at(at).p_intact(_HOPE) for at in (starts, x))
    as_safe = hopeful >= max(SAFE_P_INTACT, float(advised[0]) - _AS_SAFE)
    return starts[as_safe & (posterior.p_read(starts) >= _READ)]


def _evidence(posterior: Posterior, x: Array) -> tuple[int, ...]:
    """Trials nearest to the point, nearest first."""
    distance = np.sum((posterior.cells.units - x) ** 2, axis=1)
    order = np.argsort(distance, kind="stable")[:_EVIDENCE]
    return tuple(posterior.cells.trials[k] for k in order)


def _best_tested(posterior: Posterior, history: Sequence[Observation]) -> TestedCell:
    row = int(posterior.cells.target.rows[np.argmin(posterior.cells.target.values)])
    cell = history[row]
    p = float(posterior.p_intact(posterior.cells.units[row : row + 1])[0])
    return TestedCell(posterior.cells.trials[row], dict(cell.point), cell.asr_ohm_cm2, p)


def _cautions(
    p_intact: float, posterior: Posterior, x: Array, choices: Sequence[int] = ()
) -> tuple[str, ...]:
    said = []
    if p_intact < SAFE_P_INTACT:
        said.append(
            f"No protocol is known to keep {SAFE_P_INTACT:.0%} of the cells whole; this one keeps "
            f"{_below(p_intact)} by the model. Press more cells before relying on it."
        )
    edges = np.delete(np.minimum(x[0], 1 - x[0]), choices)
    if np.any(edges <= 1e-9):
        said.append("The best lies on the edge of the space; a better protocol may lie beyond it.")
    if confirmations(posterior, x) == 0:
        said.append(
            "No whole cell was pressed and measured at this very protocol yet: confirm it before "
            "relying on it."
        )
    read = float(posterior.p_read(x)[0])
    if read < _OFTEN_READ:
        said.append(
            f"Near this protocol spectra were refused: one more can be used with probability "
            f"{read:.2f}. Look at what their readings say before pressing more."
        )
    return tuple(said)


def _below(p_intact: float) -> str:
    """A share below the wanted one, never rounded up to it."""
    shown = f"{p_intact:.0%}"
    return f"nearly {shown}" if shown == f"{SAFE_P_INTACT:.0%}" else shown
