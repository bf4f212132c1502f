"""An explored table saved with its models, to be asked again without the table."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from campaigns.errors import WrongInputError
from campaigns.explore.dataset import Past
from campaigns.explore.models import Models, assembled
from campaigns.explore.signing_key import local_key
from doe.models import Regression
from surrogate.compare_means import MeanTested
from surrogate.persist import ForeignModelError, is_surrogate, load_surrogate, save_surrogate


@dataclass(frozen=True, eq=False)
class SavedModels:
    """What a file keeps: the cells as they were understood and what was learned from them."""

    past: Past
    surface: Regression
    means: tuple[MeanTested, ...]
    mean: str | None
    goal: str
    seed: int


def save_models(path: Path, models: Models) -> None:
    """Save models, sealed with this user's key.

    Raises:
        WrongInputError: the file exists and is none of ours, or there is no such folder.
    """
    if not path.absolute().parent.is_dir():
        raise WrongInputError(f"--save {path}: there is no folder {path.parent}. Make it first.")
    kept = SavedModels(
        models.past, models.surface, models.means, models.mean, models.strategy.settings.goal,
        models.strategy.settings.seed,
    )  # fmt: skip
    try:
        save_surrogate(path, kept, local_key())
    except ForeignModelError as error:
        raise WrongInputError(str(error)) from error


def load_models(path: Path) -> Models:
    """Models that `save_models` wrote.

    Raises:
        WrongInputError: foreign, changed, or of other versions; nothing of it was loaded.
    """
    try:
        kept = load_surrogate(path, SavedModels, local_key())
    except ForeignModelError as error:
        raise WrongInputError(str(error)) from error
    return assembled(kept.past, kept.surface, kept.means, kept.mean, kept.goal, kept.seed)


def are_saved(path: Path) -> bool:
    """Whether the file looks like saved models."""
    return is_surrogate(path)
