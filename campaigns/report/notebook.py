"""A campaign in a notebook: its table, its advice, its cells as a data frame."""

from __future__ import annotations

from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from typing_extensions import override

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.optimiser.frames import candidates, predictions
from campaigns.optimiser.strategy_from_settings import strategy_of
from campaigns.records.exchange.table_export import columns, rows
from campaigns.records.load_views import load_view
from campaigns.records.views import CampaignView
from doe.recommendation.recommendation import Recommendation
from doe.strategy import Strategy
from doe.trials import Observation

if TYPE_CHECKING:
    import pandas as pd


_NUMBERS = ("_mpa", "_s", "_degc", "_ohm_cm2", "retention")
"""How columns of numbers end: their units."""


class Campaign:
    """A campaign file and what its store remembers; read when it is first asked.

    Nothing is pressed and nothing is written. `refresh` reads the store again.

    Args:
        path: The campaign file.

    Raises:
        CampaignFileError: it cannot be used.
    """

    def __init__(self, path: str | Path) -> None:
        self.settings: Settings = load_settings(Path(path))

    @cached_property
    def view(self) -> CampaignView:
        """Everything that the store remembers, read once."""
        return load_view(self.settings)

    @cached_property
    def strategy(self) -> Strategy:
        """The strategy that the file asks for."""
        return strategy_of(self.settings)

    @property
    def history(self) -> tuple[Observation, ...]:
        """The cells that the models learn from."""
        return self.view.history

    @property
    def recommendation(self) -> Recommendation | None:
        """The best protocol by the model; None while there are too few cells."""
        return self.view.advice

    def refresh(self) -> Campaign:
        """Forget what was read, so that it is read again."""
        self.__dict__.pop("view", None)
        return self

    def to_frame(self) -> pd.DataFrame:
        """Every cell as one row, as `copress export` writes them; units in the column names.

        Numbers are numbers, NaN where unknown, and days are days.
        """
        import pandas as pd  # half a second, for who asks

        table = pd.DataFrame(rows(self.view), columns=columns(self.view)).set_index("trial")
        never = [name for name in table if name.endswith(_NUMBERS) and table[name].isna().all()]
        table = table.astype(dict.fromkeys(never, float))  # else pandas would keep None
        return table.assign(made_on=pd.to_datetime(table["made_on"], errors="coerce"))

    def candidates(self, count: int = 200) -> pd.DataFrame:
        """Points that may be proposed, with what is expected of each."""
        return self.predict(candidates(self.strategy, count))

    def predict(self, points: pd.DataFrame) -> pd.DataFrame:
        """What one more cell at each point would measure; see `campaigns.predictions`."""
        return predictions(self.strategy, self.history, points)

    @override
    def __repr__(self) -> str:
        """`<Campaign foils: 5 trials>`."""
        return f"<Campaign {self.settings.campaign.name}: {len(self.view.trials)} trials>"

    def _repr_html_(self) -> str:
        """Name, the latest cells, how it went, and the advice."""
        from campaigns.report.report_figures import convergence_picture  # matplotlib

        view = self.view
        simulated = " (simulated)" if view.simulated else ""
        head = (
            f"<h4>{escape(self.settings.campaign.name)}{simulated}: {len(view.trials)} of "
            f"{self.settings.campaign.budget} cells</h4>"
        )
        if not view.trials:
            return f"{head}<p>{escape(view.no_advice)}</p>"
        table = self.to_frame().dropna(axis=1, how="all").tail(8).to_html(border=0)
        picture = convergence_picture(view)
        drawn = "" if picture is None else f"<div style='max-width:640px'>{picture.svg}</div>"
        advice = escape(view.no_advice) if view.advice is None else view.advice._repr_html_()
        return f"{head}<div style='overflow-x:auto'>{table}</div>{drawn}{advice}"
