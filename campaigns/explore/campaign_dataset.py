"""A campaign's own cells explored: what a table of them would tell, without the table."""

from __future__ import annotations

from matplotlib.axes import Axes

from campaigns.config.campaign_schema import Settings
from campaigns.errors import NotEnoughError
from campaigns.explore.analysis.control_chart import ControlChart, steadiness
from campaigns.explore.analysis.exploration_results import MOST_KNOBS
from campaigns.explore.analysis.trade_offs import front
from campaigns.explore.dataset import FEWEST_CELLS, Past, Within
from campaigns.explore.figures.exploration_figures import front_words
from campaigns.explore.figures.figures import plot_control_chart, plot_front, plot_sensitivity
from campaigns.explore.models import Models, learn_by
from campaigns.explore.quantity import QUANTITIES
from campaigns.files.documents.knob_labels import number_of, words_of
from campaigns.files.tables.cell_table import CellTable
from campaigns.records.views import CampaignView
from campaigns.report.figures.picture import Picture
from campaigns.report.figures.style import mark_simulated
from campaigns.trial.search_space import space_of
from doe.domain.constraints import Constraint
from doe.strategy import Strategy
from surrogate.sobol_indices import Sensitivity, sobol_indices


def past_of(view: CampaignView, strategy: Strategy) -> Past:
    """The campaign's cells as past cells: its space, its rules, its resistance.

    Raises:
        NotEnoughError: fewer than four intact measured cells.
    """
    settings = view.settings
    past = Past(
        table=CellTable(settings.path, (), (), {}, (), "asr_ohm_cm2"),
        quantity=QUANTITIES["asr_ohm_cm2"],
        space=strategy.space,
        history=view.history,
        rules=tuple(Constraint(rule, settings.fixed) for rule in settings.constraints),
        held={name: float(value) for name, value in settings.fixed.items()},
        looked_at=True,
        simulated=view.simulated,
        numbered="cell",
        label_of=view.label_of,
    )
    if len(past.measured) < FEWEST_CELLS:
        raise NotEnoughError(
            f"{len(past.measured)} intact measured cells are too few to learn from; at least "
            f"{FEWEST_CELLS} are needed"
        )
    return past


def models_of(view: CampaignView, strategy: Strategy) -> Models:
    """What the campaign's own strategy has learned of its cells.

    Raises:
        NotEnoughError: fewer than four intact measured cells.
    """
    mean = view.settings.model.mean
    return learn_by(strategy, past_of(view, strategy), view.means, mean)


def campaign_pictures(view: CampaignView, strategy: Strategy) -> list[Picture]:
    """Which knob matters, what is traded, how steady cell followed cell; none before four cells."""
    try:
        models = models_of(view, strategy)
    except NotEnoughError:
        return []
    past, seed = models.past, view.settings.campaign.seed
    space = past.space
    made = []
    if 2 <= space.dimensions <= MOST_KNOBS:
        sensitivity = sobol_indices(models.surface, space.dimensions, seed)
        made.append(
            _picture(
                view,
                "sensitivity",
                "Which knob matters",
                _sensitivity_words(sensitivity, past),
                plot_sensitivity(sensitivity, space.names),
            )
        )
    found = front(models, seed)
    if found is not None:
        words = front_words(found, past.quantity.words)
        made.append(
            _picture(view, "front", "Resistance and integrity", words,
                     plot_front(found, models))
        )  # fmt: skip
    steady = steadiness(models)
    made.append(
        _picture(view, "control-chart", "Control chart", _chart_words(steady, past),
                 plot_control_chart(steady, models))
    )  # fmt: skip
    return made


def _sensitivity_words(sensitivity: Sensitivity, past: Past) -> str:
    total = sensitivity.total
    first = int(total.median.argmax())
    return (
        "Share of the variance of the expected resistance over the whole space (Sobol indices), "
        "alone and with the other knobs; the bars are what the cells leave open. Most: "
        f"{words_of(past.space.names[first])}, {number_of(100 * total.median[first], 2)} % "
        f"({number_of(100 * total.low[first], 2)} to {number_of(100 * total.high[first], 2)} %)."
    )


def _chart_words(steady: ControlChart, past: Past) -> str:
    what = (
        "Repeats of one protocol in the order of pressing"
        if steady.reference
        else "How far each cell lies from what the others predict, in the order of pressing"
    )
    said = []
    if steady.signals:
        said.append(f"Outside: {past.named(steady.signals)}.")
    if steady.run_ends:
        said.append(
            f"{steady.run} one after the other on one side up to {past.named(steady.run_ends)}."
        )
    out = " ".join(said) or "None lies outside: no drift of lot, press or instrument is seen."
    width = f"{steady.limit:.2g} sigma" + " by the moving range" * steady.reference
    return f"{what}; the band is {width}. {out}"


def _picture(view: CampaignView, name: str, title: str, words: str, ax: Axes) -> Picture:
    figure = ax.get_figure(root=True)
    assert figure is not None  # noqa: S101  it was just drawn
    if view.simulated:
        mark_simulated(ax)
    return Picture(name, title, words, figure)


def within(settings: Settings) -> Within:
    """What a campaign allows."""
    return Within(
        space_of(settings),
        tuple(Constraint(rule, settings.fixed) for rule in settings.constraints),
        {name: float(value) for name, value in settings.fixed.items()},
        settings.path.name,
    )
