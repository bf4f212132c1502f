"""What the cells tell: the exploration of the campaign's own cells, in the models' process."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from campaigns.web.background.model_tasks import known

if TYPE_CHECKING:
    from campaigns.explore.analysis.exploration_results import Insight


def insights(path: Path, learned: int) -> dict[str, Any]:
    """Gauges and chapters in words, which pictures there are, where maps are cut; plain.

    Maps go through what is recommended, before that through the best cell: in the middle of wide
    bounds hardly any cell would stay intact.

    Raises:
        NotEnoughError: there are too few cells for it.
    """
    from campaigns.explore.text.chapters import chapters
    from campaigns.explore.text.gauges import gauges

    insight = _insight(path, learned)
    found = [
        {"title": one.title, "sentences": list(one.sentences), "pictures": list(one.pictures)}
        for one in chapters(insight)
    ]
    dials = [vars(dial) for dial in gauges(insight)]
    shown = {
        picture.name: {"title": picture.title, "words": picture.words}
        for picture in _pictures(path, learned).values()
    }
    cut = dict(insight.best_point)
    return {"chapters": found, "gauges": dials, "pictures": shown, "cut": cut}


def drawing(path: Path, learned: int, name: str, kind: str = "svg") -> str:
    """One of the pictures of `insights`, as SVG, or its numbers as CSV.

    Raises:
        NotEnoughError: there is no such picture.
    """
    from campaigns.errors import NotEnoughError

    picture = _pictures(path, learned).get(name)
    if picture is None:
        raise NotEnoughError("there is no such picture")
    return str(picture.as_text(kind))


def report(path: Path, head: int) -> str:
    """The report of the campaign as `copress report` writes it, when that was known of it.

    Raises:
        StoreError: its memory cannot be used.
    """
    from campaigns.config.load_campaign import load_settings
    from campaigns.explore.campaign_report import report_of
    from campaigns.optimiser.strategy_from_settings import strategy_of
    from campaigns.records.load_views import load_view

    settings = load_settings(path)
    return report_of(load_view(settings), strategy_of(settings))[0]


def table(path: Path, head: int) -> str:
    """All cells as CSV, as `copress export` writes them, when that was known of the campaign.

    Raises:
        StoreError: its memory cannot be used.
    """
    from campaigns.config.load_campaign import load_settings
    from campaigns.records.exchange.table_export import write_csv_to
    from campaigns.records.load_views import load_view

    text = io.StringIO(newline="")
    write_csv_to(load_view(load_settings(path), advise=False, curves=False), text)
    return text.getvalue()


@lru_cache(maxsize=1)
def _pictures(path: Path, learned: int) -> dict[str, Any]:
    """By name: of the exploration, and the convergence and best spectra of the report."""
    from campaigns.explore.figures.exploration_figures import pictures
    from campaigns.report.report_figures import convergence_picture, parallel_picture

    view, strategy = known(path, learned)
    cells = parallel_picture(view, strategy.space)
    made = [convergence_picture(view), cells, *pictures(_insight(path, learned))]
    return {picture.name: picture for picture in made if picture is not None}


@lru_cache(maxsize=1)
def _insight(path: Path, learned: int) -> Insight:
    from campaigns.explore.analysis.exploration_results import look_into
    from campaigns.explore.campaign_dataset import models_of
    from campaigns.trial.hand_press import in_hand

    view, strategy = known(path, learned)
    found = look_into(models_of(view, strategy))
    return replace(found, proposal=in_hand(view.settings, found.proposal, []))
