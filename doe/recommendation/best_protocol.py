"""The best protocol by the model: never the lowest cell, never where cells may break."""

from collections.abc import Sequence

import numpy as np

from doe.domain.candidates import Candidates, rows_of
from doe.domain.learners import Array, Regression
from doe.posterior.posterior import Posterior
from doe.posterior.prediction import forecast, forecast_retention
from doe.recommendation.advice_rule import SAFE_P_INTACT, AdviceRule
from doe.recommendation.operating_window import operating_window
from doe.recommendation.recommendation import Interval, Recommendation, TestedCell, TooFewCellsError
from doe.recommendation.reliability import Reliability
from doe.recommendation.stopping_certificate import certify, confirmations, pressed_at
from doe.scoring.maximise_acquisition import best_point
from doe.trials import Observation

__all__ = ["Recommendation", "TooFewCellsError", "recommend"]

FEWEST_CELLS = 2  # one cell has no scatter
_POLISH = (0.03, 0.01, 0.003)
"""Widths of the last clouds, cube widths: a point typed by hand must not be better by more than the
printed digits."""
_POLISH_DRAWS = 48
"""After five campaigns 400 further points at each width found 0.0002 ln units more without these
clouds, 0.0001 with 12 draws, and nothing with 48."""
_EVIDENCE = 8  # chosen: the cells nearest to the advice that a report can show
_OFTEN_READ = 0.8  # chosen: below, one spectrum in five cannot be used, which is said


def recommend(
    rule: AdviceRule,
    shapes: Sequence[Regression],
    *,
    judged: Reliability,
    history: Sequence[Observation],
    candidates: Candidates,
    x: Array,
    starts: Array,
    generator: np.random.Generator,
) -> Recommendation:
    """Advice from fitted models.

    Args:
        rule: by which protocols are compared, and the models of the history.
        shapes: the target's model under each shape that is thought possible.
        judged: how far the target's model may be relied on.
        history: the cells.
        candidates: what may be pressed.
        x: the advised point (1, d), by `best_allowed`.
        starts: allowed coordinates (n, d), which the certificate compares with.
        generator: source of chance.
    """
    posterior = rule.posterior
    asr, p_intact = expected_at(posterior, x)
    trusted = judged.trust != "not yet"
    certificate = certify(  # asks chance first, as `is_certain` does
        rule,
        shapes,
        x,
        asr_ohm_cm2=asr.median,
        candidates=candidates,
        starts=starts,
        generator=generator,
        trusted=trusted,
    )
    return Recommendation(
        goal=posterior.goal.name,
        point=candidates.space.dialled(x[0]),
        asr_ohm_cm2=asr,
        p_intact=p_intact,
        least_p_intact=rule.least_p_intact,
        window=operating_window(posterior, candidates, x[0], asr, generator),
        evidence=_evidence(posterior, x),
        certificate=certificate,
        reliability=judged,
        best_tested=_best_tested(posterior, history),
        cautions=_cautions(judged, p_intact, posterior, x, candidates.space.choice_columns),
        retention=_retention_at(posterior, x),
    )


def check_enough(posterior: Posterior, cells: int) -> None:
    """Refuse advice that rests on nothing.

    Raises:
        TooFewCellsError: fewer than two intact cells with the goal's value measured.
    """
    if len(posterior.cells.target.rows) < FEWEST_CELLS or posterior.resistance is None:
        raise too_few_cells(posterior, cells)


def too_few_cells(posterior: Posterior, cells: int) -> TooFewCellsError:
    """What is said where an advice would rest on nothing."""
    measured = len(posterior.cells.target.rows)
    so_far = "1 cell" if cells == 1 else f"{cells} cells"
    return TooFewCellsError(
        f"Nothing can be recommended yet: {so_far} so far, of which {measured} can tell "
        f"{posterior.goal.needs}; at least {FEWEST_CELLS} are needed. Press more cells."
    )


def best_allowed(
    rule: AdviceRule, candidates: Candidates, starts: Array, generator: np.random.Generator
) -> Array:
    """The point (1, d) that the rule advises: the best of the starts and of what is near them."""
    x = best_point(rule.score, candidates, starts, generator)[None, :]
    for width in _POLISH:
        cloud = rows_of([x, candidates.around(x, width, _POLISH_DRAWS, generator)], x.shape[1])
        x = cloud[int(np.argmax(rule.score(cloud)))][None, :]
    return x


def expected_at(posterior: Posterior, x: Array) -> tuple[Interval, float]:
    """What one more cell at x (1, d) would measure, and how probably it holds."""
    expected = forecast(posterior, x)
    ends = (expected.asr_median, expected.asr_low, expected.asr_high)
    return Interval(*(float(end[0]) for end in ends)), float(expected.p_intact[0])


def _retention_at(posterior: Posterior, x: Array) -> Interval | None:
    """What one more cell at x (1, d) would keep of its capacity."""
    found = forecast_retention(posterior, x)
    return None if found is None else Interval(*(float(end[0]) for end in found))


def _evidence(posterior: Posterior, x: Array) -> tuple[int, ...]:
    """Trials nearest to the point, nearest first."""
    distance = np.sum((posterior.cells.units - x) ** 2, axis=1)
    order = np.argsort(distance, kind="stable")
    nearest = dict.fromkeys(posterior.cells.trials[row] for row in order)  # a cell has its rungs
    return tuple(nearest)[:_EVIDENCE]


def _best_tested(posterior: Posterior, history: Sequence[Observation]) -> TestedCell:
    row = int(posterior.cells.target.rows[np.argmin(posterior.cells.target.values)])
    cell = history[row]
    p = float(posterior.p_intact(posterior.cells.units[row : row + 1])[0])
    return TestedCell(posterior.cells.trials[row], dict(cell.point), cell.asr_ohm_cm2, p)


def _cautions(
    judged: Reliability,
    p_intact: float,
    posterior: Posterior,
    x: Array,
    choices: Sequence[int] = (),
) -> tuple[str, ...]:
    said = [judged.warning] if judged.warning else []
    if p_intact < SAFE_P_INTACT:
        said.append(
            f"No protocol is known to keep {SAFE_P_INTACT:.0%} of the cells intact; this one keeps "
            f"{_below(p_intact)} by the model. Press more cells before relying on it."
        )
    edges = np.delete(np.minimum(x[0], 1 - x[0]), choices)
    if np.any(edges <= 1e-9):
        said.append("The best lies on the edge of the space; a better protocol may lie beyond it.")
    if confirmations(posterior, x) == 0:
        said.append(
            "No intact cell was pressed and measured at this very protocol yet: confirm it before "
            "relying on it."
        )
    if broke := _broke_here(posterior, x):
        said.append(
            f"{', '.join(f'#{trial}' for trial in broke)} broke at these very settings. Look at "
            "what was noted before pressing more."
        )
    read = float(posterior.p_read(x)[0])
    if read < _OFTEN_READ:
        said.append(
            f"Near this protocol spectra were refused: one more can be used with probability "
            f"{read:.2f}. Look at what their readings say before pressing more."
        )
    return tuple(said)


def _broke_here(posterior: Posterior, x: Array) -> list[int]:
    """Trials that were pressed at x (1, d), as near as a press can tell, and did not hold."""
    broken = np.flatnonzero(pressed_at(posterior, x) & ~posterior.cells.intact)
    return [posterior.cells.trials[row] for row in broken]


def _below(p_intact: float) -> str:
    """A share below the wanted one, never rounded up to it."""
    shown = f"{p_intact:.0%}"
    return f"nearly {shown}" if shown == f"{SAFE_P_INTACT:.0%}" else shown
