"""An exploration as one self-contained HTML page that opens offline and prints."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup

from campaigns.config.software_versions import versions
from campaigns.explore.analysis.exploration_results import Insight
from campaigns.explore.dataset import cells_counted
from campaigns.explore.text.chapters import Chapter
from campaigns.explore.text.gauges import Gauge
from campaigns.files.documents.html_templates import templates_of
from campaigns.files.documents.knob_labels import number_of, unit_of, words_of
from campaigns.report.figures.picture import Picture
from campaigns.report.figures.style import MARKS
from campaigns.trial.cell_labels import condition_of


def page_html(
    insight: Insight, found: Sequence[Chapter], dials: Sequence[Gauge], shown: Sequence[Picture]
) -> str:
    """The whole page: HTML5, no script, nothing loaded from elsewhere."""
    environment = templates_of("campaigns.explore", "campaigns.report")
    drawn = {p.name: (p, Markup(p.svg)) for p in shown}  # noqa: S704
    sections = [(c, [drawn[name] for name in c.pictures if name in drawn]) for c in found]
    past = insight.past
    return environment.get_template("explore.html.j2").render(
        past=past,
        sections=sections,
        dials=dials,
        knobs=[(words_of(name), unit_of(name)) for name in past.space.names],
        rows=_rows(insight),
        counted=cells_counted(past),
        preview=past.table.preview,
        notes=[*past.table.notes, *past.notes],
        versions=versions(),
    )


def _rows(insight: Insight) -> list[dict[str, object]]:
    """Every cell with what the others predict of it."""
    past, judged = insight.past, insight.models.calibration
    predicted = {
        cell.trial: (past.quantity.value(float(mean)), abs(float(z)) <= 1.6449)
        for cell, mean, z in zip(past.measured, np.exp(judged.expected), judged.z, strict=True)
    }
    rows: list[dict[str, object]] = []
    for cell in past.history:
        condition = condition_of(cell)
        value = None if cell.asr_ohm_cm2 is None else past.quantity.value(cell.asr_ohm_cm2)
        mean, inside = predicted.get(cell.trial, (None, True))
        rows.append(
            {
                "row": cell.trial,
                "knobs": [number_of(cell.point[name], 4) for name in past.space.names],
                "kind": condition,
                "condition": MARKS[condition].word if past.looked_at else "not noted",
                "value": "–" if value is None else number_of(value, 4),
                "predicted": "–" if mean is None else number_of(mean, 4),
                "inside": inside,
                "lot": cell.lot or "",
            }
        )
    return rows
