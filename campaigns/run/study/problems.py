"""The problems of a study: a campaign each, of a preset or of a file, on a simulated powder."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from campaigns.config.campaign_schema import Settings
from campaigns.config.load_campaign import load_settings
from campaigns.config.template import campaign_text
from campaigns.errors import WrongInputError
from campaigns.optimiser.known_names import known_goal
from campaigns.run.study.study_schema import DEFAULT_TRIALS, PRESETS, StudySettings, TwinTable
from campaigns.trial.press_limits import area_cm2, limits_of
from hardware.press.protocol import Die
from hardware.twin.cell.presets import PRESETS as TWIN_PRESETS
from hardware.twin.cell.presets import cell_design


@dataclass(frozen=True)
class Problem:
    """One campaign that is simulated many times.

    Attributes:
        name: As the study file names it.
        settings: The campaign: space, rules, fixed values, goal, budget.
        preset: Whose cells are simulated.
        twin: How the simulated powder differs from the preset.
        die: What is mounted.
    """

    name: str
    settings: Settings
    preset: str
    twin: TwinTable
    die: Die

    @property
    def pressed_cm2(self) -> float:
        """Face of a pellet: the die's, or with a vessel the area that the campaign states."""
        return area_cm2(self.settings) if self.die.isostatic else self.die.area_cm2


def problems_of(study: StudySettings) -> tuple[Problem, ...]:
    """All problems of a study, checked.

    Raises:
        WrongInputError, MapError: a problem, goal, powder or anode that there is none of.
    """
    goal, where = study.study.goal, f"{study.path.name}: [study] goal"
    if goal is not None:
        known_goal(goal, where=where)
    return tuple(
        problem_of(_campaign(study, name), name, study.twin, goal=goal, trials=study.study.trials)
        for name in study.study.problem
    )


def problem_of(
    settings: Settings,
    name: str,
    twin: TwinTable,
    *,
    goal: str | None = None,
    trials: int | None = None,
    preset: str | None = None,
) -> Problem:
    """A campaign as a problem.

    Args:
        settings: The campaign file.
        name: For the tables.
        twin: How the simulated powder differs from the preset.
        goal: Another goal than the file's.
        trials: Another budget than the file's.
        preset: Another than the file's; a file without one is simulated as the sodium cell.

    Raises:
        WrongInputError: an unknown goal, preset, powder or anode.
    """
    known_goal(settings.campaign.goal, where=f"{settings.path.name}: [campaign] goal")
    changes: dict[str, object] = {}
    if goal is not None:
        changes["goal"] = goal
    if trials is not None:
        changes["budget"] = trials
    campaign = settings.campaign.model_copy(update=changes)
    own = preset or settings.press.preset or (name if name in PRESETS else "sodium")
    try:
        cell_design(own, powder=twin.powder, anode=twin.anode)
    except ValueError as error:
        raise WrongInputError(f"{name}: {error}.") from error
    die = limits_of(settings).die
    return Problem(name, settings.model_copy(update={"campaign": campaign}), own, twin, die)


def _campaign(study: StudySettings, name: str) -> Settings:
    if name in TWIN_PRESETS:
        return preset_campaign(name, study.study.goal or "low_resistance", study.study.trials)
    if not name.endswith(".toml"):
        raise WrongInputError(
            f'{study.path.name}: [study] problem = "{name}": name a preset '
            f"({', '.join(TWIN_PRESETS)}) or a campaign file (NAME.toml)."
        )
    return load_settings(study.path.parent / Path(name).expanduser())


def preset_campaign(preset: str, goal: str, trials: int | None) -> Settings:
    """The campaign that `copress new` writes, for the cells of a preset."""
    text = campaign_text(
        f"{preset}.toml",
        name=preset,
        goal=goal,
        budget=trials or DEFAULT_TRIALS,
    )
    document = tomllib.loads(text)
    document["press"]["preset"] = preset
    return Settings.model_validate({**document, "path": Path(f"{preset}.toml")})
