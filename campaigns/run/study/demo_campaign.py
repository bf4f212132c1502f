"""A whole campaign on the simulated laboratory: its folder, its pictures, its known truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.config.template import campaign_text, with_analyser
from campaigns.errors import WrongInputError
from campaigns.explore.campaign_report import report_of
from campaigns.files.documents.output_file import write_page
from campaigns.records.views import CampaignView
from campaigns.trial.recipe import press_protocol
from doe.knobs.knob_values import Value
from doe.strategy import Strategy
from hardware.twin.cell.presets import cell_design
from hardware.twin.cell.pressing_history import PressHistory
from hardware.twin.cell.simulated_cell import truth
from hardware.twin.true_optimum import constrained_optimum

NAME = "demo"
FAST_POLL_S = 0.75
"""Between two looks at the press when nobody watches; ten a second otherwise."""

ANALYSER = "analyser.toml"
"""File of the LCR meter that the demonstration of a series drives."""
_ANALYSER_TEXT = """\
# The LCR meter of the demonstration: simulated, driven over SCPI on this computer.

[analyser]
kind = "scpi"
instrument = "hioki_im3590"
tries = 3

[connection]
resource = "simulated"      # a real one: "TCPIP::192.168.0.1::3500::SOCKET"

[sweep]
highest_hz = 200e3
lowest_hz = 0.1
points_per_decade = 6
level_v = 0.01
"""

LEAST_INTACT = 0.85
"""The optimum that a recommendation is held against stays intact with at least this probability."""


@dataclass(frozen=True)
class RecommendationScore:
    """How good a recommended protocol really is; known because the cells are simulated.

    Attributes:
        asr_ohm_cm2: Its ASR by the physics, without noise.
        p_intact: Its true probability of staying intact.
        best_asr_ohm_cm2: The lowest ASR that any protocol of the space reaches while it stays
            whole with a probability of `LEAST_INTACT`.
        best_point: Where that is.
    """

    asr_ohm_cm2: float
    p_intact: float
    best_asr_ohm_cm2: float
    best_point: Mapping[str, float]

    @property
    def over_best(self) -> float:
        """ASR over the best ASR: 1.04 is four per cent worse."""
        return self.asr_ohm_cm2 / self.best_asr_ohm_cm2


@dataclass(frozen=True)
class Written:
    """The files that tell of a campaign."""

    report: Path
    figures: tuple[Path, ...]


def begin(folder: Path, trials: int, seed: int, *, series: bool = False) -> Settings:
    """The demonstration's campaign file in `folder`: a new one, or the one that is there.

    The same demonstration goes on where it stopped; nothing else in the folder is touched. With a
    series an LCR meter is driven over SCPI, where the library for that is installed.

    Args:
        folder: Where.
        trials: Cells.
        seed: Of the cells and of the choices.
        series: Whether each cell is measured at several pressures.

    Raises:
        WrongInputError: the folder holds something else, or a demonstration of another kind.
    """
    file = folder / f"{NAME}.toml"
    climbing = "copress_mpa" if series else None
    plain = campaign_text(file.name, name=NAME, seed=seed, budget=trials, series=climbing)
    driven = with_analyser(plain, ANALYSER)
    if file.is_file():
        if file.read_text(encoding="utf-8") not in (plain, *([driven] if series else [])):
            raise WrongInputError(
                f"{folder} holds a demonstration with another seed, another number of cells, or a "
                f"campaign file edited since. Nothing was changed. Go on with it: copress run "
                f"{file}. Or begin a new one: copress demo --out OTHER-FOLDER"
            )
        return load_settings(file)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise WrongInputError(
            f"{folder} is there already and is no demonstration. Nothing was changed. "
            "Name another place: copress demo --out OTHER-FOLDER"
        )
    folder.mkdir(parents=True, exist_ok=True)
    over_scpi = series and find_spec("pyvisa") is not None and find_spec("pyvisa_py") is not None
    if over_scpi:
        (folder / ANALYSER).write_text(_ANALYSER_TEXT, encoding="utf-8")
    file.write_text(driven if over_scpi else plain, encoding="utf-8")
    return load_settings(file)


def write_results(view: CampaignView, strategy: Strategy) -> Written:
    """The report, as of any campaign, and its figures (PNG and SVG) next to the campaign file."""
    folder = view.settings.path.parent
    page, drawn = report_of(view, strategy)
    (folder / "figures").mkdir(exist_ok=True)
    paths = []
    for picture in drawn:
        path = folder / "figures" / f"{picture.name}.png"
        picture.figure.savefig(path, dpi=200)
        drawing = path.with_suffix(".svg")
        drawing.write_text(picture.svg, encoding="utf-8")
        paths += [path, drawing]
    report = folder / "report.html"
    write_page(report, page)
    return Written(report, tuple(paths))


def score(settings: Settings, protocol: Mapping[str, Value]) -> RecommendationScore:
    """Put a protocol through the noise-free physics, next to the best there is."""
    design = cell_design(settings.press.preset or "sodium")
    there = truth(PressHistory.of_protocol(press_protocol(protocol)), design)
    bounds = {name: (knob.low, knob.high) for name, knob in settings.space.items()}
    best = constrained_optimum(
        bounds,
        settings.fixed,
        design,
        goal=settings.campaign.goal,
        least_intact=LEAST_INTACT,
    )
    return RecommendationScore(there.asr_ohm_cm2, there.p_intact, best.asr_ohm_cm2, best.point)
