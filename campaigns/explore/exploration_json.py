"""An exploration as one JSON document; values are in the unit of the measured quantity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from campaigns.config.software_versions import versions
from campaigns.explore.analysis.exploration_results import Insight
from campaigns.explore.dataset import number_of_cells
from campaigns.explore.text.chapters import Chapter
from campaigns.explore.text.gauges import Gauge
from campaigns.files.tables.past_cells import PastCell
from doe.selection.explanation import Explanation


def document_of(
    insight: Insight,
    found: Sequence[Chapter],
    dials: Sequence[Gauge],
    plots: Mapping[str, Sequence[str]],
) -> dict[str, object]:
    """Everything that words and plots say, as numbers."""
    past = insight.past
    return {
        "table": {
            "file": past.table.path.name,
            "cells": number_of_cells(past.history),
            "rows": len(past.history),
            "measured": len(past.measured),
            "quantity": past.quantity.name,
            "knobs": list(past.space.names),
            "held": dict(past.held),
            "columns": {c.title: c.name for c in past.table.columns},
            "set_aside": {str(row): why for row, why in past.table.set_aside.items()},
            "preview": [asdict(column) for column in past.table.preview],
            "ignored": [c.title for c in past.table.preview if c.role == "ignored"],
            "looked_at": past.looked_at,
            "failed": [_failed(cell) for cell in past.table.cells if cell.shorted or cell.damage],
            "notes": [*past.table.notes, *past.notes],
            "simulated": past.simulated,
        },
        "recommendation": _recommendation(insight),
        "quality": _quality(insight),
        "sensitivity": _sensitivity(insight),
        "physics": [{**asdict(t), "verdict": t.verdict} for t in insight.models.means],
        "optimum": asdict(insight.optimum),
        "fragility": insight.fragility.as_document() if insight.fragility else None,
        "next": {"point": dict(insight.proposal), **_explained(insight, insight.why)},
        "instead": None
        if insight.idea is None or insight.idea_explained is None
        else {"point": dict(insight.idea), **_explained(insight, insight.idea_explained)},
        "steadiness": _steadiness(insight),
        "front": None if insight.front is None else {"rows": list(insight.front.best)},
        "gauges": [asdict(dial) for dial in dials],
        "words": {chapter.title: list(chapter.sentences) for chapter in found},
        "plots": dict(plots),
        "versions": versions(),
    }


def _failed(cell: PastCell) -> dict[str, object]:
    """A cell that somebody called failed, with the word that decided."""
    return {
        "row": cell.row,
        "failure": list(cell.failure),
        "damage": cell.damage,
        "shorted": cell.shorted,
        "deciding": cell.deciding,
    }


def _recommendation(insight: Insight) -> dict[str, object] | None:
    advice, quantity = insight.advice, insight.past.quantity
    if advice is None:
        return None
    asr = advice.asr_ohm_cm2
    low, high = sorted((quantity.value(asr.low), quantity.value(asr.high)))
    value = {"median": quantity.value(asr.median), "low": low, "high": high}
    document = advice.as_document()
    if quantity.name != "asr_ohm_cm2":  # costs mean nothing to a reader of a conductivity
        document.pop("asr_ohm_cm2")
        document.pop("certificate")
        document.pop("best_tested")
        document["goal"] = f"{quantity.best} {quantity.words}"
        if isinstance(window := document["window"], dict):
            window["target"] = quantity.value(window.pop("target_asr_ohm_cm2"))
    if insight.past.warning:
        document = {"warning": insight.past.warning, **document}
    document[quantity.name] = value
    document["p_intact"] = advice.p_intact if insight.past.looked_at else None
    document["evidence_rows"] = document.pop("evidence")
    return document


def _quality(insight: Insight) -> dict[str, object]:
    judged, fit = insight.models.calibration, insight.polynomial
    return {
        "skill": judged.skill,
        "rmse_ln": judged.rmse,
        "covered": judged.covered,
        "cells": len(judged.measured),
        "coverage": judged.coverage,
        "coverage_interval": list(judged.coverage_interval),
        "trust": insight.reliability.trust,
        "noise_ln": insight.models.surface.noise_std,
        "mean": insight.models.mean,
        "polynomial": None
        if fit is None
        else {
            "model": fit.model,
            "r2": fit.r2,
            "r2_predicted": fit.r2_predicted,
            "effects": [asdict(effect) for effect in fit.effects],
            "anova": [asdict(source) for source in fit.anova],
            "lack_of_fit_p": fit.lack_of_fit_p,
        },
    }


def _sensitivity(insight: Insight) -> dict[str, object] | None:
    sensitivity, names = insight.sensitivity, insight.past.space.names
    if sensitivity is None:
        return None
    return {
        "first": _shares(names, sensitivity.first),
        "total": _shares(names, sensitivity.total),
        "pairs": _shares(
            [f"{names[a]} x {names[b]}" for a, b in sensitivity.pairs], sensitivity.pair
        ),
        "spread_ln": sensitivity.spread,
    }


def _shares(names: Sequence[str], shares: object) -> dict[str, dict[str, float]]:
    return {
        name: {part: float(getattr(shares, part)[k]) for part in ("median", "low", "high")}
        for k, name in enumerate(names)
    }


def _explained(insight: Insight, explanation: Explanation) -> dict[str, object]:
    quantity = insight.past.quantity
    ends = [explanation.asr_median, explanation.asr_low, explanation.asr_high]
    median, low, high = (None if v is None else quantity.value(v) for v in ends)
    if low is not None and high is not None:
        low, high = sorted((low, high))
    return {
        quantity.name: {"median": median, "low": low, "high": high},
        "p_intact": explanation.p_intact if insight.past.looked_at else None,
        "relative_score": explanation.relative_score,
        "explore_share": explanation.explore_share,
        "nearest_rows": [neighbour.trial for neighbour in explanation.nearest],
    }


def _steadiness(insight: Insight) -> dict[str, object]:
    steady = insight.steadiness
    return {
        "reference": steady.reference,
        "rows": list(steady.rows),
        "limit_sigma": steady.limit,
        "signals": list(steady.signals),
        "run": steady.run,
        "run_ends": list(steady.run_ends),
        "drift_ln": steady.drift,
        "drift_p": steady.drift_p,
        "lots": [asdict(lot) for lot in steady.lots],
    }
