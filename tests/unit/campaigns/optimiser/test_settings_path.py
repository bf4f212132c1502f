"""One path for a setting: what the campaign file says is what the strategy works with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel
from support.campaign import write_campaign

from campaigns import make_strategy
from campaigns.config.campaign_schema import ModelTable, Settings
from campaigns.config.load_campaign import load_settings
from campaigns.config.template import campaign_text
from campaigns.errors import WrongInputError
from campaigns.optimiser.mean_functions import NAMES
from campaigns.optimiser.strategy_from_settings import strategy_of
from doe.prior.prior import NOTHING_KNOWN
from doe.selection.strategy_settings import SETTING_NAMES, StrategySettings
from doe.space import Parameter, Space

NO_KEY_YET = {"series"}
"""Settings that only Python has."""

IN_THE_FILE: dict[str, tuple[str, str, Any]] = {
    "goal": ('goal = "low_resistance"', 'goal = "pareto"', "pareto"),
    "seed": ("seed = 0", "seed = 7", 7),
    "n_initial": ("runs = 3", "runs = 5", 5),
    "constraints": ("[campaign]", 'constraints = ["anode_mpa <= 150"]\n[campaign]',
                    ("anode_mpa <= 150",)),
    "fixed": ("stack_mpa = 60", "stack_mpa = 61", 61),
    "knowledge": ("runs = 3", 'runs = 3\nkind = "lhs"', NOTHING_KNOWN),
    "mean": ("[press]", '[model]\nmean = "densification"\n[press]', "densification"),
    "broken_budget": ("budget = 9", "budget = 9\nbroken_budget = 2", 2),
    "budget": ("budget = 9", "budget = 11", 11),
    "risk": ("budget = 9", "budget = 9\nrisk = 0.15", 0.15),
    "start": ("budget = 9", 'budget = 9\nstart = "gentle"', "gentle"),
    "handling_s": ("[press]", "[cost]\nhandling_s = 60\n[press]", 60),
    "measurement_s": ("[press]", "[cost]\nmeasurement_s = 61\n[press]", 61),
    "cost_weight": ("[press]", "[cost]\nweight = 0.5\n[press]", 0.5),
    "chooser": ("[press]", '[strategy]\nchooser = "skopt"\n[press]', "skopt"),
    "acquisition": ("[press]", '[strategy]\nacquisition = "lower_confidence_bound"\n[press]',
                    "lower_confidence_bound"),
    "prior_weight": ("[press]", "[strategy]\nprior_weight = 0\n[press]", 0),
    "replicates": ("[press]", "[strategy]\nreplicates = true\n[press]", True),
}  # fmt: skip
"""For each setting: a line of the file, what is written in its place, what the strategy has."""

NOT_FOR_THE_STRATEGY = {"campaign": {"name", "store", "autonomy", "batch", "until"}}
"""Keys of the deciding tables that say nothing about the choice of cells."""


def _edited(tmp_path: Path, old: str, new: str) -> Settings:
    path = write_campaign(tmp_path)
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return load_settings(path)


def test_every_setting_has_a_key_in_the_file() -> None:
    assert set(IN_THE_FILE) | NO_KEY_YET == set(SETTING_NAMES)
    assert not set(IN_THE_FILE) & NO_KEY_YET


@pytest.mark.parametrize("name", IN_THE_FILE)
def test_what_the_file_says_reaches_the_strategy(tmp_path: Path, name: str) -> None:
    old, new, expected = IN_THE_FILE[name]
    plain = strategy_of(load_settings(write_campaign(tmp_path))).settings
    found = strategy_of(_edited(tmp_path, old, new)).settings
    value = getattr(found, name)
    assert (value["stack_mpa"] if name == "fixed" else value) == expected
    assert replace(found, **{name: getattr(plain, name)}) == plain, "nothing else changes"


def test_every_key_of_the_deciding_tables_is_a_setting_or_known_to_be_none() -> None:
    written = "\n".join(new for _, new, _ in IN_THE_FILE.values())
    for table in ("campaign", "design", "model", "strategy", "cost"):
        kind = Settings.model_fields[table].annotation
        assert isinstance(kind, type) and issubclass(kind, BaseModel)
        for key in kind.model_fields:
            if key not in NOT_FOR_THE_STRATEGY.get(table, set()):
                assert f"{key} = " in written, f"[{table}] {key} is tested by no line above"


def test_a_file_that_says_nothing_has_the_defaults_of_python(tmp_path: Path) -> None:
    settings = strategy_of(load_settings(write_campaign(tmp_path))).settings
    usual = StrategySettings()
    in_every_file = {"goal", "seed", "n_initial", "fixed", "budget", "knowledge"}
    for name in set(SETTING_NAMES) - in_every_file:
        assert getattr(settings, name) == getattr(usual, name), name
    assert settings.believed == usual.believed


def test_the_file_names_every_mean() -> None:
    assert get_args(ModelTable.model_fields["mean"].annotation) == NAMES


def test_python_takes_every_setting_by_its_name() -> None:
    space = Space((Parameter("copress_mpa", 100, 750, 5),))
    chosen = StrategySettings(seed=3, replicates=True, acquisition="lower_confidence_bound")
    values = {name: getattr(chosen, name) for name in SETTING_NAMES}
    assert make_strategy(space, **values).settings == chosen


@pytest.mark.parametrize(
    ("new", "says"),
    [
        ('acquisition = "lower_confidence"', "Did you mean lower_confidence_bound?"),
        ('acquisition = "magic"', "There are: first_intact, log_expected_improvement"),
    ],
)
def test_an_acquisition_that_there_is_not_is_named(tmp_path: Path, new: str, says: str) -> None:
    with pytest.raises(WrongInputError) as refusal:
        strategy_of(_edited(tmp_path, "[press]", f"[strategy]\n{new}\n[press]"))
    assert "quick.toml: [strategy] acquisition" in str(refusal.value)
    assert says in str(refusal.value)


@pytest.mark.parametrize("line", ["replicates = 1", 'replicates = "yes"', "prior_weight = -1"])
def test_a_value_that_cannot_be_is_named_with_its_place(tmp_path: Path, line: str) -> None:
    with pytest.raises(WrongInputError, match=r"\[strategy\] (replicates|prior_weight)"):
        _edited(tmp_path, "[press]", f"[strategy]\n{line}\n[press]")


def test_the_settings_of_a_new_file_can_be_switched_on(tmp_path: Path) -> None:
    text = campaign_text("new.toml", name="new", goal="low_resistance")
    for line in ("acquisition = ", "prior_weight = "):
        text = text.replace(f"# {line}", line)
    path = tmp_path / "new.toml"
    path.write_text(text.replace("replicates = false", "replicates = true"), encoding="utf-8")
    settings = strategy_of(load_settings(path)).settings
    assert settings.replicates
    assert settings.acquisition == StrategySettings().acquisition
    assert settings.prior_weight == StrategySettings().prior_weight
