"""What a study file may say: `[study]`, `[strategies.NAME]`, `[twin]`; read and checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from campaigns.config.campaign_schema import Counted, Positive
from campaigns.config.load_campaign import checked
from campaigns.config.schema_base import SettingsTable
from doe.classical.catalogue import KINDS

_EXAMPLE = (
    'Write one: [study], and below it problem = "sodium", strategies = ["copress", "sobol"], '
    "seeds = 20, trials = 25."
)

PRESETS = ("sodium", "lithium")
MODEL_LED = "copress"
RANDOM = "random"
STRATEGY_KINDS = (MODEL_LED, RANDOM, *KINDS)
DEFAULT_TRIALS = 30  # chosen: a campaign of two weeks at three cells a day

Share = Annotated[float, Field(ge=0.0, lt=1.0)]
Seed = Annotated[int, Field(ge=0)]
Name = Annotated[str, Field(min_length=1, max_length=60)]


def _listed(named: object) -> object:
    """One name is a list of one; TOML's lists are tuples here."""
    return tuple(named) if isinstance(named, list) else (named,)


def _counted(seeds: object) -> object:
    """A number of seeds counts from 0; a list names them."""
    if isinstance(seeds, int) and not isinstance(seeds, bool):
        return tuple(range(seeds))
    return _listed(seeds)


Names = Annotated[tuple[Name, ...], BeforeValidator(_listed), Field(min_length=1)]


class StudyTable(SettingsTable):
    """`[study]`: the matrix."""

    problem: Names
    goal: str | None = None
    strategies: Names = (MODEL_LED,)
    seeds: Annotated[tuple[Seed, ...], BeforeValidator(_counted), Field(min_length=1)] = tuple(
        range(20)
    )
    trials: Counted | None = None
    stop: Literal["trials", "campaign"] = "trials"
    out: str | None = None

    @field_validator("strategies", "problem", "seeds")
    @classmethod
    def _each_once(cls, named: tuple[object, ...]) -> tuple[object, ...]:
        twice = sorted({str(one) for one in named if named.count(one) > 1})
        if twice:
            raise ValueError(f"{twice[0]} is named twice; delete one")
        return named


class StudyStrategyTable(SettingsTable):
    """`[strategies.NAME]`: a strategy of the study's own; what is left out stays as usual."""

    kind: str = MODEL_LED
    acquisition: str | None = None
    knowledge: bool | None = None
    prior_weight: Annotated[float, Field(ge=0)] | None = None
    n_initial: Counted | None = None
    broken_budget: Annotated[int, Field(ge=0)] | None = None
    runs: Counted | None = None

    @field_validator("kind")
    @classmethod
    def _is_one(cls, kind: str) -> str:
        if kind not in STRATEGY_KINDS:
            raise ValueError(f"no such kind of strategy; there are {', '.join(STRATEGY_KINDS)}")
        return kind


class TwinTable(SettingsTable):
    """`[twin]`: how the simulated powder, cell and laboratory differ from the preset."""

    powder: str | None = None
    anode: str | None = None
    pellet_sd: Positive | None = None
    """Standard deviation of ln ASR between cells pressed alike at their best."""
    flaw_share: Share = 0.0
    """Share of cells that break whatever the protocol."""
    vary_assumed: Share = 0.0
    """Each assumed number of the model is drawn again within this share, for every seed."""
    cells_per_lot: Counted | None = None
    """A new powder lot after so many cells; None: one lot all through."""
    ageing_per_cell: Annotated[float, Field(ge=0)] = 0.0


class StudySettings(SettingsTable):
    """A study file, checked; relative paths in it start from its folder."""

    path: Annotated[Path, Field(strict=False)]
    study: StudyTable
    strategies: dict[Name, StudyStrategyTable] = Field(default_factory=dict)
    twin: TwinTable = TwinTable()

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        for name in self.study.strategies:
            if name not in self.strategies and name not in STRATEGY_KINDS:
                raise ValueError(
                    f'[study] strategies: there is no "{name}". Describe it in '
                    f"[strategies.{name}], or name one of {', '.join(STRATEGY_KINDS)}"
                )
        for name in self.strategies:
            if name in STRATEGY_KINDS:
                raise ValueError(f"[strategies.{name}]: that name is taken; choose another")
        return self

    @property
    def contenders(self) -> dict[str, StudyStrategyTable]:
        """Strategies by name, in the file's order."""
        own = self.strategies
        return {
            n: own[n] if n in own else StudyStrategyTable(kind=n) for n in self.study.strategies
        }

    @property
    def folder(self) -> Path:
        """Where results go: next to the study file unless it names another place."""
        return self.path.parent / Path(self.study.out or f"{self.path.stem}-study").expanduser()


def load_study(path: Path) -> StudySettings:
    """Read and check a study file.

    Raises:
        WrongInputError: it is missing, no TOML, or says something that makes no sense.
    """
    return checked(path, StudySettings, _EXAMPLE)
