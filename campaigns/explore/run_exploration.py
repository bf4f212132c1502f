"""An exploration from file to answer: table, models, words, plots, page, JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from campaigns.errors import WrongInputError
from campaigns.explore.analysis.exploration_results import Insight, look_into
from campaigns.explore.dataset import Within, past_of
from campaigns.explore.earlier_table import chapter_of, compare_with
from campaigns.explore.earlier_table import document as earlier_document
from campaigns.explore.exploration_html import page_html
from campaigns.explore.exploration_json import document_of
from campaigns.explore.figures.exploration_figures import pictures, save
from campaigns.explore.models import Models, learn
from campaigns.explore.text.chapters import Chapter, chapters
from campaigns.explore.text.gauges import Gauge, gauges
from campaigns.files.documents.output_file import is_report, write_page
from campaigns.files.tables.cell_table import CellTable
from campaigns.optimiser.known_names import known_goal
from campaigns.report.figures.picture import Picture
from campaigns.store.json_codec import plain
from doe.knobs.knob_values import Value
from doe.posterior.blas_threads import on_one_thread

PAGE, DOCUMENT = "explore.html", "explore.json"


@dataclass(frozen=True, eq=False)
class Explored:
    """An exploration.

    Attributes:
        insight: the numbers.
        chapters: the words.
        dials: the gauges.
        document: the JSON document.
        folder: where page, plots and document were written; None where nowhere.
    """

    insight: Insight
    chapters: list[Chapter]
    dials: list[Gauge]
    document: dict[str, object]
    folder: Path | None


@on_one_thread
def models_of(
    table: CellTable,
    within: Within | None = None,
    goal: str = "low_resistance",
    seed: int = 0,
) -> Models:
    """Learn from a table.

    Args:
        table: the file as it was understood.
        within: space and rules of a campaign that count; None for the table's own range.
        goal: name of the goal.
        seed: of every draw.

    Raises:
        WrongInputError: no such goal, or nothing can be learned of it.
    """
    known_goal(goal, where="--goal")
    return learn(past_of(table, within), goal=goal, seed=seed)


@on_one_thread
def explore(
    models: Models,
    *,
    idea: Mapping[str, Value] | None = None,
    earlier: CellTable | None = None,
    out: Path | None = None,
    png: bool = True,
    check: bool = False,
) -> Explored:
    """Ask models of past cells everything, and write it down.

    Args:
        models: learned from a table, or loaded.
        idea: a protocol of one's own.
        earlier: a table of earlier cells: would it have helped?
        out: folder for page, plots and document; made where it is missing.
        png: each plot as PNG too; False: as SVG alone, an eighth of the time less.
        check: whether scikit-learn's own tools judge the models, too: cross-validation by lots,
            permutation importance, calibration of P(intact). Takes seconds.

    Raises:
        WrongInputError: the idea names no knob, or the folder holds what is not ours.
    """
    if out is not None:
        _check_folder(out)
    insight = look_into(models, idea=idea)
    found, dials = chapters(insight), gauges(insight)
    tested = None if earlier is None else compare_with(models, earlier)
    if earlier is not None and tested is not None:
        found.append(chapter_of(earlier, tested, earlier.cells))
    checked = _checked(insight) if check else None
    if checked is not None:
        found.append(checked.chapter)
    more = [] if checked is None or out is None else checked.pictures()
    plots = {} if out is None else _written(insight, found, dials, out, more, png=png)
    document = document_of(insight, found, dials, plots)
    if checked is not None:
        document["scikit_learn"] = checked.document
    if earlier is not None and tested is not None:
        document["earlier"] = earlier_document(earlier, tested)
    if out is not None:
        text = json.dumps(plain(document), indent=2, ensure_ascii=False, allow_nan=False)
        (out / DOCUMENT).write_text(text + "\n", encoding="utf-8")
    return Explored(insight, found, dials, document, out)


def _check_folder(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise WrongInputError(f"--out {out} is a file; name a folder for the page and the plots.")
    if not out.absolute().parent.is_dir():
        raise WrongInputError(f"--out {out}: there is no folder {out.parent}. Make it first.")
    if (out / PAGE).exists() and not is_report(out / PAGE):
        raise WrongInputError(
            f"{out / PAGE} exists and is not a page of Copress. Name another folder."
        )


@dataclass(frozen=True, eq=False)
class _Checked:
    """What scikit-learn says: words, plots when they are wanted, numbers."""

    chapter: Chapter
    pictures: Callable[[], list[Picture]]
    document: dict[str, object]


def _checked(insight: Insight) -> _Checked:
    from campaigns.explore.analysis.scikit_learn_checks import checked_by_scikit_learn
    from campaigns.explore.figures.intact_calibration import calibration_pictures
    from campaigns.explore.text import scikit_learn_text as said

    models = insight.models
    checks = checked_by_scikit_learn(models)
    return _Checked(
        said.chapter_of(models, checks),
        partial(calibration_pictures, insight, checks),
        said.document(checks),
    )


def _written(
    insight: Insight,
    found: list[Chapter],
    dials: list[Gauge],
    out: Path,
    more: list[Picture],
    *,
    png: bool,
) -> dict[str, list[str]]:
    out.mkdir(exist_ok=True)
    shown = [*pictures(insight), *more]
    files = save(shown, out, png=png)
    write_page(out / PAGE, page_html(insight, found, dials, shown))
    return files
