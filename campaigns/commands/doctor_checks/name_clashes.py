"""Copress's four rooms have plain names; other packages of those names overwrite them silently.

All four names exist on PyPI. pip installs a package over another one's files without a word, and
when the other is removed, ours lack their `__init__.py`.
"""

from collections.abc import Mapping, Sequence
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

from campaigns.commands.doctor_checks.finding import Checkup

ROOMS = ("doe", "surrogate", "hardware", "campaigns")
OURS = "copress"

_ADVICE = (
    "Make a fresh environment for Copress alone: python -m venv copress-env, then install Copress "
    "there."
)


def room_findings(
    folders: Mapping[str, Path | None] | None = None,
    owners: Mapping[str, Sequence[str]] | None = None,
) -> list[Checkup]:
    """Do the four rooms lie side by side, and does nobody else own their names?

    Args:
        folders: where Python finds each room; None for one that it does not find.
        owners: distributions that installed files under each name.
    """
    where = _folders() if folders is None else folders
    who = packages_distributions() if owners is None else owners
    lost = [room for room in ROOMS if where.get(room) is None]
    foreign = {room: _others(who.get(room, ())) for room in ROOMS}
    if lost:
        said = f"Python does not find {', '.join(lost)}, or not whole (no __init__.py)"
        return [Checkup("rooms", "fault", said, _ADVICE)]
    taken = {room: names for room, names in foreign.items() if names}
    if taken:
        said = "; ".join(f"{room} was overwritten by {names}" for room, names in taken.items())
        return [Checkup("rooms", "fault", said, _ADVICE)]
    homes = {folder for folder in where.values() if folder is not None}
    if len(homes) > 1:
        said = "the rooms come from different folders: " + ", ".join(sorted(map(str, homes)))
        return [Checkup("rooms", "fault", said, _ADVICE)]
    return [Checkup("rooms", "good", f"{', '.join(ROOMS)} lie side by side in {homes.pop()}")]


def _folders() -> dict[str, Path | None]:
    return {room: _folder(room) for room in ROOMS}


def _folder(room: str) -> Path | None:
    """Folder that holds the room; None without an `__init__.py`."""
    spec = find_spec(room)
    if spec is None or spec.origin is None:
        return None
    return Path(spec.origin).resolve().parent.parent


def _others(names: Sequence[str]) -> str:
    return ", ".join(sorted({name for name in names if name.lower() != OURS}))
