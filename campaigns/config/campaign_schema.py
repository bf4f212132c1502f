"""What a campaign file may say: one frozen table for each `[table]`, checked before use.

`campaigns.config.load_campaign` reads the file and words the complaints; here stand names, types
and limits.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, field_validator, model_validator

from campaigns.config.knob_schema import Knob, SeriesTable, name_complaint
from campaigns.config.network_drive import is_on_network, local_store
from campaigns.config.notify_schema import NotifyTable
from campaigns.config.schema_base import SettingsTable
from campaigns.config.store_location import Place, is_url
from campaigns.config.typed_name import typed_name

STEP_KNOBS = {
    "prepress": ("prepress_mpa", "prepress_dwell_s"),
    "copress": ("copress_mpa", "copress_dwell_s"),
    "anode": ("anode_mpa", "anode_dwell_s"),
}
"""The pressing steps in their order, and the two values that each needs."""

PROTOCOL_NAMES = (
    *(name for pair in STEP_KNOBS.values() for name in pair),
    "ramp_mpa_s",
    "release_mpa_s",
    "stack_mpa",
    "die_degc",
)
"""Every value of a pressing protocol; any other numeric knob may be added by name."""

REQUIRED_NAMES = ("copress_mpa", "copress_dwell_s", "ramp_mpa_s", "release_mpa_s")

Positive = Annotated[float, Field(gt=0)]
Counted = Annotated[int, Field(ge=1)]
Seed = Annotated[int, Field(ge=0, lt=2**32)]
"""Generators of random numbers take 32 bits."""
KnobName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class CampaignTable(SettingsTable):
    """`[campaign]`: what is asked for and how far it may go."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    goal: str = "low_resistance"
    budget: Counted = 25
    broken_budget: Counted | None = None
    risk: Annotated[float, Field(gt=0, lt=1)] | None = None
    start: Literal["literature", "gentle"] = "literature"
    store: str | None = None
    autonomy: Literal["suggest", "approve", "batch", "envelope", "free"] = "free"
    batch: Counted = 4
    seed: Seed = 0
    until: Annotated[datetime, Field(strict=False)] | None = None

    @field_validator("until")
    @classmethod
    def _on_the_clock_here(cls, until: datetime | None) -> datetime | None:
        """Without a zone it is the clock of this computer."""
        return None if until is None else until.astimezone()


class PressChoiceTable(SettingsTable):
    """`[press]`: which press, and the die on it."""

    kind: Literal["manual", "simulated", "map"] | None = None
    map: Annotated[str, Field(min_length=1)]
    ram_mm: Positive | None = None
    gauge_step_bar: Positive | None = None
    gauge_step_t: Positive | None = None
    sets_ramp: bool = True
    sets_release: bool = True
    die: str | None = None
    diameter_mm: Positive | None = None
    max_force_kn: Positive | None = None
    max_mpa: Positive | None = None
    preset: str | None = None
    instrument: str | None = None
    seed: Seed | None = None

    @model_validator(mode="before")
    @classmethod
    def _kind_names_the_map(cls, table: object) -> object:
        """`kind = "manual"` says the same as `map = "manual"`."""
        if not isinstance(table, dict) or table.get("kind") not in ("manual", "simulated"):
            return table
        named = table.get("map", table["kind"])
        if named != table["kind"]:
            msg = f'kind = "{table["kind"]}" and map = "{named}" contradict each other'
            raise ValueError(msg)
        return {**table, "map": named}

    @property
    def unset_rates(self) -> tuple[str, ...]:
        """Rates that the press cannot set; nobody is asked for them."""
        rates = {"ramp_mpa_s": self.sets_ramp, "release_mpa_s": self.sets_release}
        return tuple(name for name, can in rates.items() if not can)

    @model_validator(mode="after")
    def _gauge_of_a_hand_press(self) -> Self:
        for key in ("ram_mm", "gauge_step_bar", "gauge_step_t"):
            if getattr(self, key) is not None and self.map != "manual":
                msg = f'{key} is about a press that is worked by hand: kind = "manual"'
                raise ValueError(msg)
        if self.gauge_step_bar is not None and self.ram_mm is None:
            msg = (
                "gauge_step_bar needs ram_mm, the diameter of the ram: without it a bar is no force"
            )
            raise ValueError(msg)
        if self.gauge_step_bar is not None and self.gauge_step_t is not None:
            msg = "give gauge_step_bar or gauge_step_t, whichever the gauge is marked in"
            raise ValueError(msg)
        return self


class PelletTable(SettingsTable):
    """`[pellet]`: what is filled into the die; with travel it gives each lot's compaction curve."""

    mass_mg: Positive
    density_g_cm3: Positive


class ImpedanceTable(SettingsTable):
    """`[impedance]`: where the spectrum of a cell comes from."""

    source: Literal["folder", "by_hand"] = "folder"
    folder: str | None = None
    area_cm2: Positive | None = None
    wait_s: Positive = 7200.0
    cell: Literal["auto", "blocking", "symmetric", "full"] = "auto"
    least_ocv_v: Positive | None = None
    reference_degc: float = 25.0
    activation_ev: Annotated[float, Field(ge=0, le=2)] = 0.35

    @model_validator(mode="after")
    def _has_a_voltage(self) -> Self:
        if self.least_ocv_v is not None and self.cell != "full":
            msg = 'least_ocv_v is for full cells, others rest at 0 V; write cell = "full" as well'
            raise ValueError(msg)
        return self


class AnalyserTable(SettingsTable):
    """`[analyser]`: an impedance analyser that Copress starts itself, described in its own file."""

    file: Annotated[str, Field(min_length=1)]


class InspectionTable(SettingsTable):
    """`[inspection]`: who says whether the cell is intact."""

    source: Literal["folder", "by_hand"] = "folder"


class TransferTable(SettingsTable):
    """`[transfer]`: tables of earlier cells, relative to this file, that the campaign learns with.

    `held` says at which value a knob stood that such a table does not name; `mapping` names a file
    of `copress explore --save-mapping` that says how the tables are read.
    """

    tables: tuple[str, ...] = Field(default=(), strict=False)
    held: dict[KnobName, float] = Field(default_factory=dict)
    mapping: str | None = None


class DesignTable(SettingsTable):
    """`[design]`: the first points, before there is a model.

    `corridor` starts where the literature's cells survive; `lhs` believes nothing beforehand and
    spreads evenly.
    """

    kind: Literal["corridor", "lhs"] = "corridor"
    runs: Counted | None = None


class ModelTable(SettingsTable):
    """`[model]`: what is expected of the resistance before the cells speak."""

    mean: Literal[
        "literature", "none", "densification", "compaction", "compaction and springback"
    ] = "literature"


class StrategyTable(SettingsTable):
    """`[strategy]`: how the next cell is chosen; `strategy = "skopt"` is short for its `chooser`.

    `acquisition` is a file of `doe/acquisitions`; `prior_weight` the pull of published recipes,
    which fades with the number of cells; with `replicates` a protocol may be pressed again.
    """

    chooser: Literal["copress", "skopt"] = "copress"
    acquisition: str = "log_expected_improvement"
    prior_weight: Annotated[float, Field(ge=0)] = 2.5
    replicates: bool = False

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, given: object) -> object:
        return {"chooser": given} if isinstance(given, str) else given


class CostTable(SettingsTable):
    """`[cost]`: time of a cell apart from the press, and whether the next choice weighs it."""

    handling_s: Annotated[float, Field(ge=0)] = 1200.0
    measurement_s: Annotated[float, Field(ge=0)] = 900.0
    weight: Annotated[float, Field(ge=0, le=1)] = 0.0


class Settings(SettingsTable):
    """A campaign file, checked.

    `path` is the file itself; relative paths in it are relative to its folder.
    """

    path: Annotated[Path, Field(strict=False)]
    constraints: tuple[str, ...] = Field(default=(), strict=False)
    campaign: CampaignTable
    space: Annotated[dict[KnobName, Knob], Field(min_length=1)]
    fixed: dict[KnobName, float] = Field(default_factory=dict)
    press: PressChoiceTable
    pellet: PelletTable | None = None
    impedance: ImpedanceTable = ImpedanceTable()
    analyser: AnalyserTable | None = None
    inspection: InspectionTable = InspectionTable()
    design: DesignTable = DesignTable()
    transfer: TransferTable = TransferTable()
    cost: CostTable = CostTable()
    model: ModelTable = ModelTable()
    series: SeriesTable | None = None
    strategy: StrategyTable = StrategyTable()
    notify: NotifyTable = NotifyTable()

    @field_validator("constraints")
    @classmethod
    def _say_something(cls, rules: tuple[str, ...]) -> tuple[str, ...]:
        for rule in rules:
            if not re.search(r"<=|>=|<|>|==", rule):
                msg = f'"{rule}" compares nothing; an example: "anode_mpa <= 0.75 * copress_mpa"'
                raise ValueError(msg)
        return rules

    @model_validator(mode="after")
    def _measures_in_one_way(self) -> Self:
        if self.analyser is not None and self.impedance.source == "by_hand":
            msg = (
                'an [analyser] measures by itself, and [impedance] source = "by_hand" asks for '
                "files; delete one of the two"
            )
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _climbs_what_varies(self) -> Self:
        if self.series is None:
            return self
        for name in self.series.knobs:
            if name not in self.space:
                msg = f'[series] knob = "{self.series.knob}" needs [space.{name}]: it must vary'
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _name_every_value_once(self) -> Self:
        for table, names in (("space", self.space), ("fixed", self.fixed)):
            for name in names:
                if why := name_complaint(name):
                    msg = f"[{table}] {name}: {why}"
                    raise ValueError(msg)
        if twice := sorted(self.space.keys() & self.fixed.keys()):
            msg = f"{twice[0]} stands in [space.{twice[0]}] and in [fixed]; delete one of the two"
            raise ValueError(msg)
        missing = [name for name in REQUIRED_NAMES if name not in self.value_names]
        for pair in STEP_KNOBS.values():
            named = [name for name in pair if name in self.value_names]
            if len(named) == 1:
                missing += [name for name in pair if name not in named]
        if missing:
            raise ValueError(_missing_value(missing[0], self.value_names))
        return self

    @model_validator(mode="after")
    def _vary_what_can_be_set(self) -> Self:
        for name in self.press.unset_rates:
            if name in self.space:
                key = f"sets_{name.partition('_')[0]}"
                msg = (
                    f"[space.{name}] varies what this press cannot set ([press] {key} = false); "
                    f"give {name} in [fixed]"
                )
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _ask_who_sets_a_choice(self) -> Self:
        driven = not (self.by_hand or self.simulated)
        if driven and self.choices and self.campaign.autonomy not in ("suggest", "approve"):
            msg = (
                f"[space.{next(iter(self.choices))}] is set by a person, no press can: with "
                f'autonomy = "{self.campaign.autonomy}" cells are pressed without asking. Write '
                '[campaign] autonomy = "approve"'
            )
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _press_with_numbers(self) -> Self:
        for name, knob in self.space.items():
            if name in PROTOCOL_NAMES and knob.choices:
                msg = (
                    f"[space.{name}] choices: a value of the pressing protocol is a number; write "
                    "values = [...], or give the choices a name of their own"
                )
                raise ValueError(msg)
        return self

    @property
    def knobs(self) -> dict[str, tuple[str, ...]]:
        """Names of what varies, each with its choices; () for a number."""
        return {name: knob.choices for name, knob in self.space.items()}

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """Of each knob that is not a number, what it may be."""
        return {name: knob.choices for name, knob in self.space.items() if knob.choices}

    @property
    def fixed_by_press(self) -> dict[str, float]:
        """`[fixed]` without rates that the press cannot set: what a person or the press holds."""
        return {n: v for n, v in self.fixed.items() if n not in self.press.unset_rates}

    @property
    def value_names(self) -> frozenset[str]:
        """Names of all values of the protocol, varied and fixed."""
        return frozenset(self.space) | frozenset(self.fixed)

    @property
    def value_names_in_order(self) -> tuple[str, ...]:
        """The same in the order of the file: what varies first."""
        return (*self.space, *self.fixed)

    @property
    def simulated(self) -> bool:
        """The file asks for the simulated laboratory."""
        return self.press.map == "simulated"

    @property
    def by_hand(self) -> bool:
        """The file asks for a person at the press."""
        return self.press.map == "manual"

    def next_to(self, name: str) -> Path:
        """`name` as a path: relative ones start from the folder of the campaign file."""
        return (self.path.parent / Path(name).expanduser()).absolute()

    @property
    def typed_name(self) -> str:
        """Name of the campaign file as it is typed in a command."""
        return typed_name(self.path.name)

    @property
    def place(self) -> Place:
        """Where the campaign's memory is: a file next to this one, or a server."""
        named = self.campaign.store
        return Place.of(named if named and is_url(named) else self.store_path)

    @property
    def store_path(self) -> Path:
        """The file that holds the campaign's memory, if no server does.

        On a network drive it is kept on this computer unless the file names a place.
        """
        near = self.next_to(self.campaign.store or f"{self.path.stem}.db")
        if self.campaign.store or near.exists() or not is_on_network(near):
            return near
        return local_store(self.path)

    @property
    def folder(self) -> Path:
        """Where the analyser drops its files."""
        return self.next_to(self.impedance.folder or f"{self.path.stem}-cells")


def _missing_value(name: str, given: Iterable[str]) -> str:
    """Say that the protocol lacks a value, and which of the given names may have been meant."""
    others = [other for other in given if other not in PROTOCOL_NAMES]
    if close := difflib.get_close_matches(name, others, n=1, cutoff=0.8):
        return f"{name} is missing; {close[0]} looks like it: rename that"
    return f"{name} is missing; give it in [fixed], or in [space.{name}] to vary it"
