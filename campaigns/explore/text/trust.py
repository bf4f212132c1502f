"""May the model be trusted yet? The judgement of cells left out, read beside their scatter."""

from __future__ import annotations

from typing import Literal

import numpy as np

from campaigns.explore.results import Insight

Verdict = Literal["yes", "with care", "near the cells", "not yet"]

_FEWEST = 8  # chosen: as surrogate.calibration
_AS_SCATTER = 1.25  # chosen: a quarter more than what cells of one protocol scatter


def effect_of_all_knobs(insight: Insight) -> float:
    """How far the knobs move ln of the measured value over the whole box, one sigma."""
    if insight.sensitivity is not None:
        return insight.sensitivity.spread
    return float(np.std(insight.models.y))


def verdict(insight: Insight) -> Verdict:
    """As `surrogate.calibration`, and "near the cells" where these lie too close to predict much.

    A campaign that has found its optimum presses there: its cells differ by little but their
    scatter, of which no model predicts anything. That the model errs by no more than the scatter,
    with honest bands, is then all that can be asked of it; what it says further away rests on the
    few cells there. Where the knobs move less than the scatter, that is no excuse.
    """
    judged, scatter = insight.models.calibration, insight.models.surface.noise_std
    near = (
        len(judged.measured) >= _FEWEST
        and judged.honest
        and judged.rmse <= _AS_SCATTER * scatter
        and scatter < effect_of_all_knobs(insight)
    )
    return "near the cells" if judged.trust == "not yet" and near else judged.trust
