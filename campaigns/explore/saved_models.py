"""An explored table saved with its models, to be asked again without the table."""

from __future__ import annotations

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from campaigns.errors import WrongInputError
from campaigns.explore.dataset import Past
from campaigns.explore.models import Models, assembled
from doe.domain.learners import Regression
from hardware.user_folder import kept_at
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


VARIABLE = "COPRESS_KEY_FILE"
_BYTES = 32  # as long as the digest: the key of HMAC-SHA256 (RFC 2104)


def key_path() -> Path:
    """Where the key lies: named by `COPRESS_KEY_FILE`, else in the user's settings folder."""
    return kept_at("surrogate.key", VARIABLE)


def local_key() -> bytes:
    """This user's key; made at the first call.

    Raises:
        WrongInputError: others can read it, or it is no key.
    """
    path = key_path()
    if not path.exists():
        _make(path)
    if os.name != "nt" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise WrongInputError(
            f"{path} can be read by others, so its seal proves nothing: chmod 600 {path}"
        )
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise WrongInputError(
            f"{path} holds no key of Copress. Name another file with {VARIABLE}, or move it away: "
            "a new key is made; models saved with the old one must be made again."
        )
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    made = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_BYTES) + "\n")
